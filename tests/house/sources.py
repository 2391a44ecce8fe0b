"""The sources as the house tests see them: every Python file, parsed once."""

from __future__ import annotations

import ast
import gc
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
Checked = tuple[Path, ast.Module]


@cache
def parsed(*places: str) -> tuple[Checked, ...]:
    """Give path and tree of each Python file under the places, in order."""
    paths = sorted(path for place in places for path in (ROOT / place).rglob("*.py"))
    trees = tuple((path, _tree(path)) for path in paths)
    gc.freeze()  # a million nodes that stay would be looked through in every later round
    return trees


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def text_of(path: Path) -> str:
    """Give the text of a source file."""
    return path.read_text(encoding="utf-8")


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Give every node of a file but the marks that have no place in it, such as Load and Add."""
    marks = (ast.expr_context, ast.operator, ast.boolop, ast.cmpop, ast.unaryop)
    return tuple(node for node in ast.walk(_tree(path)) if not isinstance(node, marks))


def inner_name(path: Path) -> str:
    """Give a path as seen from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def breaches(
    places: tuple[str, ...],
    wrong: Callable[[ast.AST], str],
    *,
    allowed: tuple[str, ...] = (),
) -> list[str]:
    """Give "file:line: what" for each node that ``wrong`` names, outside the allowed places."""
    found = []
    for path, _ in parsed(*places):
        name = inner_name(path)
        if name.startswith(allowed):
            continue
        for node in nodes_of(path):
            what = wrong(node)
            if what:
                found.append(f"{name}:{getattr(node, 'lineno', 1)}: {what}")
    return found


def assert_none(found: list[str], rule: str) -> None:
    """Fail with the rule and each place that breaks it."""
    assert not found, rule + "\n" + "\n".join(found)


def called(node: ast.AST) -> str:
    """Give the dotted name of what a call calls ("" when it is none)."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def dotted(node: ast.AST) -> str:
    """Give "a.b.c" of a name or attribute; what is not a name gives "?"."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function and method of a file."""
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def kept_files() -> tuple[Path, ...]:
    """Give every file that is, or would be, committed; without git, every file not hidden."""
    if git := shutil.which("git"):
        listed = subprocess.run(
            [git, "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"],
            capture_output=True,
            check=False,
        )
        if listed.returncode == 0:
            names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
            return tuple(path for path in names if path.is_file())
    made = {"__pycache__", "htmlcov", "tmp", "uv.lock"}
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(
            p.startswith(".") or p in made or p.endswith(".egg-info")
            for p in path.relative_to(ROOT).parts
        )
    )
