"""Who acts in a unit of work."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.states import Hat


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, the command line, or the program itself.

    ``permissions`` holds the keys of app/security/permissions.py; "*" grants all.
    ``write_off_limit_cents`` is the most the actor may write off at once; None: no limit.
    ``provider_id`` is the provider that the user is; None: no clinician.
    """

    name: str
    user_id: int | None = None
    permissions: frozenset[str] = frozenset()
    hat: Hat = Hat.BILLER
    write_off_limit_cents: int | None = None
    provider_id: int | None = None

    def may(self, permission: str) -> bool:
        """Tell whether the actor has the permission."""
        return "*" in self.permissions or permission in self.permissions


COMMAND_LINE = Actor("command line", permissions=frozenset({"*"}))
PROGRAM = Actor("program", permissions=frozenset({"*"}))
