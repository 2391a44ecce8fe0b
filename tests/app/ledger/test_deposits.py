"""A payer's check and the entries of it: whole when posted, gone when taken back."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import book, findings
from app.ledger.undoing import ReversalDraft
from app.values.ledger import Bucket
from app.values.problem import Refused
from app.values.states import EntryKind
from models.remittance import Remittance, RemittanceVoid
from tests.app.ledger.postings import LATER, answer, stray
from tests.builders import usd

PAID_ON = date(2026, 7, 1)


def check_of(work, amount):
    row = Remittance(
        payer_id=1, trace="EFT88", paid_on=PAID_ON, amount=usd(amount), posted_at=work.now,
        posted_by="amy",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def posted(work, insured, remittance_id, paid):
    draft = answer(*insured, paid=paid)
    return book.payer_payment(work, type(draft)(
        account_id=draft.account_id, coverage_id=draft.coverage_id, effective=draft.effective,
        lines=draft.lines, remittance_id=remittance_id,
    ))  # fmt: skip


def found(store):
    check = next(one for one in findings.CHECKS if one.name == "remittances")
    with store.read() as session:
        return list(check.run(session))


def test_a_check_whose_entries_bring_in_its_amount_is_kept(store, amy, insured):
    with store.write(amy) as work:
        posted(work, insured, check_of(work, "80.00"), "80.00")
    assert found(store) == []


def test_a_notice_that_pays_nothing_needs_no_entry(store, amy, insured):
    with store.write(amy) as work:
        check_of(work, "0.00")
    assert found(store) == []


@pytest.mark.parametrize("sent", ["79.99", "80.01"])
def test_a_check_posted_in_part_or_beyond_its_amount_is_refused_whole(store, amy, insured, sent):
    with (
        pytest.raises(Refused, match=r"^ledger\.remittance_not_whole$"),
        store.write(amy) as work,
    ):
        posted(work, insured, check_of(work, sent), "80.00")
    with store.read() as session:
        assert session.query(Remittance).count() == 0


def test_an_answer_undone_later_was_part_of_the_deposit_all_the_same(store, amy, insured):
    with store.write(amy) as work:
        entry = posted(work, insured, check_of(work, "80.00"), "80.00")
    with store.write(amy) as work:
        book.reverse(work, entry, ReversalDraft("wrong patient", LATER))
    assert found(store) == []


def test_money_put_to_a_posted_check_past_the_books_is_found(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        remittance = check_of(work, "80.00")
        posted(work, insured, remittance, "80.00")
    with store.write(amy) as work:
        stray(
            work, who.account_id, "5.00", (Bucket.PAYER, Bucket.RECEIVED),
            kind=EntryKind.PAYER_PAYMENT, remittance_id=remittance, charge_id=charge,
            source_coverage_id=cover,
        )  # fmt: skip
    assert found(store) == [f"remittance {remittance} brought 80.00, its entries 85.00"]


def test_a_check_taken_back_of_which_money_stands_is_found(store, amy, insured):
    with store.write(amy) as work:
        remittance = check_of(work, "80.00")
        entry = posted(work, insured, remittance, "80.00")
        work.session.add(
            RemittanceVoid(
                remittance_id=remittance, reason="not ours", voided_at=work.now, voided_by="amy"
            )
        )
    assert found(store) == [f"remittance {remittance} was taken back, but 80.00 of it stands"]
    with store.write(amy) as work:
        book.reverse(work, entry, ReversalDraft("not ours", LATER))
    assert found(store) == []
