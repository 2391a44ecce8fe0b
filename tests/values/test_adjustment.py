import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.adjustment import Adjustment, AdjustmentCode, AdjustmentGroup
from app.values.codes import Carc, Rarc
from app.values.money import Money

CODES = st.builds(
    AdjustmentCode,
    st.sampled_from(AdjustmentGroup),
    st.from_regex(Carc.shape, fullmatch=True).map(Carc),
)


@given(CODES, st.sampled_from(["-", " ", "", " - "]))
def test_a_code_reads_back_however_it_is_joined(code, joint):
    assert AdjustmentCode.parse(str(code)) == code
    assert AdjustmentCode.parse(f"{code.group.value}{joint}{code.carc}".lower()) == code


def test_a_code_is_its_group_and_reason():
    code = AdjustmentCode.parse("pr 003")
    assert (code.group, code.carc, code.text) == (AdjustmentGroup.PATIENT, Carc("3"), "PR-3")


@pytest.mark.parametrize("text", ["", "45", "CO", "CO-", "XX-45", "CO-4567", "CO-0", "CO-45-1"])
def test_what_has_no_group_or_reason_is_refused(text):
    with pytest.raises(ValueError, match="group|shape|AdjustmentGroup"):
        AdjustmentCode.parse(text)


def test_an_adjustment_shows_code_amount_and_remarks():
    code = AdjustmentCode.parse("CO-45")
    assert str(Adjustment(code, Money(8825))) == "CO-45 88.25"
    assert str(Adjustment(code, Money(-8825), (Rarc("N130"), Rarc("M15")))) == (
        "CO-45 −88.25 N130 M15"
    )
