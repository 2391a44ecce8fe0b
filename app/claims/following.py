"""Following up an unanswered claim: what the payer said, and when to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.claims.story import NOTED
from app.contacts import log
from app.contacts.log import ContactDraft
from app.security import permissions
from app.store.store import Work
from app.values.problem import Problem, Refused
from app.values.states import ContactChannel
from models.claim import Claim


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A conversation with a payer on one claim. ``again_on`` None: nothing is planned."""

    claim_id: int
    channel: ContactChannel = ContactChannel.CALL_OUT
    note: str = ""
    again_on: date | None = None

    def problems(self) -> list[Problem]:
        """Give what keeps it from being saved."""
        return [] if self.note.strip() else [Problem("contacts.nothing_said", field="note")]


def note(work: Work, subject: str, subject_id: int, words: str) -> None:
    """Write a note on a claim or a superbill ("claim" or "superbill"); it stays in its timeline.

    Raises:
        Refused: not_allowed, contacts.incomplete.
    """
    work.require(permissions.CONTACTS)
    if not words.strip():
        raise Refused("contacts.incomplete")
    work.note_deed(NOTED, subject, subject_id, note=words.strip())


def log_contact(work: Work, draft: FollowUp) -> int:
    """Write down what the payer said and when to ask again; give the contact's id.

    Raises:
        Refused: not_allowed, contacts.incomplete.
    """
    claim = work.session.get_one(Claim, draft.claim_id)
    contact_id = log.log(
        work,
        ContactDraft(
            account_id=claim.account_id,
            channel=draft.channel,
            note=draft.note,
            claim_id=claim.id,
        ),
    )
    claim.next_action = draft.note.strip() if draft.again_on else ""
    claim.next_action_on = draft.again_on
    work.session.flush()
    return contact_id
