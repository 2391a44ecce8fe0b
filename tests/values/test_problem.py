import pytest

from app.values.problem import Outside, Problem, Refused, Severity


def test_a_finding_blocks_unless_it_is_told_otherwise():
    problem = Problem("icd.not_billable", field="dx1")
    assert problem.severity is Severity.BLOCK
    assert (problem.field, dict(problem.values), problem.source) == ("dx1", {}, "")


def test_the_values_of_two_findings_are_never_shared():
    with pytest.raises(TypeError):
        Problem("a").values["name"] = "x"
    assert Problem("a") == Problem("a")


@pytest.mark.parametrize("kind", [Refused, Outside])
def test_an_exception_carries_its_code_and_values_and_shows_the_code_only(kind):
    error = kind("period.closed", period="2026-10")
    assert (error.code, error.values) == ("period.closed", {"period": "2026-10"})
    assert str(error) == "period.closed"
