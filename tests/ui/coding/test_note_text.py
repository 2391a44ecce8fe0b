"""The display copy of a note: every offset finds its way there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.coding.draft import Span
from ui.coding.note_text import GAP, display_copy, is_heading

LETTERS = {(True, "E1142"): "A", (True, "I10"): "B", (False, "99214"): "1 3"}


def span(first, last, code="E1142", is_diagnosis=True):
    return Span(7, first, last, code, is_diagnosis)


def test_letters_stand_after_their_words_and_those_of_one_place_together():
    note = "Feet burn at night. BP high."
    spans = [span(0, 9), span(0, 9, "99214", False), span(20, 27, "I10")]
    copy = display_copy(note, spans, LETTERS)
    assert copy.text == f"Feet burn{GAP}A 1 3 at night. BP high{GAP}B."
    first, _, last = copy.passages
    assert copy.text[first.first : first.letters_at] == "Feet burn"
    assert copy.text[last.first : last.last] == f"BP high{GAP}B"


def test_copied_words_are_the_note_s_own():
    note = "Feet burn at night."
    copy = display_copy(note, [span(0, 9)], LETTERS)
    assert copy.words(0, len(copy.text)) == note


def test_a_line_end_of_two_characters_is_one_in_the_copy():
    copy = display_copy("one\r\ntwo\rthree", [span(5, 8)], LETTERS)
    assert copy.text == f"one\ntwo{GAP}A\nthree"
    assert copy.stored(copy.shown(5)) == 5


def test_a_heading_is_a_line_of_capitals():
    assert is_heading("ASSESSMENT AND PLAN")
    assert not is_heading("BP 142/86, weight 94 kg.")
    assert not is_heading("BP")
    assert not is_heading("")


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_offsets_come_back_whatever_the_note_holds(note, pairs):
    spans = [
        span(min(a, b), max(a, b))
        for a, b in pairs
        if min(a, b) < max(a, b) <= len(note)
    ]  # fmt: skip
    copy = display_copy(note, spans, LETTERS)
    assert len(copy.text.encode("utf-16-le")) // 2 == copy.places[-1]
    for offset in range(len(note) + 1):
        back = copy.stored(copy.shown(offset))
        # Both ends of a line end of two characters show at the same place.
        assert back == offset or note[back : offset + 1].startswith("\r\n")
    for passage in copy.passages:
        assert (
            copy.words(passage.first, passage.last).replace("\r\n", "\n")
            == note[passage.span.first : passage.span.last].replace("\r\n", "\n")
            or "\r" in note
        )
