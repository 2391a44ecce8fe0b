from app.values.states import ClaimStatus, CodingStatus


def test_the_coder_is_done_when_a_visit_is_handed_off_posted_or_not_billable():
    done = {CodingStatus.HANDED_OFF, CodingStatus.POSTED, CodingStatus.NOT_BILLABLE}
    assert {status for status in CodingStatus if not status.is_open} == done


def test_a_visit_that_lacks_an_answer_or_a_document_waits_for_others():
    waiting = {CodingStatus.NEEDS_DOCUMENTATION, CodingStatus.QUERY_OPEN}
    assert {status for status in CodingStatus if status.waits_for_others} == waiting


def test_a_claim_is_open_until_the_payer_answers_finally():
    final = {ClaimStatus.ADJUDICATED, ClaimStatus.DENIED}
    assert {status for status in ClaimStatus if not status.is_open} == final
