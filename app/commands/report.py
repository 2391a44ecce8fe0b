"""The command ``report NAME``: what coding did, found and agreed on, with its totals."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import reports_of_visits, typed
from app.values import disk
from app.values.spreadsheet import harmless

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.reports.retrieval import Criteria, FoundVisit
    from app.store.office import Office
    from app.store.store import Work

Row = dict[str, str]
LONG_AGO = date(2000, 1, 1)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``report`` to the command line."""
    report = commands.add_parser("report", help="a report, as JSON or as a CSV file")
    names = report.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, told in (
        ("visits", "all visits with a code, a family, a modifier or an overridden edit"),
        ("coding-accuracy", "what coding audits found, by coder and month"),
        ("second-looks", "how far second readings agreed, by coder and month"),
        ("missing-visits", "expected visits that are not here or not coded, and the reverse"),
        ("lag", "days from visit to codes, to the biller and to the payer, by provider"),
        ("visit-levels", "visit levels beside your own history and the benchmark"),
    ):
        one = names.add_parser(name, help=told)
        one.add_argument("--from", dest="first", type=typed.day, metavar="DATE", help="first day")
        one.add_argument("--to", dest="last", type=typed.day, metavar="DATE", help="last day")
        one.add_argument("--csv", type=Path, metavar="FILE", help="also write the rows there")
        typed.add_json(one)
        one.set_defaults(run=run_report)
    missing = names.choices["missing-visits"]
    missing.add_argument(
        "--days", type=int, choices=(7, 30, 90, 180), default=30, help="how far back; 30 without it"
    )
    missing.add_argument(
        "--by", choices=("provider", "date", "patient"), default="provider", help="the order"
    )
    visits = names.choices["visits"]
    visits.add_argument("--codes", default="", help='such as "E11*, I10, E08-E13, 99213-99215"')
    visits.add_argument("--modifier", default="", help="a modifier, such as 25")
    visits.add_argument("--edit", default="", metavar="RULE", help="an edit that was overridden")
    visits.add_argument("--deidentified", type=Path, metavar="DIR", help="three files, no names")
    visits.add_argument(
        "--years-only", action="store_true", help="with --deidentified: years instead of days"
    )


def run_report(args: argparse.Namespace) -> int:
    """Print a report, and write its rows where that is asked.

    Raises:
        Refused: no office, retrieval.no_code, retrieval.exists, export.not_empty.
        Outside: disk_full, office.read_only.
    """
    from app.commands import opening  # noqa: PLC0415  (heavy; keeps --help fast)
    from app.store.office import default_folder  # noqa: PLC0415

    with opening.open_office(default_folder()) as office:
        if args.name == "visits":
            return _visits(office, args)
        makers = {
            "coding-accuracy": _accuracy,
            "second-looks": _second_looks,
            "visit-levels": _levels,
            "lag": reports_of_visits.lag,
        }
        last = args.last or office.store.today()
        with office.store.read() as session:
            if args.name == "missing-visits":
                makers[args.name] = partial(
                    reports_of_visits.missing, as_of=args.last or office.store.today(), args=args
                )
            rows, totals = makers[args.name](session, args.first or LONG_AGO, last)
    if args.csv is not None:
        _write(args.csv, rows)
    _print({"report": args.name, "rows": rows, "totals": totals}, rows, as_json=args.json)
    return 0


def _visits(office: Office, args: argparse.Namespace) -> int:
    from app.reports import leaving, retrieval  # noqa: PLC0415  (as above)
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415

    criteria = retrieval.Criteria(
        spans=retrieval.read_codes(args.codes),
        modifier=args.modifier,
        rule=args.edit,
        first=args.first,
        last=args.last,
    )
    answer: dict[str, Any] = {"report": "visits"}
    rows: list[Row] = []
    if args.csv is None and args.deidentified is None:
        with office.store.read() as session:
            found = retrieval.find(session, criteria, most=1_000_000)
        answer["totals"] = {"visits": len(found)}
        answer["rows"] = rows = [_visit_row(one) for one in found]
    else:
        with office.store.write(COMMAND_LINE) as work:
            leaving.begin(work, "encounter")
        with office.store.write(COMMAND_LINE) as work:
            answer |= _leaving(work, criteria, args)
    _print(answer, rows, as_json=args.json)
    return 0


