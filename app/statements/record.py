"""A statement's figures as text that is kept for good, and back: the same view, to the cent.

What all statements of a run share (the practice's head, the back page) is written once, with
the run, so that a thousand statements hold one logo.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.statements.letter import Letter
from app.statements.view import StatementView
from app.values.money import Money

_SHARED = ("practice", "remit_to", "back")


def written(view: StatementView) -> str:
    """Write a statement's own figures as JSON; the parts it shares with its run are left out."""
    told = _plain(view)
    return _text({name: told[name] for name in told if name not in _SHARED})


def read(figures: str, letter: Letter) -> StatementView:
    """Read a statement's figures again, with the shared parts of its run."""
    own = json.loads(figures)
    hints = _hints(StatementView)
    fields: dict[str, Any] = {name: _made(hints[name], own[name]) for name in own}
    language = fields.get("language", "en")
    return StatementView(
        **fields,
        practice=letter.practice,
        remit_to=letter.remit_to,
        back=letter.back.get(language, ()),
    )


def written_shared(letter: Letter) -> dict[str, Any]:
    """Give the shared parts of a run as plain values for JSON."""
    told: dict[str, Any] = _plain(letter)
    return told


def read_shared(told: Mapping[str, Any]) -> Letter:
    """Read the shared parts of a run."""
    made: Letter = _made(Letter, told)
    return made


def fingerprint(figures: str) -> str:
    """Give the SHA-256 of stored figures."""
    return hashlib.sha256(figures.encode("utf-8")).hexdigest()


def _text(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Give a value of our dataclasses as lists, mappings, text and numbers."""
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    return value


def _made(kind: Any, told: Any) -> Any:
    """Make a value of its declared type out of plain values."""
    if told is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _made(next(part for part in get_args(kind) if part is not type(None)), told)
    if origin is tuple:
        parts = get_args(kind)
        kinds = [parts[0]] * len(told) if parts[-1] is Ellipsis else parts
        return tuple(_made(part, one) for part, one in zip(kinds, told, strict=True))
    if origin is not None:
        return {key: _made(get_args(kind)[1], part) for key, part in told.items()}
    return _made_plain(kind, told)


def _made_plain(kind: Any, told: Any) -> Any:
    if kind is Money:
        return Money.parse(told)
    if kind is date:
        return date.fromisoformat(told)
    if kind is bytes:
        return base64.b64decode(told)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _made(hints[name], part) for name, part in told.items()})
    return kind(told)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
