from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.codesets import load, rules_layout, tables
from app.codesets.loaded import Asked, Loaded
from app.codesets.reference import Reference
from app.progress import Cancelled
from app.values.problem import Refused

from . import release_files as made

ON = date(2026, 7, 15)


def everything(where: Path) -> list[tuple[object, ...]]:
    """Give every row of the rule tables; the file's bytes change with each opening."""
    connection = rules_layout.connect_reading(where.with_name("reference-rules.sqlite"))
    assert connection is not None
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = [row for (name,) in names for row in connection.execute(f"SELECT * FROM {name}")]
    connection.close()
    return rows


def take(where: Path, name: str, content: bytes | str, **asked: object) -> Loaded:
    path = made.written(where.with_name(name), content)
    return load.take([path], Asked(where, **asked))[0]  # type: ignore[arg-type]


def test_pairs_are_found_in_both_orders_with_the_history_that_a_day_needs(
    where: Path, opened: Reference
) -> None:
    content = made.ptp(
        "10060 11042 20200101 20231231 1",
        "10060 11042 20240401 * 0",
        "20610 10060 20180101 * 1",
        "0001A 90473 20220101 20220101 9",
        "0001A 90473 20220101 * 1",
    )
    loaded = take(where, "ccipra-v322r0-f1.txt", content)
    assert (loaded.system, loaded.setting, loaded.release) == ("ptp", "practitioner", "2026 Q3")
    assert (loaded.valid_from, loaded.valid_to) == (date(2026, 7, 1), date(2026, 9, 30))
    assert loaded.codes == 5
    asked = ["11042", "10060", "20610", "99213"]
    found = {(e.column1, e.column2): e for e in tables.ptp(opened, asked, ON)}
    assert set(found) == {("10060", "11042"), ("20610", "10060")}
    assert found["10060", "11042"].indicator == "0"
    assert found["10060", "11042"].deleted is None
    before = tables.ptp(opened, asked, date(2023, 12, 31))
    assert {(e.column1, e.indicator) for e in before} == {("10060", "1"), ("20610", "1")}
    between = tables.ptp(opened, asked, date(2024, 1, 1))
    assert [(e.column1, e.column2) for e in between] == [("20610", "10060")]
    erased = tables.ptp(opened, ["0001A", "90473"], date(2022, 1, 1))
    assert sorted(e.indicator for e in erased) == ["1", "9"]


def test_the_four_files_of_a_set_add_up_and_one_taken_again_replaces_only_itself(
    where: Path, opened: Reference
) -> None:
    take(where, "ccipra-v322r0-f1.txt", made.ptp("10060 11042 20200101 * 1"))
    take(where, "ccipra-v322r0-f2.txt", made.ptp("20610 10060 20180101 * 1"))
    take(where, "ccipra-v322r0-f1.txt", made.ptp("10060 11043 20200101 * 1"))
    found = tables.ptp(opened, ["10060", "11042", "11043", "20610"], ON)
    pairs = {(e.column1, e.column2) for e in found}
    assert pairs == {("10060", "11043"), ("20610", "10060")}


def test_settings_and_quarters_stand_side_by_side(where: Path, opened: Reference) -> None:
    take(where, "ccipra-v322r0-f1.txt", made.ptp("10060 11042 20200101 * 1"))
    take(where, "ccioph-v322r0-f1.txt", made.ptp("10060 11042 20200101 * 0"))
    take(where, "ccipra-v323r0-f1.txt", made.ptp("10060 11042 20200101 20260930 1"))
    codes = ["10060", "11042"]
    assert [e.indicator for e in tables.ptp(opened, codes, ON)] == ["1"]
    assert [e.indicator for e in tables.ptp(opened, codes, ON, "outpatient")] == ["0"]
    assert tables.ptp(opened, codes, date(2026, 10, 1)) == []
    assert tables.release_serving(opened, "ptp", date(2026, 10, 1)) == (
        "2026 Q4", date(2026, 10, 1), date(2026, 12, 31), False
    )  # fmt: skip