def _leaving(work: Work, criteria: Criteria, args: argparse.Namespace) -> dict[str, Any]:
    """Write the files that were asked for and the audit trail's lines of them, as one deed."""
    from app.reports import deidentified, retrieval  # noqa: PLC0415  (as above)

    told: dict[str, Any] = {"totals": {"visits": retrieval.count(work.session, criteria)}}
    if args.csv is not None:
        written = retrieval.export(work.session, criteria, args.csv)
        retrieval.note_export(work, "visits", written)
        told["csv"] = str(args.csv)
    if args.deidentified is not None:
        folder: Path = args.deidentified
        bare = deidentified.export(work.session, criteria, folder, years_only=args.years_only)
        retrieval.note_export(work, "visits without the patient", bare)
        told["deidentified"] = str(folder)
    return told


def _visit_row(one: FoundVisit) -> Row:
    return {
        "visit": str(one.id),
        "date_of_service": one.dos.isoformat(),
        "provider": one.provider,
        "payer": one.payer,
        "state": one.status.value,
        "diagnoses": " ".join(one.diagnoses),
        "services": "; ".join(one.services),
    }


Made = tuple[list[Row], dict[str, str]]


def _accuracy(session: Session, first: date, last: date) -> Made:
    from app.auditing.accuracy import accuracy  # noqa: PLC0415  (as above)

    found = accuracy(session, first, last)
    rows = [
        {
            "month": f"{one.month:%Y-%m}",
            "coder": one.coder,
            "visits": str(one.visits),
            "own": str(one.own),
            "codes": str(one.codes),
            "right_codes": str(one.right_codes),
            "by_code": _tenths(one.by_code),
            "by_visit": _tenths(one.by_visit),
            "by_money": _tenths(one.by_money),
            "over": one.over.plain(),
            "under": one.under.plain(),
            "meets_95": "yes" if one.meets_goal else "no",
        }
        for one in found
    ]
    codes, right = sum(one.codes for one in found), sum(one.right_codes for one in found)
    totals = {
        "visits": str(sum(one.visits for one in found)),
        "codes": str(codes),
        "right_codes": str(right),
        "by_code": _tenths(1000 * right // codes if codes else None),
    }
    return rows, totals


def _second_looks(session: Session, first: date, last: date) -> Made:
    from app.reports.second_looks import agreement  # noqa: PLC0415  (as above)
    from app.values.states import LookEnd  # noqa: PLC0415

    found = agreement(session, first, last)
    rows = [
        {
            "month": f"{one.month:%Y-%m}",
            "coder": one.coder,
            "held": str(one.held),
            "waiting": str(one.waiting),
            "read": str(one.read),
            "agreed_visits": str(one.agreed_visits),
            "agreed_codes": str(one.agreed_codes),
            "compared_codes": str(one.compared_codes),
            "rate": "" if one.rate is None else str(one.rate),
            "passed_by": str(one.ends.get(LookEnd.BYPASSED, 0)),
            "by_another": str(one.ends.get(LookEnd.SECOND_USER, 0)),
            "taken_back": str(one.ends.get(LookEnd.WITHDRAWN, 0)),
        }
        for one in found
    ]
    compared = sum(one.compared_codes for one in found)
    agreed = sum(one.agreed_codes for one in found)
    totals = {
        "held": str(sum(one.held for one in found)),
        "agreed_codes": str(agreed),
        "compared_codes": str(compared),
        "rate": str(100 * agreed // compared) if compared else "",
    }
    return rows, totals


def _levels(session: Session, first: date, last: date) -> Made:
    from app.auditing.levels import distribution  # noqa: PLC0415  (as above)

    found = distribution(session, first, last)
    rows = [
        {
            "code": one.code,
            "visits": str(one.visits),
            "share": _hundredths(one.share),
            "before": _hundredths(one.before),
            "benchmark": _hundredths(one.elsewhere),
        }
        for family in found
        for one in family.levels
    ]
    return rows, {"visits": str(sum(family.visits for family in found))}


def _tenths(value: int | None) -> str:
    return "" if value is None else f"{value // 10}.{value % 10}"


def _hundredths(value: int | None) -> str:
    return "" if value is None else f"{value // 100}.{value % 100:02d}"


def _write(path: Path, rows: Sequence[Row]) -> None:
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else ["empty"])
            writer.writeheader()
            writer.writerows({key: harmless(cell) for key, cell in row.items()} for row in rows)
    except OSError as error:
        raise disk.refusal(error) from error


def _print(answer: Mapping[str, Any], rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for row in rows:
        sys.stdout.write("  ".join(f"{key} {value}" for key, value in row.items() if value) + "\n")
    told = answer["totals"].items()
    sys.stderr.write("  ".join(f"{key} {value}" for key, value in told) + "\n")
