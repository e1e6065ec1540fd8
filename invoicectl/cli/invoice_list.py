"""`invoice list`: issued documents and drafts, the rows that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import show
from invoicectl.cli.output import terminal_width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.domain.invoice_status import InvoiceStatus
    from invoicectl.domain.invoice_status import WantedStatus
    from invoicectl.flows.draft import Preview
    from invoicectl.ledger.invoice_list import InvoiceChoice
    from invoicectl.ledger.invoice_list import ListedInvoice
    from invoicectl.ledger.listing import Narrowing

_EMPTY = {
    "collection": "No invoice is with a debt collection agency: none is connected yet.",
    "over": "No invoice was paid with more than it owed.",
}
_ROOMY = 100
"""From so many columns on, a list shows the day of issue as well."""


def show_draft_list(run: Run, wanted: Narrowing) -> None:
    """Show the drafts that are wanted."""
    from invoicectl.cli.invoice_text import draft_table  # loads what drafts need
    from invoicectl.flows.draft import previews
    from invoicectl.ledger.listing import sorted_column
    from invoicectl.ledger.search import folded

    found = previews(run.ledger, run.settings, run.today, customer_no=wanted.customer_no)
    text = folded(wanted.search)
    found = [each for each in found if text in folded("\n".join(_draft_texts(each)))]
    table = draft_table(found)
    if wanted.sort:
        names = [column.name.removesuffix("_ore") for column in table.columns]
        name, is_reverse = sorted_column(wanted.sort, names)
        at = names.index(name)
        rows = sorted(table.rows, key=lambda row: _sort_key(row[at]), reverse=is_reverse)
        table = table._replace(rows=rows)
    show(run, table, command="invoice list", extra={"drafts": True})


def _draft_texts(found: Preview) -> tuple[str, ...]:
    """Return what a draft is searched in."""
    draft, customer = found.draft, found.customer
    references = (draft.order_reference, draft.your_reference)
    lines = (line.description for line in draft.lines)
    return (draft.ref, customer.customer_no, customer.name, *references, *lines)


def _sort_key(value: object) -> tuple[int, str]:
    """Return how a cell of the drafts is sorted: figures and `D12` by value, words as Norwegian."""
    from invoicectl.ledger.listing import norwegian_key

    text = str(value)
    digits = text.removeprefix("D").removeprefix("-")
    if digits.isascii() and digits.isdigit():
        return (-int(digits) if text.startswith("-") else int(digits)), ""
    return 0, norwegian_key(text)


def show_list(run: Run, chosen: InvoiceChoice) -> None:
    """Show the issued documents that are wanted."""
    from invoicectl.ledger.invoice_list import listed_invoices

    found = listed_invoices(run.ledger.con, chosen)
    show(run, _list_table(found, run.today, chosen.status), command="invoice list")


def _list_table(found: Sequence[ListedInvoice], today: date, wanted: WantedStatus | None) -> Table:
    is_over = wanted == "over"
    columns = (
        Column("invoice_no", "No.", Cell.NUMBER),
        Column("kind", ""),
        Column("customer_no", ""),
        Column("customer_name", "Customer"),
        Column("issued_on", "Issued" if terminal_width() >= _ROOMY else "", Cell.DAY),
        Column("due", "Due", Cell.DAY),
        Column("total_ore", "Total", Cell.MONEY),
        Column("open_ore", "" if is_over else "Open", Cell.MONEY),
        Column("over_ore", "Over" if is_over else "", Cell.MONEY),
        Column("status", "Status"),
        Column("credits_no", ""),
        Column("kid", ""),
        Column("disputed", ""),
        Column("delivery", ""),
    )
    rows = []
    for each in found:
        is_note = each.kind == "credit_note"
        sign = -1 if is_note else 1
        rows.append(
            (
                each.invoice_no, each.kind, each.customer_no, each.customer_name, each.issued_on,
                each.due, sign * each.total_ore, each.open_ore, each.over_ore,
                _status(each, today),
                each.credits_no, each.kid, each.disputed, each.sent,
            )
        )  # fmt: skip
    total_ore = sum(row[6] for row in rows)
    open_ore, over_ore = sum(row[7] for row in rows), sum(row[8] for row in rows)
    blanks = [""] * 6
    totals = [*blanks, total_ore, open_ore, over_ore, *blanks[1:]]
    return Table(columns, rows, totals, empty=_EMPTY.get(wanted or "", "No invoices."))


def _status(each: ListedInvoice, today: date) -> str:
    """Return where a document stands, in a word or two."""
    if each.kind == "credit_note":
        return f"credits {each.credits_no}"
    word = _invoice_status(each, today).value
    return f"{word}, disputed" if each.disputed and each.open_ore > 0 else word


def _invoice_status(each: ListedInvoice, today: date) -> InvoiceStatus:
    from invoicectl.domain.invoice_status import invoice_status

    return invoice_status(
        total_ore=each.total_ore, open_ore=each.open_ore, credited_ore=each.credited_ore,
        due=each.due, today=today,
    )  # fmt: skip
