"""Coverage articles: the groups that tie diagnoses to procedures, and the states they hold in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.codesets import articles, load
from app.codesets.loaded import Asked
from app.codesets.reference import Reference

from . import release_files as made

ON = date(2026, 7, 15)


@pytest.mark.parametrize("nested", [True, False])
def test_coverage_keeps_the_paragraph_that_ties_diagnoses_to_procedures(
    nested: bool, where: Path, opened: Reference
) -> None:
    inner = made.zipped(where.with_name("article_csv.zip"), dict(made.coverage()))
    outer = made.zipped(where.with_name("current_article.zip"), {inner.name: inner.read_bytes()})
    path = outer if nested else inner
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    assert loaded.system == "coverage"
    found = articles.coverage(opened, ["43235", "45378", "99999"], ON)
    assert [(g.article, sorted(g.codes), sorted(g.covered)) for g in found] == [
        ("A52000", ["43235"], ["K219"]), ("A52000", ["45378"], ["K5730"])
    ]  # fmt: skip
    assert found[0].noncovered == {"Z1211"}
    assert (found[0].title, found[0].contractor) == ("Billing: scopes", "305")
    assert articles.coverage(opened, ["43235"], date(2023, 12, 31)) == []


def test_an_article_holds_in_the_states_that_its_contractor_serves(
    where: Path, opened: Reference
) -> None:
    files = made.coverage() | {
        "contractor_jurisdiction.csv": (
            "contractor_id,contractor_type_id,contractor_version,state_id,last_updated\n"
            "305,9,1,17,2024-01-01\n306,9,1,5,2024-01-01\n"
        ),
        "state_lookup.csv": "state_id,state_abbrev,description\n17,IL,Illinois\n5,CA,California\n",
    }
    path = made.zipped(where.with_name("current_article.zip"), dict(files))
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    assert (loaded.refused, loaded.refused_rows) == (0, ())
    assert [one.article for one in articles.coverage(opened, ["43235"], ON, "IL")] == ["A52000"]
    assert articles.coverage(opened, ["43235"], ON, "CA") == []
    assert len(articles.coverage(opened, ["43235"], ON)) == 1
    assert len(articles.coverage(opened, ["43235"], ON, "GU")) == 1, "nobody is said to serve it"
    (elsewhere,) = articles.everywhere(opened, ["43235"], date(2023, 12, 31), "CA")
    assert (elsewhere.is_here, elsewhere.standing(ON)) == (False, articles.Standing.ACTIVE)
    assert elsewhere.standing(date(2023, 12, 31)) is articles.Standing.TO_COME


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {
            "contractor_jurisdiction.csv": "contractor_id,contractor_version,state_id\n305,1,17\n",
            "state_lookup.csv": "key,letters,description\n17,IL,Illinois\n",
        },
    ],
    ids=["left out", "other headings"],
)
def test_articles_that_hold_everywhere_for_want_of_states_are_told(
    beside: dict[str, str], where: Path, opened: Reference
) -> None:
    path = made.zipped(where.with_name("current_article.zip"), dict(made.coverage() | beside))
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    (told,) = loaded.refused_rows
    assert (told.file, told.reason, loaded.refused) == ("current_article.zip", "no_states", 0)
    assert len(articles.coverage(opened, ["43235"], ON, "CA")) == 1


def test_lcds_with_code_lists_and_ncds_are_known_by_the_headings_of_their_downloads(
    where: Path, opened: Reference
) -> None:
    """Older LCDs list what supports a service and what does not; NCDs write their words short."""
    lcd = {
        "lcd.csv": "lcd_id,lcd_version,title,orig_det_eff_date,rev_eff_date,rev_end_date\n"
        "33000,4,Made-up policy,2015-10-01 00:00:00,2024-01-01 00:00:00,\n",
        "lcd_x_hcpc_code.csv": "lcd_id,lcd_version,hcpc_code_id,hcpc_code_group,range\n"
        "33000,4,93000,1,N\n",
        "lcd_x_icd10_support.csv": "lcd_id,lcd_version,icd10_code_id,icd10_support_group\n"
        "33000,4,I48.0,1\n",
        "lcd_x_icd10_dont_support.csv": "lcd_id,lcd_version,icd10_code_id,range\n33000,4,I10,N\n",
    }
    path = made.zipped(where.with_name("current_lcd.zip"), lcd)
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    assert loaded.refused == 0
    (found,) = articles.coverage(opened, ["93000"], ON)
    assert (found.article, set(found.covered), set(found.noncovered)) == (
        "L33000", {"I480"}, {"I10"},
    )  # fmt: skip
    ncd = {
        "ncd_trkg.csv": "NCD_id,NCD_vrsn_num,NCD_mnl_sect,NCD_mnl_sect_title,NCD_efctv_dt,"
        "NCD_trmntn_dt,natl_cvrg_type\n77,2,20.4,Newer words,2025-01-01,,True\n"
        "77,1,20.4,Older words,2003-01-01,2024-12-31,True\n"
    }
    path = made.zipped(where.with_name("ncd.zip"), ncd)
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    assert (loaded.codes, loaded.changes.added) == (2, ("N77",))
    rows = opened.rules("SELECT article, title, first FROM article WHERE article GLOB 'N77*'")
    assert [tuple(row) for row in rows] == [
        ("N77.1", "Older words", 20030101), ("N77.2", "Newer words", 20250101),
    ]  # fmt: skip


def test_articles_whose_diagnoses_stand_under_other_headings_are_told(
    where: Path, opened: Reference
) -> None:
    files = {
        name: text.replace("icd10_code_id", "diagnosis") for name, text in made.coverage().items()
    }
    path = made.zipped(where.with_name("current_article.zip"), files)
    (loaded,) = load.take([path], Asked(where, date(2026, 7, 1)))
    assert "no_diagnoses" in {one.reason for one in loaded.refused_rows}
    assert loaded.refused == 0
