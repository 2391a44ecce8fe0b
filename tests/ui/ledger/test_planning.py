"""A payment plan is set up from the account, by keyboard."""

from PySide6.QtCore import Qt

from tests import builders
from ui.desk import Desk
from ui.ledger.accounts import Accounts
from ui.screen import Target


def test_p_opens_the_plan_dialog_and_the_agreement_is_shown(qtbot, qapp, store, amy, dressed):
    from app.plans import keeping

    store.closing_checks.extend(keeping.CHECKS)
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        builders.charge(work, who, "600.00")
    desk = Desk(store, amy)
    page = Accounts(desk)
    qtbot.addWidget(page)
    page.resize(1240, 800)
    page.show()
    page.open_with(Target("accounts", ("account", who.account_id)))
    assert desk.wait_idle()
    assert page.can("accounts.plan")
    assert page.perform("accounts.plan")
    assert desk.wait_idle()
    dialog = page.planning.dialog
    qtbot.waitUntil(lambda: dialog.terms is not None)
    qtbot.keyClicks(dialog.focusWidget(), "6")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert desk.wait_idle()
    with qtbot.waitSignal(page.said):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.wait_idle()
    assert page.stack.currentWidget() is page.paper
    with store.read() as session:
        from app.plans import book

        (row,) = book.plans_due(session, desk.today)
    assert row.installments == 6
    desk.close()
