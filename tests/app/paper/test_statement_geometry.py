from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from app.documents.paper.postal import PostalAddress
from app.statements.paper.draw import draw_statement
from app.statements.view import Method, PaymentLine, PendingVisit, PlanBox
from app.values.money import ZERO, Money
from tests.app.paper import reading, samples
from tests.app.paper.samples import usd

LONG = "Maximiliana Featherstonehaugh-Wolfeschleg"


def long_names():
    view = samples.picture()
    first, second = view.visits
    name = PostalAddress(
        LONG,
        "12345 Upper Northwest Boulevard Building 7 Apartment 1204",
        "Rancho Santa Margarita de los Robles CA",
        "92688-1234",
        extra=f"Care of {LONG}",
    )
    return replace(
        view,
        recipient=name,
        responsible=LONG,
        practice=replace(
            view.practice,
            name="The Cedar Hollow Family and Community Clinic",
            address="2200 Upper Northwest Millrace Boulevard, Suite 4000, Cedar Hollow, OR 97999",
            hours="Monday to Friday, 8 AM to 5 PM, Saturday, 9 AM to 1 PM",
            tax_id="12-3456789",
        ),
        remit_to=PostalAddress(LONG, "PO Box 4182", "Cedar Hollow OR", "97999", extra="Suite 4"),
        message="This bill is past due. " * 9,
        visits=(replace(first, patient=LONG, provider=f"Dr. {LONG}"), second),
    )


def big_money():
    view = samples.picture()
    amount = usd("1234567.89")
    visit = replace(
        view.visits[0],
        charged=amount,
        insurance_paid=ZERO,
        insurance_discount=ZERO,
        you_owe=amount,
        reasons=(),
    )
    return replace(
        view,
        visits=(visit,),
        pending=(),
        plans=(PlanBox(amount, ZERO, amount, amount, 1, 12),),
        aging=samples.Aging((amount, ZERO, ZERO, ZERO, ZERO)),
        bridge=samples.Bridge(
            account=(samples.BridgeRow(samples.RowKind.NEW_CHARGES, amount + amount),),
            balance=amount + amount,
            set_aside=(samples.BridgeRow(samples.RowKind.IN_PLAN, -amount),),
            outside=amount,
            asked=(samples.BridgeRow(samples.RowKind.INSTALLMENTS_PAST_DUE, amount, number=2),),
            due=amount + amount,
        ),
    )


def much_below():
    """Many payments, waiting visits and plans beside a few visits."""
    view = samples.simple(count=4)
    pending = tuple(
        PendingVisit(date(2026, 11, n + 1), "Milo", "office visit", usd("10.00"), "Blue Prairie")
        for n in range(9)
    )
    payments = tuple(
        PaymentLine(date(2026, 11, n + 1), Method.CHECK, usd("1.00"), f"11{n:02d}")
        for n in range(25)
    )
    plans = tuple(PlanBox(usd("60"), ZERO, usd("60"), ZERO, 1, 6, name=f"Plan {n}") for n in (1, 2))
    whole = view.bridge.outside + usd("90.00") + usd("120.00")
    bridge = replace(
        samples.plain_bridge(whole),
        set_aside=(
            samples.BridgeRow(samples.RowKind.WAITING, usd("-90.00")),
            samples.BridgeRow(samples.RowKind.IN_PLAN, usd("-120.00")),
        ),
        outside=view.bridge.outside,
        due=view.bridge.outside,
    )
    return replace(view, pending=pending, payments=payments, plans=plans, bridge=bridge)


EVERY = {
    "picture": samples.picture,
    "spanish": samples.spanish,
    "no bill": samples.no_bill,
    "credit": samples.credit,
    "sixty visits": lambda: samples.simple(count=60),
    "long names": long_names,
    "seven digits": big_money,
    "much below": much_below,
}


@pytest.fixture(scope="module", params=EVERY)
def drawn(request):
    view = EVERY[request.param]()
    return view, draw_statement(view, copy=request.param == "sixty visits")


def test_the_window_shows_the_recipient_and_nothing_else(drawn):
    _, pdf = drawn
    zone = [w for w in reading.words(pdf) if reading.inside(w, 0, 389, 144, 264)]
    assert zone
    for word in zone:
        assert word["x0"] >= 71.9
        assert word["x1"] <= 288.1
        assert word["top"] >= 150
        assert word["bottom"] <= 214


def test_the_last_line_of_the_address_stands_at_210(drawn):
    _, pdf = drawn
    zone = [w for w in reading.words(pdf) if reading.inside(w, 0, 389, 144, 264)]
    assert max(map(reading.baseline, zone)) == pytest.approx(210, abs=0.1)


def test_the_reply_window_shows_the_clinic_and_nothing_else(drawn):
    view, pdf = drawn
    zone = [w for w in reading.words(pdf) if reading.inside(w, 0, 389, 672, 792)]
    if not view.is_bill:
        return
    assert zone
    for word in zone:
        assert word["x0"] >= 71.9
        assert word["x1"] <= 351.1
        assert word["top"] >= 699 - 0.1
        assert word["bottom"] <= 747 + 0.1


