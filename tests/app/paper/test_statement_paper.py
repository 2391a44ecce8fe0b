import hashlib
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.documents.paper.postal import PostalAddress
from app.progress import Cancelled
from app.statements.paper.draw import draw_batch, draw_statement, problems
from app.statements.view import UNNUMBERED, DoesNotFoot
from app.values.money import Money
from app.values.problem import Refused
from tests.app.paper import reading, samples
from tests.app.paper.samples import usd

ROOT = Path(__file__).parents[3]
EVERY = {
    "picture": samples.picture,
    "spanish": samples.spanish,
    "no bill": samples.no_bill,
    "credit": samples.credit,
    "sixty visits": lambda: samples.simple(count=60),
    "no visit": lambda: samples.simple(
        count=0,
        bridge=samples.plain_bridge(usd("66.08")),
        aging=samples.Aging((usd("66.08"), *(Money(0),) * 4)),
    ),
    "seven digits": lambda: samples.simple(owed="1234567.89"),
}
NOT_A_BILL = {"en": "THIS IS NOT A BILL", "es": "ESTO NO ES UNA FACTURA"}


@pytest.fixture(scope="module")
def picture():
    return draw_statement(samples.picture())


def test_every_fact_of_the_picture_can_be_read_back(picture):
    said = reading.flat(picture, 1)
    for fact in (
        "Cedar Hollow Clinic",
        "Statement for account 10482, page 1 of 2",
        "$204.08",
        "by December 20, 2026",
        "Your visits since October 28",
        "October 14, Priya. Office visit and blood draw, Dr. Ilse Varga",
        "225.00 84.32 74.60 0.00 66.08",
        "Why you owe this: 45.00 is your plan’s deductible and 21.08 is your share of the rest "
        "(coinsurance, 20%).",
        "your plan does not cover the strep test (38.00). Your copay of 30.00 is paid.",
        "Billed to Blue Prairie on November 19. Nothing due from you for this visit yet.",
        "Your payments: Nov 3, card, 30.00 (copay) · Nov 13, check 1182, 100.00 (plan)",
        "Installment 4, due Dec 15 100.00",
        "next is 4 of 6",
        "PRIYA CASTELLAN 1418 ALDER MILL RD APT 3 CEDAR HOLLOW OR",
        "Make your check payable to",
        "Who pays Priya Castellan",
    ):
        assert fact in said, fact
    assert said.count("$204.08") == 2
    assert said.count("S-004127") == 2


