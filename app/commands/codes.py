"""The commands of the code sets: load a release, search it, show a code."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import code_checks, typed
from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from app.codesets.lookup import CodeEntry, CodeLine
    from app.codesets.reference import Reference
    from app.codesets.search import Hit
    from app.practice.fees import FeeBook

# The rooms are imported where they are used, so that other commands start fast.
# ruff: noqa: PLC0415


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group "codes" to the command line."""
    group = subparsers.add_parser("codes", help="load, search, show and check codes")
    inner = group.add_subparsers(dest="codes_command", required=True, metavar="COMMAND")
    _add_load(inner)
    _add_search(inner)
    show = inner.add_parser("show", help="show a code with its notes")
    show.add_argument("code", metavar="CODE", help="a diagnosis code, such as J02.0")
    _add_date(show)
    typed.add_json(show)
    show.set_defaults(run=run_show)
    code_checks.add_check(inner)


def _add_load(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    load = inner.add_parser("load", help="load an official release, or your own fees")
    load.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="release files, bare or in a ZIP"
    )
    load.add_argument("--starter", action="store_true", help="the diagnosis codes that come along")
    load.add_argument(
        "--from",
        dest="valid_from",
        type=typed.day,
        metavar="DATE",
        help="first day, where the file does not say it",
    )
    load.add_argument("--dry-run", action="store_true", help="say what would change, load nothing")
    load.add_argument(
        "--cpt-license", action="store_true", help="the practice holds one: keep fee schedule words"
    )
    load.add_argument("--name", default="", help="name of your own fee list")
    typed.add_json(load)
    load.set_defaults(run=run_load, misused=load.error)


def _add_search(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    search = inner.add_parser("search", help="find codes by code or by words")
    asked = search.add_mutually_exclusive_group(required=True)
    asked.add_argument("query", nargs="?", metavar="QUERY", help="a code, or words in quotes")
    asked.add_argument(
        "--batch", type=Path, metavar="FILE", help="many queries: lines of id, tab, query"
    )
    search.add_argument(
        "--system",
        choices=("icd10cm", "hcpcs", "cpt", "all"),
        default="all",
        help="which codes; all without it",
    )
    search.add_argument(
        "--limit", type=typed.positive, default=10, metavar="N", help="most hits; 10 without it"
    )
    _add_date(search)
    typed.add_json(search)
    search.add_argument("--jsonl", action="store_true", help="one JSON document a line")
    search.set_defaults(run=run_search)


def _add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=typed.day, metavar="DATE", help="as on this day; else today")


def _day(args: argparse.Namespace) -> date:
    """Give the day asked for, else today by the program's one clock."""
    on: date | None = args.on
    if on:
        return on
    from app.store.store import utc_now

    return utc_now().astimezone().date()


def run_load(args: argparse.Namespace) -> int:
    """Load releases from files, or the starter, or a fee list; print what they brought."""
    from app.commands import codes_load

    if not args.files and not args.starter:
        from app.values.words import say

        args.misused(say("codes.no_files"))
    made = codes_load.answer(args)
    _say_json(made)
    return 1 if "rows" in made and made["refused"] else 0


def run_search(args: argparse.Namespace) -> int:
    """Search for one query, or for every line of a file."""
    from app.commands import services_found

    with_id = list(_queries(args))
    official = _open() if args.system in ("icd10cm", "all") else services_found.reference()
    day = _day(args)
    own = services_found.own_book(args.system, official, day)
    for id_, query in with_id:
        answer = _answer((official, own), args, day, query)
        if args.batch:
            _say_json({"id": id_, **answer})
        elif args.json or args.jsonl:
            _say_json(answer)
        else:
            _say_hits(answer)
    return 0


