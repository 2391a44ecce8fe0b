"""Post one EOB after the other in the real window, by keys, telling each once it is kept.

Run as: python -m tests.robustness.post_in_window, with the office in TWOHATS_OFFICE.
"""

import gc
import os
import sys
from itertools import count

from PySide6.QtWidgets import QApplication

from models.claim import Claim
from tests.stories.conftest import Person
from ui.front import Front
from ui.remittance.remittance_desk import RemittanceDesk

ALLOWED, PAID, SHARE = "110", "90", "20"


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    gc.disable()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Twohats")
    person = Person(Front())
    person.front.show()
    person.front.activateWindow()
    while person.front.sitting is None or person.front.sitting.window.seat is None:
        app.processEvents()
    person.settle()
    with person.store.read() as session:
        claims = session.query(Claim).count()
    for _, turn in zip(range(claims), count(1), strict=False):
        trace = f"W{turn:06d}"
        # The page of no checks takes Enter for a new one, a check that is shown Ctrl+Enter.
        person.press("Ctrl+4", "Return" if turn == 1 else "Ctrl+Return", "Down", "Return")
        # The oldest open claim stands chosen under the empty search.
        person.enter(trace, "t", PAID, "")
        person.enter(ALLOWED, PAID, "", "", "=")
        person.press("Ctrl+Return")
        assert isinstance(person.here, RemittanceDesk)
        if not person.here.posted.isVisible():
            raise SystemExit(f"not posted: {person.said}")
        sys.stdout.write(trace + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
