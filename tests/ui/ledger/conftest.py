"""A small office with a family's account, and the window at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ledger import book, closing
from app.ledger.drafts import (
    ChargeDraft,
    ChargesDraft,
    HandOverDraft,
    PayerAnswerDraft,
    PayerLine,
    ReasonDraft,
)
from app.store.actor import Actor
from app.store.store import Store
from app.values.money import Money
from app.values.states import ClaimStatus, Hat
from models.patient import Patient
from tests import builders
from tests.builders import usd
from tests.ui.conftest import dress
from ui import actions
from ui.desk import Desk
from ui.ledger.accounts import Accounts
from ui.looks import Looks, Workstation
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

TODAY = date(2026, 9, 30)
ROBIN = Actor("Robin Ames", 1, frozenset({"*"}), Hat.BILLER)


@dataclass(frozen=True)
class Family:
    """Priya's account: Milo's visit is answered, Priya's waits, today's is just billed."""

    account_id: int
    priya: int
    milo: int
    answered: tuple[int, int]
    waiting: int
    today: int


def tell(store: Store, actor: Actor = ROBIN) -> Family:
    with store.write(actor) as work:
        builders.practice(work)
        account = builders.account(work, "Castellan", guarantor_first="Priya")
        priya = builders.patient(work, account, first="Priya")
        milo = builders.patient(work, account, first="Milo", birth=date(2019, 4, 2))
        payer = builders.payer(work, "Blue Prairie")
        of_priya = builders.coverage(work, priya.patient_id, payer)
        of_milo = builders.coverage(work, milo.patient_id, payer)
        seen = TODAY - timedelta(days=27)
        lines = tuple(
            ChargeDraft(
                patient_id=milo.patient_id, dos=seen, code=code, amount=usd(amount),
                coverage_id=of_milo, wording=wording,
            )
            for code, amount, wording in (
                ("99213", "165.00", "Office visit"), ("87880", "38.00", "Strep test"),
            )
        )  # fmt: skip
        billed = book.charge(work, ChargesDraft(account_id=account, lines=lines))
        visit, strep = billed.charge_ids
        claim = builders.claim(work, milo, of_milo, (visit, strep), submitted_on=seen)
        _answer(work, milo.account_id, of_milo, (visit, strep, claim))
        waits = builders.charge(
            work, priya, "165.00", coverage_id=of_priya, dos=TODAY - timedelta(days=13)
        )
        builders.claim(work, priya, of_priya, (waits,), submitted_on=TODAY - timedelta(days=11))
        fresh = builders.charge(work, priya, "110.00", coverage_id=of_priya, dos=TODAY)
        builders.claim(work, priya, of_priya, (fresh,), status=ClaimStatus.UNBILLED)
        patient = work.session.get_one(Patient, milo.patient_id)
        assert patient.account_id == account
    return Family(account, priya.patient_id, milo.patient_id, (visit, strep), waits, fresh)


def _answer(work, account_id: int, coverage: int, ids: tuple[int, int, int]) -> None:
    """The plan pays 103.00, takes off 62.00, and does not cover the strep test."""
    visit, strep, claim = ids
    on = TODAY - timedelta(days=14)
    draft = PayerAnswerDraft(
        account_id=account_id,
        coverage_id=coverage,
        effective=on,
        claim_id=claim,
        lines=(
            PayerLine(
                charge_id=visit,
                paid=usd("103.00"),
                contractual=usd("62.00"),
                reasons=(ReasonDraft(visit, coverage, "CO", "45", usd("62.00")),),
            ),
            PayerLine(
                charge_id=strep,
                reasons=(ReasonDraft(strep, coverage, "PR", "204", usd("38.00")),),
            ),
        ),
    )
    answered = book.payer_payment(work, draft)
    book.hand_over(
        work,
        HandOverDraft(
            account_id=account_id,
            charge_ids=(visit, strep),
            effective=on,
            claim_id=claim,
            caused_by_id=answered,
        ),
    )
    row = work.session.get_one(builders.Claim, claim)
    row.status, row.adjudicated_on = ClaimStatus.ADJUDICATED, on


@pytest.fixture
def family(store: Store) -> Family:
    store.closing_checks = list(closing.CHECKS)
    return tell(store)


class At:
    """A user at the window: presses keys, counts them, reads what is there."""

    def __init__(self, qtbot, window: Window, desk: Desk, store: Store) -> None:
        self.qtbot, self.window, self.desk, self.store = qtbot, window, desk, store
        self.actions = 0

    @property
    def page(self) -> Accounts:
        here = self.window.screens.here
        assert isinstance(here, Accounts)
        return here

    def press(self, key: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
        self.actions += 1
        place = QApplication.activeModalWidget() or QApplication.activeWindow() or self.window
        if QApplication.focusWidget() is None and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.page.begin()
        self.qtbot.keyClick(QApplication.focusWidget() or place, key, held)
        self.settle()

    def type(self, text: str) -> None:
        self.actions += 1
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        self.settle()

    def settle(self) -> None:
        self.desk.wait_idle()
        QApplication.processEvents()
        self.desk.wait_idle()
        QApplication.processEvents()

    def open(self, account_id: int) -> Accounts:
        self.window.go(Target("accounts", ("account", account_id)))
        self.settle()
        return self.page

    def go_list(self) -> Accounts:
        self.window.go(Target("accounts"))
        self.settle()
        return self.page

    def toast(self) -> str:
        return self.window._toast.accessibleName()

    def said(self) -> str:
        return self.page.messages.accessibleName()


@pytest.fixture
def at(qtbot, qapp, store, family, monkeypatch) -> Iterator[At]:
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.ledger.actions",))
    yield from sit(qtbot, qapp, store, ROBIN)


def sit(qtbot, qapp, store: Store, actor: Actor) -> Iterator[At]:
    Workstation().keep_looks(Looks("light", hat="biller"))
    desk = Desk(store, actor)
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    window = Window(desk, Workstation())
    dress(window, "biller")
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    hats = (Hat.CODER, Hat.BILLER)
    window.sit_down(Seat(actor, "Robin Ames", "Larkspur Family Clinic", "robin", hats))
    window.activateWindow()
    desk.wait_idle()
    yield At(qtbot, window, desk, store)
    desk.wait_idle()
    qapp.removeEventFilter(watch)
    desk.close()


def total(amounts) -> Money:
    return Money.total(amounts)
