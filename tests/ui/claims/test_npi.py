"""A provider's NPI that fails its check digit is corrected on the way to the claim."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.superbills import frozen
from models.claim import Claim
from models.practice import Provider
from tests.ui.billing_office import ALT, CTRL, ROBIN
from ui.screen import Target

KEY = Qt.Key


def spoil(store, bench, number):
    """Make a superbill whose provider has this number; give the provider's id."""
    made = bench.superbill("99213")
    with store.write(ROBIN) as work:
        by = frozen.superbill(work.session, made).provider_id
        work.session.get_one(Provider, by).npi = number
    return by


def test_a_wrong_npi_leads_to_its_provider_and_is_billed_once_it_is_right(store, bench, hands):
    by = spoil(store, bench, "1234567890")
    hands.press(KEY.Key_3, CTRL)
    hands.settle()
    desk = hands.window.screens.here
    assert desk.page.next.primary.text() == "Correct the NPI"
    hands.press(KEY.Key_Return, CTRL)
    hands.settle()
    assert hands.window.history.now == Target("office", ("providers", by))
    with store.write(ROBIN) as work:
        work.session.get_one(Provider, by).npi = "1234567893"
    hands.press(KEY.Key_3, CTRL)
    hands.settle()
    assert desk.page.next.primary.text() == "Bill Blue Prairie PPO"
    hands.press(KEY.Key_Return, CTRL)
    hands.settle()
    with store.read() as session:
        assert session.query(Claim).count() == 1


def test_a_missing_npi_is_said_and_keeps_nothing_back(store, bench, hands):
    spoil(store, bench, None)
    hands.press(KEY.Key_3, CTRL)
    hands.settle()
    step = hands.window.screens.here.page.next
    assert step.primary.text() == "Bill Blue Prairie PPO"
    assert any("no NPI" in one.text() for one in step.findChildren(QLabel))
    assert hands.window.screens.here.can("biller.npi")
    hands.press(KEY.Key_N, ALT)
    hands.settle()
    assert hands.window.history.now.ids[0] == "providers"
