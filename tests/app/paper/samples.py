"""Invented statements, the one of the design's picture first."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from app.documents.paper.letterhead import Letterhead
from app.documents.paper.postal import PostalAddress
from app.documents.paper.reasons import Reason, ReasonKind
from app.statements.paper.back import standard_blocks
from app.statements.view import (
    Aging,
    Bridge,
    BridgeRow,
    Method,
    PaymentLine,
    PendingVisit,
    PlanBox,
    Purpose,
    RowKind,
    StatementView,
    Visit,
)
from app.values.money import ZERO, Money

TODAY = date(2026, 11, 25)
SINCE = date(2026, 10, 28)


def usd(text: str) -> Money:
    return Money.parse(text)


@cache
def logo() -> bytes:
    """A small tile with two trees, as a clinic would hand in."""
    image = Image.new("RGB", (120, 120), (0x0B, 0x63, 0x76))
    pen = ImageDraw.Draw(image)
    white = (255, 255, 255)
    pen.ellipse((26, 34, 62, 78), outline=white, width=5)
    pen.line((44, 60, 44, 94), fill=white, width=5)
    pen.polygon([(78, 26), (60, 56), (68, 56), (56, 78), (100, 78), (88, 56), (96, 56)])
    pen.line((78, 78, 78, 94), fill=white, width=5)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def practice() -> Letterhead:
    return Letterhead(
        "Cedar Hollow Clinic",
        "220 Millrace Street, Suite 4, Cedar Hollow, OR 97999",
        "503-555-0100",
        hours="Monday to Friday, 8 AM to 5 PM",
        web="cedarhollow.example/billing",
        logo=logo(),
    )


def picture() -> StatementView:
    """The statement of the design's picture, figure for figure."""
    return StatementView(
        number="S-004127",
        account="10482",
        statement_date=TODAY,
        due_date=date(2026, 12, 20),
        practice=practice(),
        remit_to=PostalAddress("Cedar Hollow Clinic", "PO Box 4182", "Cedar Hollow, OR", "97999"),
        recipient=PostalAddress(
            "Priya Castellan", "1418 Alder Mill Rd. Apt. 3", "Cedar Hollow, OR", "97999"
        ),
        responsible="Priya Castellan",
        since=SINCE,
        message="Thank you. This is the first bill for these visits.",
        pay_url="https://pay.cedarhollow.example/s/7Kq2wX9dLm4",
        pay_address="pay.cedarhollow.example",
        bridge=_picture_bridge(),
        visits=_picture_visits(),
        pending=(
            PendingVisit(
                date(2026, 11, 17),
                "Priya",
                "office visit",
                usd("165.00"),
                "Blue Prairie",
                date(2026, 11, 19),
            ),
        ),
        payments=(
            PaymentLine(date(2026, 11, 3), Method.CARD, usd("30.00"), purpose=Purpose.COPAY),
            PaymentLine(date(2026, 11, 13), Method.CHECK, usd("100.00"), "1182", Purpose.PLAN),
        ),
        aging=Aging((usd("104.08"), ZERO, ZERO, ZERO, ZERO)),
        plans=(PlanBox(usd("600"), usd("300"), usd("300"), ZERO, 4, 6),),
        back=standard_blocks(practice(), "en"),
    )


def _picture_bridge() -> Bridge:
    return Bridge(
        account=(
            BridgeRow(RowKind.PREVIOUS, usd("400.00"), SINCE),
            BridgeRow(RowKind.NEW_CHARGES, usd("593.00")),
            BridgeRow(RowKind.INSURANCE_PAID, usd("-157.32")),
            BridgeRow(RowKind.INSURANCE_DISCOUNTS, usd("-136.60")),
            BridgeRow(RowKind.YOU_PAID, usd("-130.00")),
            BridgeRow(RowKind.OTHER, ZERO),
        ),
        balance=usd("569.08"),
        set_aside=(
            BridgeRow(RowKind.WAITING, usd("-165.00")),
            BridgeRow(RowKind.IN_PLAN, usd("-300.00")),
        ),
        outside=usd("104.08"),
        asked=(BridgeRow(RowKind.INSTALLMENT, usd("100.00"), date(2026, 12, 15), 4),),
        due=usd("204.08"),
    )


