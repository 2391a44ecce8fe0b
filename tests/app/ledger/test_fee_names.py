"""A fee is named by its kind; whatever else was done keeps its own wording."""

import pytest

from app.ledger import fee_names


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("NSF", "Returned-payment fee", "Cargo por pago devuelto"),
        ("LATE", "Late fee", "Cargo por pago atrasado"),
        ("INTEREST", "Interest of the payment plan", "Intereses del plan de pagos"),
        ("FORM", "Fee", "Cargo"),
    ],
)
def test_each_fee_has_a_name_of_its_own(code, english, spanish):
    assert fee_names.service_name("", code, is_fee=True) == english
    assert fee_names.service_name("", code, is_fee=True, language="es") == spanish


def test_what_the_books_call_it_goes_before_the_kind_and_a_service_without_words_tells_its_code():
    assert fee_names.service_name("Form filled in", "NSF", is_fee=True) == "Form filled in"
    assert fee_names.service_name("", "99213", is_fee=False) == "99213"
