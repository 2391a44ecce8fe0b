"""Post one EOB after the other in units of work of their own, telling each once it is kept.

Run as: python -m tests.robustness.post_without_end OFFICE
"""

import sys
from datetime import date
from pathlib import Path

from app.claims import life
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.store.actor import COMMAND_LINE
from app.values.money import Money
from app.values.states import ClaimStatus
from models.claim import Claim
from tests.robustness import offices

PAID, DISCOUNT, SHARE = Money(9_000), Money(4_000), Money(2_000)


def main(folder: Path) -> None:
    with offices.opened(folder) as office:
        payer = offices.payer_id(office)
        with office.store.read() as session:
            waiting = [
                row.id for row in session.query(Claim).where(Claim.status == ClaimStatus.PENDING)
            ]
        for claim_id in waiting:
            with office.store.write(COMMAND_LINE) as work:
                charge = life.claim(work.session, claim_id, work.today).lines[0]
                line = EobLine(
                    charge.charge_id, charge.charged, PAID + SHARE, paid=PAID,
                    contractual=DISCOUNT, coinsurance=SHARE,
                )  # fmt: skip
                told = (EobClaim(claim_id, (line,)),)
                trace = f"T{claim_id:06d}"
                posting.post(work, EobDraft(payer, trace, date(2026, 7, 1), PAID, claims=told))
            sys.stdout.write(trace + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
