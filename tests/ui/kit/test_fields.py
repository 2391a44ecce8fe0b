from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget

from app.values.dates import show_date
from app.values.money import Money
from app.values.problem import Problem, Severity
from ui import fields
from ui.kit.combo import Combo
from ui.kit.date_entry import DateReader

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("9/3/26", date(2026, 9, 3)),
        ("0903", date(2026, 9, 3)),
        ("090326", date(2026, 9, 3)),
        ("09032027", date(2027, 9, 3)),
        ("9-3", date(2026, 9, 3)),
        ("t", TODAY),
        ("+7", date(2026, 11, 30)),
        ("-3", date(2026, 11, 20)),
        ("2026-09-03", date(2026, 9, 3)),
        ("Sep 3, 2026", date(2026, 9, 3)),
        ("sep 3", date(2026, 9, 3)),
        ("2/30/26", None),
        ("13/1/26", None),
        ("+99999", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates_are_read_as_fast_hands_type_them(typed, day):
    assert DateReader(TODAY)(typed) == day


def test_two_digit_years_of_birth_are_never_ahead():
    assert DateReader(TODAY, past=True)("4/12/59") == date(1959, 4, 12)
    assert DateReader(TODAY, past=True)("4/12/27") == date(1927, 4, 12)
    assert DateReader(TODAY)("4/12/27") == date(2027, 4, 12)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_a_date_field_shows_it_reads_again(day):
    assert DateReader(TODAY)(show_date(day)) == day


@given(st.text(max_size=12))
def test_no_typing_breaks_the_reader(typed):
    found = DateReader(TODAY)(typed)
    assert found is None or isinstance(found, date)


def test_a_date_is_shown_in_words_when_left(qtbot):
    field = fields.DateField("First due", TODAY)
    qtbot.addWidget(field)
    field.show()
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(field.line, "+7")
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == TODAY + timedelta(days=7)
    assert field.line.text() == "Nov 30, 2026"


def test_enter_goes_to_the_next_field(qtbot):
    form = fields.FormRows()
    first, second = fields.TextField("First"), fields.MoneyField("Second")
    form.add("first", first)
    form.add("second", second)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    first.line.setFocus()
    qtbot.keyClick(first.line, Qt.Key.Key_Return)
    assert form.focusWidget() is second.line


def test_a_wrong_amount_is_told_beneath_and_to_readers(qtbot):
    field = fields.MoneyField("Down payment")
    qtbot.addWidget(field)
    field.line.setText("12,3.4.5")
    assert not field.is_good()
    assert field.value() is None
    assert field.problem() == field.line.accessibleDescription() != ""
    field.set_value(Money(123450))
    assert field.line.text() == "1,234.50"
    assert field.problem() == ""


def test_minus_is_refused_where_none_may_be(qtbot):
    field, signed = fields.MoneyField("Amount"), fields.MoneyField("Change", negative=True)
    for known in (field, signed):
        qtbot.addWidget(known)
        known.line.setText("-5")
    assert not field.is_good()
    assert signed.is_good()
    assert signed.value() == Money(-500)


def test_setting_a_value_is_not_a_change(qtbot):
    field = fields.TextField("Title")
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.changed):
        field.set_value("A plan")
        field.leave()


def test_a_false_npi_is_found(qtbot):
    field = fields.NpiField("NPI")
    qtbot.addWidget(field)
    field.line.setText("1234567890")
    assert not field.is_good()
    field.line.setText("123 456 7893")
    assert field.is_good()


def test_a_number_keeps_its_range_and_unit(qtbot):
    field = fields.NumberField("Grace", 0, 60, unit="days")
    qtbot.addWidget(field)
    field.set_value(10)
    assert field.line.text() == "10 days"
    assert field.value() == 10
    field.line.setText("61")
    assert not field.is_good()


def test_a_choice_keeps_its_key_when_others_are_offered(qtbot):
    field = fields.ChoiceField("Payer", (("a", "Blue Prairie"), ("b", "Medicare")))
    qtbot.addWidget(field)
    field.set_value("b")
    field.set_choices((("b", "Medicare"), ("c", "Lakeshore")))
    assert field.value() == "b"


def test_a_blank_within_typed_words_is_one_of_their_letters(qtbot, monkeypatch):
    field = fields.ChoiceField("Column", (("a", "Visit"), ("b", "Visit id"), ("c", "Visit note")))
    qtbot.addWidget(field)
    opened: list[bool] = []
    monkeypatch.setattr(Combo, "showPopup", lambda _combo: opened.append(True))
    qtbot.keyClicks(field.combo, "visit n")
    assert field.value() == "c"
    assert not opened


def test_a_blank_alone_opens_the_list(qtbot, monkeypatch):
    field = fields.ChoiceField("Column", (("a", "Visit"), ("b", "Visit id")))
    qtbot.addWidget(field)
    opened: list[bool] = []
    monkeypatch.setattr(Combo, "showPopup", lambda _combo: opened.append(True))
    qtbot.keyClick(field.combo, Qt.Key.Key_Space)
    assert len(opened) == 1


def test_problems_go_under_their_fields_and_the_rest_comes_back(qtbot, monkeypatch):
    monkeypatch.setattr("ui.kit.field.tr", lambda key, **values: key)
    title, amount = fields.TextField("Title"), fields.MoneyField("Amount")
    for known in (title, amount):
        qtbot.addWidget(known)
    stray = Problem("plan.too_long", field="elsewhere")
    rest = fields.show_problems(
        {"title": title, "amount": amount},
        [Problem("plan.title", Severity.WARN, "title"), stray],
    )
    assert rest == [stray]
    assert title.problem() == "problem.plan.title"
    assert amount.problem() == ""


def test_an_address_with_a_wrong_state_tells_so(qtbot):
    form = fields.AddressFields()
    qtbot.addWidget(form)
    form.state.line.setText("or")
    form.zip.line.setText("979990001")
    address = form.value()
    assert address is not None
    assert (address.state, address.zip) == ("OR", "97999-0001")
    form.state.line.setText("O1")
    assert form.value() is None
    assert form.state.problem()


def test_a_person_needs_a_last_name(qtbot):
    form = fields.PersonFields()
    qtbot.addWidget(form)
    assert form.value() is None
    form.last.line.setText("Okafor-Lind")
    form.first.line.setText("Teresa")
    assert str(form.value()) == "Okafor-Lind, Teresa"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_calendar_gives_the_day_back(qtbot):
    field = fields.DateField("First due", TODAY)
    qtbot.addWidget(field)
    field.show()
    field._pick.trigger()
    month = QApplication.activePopupWidget().findChild(QCalendarWidget)
    assert month.selectedDate().toPython() == TODAY
    with qtbot.waitSignal(field.changed):
        month.activated.emit(QDate(2026, 12, 15))
    assert field.line.text() == "Dec 15, 2026"
