"""Build an office of ten years once: 200,000 encounters, 1,000,000 movements, 5,000 accounts.

Rows lie in the order of time, as an office grows: the visits of one account are spread over
the whole file. One more account has 1,500 visits of its own. What the visits left besides
(papers, codes, plans, queries, audits, the trail) is laid in by ``big_rest``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.store import schema
from app.store.actor import PROGRAM
from app.store.store import Store, Work
from app.values.ledger import Bucket
from app.values.money import Money, Quantity
from app.values.states import ClaimStatus, CodingStatus, EntryKind, PayerKind
from models.account import Account
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.encounter import Encounter
from models.ledger import Entry, Movement
from models.patient import Patient
from models.practice import Practice, Provider
from models.remittance import Remittance
from models.superbill import Superbill
from tests.benchmarks import big_rest

KEY = bytes(range(32))
TODAY = date(2026, 9, 30)
NOON = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
ACCOUNTS, EACH = 5_000, 40
CHECK_OF = 10
"""Claims that a payer answers with one check."""
LONG_STORY, ITS_VISITS = ACCOUNTS + 1, 1_500
LAST = ("Quillfeather", "Brambleworth", "Oxenthorpe", "Winterbourne", "Fernsby", "Castellan")
FIRST = ("Thessaly", "Octavian", "Peregrine", "Isolde", "Barnabas", "Ada", "Hugo")
HAS_SUPERBILL = (CodingStatus.POSTED, CodingStatus.HANDED_OFF, CodingStatus.SENT_BACK)
CODERS = ("Amy Vance", "Rosa Lund", "Theo Marsh")
STEPS = (
    (EntryKind.CHARGE, Bucket.BILLED, Bucket.PAYER, 15_000),
    (EntryKind.PAYER_PAYMENT, Bucket.PAYER, Bucket.RECEIVED, 8_000),
    (EntryKind.ADJUSTMENT, Bucket.PAYER, Bucket.CONTRACTUAL, 5_000),
    (EntryKind.TO_PATIENT, Bucket.PAYER, Bucket.PATIENT, 2_000),
    (EntryKind.PATIENT_PAYMENT, Bucket.PATIENT, Bucket.RECEIVED, 2_000),
)


def opened(path: Path) -> Store:
    """Open the office at ``path``, building it first if it is not there.

    One that was kept from an earlier version is migrated.
    """
    if path.exists():
        schema.upgrade(path, KEY)
    else:
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        schema.upgrade(part, KEY)
        store = Store(part, KEY, clock=lambda: NOON)
        _people(store)
        for turn in range(EACH):
            with store.write(PROGRAM) as work:
                _visits(work, [(account, turn, EACH) for account in range(ACCOUNTS)])
        with store.write(PROGRAM) as work:
            _visits(work, [(ACCOUNTS, turn, ITS_VISITS) for turn in range(ITS_VISITS)])
        with store.raw_connection(writable=True) as connection:
            big_rest.fill(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        store.close()
        part.rename(path)
    return Store(path, KEY, clock=lambda: NOON)


def _people(store: Store) -> None:
    with store.write(PROGRAM) as work:
        work.add_rows(Practice, [{"id": 1, "name": "Larkspur Family Clinic"}])
        work.add_rows(Provider, [{"last_name": name, "npi": "1234567893"} for name in LAST[:4]])
        work.add_rows(
            Payer,
            [{"name": f"Payer {n}", "kind": PayerKind.COMMERCIAL, "filing_days": 365}
             for n in range(12)],
        )  # fmt: skip
        accounts, patients, covered = [], [], []
        for n in range(1, LONG_STORY + 1):
            name = {"last": LAST[n % 6] + f"{n % 97:02d}", "first": FIRST[n % 7]}
            place = {"street": f"{n} Oak Lane", "city": "Springfield", "state": "IL",
                     "zip": f"{62000 + n % 900}"}  # fmt: skip
            accounts.append(
                {"id": n, "number": 10_000 + n, "guarantor_last": name["last"],
                 "guarantor_first": name["first"], "opened_at": NOON, **place}
            )  # fmt: skip
            patients.append(
                {"id": n, "account_id": n, "mrn": f"M{n:06d}", **name, **place,
                 "birth": date(1950, 1, 1) + timedelta(days=n * 4)}
            )  # fmt: skip
            covered.append({"id": n, "patient_id": n, "payer_id": 1 + n % 12, "rank": 1})
        work.add_rows(
            Remittance,
            [{"id": n, "payer_id": 1 + n % 12, "trace": f"{n:07d}", "amount": Money(80_000),
              "paid_on": TODAY - timedelta(days=max(0, 3_600 - n * 3_600 // 20_000)),
              "method": "check", "posted_at": NOON, "posted_by": "amy"}
             for n in range(1, (ACCOUNTS * EACH + ITS_VISITS) // CHECK_OF + 2)],
        )  # fmt: skip
        work.add_rows(Account, accounts)
        work.add_rows(Patient, patients)
        work.add_rows(Coverage, covered)


def _visits(work: Work, visits: list[tuple[int, int, int]]) -> None:
    """Add visits, told by account, turn and how many it has, with charges, claims and books."""
    tables: dict[type, list[dict[str, object]]] = {
        model: []
        for model in (
            Encounter, Superbill, Charge, Claim, ClaimCharge, Entry, Movement, Denial,
        )
    }  # fmt: skip
    for visit in visits:
        _visit(tables, *visit)
    for model, rows in tables.items():
        work.add_rows(model, rows)


def _visit(tables: dict[type, list[dict[str, object]]], account: int, turn: int, each: int) -> None:
    is_long = each != EACH
    n = (ACCOUNTS * EACH if is_long else account) + turn * (1 if is_long else ACCOUNTS) + 1
    who = account + 1
    # The newest visits of an account are the last turns; every sixth account has open ones.
    dos = TODAY - timedelta(days=(each - turn) * (EACH * 90 // each) - account % 80 * (not is_long))
    fresh = turn == each - 1
    steps = 1 + min(4, account % 8) if fresh else len(STEPS)
    # What has no visit to code is posted; open visits come on top, without charges.
    status = CodingStatus.POSTED
    claim = ClaimStatus.ADJUDICATED if steps > 1 else ClaimStatus.PENDING
    if fresh and account % 8 == 0:
        claim = ClaimStatus.UNBILLED if account % 16 else ClaimStatus.PENDING
        status = list(CodingStatus)[account // 8 % 7]
    tables[Encounter].append(
        {"id": n, "source_id": f"V{n:07d}", "patient_id": who, "provider_id": 1 + n % 4,
         "coverage_id": who, "dos": dos, "dos_last": dos, "status": status,
         "status_since": NOON, "reason": "Follow-up"}
    )  # fmt: skip
    bill = n if status in HAS_SUPERBILL else None
    if bill:
        tables[Superbill].append(_superbill(n, who, dos))
    tables[Charge].append(
        {"id": n, "account_id": who, "patient_id": who, "encounter_id": n, "superbill_id": bill,
         "provider_id": 1 + n % 4, "dos": dos, "code": "99213", "wording": "Office visit",
         "units": Quantity(Decimal(1)), "amount": Money(15_000), "posted_at": NOON}
    )  # fmt: skip
    tables[Claim].append(
        {"id": n, "number": n, "account_id": who, "patient_id": who, "coverage_id": who,
         "status": claim, "created_at": NOON, "superbill_id": bill,
         "submitted_on": None if claim is ClaimStatus.UNBILLED else dos + timedelta(days=3),
         "adjudicated_on": dos + timedelta(days=20) if steps > 1 else None}
    )  # fmt: skip
    tables[ClaimCharge].append({"claim_id": n, "charge_id": n})
    _books(tables, n, (who, dos), steps)
    if fresh and account % 8 == 1:
        tables[Denial].append(
            {"charge_id": n, "claim_id": n, "coverage_id": who, "entry_id": n * 5,
             "group_code": "CO", "carc": "16", "amount": Money(7_000), "opened_on": dos}
        )  # fmt: skip


def _superbill(n: int, who: int, dos: date) -> dict[str, object]:
    return {
        "id": n, "number": n, "encounter_id": n, "revision": 1, "patient_id": who,
        "account_id": who, "provider_id": 1 + n % 4, "coverage_id": who, "dos": dos,
        "place_of_service": "11", "total": Money(15_000), "coded_by": CODERS[n % 3],
        "issued_at": NOON, "sha256": "0" * 64,
    }  # fmt: skip


def _books(
    tables: dict[type, list[dict[str, object]]], n: int, about: tuple[int, date], steps: int
) -> None:
    """Add the entries and movements of one charge."""
    who, dos = about
    for step, (kind, source, target, cents) in enumerate(STEPS[:steps]):
        number = n * 5 + step
        tables[Entry].append(
            {"id": number, "kind": kind, "effective": min(dos + timedelta(days=step * 7), TODAY),
             "account_id": who, "claim_id": n, "actor": "amy", "recorded_at": NOON,
             "remittance_id": 1 + n // CHECK_OF if 0 < step < 3 else None}
        )  # fmt: skip
        tables[Movement].append(
            {"id": number, "entry_id": number, "charge_id": n, "source": source,
             "target": target, "amount": Money(cents),
             "source_coverage_id": who if source is Bucket.PAYER else None,
             "target_coverage_id": who if target is Bucket.PAYER else None}
        )  # fmt: skip