@pytest.mark.parametrize("kind", EVERY)
def test_no_letter_is_lost_and_no_font_is_missing(kind):
    pdf = draw_statement(EVERY[kind]())
    said = reading.text(pdf)
    assert "(cid:" not in said
    assert "\ufffd" not in said
    for row in reading.fonts(pdf):
        assert "Inter" in row[0]
        assert row[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, unicode


@pytest.mark.parametrize("kind", EVERY)
def test_pages_count_themselves_and_the_paper_says_what_it_is(kind):
    view = EVERY[kind]()
    pdf = draw_statement(view)
    info = reading.info(pdf)
    assert info["Page size"].startswith("612 x 792")
    assert (info["JavaScript"], info["Encrypted"]) == ("no", "no")
    assert view.number in info["Title"]
    count = reading.page_count(pdf)
    assert reading.page_marks(pdf) == [(page, count) for page in range(1, count + 1)]
    for page in range(1, count + 1):
        assert view.account in reading.flat(pdf, page)


def test_the_paper_names_its_language_and_carries_nothing_active():
    for view, language in ((samples.picture(), "en-US"), (samples.spanish(), "es-US")):
        with pikepdf.open(BytesIO(draw_statement(view))) as pdf:
            assert str(pdf.Root.Lang) == language
            for key in ("/AA", "/OpenAction", "/Metadata", "/AcroForm"):
                assert key not in pdf.Root
            assert len(pdf.attachments) == 0
            assert "2026" not in str(pdf.docinfo.get("/CreationDate", "2000"))
            assert "Castellan" not in str(dict(pdf.docinfo))


def test_the_same_view_gives_the_same_bytes_in_another_process(picture):
    code = (
        "import hashlib\nfrom tests.app.paper import samples\n"
        "from app.statements.paper.draw import draw_statement\n"
        "print(hashlib.sha256(draw_statement(samples.picture())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(picture).hexdigest()


def test_one_cent_changes_the_bytes():
    assert draw_statement(samples.simple("66.08")) != draw_statement(samples.simple("66.09"))


def test_a_statement_that_does_not_foot_is_not_drawn():
    view = samples.picture()
    cent = Money(1)
    wrong = [
        replace(view, bridge=replace(view.bridge, due=view.bridge.due + cent)),
        replace(view, bridge=replace(view.bridge, balance=view.bridge.balance + cent)),
        replace(view, bridge=replace(view.bridge, outside=view.bridge.outside + cent)),
        replace(view, aging=samples.Aging((cent,) * 5)),
        replace(view, pending=()),
        replace(view, plans=()),
        replace(view, plans=(replace(view.plans[0], paid=cent),)),
        replace(view, visits=(replace(view.visits[0], you_owe=cent),)),
    ]
    for broken in wrong:
        with pytest.raises(DoesNotFoot):
            draw_statement(broken)


def test_more_is_never_asked_than_the_plan_holds():
    view = samples.picture()
    row = replace(view.bridge.asked[0], amount=usd("300.01"))
    bridge = replace(view.bridge, asked=(row,), due=view.bridge.outside + row.amount)
    with pytest.raises(DoesNotFoot, match="installments"):
        draw_statement(replace(view, bridge=bridge))


def test_a_paper_that_asks_nothing_says_so_and_has_no_slip():
    for view in (samples.no_bill(), samples.credit()):
        said = reading.flat(draw_statement(view), 1)
        assert "THIS IS NOT A BILL" in said
        for word in ("Detach here", "Amount enclosed", "Ways to pay", "Scan to pay"):
            assert word not in said
    assert "50.00 on your account is yours" in said


def test_a_reprint_says_copy_on_every_page_and_the_first_print_never():
    view = samples.simple(count=12)
    first, again = draw_statement(view), draw_statement(view, copy=True)
    assert "COPY" not in reading.flat(first)
    assert all("COPY" in reading.flat(again, page) for page in (1, 2, 3))


def test_sixty_visits_repeat_the_heading_and_total_on_the_last_page():
    pdf = draw_statement(samples.simple(count=60))
    said = reading.flat(pdf)
    last = reading.page_count(pdf)
    assert said.count("Why you owe this:") == 60
    assert reading.flat(pdf, last).count("Total of 60 visits") == 1
    assert said.count("Total of 60 visits") == 1
    assert "3,964.80 0.00 0.00 0.00 3,964.80" in reading.flat(pdf, last)
    assert said.count("Amount enclosed") == 1
    assert "More on page 3." in reading.flat(pdf, 1)
    for page in range(3, last + 1):
        assert "You owe" in reading.flat(pdf, page)


def test_the_spanish_statement_is_spanish_from_head_to_back():
    pdf = draw_statement(samples.spanish())
    said = reading.flat(pdf)
    for words in ("Muñoz", "PEÑASCO", "¿Es mucho de una vez?", "hasta el 20 dic 2026", "Deducible"):
        assert words in said
    for english in ("You owe", "Amount", "Statement", "insurance", "Charged"):
        assert english not in said.replace("English", "")


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh Đào", "Олександр Ґалаґан", "Ελένη Παπαδοπούλου"])
def test_names_of_vietnam_greece_and_ukraine_are_printed(name: str):
    address = PostalAddress(name, "1 Main St", "Salem OR", "97301")
    view = replace(samples.picture(), recipient=address, responsible=name)
    assert problems(view) == ()
    said = reading.flat(draw_statement(view), 1)
    assert name.upper() in said
    assert name in said


def test_a_name_that_the_fonts_lack_is_a_problem_not_a_row_of_boxes():
    for name in ("李小龍", "محمد علي"):
        address = PostalAddress(name, "1 Main St", "Salem OR", "97301")
        view = replace(samples.picture(), recipient=address)
        found = problems(view)
        assert [(p.code, p.field) for p in found] == [("paper.no_glyph", "recipient.name")]
        assert name not in str(found)
        with pytest.raises(Refused) as refused:
            draw_statement(view)
        assert refused.value.code == "paper.no_glyph"
    assert problems(samples.spanish()) == ()


def test_no_diagnosis_and_no_birth_date_stand_on_a_statement(picture):
    said = reading.flat(picture)
    assert "ICD" not in said
    assert "Date of birth" not in said


def test_one_file_and_a_batch_stay_small(picture):
    assert len(picture) <= 60_000
    batch = draw_batch([samples.simple(count=1 + n % 3, number=f"S-{n}") for n in range(40)])
    assert len(batch.pdf) / batch.pages[-1][1] <= 8_000


def test_a_batch_keeps_the_order_and_knows_each_ones_pages():
    views = [samples.simple(count=count, number=f"S-{count:03d}") for count in (1, 12, 2)]
    batch = draw_batch(views)
    assert batch.pages == ((1, 2), (3, 5), (6, 7))
    for view, (first, _) in zip(views, batch.pages, strict=True):
        assert view.number in reading.flat(batch.pdf, first)
        assert "page 1 of" in reading.flat(batch.pdf, first)
    with pytest.raises(ValueError, match="at least one"):
        draw_batch([])


@pytest.mark.parametrize(
    ("count", "language", "title"),
    [
        (1, "en", "Statement, not issued"),
        (3, "en", "3 statements, not issued"),
        (2, "es", "2 estados de cuenta, sin emitir"),
    ],
)
def test_pages_only_looked_at_are_titled_without_numbers(count, language, title):
    view = replace(samples.picture(), number=UNNUMBERED, language=language)
    batch = draw_batch([view] * count)
    assert reading.info(batch.pdf)["Title"] == title


def test_payments_alone_are_not_headed_as_visits():
    view = samples.simple(count=3)
    rest = replace(view, payments=samples.picture().payments * 6)
    drawn = draw_statement(rest)
    page = next(
        text
        for text in (reading.flat(drawn, n) for n in range(2, reading.page_count(drawn) + 1))
        if "Your payments:" in text
    )
    assert "Continued from page 1" in page
    assert "Your visits, continued" not in page


def test_a_batch_stops_when_it_is_told_to():
    seen = []

    def stop(done, total, note=""):
        seen.append((done, total))
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        draw_batch([samples.picture()] * 3, stop)
    assert seen == [(0, 3), (1, 3)]


def test_a_short_rest_stands_under_the_back_page_and_saves_a_sheet():
    pdf = draw_statement(samples.spanish())
    assert reading.page_marks(pdf) == [(1, 2), (2, 2)]
    assert "Más en la página 2." in reading.flat(pdf, 1)
    second = reading.flat(pdf, 2)
    assert second.index("Su privacidad") < second.index("Sus visitas, continuación")
    assert "13 nov, cheque 1182, 100.00 (plan)" in second
    assert reading.overlaps(reading.words(pdf, 2)) == []


@pytest.mark.parametrize(("language", "said"), NOT_A_BILL.items())
def test_a_notice_says_whole_that_it_is_no_bill(language, said):
    paper = draw_statement(replace(samples.no_bill(), language=language))
    assert said in reading.flat(paper, 1)
