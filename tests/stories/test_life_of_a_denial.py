"""The whole life of a denied line, by keys: turned down, appealed, parted, given up, reopened."""

from __future__ import annotations

import dataclasses
import os

import pytest
from PySide6.QtCore import Qt

from app.denials import keeping, standing
from app.ledger import balances, findings
from app.reports import waiting
from app.reports.account_story import What
from app.values.ledger import Bucket
from app.values.money import ZERO
from app.values.states import ClaimStatus
from models.charge import Charge
from models.claim import Claim
from models.denial import Denial
from tests.builders import usd
from tests.ui import billing_office
from tests.ui.billing_office import CTRL, ROBIN, TODAY, Hands
from tests.ui.conftest import (  # noqa: F401
    collected_here,
    dressed,
    own_settings,
    own_sheet,
)
from ui.screen import Target

KEY = Qt.Key
BELA = dataclasses.replace(ROBIN, name="Bela Moss", write_off_limit_cents=5000)


class Biller(Hands):
    """A biller at the window, who types an EOB, decides, and works on an account."""

    def enter(self, *words):
        for one in words:
            if one:
                self.type(one)
            self.press(KEY.Key_Return)

    def go(self, screen, *ids):
        self.window.go(Target(screen, ids))
        self.settle()
        return self.window.screens.here

    def send(self):
        self.press(KEY.Key_Return, CTRL)

    def head(self, number, amount):
        """The check's number, day and amount."""
        self.enter(number, "t", amount)

    def shot(self, name):
        folder = os.environ.get("TWOHATS_SHOTS")
        if folder:
            self.settle()
            self.window.grab().save(f"{folder}/{name}.png")

    def focused_on(self, screen, number):
        """The account, with the cursor on a visit of its ledger."""
        screen.board.ledger.select_visit(number)
        screen.board.ledger.setFocus()
        self.settle()


@pytest.fixture
def seat(qtbot, qapp, store, dressed):  # noqa: F811
    """Let one person after another sit at the office's window."""
    opened = []

    def sit(actor):
        while opened:
            next(opened.pop(), None)
        window = billing_office.window(qtbot, store, actor=actor)
        opened.append(window)
        return Biller(qtbot, next(window))

    yield sit
    while opened:
        next(opened.pop(), None)


@pytest.fixture
def line(store):
    """A claim of two lines, 165.00 and 145.00, that went out; the second is what this is about."""
    claim_id = billing_office.bench(store).claim("99213", "36415", days=40)
    with store.read() as session:
        claim = session.get_one(Claim, claim_id)
        charge = session.query(Charge).order_by(Charge.id.desc()).first()
        return claim_id, claim.account_id, charge.id, charge.encounter_id


def told(store):
    """What the list, the rail and the books say: what waits, how many, and what the payer owes."""
    with store.read() as session:
        left = list(standing.left_of(session).values())
        assert waiting.counts(session, TODAY).get("denials", 0) == len(left)
        for check in (*keeping.FINDINGS, *findings.CHECKS):
            assert list(check.run(session)) == [], check.name
        return [str(amount) for amount in left]


def at(store, line, bucket):
    with store.read() as session:
        return balances.charge_balance(session, line[2], bucket)


def test_a_denied_line_is_followed_to_its_end_and_back(store, line, seat):
    bela = seat(BELA)
    _turned_down(bela, store, line)
    _appealed(bela, store, line)
    _turned_down_again(bela, store, line)
    _parted(bela, store, line)
    _over_the_limit(bela, store, line)
    robin = seat(ROBIN)
    _given_up(robin, store, line)
    _reopened(robin, store, line)
    with store.read() as session:
        assert [row.decision for row in session.query(Denial).order_by(Denial.id)] == [
            "appealed", "to_patient",
        ]  # fmt: skip
        assert session.get_one(Claim, line[0]).status is ClaimStatus.ADJUDICATED


