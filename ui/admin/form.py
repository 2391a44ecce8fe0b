"""A form over a room's draft: fields named like the draft, its problems shown beneath them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import Enum
from typing import Any, Protocol, TypeVar

from app.values.problem import Problem, Severity
from ui.kit.field import Field, FormRows, show_problems


class Draft(Protocol):
    """A room's draft: a frozen dataclass that knows what is wrong with it."""

    def problems(self) -> list[Problem]:
        """Give what is missing or will be missed."""


Some = TypeVar("Some", bound=Draft)


class DraftForm(FormRows):
    """Fields by the names of a draft; ``fill`` shows one and ``taken`` gives it changed."""

    _filled: Sequence[tuple[object, str]] = ()
    """What each field held, and found wrong by itself, when the draft was shown."""

    @property
    def is_typed_on(self) -> bool:
        """Whether a person changed a field since the draft was shown, readable or not."""
        return self._held() != self._filled

    def fill(self, draft: Draft) -> None:
        """Show a draft, and under its fields what will be missed later."""
        for key, field in self.fields.items():
            field.set_value(_shown(getattr(draft, key)))
        self._filled = self._held()
        self.show_all([p for p in draft.problems() if p.severity is not Severity.BLOCK])

    def taken(self, draft: Some) -> Some:
        """Give the draft as the fields have it now."""
        values = {
            key: _plain(field.value(), getattr(draft, key)) for key, field in self.fields.items()
        }
        return dataclasses.replace(draft, **values)  # type: ignore[type-var]

    def is_ready(self, draft: Draft) -> bool:
        """Show what is wrong; False when something keeps the draft from being saved."""
        own = {key: field.own_problem() for key, field in self.fields.items()}
        self.show_all(draft.problems())
        for key, words in own.items():
            if words and not self.fields[key].problem():
                self.fields[key].show_problem(words)
        first = next((self.fields[key] for key, words in own.items() if words), None)
        if first is not None:
            first.setFocus()
        blocked = any(p.severity is Severity.BLOCK for p in draft.problems())
        return first is None and not blocked

    def show_all(self, problems: Sequence[Problem]) -> None:
        """Show each problem under its field."""
        show_problems(self.fields, problems)

    def first(self) -> Field[Any] | None:
        """Give the first field."""
        return next(iter(self.fields.values()), None)

    def _held(self) -> list[tuple[object, str]]:
        return [(field.value(), field.own_problem()) for field in self.fields.values()]


def _shown(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value if value != "" else None


def _plain(value: Any, before: Any) -> Any:
    if isinstance(before, Enum):
        return type(before)(value)
    return "" if value is None and isinstance(before, str) else value