def test_a_bad_row_is_refused_with_its_line_and_the_others_are_kept(where: Path) -> None:
    content = made.ptp("10060 11042 20200101 * 1", "10060 11043 20201301 * 1",
                       "10060 11044 20200101 20190101 1", "10060 1104 20200101 * 7")  # fmt: skip
    loaded = take(where, "ccipra-v322r0-f1.txt", content)
    assert (loaded.read, loaded.codes, loaded.refused) == (4, 1, 3)
    told = [(row.line, row.reason) for row in loaded.refused_rows]
    assert told == [(8, "bad_date"), (9, "bad_date"), (10, "bad_indicator")]


def test_units_come_with_their_indicator_and_the_quarter_of_the_name(
    where: Path, opened: Reference
) -> None:
    content = made.mue(
        "0001U,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction",
        "11042,5,1 Line Edit,Clinical: Data",
        "11043,many,1 Line Edit,Clinical: Data",
    )
    name = "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
    loaded = take(where, name, content)
    assert (loaded.valid_from, loaded.setting) == (date(2026, 7, 1), "practitioner")
    assert (loaded.codes, loaded.refused) == (2, 1)
    found = tables.mue(opened, ["0001U", "11042", "99213"], ON)
    assert {c: (m.units, m.mai) for c, m in found.items()} == {
        "0001U": (1, "2"), "11042": (5, "1")
    }  # fmt: skip
    take(
        where,
        "outpatient_Eff_07-01-2026.csv",
        made.mue("11042,9,3 x,y", what="Outpatient Hospital Services"),
    )
    assert tables.mue(opened, ["11042"], ON, "outpatient")["11042"].units == 9
    assert tables.mue(opened, ["11042"], ON, "supplier") == {}


def test_units_without_a_quarter_in_the_name_want_their_first_day(where: Path) -> None:
    content = made.mue("11042,5,1 Line Edit,Clinical: Data")
    with pytest.raises(Refused) as caught:
        take(where, "units.csv", content)
    assert caught.value.code == "codes.needs_from"
    loaded = take(where, "units.csv", content, valid_from=date(2026, 1, 1))
    assert (loaded.valid_from, loaded.valid_to) == (date(2026, 1, 1), date(2026, 3, 31))


def test_medicaids_units_have_no_indicator(where: Path, opened: Reference) -> None:
    content = (
        "A notice\nHCPCS/CPT Code,Practitioner Services MUE Values,MUE Rationale\n11042,5,Why\n"
    )
    assert take(where, "mue_2026q3.csv", content).setting == "medicaid_practitioner"
    assert tables.mue(opened, ["11042"], ON, "medicaid_practitioner")["11042"].mai == ""


@pytest.mark.parametrize("effective", ["20240101", "2024001", "1/1/2024"])
def test_add_on_codes_are_read_whatever_the_form_of_their_dates(
    effective: str, where: Path, opened: Reference
) -> None:
    rows = (
        f"11045\t1\t11042\t\t\t{effective}\t\t\n11045\t1\t11043\t\t\t{effective}\t2026001\t\n"
        f"99292\t1\t99291\t\t\t{effective}\t\t\n0001X\t2\t\t\t\t{effective}\t\t\n"
    )
    loaded = take(where, "AOC_V2026Q3-MCR.txt", made.ADDON_HEAD + rows)
    assert (loaded.codes, loaded.refused) == (4, 0)
    found = tables.addons(opened, ["11045", "0001X", "99213"], ON)
    assert found["11045"].primaries == {"11042"}
    assert (found["11045"].kind, found["0001X"].kind) == (1, 2)
    assert tables.addons(opened, ["11045"], date(2023, 12, 31)) == {}


@pytest.mark.parametrize("wide", [True, False])
def test_a_fee_schedule_is_read_by_its_headings_and_loses_its_words(
    wide: bool, where: Path, opened: Reference
) -> None:
    content = made.pfs(
        made.pfs_row("11400", wide=wide), made.pfs_row("71046", "26", "XXX", wide=wide),
        made.pfs_row("11401", days="12", wide=wide), "a footnote", wide=wide,
    )  # fmt: skip
    loaded = take(where, "any.csv", content)
    assert (loaded.valid_from, loaded.codes) == (date(2026, 7, 1), 3)
    row = tables.fee_rows(opened, ["11400", "71046"], ON)["11400", ""]
    assert (row.global_days, row.bilat, row.endo_base, row.status) == ("010", "1", "11400", "A")
    assert (row.work_rvu, row.pe_fac, row.mp) == (Decimal("1.50"), Decimal("1.10"), Decimal("0.20"))
    assert row.factor == Decimal("33.4009")
    assert ("71046", "26") in tables.fee_rows(opened, ["71046"], ON)
    assert {r[0] for r in opened.rules("SELECT title FROM pfs")} == {""}


