from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.codesets import alphabetic, load, lookup, restoring, rule_releases, shelf, tables
from app.codesets.addenda import Change, apply, read_addenda
from app.codesets.alphabetic import IndexTerm
from app.codesets.list_aside import ListAside
from app.codesets.loaded import Asked
from app.codesets.reference import open_reference
from app.values.problem import Refused

from . import release_files as made
from .test_load import order_text
from .test_tabular import SMALL

CODES = Path(__file__).parents[4] / "shared" / "data" / "codes"
INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2019</version><title>{title}</title>{heads}
<letter><title>A</title>{terms}</letter></ICD10CM.index>"""
MAIN = """<mainTerm><title>Ache<nemod>(dull)</nemod></title><code>A00.-</code>
<term level="1"><title>hand</title><code>A00.0</code><manif>A00.1</manif>
<term level="2"><title>left</title><see>Ache, arm</see></term></term></mainTerm>
<mainTerm><title>Wrong</title><code>none</code></mainTerm>"""
DRUG = """<mainTerm><title>Made-up-ol</title><cell col="2">A00.0</cell><cell col="3">--</cell>
<cell col="6">A00.1</cell></mainTerm>"""
HEADS = """<indexHeading><head col="2">Poisoning Accidental</head>
<head col="6">Adverse effect</head></indexHeading>"""


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "reference.sqlite"
    order = tmp_path / "icd10cm_order_2019.txt"
    order.write_text(
        order_text(
            ("A00", 0, "Ailment"), ("A000", 1, "Ailment of left hand"), ("A001", 1, "Of foot"),
            ("C43", 0, "Growth"), ("C431", 1, "Growth of lid"), ("C4A", 1, "Other growth"),
            ("C44", 1, "Last growth"),
        )
    )  # fmt: skip
    tabular = tmp_path / "icd10cm_tabular_2019.xml"
    tabular.write_bytes(SMALL)
    load.load_paths([order, tabular], path)
    return path


def addenda_line(deed: str, code: str, billable: int, words: str) -> str:
    return f"{deed + ':':<13}{billable} {code:<7} {words[:60]:<60} {words}"


def test_addenda_make_the_next_release_of_the_one_before(where: Path) -> None:
    lines = [
        addenda_line("Delete", "C431", 1, "Growth of lid"),
        addenda_line("Add", "C431", 0, "Growth of lid"),
        addenda_line("Add", "C4311", 1, "Growth of upper lid"),
        addenda_line("Revise from", "A001", 1, "Of foot"),
        addenda_line("Revise to", "A001", 1, "Of the foot"),
        addenda_line("Delete", "Z99", 1, "Was never there"),
    ]
    path = made.written(where.with_name("icd10cm_order_addenda_2020.txt"), "\r\n".join(lines))
    (loaded,) = load.take([path], Asked(where))
    assert (loaded.release, loaded.codes, loaded.refused) == ("FY2020", 8, 1)
    assert [(r.reason, r.value) for r in loaded.refused_rows] == [("not_there", "Z99")]
    changes = loaded.changes
    assert (changes.added, changes.ended) == (("C4311",), ("C431",))
    assert changes.changed == ("A001", "C431")
    opened = open_reference(where)
    rows = opened.rows(
        "SELECT c.code FROM code c JOIN release r ON r.id = c.release_id WHERE r.label = 'FY2020'"
        " ORDER BY c.ord"
    )
    assert [r[0] for r in rows] == ["A00", "A000", "A001", "C43", "C431", "C4311", "C4A", "C44"]
    before, after = date(2019, 9, 30), date(2019, 10, 1)
    assert lookup.find(opened, "C43.1", before).billable  # type: ignore[union-attr]
    assert not lookup.find(opened, "C43.1", after).billable  # type: ignore[union-attr]
    notes = lookup.find(opened, "A00", after).notes_of("inclusion")  # type: ignore[union-attr]
    assert [n.text for n in notes] == ["Complaint of old"]
    opened.close()


def test_addenda_without_a_release_before_them_are_refused(tmp_path: Path) -> None:
    line = addenda_line("Add", "C4311", 1, "Growth of upper lid")
    path = made.written(tmp_path / "icd10cm_order_addenda_2020.txt", line)
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(tmp_path / "r.sqlite"))
    assert caught.value.code == "codes.needs_list"


def test_an_order_file_taken_again_keeps_the_notes_of_its_tabular(where: Path) -> None:
    order = where.with_name("icd10cm_order_2019.txt")
    loaded = load.load_paths([order], where)
    assert loaded.notes == 2
    assert load.load_paths([order], where).unchanged


def test_a_file_of_valid_codes_switches_no_header_off(where: Path) -> None:
    text = (
        "A000    Ailment of left hand\r\nA001    Of foot\r\nC431    Growth of lid\r\nC4A     X\r\n"
    )
    path = made.written(where.with_name("icd10cm_codes_2019.txt"), text)
    loaded = load.load_paths([path], where)
    rows = restoring.addition(where, restoring.releases(where)[0])[1]
    assert [(c.code, c.billable) for c in rows.codes] == [
        ("A00", False), ("A000", True), ("A001", True), ("C43", False), ("C431", True),
        ("C4A", True),
    ]  # fmt: skip
    assert loaded.ended == ("C44",)


def test_a_stored_release_gives_its_rows_back_unchanged(where: Path) -> None:
    release = restoring.releases(where)[0]
    first = restoring.addition(where, release)[1]
    before = list(first.codes), first.headings
    load.load_paths([where.with_name("icd10cm_order_2019.txt")], where)
    again = restoring.addition(where, restoring.releases(where)[0])[1]
    assert before == (list(again.codes), again.headings)


def test_an_index_gives_chains_of_words_with_both_codes(where: Path) -> None:
    main = INDEX.format(title="ICD-10-CM INDEX TO DISEASES and INJURIES", heads="", terms=MAIN)
    drug = INDEX.format(title="", heads=HEADS, terms=DRUG).replace("<title></title>", "")
    path = made.zipped(
        where.with_name("tables.zip"),
        {"icd10cm_index_2019.xml": main, "icd10cm_drug_2019.xml": drug},
    )
    loaded = {one.setting: one for one in load.take([path], Asked(where))}
    assert {setting: one.codes for setting, one in loaded.items()} == {"main": 2, "drug": 2}
    assert loaded["main"].refused == 1
    opened = open_reference(where)
    found = list(alphabetic.terms(opened, opened.releases[0]))
    assert sorted(found, key=lambda t: (t.kind, t.words)) == [
        IndexTerm("Made-up-ol, Adverse effect", "A001", "", "drug"),
        IndexTerm("Made-up-ol, Poisoning Accidental", "A000", "", "drug"),
        IndexTerm("Ache (dull)", "A00", "", "main"),
        IndexTerm("Ache (dull), hand", "A000", "A001", "main"),
    ]
    assert lookup.find(opened, "A00", date(2018, 12, 1)) is not None
    opened.close()


SHAPES = """<mainTerm><title>Throb<nemod>(dull)</nemod> of</title><code>A00.-</code>
<term level="1"><title>hand<nemod>(left)</nemod>, whole</title>{nested}</term>
<term level="1"><title>paw</title><see>Throb of, hand</see></term>
<term level="1"><title>wing</title><see>Throb, nowhere</see><seeAlso>Ache</seeAlso></term>
</mainTerm>
<mainTerm><title>Pang &amp; twinge</title><see>Throb of, hand, by type</see></mainTerm>"""


def test_every_form_of_the_official_index_is_read(where: Path) -> None:
    """Nine levels, words that may be left out amid a title, "see", a byte-order mark, a PDF."""
    deep = "<code>A00.1</code>"
    for level in range(9, 1, -1):
        deep = f'<term level="{level}"><title>deep {level}</title>{deep}</term>'
    terms = SHAPES.format(nested=f"<code>A00.0</code><manif>A00.1</manif>{deep}")
    main = INDEX.format(title="ICD-10-CM INDEX TO DISEASES and INJURIES", heads="", terms=terms)
    drug = INDEX.format(title="", heads=HEADS, terms=DRUG.replace("--", "\N{EM DASH}"))
    path = made.zipped(
        where.with_name("tables.zip"),
        {
            "Table and Index/icd10cm_index_2019.xml": "\N{ZERO WIDTH NO-BREAK SPACE}" + main,
            "Table and Index/icd10cm_drug_2019.xml": drug.replace("<title></title>", ""),
            "Table and Index/icd10cm_index_2019.pdf": "%PDF-1.7 not read",
        },
    )
    loaded = {one.setting: one for one in load.take([path], Asked(where))}
    assert {setting: one.refused for setting, one in loaded.items()} == {"main": 0, "drug": 0}
    opened = open_reference(where)
    found = {
        t.words: (t.code, t.manifestation)
        for t in alphabetic.terms(opened, opened.releases[0]) if t.kind == "main"
    }  # fmt: skip
    opened.close()
    levels = ", ".join(f"deep {level}" for level in range(2, 10))
    assert found == {
        "Throb (dull) of": ("A00", ""),
        "Throb (dull) of, hand (left) , whole": ("A000", "A001"),
        f"Throb (dull) of, hand (left) , whole, {levels}": ("A001", ""),
        "Throb (dull) of, paw": ("A000", "A001"),
        "Pang & twinge": ("A000", "A001"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (INDEX.format(title="", heads="", terms=MAIN)[:-60], "codes.truncated"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><ICD10CM.index>&a;</ICD10CM.index>', "codes.not_official"),
        ("<ICD10CM.index><version>2019</version></ICD10CM.index>", "codes.no_rows"),
        ("<ICD10CM.index>" + "<term>" * 40, "codes.needs_from"),
    ],
)
def test_a_broken_or_hostile_index_is_refused(content: str, code: str, where: Path) -> None:
    path = made.written(where.with_name("icd10cm_index.xml"), content)
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where, None if "needs" in code else date(2018, 10, 1)))
    assert caught.value.code == code


def test_the_overview_lists_every_system_and_what_lapses(where: Path) -> None:
    path = made.written(
        where.with_name("ccipra-v322r0-f1.txt"), made.ptp("10060 11042 20200101 * 1")
    )
    load.take([path], Asked(where))
    found = rule_releases.overview(where)
    assert [(r.system, r.setting, r.rows) for r in found] == [
        ("icd10cm", "", 5), ("ptp", "practitioner", 1)
    ]  # fmt: skip
    pairs = found[1]
    assert pairs.covers(date(2026, 8, 1))
    assert [pairs.lapses(date(2026, 8, 31), 30), pairs.lapses(date(2026, 8, 30), 30)] == [
        True, False
    ]  # fmt: skip
    assert rule_releases.overview(where.with_name("none.sqlite")) == ()


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not CODES.is_dir():
        pytest.skip("the shared release files are not here")
    path = tmp_path_factory.mktemp("official") / "reference.sqlite"
    for file in sorted(CODES.iterdir()):
        load.take([file], Asked(path))
    return path


def test_every_shared_release_file_loads(official: Path) -> None:
    found = {(r.system, r.setting, r.label): r.rows for r in rule_releases.overview(official)}
    assert found == {
        ("icd10cm", "", "FY2019"): 71_932,
        ("icd10cm", "", "FY2024"): 74_044,
        ("index", "external", "FY2019"): 6_780,
        ("index", "neoplasm", "FY2019"): 9_325,
        ("index", "drug", "FY2019"): 40_390,
        ("hcpcs", "", "2020 Q3"): 7_158,
        ("hcpcs", "", "2020 Q4"): 7_196,
        ("hcpcs", "", "2026 Q4"): 3,
        ("ptp", "practitioner", "2026 Q3"): 7,
        ("mue", "practitioner", "2026 Q3"): 4,
        ("pfs", "", "2026 Q3"): 2,
    }


def test_the_official_addenda_lead_from_the_list_before_to_the_list_after(official: Path) -> None:
    """The list before is the 2019 list with its addenda undone."""
    with ZipFile(CODES / "2019-icd10cm-code-descriptions.zip") as archive:
        name = next(n for n in archive.namelist() if "addenda" in n)
        changes, refused = read_addenda(archive.read(name).decode("cp1252").splitlines())
    assert (len(changes), refused) == (763, [])
    release = next(r for r in restoring.releases(official) if r.label == "FY2019")
    after = list(restoring.listed(restoring.addition(official, release)[1]))
    before = {row.code: row for row in after}
    for one in reversed(changes):
        if one.deed == "add":
            del before[one.row.code]
        elif one.deed in ("delete", "revise from"):
            before[one.row.code] = one.row
    order = [row.code for row in after]
    known = [before[code] for code in order if code in before]
    there = set(order)
    gone = [row for code, row in before.items() if code not in there]
    with shelf.opened() as aside:
        rows = ListAside(aside)
        rows.hold(known)
        assert apply(rows, [Change("add", row) for row in gone]) == []
        base = list(rows.in_order())
    with shelf.opened() as aside:
        rows = ListAside(aside)
        rows.hold(base)
        assert apply(rows, changes) == []
        found = list(rows.in_order())
    # A handful of codes stand in the tabular's own order (F68A before F688), told by no addenda.
    assert {row.code: row for row in found} == {row.code: row for row in after}


def test_the_hcpcs_of_2020_knows_drugs_and_modifiers_but_no_dental_code(official: Path) -> None:
    opened = open_reference(official)
    on = date(2020, 11, 1)
    found = tables.services(opened, ["J1100", "G0438", "D0120", "99213"], on)
    assert set(found) == {"J1100", "G0438"}
    assert {"LT", "RT", "GA"} <= set(tables.modifiers(opened, ["LT", "RT", "GA", "25"], on))
    opened.close()


def test_a_category_that_comes_back_is_one_category(tmp_path: Path) -> None:
    order = tmp_path / "icd10cm_order_2019.txt"
    order.write_text(
        order_text(
            ("A00", 0, "Ailment"), ("A000", 0, "Of hand"), ("B00", 1, "Other"),
            ("A0001", 1, "Of left hand"), ("A001", 1, "Of foot"), ("A000", 1, "Again"),
        )
    )  # fmt: skip
    path = tmp_path / "reference.sqlite"
    loaded = load.load_paths([order], path)
    rows = restoring.addition(path, restoring.releases(path)[0])[1]
    assert [(c.code, c.ord, c.parent, c.last) for c in rows.codes] == [
        ("A00", 1, None, 5), ("A000", 2, 1, 4), ("B00", 3, None, 3), ("A0001", 4, 2, 4),
        ("A001", 5, 1, 5),
    ]  # fmt: skip
    assert (loaded.codes, loaded.billable) == (5, 3)
    (refused,) = loaded.refused_rows
    assert (refused.reason, refused.value) == ("listed_twice", "A000")


def test_a_list_without_headings_keeps_a_code_beside_its_own_category(where: Path) -> None:
    codes = {
        "C3400": "Growth of unspecified main bronchus",
        "C3401": "Growth of right main bronchus",
        "C3402": "Growth of left main bronchus",
        "Z3490": "Normal visit, unspecified part",
        "Z3491": "Normal visit, first part",
    }
    lines = "\r\n".join(f"{code:<7} {words}" for code, words in codes.items())
    load.take([made.written(where.with_name("icd10cm_codes_2024.txt"), lines)], Asked(where))
    opened = open_reference(where)
    found = lookup.shelf(opened, "Z34.91", date(2024, 1, 1))
    assert found is not None
    assert [str(one.code) for one in found.beside] == ["Z34.90", "Z34.91"]
    assert (str(found.before.code), found.after) == ("C34.02", None)  # type: ignore[union-attr]
    opened.close()
