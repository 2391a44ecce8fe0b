"""The digits that a bank's lockbox reads: their order, their check digit, their place."""

from dataclasses import replace

import pytest

from app.statements.paper.draw import draw_statement
from app.statements.scan_line import check_digit, scan_line
from app.statements.view import DoesNotFoot
from app.values.money import Money
from tests.app.paper import reading, samples
from tests.app.paper.samples import usd


def with_line(view):
    number = int(view.number.removeprefix("S-"))
    return replace(view, scan_line=scan_line(view.account, number, view.amount_due))


# Worked by hand: double every second digit from the right, add the digits, fill up to ten.
@pytest.mark.parametrize(
    ("account", "statement", "amount", "digits"),
    [
        ("10482", 20260123, "185.00", "0000010482" "20260123" "000018500" "3"),
        ("10482", 4127, "204.08", "0000010482" "00004127" "000020408" "7"),
        ("1", 1, "0.01", "0000000001" "00000001" "000000001" "6"),
        ("9999999999", 99999999, "9999999.99", "9999999999" "99999999" "999999999" "7"),
    ],
)  # fmt: skip
def test_account_statement_cents_and_check_digit_stand_in_28_digits(
    account, statement, amount, digits
):
    assert scan_line(account, statement, usd(amount)) == digits
    assert len(digits) == 28


def test_the_check_digit_of_the_published_example():
    assert check_digit("7992739871") == "3"


def test_one_wrong_digit_or_two_changed_places_are_noticed():
    line = scan_line("10482", 4127, usd("204.08"))
    for place in range(27):
        for digit in "0123456789":
            if digit != line[place]:
                assert check_digit(line[:place] + digit + line[place + 1 : -1]) != line[-1]
    swapped = line[:8] + line[9] + line[8] + line[10:-1]
    assert check_digit(swapped) != line[-1]


@pytest.mark.parametrize(
    ("account", "statement", "amount"),
    [("A-17", 1, "5.00"), ("12345678901", 1, "5.00"), ("1", 123456789, "5.00"),
     ("1", 1, "10000000.00")],
)  # fmt: skip
def test_what_does_not_fit_gives_no_line_rather_than_a_wrong_one(account, statement, amount):
    assert scan_line(account, statement, usd(amount)) == ""


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("make", [samples.picture, samples.spanish])
def test_the_line_stands_alone_near_the_foot_of_the_slip(make, large):
    view = replace(with_line(make()), large=large)
    words = reading.words(draw_statement(view))
    line = next(word for word in words if word["text"] == view.scan_line)
    assert line["x0"] >= 72
    assert reading.baseline(line) <= 662.5
    assert line["bottom"] >= 792 - 144  # within two inches of the foot
    # The digits' own ink, not the box of their type.
    ink = (line["x0"] - 36, line["x1"] + 36, 662 - 7.5 - 36, 662 + 36)
    near = [
        word["text"]
        for word in words
        if word is not line
        and word["x1"] > ink[0]
        and word["x0"] < ink[1]
        and reading.baseline(word) + 0.2415 * (word["bottom"] - word["top"]) > ink[2] + 0.5
        and word["top"] < ink[3]
    ]
    assert near == []
    assert reading.overlaps(words) == []


def test_the_digits_are_ten_to_the_inch_in_an_embedded_face_for_machines():
    view = with_line(samples.picture())
    pdf = draw_statement(view)
    line = next(word for word in reading.words(pdf) if word["text"] == view.scan_line)
    assert line["x1"] - line["x0"] == pytest.approx(28 * 7.2, abs=0.5)
    faces = {row[0].split("+")[1]: row[-5:-2] for row in reading.fonts(pdf)}
    assert faces["OCRA"] == ["yes", "yes", "yes"]


def test_all_that_the_slip_says_is_still_there_beside_the_line():
    said = reading.flat(draw_statement(with_line(samples.picture())), 1)
    for fact in (
        "Detach here and send this part with your check",
        "At the desk: any day we are open",
        "A plan or financial help may be open to you.",
        "My address or insurance changed",
        "Make your check payable to",
    ):
        assert fact in said


def test_a_line_that_says_another_amount_is_not_drawn():
    view = with_line(samples.picture())
    with pytest.raises(DoesNotFoot):
        draw_statement(replace(view, scan_line=scan_line("10482", 4127, Money(1))))
