"""The biller's desk by keyboard: superbill to claim to sent, calls, send-backs, denied lines."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.claims import facts, life
from app.reports import leaving
from app.store import trail
from app.superbills import frozen
from app.values.money import ZERO
from app.values.states import ClaimStatus, DenialCause, SuperbillStep
from models.claim import Claim
from models.contact import Contact
from models.denial import Denial
from tests.builders import usd
from tests.ui.billing_office import ALT, CTRL, ROBIN, SHIFT, TODAY
from tests.ui.kit.test_gallery import nameless
from ui.screen import Target

KEY = Qt.Key


@pytest.fixture
def desk(hands):
    """The biller's desk, opened by its key; give the screen once the work is there."""

    def open_it():
        hands.press(KEY.Key_3, CTRL)
        hands.settle()
        hands.count = 0
        return hands.window.screens.here

    return open_it


def claims(store):
    with store.read() as session:
        return session.query(Claim).order_by(Claim.id).all()


def shown_keys(hands):
    return [one.text() for one in hands.window.keys.findChildren(QLabel) if one.isVisible()]


def test_a_superbill_is_billed_and_marked_as_sent_with_two_keys(store, bench, hands, desk):
    bench.superbill("99213", "36415")
    screen = desk()
    assert screen.page.next.primary.text() == "Bill Blue Prairie PPO"
    screen.page.lines.table.select_id(1)
    assert screen.page._told.text() == "Line 1 is not billed yet."
    hands.press(KEY.Key_Return, CTRL)
    (claim,) = claims(store)
    assert claim.status is ClaimStatus.UNBILLED
    assert screen.queues.queue == facts.SUPERBILLS
    assert screen.primary() is None, "no step is left of what was billed"
    hands.window.go(Target("biller", ("queue", "ready")))
    hands.settle()
    assert screen.page.next.primary.text() == "Mark as sent today"
    hands.press(KEY.Key_Return, CTRL)
    (claim,) = claims(store)
    assert (claim.status, claim.submitted_on) == (ClaimStatus.PENDING, TODAY)
    assert hands.count == 2


def test_all_ready_claims_are_marked_at_once_and_it_can_be_undone(store, bench, hands, desk):
    for _ in range(3):
        bench.claim(sent=False)
    screen = desk()
    hands.press(KEY.Key_S, CTRL | SHIFT)
    assert {claim.status for claim in claims(store)} == {ClaimStatus.PENDING}
    assert hands.count == 1
    assert not screen._send_all.isEnabled()
    assert screen._send_all.statusTip()
    hands.window._undo()
    hands.settle()
    assert {claim.status for claim in claims(store)} == {ClaimStatus.UNBILLED}


def test_a_superbill_goes_back_with_a_reason_and_the_next_row_is_current(store, bench, hands, desk):
    first, second = bench.superbill(days=20), bench.superbill(days=10)
    screen = desk()
    hands.press(KEY.Key_R, ALT)
    hands.settle()
    assert screen.page.next.is_asking
    assert "not now" in shown_keys(hands)
    hands.press(KEY.Key_Return, CTRL)
    assert screen.page.next.fields["reason"].problem()
    hands.type("The knee is not in the note")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        bill = frozen.superbill(session, first)
    assert (bill.state, bill.loops) == (SuperbillStep.SENT_BACK, 1)
    assert bill.happenings[-1].reason == "The knee is not in the note"
    assert screen.queues.list.current_row().superbill_id == second
    assert QApplication.focusWidget() is screen.queues.list


