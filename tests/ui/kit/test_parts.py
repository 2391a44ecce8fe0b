from __future__ import annotations

import io

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget
from reportlab.pdfgen.canvas import Canvas

from app.values.money import Money
from tests.ui.kit.gallery import key_words
from ui.billing_parts.next_panel import NextPanel, Offer, Step
from ui.billing_parts.pane import scroll_page
from ui.kit import pdf_view
from ui.kit.banner import MessageBar, Toast
from ui.kit.button import button
from ui.kit.choice import Answer, ChoiceChips, Filter, FilterButtons, NumberedAnswers, Switch
from ui.kit.figures import Figure, FigureStrip, MoneyBar
from ui.kit.key_bar import KeyBar
from ui.kit.label import label
from ui.kit.page import EmptyState, NextStep, PageHeader, Steps
from ui.kit.panel import Panel
from ui.kit.pdf_view import PdfView
from ui.screen import KeyHint


def test_a_buttons_name_is_its_words_and_its_key_the_description(qtbot):
    made = button("primary", "Send back to coder", "Ctrl+Enter")
    qtbot.addWidget(made)
    assert made.accessibleName() == made.text() == "Send back to coder"
    assert "Ctrl" in made.accessibleDescription()
    assert made.sizeHint().height() == 34
    with pytest.raises(ValueError, match="primary"):
        button("danger", "Delete")


def test_a_dead_button_says_why(qtbot):
    made = button("plain", "Reopen")
    qtbot.addWidget(made)
    made.set_off("Only closed claims can be reopened.")
    assert not made.isEnabled()
    assert made.statusTip() == "Only closed claims can be reopened."
    made.set_off("")
    assert made.isEnabled()


def test_digits_choose_a_cause(qtbot):
    made = ChoiceChips("Cause", (("coding", "Coding"), ("billing", "Billing")))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.chosen) as heard:
        qtbot.keyClick(made, Qt.Key.Key_2)
    assert heard.args == ["billing"]
    made.set_value(None)
    assert made.value() is None


def test_filters_break_into_rows_instead_of_being_cut(qtbot):
    made = FilterButtons("Show")
    qtbot.addWidget(made)
    words = ("All", "Coding", "Billing", "Front desk", "Documentation", "No cause yet")
    made.show_filters([Filter(str(n), word, n) for n, word in enumerate(words)])
    made.resize(300, made.heightForWidth(300))
    made.show()
    chips = made.findChildren(QAbstractButton)
    assert made.heightForWidth(300) > made.heightForWidth(2000) == made.sizeHint().height()
    assert len(chips) == len(words)
    for chip in chips:
        assert chip.width() >= chip.sizeHint().width()
        assert made.rect().contains(chip.geometry())
    places = [(chip.y(), chip.x()) for chip in chips]
    assert places == sorted(places)


def test_a_low_page_scrolls_before_its_words_are_squeezed(qtbot):
    page = QWidget()
    column = QVBoxLayout(page)
    words = [label("Words that wrap where the page is narrow. " * 4, wrap=True) for _ in range(6)]
    for one in words:
        column.addWidget(one)
    area = scroll_page(page)
    qtbot.addWidget(area)
    area.resize(320, 120)
    area.show()
    qtbot.wait(1)
    assert area.verticalScrollBar().maximum() > 0
    for one in words:
        assert one.height() >= one.heightForWidth(one.width())


def test_an_empty_page_gives_up_its_icon_before_its_words(qtbot):
    made = EmptyState("phone", "Nobody was spoken to yet", "Press F8 to log a call.", [])
    place = QWidget()
    qtbot.addWidget(place)
    made.setParent(place)
    made.setGeometry(0, 0, 600, 400)
    place.show()
    icon = next(one for one in made.findChildren(QLabel) if not one.text())
    assert icon.isVisible()
    made.setGeometry(0, 0, 600, 110)
    qtbot.wait(1)
    assert not icon.isVisible()
    for words in (one for one in made.findChildren(QLabel) if one.text()):
        assert words.height() >= words.heightForWidth(words.width())
    made.setGeometry(0, 0, 600, 400)
    assert icon.isVisible()


