"""The modifier adviser: what fits this line of this visit, and never by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from app.codesets.articles import CoverageGroup
from app.codesets.rules_data import CodeFacts
from app.codesets.tables import PfsRow, PtpEdit
from app.coding import advice
from app.coding.advice import Weight
from app.coding.codebook import NoBook
from app.coding.draft import CodingDraft, Line
from app.coding.edits.case import Case, RuleTables
from app.coding.edits.visit import Circumstances, Clinician, PastLine, ServiceLine, Visit

ON = date(2026, 7, 1)
ZERO = Decimal(0)
MINE = Clinician("1234567893")


def fee(code, days="XXX", bilat="0", pctc="0"):
    return PfsRow(
        code, "", "A", days, ZERO, ZERO, ZERO, "0", bilat, "0", "0", "0", pctc, "",
        ZERO, ZERO, ZERO, ZERO, ZERO, "PFS 2026",
    )  # fmt: skip


def pair(first, second, indicator):
    return PtpEdit(first, second, date(2020, 1, 1), None, indicator, "", "2026 Q3")


def case_of(*lines, fees=(), ptp=(), coverage=(), titles=(), **about):
    """A visit with rule tables as if these rows had been loaded."""
    services = tuple(ServiceLine(*one) if isinstance(one, tuple) else one for one in lines)
    visit = Visit(
        ON, tuple(f"A0{n}" for n in range(len(titles))), services,
        Circumstances(clinician=MINE, **about),
    )  # fmt: skip
    case = Case(visit, None, None)
    case.tables = RuleTables(
        ptp=tuple(ptp), coverage=tuple(coverage),
        fees=MappingProxyType({(one.code, ""): one for one in fees}),
    )  # fmt: skip
    case.facts = tuple(
        CodeFacts(n, "A00", t, True, False, (), (), ()) for n, t in enumerate(titles)
    )
    return case


def said(case, number=1):
    return {one.modifier: one for one in advice.advise_on(case, number)}


def reasons(case, number=1):
    return {m: (one.weight, one.reason) for m, one in said(case, number).items()}


CONSIDER, APPLIES, NOT_HERE = Weight.CONSIDER, Weight.APPLIES, Weight.NOT_HERE


@pytest.mark.parametrize("other", ["11721", "G0008", "90471", "94640", "99396", "G0439"])
def test_25_is_to_be_considered_beside_what_holds_a_visits_work(other):
    assert reasons(case_of(("99213",), (other,)))["25"] == (CONSIDER, "separate")


@pytest.mark.parametrize("other", ["80053", "36415", "71046", "99214"])
def test_25_is_not_offered_beside_a_test(other):
    assert "25" not in said(case_of(("99213",), (other,)))


def test_25_goes_on_the_visit_and_never_on_the_procedure():
    case = case_of(("99213",), ("11721",))
    assert "25" not in said(case, 2)


def test_a_major_operation_asks_57_and_not_25():
    case = case_of(("99214",), ("27447",), fees=[fee("27447", "090")])
    assert reasons(case) == {"57": (CONSIDER, "decision")}


def operated(days_ago, code="27447"):
    return (PastLine(ON - timedelta(days_ago), code, MINE),)


@pytest.mark.parametrize(("days_ago", "covered"), [(1, True), (90, True), (91, False)])
def test_a_visit_in_the_days_after_an_operation_asks_24(days_ago, covered):
    case = case_of(("99213",), fees=[fee("27447", "090")], history=operated(days_ago))
    assert ("24" in said(case)) is covered


def test_a_procedure_in_those_days_asks_58_78_or_79():
    case = case_of(("27301",), fees=[fee("27447", "090")], history=operated(12))
    found = said(case)
    assert [m for m in found if m in ("58", "78", "79")] == ["58", "78", "79"]
    assert "27447" in found["78"].why


def test_another_surgeons_operation_asks_nothing():
    other = (PastLine(ON - timedelta(3), "27447", Clinician("1999999984")),)
    assert said(case_of(("27301",), fees=[fee("27447", "090")], history=other)) == {}


def test_the_x_modifiers_stand_before_59():
    case = case_of(("11042",), ("97597",), ptp=[pair("11042", "97597", "1")])
    order = [one.modifier for one in advice.advise_on(case, 2)]
    assert order == ["XE", "XS", "XP", "XU", "59"]


def test_a_pair_that_no_modifier_parts_says_so():
    case = case_of(("80053",), ("80048",), ptp=[pair("80053", "80048", "0")])
    assert reasons(case, 2)["59"] == (NOT_HERE, "never")


@pytest.mark.parametrize("indicator", ["9", ""])
def test_a_deleted_pair_asks_nothing(indicator):
    case = case_of(("11042",), ("97597",), ptp=[pair("11042", "97597", indicator)])
    assert "59" not in said(case, 2)


def test_a_pair_with_a_visit_is_the_visits_matter():
    case = case_of(("20610",), ("99213",), ptp=[pair("20610", "99213", "1")])
    assert "59" not in said(case, 1)
    assert "25" in said(case, 2)


@pytest.mark.parametrize(
    ("title", "bilat", "expected"),
    [
        ("Pain in right knee", "1", {"RT": (APPLIES, "right")}),
        ("Pain in left knee", "", {"LT": (APPLIES, "left")}),
        ("Pain in left knee", "2", {"LT": (NOT_HERE, "already_both")}),
        ("Bilateral primary osteoarthritis of knee", "1",
         {"50": (CONSIDER, "both"), "RT": (CONSIDER, "each_side"), "LT": (CONSIDER, "each_side")}),
        ("Bilateral primary osteoarthritis of knee", "2", {"50": (NOT_HERE, "already_both")}),
        ("Bilateral primary osteoarthritis of knee", "3",
         {"50": (NOT_HERE, "two_lines"), "RT": (CONSIDER, "each_side"),
          "LT": (CONSIDER, "each_side")}),
        ("Essential (primary) hypertension", "1", {}),
    ],
)  # fmt: skip
def test_sides_come_from_the_diagnosis_and_the_fee_schedule(title, bilat, expected):
    line = ServiceLine("20610", pointers=(1,))
    fees = [fee("20610", "000", bilat)] if bilat else []
    assert reasons(case_of(line, fees=fees, titles=(title,))) == expected


def test_the_same_service_again_asks_76_and_a_test_91():
    assert reasons(case_of(("71046",), ("71046",)), 2) == {"76": (CONSIDER, "again_same")}
    assert reasons(case_of(("82947",), ("82947",)), 2) == {"91": (CONSIDER, "test_again")}
    assert reasons(case_of(("71046",), ("71046",)), 1) == {}


def test_the_same_service_by_another_clinician_asks_77():
    other = (PastLine(ON, "71046", Clinician("1999999984")),)
    assert reasons(case_of(("71046",), history=other)) == {"77": (CONSIDER, "again_other")}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("22", {"26": (APPLIES, "reading"), "TC": (NOT_HERE, "facility_machine")}),
        ("11", {"26": (CONSIDER, "only_reading"), "TC": (CONSIDER, "only_machine")}),
    ],
)
def test_26_and_tc_go_by_place(place, expected):
    assert reasons(case_of(("71046",), fees=[fee("71046", pctc="1")], place=place)) == expected


def test_a_service_without_two_parts_says_so_and_unknown_ones_are_not_guessed():
    whole = case_of(("76000",), fees=[fee("76000", pctc="3")], place="22")
    assert reasons(whole) == {"26": (NOT_HERE, "no_parts")}
    assert reasons(case_of(("71046",), place="22")) == {}


def test_telehealth_places_ask_95_or_93():
    for place in ("02", "10"):
        assert set(said(case_of(("99213",), place=place))) == {"95", "93"}
    assert said(case_of(("99213",), place="11")) == {}


def test_medicare_notices_follow_the_coverage_that_is_loaded():
    group = CoverageGroup(
        "A52000", "", frozenset({"82306"}), frozenset({"E559"}), frozenset(), "", ON, None
    )
    line = ServiceLine("82306", pointers=(1,))
    case = case_of(line, coverage=[group], titles=("x",), payer_kind="medicare")
    assert reasons(case) == {
        "GA": (CONSIDER, "told_required"), "GZ": (CONSIDER, "not_told"),
    }  # fmt: skip
    case = case_of(line, coverage=[group], titles=("x",), payer_kind="commercial")
    assert reasons(case) == {}


def test_a_check_up_of_a_medicare_patient_takes_gy():
    case = case_of(("99397",), payer_kind="medicare")
    assert reasons(case) == {"GY": (APPLIES, "excluded"), "GX": (CONSIDER, "told_freely")}


@pytest.mark.parametrize(("code", "marks"), [("97110", {"KX"}), ("J3490", {"JZ", "JW"})])
def test_therapy_and_vials_have_their_own(code, marks):
    assert set(said(case_of((code,), payer_kind="medicare"))) == marks
    assert said(case_of((code,), payer_kind="commercial")) == {}


def test_what_the_line_has_is_told_and_every_advice_has_words_and_a_source():
    case = case_of(("99213", ("25",)), ("11721",), place="10")
    told = advice.advise_on(case, 1)
    assert "25" in [one.modifier for one in told]
    for one in told:
        assert one.is_on is (one.modifier == "25")
        assert one.why
        assert one.source


def test_nothing_is_put_on_a_line_and_a_line_that_is_not_there_gets_no_advice():
    draft = CodingDraft(1, ON, lines=(Line("99213"), Line("11721", ("59", "XS"))))
    before = replace(draft)
    assert advice.advise(draft, 1, NoBook())
    assert draft == before
    assert advice.advise(draft, 3, NoBook()) == advice.advise(draft, 0, NoBook()) == ()


@pytest.mark.parametrize(
    ("held", "modifier", "expected"),
    [
        ((), "25", ("25",)), (("59",), "XS", ("XS",)), (("LT", "79"), "RT", ("79", "RT")),
        (("26",), "TC", ("TC",)), (("25",), "24", ("25", "24")), (("RT",), "50", ("50",)),
    ],
)  # fmt: skip
def test_a_modifier_takes_the_place_of_what_it_contradicts(held, modifier, expected):
    assert advice.put_on(held, modifier) == expected


def test_an_advice_says_what_it_takes_the_place_of():
    line = ServiceLine("20610", ("LT",), pointers=(1,))
    found = said(case_of(line, titles=("Pain in right knee",)))["RT"]
    assert found.instead_of == ("LT",)
    assert "LT" in found.why


@pytest.mark.parametrize(
    ("code", "days", "ahead", "expected"),
    [("27447", "090", 1, {"57"}), ("27447", "090", 0, {"57"}), ("11421", "010", 0, {"25"}),
     ("11421", "010", 1, set()), ("27447", "090", 2, set())],
)  # fmt: skip
def test_a_visit_before_an_operation_asks_57_and_on_its_day_what_it_takes(
    code, days, ahead, expected
):
    case = case_of(("99213",), fees=[fee(code, days)], history=operated(-ahead, code))
    assert set(said(case)) == expected


def test_a_pair_that_the_other_line_sets_apart_asks_nothing_more():
    case = case_of(("11042", ("XS",)), ("97597",), ptp=[pair("11042", "97597", "1")])
    assert said(case, 2) == {}


def test_a_quadrant_of_the_belly_is_no_side():
    line = ServiceLine("49505", pointers=(1,))
    assert said(case_of(line, titles=("Right lower quadrant pain",))) == {}
