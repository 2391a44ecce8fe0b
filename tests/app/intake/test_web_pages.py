"""Pages under a workbook's name: read as a table, or refused as what they are."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from app.intake import web_page
from app.values.problem import Refused
from tests.app.intake.reading import read

PAGE = (
    "<html><body><table><tr><th>MRN</th><th>Patient</th><th>DOS</th></tr>"
    "<tr><td>M1</td><td>Muñoz, Ada</td><td>9/2/2026</td></tr></table></body></html>"
)
HEAD = (
    "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    'Content-Type: multipart/related; boundary="--=_Part"\r\n\r\n'
)


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    """Give a web archive of (type, encoding, what is sent)."""
    made = HEAD.encode()
    for kind, sent_as, sent in parts:
        made += f"----=_Part\r\nContent-Type: {kind}\r\n".encode()
        made += f"Content-Transfer-Encoding: {sent_as}\r\n\r\n".encode() + sent + b"\r\n"
    return made + b"----=_Part--\r\n"


@pytest.mark.parametrize(
    ("sent_as", "sent"),
    [
        ("base64", base64.encodebytes(PAGE.encode("cp1252"))),
        ("8bit", PAGE.encode()),
        ("quoted-printable", PAGE.replace("=", "=3D").replace("ñ", "=F1").encode()),
    ],
)
def test_a_web_archive_is_read_as_its_page(tmp_path: Path, sent_as: str, sent: bytes) -> None:
    frame = ("text/html", "8bit", b"<html><frameset><frame src=sheet1.htm></frameset></html>")
    style = ("text/css", "8bit", b"td { color: red }")
    staged = read(tmp_path, archive(frame, style, ("text/html", sent_as, sent)), "report.xls")
    assert [(p.last, p.first) for p in staged.patients] == [("Muñoz", "Ada")]
    assert [v.dos.isoformat() for v in staged.visits] == ["2026-09-02"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<!DOCTYPE html><html><body><form>Please sign in</form></body></html>", "intake.page"),
        ('<?xml version="1.0"?><Workbook xmlns="urn:x"><Table/></Workbook>', "xml_workbook"),
        ('<?xml version="1.0"?><Invoice/>', r"intake\.xml$"),
    ],
)
def test_a_page_that_is_no_list_is_refused_as_what_it_is(
    tmp_path: Path, content: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        read(tmp_path, content, "report.xls")


def test_an_archive_without_a_page_and_a_cut_one_break_nothing(tmp_path: Path) -> None:
    whole = archive(("text/html", "base64", base64.encodebytes(PAGE.encode())))
    with pytest.raises(Refused, match=r"intake\.page"):
        read(tmp_path, archive(("text/plain", "8bit", b"no page")), "report.xls")
    for end in range(len(HEAD), len(whole), 23):
        assert isinstance(web_page.page_text(whole[:end]), str)


def test_an_archive_of_parts_within_parts_and_one_with_odd_heads_break_nothing(
    tmp_path: Path,
) -> None:
    opened = (
        f"--b{n}\r\nContent-Type: multipart/related; boundary=b{n + 1}\r\n\r\n" for n in range(3000)
    )
    deep = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b0\r\n\r\n"
    with pytest.raises(Refused, match=r"intake\.page"):
        read(tmp_path, (deep + "".join(opened)).encode(), "report.xls")
    whole = archive(("text/html", "8bit", PAGE.encode()))
    for odd in (b'text/html; charset="', b"text/html; a*0*=", b"text/html;;=(\xff", b"text/"):
        assert isinstance(web_page.page_text(whole.replace(b"text/html", odd)), str)


def test_a_list_that_begins_with_words_is_no_archive() -> None:
    assert not web_page.is_archive(b"MIME-Version:,x\nMRN,DOS\n1,9/2/2026\n")
