"""Lines of an order and how much of each, as people type them: `2` or `2=1,5`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.money import parse_micro
from invoicectl.errors import InputError
from invoicectl.flows.order_change import no_such_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.order import SalesOrder

_LONG = 6


def line_quantities(
    order: SalesOrder, texts: Sequence[str], *, what: str = "--line"
) -> dict[int, int | None]:
    """Return line number -> quantity in millionths; None where only the line is named.

    Raises:
        InputError: that is no line, no quantity, or a line that is named twice.
    """
    found: dict[int, int | None] = {}
    for text in texts:
        number, mark, quantity = (part.strip() for part in text.partition("="))
        if not (number.isascii() and number.isdigit() and len(number) <= _LONG):
            raise InputError(
                f"{what}: '{text[:40]}' is no line.",
                hint=f"Write {what} 2 for a whole line, {what} 2=1,5 for a part of it.",
            )
        n = int(number)
        if order.line(n) is None:
            raise no_such_line(order, n)
        if n in found:
            raise InputError(f"{what}: line {n} is named twice.")
        name = f"{what} {n}, quantity"
        found[n] = parse_micro(quantity, what=name, signed=True) if mark else None
    return found


def new_quantities(order: SalesOrder, texts: Sequence[str]) -> dict[int, int]:
    """Return line number -> new quantity in millionths from `--quantity 2=5`.

    Raises:
        InputError: as `line_quantities`, or a line without a quantity.
    """
    found: dict[int, int] = {}
    for n, micro in line_quantities(order, texts, what="--quantity").items():
        if micro is None:
            raise InputError(f"--quantity {n}: say how many, as in --quantity {n}=5.")
        found[n] = micro
    return found