def test_a_step_that_makes_no_sense_is_not_offered(qtbot):
    made = EmptyState("users", "None", "Words.", [NextStep("Show all"), NextStep("Load")])
    qtbot.addWidget(made)
    made.offer(0, False)
    shown = [one.text() for one in made.findChildren(QAbstractButton) if not one.isHidden()]
    assert shown == ["Load"]


def test_filters_keep_their_choice_when_counts_change(qtbot):
    made = FilterButtons("Show")
    qtbot.addWidget(made)
    made.show_filters((Filter("all", "All", 86), Filter("held", "Held", 24, "wait")))
    assert made.value() == "all"
    made.show_filters((Filter("all", "All", 86), Filter("held", "Held", 24, "wait")), "held")
    made.show_filters((Filter("all", "All", 80), Filter("held", "Held", 20, "wait")))
    assert made.value() == "held"


def test_a_digit_chooses_an_answer_and_enter_takes_it(qtbot):
    made = NumberedAnswers("Who pays?", (Answer("bill", "Bill"), Answer("hold", "Hold", "Ask")))
    qtbot.addWidget(made)
    qtbot.keyClick(made, Qt.Key.Key_2)
    assert made.value() == "hold"
    with qtbot.waitSignal(made.taken) as heard:
        qtbot.keyClick(made, Qt.Key.Key_Return)
    assert heard.args == ["hold"]


def test_a_switch_says_its_state(qtbot):
    made = Switch("Try other settings", "Trying")
    qtbot.addWidget(made)
    assert made.text() == "Off"
    made.setChecked(True)
    assert made.text() == "Trying"


def test_the_money_bar_is_told_as_a_sentence(qtbot):
    made = MoneyBar()
    qtbot.addWidget(made)
    made.show_shares({"received": Money(13432), "payer": Money(14500)})
    assert made.accessibleName() == (
        "Received 134.32, Reduced 0.00, With payer 145.00, Patient owes 0.00."
    )


def test_a_figure_opens_by_enter(qtbot):
    made = FigureStrip("Account")
    qtbot.addWidget(made)
    figures = (Figure("With payer", "165.00"), Figure("Patient owes", "104.08"))
    made.show_figures(figures)
    with qtbot.waitSignal(made.opened) as heard:
        qtbot.keyClick(made.layout().itemAt(1).widget(), Qt.Key.Key_Return)
    assert heard.args == [figures[1]]


def test_a_narrow_header_folds_all_but_the_filled_button(qtbot):
    made = PageHeader("Remittance preview", "20 claims")
    qtbot.addWidget(made)
    plain = made.add_button(button("plain", "Close", "Esc"))
    filled = made.add_button(button("primary", "Post 19", "Ctrl+Enter"))
    made.resize(1240, 68)
    made.show()
    assert plain.isVisible()
    made.resize(700, 68)
    assert plain.isHidden()
    assert filled.isVisible()


def test_a_button_taken_out_of_a_header_comes_back_by_no_resizing_and_stands_in_no_menu(qtbot):
    made = PageHeader("Office", "Practice")
    qtbot.addWidget(made)
    gone = made.add_button(button("plain", "Envelope test page"))
    other = made.add_button(button("primary", "Back up now"))
    stays = made.add_button(button("plain", "Try it"))
    made.resize(1240, 68)
    made.show()
    made.show_button(gone, False)
    made.show_button(other, False)
    for wide in (700, 1240):
        made.resize(wide, 68)
        assert gone.isHidden()
        assert other.isHidden()
        assert stays.isVisible() == (wide == 1240)
    assert made.foldable() == [stays]
    made.show_button(other, True)
    assert other.isVisible()


