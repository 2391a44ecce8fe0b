"""What the command line says of itself and of what it cannot read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from app.commands import main as line
from app.commands.grammar import WRONG_USAGE, program


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _below(child)


@pytest.mark.parametrize("parser", list(_below(line.parser())), ids=lambda one: one.prog)
def test_every_command_tells_what_it_does_and_what_each_word_of_it_means(parser):
    assert parser.description
    assert parser.epilog
    for action in parser._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction), action.dest


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["offce", "info"], "Did you mean office?"),
        (["office", "inof"], "Did you mean info?"),
        (["--offce", "x", "office", "info"], "Did you mean --office?"),
        (["office", "info", "--jsn"], "Did you mean --json?"),
        (["codes", "search", "strep", "throat"], "quotation marks"),
        (["demo", "--encounters", "many"], "a whole number from 1 on"),
        (["codes", "search", "asthma", "--system", "icd"], "one of: icd10cm, hcpcs, cpt, all"),
        (["statements", "run"], "--as-of. See: "),
    ],
)
def test_a_wrong_line_is_answered_in_one_line_with_the_way_out(capsys, words, told):
    with pytest.raises(SystemExit) as left:
        line.main(words)
    assert left.value.code == WRONG_USAGE
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1
    assert err.endswith(" --help\n")


def test_the_program_is_named_as_it_was_started(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/somewhere/ui/__main__.py", "demo"])
    assert program() in {"./run", "run"}
    monkeypatch.setattr("sys.argv", ["/usr/bin/twohats", "demo"])
    assert program() == "twohats"