def _picture_visits() -> tuple[Visit, ...]:
    return (
        Visit(
            date(2026, 10, 14),
            "Priya",
            "Office visit and blood draw",
            "Dr. Ilse Varga",
            usd("225.00"),
            usd("84.32"),
            usd("74.60"),
            ZERO,
            usd("66.08"),
            (
                Reason(ReasonKind.DEDUCTIBLE, usd("45.00")),
                Reason(ReasonKind.COINSURANCE, usd("21.08"), "20%"),
            ),
        ),
        Visit(
            date(2026, 11, 3),
            "Milo",
            "Office visit and strep test",
            "Dr. Kwame Osei",
            usd("203.00"),
            usd("73.00"),
            usd("62.00"),
            usd("30.00"),
            usd("38.00"),
            (
                Reason(ReasonKind.NOT_COVERED, usd("38.00"), "strep test"),
                Reason(ReasonKind.COPAY_PAID, usd("30.00")),
            ),
        ),
    )


def simple(owed: str = "66.08", count: int = 1, **changes: object) -> StatementView:
    """A statement of ``count`` like visits with ``owed`` each and nothing else."""
    visits = tuple(
        Visit(
            date(2026, 10, 1) + timedelta(days=n % 50),
            ("Priya", "Milo")[n % 2],
            "Office visit and blood draw",
            "Dr. Ilse Varga",
            usd(owed),
            ZERO,
            ZERO,
            ZERO,
            usd(owed),
            (Reason(ReasonKind.DEDUCTIBLE, usd(owed)),),
        )
        for n in range(count)
    )
    whole = usd(owed) * count
    view = replace(
        picture(),
        visits=visits,
        pending=(),
        payments=(),
        plans=(),
        aging=Aging((whole, ZERO, ZERO, ZERO, ZERO)),
        bridge=plain_bridge(whole),
    )
    return replace(view, **changes)


def plain_bridge(whole: Money) -> Bridge:
    return Bridge(
        account=(BridgeRow(RowKind.NEW_CHARGES, whole),),
        balance=whole,
        set_aside=(),
        outside=whole,
        asked=(),
        due=max(whole, ZERO),
    )


def no_bill() -> StatementView:
    """Everything waits for an insurer; nothing is asked."""
    bridge = Bridge(
        account=(BridgeRow(RowKind.NEW_CHARGES, usd("165.00")),),
        balance=usd("165.00"),
        set_aside=(BridgeRow(RowKind.WAITING, usd("-165.00")),),
        outside=ZERO,
        asked=(),
        due=ZERO,
    )
    return replace(
        picture(), visits=(), payments=(), plans=(), aging=None, bridge=bridge, message=""
    )


def credit() -> StatementView:
    """More was paid than is owed."""
    rows = (
        BridgeRow(RowKind.PREVIOUS, usd("40.00"), SINCE),
        BridgeRow(RowKind.YOU_PAID, usd("-90.00")),
    )
    bridge = Bridge(rows, usd("-50.00"), (), usd("-50.00"), (), ZERO)
    payment = PaymentLine(date(2026, 11, 9), Method.CHECK, usd("90.00"), "2210")
    return replace(
        no_bill(), pending=(), payments=(payment,), bridge=bridge, aging=Aging((ZERO,) * 5)
    )


def spanish() -> StatementView:
    """The picture's statement for a reader of Spanish."""
    base = picture()
    first, second = base.visits
    return replace(
        base,
        language="es",
        practice=replace(base.practice, hours="de lunes a viernes, de 8 AM a 5 PM"),
        recipient=PostalAddress(
            "José Muñoz Peñasco", "77 Calle Peñón Apt 2", "Cañon City, CO", "81299"
        ),
        responsible="José Muñoz Peñasco",
        message="Gracias. Esta es la primera factura por estas visitas.",
        visits=(
            replace(first, patient="José", service="Consulta y análisis de sangre"),
            replace(
                second,
                patient="Lucía",
                service="Consulta y prueba de estreptococo",
                reasons=(
                    Reason(ReasonKind.NOT_COVERED, usd("38.00"), "prueba de estreptococo"),
                    Reason(ReasonKind.COPAY_PAID, usd("30.00")),
                ),
            ),
        ),
        pending=(replace(base.pending[0], patient="José", service="consulta"),),
        back=standard_blocks(base.practice, "es"),
    )
