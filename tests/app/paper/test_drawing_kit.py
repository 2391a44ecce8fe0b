import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.paper import fitting, fonts, letterhead, postal
from app.documents.paper.flow import Block, paginate
from app.documents.paper.reasons import Reason, ReasonKind, sentences
from app.documents.paper.wording import wording
from app.statements.paper.back import standard_blocks
from app.values.problem import Refused
from tests.app.paper import samples
from tests.app.paper.samples import usd

LATIN = st.text(
    st.characters(codec="latin-1", categories=("L", "N", "P", "Zs"), exclude_characters="\xad"),
    max_size=120,
)


def test_every_digit_is_equally_wide_in_every_face():
    for face in fonts.FACES:
        assert len({fonts.widths(face)[digit] for digit in "0123456789"}) == 1


@given(LATIN, st.integers(20, 400))
def test_no_wrapped_line_is_wider_than_its_column(text, width):
    lines = fitting.wrap(text, fonts.BODY, width)
    for line in lines:
        assert fonts.measure(line, fonts.BODY) <= width + 0.01
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(LATIN, st.integers(20, 400))
def test_what_is_shrunk_fits(text, width):
    run = fitting.shrink(text, fonts.TITLE, width, 8)
    assert fonts.measure(run.text, run.style) <= width + 0.01
    assert 8 <= run.style.size <= 15


@pytest.mark.parametrize(
    "bound",
    [
        "September 21.",
        "1 mg",
        "Dr. Ilse",
        "21 de septiembre",
        "20 dic 2026",
        "NPI 1234567893",
        "8 AM to 5 PM",
    ],
)
def test_what_belongs_together_is_not_broken_at_the_end_of_a_line(bound):
    for start in range(1, 40):
        lines = fitting.wrap(f"{'x' * start} on {bound} and more", fonts.BODY, 200)
        assert any(bound in line for line in lines)


def test_what_is_bound_but_too_wide_for_a_line_breaks_after_all():
    found = fitting.wrap("Maria\N{NO-BREAK SPACE}Wolfeschlegel", fonts.BODY, 80)
    assert found == ["Maria", "Wolfeschlegel"]


def test_bold_and_plain_words_share_a_line_without_touching():
    (line,) = fitting.wrap_runs(
        [fitting.Run("Why:", fonts.STRONG), fitting.Run("because", fonts.BODY)], 200
    )
    first, second = line
    assert second.x > fonts.measure(first.text, first.style)


def test_invisible_characters_are_dropped_and_accents_composed():
    assert fonts.clean("Mun\u0303oz\u200b\tJr") == "Muñoz Jr"


def test_a_letter_without_glyph_is_refused_by_its_script_only():
    with pytest.raises(Refused) as refused:
        fonts.measure("李", fonts.BODY)
    assert str(refused.value) == "paper.no_glyph"
    assert refused.value.values == {"sign": "CJK"}


def test_an_address_is_upper_case_without_punctuation():
    address = postal.PostalAddress(
        "José Muñoz, Jr.", "12-14 Peñón St., #3", "St. Paul, MN", "55101-1234", extra="c/o A. Day"
    )
    assert address.lines() == (
        "JOSÉ MUÑOZ JR",
        "C/O A DAY",
        "12-14 PEÑÓN ST #3",
        "ST PAUL MN\xa0\xa055101-1234",
    )


def test_an_address_too_long_for_the_window_tells_what_is_left_off():
    address = samples.picture().recipient
    assert postal.left_out(address) == ""
    long = replace(address, name="Featherstonehaugh " * 6, street="Boulevard " * 12)
    assert postal.left_out(long) == "name"
    fuller = replace(address, name="Featherstonehaugh " * 4, extra="Building " * 6)
    assert postal.left_out(fuller) == "extra"
    assert postal.left_out(replace(fuller, extra="")) == ""


def test_lines_that_need_no_measuring_fit_with_the_widest_letters():
    widest = "W" * postal._SURELY_FITS
    assert fonts.measure(widest, postal.LEAST) <= postal.WINDOW_WIDTH


def test_dates_are_written_in_the_readers_language():
    english, spanish = wording("en"), wording("es")
    day = date(2026, 12, 5)
    assert english.full_date(day) == "December 5, 2026"
    assert spanish.full_date(day) == "5 de diciembre de 2026"
    assert english.day(day, date(2026, 1, 1)) == "December 5"
    assert english.day(day, date(2027, 1, 1)) == "December 5, 2026"
    assert spanish.short_day(day, date(2026, 1, 1)) == "5 dic"
    assert wording("vi").language == "en"


def test_hours_are_told_in_the_readers_language_when_each_word_is_known():
    practice, spanish = samples.practice(), wording("es")
    assert letterhead.hours_of(practice, spanish) == "lunes a viernes, 8 AM a 5 PM"
    assert letterhead.hours_of(practice, wording("en")) == practice.hours
    odd = replace(practice, hours="Monday to Friday, by appointment")
    assert letterhead.hours_of(odd, spanish) == odd.hours


def test_each_of_several_copays_names_its_service():
    reasons = [
        Reason(ReasonKind.COPAY, usd("25.00"), "large joint injection"),
        Reason(ReasonKind.COPAY_PAID, usd("25.00"), "office visit, low"),
    ]
    assert sentences(reasons, wording("en")) == (
        "25.00 is your copay for the large joint injection."
        " Your copay of 25.00 for the office visit, low is paid."
    )


def test_reasons_become_one_sentence_and_what_is_settled_another():
    reasons = [
        Reason(ReasonKind.COPAY_PAID, usd("30.00")),
        Reason(ReasonKind.DEDUCTIBLE, usd("45.00")),
        Reason(ReasonKind.COINSURANCE, usd("21.08")),
        Reason(ReasonKind.NO_INSURANCE, usd("5.00")),
    ]
    assert sentences(reasons, wording("en")) == (
        "45.00 is your plan’s deductible, 21.08 is your share of the rest (coinsurance) and "
        "we have no insurance on file for this visit (5.00). Your copay of 30.00 is paid."
    )
    assert sentences([], wording("en")) == ""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ReasonKind)
def test_every_reason_has_words_in_every_language(kind, language):
    said = sentences([Reason(kind, usd("1.00"), "x")], wording(language))
    assert said.endswith(".")
    assert "1.00" in said


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_both_languages_have_the_same_words_with_the_same_gaps():
    tables = []
    for language in ("en", "es"):
        raw = files("resources").joinpath("text", language, "paper.toml").read_text("utf-8")
        words = dict(flat(tomllib.loads(raw)))
        gaps = {
            key: {gap for _, gap, _, _ in Formatter().parse(text) if gap}
            for key, text in words.items()
        }
        tables.append(gaps)
    assert tables[0] == tables[1]


def test_the_back_page_as_shipped_has_no_gap_left():
    for language in ("en", "es"):
        blocks = standard_blocks(samples.practice(), language)
        assert len(blocks) == 6
        assert all("{" not in block.text for block in blocks)


def test_kept_blocks_move_together_and_headings_come_again():
    head = Block(10, lambda sheet, top: None)
    kept = Block(30, lambda sheet, top: None, keep=True)
    row = Block(30, lambda sheet, top: None, again=head)
    assert paginate([row, kept, row], 60, 60) == [[row], [kept, row]]
    assert paginate([row, row, row], 60, 60) == [[row, row], [head, row]]
    assert paginate([Block(500, lambda sheet, top: None)], 60, 60)[0] != []
