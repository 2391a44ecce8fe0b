"""``twohats codes load``: take release files, or say what they would change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.codesets import layout, load
from app.codesets.loaded import Asked, EndedCodes, Loaded
from app.coding import favorites
from app.commands import imports, opening, own_codes
from app.store.actor import COMMAND_LINE
from app.store.office import default_folder
from app.store.store import utc_now
from app.values.problem import Outside, Refused
from app.values.words import say

_CODES_SHOWN = 1_000
_LISTS = frozenset({"cpt", "cpt_text"})


def answer(args: argparse.Namespace) -> dict[str, Any]:
    """Load what was named and give what it brought, as plain data.

    Raises:
        Refused, Outside: as files are loaded.
    """
    if args.starter:
        return _plain(load.load_starter(dry_run=args.dry_run)) | {"dry_run": args.dry_run}
    if load.kinds(args.files) <= _LISTS and own_codes.is_fee_list(args.files):
        name = args.name or imports.map_name(str(args.files[0]))
        return own_codes.load(args.files[0], name, args.valid_from)
    asked = Asked(
        layout.default_path(),
        args.valid_from,
        dry_run=args.dry_run,
        who=COMMAND_LINE.name,
        at=utc_now(),
        has_cpt_license=args.cpt_license,
    )
    return _all(args.files, asked)


def _all(files: Sequence[Path], asked: Asked) -> dict[str, Any]:
    """Load and describe every release; the first stands on top, as one file has mostly one."""
    loaded = load.take(files, asked)
    _tell_short(one for one in loaded if one.is_short)
    made = _plain(loaded[0])
    if len(loaded) > 1:
        made["releases"] = [_plain(one) for one in loaded]
    made["dry_run"] = asked.dry_run
    made["expiring"] = _expiring(EndedCodes.of(loaded))
    return made


def _tell_short(found: Iterable[Loaded]) -> None:
    """Warn of a release that has less than half of what was there; it is loaded all the same."""
    for one in found:
        told = say(
            "codes.short", what=f"{say(f'codes.system.{one.system}')} {one.release}",
            n=f"{one.whole:,}", before=f"{one.before:,}", first=one.valid_from.isoformat(),
        )  # fmt: skip
        sys.stderr.write(told + "\n")


def _plain(one: Loaded) -> dict[str, Any]:
    changes = one.changes
    return {
        "release": one.release,
        "system": one.system,
        "setting": one.setting,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": one.valid_to.isoformat(),
        "codes": one.codes,
        "billable": one.billable,
        "notes": one.notes,
        "read": one.read,
        "refused": one.refused,
        "unchanged": one.unchanged,
        "rows_before": one.before,
        "is_short": one.is_short,
        "files": [
            {"file": f.name, "sha256": f.sha256, "read": f.read, "stored": f.stored}
            for f in one.files
        ],
        "added": changes.added_count,
        "changed": changes.changed_count,
        "ended": changes.ended_count,
        "added_codes": list(changes.added[:_CODES_SHOWN]),
        "changed_codes": list(changes.changed[:_CODES_SHOWN]),
        "ended_codes": list(changes.ended[:_CODES_SHOWN]),
        "refused_rows": [
            {
                "file": row.file,
                "row": row.line,
                "reason": say(f"codes.row.{row.reason}"),
                "value": row.value,
            }
            for row in one.refused_rows
        ],
    }


def _expiring(ended: EndedCodes) -> list[dict[str, Any]]:
    """Give the favorites and templates that use ended codes; nothing when no office opens."""
    if not ended.diagnoses and not ended.services:
        return []
    try:
        with opening.open_office(default_folder()) as office, office.store.read() as session:
            found = favorites.expiring(session, ended)
    except (Refused, Outside):
        return []
    return [{"kind": e.kind, "name": e.name, "codes": list(e.codes)} for e in found]
