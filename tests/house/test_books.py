"""Only the store commits, the clock is given, money is never a float."""

from __future__ import annotations

import ast
import re

import sqlalchemy
from sqlalchemy import Float, Numeric
from sqlalchemy.orm import Mapper

from models import everything  # noqa: F401 - loads each table into the metadata
from models.base import Base
from tests.house.sources import assert_none, breaches, called

PROGRAM = ("app", "ui", "models")
# The reference file holds no office data, is rebuilt whole, and has no Store around it.
REFERENCE = "app/codesets/"
SQL_WRITES = re.compile(r"^\s*(UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.IGNORECASE)


def test_only_the_store_opens_commits_and_rolls_back():
    def wrong(node: ast.AST) -> str:
        name = called(node).rsplit(".", 1)[-1]
        return name if name in {"commit", "rollback", "Session", "sessionmaker"} else ""

    found = breaches(PROGRAM, wrong, allowed=("app/store/", REFERENCE))
    assert_none(found, "one unit of work, begun and ended by the store")


def test_only_the_store_opens_a_database():
    def wrong(node: ast.AST) -> str:
        name = called(node)
        last = name.rsplit(".", 1)[-1]
        return name if last == "create_engine" or name.startswith("sqlite3.connect") else ""

    found = breaches(PROGRAM, wrong, allowed=("app/store/", REFERENCE))
    assert_none(found, "app/store is the one door to the database")


def test_the_clock_is_given_and_never_asked():
    asked = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}

    def wrong(node: ast.AST) -> str:
        # A clock that is handed on uncalled is still a clock that was asked here.
        name = called(node) or ""
        return name if any(f".{name}".endswith(f".{ask}") for ask in asked) else ""

    # The store's own default clock is where the time comes in.
    assert_none(breaches(("app", "models"), wrong, allowed=("app/store/",)), "use work.now")


def test_no_float_is_made_in_app():
    def wrong(node: ast.AST) -> str:
        return "float(" if called(node) == "float" else ""

    assert_none(breaches(("app", "models"), wrong), "cents, Quantity or Rate")


def test_no_bulk_update_or_delete_outside_the_code_sets():
    def wrong(node: ast.AST) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value.strip()[:60] if SQL_WRITES.search(node.value) else ""
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            taken = {a.name for a in node.names} & {"update", "delete"}
            return f"from {node.module} import {', '.join(sorted(taken))}" if taken else ""
        return called(node) if re.search(r"(sqlalchemy|sa)\.(update|delete)$", called(node)) else ""

    found = breaches(PROGRAM, wrong, allowed=(REFERENCE,))
    assert_none(found, "bulk statements pass the audit trail by")


def columns() -> list[sqlalchemy.Column[object]]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_no_column_is_a_float_or_a_numeric():
    found = [
        f"{column}: {column.type!r}"
        for column in columns()
        if isinstance(getattr(column.type, "impl", column.type), Float | Numeric)
        or isinstance(column.type, Float | Numeric)
    ]
    assert_none(found, "SQLite keeps Numeric as REAL, and cents drift")


def test_no_column_hides_a_blank_in_a_magic_value():
    found = [
        f"{column}: {value!r}"
        for column in columns()
        if (value := getattr(column.default, "arg", None)) in (-1, "-1", "0001-01-01", "N/A")
    ]
    assert_none(found, "what is not known is null")


def test_every_constraint_has_a_name_so_that_a_migration_can_drop_it():
    found = [
        f"{table.name}: {constraint!r}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if not constraint.name
    ]
    assert_none(found, "the naming convention names every constraint")


def test_no_relationship_loads_rows_behind_ones_back():
    mappers: list[Mapper[object]] = list(Base.registry.mappers)
    found = [
        f"{mapper.class_.__name__}.{relation.key}: lazy={relation.lazy!r}"
        for mapper in mappers
        for relation in mapper.relationships
        if relation.lazy not in ("raise_on_sql", "raise", "noload", "write_only")
    ]
    assert_none(found, 'declare lazy="raise_on_sql": a forgotten join must fail')
