"""The official code set with the excerpts of the rule tables, and the edits over one visit."""

from __future__ import annotations

import shutil

import pytest

from app.codesets import load, reference
from app.codesets.rules_data import RulesData
from app.coding.edits import check, exchange

from . import made_tables, release_tables


class Judge:
    """The edits over visits in the shape of ``codes check``."""

    def __init__(self, opened):
        self.reference, self.rules = opened, RulesData(opened)

    def findings(self, told):
        """Give what the edits find, as the command prints it."""
        found = check.check(exchange.visit_of(told), self.reference, self.rules)
        return [exchange.finding_out(one) for one in found]


@pytest.fixture(scope="session")
def judge(starter):
    """The edits with the diagnosis codes alone."""
    return Judge(starter)


@pytest.fixture(scope="session")
def judge_with_tables(starter_path, shared, tmp_path_factory):
    """The edits with the excerpts of NCCI, MUE, HCPCS and the fee schedule loaded as well."""
    path = tmp_path_factory.mktemp("rules") / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    for file in sorted((shared / "data" / "codes").glob("excerpt_*")):
        load.load_paths([file], path)
    opened = reference.open_reference(path)
    yield Judge(opened)
    opened.close()


@pytest.fixture(scope="session")
def judge_with_made_tables(starter_path, tmp_path_factory):
    """The edits with small rule tables of our own."""
    path = tmp_path_factory.mktemp("made") / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    made_tables.write_beside(path)
    opened = reference.open_reference(path)
    yield Judge(opened)
    opened.close()


@pytest.fixture(scope="session")
def judge_with_releases(starter_path, tmp_path_factory):
    """The edits with rule tables that came from files of the official layouts."""
    folder = tmp_path_factory.mktemp("releases")
    path = folder / "reference.sqlite"
    shutil.copyfile(starter_path, path)
    release_tables.load_into(path, folder)
    opened = reference.open_reference(path)
    yield Judge(opened)
    opened.close()
