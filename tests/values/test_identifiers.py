import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.identifiers import (
    ControlNumber,
    MemberId,
    Mrn,
    PayerId,
    TaxId,
    TaxIdKind,
    masked,
)

NINE = st.integers(0, 999_999_999).map("{:09d}".format)


@given(st.sampled_from(TaxIdKind), NINE)
def test_a_tax_id_reads_back_what_it_shows_and_hides_it_in_its_repr(kind, digits):
    tax_id = TaxId(kind, digits)
    assert TaxId.parse(str(tax_id)) == tax_id
    assert TaxId.parse(str(tax_id), kind) == tax_id
    assert TaxId.parse(digits, kind) == tax_id
    assert tax_id.text == digits
    assert digits[:5] not in repr(tax_id)
    assert str(tax_id) not in repr([tax_id])
    assert tax_id.masked().endswith(digits[-4:])


@pytest.mark.parametrize("digits", ["", "12345678", "1234567890", "12345678X"])
def test_a_tax_id_has_nine_digits(digits):
    with pytest.raises(ValueError, match="nine digits"):
        TaxId(TaxIdKind.EIN, digits)


@pytest.mark.parametrize("text", ["123456789", "1-23456789", "12-34-56789", "x", ""])
def test_a_tax_id_of_no_clear_kind_is_refused(text):
    with pytest.raises(ValueError, match="SSN or"):
        TaxId.parse(text)


def test_dashes_of_the_other_kind_are_refused():
    with pytest.raises(ValueError, match="clearly"):
        TaxId.parse("12-3456789", TaxIdKind.SSN)
    with pytest.raises(ValueError, match="clearly"):
        TaxId.parse("123-45-6789", TaxIdKind.EIN)


def test_a_short_text_is_hidden_whole():
    assert masked("") == ""
    assert masked("1234567") == "•••••••"
    assert masked("12345678") == "••••5678"


@pytest.mark.parametrize("text", ["1eg4-te5-mk73", "1EG4 TE5 MK73", "1EG4TE5MK73"])
def test_a_medicare_number_loses_the_dashes_of_its_card(text):
    member = MemberId.parse(text)
    assert member.text == "1EG4TE5MK73"
    assert member.is_mbi
    assert repr(member) == "MemberId(•••••••MK73)"


@pytest.mark.parametrize("text", ["1EG4-TE5-MK7", "SEG4TE5MK73", "1SG4-TE5-MK73", "XYZ-123"])
def test_other_member_ids_keep_their_dashes_and_are_not_medicare(text):
    member = MemberId.parse(text)
    assert member.text == text
    assert not member.is_mbi


def test_a_member_id_with_dashes_is_not_yet_medicares():
    assert not MemberId("1EG4-TE5-MK73").is_mbi


@pytest.mark.parametrize("text", ["", "A*B", "A:B", "A~B", "A^B", "É"])
@pytest.mark.parametrize("kind", [MemberId, ControlNumber])
def test_text_that_x12_cannot_carry_is_refused(kind, text):
    with pytest.raises(ValueError, match="shape"):
        kind.parse(text)


def test_a_payer_id_has_two_characters_or_more():
    assert PayerId.parse("60054") == PayerId("60054")
    assert repr(PayerId("sx107".upper())) == "PayerId(text='SX107')"
    with pytest.raises(ValueError, match="shape"):
        PayerId.parse("6")


def test_a_record_number_keeps_its_zeros_and_is_hidden_in_its_repr():
    assert Mrn.parse(" 00012345 ").text == "00012345"
    assert repr(Mrn("00012345")) == "Mrn(••••2345)"
    assert Mrn.parse("a-1").text == "A-1"
    with pytest.raises(ValueError, match="shape"):
        Mrn.parse("")


@given(st.from_regex(ControlNumber.shape, fullmatch=True))
def test_a_control_number_is_kept_as_it_is(text):
    assert str(ControlNumber.parse(f" {text} ")) == text


def test_a_control_number_ends():
    assert ControlNumber.parse("a" * 50).text == "a" * 50
    with pytest.raises(ValueError, match="shape"):
        ControlNumber.parse("a" * 51)
