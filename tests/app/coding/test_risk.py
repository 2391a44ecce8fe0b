"""What holds a coded visit for a second look."""

import pytest

from app.coding import draft as drafts
from app.coding import problems, risk
from app.coding.draft import Kept, Line
from app.store.actor import PROGRAM
from tests.app.superbills.visits import coded, visit


@pytest.mark.parametrize(
    ("codes", "rule", "named"),
    [
        (("J03.00",), "icd.unspecified", ()),
        (("J03.00", "J02.0"), "icd.excludes1", (risk.KEPT,)),
    ],
)
def test_a_kept_warning_holds_a_visit_and_an_answered_note_does_not(
    store, book, codes, rule, named
):
    with store.write(PROGRAM) as work:
        draft = coded(work.session, visit(work), codes=codes, services=())
        draft = drafts.add_line(draft, Line("99213", pointers=(1,)))
        one = next(p for p in problems.problems(draft, book) if p.code == rule)
        kept = drafts.keep_warning(draft, Kept(rule, problems.about(one), "not_told"))
        assert risk.reasons(work.session, kept, book) == named
