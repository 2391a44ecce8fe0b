"""The denials desk by keyboard: oldest first, a cause, a decision, and where one comes from."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.claims import facts
from app.remittance import looking, posting
from app.remittance.eob import EobClaim, EobDraft
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.money import ZERO
from app.values.states import ClaimStatus, CodingStatus, DenialCause
from models.claim import Claim
from models.denial import Denial
from models.encounter import Encounter
from models.remittance import Remittance
from tests.ui.billing_office import CTRL, ROBIN, SHIFT, TODAY
from tests.ui.kit.test_gallery import nameless
from ui.billing_parts.reasons import plain_reason, told_reason
from ui.screen import Target

KEY = Qt.Key


@pytest.fixture
def desk(hands):
    def open_it():
        hands.press(KEY.Key_5, CTRL)
        hands.settle()
        hands.count = 0
        return hands.window.screens.here

    return open_it


def lines(store):
    with store.read() as session:
        return session.query(Denial).order_by(Denial.id).all()


def test_a_line_is_traced_and_appealed_in_four_actions_and_the_next_is_current(
    store, bench, hands, desk
):
    bench.denied("99213", days=60, reason="CO-50")
    bench.denied("99213", "36415", days=40)
    screen = desk()
    assert [row.days for row in screen.model.rows] == [40, 20]
    hands.press(KEY.Key_4)
    hands.press(KEY.Key_Return, CTRL)
    hands.type("The note supports the service")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.count == 4
    first, second = lines(store)
    assert (first.cause, first.decision) == (DenialCause.DOCUMENTATION, "appealed")
    assert second.decision == ""
    assert screen.table.current_row().id == second.id
    assert QApplication.focusWidget() is screen.table
    with store.read() as session:
        assert session.get_one(Claim, first.claim_id).status is ClaimStatus.APPEALED


def test_a_visit_turned_down_whole_for_its_coding_goes_back_to_the_coder(store, bench, hands, desk):
    claim_id = bench.denied("99213", "36415", days=60)
    with store.write(ROBIN) as work:
        # Both lines: the answer that paid the first is taken back, and none is given on both.
        (check,) = work.session.query(Remittance).all()
        posting.void(work, check.id, "another visit's")
        (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
        no = AdjustmentCode.parse("CO-11")
        told = tuple(
            replace(line.told, others=(Adjustment(no, line.told.charged),))
            for line in choice.grid.lines
        )
        draft = EobDraft(choice.payer_id, "0099001", TODAY, claims=(EobClaim(claim_id, told),))
        posting.post(work, draft)
    screen = desk()
    assert len(screen.model.rows) == 2
    hands.press(KEY.Key_1)
    assert screen.primary().text() == "Back to the coder"
    hands.press(KEY.Key_Return, CTRL)
    hands.type("I10 does not support an injection")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.count == 4
    assert screen._empty.isVisible()
    with store.read() as session:
        claim = session.get_one(Claim, claim_id)
        (visit,) = session.query(Encounter).all()
        assert (claim.status, visit.status) == (ClaimStatus.ADJUDICATED, CodingStatus.SENT_BACK)
        assert frozen.sent_back_reason(session, visit.id) == "I10 does not support an injection"
        owed = [money.payer for money in facts.claim_money(session, claim_id)]
        assert owed == [ZERO, ZERO]
    assert {row.decision for row in lines(store) if row.decision != "voided"} == {"recoded"}


def test_a_claim_that_was_paid_in_part_goes_to_the_coder_with_its_money(store, bench, hands, desk):
    claim_id = bench.denied("99213", "36415")
    screen = desk()
    hands.press(KEY.Key_1)
    assert screen.primary().text() == "Corrected claim went out"
    (offer,) = [made for made in screen.next._offers if made.text() == "Back to the coder"]
    offer.click()
    hands.settle()
    hands.type("The draw was a finger stick")
    hands.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        money = facts.claim_money(session, claim_id)
        assert [str(one.paid) for one in money] == ["66.00", "0.00"]
        (visit,) = session.query(Encounter).all()
        assert visit.status is CodingStatus.SENT_BACK
    assert {row.decision for row in lines(store)} == {"recoded"}


def test_an_answer_day_is_kept_on_the_claim(store, bench, hands, desk):
    bench.denied()
    desk()
    hands.press(KEY.Key_Return, CTRL)
    hands.type("Modifier 25 added")
    hands.press(KEY.Key_Return)
    hands.type("+30")
    hands.press(KEY.Key_Return, CTRL)
    (line,) = lines(store)
    with store.read() as session:
        claim = session.get_one(Claim, line.claim_id)
    assert line.decision == "corrected"
    assert (claim.next_action_on - TODAY).days == 30


def test_the_last_decision_leaves_an_empty_desk_that_leads_on(store, bench, hands, desk):
    bench.denied("99213")
    screen = desk()
    hands.press(KEY.Key_W)
    hands.type("Below what an appeal costs")
    hands.press(KEY.Key_Return, CTRL)
    assert screen.primary() is None
    assert screen._empty.isVisible()
    screen.begin()
    hands.press(KEY.Key_Return)
    assert hands.window.history.now == Target("remittance", ("new",))


def test_filters_count_causes_and_show_only_theirs(store, bench, hands, desk):
    bench.denied("99213", days=60)
    bench.denied("99213", days=40)
    screen = desk()
    hands.press(KEY.Key_2)
    counts = {one.key: one.count for one in screen.filters._filters}
    assert (counts["all"], counts["billing"], counts["none"]) == (2, 1, 1)
    screen._choose_filter("billing")
    assert [row.cause for row in screen.model.rows] == [DenialCause.BILLING]
    screen._choose_filter("payer")
    assert screen.model.rows == ()
    assert not screen.next.isVisible()


def test_tab_goes_from_the_list_to_its_filters_and_its_page_before_it_leaves(bench, hands, desk):
    bench.denied("99213")
    screen = desk()
    found = []
    for _ in range(6):
        hands.press(KEY.Key_Tab)
        found.append(hands.focus)
    assert screen.filters.isAncestorOf(found[0])
    assert all(screen.next.isAncestorOf(one) for one in found[1:])
    assert found[2] is screen.primary()
    hands.press(KEY.Key_4)
    for _ in range(6):
        hands.press(KEY.Key_Tab, SHIFT)
    assert hands.focus is screen.table


def test_a_decision_without_a_reason_is_asked_for_in_place(store, bench, hands, desk):
    bench.denied()
    screen = desk()
    hands.press(KEY.Key_Return, CTRL)
    hands.press(KEY.Key_Return, CTRL)
    assert screen.next.fields["reason"].problem() == "Fill this in."
    hands.press(KEY.Key_Escape)
    assert not screen.next.is_asking
    assert lines(store)[0].decision == ""


def test_a_refusal_keeps_the_question_open(store, bench, hands, desk):
    bench.denied()
    screen = desk()
    hands.window._desk.actor = hands.window._desk.actor.__class__("limited", 2, frozenset({"look"}))
    hands.press(KEY.Key_Return, CTRL)
    hands.type("Not mine to decide")
    hands.press(KEY.Key_Return, CTRL)
    assert hands.said
    assert screen.next.is_asking
    assert screen.next.primary.isEnabled()


def test_enter_opens_the_claim_and_a_target_opens_the_line(store, bench, hands, desk):
    claim_id = bench.denied("99213", days=60)
    bench.denied("99213", days=40)
    screen = desk()
    second = screen.model.rows[1].id
    hands.window.go(Target("denials", ("denial", second)))
    hands.settle()
    assert screen.table.current_row().id == second
    hands.press(KEY.Key_Home)
    hands.press(KEY.Key_Up)
    hands.press(KEY.Key_Return)
    hands.settle()
    assert hands.window.history.now == Target("biller", ("claim", claim_id))
    assert hands.window.screens.here.page.name.text() == "Okafor-Lind, Teresa"


def test_every_part_is_named_and_reasons_have_plain_words(bench, hands, desk):
    bench.denied()
    assert nameless(desk()) == []
    assert told_reason("CO-11") == "CO-11: the diagnosis does not fit the service"
    assert plain_reason("PI-B7") == "the provider was not enrolled on that day"
    assert plain_reason("CO-299") == "look this code up at the payer"
