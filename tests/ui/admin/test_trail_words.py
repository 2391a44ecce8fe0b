"""What the audit trail tells is in words that a person uses."""

from app.practice import settings
from app.values.money import Money
from tests.ui.admin.conftest import ROBIN


def test_a_changed_setting_goes_by_its_name(hands, store):
    with store.write(ROBIN) as work:
        settings.save(work, settings.STATEMENT_MINIMUM, Money(1250))
    page = hands.open("trail")
    page.subject.set_value("setting_value")
    page.subject.changed.emit()
    hands.settle()
    cells = [page.table.model().index(0, column).data() for column in range(5)]
    assert cells[4] == "Smallest amount to bill"
    assert page.facts.text() == "Setting value Smallest amount to bill: value: 12.50"
