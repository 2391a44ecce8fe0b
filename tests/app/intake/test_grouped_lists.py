"""Lists that say a patient, a day or a visit once, over the rows that belong to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.column_map import ColumnMap
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged
from tests.app.intake.reading import TODAY, read, reasons, warnings

HEAD = "Acct #,Patient,DOB,DOS,Provider,CPT,Charge"
ADA, IKE = '70001,"Stone, Ada",02/03/1960', '70002,"Boswell, Ike",11/30/1955'


def lines(*rows: str, head: str = HEAD) -> str:
    return "\r\n".join([head, *rows]) + "\r\n"


def told(staged: Staged) -> list[str]:
    numbers = {one.key: one.mrn for one in staged.patients}
    return [f"{numbers[v.patient_key]} {v.dos:%m/%d}" for v in staged.visits]


def test_a_patient_named_once_has_the_visits_under_him(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        lines(
            f"{ADA},06/01/2026,Reed,99213,125.00", ",,,06/08/2026,Reed,99212,85.00",
            ",,,06/15/2026,Reed,99213,125.00", f"{IKE},06/02/2026,Reed,99214,185.00",
            ",,,06/03/2026,Reed,99213,125.00", ",,,06/09/2026,Reed,99213,125.00",
        ),
    )  # fmt: skip
    ada = ["70001 06/01", "70001 06/08", "70001 06/15"]
    assert told(staged) == [*ada, "70002 06/02", "70002 06/03", "70002 06/09"]
    assert warnings(staged).count("above") == 1


def test_a_row_of_the_patient_alone_heads_his_visits_until_a_total(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        lines(
            f"{ADA},,,,", ",,,06/01/2026,Reed,99213,125.00", "Total for Stone,,,,,,125.00",
            ",,,06/05/2026,Reed,99213,125.00", f"{IKE},,,,", ",,,06/02/2026,Reed,99213,125.00",
            "Page 1 of 2,,,,,,", HEAD, '70002,"Boswell, Ike (continued)",11/30/1955,,,,',
            ",,,06/03/2026,Reed,99214,185.00",
        ),
    )  # fmt: skip
    assert told(staged) == ["70001 06/01", "70002 06/02", "70002 06/03"]
    assert [row for row, _ in reasons(staged)] == [5]


@pytest.mark.parametrize(
    "others",
    [
        (f"{ADA},06/01/2026,Reed,99213,125.00", f"{ADA},06/01/2026,Reed,93000,65.00"),
        (f"{ADA},06/01/2026,Reed,99213,125.00", f"{IKE},06/01/2026,Reed,99213,125.00",
         '70003,"Cardew, Nell",07/09/2001,06/01/2026,Reed,99213,125.00',
         '70004,"Holm, Tove",07/09/2002,06/02/2026,Reed,99213,125.00'),
    ],
)  # fmt: skip
def test_in_a_list_that_is_not_grouped_a_blank_patient_is_nobody(
    tmp_path: Path, others: tuple[str, ...]
) -> None:
    blank = (",,,06/03/2026,Reed,99213,125.00", ",,,06/04/2026,Reed,99213,125.00")
    staged = read(tmp_path, lines(*others, *blank))
    assert [reason[:25] for _, reason in reasons(staged)] == ["The row names no patient:"] * 2


MEMBERS = "MRN,Patient,DOB,Sex,DOS,Member ID,CPT"
PEOPLE = [f'7{n},"Stone, A{n}",02/0{n}/1960,F' for n in range(1, 9)]
DAYS = ["05/14", "04/02", "06/11", "03/23", "05/01", "02/17", "06/20", "01/09"]


def flat(lost: dict[int, str], days: list[str]) -> str:
    """Give a list of one visit each, in which some rows lost who it was."""
    rows = [f"{who},{day}/2026,W{who[1]},99213" for who, day in zip(PEOPLE, days, strict=True)]
    for at, cells in lost.items():
        rows[at] = f",,,,{cells},99213"
    return lines(*rows, head=MEMBERS)


@pytest.mark.parametrize(
    ("lost", "days"),
    [
        ({3: "06/30/2026,", 6: "01/30/2026,"}, DAYS),
        ({3: "05/20/2026,X1", 6: "05/25/2026,X2"}, sorted(DAYS)),
        ({at: f"{DAYS[at]}/2026,X{at}" for at in (1, 3, 5, 7)}, DAYS),
        ({at: f"{day}/2026," for at, day in enumerate(sorted(DAYS)) if at % 2}, sorted(DAYS)),
    ],
)
def test_visits_that_lost_their_patients_are_given_to_nobody_else(
    tmp_path: Path, lost: dict[int, str], days: list[str]
) -> None:
    staged = read(tmp_path, flat(lost, days))
    assert [row for row, _ in reasons(staged)] == [at + 2 for at in lost]
    assert len(told(staged)) == len(PEOPLE) - len(lost)


def test_few_visits_under_many_patients_are_theirs_where_all_run_on(tmp_path: Path) -> None:
    rows = [f"{who},{day}/2026,,99213" for who, day in zip(PEOPLE, DAYS, strict=True)]
    for at in (7, 5, 2, 0):
        rows.insert(at + 1, ",,,,06/28/2026,,99212")
    assert len(told(read(tmp_path, lines(*rows, head=MEMBERS)))) == len(rows)


def test_one_service_that_lost_its_visit_is_given_to_none(tmp_path: Path) -> None:
    text = lines(
        f"{ADA},06/01/2026,Reed,99213,125.00", ",,,,,93000,65.00",
        f"{IKE},06/02/2026,Reed,99214,185.00",
    )  # fmt: skip
    staged = read(tmp_path, text)
    assert ([row for row, _ in reasons(staged)], len(staged.charges)) == ([3], 2)


def test_services_under_a_visit_are_its_services(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        lines(
            f"{ADA},06/01/2026,Reed,99213,125.00", ",,,,,93000,65.00", ",,,,,36415,15.00",
            f"{IKE},06/02/2026,Reed,99214,185.00", f"{ADA},02/30/2026,Reed,99213,125.00",
            ",,,,,20610,150.00",
        ),
    )  # fmt: skip
    assert [(c.code, c.visit_key) for c in staged.charges][:3] == [
        (code, staged.visits[0].key) for code in ("99213", "93000", "36415")
    ]
    assert [row for row, _ in reasons(staged)] == [6, 7]


def test_a_day_sheet_says_each_day_once(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        lines(
            f"06/01/2026,{ADA},99213", f",{IKE},99213", ',70003,"Holm, Tove",07/09/2001,99213',
            f"06/02/2026,{IKE},99212", f",{ADA},99212",
            head="DOS,Acct,Patient,DOB,CPT",
        ),
    )  # fmt: skip
    assert told(staged) == [
        "70001 06/01", "70002 06/01", "70003 06/01", "70002 06/02", "70001 06/02",
    ]  # fmt: skip
    assert "above" in warnings(staged)


def test_days_that_do_not_run_on_make_no_day_sheet(tmp_path: Path) -> None:
    days = ("06/02/2026", "06/01/2026", "06/03/2026")
    rows = [row for day in days for row in (f"{day},{ADA},99213", f",{IKE},99213")]
    staged = read(tmp_path, lines(*rows, head="DOS,Acct,Patient,DOB,CPT"))
    assert [row for row, _ in reasons(staged)] == [3, 5, 7]


def test_a_row_that_cannot_be_read_lends_nothing_to_those_below(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        lines(
            f"{ADA},06/01/2026,Reed,99213,125.00", ",,,06/08/2026,Reed,99212,85.00",
            ",,,06/15/2026,Reed,99212,85.00",
            f"{IKE},06/02/2026,Reed,99214,185.00,too,many,cells", ",,,06/09/2026,Reed,99213,125.00",
            ",,,06/10/2026,Reed,99213,125.00",
        ),
    )  # fmt: skip
    assert told(staged) == ["70001 06/01", "70001 06/08", "70001 06/15"]
    assert [row for row, _ in reasons(staged)] == [5, 6, 7]


def test_a_row_without_its_id_joins_the_visit_of_that_day(tmp_path: Path) -> None:
    text = (
        "Encounter ID,MRN,DOS,Provider,CPT\n9,7,06/01/2026,Reed,99213\n,7,06/01/2026,Reed,93000\n"
    )
    staged = read(tmp_path, text)
    assert (len(staged.visits), len(staged.charges)) == (1, 2)


HALF = (
    f"{ADA},06/03/2026,Reed,99213,125.00", ",,,06/01/2026,Reed,99214,185.00",
    f"{IKE},06/02/2026,Reed,99213,125.00", ",,,06/05/2026,Reed,99212,85.00",
    '70003,"Cardew, Nell",07/09/2001,06/01/2026,Reed,99213,125.00', ",,,06/04/2026,Reed,99214,1.00",
)  # fmt: skip


def test_a_list_that_may_be_grouped_or_damaged_gives_no_visit_to_anybody(tmp_path: Path) -> None:
    staged = read(tmp_path, lines(*HALF))
    assert told(staged) == ["70001 06/03", "70002 06/02", "70003 06/01"]
    assert [row for row, reason in reasons(staged) if "--blanks above" in reason] == [3, 5, 7]


def test_one_pair_in_order_among_many_pages_shows_nothing(tmp_path: Path) -> None:
    last = (
        '70009,"Adler, Tove",07/09/2002,06/02/2026,Reed,99213,1.00',
        ",,,06/06/2026,Reed,99214,1",
    )
    pages = (*HALF[2:4], HEAD, *HALF[:2], HEAD, *HALF[4:], *last)
    staged = read(tmp_path, lines(*pages))
    assert len(staged.visits) == 4
    assert [row for row, reason in reasons(staged) if "--blanks above" in reason] == [3, 6, 9, 11]


@pytest.mark.parametrize("way", ["said", "map"])
def test_a_person_says_that_a_blank_patient_is_the_one_above(tmp_path: Path, way: str) -> None:
    path = tmp_path / "half.csv"
    path.write_text(lines(*HALF))
    saved = ColumnMap.parse('blanks = "above"\n[encounters]\n') if way == "map" else None
    reading = Reading(TODAY, saved_map=saved, blanks="above" if way == "said" else "")
    staged = read_list(ListFiles((path,)), reading)
    assert told(staged)[:4] == ["70001 06/03", "70001 06/01", "70002 06/02", "70002 06/05"]
    assert staged.rejected == ()


def test_a_person_says_that_blank_patients_are_nobody(tmp_path: Path) -> None:
    path = tmp_path / "grouped.csv"
    rows = [f",,,06/{day}/2026,Reed,99213,125.00" for day in ("08", "09", "10", "11", "12")]
    path.write_text(lines(f"{ADA},06/01/2026,Reed,99213,125.00", *rows, f"{IKE},06/02/2026,R,,"))
    sure = read_list(ListFiles((path,)), Reading(TODAY))
    nobody = read_list(ListFiles((path,)), Reading(TODAY, blanks="nobody"))
    assert (len(sure.visits), len(nobody.visits), len(nobody.rejected)) == (7, 2, 5)


def test_totals_under_each_patient_show_a_grouped_list(tmp_path: Path) -> None:
    rows = [row for place in (0, 2, 4) for row in (*HALF[place : place + 2], "Total,,,,,,310.00")]
    assert reasons(read(tmp_path, lines(*rows))) == []


def test_patients_in_their_order_show_a_grouped_list(tmp_path: Path) -> None:
    fourth = '70004,"Holm, Tove",07/09/2002,06/09/2026,Reed,99213,125.00'
    assert reasons(read(tmp_path, lines(*HALF, fourth, ",,,06/08/2026,Reed,99213,125.00"))) == []
