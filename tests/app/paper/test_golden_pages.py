"""A page that changes its looks is noticed: small pictures of the papers, kept beside the test.

After a change that was meant, look at the new pages and run
``python -m tests.app.paper.test_golden_pages`` to keep them.
"""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.documents.paper.agreement import draw_agreement
from app.documents.paper.receipt import draw_receipt
from app.statements.paper.draw import draw_statement
from tests.app.paper import papers, reading, samples

KEPT = Path(__file__).parent / "golden"
DOTS = 40
LEAST_ALIKE = 0.6
"""Mean difference in shades of 255 that another version of the renderer may make."""

PAGES: dict[str, tuple[Callable[[], bytes], int]] = {
    "statement": (lambda: draw_statement(samples.picture()), 1),
    "statement-back": (lambda: draw_statement(samples.picture()), 2),
    "statement-spanish": (lambda: draw_statement(samples.spanish()), 1),
    "statement-large": (lambda: draw_statement(replace(samples.picture(), large=True)), 1),
    "not-a-bill": (lambda: draw_statement(samples.no_bill()), 1),
    "agreement": (lambda: draw_agreement(papers.an_agreement()), 1),
    "agreement-disclosed": (lambda: draw_agreement(papers.an_agreement(interest=True)), 1),
    "receipt": (lambda: draw_receipt(papers.a_receipt()), 1),
}


def picture(name: str) -> Image.Image:
    make, page = PAGES[name]
    out = reading.run(
        "pdftoppm", "-r", str(DOTS), "-gray", "-png", "-f", str(page), "-l", str(page), "-",
        pdf=make(),
    )  # fmt: skip
    return Image.open(BytesIO(out)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_it_did(name):
    kept = Image.open(KEPT / f"{name}.png").convert("L")
    found = picture(name)
    assert found.size == kept.size
    assert difference(found, kept) <= LEAST_ALIKE


def test_a_page_moved_by_a_millimeter_or_one_without_its_slip_is_noticed():
    kept = Image.open(KEPT / "statement.png").convert("L")
    moved = Image.new("L", kept.size, 255)
    moved.paste(kept, (0, 2))
    assert difference(kept, moved) > 4 * LEAST_ALIKE
    assert difference(kept, picture("not-a-bill")) > 4 * LEAST_ALIKE


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for each in PAGES:
        picture(each).save(KEPT / f"{each}.png", optimize=True)
