"""The command line group ``import``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import typed
from app.commands.import_accounts import register_import
from app.commands.import_schedule import register_schedule
from app.values.problem import Outside, Refused
from app.values.words import say

if TYPE_CHECKING:
    from app.intake.apply import Taken
    from app.intake.column_map import ColumnMap
    from app.intake.staged import Rejected, Staged, Warned
    from app.store.office import Office

_SHOWN = 20


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``import encounters FILE…`` to the command line."""
    group = subparsers.add_parser("import", help="take lists into the office")
    actions = group.add_subparsers(dest="action", required=True, metavar="WHAT")
    lists = actions.add_parser(
        "encounters", help="take an encounter list in (CSV, TSV, XLSX, FHIR, HL7)"
    )
    lists.add_argument("files", nargs="+", metavar="FILE", help="file or folder of the list")
    for role in ("patients", "charges", "payers", "providers"):
        lists.add_argument(f"--{role}", metavar="FILE", help=f"the {role} of the list")
    lists.add_argument(
        "--map", metavar="NAME|FILE.toml", help="read the columns by a saved map, or by one as TOML"
    )
    lists.add_argument(
        "--blanks",
        choices=("above", "nobody"),
        help="a row without a patient belongs to the one above, or to nobody",
    )
    lists.add_argument("--save-map", metavar="NAME", help="keep the columns under this name")
    lists.add_argument("--rejected", metavar="FILE.csv", help="write the rejected rows there")
    lists.add_argument(
        "--dry-run", action="store_true", help="say what would happen, write nothing"
    )
    typed.add_json(lists)
    lists.set_defaults(run=run_encounters)
    register_import(actions)
    register_schedule(actions)


def run_encounters(args: argparse.Namespace) -> int:
    """Take a list in; 0 when all rows were taken, 1 when some were rejected.

    Raises:
        Refused: a file is no list; nothing was written.
    """
    # Heavy; keeps the start of every other command fast.
    from app.commands import opening  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    if args.rejected:
        _try_folder(Path(args.rejected))
    with opening.open_office(default_folder()) as office:
        staged, taken, name = _run(office, args)
    if args.rejected:
        _write_rejected(Path(args.rejected), taken.rejected)
    if args.json:
        sys.stdout.write(json.dumps(_answer(staged, taken, name), ensure_ascii=False) + "\n")
    else:
        _tell(staged, taken, args)
    return 1 if taken.rejected else 0


def _run(office: Office, args: argparse.Namespace) -> tuple[Staged, Taken, str]:
    """Read the list, then compare or take it."""
    from app.intake import apply, listing  # noqa: PLC0415
    from app.intake.preview import preview  # noqa: PLC0415
    from app.intake.staged import Reading  # noqa: PLC0415
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415

    with office.store.read() as session:
        given = _map(args.map, lambda name: apply.saved_map(session, name))
    reading = Reading(office.store.today(), saved_map=given, blanks=args.blanks or "")
    staged = listing.read_list(_files(args), reading, _progress(args))
    name = args.save_map or (given.name if given else "") or map_name(args.files[0])
    if args.dry_run:
        with office.store.read() as session:
            return staged, apply.counted(preview(session, staged)), name
    with office.store.write(COMMAND_LINE) as work:
        taken = apply.take(work, staged, _progress(args))
        if staged.column_map.roles:
            apply.save_map(work, dataclasses.replace(staged.column_map, name=name))
    return staged, taken, name


def map_name(path: str) -> str:
    """Give the name for a list's map: the file's, without the dates that exports put in it."""
    stem = re.sub(r"[\s_.-]*\d[\d\s_.-]*", " ", Path(path).stem).strip(" _-.")
    return stem[:60] or "list"


def _files(args: argparse.Namespace) -> Any:
    """Give the files by role."""
    from app.intake.staged import ListFiles  # noqa: PLC0415

    role = {name: getattr(args, name) for name in ("patients", "charges", "payers", "providers")}
    return ListFiles(
        tuple(Path(name) for name in args.files),
        **{name: Path(path) for name, path in role.items() if path},
    )


