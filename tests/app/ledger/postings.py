"""Short ways to say what is posted, for the tests of the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import posting
from app.ledger.drafts import ChangeDraft, PayerAnswerDraft, PayerLine
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import EntryKind
from models.ledger import Entry, Movement
from tests.builders import usd

LATER = date(2026, 7, 1)


def standing(session, charge_id):
    """Give what payer and patient owe and the credits on a charge, as text."""
    found = posting.positions(session, [charge_id])[charge_id]
    buckets = (Bucket.PAYER, Bucket.PATIENT, Bucket.PATIENT_CREDIT, Bucket.PAYER_CREDIT)
    return tuple(Money(found.at(bucket)).plain() for bucket in buckets)


def change(who, charge, amount, **more):
    return ChangeDraft(
        account_id=who.account_id, charge_id=charge, effective=LATER, amount=usd(amount),
        reason=more.pop("reason", "as agreed"), **more,
    )  # fmt: skip


def answer(who, cover, charge, **more):
    key = more.pop("source_key", None)
    money = {name: usd(text) for name, text in more.items()}
    return PayerAnswerDraft(
        account_id=who.account_id, coverage_id=cover, effective=LATER, source_key=key,
        lines=(PayerLine(charge_id=charge, **money),),
    )  # fmt: skip


def refused(store, amy, code, verb, *arguments):
    with pytest.raises(Refused, match=f"^{code}$"), store.write(amy) as work:
        verb(work, *arguments)


_OF_ENTRIES = {"kind", "effective", "reverses_id", "remittance_id"}


def stray(work, account_id, amount, ends, **more):
    """Write an entry past the books, as damage or a faulty program would; give its id."""
    told = {"kind": EntryKind.WRITE_OFF, "effective": LATER, "actor": "amy"}
    told |= {name: more.pop(name) for name in _OF_ENTRIES & more.keys()}
    entry = Entry(account_id=account_id, recorded_at=work.now, **told)
    work.session.add(entry)
    work.session.flush()
    source, target = ends
    work.session.add(
        Movement(entry_id=entry.id, source=source, target=target, amount=usd(amount), **more)
    )
    return entry.id