def test_a_license_for_cpt_keeps_the_words_of_the_fee_schedule(
    where: Path, opened: Reference
) -> None:
    content = made.pfs(made.pfs_row("11400"))
    take(where, "PPRRVU2026_Jul_nonQPP.csv", content)
    again = take(where, "PPRRVU2026_Jul_nonQPP.csv", content, has_cpt_license=True)
    assert not again.unchanged
    assert opened.rules("SELECT title FROM pfs") == [("Somebody's words",)]


def test_a_fee_schedule_that_lacks_a_column_is_refused(where: Path) -> None:
    content = made.pfs(made.pfs_row("11400")).replace(b"GLOB", b"GLUE")
    with pytest.raises(Refused) as caught:
        take(where, "PPRRVU2026_Jul_nonQPP.csv", content)
    assert caught.value.code == "codes.missing_column"


def test_a_quarter_of_the_fee_schedule_comes_whole_in_one_archive(
    where: Path, opened: Reference
) -> None:
    gpci = (
        "Notice\nMedicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        "2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n"
        "10112,AL,00,ALABAMA,1.000,0.869,0.575\nWords,AL,x,Bad,1,1,1\n* A footnote.\n"
    )
    local = (
        "Medicare Administrative Contractor,Locality Number,State,Fee Schedule Area,Counties\n"
        "10112,00,ALABAMA,STATEWIDE,ALL COUNTIES\n01112,05,CALIFORNIA,SAN FRANCISCO,SAN FRANCISCO\n"
    )
    anes = "Contractor,Locality,Locality Name,Conversion Factor\n10112,00,ALABAMA,19.58\n"
    path = made.zipped(where.with_name("rvu26c.zip"), {
        "PPRRVU2026_Jul_nonQPP.csv": made.pfs(made.pfs_row("11400")),
        "PPRRVU2026_Jul_QPP.csv": made.pfs(made.pfs_row("11400")),
        "GPCI2026.csv": gpci, "26LOCCO.csv": local, "ANES2026.csv": anes,
        "RVU26C.pdf": b"%PDF\x00",
    })  # fmt: skip
    loaded = {(one.system, one.setting): one for one in load.take([path], Asked(where))}
    assert set(loaded) == {
        ("pfs", ""), ("pfs", "qpp"), ("gpci", ""), ("locality", ""), ("anes", "")
    }  # fmt: skip
    assert (loaded["gpci", ""].codes, loaded["gpci", ""].refused) == (1, 1)
    assert opened.rules("SELECT state, work, mp FROM gpci") == [("AL", "1.000", "0.575")]
    assert len(opened.rules("SELECT * FROM locality")) == 2


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_hcpcs_as_text_joins_its_lines_and_leaves_what_is_licensed(
    ends: str, where: Path, opened: Reference
) -> None:
    records = [
        made.hcpcs_record("J1100", "Injection of a made-up drug,"),
        made.hcpcs_record("J1100", "one milligram", kind="4", sequence=20),
        made.hcpcs_record("G0101", "Made-up screening", ended="20251231"),
        made.hcpcs_record("D0120", "Somebody's dental words"),
        made.hcpcs_record("99213", "Somebody's words"),
        made.hcpcs_record("A1", "Made-up dressing", kind="7"),
    ]
    loaded = take(where, "HCPC2026_JUL_ANWEB.txt", ends.join(records))
    assert (loaded.codes, loaded.refused) == (3, 2)
    assert {row.reason for row in loaded.refused_rows} == {"licensed"}
    found = tables.services(opened, ["J1100", "G0101", "D0120"], ON)
    assert found["J1100"].title == "Injection of a made-up drug, one milligram"
    assert (found["J1100"].valid_from, found["J1100"].valid_to) == (date(2020, 1, 1), None)
    assert found["G0101"].valid_to == date(2025, 12, 31)
    assert tables.modifiers(opened, ["A1"], ON)["A1"].title == "Made-up dressing"
    assert "D0120" not in found