def test_the_key_bar_shows_at_most_seven(qtbot):
    made = KeyBar()
    qtbot.addWidget(made)
    made.show_keys([key_words(f"F{n}", "go") for n in range(1, 10)])
    caps = [part.text() for part in made.findChildren(QLabel) if part.property("keycap")]
    assert caps == [f"F{n}" for n in range(1, 8)]


def test_a_narrow_key_bar_leaves_the_last_keys_out_and_cuts_none(qtbot):
    made = KeyBar()
    qtbot.addWidget(made)
    made.show_keys([key_words(f"F{n}", "does a thing") for n in range(1, 8)])
    made.resize(420, 32)
    made.show()
    caps = [part for part in made.findChildren(QLabel) if part.property("keycap")]
    shown = [part for part in caps if part.isVisible()]
    assert 1 <= len(shown) < 7
    assert shown == caps[: len(shown)]
    made.resize(1440, 32)
    assert all(part.isVisible() for part in caps)


def test_steps_say_where_they_stand(qtbot):
    made = Steps(("Practice", "Users", "Payers"))
    qtbot.addWidget(made)
    made.show_step(2)
    assert made.accessibleName() == "Step 2 of 3: Users"


def test_an_empty_page_offers_its_steps(qtbot):
    made = EmptyState("inbox", "Nothing to post", "Drop a payer file here.", (NextStep("Load"),))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.taken) as heard:
        qtbot.mouseClick(made.focusProxy(), Qt.MouseButton.LeftButton)
    assert heard.args == [0]


