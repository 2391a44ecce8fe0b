"""Drugs and waived tests: a table of examples for each rule, each from its source."""

from __future__ import annotations

from datetime import date

import pytest

from app.coding.edits import check, waived
from app.coding.edits.visit import Circumstances, PastLine, ServiceLine, Visit

# Medicare Claims Processing Manual, chapter 17, section 40: the discarded amount stands on a
# line of its own with JW; JZ from January 2023, and one of the two from July 2023.
WASTE = [
    ("medicare", date(2026, 6, 1), [("J0897", ())], ["note"]),
    ("medicare", date(2026, 6, 1), [("J0897", ("JZ",))], []),
    ("medicare", date(2026, 6, 1), [("J0897", ()), ("J0897", ("JW",))], []),
    ("medicare", date(2026, 6, 1), [("J0897", ("JW",))], ["warn"]),
    ("medicare", date(2026, 6, 1), [("J0897", ("JZ",)), ("J0897", ("JW",))], ["warn"]),
    ("medicare", date(2026, 6, 1), [("J0897", ("JZ",)), ("J1885", ("JZ",))], []),
    ("medicare", date(2023, 6, 30), [("J0897", ())], []),
    ("medicare", date(2023, 7, 1), [("J0897", ())], ["note"]),
    ("medicare", date(2022, 12, 31), [("J0897", ("JZ",))], ["warn"]),
    ("medicare", date(2023, 1, 1), [("J0897", ("JZ",))], []),
    ("commercial", date(2026, 6, 1), [("J0897", ())], []),
    ("self_pay", date(2026, 6, 1), [("J0897", ("JW",))], ["note"]),
    ("medicare", date(2026, 6, 1), [("99213", ("JZ",))], ["warn"]),
    # Tablets, devices and supplies are no injected drugs.
    ("medicare", date(2026, 6, 1), [("J8540", ()), ("J7298", ()), ("A4550", ())], []),
]


def found(rule, payer, dos, lines, history=()):
    billed = tuple(ServiceLine(code, marks, pointers=(1,)) for code, marks in lines)
    about = Circumstances(place="11", payer_kind=payer, history=tuple(history))
    visit = Visit(dos, ("I10",), billed, about)
    return [one for one in check.check(visit, None) if one.rule == rule]


@pytest.mark.parametrize(("payer", "dos", "lines", "weights"), WASTE)
def test_what_was_discarded_is_said_once_and_beside_what_was_given(payer, dos, lines, weights):
    said = found("drug.waste", payer, dos, lines)
    assert [one.severity.value for one in said] == weights
    assert all("chapter 17, section 40" in one.source and one.message for one in said)


def test_what_was_given_may_be_billed_already():
    before = [PastLine(date(2026, 6, 1), "J0897")]
    line = [("J0897", ("JW",))]
    assert found("drug.waste", "medicare", date(2026, 6, 1), line, before) == []


@pytest.mark.parametrize(
    ("payer", "code", "count"),
    [("medicaid", "J0897", 1), ("medicaid", "J9035", 1), ("medicaid", "99213", 0),
     ("medicaid", "J8540", 0), ("medicare", "J0897", 0), ("commercial", "J0897", 0)],
)  # fmt: skip
def test_medicaid_is_told_the_product_of_a_drug(payer, code, count):
    said = found("drug.ndc", payer, date(2026, 6, 1), [(code, ())])
    assert len(said) == count
    assert all(one.severity.value == "note" and "447.520" in one.source for one in said)


# Claims Processing Manual, chapter 16, section 70.8, and its transmittals of waived tests.
@pytest.mark.parametrize(
    ("payer", "day", "code", "marks", "count"),
    [
        ("medicare", date(2026, 6, 1), "87880", (), 1),
        ("medicare", date(2026, 6, 1), "87880", ("QW",), 0),
        ("medicare", date(2026, 6, 1), "87880", ("90",), 0),
        ("medicaid", date(2026, 6, 1), "83036", (), 1),
        ("commercial", date(2026, 6, 1), "83036", (), 0),
        ("medicare", date(2026, 6, 1), "81002", (), 0),
        ("medicare", date(2026, 6, 1), "81001", (), 0),
        ("medicare", date(2026, 6, 1), "36415", (), 0),
        ("medicare", date(2020, 10, 5), "87811", (), 0),
        ("medicare", date(2020, 10, 6), "87811", (), 1),
        ("medicare", date(2015, 12, 31), "85025", (), 0),
    ],
)
def test_an_office_is_reminded_of_qw_where_its_certificate_asks(payer, day, code, marks, count):
    said = found("lab.qw", payer, day, [(code, marks)])
    assert [one.severity.value for one in said] == ["note"] * count


def test_no_test_is_waived_with_and_without_qw():
    day = date(2026, 6, 1)
    assert waived.held("with_qw", day).isdisjoint(waived.held("without_qw", day))


@pytest.mark.parametrize(
    ("code", "marks", "count"),
    [("81002", ("QW",), 1), ("82962", ("QW",), 1), ("81003", ("QW",), 0), ("87880", ("QW",), 0),
     ("81002", (), 0)],
)  # fmt: skip
def test_qw_on_a_test_that_is_waived_without_it(code, marks, count):
    assert len(found("lab.waived", "medicare", date(2026, 6, 1), [(code, marks)])) == count


# Claims Processing Manual, chapter 16, section 70.10: a claim without the number is given back.
@pytest.mark.parametrize(
    ("clia", "payer", "place", "lines", "said"),
    [
        ("", "medicare", "11", [("87880", ("QW",))], ["line1"]),
        ("", "medicaid", "11", [("99213", ()), ("87880", ("QW",)), ("81002", ())], ["line2"]),
        ("", "medicare", "11", [("81002", ())], ["line1"]),
        ("", "medicare", "11", [("86328", ("QW",))], ["line1"]),
        ("", "medicare", "11", [("87880", ("90",))], []),
        ("", "medicare", "11", [("99213", ()), ("36415", ())], []),
        ("", "medicare", "22", [("87880", ("QW",))], []),
        ("", "commercial", "11", [("87880", ("QW",))], []),
        ("38D0000000", "medicare", "11", [("87880", ("QW",))], []),
        (None, "medicare", "11", [("87880", ("QW",))], []),
    ],
)
def test_a_test_without_a_certificate_number_on_file_is_told_once(clia, payer, place, lines, said):
    billed = tuple(ServiceLine(code, marks, pointers=(1,)) for code, marks in lines)
    about = Circumstances(place=place, payer_kind=payer, clia=clia)
    visit = Visit(date(2026, 6, 1), ("I10",), billed, about)
    found = [one for one in check.check(visit, None) if one.rule == "lab.certificate"]
    assert [one.target for one in found] == said
    assert all("70.10" in one.source and "CLIA" in one.message for one in found)