def _turned_down(bela, store, line):
    """The EOB: the visit is paid, the injection turned down; one reason, one line."""
    screen = bela.go("remittance", "claim", line[0])
    bela.head("0098127", "78.56")
    screen.eob.grid.start(0)
    bela.enter("98.20", "78.56", "", "", "=")
    bela.enter("0", "", "", "", "", "", "CO-11")
    bela.shot("1-eob")
    bela.send()
    assert told(store) == ["145.00"]
    bela.send()
    assert bela.window.history.now.screen == "denials"


def _appealed(bela, store, line):
    """Traced to the note, appealed; the payer is asked and nothing waits here."""
    bela.press(KEY.Key_4)
    bela.shot("2-denials")
    bela.send()
    bela.enter("The note supports the injection")
    bela.type("+30")
    bela.send()
    assert told(store) == []
    assert at(store, line, Bucket.PAYER) == usd("145.00")


def _turned_down_again(bela, store, line):
    """The answer to the appeal asks only for what is open, and pays nothing of it."""
    screen = bela.go("remittance", "claim", line[0])
    assert [str(screen.eob.sheet.line(at).told.charged) for at in screen.eob.sheet.lines()] == [
        "145.00"
    ]
    bela.head("0099001", "0")
    screen.eob.grid.start(0)
    bela.enter("0", "", "", "", "", "", "CO-50")
    bela.shot("3-appeal-answer")
    bela.send()
    assert told(store) == ["145.00"]
    with store.read() as session:
        assert session.get_one(Claim, line[0]).next_action_on is None


def _parted(bela, store, line):
    """On the account a part goes to the patient; the list tells the rest at once."""
    screen = bela.go("accounts", "account", line[1])
    bela.focused_on(screen, line[3])
    bela.press(KEY.Key_M)
    bela.enter("45")
    bela.type("The patient signed for it")
    bela.shot("4-part")
    bela.send()
    assert told(store) == ["100.00"]
    denials = bela.go("denials")
    assert [str(row.amount) for row in denials.model.rows] == ["100.00"]
    assert "100.00 still with payers" in denials._header.state.text()
    bela.shot("5-rest")


def _over_the_limit(bela, store, line):
    """A biller gives up no more than 50.00: it is said, nothing moves, the words stay."""
    screen = bela.window.screens.here
    screen.next.decide("write_off")
    bela.settle()
    bela.type("Too small to appeal twice")
    bela.send()
    bela.shot("6-limit")
    assert "50.00" in bela.said
    assert "owner" in bela.said
    assert screen.next.fields["reason"].value() == "Too small to appeal twice"
    assert told(store) == ["100.00"]
    bela.press(KEY.Key_Escape)


def _given_up(robin, store, line):
    """The owner gives the rest up; nothing waits any more."""
    screen = robin.go("denials")
    screen.next.decide("write_off")
    robin.settle()
    robin.type("Too small to appeal twice")
    robin.send()
    assert told(store) == []
    robin.shot("7-nothing")
    assert screen._empty.isVisible()
    assert (at(store, line, Bucket.PAYER), at(store, line, Bucket.PATIENT)) == (ZERO, usd("45.00"))


def _reopened(robin, store, line):
    """The write-off is voided on the account: the line waits again; all of it to the patient."""
    screen = robin.go("accounts", "account", line[1])
    robin.focused_on(screen, line[3])
    ledger = screen.board.ledger
    for _ in range(12):
        row = ledger.current_row()
        if row is not None and row.what is What.WRITE_OFF:
            break
        robin.press(KEY.Key_Down)
    robin.press(KEY.Key_V)
    robin.type("The payer asked for the note after all")
    robin.shot("8-void")
    robin.send()
    assert told(store) == ["100.00"]
    denials = robin.go("denials")
    robin.shot("9-again")
    denials.next.decide("to_patient")
    robin.settle()
    robin.type("Not covered by the plan")
    robin.send()
    assert told(store) == []
    assert at(store, line, Bucket.PATIENT) == usd("145.00")
    robin.go("biller", "claim", line[0])
    robin.shot("10-claim")
