"""The statements' part of the check of the books: it reports and never repairs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.store.check import NamedCheck


def _unchanged(session: Session) -> Iterable[str]:
    # What draws paper is large; opening an office does without it.
    from app.statements import issued  # noqa: PLC0415

    return issued.changed(session)


def _counted(session: Session) -> Iterable[str]:
    from app.statements import issued  # noqa: PLC0415  (as above)

    return issued.miscounted(session)


CHECKS: tuple[NamedCheck, ...] = (
    NamedCheck("statement figures", _unchanged),
    NamedCheck("statement runs", _counted),
)