def test_a_superbill_can_be_billed_to_the_patient_in_place(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    screen.page.next.taken.emit("bill_to")
    screen.page.next.fields["whom"].set_value("self")
    hands.press(KEY.Key_Return, CTRL)
    assert claims(store) == []
    with store.read() as session:
        assert facts.desk_queues(session, TODAY)[0].count == 0


def test_a_visit_without_coverage_is_billed_to_the_patient_by_one_key(store, bench, hands, desk):
    bench.superbill(insured=False)
    screen = desk()
    assert screen.page.next.primary.text() == "Bill the patient"
    hands.press(KEY.Key_Return, CTRL)
    assert claims(store) == []
    assert screen.queues.list.rows_model.rows == ()


def test_a_call_is_logged_in_three_actions_and_says_when_to_ask_again(store, bench, hands, desk):
    claim_id = bench.claim(days=50)
    screen = desk()
    assert screen.queues.queue == "no_answer"
    hands.press(KEY.Key_F8)
    hands.type("In process, reference 4471")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.count == 3
    with store.read() as session:
        (contact,) = session.query(Contact).all()
        claim = session.get_one(Claim, claim_id)
    assert (contact.claim_id, contact.note) == (claim_id, "In process, reference 4471")
    assert (claim.next_action_on - TODAY).days == 14
    assert screen.page.next._step.title == "Next: ask again on Oct 14."


def test_escape_leaves_a_question_and_changes_nothing(store, bench, hands, desk):
    bench.claim(days=50)
    screen = desk()
    hands.press(KEY.Key_F8)
    hands.type("Never mind")
    hands.press(KEY.Key_Escape)
    assert not screen.page.next.is_asking
    assert QApplication.focusWidget() is screen.queues.list
    with store.read() as session:
        assert session.query(Contact).count() == 0


def test_a_denied_line_gets_its_cause_by_a_digit_and_moves_to_the_patient(
    store, bench, hands, desk
):
    claim_id = bench.denied("99213", "36415")
    screen = desk()
    assert screen.queues.queue == "denied"
    assert screen.page.lines.table.current_row().denied == "CO-11"
    hands.press(KEY.Key_1)
    with store.read() as session:
        assert session.query(Denial).one().cause is DenialCause.CODING
    hands.press(KEY.Key_M)
    hands.type("The patient asked for it")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        money = facts.claim_money(session, claim_id)
        assert session.query(Denial).one().decision == "to_patient"
    assert (money[1].payer, money[1].patient) == (ZERO, usd("145.00"))


def test_the_filled_button_follows_the_cause(store, bench, hands, desk):
    bench.denied()
    screen = desk()
    assert screen.page.next.primary.text() == "Corrected claim went out"
    hands.press(KEY.Key_4)
    assert screen.page.next.primary.text() == "Appeal went out"
    hands.press(KEY.Key_Return, CTRL)
    hands.type("The note supports it")
    hands.press(KEY.Key_Return, CTRL)
    (claim,) = claims(store)
    assert claim.status is ClaimStatus.APPEALED


def test_a_refusal_stands_in_the_bar_and_the_button_works_again(store, bench, hands, desk):
    claim_id = bench.claim(sent=False)
    screen = desk()
    with store.write(ROBIN) as work:
        life.mark_billed(work, claim_id, TODAY)
    hands.press(KEY.Key_Return, CTRL)
    assert "has already gone out" in hands.said
    assert screen.page.next.primary.isEnabled()


def test_the_superbill_opens_as_paper_and_escape_comes_back(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    hands.press(KEY.Key_S, ALT)
    assert screen.page.is_paper_shown
    assert screen.page.paper.page_count() == 1
    hands.press(KEY.Key_Escape)
    assert not screen.page.is_paper_shown
    assert QApplication.focusWidget() is screen.queues.list


def test_the_superbill_is_saved_as_pdf_and_the_audit_trail_tells_which(
    store, bench, hands, desk, tmp_path, monkeypatch
):
    superbill = bench.superbill()
    desk()
    hands.press(KEY.Key_S, ALT)
    path = tmp_path / "bill.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    hands.press(KEY.Key_S, CTRL)
    hands.settle()
    assert path.read_bytes().startswith(b"%PDF-")
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.SAVED))
    assert (told.subject, told.subject_id) == ("superbill", str(superbill))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(tmp_path), ""))
    hands.press(KEY.Key_S, CTRL)
    hands.settle()
    assert not hands.window.screens.here.messages.isHidden(), "a folder is no place for a file"


