import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.codes import (
    Carc,
    CodedText,
    Cpt,
    Hcpcs,
    Icd10Cm,
    Icd10Pcs,
    Modifier,
    PlaceOfService,
    Rarc,
    RevenueCode,
    ServiceCode,
    Taxonomy,
)

KINDS = [
    *(Carc, Cpt, Hcpcs, Icd10Cm, Icd10Pcs, Modifier, PlaceOfService, Rarc, RevenueCode),
    *(ServiceCode, Taxonomy),
]
SHAPED = st.sampled_from(KINDS).flatmap(
    lambda kind: st.from_regex(kind.shape, fullmatch=True).map(kind)
)


@given(SHAPED)
def test_every_code_reads_back_what_it_shows_in_any_case(code):
    assert type(code).parse(str(code)) == code
    assert type(code).parse(f" {str(code).lower()} ") == code
    assert type(code).parse(code.text) == code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", " ", "-", "É1234", "A" * 90, "12345\n6", "*"])
def test_no_code_takes_another_shape(kind, text):
    with pytest.raises(ValueError, match=kind.__name__):
        kind.parse(text)


def test_codes_of_two_kinds_are_never_equal():
    assert Cpt("99213") != ServiceCode("99213")
    assert Cpt("99213") == Cpt.parse(" 99213 ")
    assert len({Modifier("25"), Modifier("25"), PlaceOfService("25")}) == 2
    assert Modifier("25") < Modifier("59")


def test_the_canonical_form_only_is_constructed():
    with pytest.raises(ValueError, match="shape"):
        Icd10Cm("E11.9")
    with pytest.raises(ValueError, match="shape"):
        CodedText("a")


@pytest.mark.parametrize(
    ("text", "shown", "stored"),
    [
        ("E11.9", "E11.9", "E119"),
        ("e119", "E11.9", "E119"),
        ("I10", "I10", "I10"),
        ("I10.", "I10", "I10"),
        ("U07.1", "U07.1", "U071"),
        ("m1a.00x0", "M1A.00X0", "M1A00X0"),
        ("QA0.0101", "QA0.0101", "QA00101"),
        ("S72.001A", "S72.001A", "S72001A"),
    ],
)
def test_a_diagnosis_takes_any_spelling_and_shows_its_dot(text, shown, stored):
    code = Icd10Cm.parse(text)
    assert (str(code), code.text, code.category) == (shown, stored, stored[:3])


@pytest.mark.parametrize("text", ["E1", "E1.19", "E11.9.", "E11..9", "250.00", "E1191234", "E11 9"])
def test_a_dot_in_the_wrong_place_is_no_diagnosis(text):
    with pytest.raises(ValueError, match="shape"):
        Icd10Cm.parse(text)


@pytest.mark.parametrize(
    ("text", "category"), [("99213", 1), ("3074F", 2), ("0042T", 3), ("0001A", 1)]
)
def test_cpt_tells_its_category(text, category):
    assert Cpt.parse(text).category == category


@pytest.mark.parametrize("text", ["9921", "99213-25", "GG439", "9921X", "99213 "[:4]])
def test_a_service_code_has_its_five_characters(text):
    with pytest.raises(ValueError, match="shape"):
        ServiceCode.parse(text)


def test_zeros_that_a_spreadsheet_dropped_come_back():
    assert PlaceOfService.parse("2").text == "02"
    assert RevenueCode.parse("300").text == "0300"
    assert RevenueCode.parse("0001").text == "0001"
    assert Carc.parse("045").text == "45"


def test_inpatient_procedures_have_no_letter_o():
    with pytest.raises(ValueError, match="shape"):
        Icd10Pcs.parse("ODTJ4ZZ")
    assert Icd10Pcs.parse("0dtj4zz").text == "0DTJ4ZZ"


@pytest.mark.parametrize("text", ["M1", "MA130", "N699"])
def test_remarks_are_m_ma_or_n(text):
    assert str(Rarc.parse(text)) == text