def test_a_service_that_ends_with_a_release_is_told(where: Path) -> None:
    first = made.hcpcs_record("J1100", "Drug"), made.hcpcs_record("J1200", "Other drug")
    later = (made.hcpcs_record("J1100", "Drug", ended="20260630"),)
    take(where, "HCPC2026_APR_ANWEB.txt", "\n".join(first))
    loaded = take(where, "HCPC2026_JUL_ANWEB.txt", "\n".join(later))
    assert loaded.ended == ("J1100", "J1200")


@pytest.mark.parametrize(
    ("name", "content", "system", "code", "title"),
    [
        ("nucc_taxonomy_261.csv",
         "Code,Grouping,Classification,Specialization,Definition,Notes,Display Name,Section\n"
         "207Q00000X,Physicians,Family,,,,Family doctor,Individual\nbad,,,,,,x,y\n",
         "nucc", "207Q00000X", "Family doctor"),
        ("carc_20260701.csv", "Code,Description,Start,Last Modified,Stop\n"
         '1,"Own words, one",01/01/1995,,\nP12,Own words,01/01/2013,,\nA1,Own,01/01/1995,,\n',
         "carc", "1", "Own words, one"),
        ("rarc_20260701.txt", "Code\tDescription\tStart\tStop\nM1\tOwn words\t01/01/1997\t\n"
         "MA01\tOwn\t01/01/1997\t\nN30\tOwn\t01/01/2000\t\n", "rarc", "MA01", "Own"),
        ("revenue_2026.csv", "Revenue Code,Description\n0450,Own words\n510,Clinic\n",
         "revenue", "0510", "Clinic"),
        ("cpt_2026.csv", "CPT Code,Long Description,Short Description\n99213,Own words,OW\n"
         "0001T,Own,O\n", "cpt", "99213", "Own words"),
        ("LONGULT2026.txt", "99213\tOwn words of a visit\n99214\tOwn words of another\n", "cpt",
         "99214", "Own words of another"),
    ],
)  # fmt: skip
def test_a_users_own_copy_of_a_list_is_known_by_its_content(
    name: str, content: str, system: str, code: str, title: str, where: Path, opened: Reference
) -> None:
    loaded = take(where, name, content)
    assert loaded.system == system
    table = "service" if system == "cpt" else "entry"
    assert (title,) in opened.rules(f"SELECT title FROM {table} WHERE code = ?", code)


def test_places_come_along_and_a_loaded_list_goes_before_them(
    where: Path, opened: Reference
) -> None:
    assert "10" not in tables.pos(None, date(2021, 12, 31))
    shipped = tables.pos(None, date(2022, 1, 1))
    assert (shipped["10"].name, shipped["11"].name) == ("Telehealth, patient at home", "Office")
    assert len(shipped) >= 48
    take(where, "pos.csv", "Place of Service Code(s),Place of Service Name\n11,Surgery\n",
         valid_from=date(2026, 1, 1))  # fmt: skip
    loaded = tables.pos(opened, ON)
    assert (loaded["11"].name, loaded["12"].name) == ("Surgery", "Patient's home")


def test_taking_the_same_file_again_changes_nothing(where: Path) -> None:
    content = made.ptp("10060 11042 20200101 * 1")
    first = take(where, "ccipra-v322r0-f1.txt", content)
    before = everything(where)
    again = take(where, "ccipra-v322r0-f1.txt", content)
    assert (first.unchanged, again.unchanged, again.codes) == (False, True, 1)
    assert everything(where) == before


def test_a_dry_run_tells_the_changes_and_makes_none(where: Path, opened: Reference) -> None:
    name = "MCR_MUE_PractitionerServices_Eff_{:02d}-01-2026.csv"
    take(where, name.format(4), made.mue("11042,5,1 x,y", "11043,1,1 x,y"))
    later = made.mue("11042,6,1 x,y", "11044,1,1 x,y")
    loaded = take(where, name.format(7), later, dry_run=True)
    changes = loaded.changes
    assert (changes.added, changes.changed, changes.ended) == (("11044",), ("11042",), ("11043",))
    assert tables.mue(opened, ["11042"], ON)["11042"].units == 5