def _queries(args: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if not args.batch:
        yield "", args.query or ""
        return
    try:
        text = args.batch.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Outside("codes.unreadable", file=args.batch.name) from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        id_, tab, query = line.partition("\t")
        if not tab:
            raise Refused("codes.bad_batch", line=str(number), file=args.batch.name)
        yield id_, query


def _answer(
    books: tuple[Reference | None, FeeBook | None],
    args: argparse.Namespace,
    day: date,
    query: str,
) -> dict[str, object]:
    from app.codesets import search
    from app.commands import own_codes, services_found

    official, own = books
    codes = official if args.system in ("icd10cm", "all") else None
    start = time.perf_counter()
    hits = search.search(codes, query, day, args.limit) if codes else []
    services: list[dict[str, object]] = []
    if args.system != "icd10cm":
        services = services_found.hits((official, own), query, day, args.system, args.limit)
    spent = round((time.perf_counter() - start) * 1000, 2)
    return {
        "query": query,
        "on": day.isoformat(),
        "ms": spent,
        "hits": own_codes.joined([_hit_json(h) for h in hits], services, args.limit),
    }


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        "system": hit.system,
        "code": str(hit.code),
        "title": hit.title,
        "billable": hit.billable,
        "valid_from": hit.valid_from.isoformat(),
        "valid_to": hit.valid_to.isoformat(),
        "nearest": hit.nearest,
        "because": hit.because,
    }


def _say_hits(answer: dict[str, object]) -> None:
    from app.values.words import say

    found = answer["hits"]
    hits = found if isinstance(found, list) else []
    if not hits:
        sys.stderr.write(say("commands.no_hits") + "\n")
    if any(hit.get("nearest") for hit in hits):
        sys.stderr.write(say("commands.nearest", day=str(answer["on"])) + "\n")
    for hit in hits:
        heading = "" if hit["billable"] else f"  ({say('codes.heading')})"
        sys.stdout.write(f"{hit['code']:9} {hit['title']}{heading}\n")


def run_show(args: argparse.Namespace) -> int:
    """Show a code with its place, notes and 7th characters."""
    from app.codesets import lookup
    from app.values.words import say

    opened = _open()
    entry = lookup.find(opened, args.code, _day(args))
    if entry is None:
        release = opened.serving(_day(args)).release.label
        raise Refused("codes.no_code", entered=args.code, release=release)
    if args.json:
        _say_json(entry_json(entry))
    else:
        if entry.nearest:
            sys.stderr.write(say("commands.nearest", day=_day(args).isoformat()) + "\n")
        _say_entry(entry)
    return 0


def entry_json(entry: CodeEntry) -> dict[str, object]:
    """Give an entry as plain data; notes by kind, each with where it stands."""
    kinds = {
        "inclusion_terms": "inclusion",
        "includes": "includes",
        "excludes1": "excludes1",
        "excludes2": "excludes2",
        "code_first": "code_first",
        "use_additional": "use_additional",
        "code_also": "code_also",
        "notes": "note",
    }
    plain: dict[str, object] = {
        "system": "icd10cm",
        "code": str(entry.code),
        "title": entry.title,
        "billable": entry.billable,
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": entry.valid_to.isoformat(),
        "release": entry.release,
        "nearest": entry.nearest,
        "chapter": {"name": entry.chapter[0], "title": entry.chapter[1]},
        "block": {"name": entry.block[0], "title": entry.block[1]},
        "parents": [_line_json(line) for line in entry.parents],
        "children": [_line_json(line) for line in entry.children],
        "seventh_characters": [{"char": c, "text": t} for c, t in entry.seventh],
    }
    for key, kind in kinds.items():
        plain[key] = [
            {"text": n.text, "owner": n.owner, "inherited": n.inherited}
            for n in entry.notes_of(kind)
        ]
    return plain


def _line_json(line: CodeLine) -> dict[str, object]:
    return {"code": str(line.code), "title": line.title, "billable": line.billable}


def _say_entry(entry: CodeEntry) -> None:
    lines = [f"{entry.chapter[0]}  {entry.chapter[1]}", f"{entry.block[0]}  {entry.block[1]}"]
    lines += [f"{p.code}  {p.title}" for p in entry.parents]
    lines += [f"{entry.code}  {entry.title}", ""]
    lines += [f"{n.kind:15} {n.text}  [{n.owner}]" for n in entry.notes]
    lines += [f"{c.code}  {c.title}" for c in entry.children]
    sys.stdout.write("\n".join(lines) + "\n")


def _say_json(plain: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")


def _open() -> Reference:
    from app.codesets import reference

    return reference.open_reference()