def test_a_message_stays_until_it_is_closed(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    assert made.isHidden()
    made.say("block", "Nothing was posted.", "This file stops in the middle.")
    assert made.accessibleName() == "Block: This file stops in the middle. Nothing was posted."
    with qtbot.waitSignal(made.closed):
        made.clear()
    assert made.isHidden()


def test_a_toast_can_take_work_back(qtbot):
    over = MessageBar()
    qtbot.addWidget(over)
    made = Toast(over)
    made.say("Posted 19 claims.", undo=True)
    with qtbot.waitSignal(made.undone):
        made.findChild(type(button("quiet", ""))).click()
    assert made.isHidden()


def two_pages(made_by: str = "") -> bytes:
    page = io.BytesIO()
    paper = Canvas(page, pagesize=(612, 792))
    paper.setCreator(made_by or "A scanner")
    paper.setTitle("Receipt 5511, void?")
    paper.setSubject("2026-09-30")
    for word in ("one", "two"):
        paper.rect(0, 0, 612, 792, fill=1)
        paper.drawString(72, 720, word)
        paper.showPage()
    paper.save()
    return page.getvalue()


def test_a_page_of_any_size_is_drawn_within_a_limit(qtbot):
    paper = io.BytesIO()
    drawing = Canvas(paper, pagesize=(14_400, 14_400))
    drawing.drawString(20, 20, "A plan of the house")
    drawing.save()
    view = PdfView("Plan")
    qtbot.addWidget(view)
    view.show_pdf(paper.getvalue())
    assert view._file is not None
    drawn = pdf_view._image(view._file, 0, 300 / 72)
    assert drawn.width() * drawn.height() <= 41_000_000


def test_a_pdf_is_fitted_drawn_zoomed_and_printed(qtbot, tmp_path):
    made = PdfView("Statement")
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    made.show_pdf(two_pages())
    assert made.page_count() == 2
    first = made._pages[0]
    assert abs(first.width() - (made.viewport().width() - 26)) <= 1
    assert first.pixmap().toImage().pixelColor(20, 20).name() == "#000000"
    fitted = first.width()
    made.zoom_in()
    assert first.width() == pytest.approx(fitted * 1.25, abs=2)
    made.fit()
    assert first.width() == fitted
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    made.print_on(printer)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_our_own_paper_is_called_by_its_title_and_others_by_no_words_of_theirs(qtbot):
    made = PdfView("Document")
    qtbot.addWidget(made)
    made.show_pdf(two_pages("Twohats"))
    assert made.file_name() == "Receipt 5511, void 2026-09-30"
    made.show_pdf(two_pages("A scanner"))
    assert made.file_name() == "Document"


def test_pages_keep_their_size_on_a_sheet_of_another_country(qtbot, tmp_path):
    made = PdfView("Statement")
    qtbot.addWidget(made)
    made.show_pdf(two_pages())
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    made.ask_for_paper(printer)
    assert printer.pageLayout().pageSize().id() is QPageSize.PageSizeId.Letter
    for chosen, wide in ((QPageSize.PageSizeId.Legal, 612), (QPageSize.PageSizeId.A4, 595)):
        out = tmp_path / f"{wide}.pdf"
        printer.setOutputFileName(str(out))
        printer.setPageSize(QPageSize(chosen))
        made.print_on(printer)
        shown = pypdfium2.PdfDocument(out)
        (image,) = shown[0].get_objects()
        left, bottom, right, top = image.get_bounds()
        shown.close()
        assert right - left == pytest.approx(wide, abs=2)
        assert (top - bottom) / (right - left) == pytest.approx(792 / 612, abs=0.01)


def test_the_keys_of_the_bar_make_room_for_a_toast(qtbot, dressed):
    bar = KeyBar()
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    made = Toast(bar)
    made.stands.connect(bar.give_room)
    bar.show_keys([KeyHint("Enter", "open"), KeyHint("Ctrl+Enter", "release")])
    bar.show()
    keys = bar._pairs
    first = keys[0].mapTo(bar, QPoint(0, 0)).x()
    made.say("Posted 19 claims.", undo=True)
    qtbot.waitUntil(lambda: keys[0].mapTo(bar, QPoint(0, 0)).x() >= made.geometry().right())
    made.findChild(type(button("quiet", ""))).click()
    qtbot.waitUntil(lambda: keys[0].mapTo(bar, QPoint(0, 0)).x() == first)


def test_what_is_no_pdf_is_told(qtbot):
    made = PdfView("Statement")
    qtbot.addWidget(made)
    with pytest.raises(ValueError, match="not a PDF"):
        made.show_pdf(b"hello")
    assert made.page_count() == 0


def test_a_line_of_state_that_has_no_room_ends_in_dots_and_stays_whole_to_readers(qtbot, dressed):
    words = "Four things cannot wait past today. Everything else is on time."
    header = PageHeader("Today", words)
    qtbot.addWidget(header)
    header.resize(200, 68)
    header.show()
    assert QLabel.text(header.state).endswith("…")
    assert header.state.text() == header.state.accessibleName() == header.state.toolTip() == words
    header.resize(1200, 68)
    assert QLabel.text(header.state) == words
    assert header.state.toolTip() == ""


def test_many_ways_on_stand_in_even_rows_and_ask_for_no_more_room_than_there_is(qtbot, dressed):
    panel = NextPanel("Next")
    qtbot.addWidget(panel)
    ways = [Offer(f"way-{n}", f"One of the ways {n}") for n in range(4)]
    panel.show_step(Step("What now", "", Offer("go", "Take it"), tuple(ways)))
    panel.resize(560, 300)
    panel.show()
    buttons = panel.findChildren(QAbstractButton)
    rows = {made.mapTo(panel, made.rect().topLeft()).y() for made in buttons}
    assert len(rows) == 2
    assert panel.minimumSizeHint().width() < 560
    assert all(made.width() >= made.sizeHint().width() for made in buttons)


def test_a_long_title_of_a_panel_takes_a_second_line(qtbot, dressed):
    panel = Panel("Why")
    qtbot.addWidget(panel)
    panel.wrap_title()
    panel.inset().addStretch(1)
    panel.resize(350, 200)
    panel.show()
    head = panel.title.parentWidget()
    assert head.height() == 44
    panel.set_title("Why Wolfeschlegelsteinhausen, Bartholomew-Alexander the Third gets one")
    qtbot.waitUntil(lambda: head.height() > 50)
    assert panel.title.height() >= panel.title.heightForWidth(panel.title.width())
