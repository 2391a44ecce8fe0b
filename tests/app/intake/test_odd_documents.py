"""C-CDA documents as systems really write them, and those that mean harm. Invented people only."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from app.intake import cda_text
from app.intake.staged import Staged, StagedPaper
from app.values.problem import Refused
from tests.app.intake.reading import read, reasons, warnings

HEAD = (
    '<id root="1.2.3" extension="D1"/><title>Progress note</title><effectiveTime value="20260304"/>'
    '<recordTarget><patientRole><id root="1.9" extension="501"/><patient><name>'
    "<given>Ada</given><family>Stone</family></name></patient></patientRole></recordTarget>"
    '<componentOf><encompassingEncounter><id root="1.8" extension="V1"/>'
    '<effectiveTime><low value="202603040900"/></effectiveTime></encompassingEncounter>'
    "</componentOf>"
)
UTF8 = '<?xml version="1.0" encoding="UTF-8"?>'


def whole(body: str, before: str = UTF8) -> str:
    """Give a document around a body."""
    return (
        f'{before}<ClinicalDocument xmlns="urn:hl7-org:v3">{HEAD}'
        f"<component>{body}</component></ClinicalDocument>"
    )


def section(text: str, title: str = "<title>Plan</title>") -> str:
    """Give a body of one section."""
    inner = f"<section>{title}<text>{text}</text></section>"
    return f"<structuredBody><component>{inner}</component></structuredBody>"


def enclosed(content: bytes, media: str = "text/plain") -> str:
    """Give a body that encloses a file."""
    data = base64.b64encode(content).decode()
    return f'<nonXMLBody><text mediaType="{media}" representation="B64">{data}</text></nonXMLBody>'


def taken(tmp_path: Path, content: str | bytes) -> Staged:
    return read(tmp_path, content, "note.xml")


def paper(tmp_path: Path, content: str | bytes) -> StagedPaper:
    (found,) = taken(tmp_path, content).papers
    return found


def test_a_note_of_a_fhir_list_is_legible_however_its_system_wrote_it(tmp_path: Path) -> None:
    said = "Señora Muñoz feels well – 38 °C"
    visit = {
        "resourceType": "Encounter", "id": "e", "status": "finished",
        "subject": {"reference": "Patient/p"}, "period": {"start": "2026-03-04"},
    }  # fmt: skip
    patient = {"resourceType": "Patient", "id": "p", "name": [{"family": "Vale"}]}
    notes = [
        {
            "resourceType": "DocumentReference", "id": codec,
            "context": {"encounter": [{"reference": "Encounter/e"}]},
            "content": [{"attachment": {
                "contentType": f"text/plain; charset={codec}",
                "data": base64.b64encode(said.encode(codec)).decode(),
            }}],
        }
        for codec in ("utf-8", "cp1252", "utf-16")
    ]  # fmt: skip
    staged = read(tmp_path, json.dumps([patient, visit, *notes]), "notes.json")
    assert [note.content.decode("utf-8") for note in staged.notes] == [said] * 3


def test_a_document_larger_than_could_be_kept_is_not_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cda_text, "_LARGEST", 3000)
    said = section("<paragraph>" + "Well. " * 600 + "</paragraph>")
    with pytest.raises(Refused, match="intake.broken_cda"):
        taken(tmp_path, whole(said))


def test_a_table_in_a_cell_and_lines_in_a_cell_are_told_once_each(tmp_path: Path) -> None:
    text = (
        "<table><thead><tr><th>Drug</th><th>How</th></tr></thead><tbody>"
        "<tr><td>Lisinopril<br/>10 mg</td><td><paragraph>Daily</paragraph>"
        "<paragraph>Morning</paragraph></td></tr>"
        "<tr><td><table><tr><td>one</td></tr><tr><td>two</td></tr></table></td><td>x</td></tr>"
        "</tbody></table>"
    )
    said = paper(tmp_path, whole(section(text))).text
    assert "Lisinopril; 10 mg  Daily; Morning" in said
    assert said.count("one") == said.count("two") == 1


def test_a_head_over_two_columns_keeps_the_third_in_its_place(tmp_path: Path) -> None:
    text = (
        '<table><tr><th colspan="2">BP</th><th>Pulse</th></tr>'
        "<tr><td>120</td><td>80</td><td>72</td></tr></table>"
    )
    lines = paper(tmp_path, whole(section(text))).text.splitlines()
    assert lines[1].index("Pulse") == lines[3].index("72")


def test_a_span_that_is_no_honest_number_spans_one_column(tmp_path: Path) -> None:
    text = f'<table><tr><td colspan="{"9" * 5000}">120</td><td>80</td></tr></table>'
    assert "120  80" in paper(tmp_path, whole(section(text))).text


def test_lists_in_lists_are_set_in_and_a_power_is_no_digit(tmp_path: Path) -> None:
    text = (
        '<list><item>Cough<list listType="ordered"><item>dry</item></list></item></list>'
        "Platelets 10<sup>3</sup><footnote>low</footnote>"
    )
    said = paper(tmp_path, whole(section(text))).text
    assert "• Cough\n  1. dry" in said
    assert "10^3 [low]" in said


def test_a_section_without_title_has_the_name_of_its_code(tmp_path: Path) -> None:
    code = '<code code="10164-2" displayName="History of present illness"/>'
    said = paper(tmp_path, whole(section("Cough.", code))).text
    assert said == "HISTORY OF PRESENT ILLNESS\nCough."


def test_words_in_needless_depth_are_kept(tmp_path: Path) -> None:
    text = "<content>" * 60 + "deep words" + "</content>" * 60
    assert "deep words" in paper(tmp_path, whole(section(text))).text


@pytest.mark.parametrize(
    "content",
    [
        whole(section("Muñoz coughs")).encode("cp1252"),
        whole(section("Muñoz coughs"), '<?xml version="1.0" encoding="ISO-8859-1"?>').encode(
            "latin-1"
        ),
        whole(section("Muñoz coughs"), '<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
        whole(section("Muñoz coughs"), '<?xml version="1.0" encoding="x-none"?>').encode(),
        b"\xef\xbb\xbf\r\n  " + whole(section("Muñoz coughs")).encode(),
        whole(section("Muñoz coughs"), f"{UTF8}<!-- {'long ' * 3000} -->").encode(),
        whole(section("Muñoz coughs"), "").replace("<", "<h:").replace("<h:/", "</h:")
        .replace("xmlns=", "xmlns:h=").encode(),
    ],
    ids=["said-utf8", "latin-1", "utf-16", "no-such-code", "mark", "comment", "prefix"],
)  # fmt: skip
def test_a_document_is_read_whatever_its_bytes_and_its_prolog(
    tmp_path: Path, content: bytes
) -> None:
    assert paper(tmp_path, content).text == "PLAN\nMuñoz coughs"


@pytest.mark.parametrize(
    ("body", "words", "kept"),
    [
        (enclosed(b"Cough.\nLungs clear."), "Cough.\nLungs clear.", 1),
        (enclosed(rb"{\rtf1 Cough.\par Lungs clear.}", "application/rtf"),
         "Cough.\nLungs clear.", 2),
        (enclosed(b"<p>Cough.</p><script>x</script>", "text/html"), "Cough.", 2),
        (enclosed(b"%PDF-1.4", "application/pdf"), "", 2),
        ('<nonXMLBody><text mediaType="text/plain">Cough &amp; cold</text></nonXMLBody>',
         "Cough & cold", 1),
        ('<nonXMLBody><text><reference value="https://records.example/1"/></text></nonXMLBody>',
         "", 1),
        ('<nonXMLBody><text representation="B64">@@@</text></nonXMLBody>', "", 1),
        ("<structuredBody/>", "", 1),
    ],
    ids=["text", "rtf", "html", "pdf", "plain", "elsewhere", "no-base64", "nothing"],
)  # fmt: skip
def test_an_unstructured_document_gives_its_words_or_says_that_it_has_none(
    tmp_path: Path, body: str, words: str, kept: int
) -> None:
    staged = taken(tmp_path, whole(body))
    (found,) = staged.papers
    assert (found.text, len(found.originals)) == (words, kept)
    assert bool(warnings(staged)) is (words == "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"<!DOCTYPE a [<!ENTITY e 'x'>]>{whole(section('&e;'), '')}", "intake.broken_cda"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hosts'>]>" + whole(section("&e;"), ""),
         "intake.broken_cda"),
        (whole(section("<content>" * 5000 + "x" + "</content>" * 5000)), "intake.broken_cda"),
        (whole(section("B"))[:-40], "intake.broken_cda"),
        (f"{UTF8}<note><ClinicalDocument /></note>", "intake.xml"),
        (f"{UTF8}<ContinuityOfCareRecord xmlns='urn:astm-org:CCR'/>", "intake.xml"),
    ],
    ids=["entity", "outside", "deep", "cut", "holds-one", "another-kind"],
)  # fmt: skip
def test_hostile_broken_and_other_xml_is_refused_with_its_reason(
    tmp_path: Path, content: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        taken(tmp_path, content)


def test_a_document_without_a_number_or_a_patient_is_rejected_by_what_is_missing(
    tmp_path: Path,
) -> None:
    bare = whole(section("B"))
    no_id = bare.replace('<id root="1.2.3" extension="D1"/>', "")
    assert "ClinicalDocument/id" in reasons(taken(tmp_path, no_id))[0][1]
    nobody = bare.replace('<id root="1.9" extension="501"/>', '<id nullFlavor="UNK"/>')
    nobody = nobody.replace('<id root="1.8" extension="V1"/>', "")
    assert "patientRole/id" in reasons(taken(tmp_path, nobody))[0][1]


def test_a_long_document_is_read_in_seconds(tmp_path: Path) -> None:
    rows = "<tr><td>Sodium</td><td>140 mmol/L</td></tr>" * 50_000
    began = time.monotonic()
    found = paper(tmp_path, whole(section(f"<table>{rows}</table>")))
    assert found.text.count("Sodium") == 50_000
    assert time.monotonic() - began < 20
