"""Every key that is used has words, every word is used, and the languages agree."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from app.values.problem import Outside, Refused
from app.values.words import say
from tests.house.sources import ROOT, assert_none, called, inner_name, nodes_of, parsed
from ui.messages import message_of

TEXT = ROOT / "resources" / "text"
LANGUAGES = sorted(path.name for path in TEXT.iterdir() if path.is_dir())
OTHERS = [language for language in LANGUAGES if language != "en"]
KEY = re.compile(r"^[a-z][a-z0-9_-]*(\.[A-Za-z0-9_-]+)+$")
READERS = {"tr", "say", "words.say", "text.tr", "has_words", "words.has_words"}

# Words that are found by a code rather than by a whole key: "refused." + the refusal's code,
# "settings." + the setting's key. They count as used when the code stands as a text of its own
# somewhere in the program.
BY_CODE = ("refused.", "outside.", "problem.", "caution.", "actions.", "settings.")
LAST_PARTS = re.compile(r"\.(zero|one|other|what|now|name|help)$")
# Areas whose keys are built at run time from a value; the parts cannot be seen in the sources.
BUILT: tuple[str, ...] = ()


def flat(table: dict[str, object], above: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{above}.{name}"
        if isinstance(value, dict):
            yield from flat(value, key)
        else:
            yield key, str(value)


@cache
def words(language: str) -> dict[str, str]:
    """Give every key of a language with its words; plurals keep .one, .other and .zero."""
    found: dict[str, str] = {}
    for path in sorted((TEXT / language).glob("*.toml")):
        found.update(flat(tomllib.loads(path.read_text("utf-8")), path.stem))
    return found


def called_key(key: str) -> str:
    """Give the key as a caller writes it: without the last part that the reader adds."""
    return LAST_PARTS.sub("", key)


def pattern(node: ast.JoinedStr) -> str:
    """Give an f-string as a pattern: what is filled in may be anything without a blank."""
    parts = [
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"
        for part in node.values
    ]
    return "".join(parts)


@cache
def used() -> tuple[frozenset[str], re.Pattern[str]]:
    """Give every text constant of the program, and one pattern of its f-strings with dots."""
    texts, patterns = set(), set()
    for path, _tree in parsed("app", "ui", "models"):
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr) and looks_like_a_key(node):
                patterns.add(pattern(node))
    return frozenset(texts), re.compile("|".join(sorted(patterns)) or "(?!)")


def looks_like_a_key(node: ast.JoinedStr) -> bool:
    """Tell an f-string that starts with an area ("kit.…") from any other text."""
    first = node.values[0]
    if not isinstance(first, ast.Constant):
        return False
    return bool(re.match(r"^[a-z][a-z0-9_-]*\.[\w.-]*$", str(first.value)))


def is_used(key: str) -> bool:
    texts, patterns = used()
    plain = called_key(key)
    if {key, plain} & texts or patterns.fullmatch(plain) or patterns.fullmatch(key):
        return True
    if any(plain.startswith(p) and plain.removeprefix(p) in texts for p in BY_CODE):
        return True
    # An area may keep the words of its own codes: "intake.refused.empty" of "intake.empty".
    own = re.sub(r"^([\w-]+)\.(refused|outside|problem|caution)\.", r"\1.", plain)
    return own != plain and own in texts


def test_every_key_asked_for_has_words():
    have = words("en")
    known = {*have, *map(called_key, have)}
    found = []
    for path, _tree in parsed("app", "ui"):
        for node in nodes_of(path):
            if called(node) not in READERS or not isinstance(node, ast.Call) or not node.args:
                continue
            asked, where = node.args[0], f"{inner_name(path)}:{node.lineno}"
            if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
                if asked.value not in known:
                    found.append(f"{where}: {asked.value}")
            elif isinstance(asked, ast.JoinedStr) and looks_like_a_key(asked):
                shape = pattern(asked)
                if not any(re.fullmatch(shape, key) for key in known):
                    found.append(f"{where}: {shape}")
    assert_none(found, "no words in resources/text/en")


def test_every_word_is_used():
    found = [key for key in words("en") if not key.startswith(BUILT or "\0") and not is_used(key)]
    assert_none(found, "nobody asks for these keys")


def raised() -> Iterator[tuple[str, str, str, list[str]]]:
    """Give place, class, code and names of values of each Refused and Outside in the program."""
    for path, _tree in parsed("app", "ui"):
        for node in nodes_of(path):
            kind = called(node).rsplit(".", 1)[-1]
            if kind not in {"Refused", "Outside"} or not isinstance(node, ast.Call):
                continue
            code = node.args[0] if node.args else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = [keyword.arg for keyword in node.keywords if keyword.arg]
                yield f"{inner_name(path)}:{node.lineno}", kind, code.value, names


def test_every_refusal_can_say_what_happened():
    found = []
    for where, kind, code, names in raised():
        error = (Refused if kind == "Refused" else Outside)(code, **dict.fromkeys(names, "7"))
        try:
            said = message_of(error).what
        except KeyError as missing:
            said = ""
            where = f"{where} (lacks {missing})"
        if said in ("", say(f"shell.{kind.lower()}.what")):
            found.append(f"{where}: {kind.lower()}.{code}")
    assert_none(found, "words under refused.<code> or outside.<code>, filled by what is given")


def fields(text: str) -> set[str]:
    return {name for _before, name, _spec, _how in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_fills_the_same_places(language):
    english = words("en")
    found = []
    for key, text in words(language).items():
        if key not in english:
            found.append(f"{language} {key}: not in English")
        elif fields(text) != fields(english[key]):
            found.append(f"{language} {key}: {fields(text)} but English has {fields(english[key])}")
    assert_none(found, "placeholders agree across languages")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_blank(language):
    assert [key for key, text in words(language).items() if not text.strip()] == []


def test_keys_are_written_so_that_they_can_be_searched_for():
    assert [key for key in words("en") if not KEY.match(key)] == []
