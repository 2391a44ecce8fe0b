"""An answer that pays one line of a visit and turns another down tells both apart."""

from app.claims import life
from app.reports import account_story
from tests.ui.billing_office import TODAY, bench
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
