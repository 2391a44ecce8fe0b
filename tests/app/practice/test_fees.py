"""The practice's own fee list: loaded, looked up on a day, searched as someone types."""

import csv
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice import fee_file, fee_windows, fees, own_fee
from app.practice.fee_windows import Window
from app.practice.own_fee import FeeDraft
from app.store.actor import Actor
from app.values.money import Money
from app.values.problem import Outside, Refused
from tests.conftest import AMY

START = date(2026, 1, 1)
JUNE = date(2026, 6, 1)
LIST = """Code,Description,Fee,Mod,Effective Date
99213,Office visit short,"$1,120.00",,
99213,Office visit short,95.00,TC,
36415,Blood draw,18.5,,4/1/2026
G0438,First wellness visit,210,,
"""


@pytest.fixture
def listed(tmp_path):
    """Write a fee list of some text and give its path."""

    def write(text, name="fees.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def _load(store, amy, path, valid_from=START, name="own"):
    with store.write(amy) as work:
        return fees.load_file(work, path, name, valid_from)


def _fee(store, code, on, modifiers=()):
    with store.read() as session:
        found = fees.fee_on(session, code, modifiers, on)
    return None if found is None else found.amount


def test_a_list_is_read_by_its_headings(store, amy, listed):
    done = _load(store, amy, listed(LIST))
    assert (done.codes, done.added, done.changed, done.refused) == (3, 4, 0, ())
    assert _fee(store, "99213", JUNE) == Money(112000)
    assert _fee(store, "36415", JUNE) == Money(1850)
    assert _fee(store, "36415", date(2026, 3, 31)) is None
    assert _fee(store, "99213", START - timedelta(days=1)) is None


def test_a_modifier_with_a_fee_of_its_own_has_that_fee(store, amy, listed):
    _load(store, amy, listed(LIST))
    assert _fee(store, "99213", JUNE, ("25", "TC")) == Money(9500)
    assert _fee(store, "99213", JUNE, ("25",)) == Money(112000)


def test_the_same_list_again_changes_nothing(store, amy, listed):
    _load(store, amy, listed(LIST))
    again = _load(store, amy, listed(LIST))
    assert (again.added, again.changed, again.ended, again.unchanged) == (0, 0, 0, 4)


def test_a_new_list_ends_the_old_fees_the_day_before_and_leaves_other_codes(store, amy, listed):
    _load(store, amy, listed(LIST))
    done = _load(store, amy, listed("CPT,Charge\n99213,130\n"), valid_from=JUNE)
    assert (done.added, done.ended) == (1, 1)
    assert _fee(store, "99213", JUNE - timedelta(days=1)) == Money(112000)
    assert _fee(store, "99213", JUNE) == Money(13000)
    assert _fee(store, "G0438", JUNE) == Money(21000)
    again = _load(store, amy, listed("CPT,Charge\n99213,130\n"), valid_from=JUNE)
    assert (again.added, again.changed, again.ended, again.unchanged) == (0, 0, 0, 1)


def test_a_corrected_fee_of_the_same_day_takes_the_old_ones_place(store, amy, listed):
    _load(store, amy, listed(LIST))
    done = _load(store, amy, listed(LIST.replace("210", "212.50")))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 3)
    assert _fee(store, "G0438", JUNE) == Money(21250)


def test_rows_that_are_no_fee_are_refused_with_row_and_reason_and_the_rest_is_taken(
    store, amy, listed
):
    text = (
        "Our fees 2026\n\nProcedure Code;Short description;Price;Modifier;From;To\n"
        "99213;Visit;120;;;\n;Visit;10;;;\n132;Lost zero;10;;;\n99214;Visit;;;;\n"
        "99215;Visit;ten;;;\n99216;Visit;-1;;;\n99217;Visit;10;X;;\n99218;Visit;10;;2026-02-30;\n"
        "99219;Visit;10;;2026-03-01;2026-02-01\n99213;Visit;121;;;\n"
        "Procedure Code;Short description;Price;Modifier;From;To\n"
    )
    done = _load(store, amy, listed(text))
    assert done.added == 1
    assert [(r.row, r.reason) for r in done.refused] == [
        (5, "no_code"), (6, "code"), (7, "no_fee"), (8, "fee"), (9, "fee"), (10, "modifier"),
        (11, "day"), (12, "window"), (13, "twice"),
    ]  # fmt: skip
    assert all(row.words().endswith(".") for row in done.refused)


