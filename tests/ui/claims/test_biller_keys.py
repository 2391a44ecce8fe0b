"""Ways on at the biller's desk by keys of their own, and from a queue in which nothing waits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.claims import facts
from tests import builders
from tests.ui.billing_office import ALT, CTRL, ROBIN
from ui.screen import Target

KEY = Qt.Key


@pytest.fixture
def desk(hands):
    """The biller's desk, opened by its key; give the screen once the work is there."""

    def open_it():
        hands.press(KEY.Key_3, CTRL)
        hands.settle()
        return hands.window.screens.here

    return open_it


def test_an_empty_queue_offers_the_first_queue_with_work(store, bench, hands, desk):
    bench.claim(sent=True)
    bench.denied("99213", "36415")
    screen = desk()
    hands.window.go(Target("biller", ("queue", "ready")))
    hands.settle()
    page = screen.page._pages.currentWidget()
    assert page._steps[0].text() == "Go on with: Denied"
    assert page._steps[0].accessibleDescription() == "1 claim · 310.00"
    told = screen.keys()
    assert "Ctrl+Enter" not in [hint.key for hint in told], "nothing is shown to do"
    screen.page.setFocus()
    hands.press(KEY.Key_Return)
    assert (screen.queues.queue, hands.window.history.now.screen) == ("denied", "biller")


def test_another_payer_is_asked_for_by_its_key_only_where_it_is_offered(store, bench, hands, desk):
    screen = desk()
    assert not screen.can("biller.bill-to"), "nothing waits yet"
    bench.superbill()
    hands.window.go(Target("biller", ("queue", facts.SUPERBILLS)))
    hands.settle()
    hands.press(KEY.Key_W, ALT)
    hands.settle()
    assert screen.page.next.is_asking
    assert "whom" in screen.page.next.fields
    assert not screen.can("biller.bill-to"), "it is being asked"
    hands.press(KEY.Key_Escape)
    assert screen.can("biller.bill-to")


def test_two_first_insurances_are_told_in_the_order_they_are_asked(store, bench, hands, desk):
    superbill = bench.superbill()
    with store.read() as session:
        bill = facts.superbill_facts(session, superbill).bill
    with store.write(ROBIN) as work:
        builders.coverage(work, bill.patient_id, builders.payer(work, "Aspen Health"))
    screen = desk()
    hands.press(KEY.Key_W, ALT)
    hands.settle()
    whom = screen.page.next.fields["whom"].combo
    offered = [whom.itemText(place)[:2] for place in range(whom.count())]
    assert offered[:2] == ["1.", "2."]
    assert whom.currentText().startswith("1.")


def test_an_unsent_claim_goes_back_to_the_coder_by_the_same_key(store, bench, hands, desk):
    bench.claim(sent=False)
    screen = desk()
    hands.press(KEY.Key_R, ALT)
    hands.settle()
    assert screen.page.next.is_asking
    assert "reason" in screen.page.next.fields
