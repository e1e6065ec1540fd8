"""Prices that were entered with VAT are printed with VAT, when all of a document are (RND-3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.domain.invoice import Line
from invoicectl.domain.money import kroner
from invoicectl.domain.parties import Language
from invoicectl.domain.pricing import line_amount
from tests.documents.examples import SELLER
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.reading import text_of

LOOK = Look()


def entered(
    description: str, quantity: str, price: str, *, code: str = "3", discount_bp: int = 0
) -> Line:
    """Return a line whose price holds VAT."""
    plain = line(description, quantity, price, code=code, discount_bp=discount_bp)
    amount = line_amount(
        plain.quantity_micro, plain.unit_price_micro, plain.discount_bp,
        rate_bp=plain.vat_rate_bp, is_incl_vat=True,
    )  # fmt: skip
    return replace(
        plain,
        unit_price_micro=amount.unit_price_micro,
        net_ore=amount.net_ore,
        unit_price_incl_micro=plain.unit_price_micro,
        total_incl_ore=amount.total_incl_ore,
    )


@pytest.mark.parametrize(
    ("language", "label", "amounts"),
    [
        (Language.NB, "Inkl. mva.", ["1 250,00", "2 500,00", "99,90", "89,91", "2 589,91"]),
        (Language.NN, "Inkl. mva.", ["1 250,00", "2 500,00", "99,90", "89,91", "2 589,91"]),
        (Language.EN, "Incl. VAT", ["1,250.00", "2,500.00", "99.90", "89.91", "2,589.91"]),
    ],
)
def test_all_with_vat_is_printed_with_vat(
    language: Language, label: str, amounts: list[str]
) -> None:
    lines = entered("Kurs", "2", "1250"), entered("Bok", "1", "99.90", discount_bp=1000)
    text = text_of(render_invoice(invoice(*lines, language=language), LOOK))
    assert label in text
    assert [amount for amount in amounts if amount not in text] == []


def test_a_mixture_is_printed_without_vat() -> None:
    lines = entered("Kurs", "1", "100"), line("Te", "1", "50")
    text = text_of(render_invoice(invoice(*lines), LOOK))
    assert "Inkl. mva." not in text
    assert "Eks. mva." in text
    assert "80,00" in text


def test_a_derived_price_has_four_decimals_at_most() -> None:
    lines = entered("Kurs", "1", "99.90", code="31"), line("Te", "1", "50")
    text = text_of(render_invoice(invoice(*lines), LOOK))
    assert "86,8696" in text  # 99.90 / 1.15 is 86.869565


def test_what_is_carried_over_is_with_vat_too() -> None:
    lines = [entered(f"Kurs {n}", "1", "125") for n in range(60)]
    text = text_of(render_invoice(invoice(*lines), LOOK))
    assert "Overføres" in text
    after = " ".join(text.partition("Overføres")[2].split()[:3])
    sums = [kroner(125_00 * n, thousands=" ") for n in range(1, 61)]
    assert any(after.startswith(each) for each in sums), after


def test_a_seller_outside_the_vat_register_prints_one_sum() -> None:
    seller = replace(SELLER, vat_registered=False)
    text = text_of(
        render_invoice(invoice(entered("Kurs", "1", "100", code="6"), seller=seller), LOOK)
    )
    assert "Inkl. mva." not in text
    assert "100,00" in text