def test_a_ptp_set_is_held_against_the_pairs_that_are_loaded(where: Path) -> None:
    name = "ccipra-v{}r0-f{}.txt"
    old = made.ptp("10060 11042 20100101 * 1", "10060 11043 20100101 20260630 1",
                   "10060 11044 20100101 * 0", "10060 11045 20100101 * 9")  # fmt: skip
    first = take(where, name.format(321, 1), old).changes
    assert (first.added_count, first.changed_count, first.ended_count) == (3, 0, 0)
    new = made.ptp("10060 11042 20100101 * 1", "10060 11043 20100101 20260630 1",
                   "10060 11044 20100101 * 1", "10060 11046 20150101 * 1")  # fmt: skip
    second = take(where, name.format(322, 1), new, dry_run=True).changes
    # 11046 is old by its own date, and new to this computer.
    assert second.added == ("10060/11046",)
    assert second.changed == ("10060/11044",)
    assert second.ended == ("10060/11043",)
    take(where, name.format(322, 1), new)
    beside = take(where, name.format(322, 2), made.ptp("20610 10060 20100101 * 1")).changes
    assert (beside.added, beside.ended) == (("20610/10060",), ())
    again = take(where, name.format(322, 1), made.ptp("10060 11042 20100101 * 0")).changes
    assert again.added == ()
    assert again.changed == ("10060/11042",)
    assert sorted(again.ended) == ["10060/11044", "10060/11046"]
    kept = [row for row in everything(where) if "20610" in row or row[:1] == (-1,)]
    assert [row[1:3] for row in kept] == [("20610", "10060")]


def test_a_workbook_tells_how_many_rows_it_has(where: Path, tmp_path: Path) -> None:
    path = tmp_path / "HCPC2026_OCT_ANWEB.xlsx"
    rows = [("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "COV")]
    rows += [(f"J{1000 + n}", "00100", "3", f"Made-up drug {n}", f"Drug {n}", "D")
             for n in range(2_500)]  # fmt: skip
    path.write_bytes(made.workbook(rows))
    told = []

    def heard(done: int, total: int, note: str = "") -> None:
        told.append((done, total, note))

    load.take([path], Asked(where, dry_run=True), heard)
    assert (2_000, 2_501, path.name) in told, "and not a bar that only sweeps"


def test_stopping_half_way_leaves_everything_as_it_was(where: Path) -> None:
    before = everything(where)
    content = made.ptp(*(f"{10000 + n} 99213 20200101 * 1" for n in range(50_000)))
    path = made.written(where.with_name("ccipra-v322r0-f1.txt"), content)

    expected = []

    def stop(done: int, total: int, note: str = "") -> None:
        if done > 10:
            expected.append(total)
            raise Cancelled

    with pytest.raises(Cancelled):
        load.take([path], Asked(where), stop)
    assert everything(where) == before
    # How far it is, is told from the size of the file and the length of its lines.
    assert expected == [pytest.approx(50_000, rel=0.02)]


def test_who_took_which_file_is_kept(where: Path, opened: Reference) -> None:
    loaded = take(where, "ccipra-v322r0-f1.txt", made.ptp("10060 11042 20200101 * 1"), who="Ann")
    kept = opened.rules(
        "SELECT file, sha256, read, stored, refused, who FROM taking WHERE system = 'ptp'"
    )
    assert kept == [("ccipra-v322r0-f1.txt", loaded.files[0].sha256, 1, 1, 0, "Ann")]


def test_a_row_in_which_the_file_ends_is_refused_and_told(where: Path) -> None:
    heading = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,TERM DT,ACTION CD\n"
    first = "A1,0010,7,Dressing for one wound,Dressing,C,20020701,,N\n"
    second = "GD,0010,7,Units above the usual value,Units,C,20080101,20191231,N"
    name = "HCPC2026_OCT_ANWEB.csv"
    whole = take(where, name, heading + first + second)
    assert (whole.codes, whole.refused_rows) == (2, ())
    cut = take(where, name, heading + first + second[:-16])
    told = [(row.line, row.reason) for row in cut.refused_rows]
    assert (cut.codes, told) == (1, [(3, "cut_off")])


def test_a_fee_row_in_which_the_file_ends_is_refused_and_told(where: Path) -> None:
    content = made.pfs(made.pfs_row("10060"), made.pfs_row("11042")).decode().rstrip()
    cut = take(where, "PPRRVU2026_Jul_nonQPP.csv", content[:-60])
    assert (cut.codes, [row.reason for row in cut.refused_rows]) == (1, ["cut_off"])
