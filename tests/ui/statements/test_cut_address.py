"""An address longer than the envelope's window is told before anything is issued."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.store.actor import Actor
from app.store.store import Store
from tests import builders
from tests.ui.statements.test_run import DOS, open_screen
from ui.statements.rows import filters, why_words


def test_an_address_that_the_window_cannot_hold_is_marked_filtered_and_explained(
    qtbot, dressed, store: Store, amy: Actor
):
    long = "Riverside Professional and Community Center"
    with store.write(amy) as work:
        builders.practice(work)
        for changes in ({}, {"extra": f"{long}, Building Twelve", "street": f"{long} Road West"}):
            last = "Featherstone-Whitmore Castellan-Villanueva"
            who = builders.patient(work, builders.account(work, last, **changes))
            builders.charge(work, who, "90.00", dos=DOS)
    screen = open_screen(qtbot, store, amy)
    board = screen.board
    cut = next(row for row in board.rows.rows if row.lost)
    assert why_words(cut) == "Address too long: part is left off the paper"
    assert [one.count for one in filters(board.rows.rows) if one.key == "cut"] == [1]
    board.show_only("cut")
    assert list(board.rows.rows) == [cut]
    said = [part.text() for part in board.why.findChildren(QLabel)]
    assert any("“Suite or unit” is left off the paper. Shorten it (F2)." in text for text in said)
    screen.desk.close()
