"""Whose queries a user sees and answers; light, since a start asks it before all else."""

from __future__ import annotations

from app.security import permissions
from app.store.actor import Actor


def answers_own_only(actor: Actor) -> bool:
    """Tell a clinician who neither codes nor owns: he or she answers for nobody else."""
    others = actor.may(permissions.CODE) or actor.may(permissions.SETTINGS)
    return actor.provider_id is not None and not others


def answers_as(actor: Actor | None) -> int | None:
    """Give the provider whose queries alone this user sees; None: those of everybody."""
    return actor.provider_id if actor is not None and answers_own_only(actor) else None
