import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.documents.paper.agreement import draw_agreement
from app.documents.paper.receipt import draw_receipt
from app.documents.paper.superbill import draw_superbill
from app.documents.paper.why_page import draw_why
from app.documents.paper.wording import wording
from app.statements.paper.draw import draw_statement
from app.values.money import Money
from tests.app.paper import papers, reading, samples
from tests.app.paper.samples import usd

LARGE = ("large_receipt", "large_agreement", "large_why")
KINDS = (
    "receipt", "void", "refund", "superbill", "agreement", "disclosed", "spanish", "why",
    "recovery", *LARGE,
)  # fmt: skip
ROOT = Path(__file__).parents[3]


def test_papers_drawn_at_the_same_time_are_the_same_as_drawn_alone():
    def draw(number):
        view = papers.a_receipt()
        return draw_receipt(replace(view, number=f"{number}-ÀÇÉÎÑÖÜŸåçèïñôýÿ"))

    alone = [draw(number) for number in range(24)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(6) as threads:
            together = list(threads.map(draw, range(24)))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone


@pytest.fixture(scope="module")
def drawn():
    return papers.every()


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_is_whole_embedded_and_small(drawn, kind):
    pdf = drawn[kind]
    assert len(pdf) <= 60_000
    for row in reading.fonts(pdf):
        assert "Inter" in row[0]
        assert row[-5:-2] == ["yes", "yes", "yes"]
    said = reading.text(pdf)
    assert "(cid:" not in said
    assert "\ufffd" not in said
    count = reading.page_count(pdf)
    assert reading.page_marks(pdf) == [(page, count) for page in range(1, count + 1)]
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == ("es-US" if kind == "spanish" else "en-US")
        assert "/OpenAction" not in opened.Root
        assert "Castellan" not in str(dict(opened.docinfo))


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_of_a_paper_overlap_or_leave_the_page(drawn, kind):
    pdf = drawn[kind]
    for page in range(1, reading.page_count(pdf) + 1):
        words = reading.words(pdf, page)
        assert reading.overlaps(words) == []
        for word in words:
            assert word["x0"] >= 35.9
            assert word["x1"] <= 569.1
            assert word["bottom"] <= 760


def test_papers_are_the_same_bytes_in_another_process(drawn):
    code = (
        "import hashlib\nfrom tests.app.paper import papers\n"
        "for pdf in papers.every().values(): print(hashlib.sha256(pdf).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [hashlib.sha256(pdf).hexdigest() for pdf in drawn.values()]


def test_a_receipt_says_what_the_payment_went_to(drawn):
    said = reading.flat(drawn["receipt"])
    for fact in (
        "Nov 25, 2026, 4:05 PM",
        "Check 1182",
        "$180.00",
        "Installment 4 of plan 12",
        "13.92",
        "$24.08",
        "Tax ID 12-3456789, NPI 1234567893",
        "Thank you.",
    ):
        assert fact in said
    assert "VOID" not in said


def test_a_void_receipt_says_void_and_why(drawn):
    said = reading.flat(drawn["void"])
    assert "VOID" in said
    assert "entered twice. See receipt 5511." in said
    for thanks in ("Thank you", "Keep this receipt", "balance after"):
        assert thanks not in said


def test_the_last_page_of_large_print_holds_both_signatures_and_no_line_alone():
    view = replace(papers.an_agreement(interest=True), large=True, language="es")
    last = reading.flat(draw_agreement(view), reading.page_count(draw_agreement(view)))
    assert "Priya Castellan, y fecha" in last
    assert "Por Cedar Hollow Clinic, y fecha" in last
    assert "Usted recibe una copia" in last
    bill = draw_statement(replace(samples.simple(), large=True))
    *_, end = (reading.flat(bill, page + 1) for page in range(reading.page_count(bill)))
    assert "Your privacy" in end


def test_a_refund_says_what_was_given_back_and_why(drawn):
    said = reading.flat(drawn["refund"])
    for fact in ("Receipt for a refund", "Paid back to", "Paid too much", "$180.00"):
        assert fact in said
    assert "Thank you" not in said


@pytest.mark.parametrize("kind", LARGE)
def test_large_print_has_nothing_under_18_points(drawn, kind):
    pdf = drawn[kind]
    for page in range(1, reading.page_count(pdf) + 1):
        assert min(reading.sizes(pdf, page)) >= 18


def test_a_receipt_whose_parts_differ_is_not_drawn():
    with pytest.raises(ValueError, match="add up"):
        draw_receipt(replace(papers.a_receipt(), unapplied=usd("13.91")))


def test_a_superbill_has_all_that_an_insurer_asks_for(drawn):
    said = reading.flat(drawn["superbill"])
    for fact in ("SB-000123", "Tax ID 12-3456789", "NPI 1234567893", "E11.65", "99210", "375.00"):
        assert fact in said
    assert "PAID" not in said


def test_a_superbill_paid_in_full_says_paid():
    view = replace(papers.a_superbill(), paid=usd("375.00"))
    assert "PAID" in reading.flat(draw_superbill(view))
    with pytest.raises(ValueError, match="add up"):
        draw_superbill(replace(view, total=usd("1.00")))


def test_what_was_paid_beyond_the_fee_is_called_a_credit():
    drawn = draw_superbill(replace(papers.a_superbill(1), paid=usd("130.00")))
    said = reading.flat(drawn)
    assert "Credit 5.00" in said
    assert "Balance" not in said


@pytest.mark.parametrize("lines", range(40, 52))
def test_a_superbills_signature_stands_with_its_sums(lines):
    drawn = draw_superbill(papers.a_superbill(lines))
    last = reading.flat(drawn, reading.page_count(drawn))
    assert "signature and date" in last
    assert "Balance" in last


def test_fifty_lines_repeat_the_heading():
    pdf = draw_superbill(papers.a_superbill(50))
    pages = [reading.flat(pdf, page) for page in range(1, reading.page_count(pdf) + 1)]
    with_lines = [said for said in pages if "Office visit" in said]
    assert len(with_lines) == 2
    assert all("Modifiers" in said for said in with_lines)
    assert sum(said.count("Total 6,250.00") for said in pages) == 1


def test_an_agreement_of_six_installments_is_one_page_to_sign(drawn):
    said = reading.flat(drawn["agreement"])
    assert reading.page_count(drawn["agreement"]) == 1
    for fact in (
        "September 15, 2026",
        "February 15, 2027",
        "Priya Castellan, and date",
        "For Cedar Hollow Clinic, and date",
        "There is no late fee.",
        "without a penalty",
        "If an insurer pays",
        "New charges are not part of this plan.",
        "COPY",
    ):
        assert fact in said
    assert "ANNUAL PERCENTAGE RATE" not in said


@pytest.mark.parametrize("count", range(5, 60, 6))
def test_no_page_holds_signatures_alone(count):
    drawn = draw_agreement(papers.an_agreement(count=count))
    last = reading.flat(drawn, reading.page_count(drawn))
    assert "Signatures" in last
    assert "You receive a copy" in last


def test_a_flagged_agreement_discloses_rate_and_charge_larger_than_the_rest(drawn):
    pdf = drawn["disclosed"]
    said = reading.flat(pdf)
    for fact in ("12.00%", "$467.17", "$3,600.00", "$4,067.17", "late fee of $5.00"):
        assert fact in said
    size = {w["text"]: w["bottom"] - w["top"] for w in reading.words(pdf)}
    assert size["12.00%"] == size["$467.17"] > size["$4,067.17"]
    figures = [row for row in reading.text(pdf).splitlines() if "169.46" in row]
    assert len(figures) == 23
    assert "169.59" in said


def test_every_date_of_a_long_schedule_is_printed_under_a_repeated_heading():
    view = papers.an_agreement(count=60)
    pdf = draw_agreement(view)
    said = reading.flat(pdf)
    for page in range(1, 3):
        assert "Due date" in reading.flat(pdf, page)
    assert said.count(", 2028 ") >= 12
    rows = [line.split() for line in reading.text(pdf).splitlines()]
    numbers = [int(row[0]) for row in rows if len(row) == 6 and row[0].isdigit()]
    assert numbers == list(range(1, 61))


def test_an_agreement_that_does_not_add_up_is_not_drawn():
    view = papers.an_agreement()
    for wrong in (
        replace(view, down=Money(1)),
        replace(view, rows=()),
        replace(view, rows=(replace(view.rows[0], interest=Money(1)), *view.rows[1:])),
        replace(
            papers.an_agreement(interest=True),
            disclosure=replace(
                papers.an_agreement(interest=True).disclosure, finance_charge=Money(1)
            ),
        ),
    ):
        with pytest.raises(ValueError, match=r"principal|installment|finance"):
            draw_agreement(wrong)


def test_the_why_page_walks_from_the_price_to_what_is_owed(drawn):
    said = reading.flat(drawn["why"])
    for fact in (
        "Why do I owe this?",
        "Price of the visit 225.00 225.00",
        "Blue Prairie paid −84.32 66.08",
        "45.00 is your plan’s deductible.",
        "check 55831",
    ):
        assert fact in said
    with pytest.raises(ValueError, match="add up"):
        draw_why(replace(papers.a_why(), owed=Money(1)))


def test_the_recovery_key_is_printed_whole_in_readable_groups(drawn):
    said = reading.flat(drawn["recovery"])
    assert "ABCDE-FGHJK-MNPQR-STVWX- 23456-789AB-CDEFG-HJKMN" in said


@pytest.mark.parametrize("kind", ["receipt", "void", "refund", "superbill", "large_receipt"])
def test_words_beside_their_labels_begin_at_one_edge(drawn, kind):
    words = reading.words(drawn[kind])
    starts = {}
    for one, beside in zip(words, words[1:], strict=False):
        same = abs(one["top"] - beside["top"]) < 0.5
        if same and (one["text"], beside["text"]) in EDGES:
            starts[one["text"]] = round(beside["x0"], 1)
    assert len(starts) >= 2
    assert len(set(starts.values())) == 1


EDGES = {("Account", "10482"), ("by", "Ana"), ("Patient", "Priya"), ("Guarantor", "Priya")}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_heading_in_large_print_is_never_broken_within_a_word(language):
    plan = replace(papers.an_agreement(interest=True), large=True, language=language)
    found = {
        word["text"] for page in (2, 3, 4) for word in reading.words(draw_agreement(plan), page)
    }
    for key in ("number", "due", "amount", "principal", "interest", "left"):
        assert set(wording(language)(f"paper.agreement.{key}").split()) <= found


def test_a_total_in_large_print_stands_with_the_last_thing_it_adds_up():
    page = reading.flat(papers.every()["large_why"], 2)
    assert page.index("Blue Prairie paid") < page.index("You owe for this visit")


@pytest.mark.parametrize("count", range(4, 30))
def test_no_installment_stands_alone_on_a_page(count):
    pdf = draw_agreement(papers.an_agreement(count))
    for page in range(1, reading.page_count(pdf) + 1):
        assert reading.flat(pdf, page).count(" 15, 20") != 1
