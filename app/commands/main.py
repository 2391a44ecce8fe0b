"""The command line: ``twohats COMMAND …``. Nothing here imports more than a command needs."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType

from app.commands import grammar
from app.progress import Cancelled
from app.values.problem import Outside, Refused
from app.values.words import fill, has_words, say

DONE, FINDINGS, WRONG_USAGE, REFUSED = 0, 1, 2, 3

_FRAMES = 12
_GROUPS = {
    "demo": "demo",
    "office": "office",
    "import": "imports",
    "codes": "codes",
    "accounts": "accounts",
    "statements": "statements",
    "plans": "plans",
    "export": "export",
    "report": "report",
}
"""Each command and the module of this package that registers it."""


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """Make the parser of one command, or of all when it is not one of ours."""
    top = grammar.Grammar(
        prog=grammar.program(),
        description="The billing office of a small clinic. With no argument it opens the window.",
    )
    top.add_argument("--office", metavar="DIR", help="the office folder (or TWOHATS_OFFICE)")
    top.add_argument(
        "--passphrase-file", metavar="F", help="file with the passphrase (or TWOHATS_PASSPHRASE)"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    groups = [_GROUPS[command]] if command in _GROUPS else _GROUPS.values()
    for group in groups:
        import_module(f"app.commands.{group}").register(commands)
    grammar.explain(top)
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and give its status: 0 done, 1 findings, 2 wrong usage, 3 refused."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = say_bug
    words = _options_first(arguments)
    asked = next((word for word in words if word in _GROUPS), None)
    args = _read(asked, words)
    if args.office:
        os.environ["TWOHATS_OFFICE"] = args.office
    if args.passphrase_file:
        os.environ["TWOHATS_PASSPHRASE_FILE"] = args.passphrase_file
    try:
        return int(args.run(args))
    except (Refused, Outside) as error:
        tell(words_of(error))
        return REFUSED
    except Cancelled:
        tell(say("commands.stopped"))
        return REFUSED
    except BrokenPipeError:
        # The reader of our output has gone; what was done is done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _read(asked: str | None, words: list[str]) -> argparse.Namespace:
    """Read a line; what no command knows is said by the command that was asked for.

    Raises:
        SystemExit: with the status for wrong usage, or after help was printed.
    """
    top = parser(asked)
    if words and words[0].startswith("-"):
        known = grammar.options_of(top)
        if not any(one.startswith(words[0].partition("=")[0]) for one in known):
            top.error(_unknown(words[0], known))
    args, unknown = top.parse_known_args(words)
    if unknown:
        args.misused(_unknown(unknown[0], args.options))
    return args


def _unknown(word: str, options: Sequence[str]) -> str:
    if not word.startswith("-"):
        return say("commands.too_much", word=word)
    return say("commands.no_option", word=word) + grammar.near(word.partition("=")[0], options)


def say_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that a command met a bug, and where; never the exception's words.

    They may quote a patient. What the command was writing was undone.

    Raises:
        SystemExit: with the status for "refused".
    """
    if issubclass(kind, KeyboardInterrupt):
        tell(say("commands.stopped"))
        raise SystemExit(REFUSED)
    number = f"T-{secrets.token_hex(3).upper()}"
    tell(say("commands.bug", number=number))
    places = traceback.extract_tb(trace)[-_FRAMES:]
    tell("\n".join(f"  {Path(p.filename).name}:{p.lineno} {p.name}" for p in places))
    tell(f"  {kind.__name__}")
    raise SystemExit(REFUSED)


def tell(words: str) -> None:
    """Say something to the person on standard error."""
    sys.stderr.write(words + "\n")


def words_of(error: Refused | Outside) -> str:
    """Give what happened, what is safe and what to do, in one or two lines."""
    area = "refused" if isinstance(error, Refused) else "outside"
    key = f"{area}.{error.code}"
    if has_words(key):
        return fill(key, error.values)
    if has_words(f"{key}.what"):
        now = fill(f"{key}.now", error.values) if has_words(f"{key}.now") else ""
        return f"{fill(f'{key}.what', error.values)} {now}".strip()
    return say("commands.refused", code=error.code)


def _options_first(arguments: Sequence[str]) -> list[str]:
    """Let --office and --passphrase-file stand anywhere, as people type them."""
    front: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += [word, *queue]
            break
        name, equals, _value = word.partition("=")
        if name not in ("--office", "--passphrase-file"):
            rest.append(word)
        elif equals or not queue:
            front.append(word)
        else:
            front += [word, queue.pop(0)]
    return front + rest
