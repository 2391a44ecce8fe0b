"""Rooms know only what lies below them, and each has its place."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib

from tests.house.sources import ROOT, assert_none, breaches, inner_name, parsed

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
HEAVY = (
    "sqlalchemy",
    "alembic",
    "reportlab",
    "openpyxl",
    "python_calamine",
    "pypdfium2",
    "keyring",
)


def layers() -> set[str]:
    way_down = next(c for c in CONTRACTS["contracts"] if c["name"] == "One way down")
    return {part.strip() for layer in way_down["layers"] for part in layer.split("|")}


def test_every_import_contract_is_kept():
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        + ["--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_room_of_app_has_its_place_in_one_way_down():
    rooms = {
        f"app.{path.stem}"
        for path in (ROOT / "app").iterdir()
        if (path / "__init__.py").is_file() or (path.suffix == ".py" and path.stem != "__init__")
    }
    assert rooms - layers() == set()


def test_the_way_down_names_no_room_that_is_gone():
    gone = [
        layer
        for layer in layers()
        if not (ROOT / layer.replace(".", "/")).is_dir()
        and not (ROOT / f"{layer.replace('.', '/')}.py").is_file()
    ]
    assert gone == []


def test_a_package_file_stays_empty():
    found = [
        f"{inner_name(path)}:1: {len(tree.body)} statements"
        for path, tree in parsed("app", "ui", "models", "resources")
        if path.name == "__init__.py" and tree.body
    ]
    assert_none(found, "callers import the module; __init__.py holds nothing")


def test_nothing_in_the_house_imports_a_mock():
    def wrong(node: ast.AST) -> str:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{a.name}" for a in node.names]
        return next((n for n in names if n.startswith(("unittest.mock", "mock."))), "")

    assert_none(breaches(("app", "ui", "models", "tests"), wrong), "real parts, no mocks")


def loaded_by(*modules: str) -> str:
    """Give the heavy libraries that a fresh Python holds after importing the modules."""
    asked = f"import sys, {', '.join(modules)}; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-P", "-c", asked],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_starting_the_window_loads_no_heavy_library():
    entry = ast.parse((ROOT / "ui" / "__main__.py").read_text("utf-8"))
    needed = {
        node.module
        for node in ast.walk(entry)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ui.")
    }
    assert needed, "the entry imports its screens by from ui.… import …"
    assert loaded_by("ui.__main__", *sorted(needed)) == "[]"


def test_the_command_line_loads_no_heavy_library_before_it_knows_the_command():
    assert loaded_by("app.commands.main") == "[]"
