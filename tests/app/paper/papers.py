"""Invented receipts, superbills, agreements and their like."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.documents.paper import agreement, receipt, recovery_key, superbill, why_page
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.reasons import Reason, ReasonKind
from app.values.money import ZERO, Money, Rate
from tests.app.paper.samples import practice, usd


def house() -> Letterhead:
    return replace(practice(), tax_id="12-3456789", npi="1234567893")


def a_receipt() -> receipt.ReceiptView:
    return receipt.ReceiptView(
        number="5512",
        account="10482",
        taken_at=datetime(2026, 11, 25, 16, 5, tzinfo=UTC),
        payer="Priya Castellan",
        method="check 1182",
        amount=usd("180.00"),
        balance_after=usd("24.08"),
        cashier="Ana Ortiz",
        practice=house(),
        applied=(
            receipt.Applied(
                date(2026, 10, 14),
                "Office visit and blood draw",
                usd("66.08"),
                "Priya Castellan",
                "Dr. Ilse Varga",
            ),
            receipt.Applied(None, "Installment 4 of plan 12", usd("100.00")),
        ),
        unapplied=usd("13.92"),
    )


def a_refund() -> receipt.ReceiptView:
    return replace(a_receipt(), refund=True, method="Paid too much")


def a_void_receipt() -> receipt.ReceiptView:
    void = receipt.Voided(datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "entered twice", "receipt 5511")
    return replace(a_receipt(), void=void)


def a_superbill(lines: int = 3) -> superbill.SuperbillView:
    services = tuple(
        superbill.SuperbillLine(
            n + 1, f"9921{n % 10}", "Office visit, own wording", ("25",), "A B", "1", usd("125.00")
        )
        for n in range(lines)
    )
    return superbill.SuperbillView(
        number="SB-000123",
        practice=house(),
        patient="Priya Castellan",
        birth=date(1984, 2, 29),
        sex="Female",
        account="10482",
        guarantor="Priya Castellan",
        day=date(2026, 9, 14),
        last_day=None,
        place="11 Office",
        rendering="Dr. Ilse Varga, NPI 1234567893",
        diagnoses=(
            superbill.SuperbillDiagnosis(
                "A", "E11.65", "Type 2 diabetes mellitus with hyperglycemia"
            ),
            superbill.SuperbillDiagnosis("B", "I10", "Essential (primary) hypertension"),
        ),
        lines=services,
        total=usd("125.00") * lines,
        handed_off=datetime(2026, 9, 15, 8, 30, tzinfo=UTC),
        coded_by="Amy Reyes",
        coverages=("Blue Prairie PPO, member BP4471",),
        notes=("Unspecified side kept: note does not say; reason 2.",),
    )


def an_agreement(count: int = 6, interest: bool = False) -> agreement.AgreementView:
    """A plan of 600.00, or of 3,600.00 at 12 % over 24 months."""
    if interest:
        return _with_interest()
    each = 60000 // count
    rows = tuple(
        agreement.PlanRow(
            n + 1,
            _month(n),
            Money(each),
            Money(each),
            ZERO,
            Money(each * (count - n - 1)),
        )
        for n in range(count)
    )
    return agreement.AgreementView(
        number="PP-0012",
        account="10482",
        guarantor="Priya Castellan",
        agreed_on=date(2026, 8, 1),
        practice=house(),
        charges=(
            agreement.PlanCharge(
                date(2026, 6, 3), "Priya Castellan", "Office visit", Money(each * count)
            ),
        ),
        rows=rows,
    )


def _with_interest() -> agreement.AgreementView:
    left, rows = 360000, []
    for n in range(24):
        interest = (left + 50) // 100
        amount = 16946 if n < 23 else left + interest
        left -= amount - interest
        rows.append(
            agreement.PlanRow(
                n + 1,
                _month(n),
                Money(amount),
                Money(amount - interest),
                Money(interest),
                Money(left),
            )
        )
    whole = Money.total(row.amount for row in rows)
    return replace(
        an_agreement(),
        rows=tuple(rows),
        charges=(
            agreement.PlanCharge(
                date(2026, 6, 3), "Priya Castellan", "Knee surgery", usd("3600.00")
            ),
        ),
        late_fee=usd("5.00"),
        returned_fee=usd("25.00"),
        autopay="card ending 4242",
        disclosure=agreement.Disclosure(
            Rate(Decimal("12")), whole - usd("3600.00"), usd("3600.00"), whole
        ),
    )


def _month(n: int) -> date:
    return date(2026 + (8 + n) // 12, (8 + n) % 12 + 1, 15)


def a_why() -> why_page.WhyView:
    day = date(2026, 10, 14)
    return why_page.WhyView(
        account="10482",
        made_on=date(2026, 11, 25),
        day=day,
        patient="Priya",
        service="Office visit and blood draw, Dr. Ilse Varga",
        practice=practice(),
        steps=(
            why_page.WhyStep(day, "Price of the visit", usd("225.00")),
            why_page.WhyStep(day + timedelta(16), "Discount of Blue Prairie", usd("-74.60")),
            why_page.WhyStep(day + timedelta(16), "Blue Prairie paid", usd("-84.32")),
        ),
        owed=usd("66.08"),
        reasons=(
            Reason(ReasonKind.DEDUCTIBLE, usd("45.00")),
            Reason(ReasonKind.COINSURANCE, usd("21.08"), "20%"),
        ),
        sources=("Explanation of benefits of Blue Prairie, Oct 30, 2026, check 55831",),
    )


def a_recovery_key() -> recovery_key.RecoveryKeyView:
    key = "ABCDE-FGHJK-MNPQR-STVWX-23456-789AB-CDEFG-HJKMN"
    return recovery_key.RecoveryKeyView(key, "Cedar Hollow Clinic", date(2026, 11, 25))


def every() -> dict[str, bytes]:
    """Each kind of paper once, drawn."""
    return {
        "receipt": receipt.draw_receipt(a_receipt()),
        "void": receipt.draw_receipt(a_void_receipt()),
        "superbill": superbill.draw_superbill(a_superbill()),
        "agreement": agreement.draw_agreement(an_agreement(), copy=True),
        "disclosed": agreement.draw_agreement(an_agreement(interest=True)),
        "spanish": agreement.draw_agreement(replace(an_agreement(interest=True), language="es")),
        "why": why_page.draw_why(a_why()),
        "refund": receipt.draw_receipt(a_refund()),
        "large_receipt": receipt.draw_receipt(replace(a_void_receipt(), large=True)),
        "large_agreement": agreement.draw_agreement(
            replace(an_agreement(interest=True), large=True), copy=True
        ),
        "large_why": why_page.draw_why(replace(a_why(), large=True)),
        "recovery": recovery_key.draw_recovery_key(a_recovery_key()),
    }
