"""What is the same on every statement of a run: the practice, where checks go, the back page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.documents.paper.letterhead import Letterhead
from app.documents.paper.postal import USUAL, PostalAddress, Windows
from app.documents.paper.wording import LANGUAGES, wording
from app.practice import identity, providers, settings
from app.statements.paper import envelopes
from app.statements.paper.back import standard_blocks
from app.statements.view import TextBlock
from app.values.person import Address
from app.values.problem import Problem, Severity
from models.practice import Practice


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts that all statements of a run share; kept once with the run.

    ``pay_url`` is the practice's secure address for paying, empty when it has none. ``back``
    is by language. ``scan_line``: the slip carries digits for the bank's machine.
    """

    practice: Letterhead
    remit_to: PostalAddress
    pay_url: str = ""
    printed_perforation: bool = True
    scan_line: bool = False
    windows: Windows = USUAL
    back: Mapping[str, tuple[TextBlock, ...]] = field(default_factory=dict)


def letter(session: Session) -> Letter:
    """Give the practice's letter as its settings say."""
    who = identity.practice(session)
    row = session.get(Practice, 1)
    head = Letterhead(
        name=who.name,
        address=_one_line(who.address),
        phone=who.billing_phone or who.phone,
        hours=who.billing_hours,
        web=who.web,
        tax_id=who.tax_id,
        npi=who.npi,
        logo=(row.logo or b"") if row else b"",
    )
    payable = settings.value(session, settings.STATEMENT_PAYABLE_TO) or who.name
    return Letter(
        practice=head,
        remit_to=postal(payable, who.remit_address),
        pay_url=who.pay_url if who.pay_url.startswith("https://") else "",
        printed_perforation=not settings.value(session, settings.STATEMENT_PERFORATED),
        scan_line=settings.value(session, settings.STATEMENT_SCAN_LINE),
        windows=windows(session),
        back={language: _back(session, head, language) for language in LANGUAGES},
    )


def windows(session: Session) -> Windows:
    """Give where the practice's envelopes show the addresses, as its settings say."""
    return Windows(
        recipient_left=settings.value(session, settings.STATEMENT_WINDOW_LEFT),
        recipient_last=settings.value(session, settings.STATEMENT_WINDOW_LAST),
        return_left=settings.value(session, settings.STATEMENT_RETURN_LEFT),
        return_last=settings.value(session, settings.STATEMENT_RETURN_LAST),
    )


def envelope_page(session: Session) -> bytes:
    """Draw the page that shows in which window each address comes to lie."""
    found = letter(session)
    return envelopes.draw_test_page(found.practice, found.remit_to, found.windows)


def missing(session: Session) -> tuple[Problem, ...]:
    """Say what the practice's papers go without, to be filled in before they are sent."""
    who = identity.practice(session)
    found = [
        Problem(f"statements.{code}", Severity.WARN)
        for code, known in (
            ("no_name", who.name),
            ("no_address", who.remit_address.street),
            ("no_phone", who.billing_phone or who.phone),
        )
        if not known.strip()
    ]
    count = providers.unnamed(session)
    if count:
        found.append(Problem("statements.unnamed", Severity.WARN, values={"n": str(count)}))
    return tuple(found)


def postal(name: str, address: Address) -> PostalAddress:
    """Put a name and an address as an envelope shows them."""
    city = f"{address.city} {address.state}".strip()
    return PostalAddress(name, address.street, city, address.zip, address.extra)


def _one_line(address: Address) -> str:
    place = f"{address.state} {address.zip}".strip()
    parts = (address.street, address.extra, address.city, place)
    return ", ".join(part for part in parts if part)


def _back(session: Session, head: Letterhead, language: str) -> tuple[TextBlock, ...]:
    """Give the back page: as shipped, with the practice's own words on help, as it chose."""
    blocks = standard_blocks(head, language)
    words = wording(language)
    own = settings.value(session, settings.STATEMENT_ASSISTANCE)
    notice = settings.value(session, settings.STATEMENT_LANGUAGE_NOTICE)
    help_title = words("paper.back.help_title")
    language_title = words("paper.back.language_title")
    kept = (block for block in blocks if notice or block.title != language_title)
    return tuple(
        TextBlock(block.title, own) if own and block.title == help_title else block
        for block in kept
    )
