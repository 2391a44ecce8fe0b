"""Files and functions stay small, and names say what a thing is about."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from tests.house.sources import ROOT, assert_none, breaches, functions, inner_name, parsed, text_of

PROGRAM = ("app", "ui", "models", "migrations", "resources")
EVERYTHING = (*PROGRAM, "tests")
FILE_LINES = 400
FUNCTION_LINES = 40
EMPTY_FILE_NAMES = {
    *("util", "utils", "helper", "helpers", "common", "commons", "core", "misc", "shared"),
    *("manager", "managers", "service", "services", "handler", "handlers"),
}
EMPTY_CLASS_NAMES = re.compile(r"(Manager|(?<!PlaceOf)Service|Helper|Handler|Util|Utils)$")


def test_no_file_is_over_400_lines():
    found = []
    for path, _tree in parsed(*EVERYTHING):
        count = len(text_of(path).splitlines())
        # A migration is written once, whole, and never edited again.
        if count > FILE_LINES and not inner_name(path).startswith("migrations/versions/"):
            found.append(f"{inner_name(path)}:{count}: {count} lines")
    assert_none(found, f"at most {FILE_LINES} lines in a file")


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from def to end, without the docstring: a long explanation is no fault."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_no_function_is_over_40_lines():
    found = [
        f"{inner_name(path)}:{one.lineno}: {one.name} has {length(one)} lines"
        for path, _tree in parsed(*EVERYTHING)
        if not inner_name(path).startswith("migrations/versions/")
        for one in functions(path)
        if length(one) > FUNCTION_LINES
    ]
    assert_none(found, f"at most {FUNCTION_LINES} lines in a function, docstring not counted")


def test_no_module_or_folder_has_an_empty_name():
    found = [
        f"{inner_name(path)}:1"
        for path, _tree in parsed(*EVERYTHING)
        if EMPTY_FILE_NAMES & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert_none(found, "name a module by its subject")


def test_no_class_has_an_empty_name():
    def wrong(node: ast.AST) -> str:
        bad = isinstance(node, ast.ClassDef) and EMPTY_CLASS_NAMES.search(node.name)
        return node.name if bad and isinstance(node, ast.ClassDef) else ""

    assert_none(breaches(EVERYTHING, wrong), "name a class by what it is")


def spoken(text: str) -> str:
    """Letters and digits only, lower case."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_every_public_name_has_a_docstring_that_says_more_than_the_name():
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

    def wrong(node: ast.AST) -> str:
        if not isinstance(node, kinds) or node.name.startswith("_"):
            return ""
        said = ast.get_docstring(node)
        if said is None:
            return ""  # ruff's D rules know which public names need one
        bare = {spoken(node.name), spoken(f"the {node.name}"), spoken(f"a {node.name}")}
        return f'{node.name}: "{said}"' if spoken(said) in bare | {""} else ""

    assert_none(breaches(PROGRAM, wrong), "a docstring tells what the name does not")


def test_no_unfinished_work_is_marked_in_the_sources():
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HACK)\b")
    found = []
    for path, _tree in parsed(*EVERYTHING):
        text = text_of(path)
        if not mark.search(text):
            continue  # taking a text apart into tokens is slow
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and mark.search(token.string):
                found.append(f"{inner_name(path)}:{token.start[0]}: {token.string}")
    assert_none(found, "finish it, or write an issue")


def test_a_silenced_check_names_the_rule_it_silences():
    bare = re.compile(r"#\s*(noqa(?!: ?[A-Z])|type: ignore(?!\[))")
    found = [
        f"{inner_name(path)}:{number}: {line.strip()}"
        for path, _tree in parsed(*EVERYTHING)
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if bare.search(line) and "bare = re.compile" not in line
    ]
    assert_none(found, "noqa and type: ignore name their rule")
