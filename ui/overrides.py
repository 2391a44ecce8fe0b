"""Exceptions inside methods that Qt calls, made safe for PySide on Python 3.11.

Before Python 3.12, PySide (6.10 and 6.11, seen with 6.11.3) takes an exception that leaves an
overridden method as it was raised. One that Python's own C code raised is then often still a bare
word, not an exception object, and PySide reads that word as if it were one: the program ends where
``ui/crash.py`` should speak. Python completes an exception as soon as a handler meets it, so each
override of ours passes it through one. Remove this module with Python 3.11.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

_MENDED_IN = (3, 12)


def keep_alive() -> None:
    """Guard the overrides of every class of ours that is made from now on.

    Classes made before stay as they are. On Python 3.12 and later nothing happens.
    """
    if sys.version_info < _MENDED_IN:
        hook = "__init_subclass__"  # by name: no stub of QObject knows that it can be given one
        setattr(QObject, hook, classmethod(_guard))


def _guard(cls: type[QObject], /, **named: Any) -> None:
    super(QObject, cls).__init_subclass__(**named)
    bases = [base for base in cls.__mro__[1:] if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(cls).items()):
        if type(method) is not FunctionType or name.startswith("__"):
            continue
        # How many arguments a slot is given depends on its own signature, so slots stay bare.
        if any(name in vars(base) and name not in _slots(base) for base in bases):
            setattr(cls, name, _whole(method))


@cache
def _slots(base: type[QObject]) -> frozenset[str]:
    meta = getattr(base, "staticMetaObject", None)
    if meta is None:
        return frozenset()
    methods = (meta.method(index) for index in range(meta.methodCount()))
    return frozenset(method.name().data().decode() for method in methods)


def _whole(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def called(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except BaseException:  # noqa: TRY203  (meeting it is what completes it)
            raise

    return called
