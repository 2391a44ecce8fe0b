from __future__ import annotations

import pytest

from app.codesets import search
from app.codesets.lexicon import lexicon
from app.codesets.readings import readings
from app.codesets.reference import Reference

from .conftest import ON


@pytest.mark.parametrize("short", ["ms", "ra", "pe", "ed", "cp", "od", "hsp", "mi", "cf pe"])
def test_an_ambiguous_short_form_tells_all_it_may_mean(short: str) -> None:
    told = readings(short)
    assert told is not None
    assert len(told.readings) >= 2
    assert len({r.words for r in told.readings}) == len(told.readings)


def test_the_words_beside_it_stay_in_the_question(starter: Reference) -> None:
    told = readings("RA knee")
    assert told is not None
    assert (told.short, told.readings[0].query) == ("RA", "rheumatoid arthritis knee")


@pytest.mark.parametrize("query", ["hypertension", "htn", "", "pain as needed", "pe tubes"])
def test_other_words_are_not_ambiguous(query: str) -> None:
    assert readings(query) is None


def test_no_reading_hides_another_in_the_answers(starter: Reference) -> None:
    missing = []
    for short, meanings in lexicon().meanings.items():
        if len(meanings) < 2:
            continue
        found = {h.code.text for h in search.search(starter, short, ON, 10)}
        full = {c[:-1].rstrip("X") for c in found if len(c) == 7}
        missing += [(short, m.words) for m in meanings if not {c for c in m.codes} & (found | full)]
    assert missing == []


def test_the_likeliest_code_of_each_reading_is_right(starter: Reference) -> None:
    known = {r[0] for r in starter.rows("SELECT code FROM code")}
    for short, meanings in lexicon().meanings.items():
        for meaning in meanings:
            assert set(meaning.codes) <= known, short


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        ("hypert", "I10"),
        ("hyperten", "I10"),
        ("diab", "E11.9"),
        ("depr", "F32.A"),
        ("anx", "F41.9"),
    ],
)
def test_a_word_just_begun_offers_the_usual_code(
    starter: Reference, begun: str, first: str
) -> None:
    assert str(search.search(starter, begun, ON, 1)[0].code) == first


@pytest.mark.parametrize("query", ["z", "en", "pain", "pain in hip", "contact derm"])
def test_what_an_office_uses_comes_sooner(starter: Reference, query: str) -> None:
    before = [h.code for h in search.search(starter, query, ON, 20)]
    late = before[-1]
    usual = {late.text: 400}
    after = [h.code for h in search.search(starter, query, ON, 20, usual)]
    assert after.index(late) < before.index(late)


@pytest.mark.parametrize(
    ("query", "plainest", "used"),
    [
        ("type 2 diabetes", "E11.9", "E11.42"),
        ("type 2 diab", "E11.9", "E11.42"),
        ("pharyngitis", "J02.9", "J02.0"),
        ("pharyng", "J02.9", "J02.0"),
        ("bronchitis", "J40", "J20.9"),
        ("pneumonia", "J18.9", "J13"),
        ("asthma", "J45.909", "J45.41"),
        ("low back pain", "M54.50", "M54.51"),
        ("copd", "J44.9", "J44.1"),
    ],
)
def test_use_puts_nothing_first_that_says_more_than_was_typed(
    starter: Reference, query: str, plainest: str, used: str
) -> None:
    usual = {used.replace(".", ""): 400}
    found = [str(h.code) for h in search.search(starter, query, ON, 5, usual)]
    assert found[0] == plainest
    assert used in found


@pytest.mark.parametrize(
    ("query", "used"),
    [
        ("hyp", "I10"),
        ("hyp", "E03.9"),
        ("sinusitis", "J01.90"),
        ("hip pain", "M25.552"),
        ("type 2 diabetes with polyneuropathy", "E11.42"),
    ],
)
def test_use_decides_among_codes_that_say_as_much(
    starter: Reference, query: str, used: str
) -> None:
    usual = {used.replace(".", ""): 400}
    assert str(search.search(starter, query, ON, 1, usual)[0].code) == used


def test_an_unknown_code_among_those_used_does_no_harm(starter: Reference) -> None:
    assert search.search(starter, "asthma", ON, 3, {"NOPE": 9}) == search.search(
        starter, "asthma", ON, 3
    )


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("bi polar", "F31.9"),
        ("kneepain", "M25.561"),
        ("metastatic cancer axillary lymph node", "C77.3"),
        ("benign tumor of the parotid", "D11.0"),
        ("secondary cancer of bone rib", "C79.51"),
        ("melanoma in situ", "D03.9"),
        ("skitzophrenia", "F20.9"),
    ],
)
def test_words_put_together_or_apart_and_sites_of_tumors(
    starter: Reference, typed: str, wanted: str
) -> None:
    assert wanted in [str(h.code) for h in search.search(starter, typed, ON, 10)]