def test_a_step_that_is_asked_on_the_paper_stands_in_sight(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    hands.press(KEY.Key_S, ALT)
    assert [one.key for one in tuple(screen.keys())] == ["Ctrl+P", "Ctrl+S", "Esc"]
    hands.press(KEY.Key_R, ALT)
    assert not screen.page.is_paper_shown
    assert screen.page.next.is_asking
    hands.press(KEY.Key_Escape)
    assert not screen.page.next.is_asking


def test_another_visit_takes_the_paper_and_the_message_of_the_one_before_away(
    store, bench, hands, desk
):
    bench.superbill()
    bench.superbill()
    screen = desk()
    hands.press(KEY.Key_S, ALT)
    screen.messages.say("warn", "Said of the first visit.")
    screen.queues.list.setFocus()
    hands.press(KEY.Key_Down)
    assert not screen.page.is_paper_shown
    assert screen.messages.isHidden()
    assert QApplication.focusWidget() is screen.queues.list


def test_an_empty_desk_says_what_comes_here_and_where_to_go(store, bench, hands, desk):
    screen = desk()
    page = screen.page._pages.currentWidget()
    assert page.accessibleName() == "Superbills to bill: nothing waits"
    assert screen.primary() is None
    screen.page.setFocus()
    hands.press(KEY.Key_Return)
    assert hands.window.history.now.screen == "coder"


def test_the_claim_tells_its_money_and_its_parts_are_named(store, bench, hands, desk):
    bench.denied("99213", "36415")
    screen = desk()
    assert "CO-11: the diagnosis does not fit the service" in screen.page._told.text()
    assert screen.page._bar_panel.title.text() == "Who owes the 310.00"
    assert nameless(screen) == []
    told = screen.queues.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Okafor-Lind, Teresa, 310.00")


def test_coming_back_finds_the_same_row(store, bench, hands, desk):
    bench.superbill(days=20)
    bench.superbill(days=10)
    screen = desk()
    hands.press(KEY.Key_Down)
    there = screen.queues.list.current_row()
    hands.press(KEY.Key_4, CTRL)
    hands.press(KEY.Key_Left, ALT)
    assert screen.queues.list.current_row() == there


def test_a_narrow_window_shows_one_pane_and_f6_walks_them(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    hands.window.resize(720, 450)
    hands.settle()
    assert screen.queues.isVisible()
    assert not screen.page.isVisible()
    hands.press(KEY.Key_Return)
    assert screen.page.isVisible()
    assert not screen.queues.isVisible()
    hands.press(KEY.Key_Escape)
    assert screen.queues.isVisible()
    seen = set()
    for _ in range(4):
        hands.press(KEY.Key_F6)
        seen |= {p for p in (screen.queues, screen.page) if p.isAncestorOf(hands.focus)}
    assert seen == {screen.queues, screen.page}
    screen.queues.setFocus()
    hands.press(KEY.Key_F2)
    assert screen.page.next.is_asking
    assert screen.page.next.isAncestorOf(hands.focus), "what asks is in sight"
    hands.press(KEY.Key_Escape)


def test_a_call_is_asked_in_sight_in_a_narrow_window(store, bench, hands, desk):
    bench.claim(days=50)
    screen = desk()
    hands.window.resize(720, 450)
    hands.settle()
    assert screen.queues.isVisible()
    hands.press(KEY.Key_F8)
    assert screen.page.isVisible()
    assert screen.page.next.isAncestorOf(hands.focus)


def test_tab_goes_from_the_list_to_the_next_step_in_reading_order(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    seen = []
    for _ in range(5):
        hands.press(KEY.Key_Tab)
        seen.append(hands.focus.accessibleName())
    assert seen == [
        "Bill Blue Prairie PPO", "Bill another way", "Send back to the coder",
        "Lines of the claim", "Note",
    ]  # fmt: skip
    assert screen.isAncestorOf(hands.focus)


def told(screen):
    return [str(one) for one in screen.page.story.rows_model.rows]


def test_a_note_by_f4_stands_in_the_timeline_with_its_writer(store, bench, hands, desk):
    bench.superbill()
    screen = desk()
    hands.press(KEY.Key_F4)
    hands.type("Insurance card comes by mail")
    hands.press(KEY.Key_Return, CTRL)
    assert any("Insurance card comes by mail" in one for one in told(screen))
    assert any(f"Note · {ROBIN.name}" in one for one in told(screen))
    bench.claim(days=50)
    hands.window.go(Target("biller", ("queue", "no_answer")))
    hands.settle()
    hands.press(KEY.Key_F4)
    hands.type("Payer was renamed")
    hands.press(KEY.Key_Return, CTRL)
    assert any("Payer was renamed" in one for one in told(screen))


def test_f2_asks_the_coder_to_amend_the_line(store, bench, hands, desk):
    bill = bench.superbill("99213", "36415")
    screen = desk()
    screen.page.lines.table.select_id(2)
    hands.press(KEY.Key_F2)
    reason = screen.page.next.fields["reason"]
    assert reason.line.text() == "Line 2 (36415): "
    assert reason.line.hasFocus()
    hands.type("no knee in the note")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        found = frozen.superbill(session, bill)
    assert found.happenings[-1].reason == "Line 2 (36415): no knee in the note"


def test_f2_on_a_claim_that_went_out_says_what_to_wait_for(store, bench, hands, desk):
    bench.claim(days=50)
    screen = desk()
    hands.window.go(Target("biller", ("queue", "no_answer")))
    hands.settle()
    hands.press(KEY.Key_F2)
    assert "already gone out" in screen.messages.lead.text()


def test_no_line_scrolls_sideways_at_1280(store, bench, hands, desk):
    bench.claim(sent=False)
    hands.window.resize(1280, 800)
    screen = desk()
    hands.window.go(Target("biller", ("queue", "ready")))
    hands.settle()
    table = screen.page.lines.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.horizontalScrollBar().maximum() == 0


def test_an_answered_claim_is_shown_by_itself_until_a_row_is_chosen(bench, hands):
    bench.superbill("99213")
    claim_id = bench.answered("36415")
    hands.window.go(Target("biller", ("claim", claim_id)))
    hands.settle()
    screen = hands.window.screens.here
    assert screen._shown == ("claim", claim_id)
    assert screen.queues.list.current_row() is None
    screen.queues.list.setFocus()
    hands.press(KEY.Key_Down)
    assert screen._shown[0] == "superbill"
