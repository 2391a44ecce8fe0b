from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codesets.tabular import nodes_in
from app.values.problem import Refused

HEAD = b"<?xml version='1.0' encoding='utf-8'?>"
SMALL = (
    b"<ICD10CM.tabular><version>2026</version><introduction><introSection>"
    b"<instruction><note>not a note of a code</note></instruction></introSection></introduction>"
    b"<chapter><name>1</name><desc>Ailments (A00-A09)</desc>"
    b"<excludes1><note>wounds (S00-S09)</note></excludes1>"
    b"<section id='A00-A09'><desc>Small ailments (A00-A09)</desc>"
    b"<diag><name>A00</name><desc>Ailment</desc>"
    b"<inclusionTerm><note>Complaint  of\n old</note></inclusionTerm>"
    b"<sevenChrDef><extension char='A'>initial encounter</extension><note>or so</note>"
    b"</sevenChrDef><diag><name>A00.0</name><desc>Ailment of left hand</desc></diag>"
    b"</diag></section></chapter></ICD10CM.tabular>"
)
LAUGHS = (
    HEAD + b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
    b"<ICD10CM.tabular><chapter><name>&b;</name></chapter></ICD10CM.tabular>"
)
OUTSIDE_FILE = (
    HEAD + b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
    b"<ICD10CM.tabular><chapter><name>&a;</name></chapter></ICD10CM.tabular>"
)


def test_reads_tree_notes_and_seventh_characters() -> None:
    nodes = sorted(nodes_in(io.BytesIO(HEAD + SMALL), "small.xml"), key=lambda n: n.number)
    chapter, section, category, leaf = nodes
    assert (chapter.kind, chapter.name, chapter.notes) == (
        "chapter", "1", (("excludes1", "wounds (S00-S09)"),)
    )  # fmt: skip
    assert (section.name, section.parent) == ("A00-A09", chapter.number)
    assert category.notes == (("inclusion", "Complaint of old"),)
    assert category.seventh == (("A", "initial encounter/or so"),)
    assert (leaf.name, leaf.title, leaf.parent) == (
        "A00.0", "Ailment of left hand", category.number
    )  # fmt: skip


@pytest.mark.parametrize("hostile", [LAUGHS, OUTSIDE_FILE], ids=["laughs", "outside file"])
def test_hostile_xml_is_refused_with_its_file_name(hostile: bytes) -> None:
    with pytest.raises(Refused) as caught:
        list(nodes_in(io.BytesIO(hostile), "hostile.xml"))
    assert caught.value.code == "codes.not_official"
    assert caught.value.values == {"file": "hostile.xml"}


@pytest.mark.parametrize("other", [b"<html/>", b"<ICD10CM.tabular/>", b"<ICD10CM.index/>"])
def test_another_root_or_an_empty_one_is_refused(other: bytes) -> None:
    with pytest.raises(Refused) as caught:
        list(nodes_in(io.BytesIO(other), "other.xml"))
    assert caught.value.code == "codes.not_official"


def test_bottomless_nesting_is_refused() -> None:
    deep = b"<ICD10CM.tabular>" + b"<diag>" * 500 + b"</diag>" * 500 + b"</ICD10CM.tabular>"
    with pytest.raises(Refused) as caught:
        list(nodes_in(io.BytesIO(deep), "deep.xml"))
    assert caught.value.code == "codes.not_official"


@given(st.integers(1, len(SMALL) - 1))
def test_a_file_broken_off_anywhere_is_refused(at: int) -> None:
    with pytest.raises(Refused) as caught:
        list(nodes_in(io.BytesIO(SMALL[:at]), "cut.xml"))
    assert caught.value.code == "codes.truncated"
    assert caught.value.values["file"] == "cut.xml"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    with pytest.raises(Refused):
        list(nodes_in(io.BytesIO(noise), "noise"))
