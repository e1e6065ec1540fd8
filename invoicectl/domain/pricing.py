"""What lines cost: one rounding a line, VAT on the sum of each rate (law RND-2).

Where prices were entered with VAT, the total that was entered stands: the net of each line is
derived from it, and the VAT of the rate is what is left between the two (law RND-3). It then
differs from rate x base by what the rounding of those lines left, at most `vat_slack_ore`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.money import parse_micro
from invoicectl.domain.money import parse_percent_bp
from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InputError

_WHOLE_BP: Final = 10_000
_ORE_PER_PRODUCT: Final = 10**14  # millionths x millionths x basis points, in øre
_MICRO_PER_BP: Final = 10_000

MARK_UP_MAX_BP: Final = 100_000
"""The largest mark-up of a line: ten times its price on top."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a document in øre: `total_ore` is `net_ore` plus `vat_ore`."""

    vat_totals: tuple[VatTotal, ...]
    net_ore: int
    vat_ore: int
    total_ore: int


@dataclass(frozen=True, slots=True)
class LineAmount:
    """What a line comes to: its price without VAT in millionths, and its øre.

    `total_incl_ore` is None when the price was entered without VAT.
    """

    unit_price_micro: int
    net_ore: int
    total_incl_ore: int | None


def line_net_ore(quantity_micro: int, unit_price_micro: int, discount_bp: int) -> int:
    """Return quantity x price x (1 - discount) in whole øre, rounded half up once (RND-2).

    Args:
        quantity_micro: millionths of a unit.
        unit_price_micro: millionths of a krone; what holds VAT comes to an amount with VAT.
        discount_bp: hundredths of a percent, up to 10000; below zero a mark-up.
    """
    assert -MARK_UP_MAX_BP <= discount_bp <= _WHOLE_BP
    exact = quantity_micro * unit_price_micro * (_WHOLE_BP - discount_bp)
    return round_half_up(exact, _ORE_PER_PRODUCT)


def net_of_incl_ore(incl_ore: int, rate_bp: int) -> int:
    """Return the part of an amount with VAT that is not VAT, in whole øre, rounded half up."""
    return round_half_up(incl_ore * _WHOLE_BP, _WHOLE_BP + rate_bp)


def line_amount(
    quantity_micro: int,
    unit_price_micro: int,
    discount_bp: int,
    *,
    rate_bp: int,
    is_incl_vat: bool,
) -> LineAmount:
    """Return what a line comes to (RND-2), also when its price was entered with VAT (RND-3).

    Args:
        quantity_micro: millionths of a unit.
        unit_price_micro: millionths of a krone, as entered.
        discount_bp: as in `line_net_ore`.
        rate_bp: the VAT rate of the line.
        is_incl_vat: whether the price holds VAT.
    """
    entered_ore = line_net_ore(quantity_micro, unit_price_micro, discount_bp)
    if not is_incl_vat:
        return LineAmount(unit_price_micro, entered_ore, None)
    price_micro = round_half_up(unit_price_micro * _WHOLE_BP, _WHOLE_BP + rate_bp)
    return LineAmount(price_micro, net_of_incl_ore(entered_ore, rate_bp), entered_ore)


def vat_totals(lines: Iterable[Line]) -> tuple[VatTotal, ...]:
    """Return one total for each VAT code and rate, highest rate first, then by code (INV-13)."""
    groups: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((-line.vat_rate_bp, line.vat_code), []).append(line)
    return tuple(_vat_total(code, -rate, group) for (rate, code), group in sorted(groups.items()))


def document_totals(lines: Iterable[Line]) -> Totals:
    """Return the sums of a document of these lines."""
    groups = vat_totals(lines)
    net_ore = sum(group.base_ore for group in groups)
    vat_ore = sum(group.vat_ore for group in groups)
    return Totals(groups, net_ore, vat_ore, net_ore + vat_ore)


def vat_slack_ore(total: VatTotal) -> int:
    """Return how far the VAT of a rate is from rate x base, in øre; 0 but for prices with VAT.

    An electronic invoice is refused from 100 øre on (EN 16931 BR-CO-17, BR-S-09).
    """
    return abs(total.vat_ore - round_half_up(total.base_ore * total.vat_rate_bp, _WHOLE_BP))


def parse_discount_bp(text: str, *, what: str) -> int:
    """Return the basis points of a discount as in `10 %`, below zero for a mark-up as in `+10 %`.

    Raises:
        InputError: not a percentage with at most two decimals, a discount of more than 100 %, or
            a mark-up of more than 1000 %.
    """
    number = text.strip()
    if not number.startswith("+"):
        try:
            return parse_percent_bp(number.removesuffix("%").rstrip(), what=what)
        except InputError as error:
            hint = "10 % takes a tenth off, +10 % puts a tenth on."
            raise InputError(str(error), hint=hint) from None
    micro = parse_micro(number[1:].strip().removesuffix("%"), what=what)
    if micro % _MICRO_PER_BP:
        raise InputError(f"{what}: '{number[:40]}' has more than two decimals.")
    if micro > MARK_UP_MAX_BP * _MICRO_PER_BP:
        raise InputError(f"{what}: '{number[:40]}' is too large; the most is +1000 %.")
    return -micro // _MICRO_PER_BP


def _vat_total(code: str, rate_bp: int, lines: list[Line]) -> VatTotal:
    """Return base and VAT of one code and rate; entered totals with VAT keep their last øre."""
    base_ore = sum(line.net_ore for line in lines)
    plain_ore = sum(line.net_ore for line in lines if line.total_incl_ore is None)
    entered_ore = sum(
        line.total_incl_ore - line.net_ore for line in lines if line.total_incl_ore is not None
    )
    vat_ore = entered_ore + round_half_up(plain_ore * rate_bp, _WHOLE_BP)
    return VatTotal(code, VAT_CODES[code].category, rate_bp, base_ore, vat_ore)
