"""Reads a PDF back with other people's tools."""

import re
import shutil
import subprocess
from functools import cache
from io import BytesIO

import pdfplumber
import pytest

PLACES = ("x0", "x1", "top", "bottom", "text")


def run(tool: str, *arguments: str, pdf: bytes) -> bytes:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (poppler-utils)")
    done = subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True)
    return done.stdout


def text(pdf: bytes, page: int | None = None) -> str:
    pages = ["-f", str(page), "-l", str(page)] if page else []
    return run("pdftotext", "-layout", *pages, "-", "-", pdf=pdf).decode()


def flat(pdf: bytes, page: int | None = None) -> str:
    """Page text in reading order of the drawing, on one line."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    raw = run("pdftotext", "-raw", *pages, "-", "-", pdf=pdf).decode()
    return " ".join(raw.split())


def fonts(pdf: bytes) -> list[list[str]]:
    rows = run("pdffonts", "-", pdf=pdf).decode().splitlines()[2:]
    return [row.split() for row in rows]


def info(pdf: bytes) -> dict[str, str]:
    rows = run("pdfinfo", "-", pdf=pdf).decode().splitlines()
    return {key.strip(): value.strip() for key, _, value in (row.partition(":") for row in rows)}


def words(pdf: bytes, page: int = 1) -> list[dict]:
    """Words with their boxes in points from the top left."""
    return [dict(word) for word in _words(pdf, page)]


@cache
def _words(pdf: bytes, page: int) -> list[dict]:
    # Several tests look at the same paper, and taking a page apart is most of their time.
    with pdfplumber.open(BytesIO(pdf)) as document:
        found = document.pages[page - 1].extract_words(
            keep_blank_chars=False, x_tolerance=1.5, y_tolerance=1
        )
    assert found, "a page without words says nothing of where they stand"
    return [{key: word[key] for key in PLACES} for word in found]


def sizes(pdf: bytes, page: int = 1) -> set[float]:
    """Give the sizes of all letters of a page, in points as they print."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return {round(letter["size"], 1) for letter in document.pages[page - 1].chars}


def inside(word: dict, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether any part of the word lies in the zone."""
    return (
        word["x1"] > left and word["x0"] < right and word["bottom"] > top and word["top"] < bottom
    )


def overlaps(found: list[dict]) -> list[tuple[str, str]]:
    """Pairs of words whose inked boxes touch; a box is trimmed to the height of capitals."""
    boxes = []
    for word in found:
        high = word["bottom"] - word["top"]
        boxes.append(
            (word["x0"], word["x1"], word["top"] + 0.18 * high, word["bottom"] - 0.22 * high, word)
        )
    pairs = []
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            if (
                one[0] < other[1] - 0.3
                and other[0] < one[1] - 0.3
                and one[2] < other[3] - 0.3
                and other[2] < one[3] - 0.3
            ):
                pairs.append((one[4]["text"], other[4]["text"]))
    return pairs


def page_count(pdf: bytes) -> int:
    return int(info(pdf)["Pages"])


def page_marks(pdf: bytes) -> list[tuple[int, int]]:
    """The "page x of y" of each page in turn."""
    marks = re.findall(r"p[aá]g(?:e|ina) (\d+) (?:of|de) (\d+)", flat(pdf))
    return [(int(x), int(y)) for x, y in marks]


def baseline(word: dict) -> float:
    """The line a word stands on; the reader's box runs from the descent up one type size."""
    return word["bottom"] - 0.2415 * (word["bottom"] - word["top"])
