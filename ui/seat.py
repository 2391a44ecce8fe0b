"""Who sits at the desk: the signed-in user, the hats they own, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.actor import Actor
from app.values.states import Hat
from ui.actions import ANYONE


@dataclass(frozen=True, slots=True)
class Seat:
    """The signed-in user and the practice. ``name`` is the one shown.

    ``hats`` are those the user's roles allow, in the rail's order; a front desk user has
    none. ``lock_after_minutes`` 0 never locks.
    """

    actor: Actor
    name: str
    practice: str
    login: str = ""
    hats: tuple[Hat, ...] = ()
    lock_after_minutes: int = 10

    def may(self, permission: str) -> bool:
        """Whether this user holds ``permission`` (``app.security`` names them)."""
        return permission in ("", ANYONE) or self.actor.may(permission)


def other_hat(hat: Hat) -> Hat:
    """Give the hat that is not worn."""
    return Hat.BILLER if hat is Hat.CODER else Hat.CODER