def test_nothing_overlaps_and_nothing_leaves_the_page(drawn):
    _, pdf = drawn
    for page in range(1, reading.page_count(pdf) + 1):
        words = reading.words(pdf, page)
        assert reading.overlaps(words) == []
        for word in words:
            assert word["x0"] >= 35.9
            assert word["x1"] <= 569.1
            assert word["top"] >= 34
            assert word["bottom"] <= 760


def test_the_columns_of_the_first_page_keep_apart(drawn):
    _, pdf = drawn
    for word in reading.words(pdf):
        if word["top"] > 716:
            continue  # the line to call stands across the foot of what is not a bill
        assert not (word["x0"] < 385.5 < word["x1"]), word["text"]
        assert not (word["x0"] < 395.5 < word["x1"]), word["text"]


def test_nothing_crosses_the_perforation(drawn):
    view, pdf = drawn
    if view.is_bill:
        for word in reading.words(pdf):
            assert not (word["top"] < 534 and word["bottom"] > 522), word["text"]


@pytest.mark.parametrize("name", ["Maximiliana de la Cruz y Villanueva", LONG])
def test_a_long_name_on_the_slip_is_cut_before_it_gets_too_small_to_read(name):
    pdf = draw_statement(replace(samples.spanish(), responsible=name))
    assert all(word["bottom"] - word["top"] > 7.9 for word in reading.words(pdf))


def test_a_statement_without_visits_that_waits_says_only_that():
    said = reading.flat(draw_statement(samples.no_bill()), 1)
    assert "Waiting for insurance. November 17, Priya, office visit, 165.00." in said
    assert "No visits" not in said


def test_the_fixed_places_of_the_design():
    words = reading.words(draw_statement(samples.picture()))
    at = {}
    for word in words:
        at.setdefault(word["text"], word)

    baseline = reading.baseline
    assert baseline(at["$204.08"]) == pytest.approx(88, abs=0.5)
    assert at["$204.08"]["bottom"] - at["$204.08"]["top"] == pytest.approx(32, abs=0.1)
    assert baseline(at["Detach"]) == pytest.approx(546, abs=0.5)
    assert baseline(at["PRIYA"]) == pytest.approx(186, abs=0.5)
    assert baseline(at["PO"]) == pytest.approx(727, abs=0.5)
    assert at["PRIYA"]["x0"] == pytest.approx(72, abs=1.5)
    assert at["Your"]["x0"] == pytest.approx(36, abs=1)
    assert at["How"]["x0"] == pytest.approx(396, abs=1.5)


def test_the_figures_on_paper_add_up():
    pdf = draw_statement(samples.picture())
    words = [w for w in reading.words(pdf) if w["x0"] > 395 and 294 < w["top"] < 446]
    figures = [
        Money.parse(w["text"])
        for w in sorted(words, key=lambda w: w["top"])
        if w["x1"] > 566 and w["text"][-3:-2] == "."
    ]
    assert len(figures) == 12
    assert Money.total(figures[:6]) == figures[6]
    assert Money.total(figures[6:9]) == figures[9]
    assert figures[9] + figures[10] == figures[11]
    assert figures[-1] == samples.picture().amount_due
    aging = [w for w in reading.words(pdf) if 502 < w["top"] < 518 and w["x1"] < 386]
    assert Money.total(Money.parse(w["text"]) for w in aging) == figures[9]


def raster(pdf, dots, page=1):
    out = reading.run(
        "pdftoppm", "-r", str(dots), "-png", "-f", str(page), "-l", str(page), "-", pdf=pdf
    )
    return Image.open(BytesIO(out))


def test_the_code_to_pay_is_read_from_a_150_dpi_print():
    try:
        from pyzbar.pyzbar import decode
    except ImportError:
        pytest.skip("the zbar library is not installed (libzbar0)")
    view = samples.picture()
    found = decode(raster(draw_statement(view), 150))
    assert [code.data.decode() for code in found] == [view.pay_url]
    for private in ("Castellan", "204", "10482"):
        assert private not in view.pay_url


def test_the_page_stays_black_on_white_without_color():
    page = raster(draw_statement(samples.picture()), 50).convert("L")
    shades = page.getcolors(65536)
    assert sum(n for n, shade in shades if shade > 225) > 0.85 * page.width * page.height
    assert min(shade for _, shade in shades) < 60


def test_a_practice_without_pay_address_web_hours_or_logo_still_has_a_good_page():
    view = samples.picture()
    plain = replace(view.practice, hours="", web="", logo=b"", tax_id="")
    pdf = draw_statement(replace(view, practice=plain, pay_url="", pay_address="", back=()))
    said = reading.flat(pdf)
    assert "Scan to pay" not in said
    assert "Online" not in said
    assert "Billing: 503-555-0100" in said
    assert reading.page_marks(pdf) == [(1, 1)]
