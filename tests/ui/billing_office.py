"""A small billing office on a real store, and a window on it, for the tests of three desks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.claims import billing, life
from app.denials import keeping
from app.ledger import closing
from app.remittance import looking, posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.store.actor import Actor
from app.store.store import Store
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.money import Money
from app.values.person import Sex
from app.values.states import Hat
from models.coverage import Payer
from tests import builders
from tests.app.superbills import visits
from tests.ui.conftest import dress
from ui import actions, places
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

TODAY = date(2026, 9, 30)
ROBIN = Actor("Robin Ames", 1, frozenset({"*"}), Hat.BILLER)
SEAT = Seat(ROBIN, "Robin Ames", "Cedar Hollow Clinic", "robin", (Hat.CODER, Hat.BILLER))
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
FEES = {"C99213": "165.00", "C36415": "145.00", "CJ1010": "48.00", "C73562": "57.00"}
PEOPLE = (
    ("Okafor-Lind", "Teresa"),
    ("Pruitt", "Delphine"),
    ("Brandt", "Oskar"),
    ("Ito-Reyes", "Carmen"),
    ("Lindqvist", "Petra"),
    ("Halloran", "Wendell"),
    ("Sorrel", "Ezra"),
)


@dataclass
class Bench:
    """The office: its payer and fees, made once; each call adds one piece of work."""

    store: Store
    payer_id: int
    made: int = 0

    def superbill(self, *services: str, days: int = 9, insured: bool = True) -> int:
        """A visit handed off ``days`` ago; gives the superbill's id."""
        last, first = PEOPLE[self.made % len(PEOPLE)]
        self.made += 1
        with self.store.write(ROBIN) as work:
            builders.sits(work)
            account = builders.account(work, last)
            who = builders.patient(work, account, last=last, first=first, sex=Sex.FEMALE)
            cover = builders.coverage(work, who.patient_id, self.payer_id) if insured else None
            encounter = visits.visit(
                work, patient_id=who.patient_id, coverage_id=cover,
                dos=TODAY - timedelta(days=days), dos_last=TODAY - timedelta(days=days),
            )  # fmt: skip
            codes = ("M17.11", "I10")
            services = services or ("99213",)
            number = visits.handed_off(work, encounter, codes=codes, services=services)
            return number.id

    def claim(self, *services: str, days: int = 9, sent: bool = True) -> int:
        """A billed superbill, sent the day after the visit unless told otherwise."""
        superbill_id = self.superbill(*services, days=days)
        with self.store.write(ROBIN) as work:
            bill = frozen.superbill(work.session, superbill_id)
            claim_id = billing.bill(work, superbill_id, bill.coverage_id).claim_id
            assert claim_id is not None
            if sent:
                life.mark_billed(work, claim_id, TODAY - timedelta(days=days - 1))
            return claim_id

    def answered(self, *services: str, days: int = 40) -> int:
        """A claim whose every line was paid in part; gives the claim's id."""
        claim_id = self.claim(*(services or ("99213",)), days=days)
        with self.store.write(ROBIN) as work:
            (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
            lines = tuple(_paid(line.told) for line in choice.grid.lines)
            amount = Money.total(line.paid for line in lines)
            draft = EobDraft(
                self.payer_id, f"00982{self.made:02}", TODAY - timedelta(days=days - 20), amount,
                claims=(EobClaim(claim_id, lines),),
            )  # fmt: skip
            posting.post(work, draft)
        return claim_id

    def denied(self, *services: str, days: int = 40, reason: str = "CO-11") -> int:
        """A claim whose second line (or only one) was turned down; gives the claim's id."""
        claim_id = self.claim(*(services or ("99213", "36415")), days=days)
        with self.store.write(ROBIN) as work:
            (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
            *paid, last = [line.told for line in choice.grid.lines]
            code = AdjustmentCode.parse(reason)
            told = [_paid(one) for one in paid]
            lines = (
                *told,
                EobLine(last.charge_id, last.charged, others=(Adjustment(code, last.charged),)),
            )
            amount = Money.total(line.paid for line in lines)
            draft = EobDraft(
                self.payer_id, f"00981{self.made:02}", TODAY - timedelta(days=days - 20), amount,
                claims=(EobClaim(claim_id, lines),),
            )  # fmt: skip
            posting.post(work, draft)
        return claim_id


def _paid(line: EobLine) -> EobLine:
    """Half of the charge is off, and a fifth of the rest is the patient's."""
    allowed, coinsurance = (Money(line.charged.cents // part) for part in (2, 10))
    return replace(
        line, allowed=allowed, contractual=line.charged - allowed, coinsurance=coinsurance,
        paid=allowed - coinsurance,
    )  # fmt: skip


def bench(store: Store) -> Bench:
    """Found the office."""
    store.closing_checks.extend((*keeping.CHECKS, *closing.CHECKS))
    with store.write(ROBIN) as work:
        builders.practice(work, "Cedar Hollow Clinic")
        visits.fee_list(work, **FEES)
        payer_id = builders.payer(work, "Blue Prairie PPO")
        work.session.get_one(Payer, payer_id).filing_days = 90
    return Bench(store, payer_id)


def window(
    qtbot: object, store: Store, size: tuple[int, int] = (1440, 900), actor: Actor = ROBIN
) -> Iterator[Window]:
    """Open the window of the biller on the store; end it whole."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    Workstation().keep_looks(Looks("light", hat="biller"))
    watch = KeyWatch()
    app.installEventFilter(watch)
    desk = Desk(store, actor)
    made = Window(desk, Workstation())
    dress(made, "biller")
    qtbot.addWidget(made)  # type: ignore[attr-defined]
    made.resize(*size)
    made.show()
    made.sit_down(SEAT if actor is ROBIN else replace(SEAT, actor=actor, name=actor.name))
    made.activateWindow()
    desk.wait_idle()
    yield made
    desk.close()
    app.removeEventFilter(watch)


class Hands:
    """Types on the window as a person does, and counts what was pressed."""

    def __init__(self, qtbot: object, window: Window) -> None:
        self.qtbot, self.window, self.count = qtbot, window, 0

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press one key and let everything settle."""
        self.count += 1
        self.qtbot.keyClick(self.focus, key, held)  # type: ignore[attr-defined]
        self.settle()

    def type(self, text: str) -> None:
        """Type words: one action."""
        self.count += 1
        for letter in text:
            self.qtbot.keyClicks(self.focus, letter)  # type: ignore[attr-defined]
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.window.screens.here.desk.wait_idle()
        self.qtbot.wait(1)  # type: ignore[attr-defined]
        self.window.screens.here.desk.wait_idle()

    @property
    def focus(self) -> QWidget:
        """What has the focus."""
        return QApplication.focusWidget() or self.window

    @property
    def said(self) -> str:
        """What stands in the bar under the header; empty when it is closed."""
        bar = self.window.screens.here.messages
        return "" if bar.isHidden() else bar.accessibleName()


@pytest.fixture
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the other desks unbuilt, so that these tests ask for nothing of theirs."""
    kept = {"biller", "remittance", "denials"}
    table = tuple(
        one if one.id in kept else dataclasses.replace(one, screen="") for one in places.PLACES
    )
    monkeypatch.setattr(places, "PLACES", table)
    own = tuple(f"ui.{room}.actions" for room in ("claims", "remittance", "denials"))
    monkeypatch.setattr(actions, "DESK_ACTIONS", own)


@pytest.fixture(name="bench")
def founded(store: Store) -> Bench:
    """Found the office of a test."""
    return bench(store)


@pytest.fixture
def hands(qtbot: object, qapp: QApplication, store: Store, only_these: None) -> Iterator[Hands]:
    """Open the window on the office, with these desks alone."""
    opened = window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)