def _map(asked: str | None, saved: Any) -> ColumnMap | None:
    """Give the map of a TOML file or the one saved under a name."""
    from app.intake.column_map import ColumnMap  # noqa: PLC0415

    if not asked:
        return None
    path = Path(asked)
    if path.suffix.lower() == ".toml":
        try:
            return ColumnMap.parse(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise Outside("intake.unreadable", file=path.name) from error
    found: ColumnMap | None = saved(asked)
    if found is None:
        raise Refused("intake.map_gone", name=asked)
    return found


def _progress(args: argparse.Namespace) -> Any:
    """Report on standard error where a person watches."""
    from app.progress import unheard  # noqa: PLC0415

    if args.json or not sys.stderr.isatty():
        return unheard

    def report(done: int, total: int, note: str = "") -> None:
        sys.stderr.write(f"\r{done:,} / {total:,} {note:20}" if total else f"\r{done:,} {note:20}")

    return report


def _answer(staged: Staged, taken: Taken, name: str) -> dict[str, Any]:
    """Give the JSON document of the contract."""
    return {
        "files": [file.path.name for file in staged.files],
        "map": {
            "name": name,
            **{
                role: {field: list(found) for field, found in columns.items()}
                for role, columns in staged.column_map.roles.items()
            },
        },
        "new": taken.new,
        "changed": taken.changed,
        "unchanged": taken.unchanged,
        "rejected": [
            {"file": r.file, "row": r.row, "reason": r.reason, "values": dict(r.values)}
            for r in taken.rejected
        ],
        "warnings": [{"file": w.file, "row": w.row, "reason": w.reason} for w in taken.warned],
        "patients_new": taken.patients_new,
        "encounters_new": taken.encounters_new,
        "charges_new": taken.charges_new,
        "notes_new": taken.notes_new,
        "notes_unchanged": taken.notes_unchanged,
        "merges": taken.merges,
    }


def _tell(staged: Staged, taken: Taken, args: argparse.Namespace) -> None:
    """Say in words what was understood and what was done."""
    lines: list[str] = []
    for file in staged.files:
        role, name = file.role, file.path.name
        # FHIR and HL7 have no rows to count; the summary counts their visits.
        key = "intake.told.file" if file.columns else "intake.told.whole"
        lines.append(say(key, file=name, role=role, n=file.rows))
        for field, headings in file.columns.items():
            shown = ", ".join(headings)
            lines.append(say("intake.told.columns", field=field, headings=shown))
        if file.unread:
            lines.append(say("intake.told.unread", headings=", ".join(file.unread)))
    lines += _rows("rejected", taken.rejected) + _rows("warned", taken.warned)
    lines.append(
        say(
            "intake.told.summary", new=f"{taken.new:,}", changed=f"{taken.changed:,}",
            unchanged=f"{taken.unchanged:,}", patients=f"{taken.patients_new:,}",
            charges=f"{taken.charges_new:,}", rejected=f"{len(taken.rejected):,}",
        )
    )  # fmt: skip
    if taken.notes_new or taken.notes_unchanged or taken.merges:
        notes, again = f"{taken.notes_new:,}", f"{taken.notes_unchanged:,}"
        lines.append(say("arrivals.told", notes=notes, again=again, merges=f"{taken.merges:,}"))
    if args.dry_run:
        lines.append(say("intake.told.dry"))
    sys.stderr.write("\n".join(lines) + "\n")


def _rows(kind: str, rows: Sequence[Rejected | Warned]) -> list[str]:
    """Say the first findings, and how many more there are."""
    lines = [
        say(f"intake.told.{kind}", file=row.file, row=row.row or "–", reason=row.reason)
        for row in rows[:_SHOWN]
    ]
    if len(rows) > _SHOWN:
        lines.append(say("intake.told.more", n=f"{len(rows) - _SHOWN:,}"))
    return lines


def _try_folder(path: Path) -> None:
    """Refuse a place that cannot be written to before anything is taken in."""
    folder = path.parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise Outside("intake.no_place", file=str(path))


def _write_rejected(path: Path, rejected: Sequence[Rejected]) -> None:
    """Write the rejected rows where the person asked for them."""
    from app.intake.rejects import rejects_csv  # noqa: PLC0415

    try:
        path.write_text(rejects_csv(rejected), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Outside("intake.unwritable", file=path.name) from error
    sys.stderr.write(say("intake.told.rejects_written", file=path.name) + "\n")
