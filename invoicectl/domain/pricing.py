"""What lines cost: one rounding a line, VAT on the sum of each rate (law RND-2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES

_WHOLE_BP: Final = 10_000
_ORE_PER_PRODUCT: Final = 10**14  # millionths x millionths x basis points, in øre


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a document in øre: `total_ore` is `net_ore` plus `vat_ore`."""

    vat_totals: tuple[VatTotal, ...]
    net_ore: int
    vat_ore: int
    total_ore: int


def line_net_ore(quantity_micro: int, unit_price_micro: int, discount_bp: int) -> int:
    """Return quantity x price x (1 - discount) in whole øre, rounded half up once (RND-2).

    Args:
        quantity_micro: millionths of a unit.
        unit_price_micro: millionths of a krone, VAT excluded.
        discount_bp: hundredths of a percent, 0 to 10000.
    """
    assert 0 <= discount_bp <= _WHOLE_BP
    exact = quantity_micro * unit_price_micro * (_WHOLE_BP - discount_bp)
    return round_half_up(exact, _ORE_PER_PRODUCT)


def vat_totals(lines: Iterable[Line]) -> tuple[VatTotal, ...]:
    """Return one total for each VAT code and rate, highest rate first, then by code (INV-13)."""
    bases: dict[tuple[int, str], int] = {}
    for line in lines:
        group = (-line.vat_rate_bp, line.vat_code)
        bases[group] = bases.get(group, 0) + line.net_ore
    return tuple(_vat_total(code, -rate, base) for (rate, code), base in sorted(bases.items()))


def document_totals(lines: Iterable[Line]) -> Totals:
    """Return the sums of a document of these lines."""
    groups = vat_totals(lines)
    net_ore = sum(group.base_ore for group in groups)
    vat_ore = sum(group.vat_ore for group in groups)
    return Totals(groups, net_ore, vat_ore, net_ore + vat_ore)


def _vat_total(code: str, rate_bp: int, base_ore: int) -> VatTotal:
    category = VAT_CODES[code].category
    return VatTotal(code, category, rate_bp, base_ore, round_half_up(base_ore * rate_bp, _WHOLE_BP))
