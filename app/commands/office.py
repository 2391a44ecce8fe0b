"""The command group ``office``: make, look at, check, back up, restore, change the passphrase."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.commands import typed
from app.security.strength import LEAST_PASSPHRASE
from app.values.problem import Outside, Refused
from app.values.words import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``office …`` to the command line."""
    group = commands.add_parser("office", help="make, look at, check, back up or restore an office")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    init = actions.add_parser("init", help="make an office in a missing or empty folder")
    init.add_argument("--practice", default="", metavar="NAME", help="the practice's name")
    init.add_argument("--owner", default="", metavar="NAME", help="your name")
    init.add_argument(
        "--recovery-file",
        metavar="F",
        help="write the recovery key into this new file; else it is printed",
    )
    init.set_defaults(run=_init)
    info = actions.add_parser("info", help="tell what is in the office")
    typed.add_json(info)
    info.set_defaults(run=_info)
    check = actions.add_parser("check", help="run every check of the file and the books")
    typed.add_json(check)
    check.set_defaults(run=_check)
    backup = actions.add_parser("backup", help="write a backup and check it")
    backup.add_argument(
        "file", nargs="?", metavar="FILE", help="a new file; else one in the office's backups"
    )
    typed.add_json(backup)
    backup.set_defaults(run=_backup)
    restore = actions.add_parser(
        "restore", help="check a backup and bring it back; what was there is kept"
    )
    restore.add_argument("file", metavar="FILE", help="the backup")
    restore.set_defaults(run=_restore)
    passphrase = actions.add_parser(
        "passphrase", help="change the passphrase; the recovery key stays"
    )
    passphrase.add_argument(
        "--new-passphrase-file", metavar="F", help="file with the new one; else it is asked for"
    )
    passphrase.set_defaults(run=_passphrase)


def _init(args: argparse.Namespace) -> int:
    from app.commands import founding, opening  # noqa: PLC0415  (heavy; keeps --help fast)
    from app.store.office import default_folder  # noqa: PLC0415

    folder = default_folder()
    passphrase = opening.told_passphrase()
    passphrase = _fresh_passphrase(passphrase, "passphrase.none_given")
    target = _fresh_file(args.recovery_file) if args.recovery_file else None
    office, recovery_key = founding.found(folder, passphrase, args.practice, args.owner)
    office.close()
    if target:
        _write_secret(target, recovery_key)
        _tell(say("commands.recovery_written", file=str(target)))
    else:
        _tell(say("commands.recovery", key=recovery_key))
    _tell(say("commands.office_made", folder=str(folder.path)))
    return 0


def _info(args: argparse.Namespace) -> int:
    from app.commands import founding, opening  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    with opening.open_office(default_folder()) as office:
        facts = founding.facts(office)
    if args.json:
        _print(facts)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(facts))
    return 0


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    """Give facts for a person to read: counts and releases each on a line of its own."""
    for key, value in facts.items():
        parts = value if isinstance(value, list | dict) else None
        plain = "" if value is None or parts is not None else str(value)
        yield f"{key}: {plain}".rstrip()
        if isinstance(parts, dict):
            yield from (f"  {name}: {count}" for name, count in parts.items())
        elif parts:
            yield from ("  " + "  ".join(str(part) for part in row.values()) for row in parts)


def _check(args: argparse.Namespace) -> int:
    from app.commands import opening  # noqa: PLC0415
    from app.store.check import check  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    with opening.open_office(default_folder()) as office:
        results = check(office.store, opening.checks_of_the_books())
    ok = all(result.ok for result in results)
    told = [{"name": r.name, "ok": r.ok, "findings": list(r.findings)} for r in results]
    if args.json:
        _print({"ok": ok, "checks": told})
    else:
        for result in results:
            sys.stdout.write(f"{'ok ' if result.ok else 'BAD'} {result.name}\n")
            sys.stdout.writelines(f"    {finding}\n" for finding in result.findings)
    return 0 if ok else 1


def _backup(args: argparse.Namespace) -> int:
    from app.commands import opening  # noqa: PLC0415
    from app.store import backup  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415
    from app.store.store import utc_now  # noqa: PLC0415

    target = Path(args.file) if args.file else None
    with opening.open_office(default_folder()) as office:
        made = backup.back_up(office, target, at=utc_now(), checks=opening.checks_of_the_books())
    if args.json:
        _print({"file": str(made.path), "size": made.size, "at": made.made_at.isoformat()})
    else:
        _tell(say("commands.backed_up", file=str(made.path)))
    return 0


def _restore(args: argparse.Namespace) -> int:
    from app.commands import opening  # noqa: PLC0415
    from app.store import backup  # noqa: PLC0415
    from app.store.office import SAMPLE_PASSPHRASE, default_folder  # noqa: PLC0415

    folder, source = default_folder(), Path(args.file)
    passphrase = opening.told_passphrase()
    if passphrase is None and folder.is_sample:
        passphrase = SAMPLE_PASSPHRASE
    if passphrase is None:
        passphrase = _ask("commands.passphrase_of_backup", "office.passphrase_needed")
    aside = backup.restore(folder, source, passphrase, checks=opening.checks_of_the_books())
    _tell(say("commands.restored", folder=str(folder.path)))
    if aside:
        _tell(say("commands.restored_aside", folder=str(aside)))
    return 0


def _passphrase(args: argparse.Namespace) -> int:
    from app.commands import opening  # noqa: PLC0415
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    with opening.open_office(default_folder()) as office:
        named = args.new_passphrase_file
        given = typed.secret(Path(named)) if named else None
        fresh = _fresh_passphrase(given, "passphrase.no_new_one")
        with office.changed_passphrase(fresh), office.store.write(COMMAND_LINE) as work:
            work.note_deed("passphrase.changed", "office")
        opening.remember_anew(office.folder, fresh)
    _tell(say("commands.passphrase_changed"))
    return 0


def _ask(prompt: str, refusal: str) -> str:
    if not sys.stdin.isatty():
        raise Refused(refusal)
    return getpass.getpass(say(prompt) + " ")


def _fresh_passphrase(given: str | None, refusal: str) -> str:
    """Give a new passphrase: the given one, else the one typed twice alike. Warn of a short one."""
    fresh = given
    while fresh is None:
        first = _ask("commands.new_passphrase", refusal)
        if _ask("commands.passphrase_again", refusal) == first:
            fresh = first
        else:
            _tell(say("commands.passphrases_differ"))
    if 0 < len(fresh) < LEAST_PASSPHRASE:
        _tell(say("commands.passphrase_short", n=LEAST_PASSPHRASE))
    return fresh


def _fresh_file(name: str) -> Path:
    path = Path(name)
    if path.exists():
        raise Refused("backup.exists", file=path.name)
    if not path.parent.is_dir():
        raise Outside("office.unreachable")
    return path


def _write_secret(path: Path, secret: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret + "\n")


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")


def _print(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
