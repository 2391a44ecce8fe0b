"""How the command line is read and told: whole help, and one line with the way out of an error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from app.values.words import say

WRONG_USAGE = 2
_PLACE = "--office DIR and --passphrase-file F may stand anywhere in the line."
_STATUS = (
    "Exit status: 0 done; 1 done, with findings or rejected rows; 2 wrong usage; "
    "3 refused, with what to do."
)
_EXAMPLES = """\
Twohats keeps each practice in a folder. --office DIR or TWOHATS_OFFICE names it; else it is the
folder for user data. The passphrase is read from --passphrase-file, TWOHATS_PASSPHRASE or the
system's keyring and is never an argument; the sample practice needs none.

examples:
  {program} demo --office DIR                    a sample practice to look around in
  {program} office init --practice "My Clinic"   a practice of your own
  {program} import encounters LIST.csv --dry-run
  {program} codes search "strep throat"          codes by words
  {program} statements run --as-of 2026-09-30 --simulate

{program} COMMAND --help tells more of each.
"""


class Grammar(argparse.ArgumentParser):
    """A parser whose errors are one line: what is wrong, what was meant, where help is."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line and leave with the status for wrong usage.

        Raises:
            SystemExit: always.
        """
        what = message if message.endswith((".", "?")) else f"{message}."
        self.exit(WRONG_USAGE, say("commands.wrong", program=self.prog, what=what) + "\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        names = [str(one) for one in action.choices]
        told = say("commands.not_one_of", value=str(value), names=", ".join(names))
        is_option = bool(action.option_strings)
        raise argparse.ArgumentError(action if is_option else None, told + near(str(value), names))


def near(word: str, names: Iterable[str]) -> str:
    """Give a question after the name that was meant; empty when none is like it."""
    found = get_close_matches(word, list(names), n=1)
    return " " + say("commands.meant", name=found[0]) if found else ""


def program() -> str:
    """Give the name by which the person started this program."""
    if Path(sys.argv[0]).name != "__main__.py":
        return "twohats"
    return "run" if os.name == "nt" else "./run"


def explain(top: argparse.ArgumentParser) -> None:
    """Complete the help of every command, and let each say itself what it does not know."""
    top.formatter_class = argparse.RawDescriptionHelpFormatter
    top.epilog = _EXAMPLES.format(program=top.prog) + "\n" + _STATUS
    for parser in _below(top):
        if not _groups(parser):
            parser.epilog = f"{_PLACE} {_STATUS}"
            parser.set_defaults(misused=parser.error, options=options_of(parser))
        elif not parser.epilog:
            parser.epilog = f"{parser.prog} {_groups(parser)[0].metavar} --help tells more."


def options_of(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    """Give the options of a command as they are written."""
    return tuple(parser._option_string_actions)  # noqa: SLF001  (argparse names no other way)


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for group in _groups(parser):
        told = {one.dest: one.help or "" for one in group._choices_actions}  # noqa: SLF001
        for name, child in group.choices.items():
            words = told.get(name, "")
            child.description = child.description or f"{words[:1].upper()}{words[1:]}."
            yield child
            yield from _below(child)


def _groups(
    parser: argparse.ArgumentParser,
) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    return [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
