"""Coding audits: drawn, read before the codes are seen, judged, counted and taught."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.auditing import accuracy, lessons, levels, reading, sampling
from app.auditing.reading import Verdict
from app.auditing.sampling import Scope
from app.coding.comparing import Codes, compare, compare_as_before
from app.coding.draft import Diagnosis, Line
from app.practice import settings
from app.store.actor import PROGRAM, Actor
from app.superbills import frozen
from app.values.money import Money
from app.values.problem import Outside, Refused
from app.values.states import Discrepancy as Kind
from models.coding_audit import AuditFinding, AuditReading
from models.encounter import Encounter
from tests.app.superbills.visits import DOS, NOTHING, coded, fee_list, visit

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
KIM = Actor("Kim", permissions=frozenset({"*"}))
LEE = Actor("Lee", permissions=frozenset({"*"}))


@pytest.fixture
def office(store):
    with store.write(PROGRAM) as work:
        fee_list(work, C99213="120.00", C99214="180.00", C99215="250.00", C83036="40.00")
    return store


def hand_off(store, actor=KIM, **changes) -> int:
    """A visit coded by somebody and handed off; gives its superbill."""
    with store.write(PROGRAM) as work:
        one = visit(work)
    with store.write(actor) as work:
        return frozen.hand_off(work, coded(work.session, one, **changes), NOTHING).id


def begun(store, actor=LEE, size=30, **changes) -> int:
    """An audit begun by somebody over June."""
    with store.write(actor) as work:
        return sampling.begin(work, Scope(*JUNE, size, **changes), seed=7)


def audited(store, audit_id):
    with store.read() as session:
        return reading.visits(session, audit_id)


def as_coded(store, row) -> Codes:
    with store.read() as session:
        return reading.codes_of(session, row.superbill_id)


def test_the_same_seed_draws_the_same_visits_and_another_may_not(office):
    for _n in range(12):
        hand_off(office)
    with office.read() as session:
        scope = Scope(*JUNE, 5)
        found = sampling.candidates(session, scope)
    once, again = (sampling.draw(found, scope, 7) for _n in range(2))
    assert once == again
    assert len({one.superbill_id for one in once}) == 5
    drawn = {tuple(one.number for one in sampling.draw(found, scope, seed)) for seed in range(20)}
    assert len(drawn) > 10


def test_a_visit_is_drawn_from_its_scope_and_once_only(office):
    mine, _lees = hand_off(office), hand_off(office, LEE)
    audit_id = begun(office, coder="Kim")
    assert [row.superbill_id for row in audited(office, audit_id)] == [mine]
    with pytest.raises(Refused, match="auditing.no_visits"):
        begun(office, coder="Kim")
    with pytest.raises(Refused, match="auditing.no_visits"), office.write(LEE) as work:
        sampling.begin(work, Scope(date(2026, 7, 1), date(2026, 7, 31), 5))


def test_what_was_sent_back_is_not_drawn(office):
    back = hand_off(office)
    with office.write(LEE) as work:
        frozen.send_back(work, back, "wrong side")
    with pytest.raises(Refused, match="auditing.no_visits"):
        begun(office)


def test_a_risk_sample_takes_what_most_rules_name_first(office):
    hand_off(office)
    with office.write(PROGRAM) as work:
        one = visit(work)
    with office.write(KIM) as work:
        draft = coded(work.session, one, services=())
        line = Line("99215", ("25",), pointers=(1, 2), fee=Money.parse("250.00"))
        risky = frozen.hand_off(work, replace(draft, lines=(line,)), NOTHING).id
    audit_id = begun(office, is_risk=True)
    (row,) = audited(office, audit_id)
    assert (row.superbill_id, row.risks) == (risky, ("modifier",))


@pytest.mark.parametrize(("over", "risks"), [("119.99", ("amount",)), ("120.00", ())])
def test_a_visit_is_a_risk_by_its_amount_only_above_the_limit_of_the_office(office, over, risks):
    with office.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_AMOUNT, Money.parse(over))
    hand_off(office)
    with office.read() as session:
        (found,) = sampling.candidates(session, Scope(*JUNE, 9))
    assert (str(found.total), found.risks) == ("120.00", risks)


@pytest.mark.parametrize("scope", [Scope(*JUNE, 0), Scope(JUNE[1], JUNE[0], 5)])
def test_a_scope_that_holds_nothing_is_refused(office, scope):
    with pytest.raises(Refused, match="auditing.no_size"), office.write(LEE) as work:
        sampling.begin(work, scope)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 9, 30), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 2, 1), (date(2025, 10, 1), date(2025, 12, 31))),
    ],
)
def test_the_last_quarter_is_the_one_that_has_ended(today, quarter):
    assert sampling.last_quarter(today) == quarter


def test_an_auditor_who_codes_the_same_is_done_at_once(office):
    hand_off(office)
    audit_id = begun(office)
    (row,) = audited(office, audit_id)
    assert not row.is_read
    with office.read() as session:
        assert reading.reading(session, row.id) is None
    with office.write(LEE) as work:
        assert reading.read(work, row.id, as_coded(office, row)).is_same
    assert audited(office, audit_id)[0].is_done
    with office.read() as session:
        (month,) = accuracy.accuracy(session, *JUNE)
        (audit,) = reading.audits(session)
    assert (audit.visits, audit.done) == (1, 1)
    assert (month.month, month.coder, month.own) == (date(2026, 6, 1), "Kim", 0)
    # First-listed, two diagnoses, one service.
    assert (month.codes, month.right_codes, month.by_code, month.meets_goal) == (4, 4, 1000, True)
    assert (month.by_visit, month.by_money) == (1000, 1000)


def read_lower(store, row, actor=LEE):
    """Read a 99214 as 99213 and miss a test: over by 60.00, under by 40.00."""
    codes = as_coded(store, row)
    lines = (Line("99213", pointers=(1, 2)), Line("83036", pointers=(1,)))
    with store.write(actor) as work:
        return reading.read(work, row.id, replace(codes, lines=lines))


def test_accuracy_is_told_by_code_by_visit_and_by_money_apart(office):
    hand_off(office, services=("99214",))
    hand_off(office)
    audit_id = begun(office)
    over, same = sorted(audited(office, audit_id), key=lambda row: row.superbill_id)
    found = read_lower(office, over)
    assert [one.kind for one in found.differences] == [Kind.OVER, Kind.MISSED]
    with office.read() as session:
        assert accuracy.accuracy(session, *JUNE) == ()
    with office.write(LEE) as work:
        verdicts = [Verdict(one, is_error=True, lesson="Two") for one in found.differences]
        reading.judge(work, over.id, verdicts)
        reading.read(work, same.id, as_coded(office, same))
    with office.read() as session:
        (month,) = accuracy.accuracy(session, *JUNE)
    # Compared: 5 (first, two diagnoses, two services) and 4; two of the five are wrong.
    assert (month.codes, month.right_codes) == (9, 7)
    assert (month.by_code, month.by_visit, month.meets_goal) == (777, 500, False)
    # Charged 180.00 + 120.00; 60.00 too much and 40.00 too little.
    assert (month.charged, month.over, month.under) == tuple(
        Money.parse(amount) for amount in ("300.00", "60.00", "40.00")
    )
    assert month.by_money == 666
    assert month.kinds == {Kind.OVER: 1, Kind.MISSED: 1}


def test_what_the_auditor_takes_as_right_after_all_is_no_error(office):
    hand_off(office, services=("99214",))
    (row,) = audited(office, begun(office))
    found = read_lower(office, row)
    with office.write(LEE) as work:
        reading.judge(work, row.id, [Verdict(one, is_error=False) for one in found.differences])
    with office.read() as session:
        (month,) = accuracy.accuracy(session, *JUNE)
        assert lessons.lessons(session) == ()
    assert (month.right_codes, month.right_visits, month.over) == (5, 1, Money(0))


def test_a_service_without_a_fee_has_no_effect_in_money(office):
    hand_off(office)
    (row,) = audited(office, begun(office))
    codes = as_coded(office, row)
    with office.write(LEE) as work:
        added = replace(codes, lines=(*codes.lines, Line("97110", pointers=(1,))))
        found = reading.read(work, row.id, added)
        reading.judge(work, row.id, [Verdict(one, is_error=True) for one in found.differences])
    with office.read() as session:
        assert session.scalars(sa.select(AuditFinding.effect)).all() == [None]


def test_a_reading_of_an_earlier_version_keeps_the_items_it_was_counted_by(office):
    hand_off(office)
    (row,) = audited(office, begun(office))
    coder = as_coded(office, row)
    other = replace(coder, diagnoses=(Diagnosis("J00"), *coder.diagnoses[1:]))
    before = compare_as_before(coder, other)
    with office.write(LEE) as work:
        work.session.add(
            AuditReading(
                audited_visit_id=row.id, read_at=work.now, read_by=work.actor.name,
                codes=other.as_json(), agreed=before.agreed, compared=before.compared,
            )
        )  # fmt: skip
    with office.read() as session:
        found = reading.reading(session, row.id)
    assert found.comparison == before
    assert before != compare(coder, other)


def test_a_wrong_diagnosis_has_no_price(office):
    hand_off(office)
    (row,) = audited(office, begun(office))
    codes = as_coded(office, row)
    with office.write(LEE) as work:
        other = replace(codes, diagnoses=(Diagnosis("E1142"), *codes.diagnoses[1:]))
        found = reading.read(work, row.id, other)
        reading.judge(work, row.id, [Verdict(one, is_error=True) for one in found.differences])
    with office.read() as session:
        effects = session.execute(sa.select(AuditFinding.kind, AuditFinding.effect))
        assert {kind: effect for kind, effect in effects} == dict.fromkeys(
            (Kind.WRONG, Kind.POINTER)
        )


def test_reading_and_verdicts_happen_once_and_whole(office):
    hand_off(office, services=("99214",))
    (row,) = audited(office, begun(office))
    with pytest.raises(Refused, match="auditing.not_read"), office.write(LEE) as work:
        reading.judge(work, row.id, [])
    with pytest.raises(Refused, match="auditing.empty"), office.write(LEE) as work:
        reading.read(work, row.id, Codes())
    found = read_lower(office, row)
    with pytest.raises(Refused, match="auditing.read_already"):
        read_lower(office, row)
    verdicts = [Verdict(one, is_error=True) for one in found.differences]
    with pytest.raises(Refused, match="auditing.not_all"), office.write(LEE) as work:
        reading.judge(work, row.id, verdicts[:1])
    with office.write(LEE) as work:
        reading.judge(work, row.id, verdicts)
    with pytest.raises(Refused, match="auditing.judged_already"), office.write(LEE) as work:
        reading.judge(work, row.id, verdicts)
    with pytest.raises(Refused, match="auditing.gone"), office.write(LEE) as work:
        reading.read(work, 999, Codes((Diagnosis("I10"),)))


def test_a_biller_may_not_audit_coding(office):
    hand_off(office)
    nobody = Actor("Bo", permissions=frozenset({"look"}))
    with pytest.raises(Refused, match="not_allowed"), office.write(nobody) as work:
        sampling.begin(work, Scope(*JUNE, 5))


def test_an_error_goes_back_to_its_coder_as_a_lesson_and_is_answered_once(office):
    hand_off(office, services=("99214",))
    (row,) = audited(office, begun(office))
    found = read_lower(office, row)
    with office.write(LEE) as work:
        words = " One problem only "
        reading.judge(work, row.id, [Verdict(one, True, words) for one in found.differences])
    with office.read() as session:
        newest, oldest = lessons.lessons(session, "Kim", unseen=True)
        assert lessons.lessons(session, "Lee") == ()
    assert (oldest.kind, oldest.first, oldest.second) == (Kind.OVER, "99214", "99213")
    assert (oldest.words, oldest.found_by, oldest.seen_at) == ("One problem only", "Lee", None)
    with pytest.raises(Refused, match="auditing.not_yours"), office.write(LEE) as work:
        lessons.acknowledge(work, oldest.finding_id)
    with office.write(KIM) as work:
        lessons.acknowledge(work, oldest.finding_id, "Agreed")
    with pytest.raises(Refused, match="auditing.seen_already"), office.write(KIM) as work:
        lessons.acknowledge(work, oldest.finding_id)
    with pytest.raises(Refused, match="auditing.gone"), office.write(KIM) as work:
        lessons.acknowledge(work, 999)
    with office.read() as session:
        assert [one.finding_id for one in lessons.lessons(session, "Kim", unseen=True)] == [
            newest.finding_id
        ]
        assert lessons.lessons(session)[1].reply == "Agreed"


def test_levels_stand_beside_the_own_history_and_a_loaded_benchmark(office, tmp_path):
    for services in (("99213",), ("99213",), ("99214",)):
        hand_off(office, services=services)
    with office.write(PROGRAM) as work:
        earlier = visit(work, dos=date(2026, 5, 20), dos_last=date(2026, 5, 20))
        frozen.hand_off(work, coded(work.session, earlier, services=("99215",)), NOTHING)
    path = tmp_path / "levels.csv"
    path.write_text("Code,Percent\n99213,41.5\n99214,45%\n", "utf-8")
    with office.write(PROGRAM) as work:
        assert levels.load_benchmark(work, path, "own region 2025") == 2
        assert levels.load_benchmark(work, path, "own region 2025") == 2
    with office.read() as session:
        (family,) = levels.distribution(session, *JUNE)
        assert levels.distribution(session, *JUNE, provider_id=999) == ()
    assert (family.stem, family.visits) == ("9921", 3)
    told = [(one.code, one.visits, one.share, one.before, one.elsewhere) for one in family.levels]
    assert told == [
        ("99213", 2, 6667, 0, 4150), ("99214", 1, 3333, 0, 4500), ("99215", 0, 0, 10000, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("code,percent\n", 1),
        ("code,percent\n99213,40\n83036,10\n", 3),
        ("code,percent\n99213,forty\n", 2),
        ("code,percent\n99213,140\n", 2),
        ("code,percent\n99213,40\n99213,41\n", 3),
        ("level;share\n99213;40\n", 2),
    ],
)
def test_a_benchmark_that_is_none_names_its_row_and_changes_nothing(office, tmp_path, text, row):
    path = tmp_path / "levels.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as caught, office.write(PROGRAM) as work:
        levels.load_benchmark(work, path, "nowhere")
    assert (caught.value.code, caught.value.values["row"]) == ("auditing.no_benchmark", str(row))


def test_a_benchmark_that_cannot_be_read_says_so(office, tmp_path):
    (tmp_path / "levels.csv").write_bytes(b"code,percent\n\xff\xfe\n")
    for name in ("levels.csv", "nothing.csv"):
        with pytest.raises(Outside, match="auditing.unreadable"), office.write(PROGRAM) as work:
            levels.load_benchmark(work, tmp_path / name, "nowhere")


def test_the_day_of_service_is_june_in_these_tests():
    assert JUNE[0] <= DOS <= JUNE[1]


def test_a_level_above_the_provider_s_usual_in_the_scope_is_a_risk(office):
    with office.write(PROGRAM) as work:
        first = visit(work)
        provider = work.session.get_one(Encounter, first).provider_id
        for _n in range(3):
            other = visit(work, provider_id=provider)
            frozen.hand_off(work, coded(work.session, other), NOTHING)
        high = frozen.hand_off(work, coded(work.session, first, services=("99215",)), NOTHING)
    with office.read() as session:
        found = sampling.candidates(session, Scope(*JUNE, 9, provider_id=provider))
    assert {one.superbill_id: one.risks for one in found if one.risks} == {high.id: ("level",)}
