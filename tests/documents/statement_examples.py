"""Made-up statements of account for the tests here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.parties import Language
from invoicectl.domain.statement import AccountLine
from invoicectl.domain.statement import Position
from invoicectl.domain.statement import Statement
from invoicectl.domain.statement import movements_of
from tests.documents.examples import BUYER
from tests.documents.examples import SELLER

if TYPE_CHECKING:
    from collections.abc import Callable

FROM, TO = date(2026, 1, 1), date(2026, 11, 23)
DUE = date(2026, 10, 15)


def posting(
    day: date, kind: str, amount_ore: int, invoice_no: int, document_no: int = 0
) -> AccountLine:
    """Return a posting in a voucher of its own."""
    claim = "principal" if invoice_no else ""
    due = DUE if kind == "invoice" else None
    return AccountLine(
        document_no or day.toordinal(),
        day,
        kind,
        claim,
        invoice_no,
        document_no,
        0,
        due,
        amount_ore,
    )


def statement(**changes: object) -> Statement:
    """Return a statement with a movement of most kinds."""
    lines = (
        posting(date(2026, 10, 1), "invoice", 2_039_018, 10001, 10001),
        posting(date(2026, 10, 1), "invoice", 125_000, 10002, 10002),
        posting(date(2026, 10, 8), "credit_note", -25_000, 10002, 10003),
        posting(date(2026, 10, 20), "payment", -1_039_018, 10001),
        posting(date(2026, 11, 2), "fee", 3_800, 10001),
        posting(date(2026, 11, 20), "payment", -50_000, 0),
    )
    made = Statement(
        seller=SELLER,
        buyer=BUYER,
        language=Language.NB,
        from_day=FROM,
        to_day=TO,
        opening_ore=480_000,
        movements=movements_of(lines, 480_000),
        positions=(
            Position(9998, date(2025, 12, 1), date(2025, 12, 15), 343, 480_000, 480_000, ""),
            Position(10001, date(2026, 10, 1), DUE, 39, 2_039_018, 1_003_800, "10042100016"),
            Position(10002, date(2026, 10, 1), DUE, 39, 125_000, 100_000, "10042100024"),
            Position(None, None, None, 0, 0, -50_000),
        ),
        our_reference="Mona Berg",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def settled(**changes: object) -> Statement:
    """Return a statement of a customer who owes nothing."""
    return statement(opening_ore=0, movements=(), positions=(), **changes)


STATEMENTS: dict[str, Callable[[], Statement]] = {
    "statement": statement,
    "statement-nn": lambda: statement(language=Language.NN),
    "statement-en": lambda: statement(language=Language.EN),
    "statement-open": lambda: statement(from_day=None, movements=()),
    "statement-settled": settled,
}
