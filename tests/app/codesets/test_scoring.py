"""How a document's stored terms answer what was typed."""

from __future__ import annotations

import pytest

from app.codesets.scoring import Asked, Stored, Wanted, weigh


def wanted(*words: str) -> Wanted:
    return Wanted([Asked(1.0, {word: 1.0}) for word in words])


def test_a_stored_document_knows_which_terms_hold_a_word() -> None:
    stored = Stored("t0pain knee|ache:100\ni0knee swelling|")
    assert stored.places == {"pain": 1, "ache": 1, "knee": 3, "swelling": 2}


def test_the_shares_of_words_that_say_the_same_are_no_words() -> None:
    assert "100" not in Stored("t0pain|ache:100").places


def test_the_term_with_all_typed_words_is_found_among_many() -> None:
    lines = [f"i0pain site{n}|" for n in range(40)]
    lines[33] = "i0pain knee|"
    found = weigh("\n".join(lines), wanted("pain", "knee"), [False, False])
    assert found.term == "i0pain knee"


def test_what_another_term_says_counts_for_less() -> None:
    apart = weigh("i0pain|\ni0knee|", wanted("pain", "knee"), [False, False])
    together = weigh("i0pain knee|", wanted("pain", "knee"), [False, False])
    assert 0 < apart.score < together.score


def test_a_word_that_without_takes_away_counts_for_less() -> None:
    denied = weigh("t0wound without infection .|", wanted("wound", "infection"), [False, False])
    said = weigh("t0wound with infection of|", wanted("wound", "infection"), [False, False])
    assert denied.score < said.score
    asked = weigh(
        "t0wound without infection .|", wanted("wound", "without", "infection"), [False] * 3
    )
    assert asked.score > denied.score


def test_a_letter_begins_a_word_of_the_term() -> None:
    typed = Wanted([Asked(1.0, {"pain": 1.0}), Asked(1.0, {}, beginning="k")])
    begun = weigh("t0pain knee|", typed, [False, False])
    other = weigh("t0pain foot|", typed, [False, False])
    assert begun.score > other.score


def test_nothing_answers_nothing() -> None:
    assert weigh("t0pain knee|", wanted("rash"), [False]).score == pytest.approx(0.0)
