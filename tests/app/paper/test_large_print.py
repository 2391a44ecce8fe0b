"""Large print passes every check of the normal page, and nothing in it is small."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from app.statements.paper.back import standard_blocks
from app.statements.paper.draw import draw_batch, draw_statement, pages_of, problems
from app.statements.view import DoesNotFoot
from app.values.money import Money
from tests.app.paper import reading, samples
from tests.app.paper.samples import usd
from tests.app.paper.test_statement_geometry import big_money, long_names, much_below
from tests.app.paper.test_statement_paper import EVERY as NORMAL


def large(view):
    return replace(view, large=True)


EVERY = {
    **{name: (lambda make=make: large(make())) for name, make in NORMAL.items()},
    "long names": lambda: large(long_names()),
    "big money": lambda: large(big_money()),
    "much below": lambda: large(much_below()),
    "spanish no bill": lambda: large(replace(samples.no_bill(), language="es")),
    "for a lockbox": lambda: large(replace(long_names(), scan_line=LINE)),
}
LINE = "0000010482000041270000204087"


@pytest.fixture(scope="module", params=EVERY)
def drawn(request):
    view = EVERY[request.param]()
    return view, draw_statement(view, copy=request.param == "sixty visits")


@pytest.fixture(scope="module")
def picture():
    return draw_statement(large(samples.picture()))


def test_every_word_is_large_but_the_addresses_of_the_windows():
    with pdfplumber.open(BytesIO(draw_statement(large(samples.picture())))) as document:
        for number, page in enumerate(document.pages, start=1):
            for letter in page.chars:
                at = {"x1": letter["x1"], "x0": letter["x0"], "top": letter["top"]}
                at["bottom"] = letter["bottom"]
                windows = ((72, 289, 150, 214), (72, 352, 699, 748))
                if number == 1 and any(reading.inside(at, *window) for window in windows):
                    continue
                assert letter["size"] >= 17.9, (number, letter["text"], letter["size"])


def test_every_fact_of_the_statement_is_there(picture):
    said = reading.flat(picture)
    for fact in (
        "Account 10482, page 1 of 5",
        "Amount due now $204.08 by Dec 20, 2026",
        "Total account balance 569.08",
        "Statement date Nov 25, 2026",
        "Statement number S-004127",
        "PRIYA CASTELLAN 1418 ALDER MILL RD APT 3 CEDAR HOLLOW OR",
        "Balance on October 28 400.00",
        "Installment 4, due Dec 15 100.00",
        "October 14, Priya. Office visit and blood draw, Dr. Ilse Varga",
        "225.00 84.32 74.60 0.00 66.08",
        "45.00 is your plan’s deductible and 21.08 is your share of the rest (coinsurance, 20%).",
        "Total of 2 visits 428.00 157.32 136.60 30.00 104.08",
        "Billed to Blue Prairie on November 19. Nothing due from you for this visit yet.",
        "Nov 13, check 1182, 100.00 (plan)",
        "Payment plan Next is 4 of 6",
        "0–30 days 104.08",
        "220 Millrace Street, Suite 4, Cedar Hollow, OR 97999",
        "Monday to Friday, 8 AM to 5 PM",
        "Words on this statement",
        "Your privacy",
        "Check payable to Cedar Hollow Clinic",
        "Who pays Priya Castellan",
        "New address or insurance",
    ):
        assert fact in said, fact
    assert said.count("$204.08") == 2


def test_it_is_whole_embedded_letter_size_and_counts_its_pages(drawn):
    view, pdf = drawn
    said = reading.text(pdf)
    assert "(cid:" not in said
    assert "\ufffd" not in said
    for row in reading.fonts(pdf):
        assert row[-5:-2] == ["yes", "yes", "yes"]
    told = reading.info(pdf)
    pages = reading.page_count(pdf)
    assert told["Page size"].startswith("612 x 792")
    assert (told["JavaScript"], told["Encrypted"]) == ("no", "no")
    assert view.number in told["Title"]
    assert reading.page_marks(pdf) == [(n, pages) for n in range(1, pages + 1)]
    assert pages == pages_of(view)
    for page in range(1, pages + 1):
        assert view.account in reading.flat(pdf, page)


def test_the_windows_show_addresses_and_nothing_else(drawn):
    view, pdf = drawn
    words = reading.words(pdf)
    window = [w for w in words if reading.inside(w, 0, 389, 144, 264)]
    assert max(map(reading.baseline, window)) == pytest.approx(210, abs=0.1)
    for word in window:
        assert word["x0"] >= 71.9
        assert word["x1"] <= 288.1
        assert word["top"] >= 150
        assert word["bottom"] <= 214
    if view.is_bill:
        slip = [w for w in words if reading.inside(w, 0, 389, 672, 792)]
        assert slip
        for word in slip:
            assert word["x0"] >= 71.9
            assert word["x1"] <= 351.1
            assert word["top"] >= 699 - 0.1
            assert word["bottom"] <= 747 + 0.1


def test_nothing_overlaps_leaves_the_page_or_crosses_the_fold(drawn):
    view, pdf = drawn
    for page in range(1, reading.page_count(pdf) + 1):
        words = reading.words(pdf, page)
        assert reading.overlaps(words) == []
        for word in words:
            assert word["x0"] >= 35.9
            assert word["x1"] <= 569.1
            assert word["top"] >= 34
            assert word["bottom"] <= 760
            if page == 1 and view.is_bill:
                assert not (word["top"] < 534 and word["bottom"] > 522), word["text"]


def test_the_slip_is_on_the_first_page_alone(drawn):
    view, pdf = drawn
    words = "Corte aquí" if view.language == "es" else "Detach here"
    pages = range(1, reading.page_count(pdf) + 1)
    found = [page for page in pages if words in reading.flat(pdf, page)]
    assert found == ([1] if view.is_bill else [])


def test_sixty_visits_repeat_the_heading_and_add_up_after_the_last():
    view = large(samples.simple(count=60))
    pdf = draw_statement(view, copy=True)
    pages = [reading.flat(pdf, n) for n in range(1, reading.page_count(pdf) + 1)]
    listing = [page for page in pages if "Office visit" in page]
    assert sum(page.count("Why you owe this") for page in listing) == 60
    assert all(page.count("You owe") >= 1 and "Charged" in page for page in listing)
    assert all("COPY" in page for page in pages)
    assert ["Total of 60 visits" in page for page in listing] == [False] * (len(listing) - 1) + [
        True
    ]


def test_figures_read_back_add_up(picture):
    said = reading.flat(picture, 2)
    figures = [Money.parse(f) for f in said.replace("−", "-").split() if f[-3:-2] == "."]
    assert Money.total(figures[:6]) == figures[6]
    assert Money.total(figures[6:9]) == figures[9]
    assert figures[9] + figures[10] == figures[11] == samples.picture().amount_due


def test_a_paper_that_asks_nothing_says_so_in_both_languages():
    assert "THIS IS NOT A BILL" in reading.flat(draw_statement(large(samples.no_bill())), 1)
    spanish = draw_statement(large(replace(samples.no_bill(), language="es")))
    assert "ESTO NO ES UNA FACTURA" in reading.flat(spanish, 1)


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_is_begun_for_the_last_paragraph_alone(language):
    one = replace(samples.simple(count=2), language=language, large=True)
    view = replace(one, back=standard_blocks(one.practice, language))
    assert pages_of(view) == 4
    with pdfplumber.open(BytesIO(draw_statement(view))) as pdf:
        assert len(pdf.pages[-1].extract_text_lines()) > 12
        assert max(word["bottom"] for word in pdf.pages[2].extract_words()) < 774


def test_the_form_for_a_new_address_is_behind_the_slip(picture):
    second = reading.words(picture, 2)
    form = [word for word in second if word["text"] == "Member"]
    assert [word["top"] > 528 for word in form] == [True]


def test_spanish_is_spanish_from_head_to_back():
    said = reading.flat(draw_statement(large(samples.spanish())))
    for words in ("JOSÉ MUÑOZ PEÑASCO", "Cuenta 10482, página 1 de", "Formas" not in said):
        assert words is True or words in said
    for english in ("Amount", "Check payable", "Your visits", "You owe", "Statement"):
        assert english not in said


def test_the_same_view_gives_the_same_bytes_and_a_cent_others(picture):
    again = draw_statement(large(samples.picture()))
    assert hashlib.sha256(again).digest() == hashlib.sha256(picture).digest()
    one = draw_statement(large(samples.simple(owed="66.08")))
    assert one != draw_statement(large(samples.simple(owed="66.09")))


def test_it_stays_small_and_names_its_language(picture):
    assert len(picture) < 60 * 1024
    with pikepdf.open(BytesIO(picture)) as document:
        assert str(document.Root.Lang) == "en-US"
        assert "/OpenAction" not in document.Root


def test_a_run_mixes_large_and_normal_pages_in_its_order():
    views = [samples.picture(), large(samples.picture()), samples.picture()]
    batch = draw_batch(views)
    assert batch.pages == ((1, 2), (3, 7), (8, 9))


def test_a_name_that_the_fonts_lack_is_reported_for_large_print_too():
    view = large(replace(samples.picture(), responsible="王小明"))
    assert [problem.code for problem in problems(view)] == ["paper.no_glyph"]


def test_figures_that_do_not_foot_are_not_drawn_large_either():
    view = samples.picture()
    wrong = replace(view.bridge, balance=view.bridge.balance + usd("0.01"))
    with pytest.raises(DoesNotFoot):
        draw_statement(large(replace(view, bridge=wrong)))
