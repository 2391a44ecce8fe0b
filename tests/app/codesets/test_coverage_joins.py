"""Coverage articles joined by every column of their keys: version, group, contractor, state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.codesets import articles, coverage_rows, load
from app.codesets.loaded import Asked, Loaded
from app.codesets.reference import Reference

from . import release_files as made
from .test_load import order_text

ON = date(2026, 7, 15)
ARTICLE = (
    "article_id,article_version,article_type,title,article_pub_date,article_eff_date,"
    "article_end_date,description,status,last_updated,article_rev_end_date,date_retired,display_id"
)
HCPC = (
    "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,"
    "last_updated,long_description,short_description"
)
DX = (
    "article_id,article_version,icd10_code_id,icd10_code_version,icd10_{}_group,range,"
    "last_updated,sort_order,description,asterisk"
)
WORDS = "article_id,article_version,icd10_covered_group,paragraph,last_updated,icd10_covered_ast"
CONTRACTOR = (
    "article_id,article_version,article_type,contractor_id,contractor_type_id,"
    "contractor_version,last_updated"
)
STATES = {
    "contractor_jurisdiction.csv": (
        "contractor_id,contractor_type_id,contractor_version,state_id,last_updated,active_date,"
        "term_date\n"
        "305,9,1,17,x,2015-10-01,\n"  # part B of Illinois
        "305,8,1,17,x,2015-10-01,\n305,8,1,5,x,2015-10-01,\n"  # part A, of California too
        "305,9,2,5,x,2015-10-01,\n"  # a later version of the contract
        "400,9,1,5,x,2015-10-01,2026-06-30\n"  # gave California up
    ),
    "contractor.csv": (
        "contractor_id,contractor_type_id,contractor_version,contractor_bus_name,"
        "contractor_number,address1,city,state_id,zipcode,status\n"
        "305,9,1,Somebody,06102,1 Street,Town,5,90000,A\n"
    ),
    "contractor_type_lookup.csv": (
        "contractor_type_id,description\n8,MAC - Part A\n9,MAC - Part B\n12,A and B MAC\n"
    ),
    "state_lookup.csv": "state_id,state_abbrev,description\n17,IL,Illinois\n5,CA,California\n",
}


def table(head: str, *rows: str) -> str:
    """Give a table; a row may leave its last cells out."""
    width = head.count(",") + 1
    return "\n".join([head, *(row + "," * (width - row.count(",") - 1) for row in rows)]) + "\n"


def taken(where: Path, name: str = "current_article.zip", **tables: str) -> Loaded:
    """Load one archive in an archive, as the downloads come."""
    files = {f"{key}.csv": text for key, text in tables.items()}
    inner = made.zipped(where.with_name(f"{name}_csv.zip"), dict(files | STATES))
    outer = made.zipped(where.with_name(name), {inner.name: inner.read_bytes()})
    (loaded,) = load.take([outer], Asked(where, date(2026, 7, 1)))
    return loaded


def said(opened: Reference, code: str, on: date, state: str = "") -> list[tuple[str, set[str]]]:
    """Give what covers a procedure."""
    return [(g.article, set(g.covered)) for g in articles.coverage(opened, [code], on, state)]


def test_of_the_versions_of_an_article_the_one_in_force_on_the_day_holds(
    where: Path, opened: Reference
) -> None:
    loaded = taken(
        where,
        article=table(
            ARTICLE,
            "1,3,6,New,2015-10-01,2026-01-01,,,A,x,",
            "1,2,6,Old,2015-10-01,2024-01-01,,,A,x,2025-12-31",
            "2,1,6,Gone,2015-10-01,2020-01-01,,,R,x,,2026-03-31",
            "3,1,6,Proposed,,2020-01-01,,,P,x,,,DA3",
        ),
        article_x_hcpc_code=table(
            HCPC, "1,3,43235,1,1,N", "1,2,43235,1,1,N", "1,2,43239,1,1,N", "2,1,43235,1,1,N",
            "3,1,43235,1,1,N",
        ),
        article_x_icd10_covered=table(
            DX.format("covered"), "1,2,K21.9,1,1,N", "1,3,K22.0,1,1,N", "2,1,K29.0,1,1,N"
        ),
    )  # fmt: skip
    assert (loaded.refused, loaded.changes.added) == (0, ("A1", "A2"))
    assert said(opened, "43235", date(2026, 3, 31)) == [("A1", {"K220"}), ("A2", {"K290"})]
    assert said(opened, "43235", ON) == [("A1", {"K220"})], "retired at the end of March"
    assert said(opened, "43235", date(2025, 12, 31)) == [("A1", {"K219"}), ("A2", {"K290"})]
    assert said(opened, "43239", date(2025, 12, 31)) == [("A1", {"K219"})]
    assert said(opened, "43239", ON) == [], "the version in force does not name it"
    (listed,) = articles.everywhere(opened, ["43239"], ON)
    assert listed.standing(ON) is articles.Standing.ENDED


def test_a_contractor_is_known_by_number_type_and_version(where: Path, opened: Reference) -> None:
    row = "{},1,6,Title,,2020-01-01,,,A,x,"
    taken(
        where,
        article=table(ARTICLE, *(row.format(n) for n in (1, 2, 3, 4, 5))),
        article_x_hcpc_code=table(HCPC, *(f"{n},1,43235,1,1,N" for n in (1, 2, 3, 4, 5))),
        article_x_contractor=table(
            CONTRACTOR, "1,1,6,305,9,1", "2,1,6,305,9,2", "3,1,6,305,8,1", "4,1,6,400,9,1"
        ),
    )  # fmt: skip

    def here(state: str, on: date = ON) -> list[str]:
        return [name for name, _ in said(opened, "43235", on, state)]

    assert here("IL") == ["A1", "A5"], "not by the address of a contractor, nor by its number alone"
    assert here("CA") == ["A2", "A5"], "Part A binds hospitals; 400 gave the state up"
    assert here("CA", date(2026, 6, 30)) == ["A2", "A4", "A5"]
    assert here("") == ["A1", "A2", "A4", "A5"]
    found = {one.article: one for one in articles.everywhere(opened, ["43235"], ON, "IL")}
    assert (found["A1"].contractor, found["A2"].contractor) == ("06102", "305")
    assert not found["A3"].is_here


def test_the_words_over_a_list_tell_its_procedures_else_its_number(
    where: Path, opened: Reference
) -> None:
    taken(
        where,
        article=table(ARTICLE, "1,1,6,Title,,2020-01-01,,,A,x,"),
        article_x_hcpc_code=table(
            HCPC, "1,1,93000,1,1,B", "1,1,93010,1,1,E", "1,1,93306,1,1,N", "1,1,93880,1,2,N"
        ),
        article_x_icd10_covered=table(
            DX.format("covered"), "1,1,I48.0,1,1,N", "1,1,I34.0,1,2,N", "1,1,I65.2,1,3,N"
        ),
        article_x_icd10_covered_group=table(
            WORDS,
            "1,1,1,&lt;p&gt;For CPT codes 93000&ndash;93010 of 2024&lt;&sol;p&gt;",
            "1,1,2,&lt;p style=&quot;x:12345&quot;&gt;CPT 93306:&lt;&sol;p&gt;",
            "1,1,3,These support carotid studies.",
        ),
    )
    for code in ("93000", "93005", "93010"):
        assert said(opened, code, ON) == [("A1", {"I480"})], code
    assert said(opened, "93306", ON) == [("A1", {"I340"})]
    assert said(opened, "93880", ON) == [("A1", {"I340"})], "no words name it: by its number"
    assert said(opened, "93011", ON) == []


def test_ranges_of_diagnoses_go_by_the_official_order(where: Path, opened: Reference) -> None:
    """C4A and C7A stand between C43 and C80 in the order, whatever their letters say."""
    codes = ("C430", "C439", "C4A0", "C4A9", "C440", "C7A0", "C80", "C801")
    order = where.with_name("icd10cm_order_2026.txt")
    order.write_text(order_text(*((code, int(code != "C80"), f"Words {code}") for code in codes)))
    load.load_paths([order], where)
    loaded = taken(
        where,
        article=table(ARTICLE, "1,1,6,Title,,2020-01-01,,,A,x,"),
        article_x_hcpc_code=table(HCPC, "1,1,43235,1,1,N", "1,1,43239,1,2,N"),
        article_x_icd10_covered=table(
            DX.format("covered"), "1,1,C43.9,1,1,B", "1,1,C7A.0,1,1,E", "1,1,C43.0-C4A.0,1,2,N"
        ),
    )
    assert loaded.refused == 0
    assert said(opened, "43235", ON) == [("A1", {"C439", "C4A0", "C4A9", "C440", "C7A0"})]
    assert said(opened, "43239", ON) == [("A1", {"C430", "C439", "C4A0"})]


def test_a_later_download_of_articles_ends_no_local_determinations(
    where: Path, opened: Reference
) -> None:
    both = {
        "article.csv": table(ARTICLE, "1,1,6,Title,,2020-01-01,,,A,x,"),
        "article_x_hcpc_code.csv": table(HCPC, "1,1,43235,1,1,N"),
        "lcd.csv": "lcd_id,lcd_version,title,rev_eff_date,rev_end_date\n9,1,Policy,2020-01-01,\n",
        "lcd_x_hcpc_code.csv": "lcd_id,lcd_version,hcpc_code_id,hcpc_code_group\n9,1,43235,1\n",
    }
    first = made.zipped(where.with_name("mcd.zip"), dict(both))
    load.take([first], Asked(where, date(2026, 1, 1)))
    loaded = taken(
        where,
        article=table(ARTICLE, "1,2,6,Title,,2026-06-01,,,A,x,", "2,1,6,Title,,2026-06-01,,,A,x,"),
        article_x_hcpc_code=table(HCPC, "1,2,43235,1,1,N", "2,1,43235,1,1,N"),
    )
    changes = loaded.changes
    assert (changes.added, changes.changed, changes.ended) == (("A2",), ("A1",), ())
    assert [name for name, _ in said(opened, "43235", ON)] == ["A1", "A2", "L9"]
    assert [name for name, _ in said(opened, "43235", date(2026, 3, 1))] == ["A1", "L9"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CPT codes 93000, 93005 and 0296T", "93000 93005 0296T"),
        ("codes 99201 through 99205 since 2019", "99201-99205"),
        ("&lt;li class=&quot;a11111&quot;&gt;G0101&lt;/li&gt;", "G0101"),
        ("These diagnoses support medical necessity.", ""),
    ],
)
def test_the_procedures_that_words_name(words: str, expected: str) -> None:
    assert coverage_rows.procedures_in(words) == expected
