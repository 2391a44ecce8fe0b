"""An answer that pays one line of a visit and turns another down tells both apart."""

from app.claims import life
from app.remittance import posting
from app.reports import account_story
from models.remittance import Remittance
from tests.ui.billing_office import ROBIN, TODAY, bench
from ui.ledger import words


def test_a_line_turned_down_beside_paid_ones_has_its_own_row_and_is_no_discount(store):
    office = bench(store)
    claim_id = office.denied()
    with store.read() as session:
        account = life.claim(session, claim_id, TODAY).row.account_id
        (visit,) = account_story.story_of(session, account, TODAY).visits
    told = [words.happened(row) for row in visit.rows]
    assert "Insurance discount, CO-45" in told
    assert told.count("Insurance denied, CO-11") == 1
    assert str(visit.payer) == "145.00", "what was turned down is still with the payer"


def test_a_voided_answer_is_told_by_what_it_was_not_by_what_its_undoing_does(store):
    office = bench(store)
    claim_id = office.answered()
    with store.write(ROBIN) as work:
        posting.void(work, work.session.query(Remittance).one().id, "Typed twice")
    with store.read() as session:
        account = life.claim(session, claim_id, TODAY).row.account_id
        (visit,) = account_story.story_of(session, account, TODAY).visits
    told = [words.happened(row) for row in visit.rows]
    assert "Reversed: insurance paid, Typed twice" in told
    assert "Reversed: to patient, Typed twice" in told
    assert str(visit.patient_owes) == "0.00"
