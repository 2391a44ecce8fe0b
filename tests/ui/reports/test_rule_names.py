"""Every compliance edit has plain words where a person chooses among them."""

import tomllib
from importlib.resources import files

from ui.reports.rule_names import plain


def _keys(table, path=""):
    for name, held in table.items():
        if isinstance(held, dict):
            yield from _keys(held, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def test_every_edit_is_told_in_plain_words():
    held = files("resources").joinpath("text/en/problem.toml").read_text("utf-8")
    rules = set(_keys(tomllib.loads(held)))
    assert {rule for rule in rules if plain(rule) == rule} == set()


def test_an_edit_of_an_earlier_version_keeps_its_own_name():
    assert plain("icd.long_gone") == "icd.long_gone"
