"""How old the last backup is, and from when on that is worth a look."""

from __future__ import annotations

from datetime import date, datetime

_WARN_AFTER, _OLD_AFTER = 7, 30


def age_of(made_at: datetime, today: date) -> int:
    """Give the age of a backup in days.

    A sample practice's day stands still, so a backup of it may lie in its future: 0 then.
    """
    return max(0, (today - made_at.astimezone().date()).days)


def tone_of(days: int) -> str:
    """Give the tone of a backup that is so many days old: "ok", "warn" or "block"."""
    return "ok" if days <= _WARN_AFTER else "warn" if days <= _OLD_AFTER else "block"


def moment_of(made_at: datetime) -> datetime:
    """Give when a backup was made, in the time of this computer."""
    return made_at.astimezone()
