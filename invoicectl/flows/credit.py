"""Credit notes: drafts that take back an issued invoice, whole or by line (law CN-1 to CN-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import parse_micro
from invoicectl.errors import InputError
from invoicectl.flows.compose import left_micro
from invoicectl.flows.compose import too_much
from invoicectl.flows.prepare import credited_of
from invoicectl.ledger.drafts import add_draft
from invoicectl.ledger.log import note
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.compose import Credited
    from invoicectl.ledger.connect import Ledger


def credit_draft(  # noqa: PLR0913 - which lines, why, and how it is kept
    ledger: Ledger,
    stamp: Stamp,
    invoice_no: int,
    *,
    reason: str,
    lines: Sequence[str] = (),
    is_ready: bool = True,
    key: str = "",
) -> int:
    """Make a draft of a credit note and return its number; `issue` gives it one of the series.

    Args:
        ledger: open.
        stamp: when and who.
        invoice_no: the invoice to take back.
        reason: printed on the credit note (CN-3).
        lines: `2` for all that is left of line 2, `2=1,5` for that quantity; everything that is
            left when empty.
        is_ready: whether `send` may issue it.
        key: idempotency key, or ''.

    Raises:
        NotFoundError: no document has that number.
        InputError: no reason, a credit note, or more than is left to credit (CN-6).
    """
    if not reason.strip():
        raise InputError(
            "A credit note must say why (CN-3).", hint='Give --reason "Returned goods".'
        )
    with ledger.write() as con:
        credited = credited_of(con, invoice_no)
        if credited.invoice.kind is not DocumentKind.INVOICE:
            raise InputError(
                f"{invoice_no} is a credit note; only invoices can be credited.",
                hint="A wrong credit note is put right by a new invoice.",
            )
        draft = Draft(
            credited.invoice.buyer.customer_no,
            _lines(credited, lines),
            is_ready=is_ready,
            credits_no=invoice_no,
            credit_reason=reason.strip(),
        )
        if refusals := too_much(draft, credited):
            raise InputError("\n".join(refusals))
        number = add_draft(con, draft, stamp, key=key)
        fp("credit.drafted")
        note(con, stamp, "draft.made", f"D{number}", f"credits {invoice_no}")
    return number


def _lines(credited: Credited, typed: Sequence[str]) -> tuple[DraftLine, ...]:
    """Return the lines to take back, as they stand on the invoice."""
    count = len(credited.invoice.lines)
    if typed:
        wanted = [_wanted(credited, text) for text in typed]
    else:
        wanted = [(n, left_micro(credited, n)) for n in range(1, count + 1)]
    lines = tuple(_line(credited, n, micro) for n, micro in wanted if micro)
    if not lines:
        raise InputError(f"Invoice {credited.invoice.invoice_no} is credited already.")
    return lines


def _wanted(credited: Credited, text: str) -> tuple[int, int]:
    """Return line number and millionths of `2` or `2=1,5`."""
    number, mark, quantity = (part.strip() for part in text.partition("="))
    lines = credited.invoice.lines
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(lines)):
        raise InputError(
            f"--line: invoice {credited.invoice.invoice_no} has lines 1 to {len(lines)}.",
            hint="Write --line 2 for a whole line, --line 2=1,5 for a part of it.",
        )
    n = int(number)
    left = left_micro(credited, n)
    if not left:
        raise InputError(f"--line: line {n} is credited already.")
    if not mark:
        return n, left
    micro = parse_micro(quantity, what=f"--line {n}, quantity", signed=True)
    if not micro:
        raise InputError(f"--line {n}: give a quantity, at most {decimal_text(left)}.")
    return n, micro


def _line(credited: Credited, n: int, micro: int) -> DraftLine:
    original = credited.invoice.lines[n - 1]
    return DraftLine(
        description=original.description,
        quantity_micro=micro,
        unit_price_micro=original.unit_price_micro
        if original.unit_price_incl_micro is None
        else original.unit_price_incl_micro,
        unit=original.unit,
        discount_bp=original.discount_bp,
        vat_code=original.vat_code,
        income_account=original.income_account,
        product_no=original.product_no,
        credits_n=n,
        is_incl_vat=original.unit_price_incl_micro is not None,
    )
