"""A paper EOB by keyboard: head, claims, cells, left to apply, posting, voiding, its scan."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.claims import facts, life
from app.documents import filing
from app.superbills import printing
from app.values.money import ZERO
from app.values.states import ClaimStatus
from models.claim import Claim
from models.denial import Denial
from models.remittance import Remittance, RemittanceVoid
from tests.builders import usd
from tests.ui.billing_office import ALT, CTRL, ROBIN, TODAY
from tests.ui.kit.test_gallery import nameless
from ui import theme
from ui.claims import steps
from ui.remittance import posted_page
from ui.remittance.eob_grid import COLUMNS
from ui.screen import Target

KEY = Qt.Key
ROLE = Qt.ItemDataRole


def head(hands, amount, number="0098127"):
    """Type check number, day and amount; Enter goes on from each."""
    for text in (number, "t", amount):
        hands.type(text)
        hands.press(KEY.Key_Return)


def cells(hands, *texts):
    for text in texts:
        if text:
            hands.type(text)
        hands.press(KEY.Key_Return)


def test_one_claim_is_posted_with_a_denied_line_and_leads_to_the_decision(
    store, bench, hands, sheet
):
    claim_id = bench.claim("99213", "36415")
    screen = sheet(claim_id)
    head(hands, "78.56")
    screen.eob.grid.start(0)
    cells(hands, "98.20", "78.56", "", "", "=")
    assert screen.eob.grid.currentIndex().row() == 1
    cells(hands, "0", "", "", "", "", "", "CO-11")
    assert QApplication.focusWidget() is screen.eob.finder.line
    assert "Ctrl+Enter posts it" in screen.eob._told.text()
    assert screen.eob._strip.state.words.text() == "Balanced"
    hands.press(KEY.Key_Return, CTRL)
    assert screen.eob.model.rowCount() == 0
    with store.read() as session:
        money = facts.claim_money(session, claim_id)
        assert session.query(Denial).one().amount == usd("145.00")
    assert (money[0].paid, money[0].reduced, money[0].patient) == (
        usd("78.56"), usd("66.80"), usd("19.64"),
    )  # fmt: skip
    assert money[1].payer == usd("145.00")
    assert screen.primary().text() == "Decide on 1 line"
    hands.press(KEY.Key_Return, CTRL)
    assert hands.window.history.now.screen == "denials"
    assert hands.count <= 34


def test_claims_are_found_by_name_and_two_make_one_check(store, bench, hands):
    bench.claim("99213")
    bench.claim("99213")
    hands.press(KEY.Key_4, CTRL)
    screen = hands.window.screens.here
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is screen.eob.payer.entry
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_Return)
    head(hands, "120.00")
    assert QApplication.focusWidget() is screen.eob.finder.line
    hands.type("prui")
    hands.press(KEY.Key_Return)
    cells(hands, "100", "60", "", "", "=")
    assert QApplication.focusWidget() is screen.eob.finder.line
    hands.type("prui")
    told = screen.eob.finder._none
    assert told.isVisible()
    assert told.text() == "The open claim that fits is in the grid already."
    screen.eob.finder.line.clear()
    hands.type("nobody")
    assert told.text().startswith("No open claim fits.")
    screen.eob.finder.line.clear()
    assert screen.eob._strip.state.words.text() == "Left to apply 60.00"
    assert screen.eob.post.statusTip() == "60.00 of the check is on no line yet."
    hands.type("okafor")
    hands.press(KEY.Key_Return)
    cells(hands, "100", "60", "", "", "=")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        assert session.query(Remittance).one().amount == usd("120.00")
        assert {c.status for c in session.query(Claim)} == {ClaimStatus.ADJUDICATED}


def test_more_paid_than_allowed_leaves_nothing_for_the_equals_sign(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    head(hands, "120.00")
    screen.eob.grid.start(0)
    cells(hands, "98.20", "120", "", "", "=")
    grid, model = screen.eob.grid, screen.eob.model
    assert "21.80 more than is open" in screen.eob._told.text()
    assert model.line(grid.currentIndex()).coinsurance == ZERO
    assert grid.currentIndex().column() == COLUMNS.index("coinsurance"), "stays to be mended"
    gap = model.index(0, COLUMNS.index("gap"))
    assert gap.data() == str(usd("-21.80"))
    hands.press(KEY.Key_Down)
    hands.press(KEY.Key_Up)
    cells(hands, "-21.80")
    assert gap.data() == "0.00"
    assert "below zero" in screen.eob._told.text()
    assert gap.data(ROLE.ForegroundRole) == theme.color("warn"), "below zero is never in order"


def test_a_cell_still_open_is_taken_by_ctrl_enter(store, bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    head(hands, "165.00")
    screen.eob.grid.start(0)
    cells(hands, "165")
    hands.type("165")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        assert session.query(Remittance).one().amount == usd("165.00")


def test_what_cannot_be_read_is_said_and_changes_nothing(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    screen.eob.grid.start(0)
    hands.type("ninety")
    hands.press(KEY.Key_Return)
    assert "not an amount" in screen.eob._told.text()
    assert screen.eob.sheet.line((0, 0)).told.allowed is None
    screen.eob.grid.setCurrentIndex(screen.eob.model.index(0, COLUMNS.index("others")))
    hands.type("eleven")
    hands.press(KEY.Key_Return)
    assert screen.eob.sheet.line((0, 0)).told.others == ()


def test_post_off_says_why(bench, hands, sheet):
    sheet(bench.claim("99213"))
    hands.press(KEY.Key_Return, CTRL)
    assert "Type the check or EFT number." in hands.said


def test_ctrl_enter_on_what_cannot_be_posted_goes_to_the_first_field_with_a_problem(
    bench, hands, sheet
):
    screen = sheet(bench.claim("99213", "36415"))
    hands.press(KEY.Key_Return, CTRL)
    assert hands.focus is screen.eob.trace.entry
    assert screen.eob.trace.problem() == "Type the check or EFT number."
    head(hands, "165.00")
    assert screen.eob.trace.problem() == ""
    screen.eob.grid.start(0)
    cells(hands, "165", "165")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.focus is screen.eob.grid
    here = screen.eob.grid.currentIndex()
    assert (here.row(), COLUMNS[here.column()]) == (1, "paid")
    assert "145.00 is not explained" in screen.eob._told.text()
    cells(hands, "20", "", "", "", "", "CO-97")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.focus is screen.eob.amount.entry
    assert "20.00" in screen.eob.amount.problem()


def test_without_a_payer_ctrl_enter_leads_to_the_payer(hands):
    hands.window.go(Target("remittance", ("new",)))
    hands.settle()
    hands.press(KEY.Key_Return, CTRL)
    screen = hands.window.screens.here
    assert hands.focus is screen.eob.payer.entry
    assert screen.eob.payer.problem() == "Choose the payer."


def test_a_sheet_left_by_escape_is_still_there(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    head(hands, "80.00")
    hands.press(KEY.Key_Escape)
    assert not screen._is_typing
    assert "1 claim" in screen.posted.header.state.text()
    hands.window.go(Target("remittance", ("new",)))
    hands.settle()
    assert screen.eob.sheet.amount == usd("80.00")
    assert len(screen.eob.sheet.claims) == 1
    screen.perform("remittance.empty")
    hands.settle()
    assert screen.eob.sheet.is_blank


def test_a_claim_is_taken_off_the_sheet(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    screen.eob.grid.start(0)
    hands.press(KEY.Key_Delete, CTRL)
    assert screen.eob.sheet.claims == []
    assert QApplication.focusWidget() is screen.eob.finder.line


def test_a_posting_is_voided_with_a_reason(store, bench, hands):
    claim_id = bench.denied("99213", "36415")
    hands.press(KEY.Key_4, CTRL)
    screen = hands.window.screens.here
    assert screen.posted.table.current_row().claims == 1
    assert not screen.can("remittance.scan"), "none is kept with it"
    hands.press(KEY.Key_X, ALT)
    assert not screen.can("remittance.void"), "it is being asked"
    hands.type("Typed from the wrong page")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        assert session.query(RemittanceVoid).one().reason == "Typed from the wrong page"
        assert session.get_one(Claim, claim_id).status is ClaimStatus.PENDING
        assert facts.claim_money(session, claim_id)[0].paid == ZERO
    assert screen.posted.table.current_row().voided
    assert not screen.can("remittance.void")
    hands.press(KEY.Key_Insert)
    assert screen._is_typing
    hands.press(KEY.Key_Escape)
    assert screen.primary().text() == "Post a paper EOB"


def test_the_scan_is_kept_with_the_posting_and_opens(store, bench, hands, sheet, tmp_path):
    superbill = bench.superbill()
    with store.read() as session:
        page = printing.superbill_pdf(session, superbill)
    (tmp_path / "scan.pdf").write_bytes(page)
    screen = sheet(bench.claim("99213"))
    screen.eob.read_scan(tmp_path / "scan.pdf")
    hands.settle()
    head(hands, "165.00")
    screen.eob.grid.start(0)
    cells(hands, "165", "165")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        kept = session.query(Remittance).one().document_id
        assert filing.content(session, kept) == page
    screen.posted.next.taken.emit("scan")
    hands.settle()
    assert screen.scan.page_count() == 1
    hands.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is screen.posted.table


def test_a_scan_that_is_gone_or_no_scan_at_all_is_said(bench, hands, sheet, tmp_path):
    screen = sheet(bench.claim("99213"))
    screen.eob.read_scan(tmp_path / "none.pdf")
    hands.settle()
    assert "cannot be read" in hands.said
    (tmp_path / "words.pdf").write_text("Paid in full")
    screen.eob.read_scan(tmp_path / "words.pdf")
    hands.settle()
    assert "neither a PDF nor a picture" in hands.said


def test_a_damaged_scan_is_said_and_is_no_fault(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    screen._show_scan(b"%PDF-1.7 torn")
    assert "kept as it is" in screen.messages.words.text()


def test_an_empty_desk_leads_to_the_grid_and_every_part_is_named(bench, hands):
    hands.press(KEY.Key_4, CTRL)
    screen = hands.window.screens.here
    assert screen.posted.is_empty
    assert nameless(screen) == []
    hands.press(KEY.Key_Return)
    assert screen._is_typing
    assert nameless(screen) == []


def test_a_check_older_than_the_first_page_is_chosen_when_a_paper_leads_to_it(
    store, bench, hands, monkeypatch
):
    monkeypatch.setattr(posted_page, "PAGE", 2)
    for _ in range(4):
        bench.denied("99213")
    with store.read() as session:
        oldest = session.query(Remittance.id).order_by(Remittance.id).first()[0]
    hands.window.go(Target("remittance", ("remittance", oldest)))
    hands.settle()
    page = hands.window.screens.here.posted
    assert page.table.current_row().id == oldest
    assert len(page.checks.rows) == 4
    page.reload()
    hands.settle()
    assert page.table.current_row().id == oldest


def test_an_answer_taken_back_is_entered_by_its_claim_and_answered_anew(store, bench, hands):
    claim_id = bench.denied("99213", "36415")
    hands.window.go(Target("remittance", ("new",)))
    hands.settle()
    screen = hands.window.screens.here
    hands.press(KEY.Key_T, CTRL)
    hands.type("okaf")
    hands.press(KEY.Key_Return)
    paid = COLUMNS.index("paid")
    assert [screen.eob.model.index(row, paid).data() for row in (0, 1)] == ["−66.00", ""]
    spoken = screen.eob.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("taken back")
    assert screen.eob._strip._parts.text() == "Check 0.00 + 66.00 taken back on 2 lines"
    assert not screen.eob.finder.is_back
    hands.press(KEY.Key_Return)
    assert screen.eob.sheet.taken(backs=False) == [claim_id]
    # 78.56 anew less the 66.00 that were paid first.
    cells(hands, "98.20", "78.56", "", "", "=", "0", "", "", "", "", "", "CO-11")
    screen.eob.trace.setFocus()
    head(hands, "12.56")
    assert screen.eob._strip.state.words.text() == "Balanced"
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        money = facts.claim_money(session, claim_id)
        assert [str(one.paid) for one in money] == ["78.56", "0.00"]
        assert [[reason.code for reason in one.reasons] for one in money] == [
            ["CO-45", "PR-2"], ["CO-11"],
        ]  # fmt: skip
        assert session.query(Denial).filter_by(decision="").one().amount == usd("145.00")


def test_more_than_is_open_is_asked_about_and_becomes_the_insurers_credit(
    store, bench, hands, sheet
):
    claim_id = bench.answered("99213")  # 165.00: 66.00 paid, 82.50 off, 16.50 coinsurance
    with store.write(ROBIN) as work:
        life.ask_again(work, claim_id, appeal=False, next_action_on=None)
    eob = sheet(claim_id).eob
    places = [COLUMNS.index(name) for name in ("charged", "already", "gap")]
    told = [eob.model.index(0, place).data() for place in places]
    assert told == ["165.00", "148.50", "16.50"]
    head(hands, "66.00")
    eob.grid.start(0)
    assert "148.50 is posted already" in eob._told.text()
    cells(hands, "", "66.00", "", "", "", "", "")
    assert "Only 16.50 is open" in eob._told.text()
    hands.press(KEY.Key_Return, CTRL)
    assert eob.over.isVisible()
    assert "49.50 more than is open" in eob.over.accessibleName()
    hands.press(KEY.Key_Escape)
    assert not eob.over.isVisible()

    # Its earlier answer on the same EOB opens the line again; without it, as before.
    hands.press(KEY.Key_T, CTRL)
    hands.press(KEY.Key_Return)
    assert (eob.sheet.line((0, 0)).told.already, eob.sheet.draft().over) == (ZERO, ZERO)
    eob.grid.start(1)
    hands.press(KEY.Key_Delete, CTRL)
    assert eob.sheet.draft().over == usd("49.50")

    hands.press(KEY.Key_Return, CTRL)
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        (money,) = facts.claim_money(session, claim_id)
        assert session.get_one(Claim, claim_id).status is ClaimStatus.ADJUDICATED
    assert (money.payer, money.patient) == (-usd("49.50"), ZERO)
    with store.read() as session:
        step = steps.claim_step(facts.claim_facts(session, claim_id, TODAY), TODAY)
    assert "49.50 more than was open" in step.title


def test_an_answer_taken_back_under_its_claim_opens_all_lines_of_it(store, bench, hands, sheet):
    claim_id = bench.denied("99213", "36415")
    with store.write(ROBIN) as work:
        life.ask_again(work, claim_id, appeal=False, next_action_on=None)
    eob = sheet(claim_id).eob
    assert [str(line.told.open) for line in eob.sheet.claims[0].lines] == ["145.00"]
    hands.press(KEY.Key_T, CTRL)
    hands.press(KEY.Key_Return)
    assert [str(line.told.open) for line in eob.sheet.claims[0].lines] == ["145.00", "165.00"]
    assert (eob.grid.currentIndex().row(), hands.focus) == (0, eob.grid)