def test_a_file_that_is_no_list_of_fees_by_its_size_is_refused(tmp_path, monkeypatch, listed):
    book = openpyxl.Workbook()
    book.active.append(["Code", "Fee"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    for path in (tmp_path / "far.xlsx", listed(LIST)):
        with pytest.raises(Refused, match="fees.too_large"):
            fee_file.layout(path)
        assert not fee_file.looks_like_fee_list(path)
        monkeypatch.setattr(fee_file, "_LARGEST", 50)


def test_a_cell_that_never_ends_makes_no_list(listed):
    path = listed('Code,Fee\n99213,"' + "9" * 20_000)
    usual = csv.field_size_limit(10_000)
    try:
        with pytest.raises(Outside, match="fees.unreadable"):
            fee_file.layout(path)
    finally:
        csv.field_size_limit(usual)


def test_a_workbook_is_read_like_text(store, amy, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["CPT Code", "Description", "Fee", "Effective"],
        [99213, "Visit", 120.1, date(2026, 4, 1)],
        ["0001A", "Shot", 40, None],
    ):
        book.active.append(row)
    path = tmp_path / "fees.xlsx"
    book.save(path)
    assert fees.looks_like_fee_list(path)
    done = _load(store, amy, path)
    assert (done.added, done.refused) == (2, ())
    assert _fee(store, "99213", JUNE) == Money(12010)
    assert _fee(store, "99213", date(2026, 3, 1)) is None


def test_what_is_no_fee_list_is_refused_whole(store, amy, listed, tmp_path):
    other = listed("patient,dos\n1,2026-01-01\n")
    assert not fees.looks_like_fee_list(other)
    assert not fees.looks_like_fee_list(tmp_path / "nowhere.csv")
    with pytest.raises(Refused, match="fees.no_headings"):
        _load(store, amy, other)
    with pytest.raises(Refused, match="fees.no_rows"):
        _load(store, amy, listed("code,fee\n"))
    with pytest.raises(Outside, match="fees.unreadable"):
        _load(store, amy, tmp_path / "nowhere.csv")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(Outside, match="fees.unreadable"):
        _load(store, amy, broken)


def test_a_coder_may_not_load_fees(store, listed):
    with pytest.raises(Refused, match="not_allowed"):
        _load(store, Actor("cy", permissions=frozenset({"code"})), listed(LIST))


def test_typing_finds_by_code_and_by_the_beginnings_of_words(store, amy, listed):
    _load(store, amy, listed(LIST))
    with store.read() as session:
        known = fees.book(session)
    assert [row.code for row in known.search("99", JUNE)] == ["99213", "99213"]
    assert [row.code for row in known.search("bl dr", JUNE)] == ["36415"]
    assert [row.code for row in known.search("visit", JUNE)] == ["99213", "99213", "G0438"]
    assert known.search("visit", JUNE, limit=1)[0].code == "99213"
    assert known.search("zzz", JUNE) == ()
    assert known.search(" ", JUNE) == ()
    assert known.search("blood", date(2026, 3, 1)) == ()
    assert known.fee_on("99213", ("TC",), JUNE).amount == Money(9500)


def test_many_fees_are_looked_up_in_one_query(store, amy, listed):
    _load(store, amy, listed(LIST))
    with store.read() as session:
        found = fees.fees_on(
            session, [("36415", (), JUNE), ("99999", (), JUNE), ("99213", ("TC",), JUNE)]
        )
        assert fees.fees_on(session, []) == []
        assert [row.code for row in fees.search(session, "g04", JUNE)] == ["G0438"]
    assert [row.amount if row else None for row in found] == [Money(1850), None, Money(9500)]


_day = st.integers(0, 30).map(lambda n: START + timedelta(days=n))
_window = st.builds(
    lambda first, length, cents: Window(
        first, None if length is None else first + timedelta(days=length), Money(cents), "w"
    ),
    _day,
    st.none() | st.integers(0, 12),
    st.integers(1, 3),
)


def _on(windows, day):
    return [w.amount for w in windows if w.valid_from <= day <= w.end]


@given(st.lists(_window, max_size=3), st.lists(_window, min_size=1, max_size=3))
def test_on_each_day_one_fee_speaks_and_no_day_loses_its_fee(old, fresh):
    first = [w for _, w in fee_windows.laid_over({}, old)]
    stored = dict(enumerate(first, start=1))
    laid = [w for _, w in fee_windows.laid_over(stored, fresh)]
    for n in range(-1, 50):
        day = START + timedelta(days=n)
        said = _on(laid, day)
        assert len(said) <= 1
        covered = _on(first, day) + _on([w for w in fresh if w.valid_to is not None], day)
        if covered:
            assert said
        bounded = [w for w in fresh if w.valid_to is not None and _on([w], day)]
        if bounded and len(fresh) == 1:
            assert said == [bounded[0].amount]


@given(st.lists(_window, max_size=3), st.lists(_window, min_size=1, max_size=3))
def test_laying_the_same_fees_a_second_time_changes_no_day(old, fresh):
    first = [w for _, w in fee_windows.laid_over({}, old)]
    once = [w for _, w in fee_windows.laid_over(dict(enumerate(first)), fresh)]
    twice = [w for _, w in fee_windows.laid_over(dict(enumerate(once)), fresh)]
    for n in range(-1, 50):
        day = START + timedelta(days=n)
        assert _on(once, day) == _on(twice, day)


def test_columns_without_headings_are_guessed_by_what_stands_in_them(tmp_path):
    path = tmp_path / "own.txt"
    path.write_text(
        "Our list of 2026\n\n99213\tOffice visit, usual\t$165.00\t2026-01-01\n"
        "99214\tOffice visit, longer\t$230.00\t2026-01-01\n",
        "utf-8",
    )
    found = fee_file.layout(path)
    assert found.columns == {"code": 0, "wording": 1, "amount": 2, "valid_from": 3}
    assert (found.heads, found.first) == (tuple(f"Column {one}" for one in "ABCD"), 2)
    read = fee_file.read(path, date(2026, 7, 1), found)
    assert [(r.code, r.window.amount, r.window.valid_from) for r in read.rows] == [
        ("99213", Money(16500), date(2026, 1, 1)), ("99214", Money(23000), date(2026, 1, 1)),
    ]  # fmt: skip
    assert read.refused == ()


def test_chosen_columns_go_before_headings(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("Code,Fee,Own fee,Words\n99213,100,165.00,Visit\n", "utf-8")
    found = fee_file.layout(path)
    assert (found.columns["amount"], found.is_whole) == (1, True)
    chosen = replace(found, columns={"code": 0, "amount": 2, "wording": 3})
    (row,) = fee_file.read(path, date(2026, 7, 1), chosen).rows
    assert (row.window.amount, row.window.wording) == (Money(16500), "Visit")


def test_a_list_without_a_fee_is_not_read(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("Code,Words\n99213,Visit\n", "utf-8")
    found = fee_file.layout(path)
    assert not found.is_whole
    with pytest.raises(Refused, match="no_headings"):
        fee_file.read(path, date(2026, 7, 1), found)


def test_what_loading_would_do_is_told_and_then_done(store, tmp_path):
    path = tmp_path / "fees.csv"
    path.write_text("Code,Fee\n99213,165.00\n99214,230.00\n", "utf-8")
    with store.write(AMY) as work:
        fees.load_file(work, path, "Standard", date(2026, 1, 1))
    path.write_text("Code,Fee\n99213,170.00\n99214,230.00\n99215,300.00\n", "utf-8")
    read = fee_file.read(path, date(2026, 7, 1))
    with store.read() as session:
        told = fees.changes(session, read, "Standard")
        other = fees.changes(session, read, "Another")
    assert (told.added, told.changed, told.ended, told.unchanged) == (2, 0, 1, 0)
    assert other.added == 3
    with store.write(AMY) as work:
        done = fees.load_file(work, path, "Standard", date(2026, 7, 1))
    assert (done.added, done.changed, done.ended) == (told.added, told.changed, told.ended)


def test_the_nearest_fee_of_a_code_is_found_for_a_day_on_which_none_is_in_force(store, amy, listed):
    _load(store, amy, listed("CPT,Charge\n99213,120\n"))
    _load(store, amy, listed("CPT,Charge\n99213,130\n"), valid_from=JUNE)
    with store.read() as session:
        early = fees.nearest(session, " 99213", START - timedelta(days=200))
        late = fees.nearest(session, "99213", JUNE + timedelta(days=900))
        assert fees.nearest(session, "99999", JUNE) is None
    assert early is not None
    assert late is not None
    assert (early.valid_from, early.amount) == (START, Money(12000))
    assert (late.valid_from, late.amount) == (JUNE, Money(13000))


def test_a_service_typed_by_hand_ends_the_older_fee_the_day_before(store, listed):
    with store.write(AMY) as work:
        fees.load_file(work, listed(LIST), "2026", START)
        made = own_fee.add(work, FeeDraft("99213", "", "", Money(13000), JUNE))
    with store.read() as session:
        before = fees.fee_on(session, "99213", (), JUNE - timedelta(days=1))
        after = fees.fee_on(session, "99213", (), JUNE)
    assert (made.added, made.ended) == (1, 1)
    assert (before.amount, after.amount, after.wording) == (Money(112000), Money(13000), "99213")


def test_what_is_no_fee_is_not_kept(store):
    nothing = FeeDraft("9921", "255", "", Money(-1), JUNE, START)
    assert [one.field for one in nothing.problems()] == [
        "code", "modifier", "amount", "valid_to",
    ]  # fmt: skip
    with pytest.raises(Refused, match="fees.incomplete"), store.write(AMY) as work:
        own_fee.add(work, FeeDraft())
    with pytest.raises(Refused, match="not_allowed"), store.write(Actor("bo")) as work:
        own_fee.add(work, nothing)
