"""What the worksheet reads of the office, in one snapshot, and its page for the printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.coding.draft import CodingDraft
from app.coding.em import keeping
from app.coding.em.keeping import KeptSheet
from app.coding.em.tables import Window
from app.coding.em.worksheet import Facts, Worksheet
from app.practice import providers
from app.superbills import worksheet_paper


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the visit; ``kept`` is its last worksheet, None before the first.

    ``clinicians`` may have supervised it, by name.
    """

    facts: Facts
    windows: tuple[Window, ...]
    kept: KeptSheet | None
    blank: Worksheet
    clinicians: tuple[str, ...] = ()


def read_known(session: Any, draft: CodingDraft) -> Known:
    """Read the facts of a visit, the practice's windows and the last worksheet.

    Raises:
        Refused: coding.gone.
    """
    facts = keeping.facts(session, draft)
    kept = keeping.latest(session, draft.encounter_id)
    people = providers.providers(session, active_only=True)
    names = tuple(one.name for one in people if not one.is_group)
    return Known(facts, keeping.windows(session), kept, keeping.blank(facts), names)


def read_paper(session: Any, encounter_id: int) -> bytes:
    """Draw the worksheet that counts as PDF.

    Raises:
        Refused: worksheet.none, paper.no_glyph.
    """
    return worksheet_paper.worksheet_pdf(session, encounter_id)
