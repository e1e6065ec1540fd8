"""After an invoice was credited whole: what it held can be invoiced again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.log import note
from invoicectl.ledger.work import credited_invoices
from invoicectl.ledger.work import draft_of_invoice
from invoicectl.ledger.work import is_released
from invoicectl.ledger.work import release

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger


@dataclass(frozen=True, slots=True)
class Reopened:
    """What is free again; `entries` is 0 when that was done before."""

    invoice_no: int
    project_no: str
    entries: int


def reopen(ledger: Ledger, stamp: Stamp, invoice_no: int) -> Reopened:
    """Make the entries and instalments of an invoice free again; a second time does nothing.

    Raises:
        NotFoundError: no document has that number.
        InputError: it holds nothing of a project, or is not credited whole by issued credit notes.
    """
    with ledger.write() as con:
        is_whole = _is_credited_whole(con, invoice_no)
        draft_no = draft_of_invoice(con, invoice_no)
        if draft_no is None:
            raise InputError(f"{invoice_no} is no invoice of a project.")
        project_no = origin_of(con, draft_no).project_no
        if is_released(con, draft_no):
            return Reopened(invoice_no, project_no, 0)
        if not is_whole:
            raise InputError(
                f"Invoice {invoice_no} is not credited whole.",
                hint=f"'invoicectl invoice credit {invoice_no} --reason ...', then send it.",
            )
        count = release(con, draft_no, invoice_no, stamp)
        note(con, stamp, "project.released", project_no, f"{count} of invoice {invoice_no}")
    return Reopened(invoice_no, project_no, count)


def reopenable(con: Connection, project_no: str = "") -> tuple[int, ...]:
    """Return the invoices of a project, or of all, that are credited whole and hold work still."""
    return tuple(
        invoice_no
        for invoice_no in credited_invoices(con, project_no)
        if _is_credited_whole(con, invoice_no)
    )


def _is_credited_whole(con: Connection, invoice_no: int) -> bool:
    """Return whether issued credit notes took back all of an invoice.

    Raises:
        NotFoundError: no document has that number.
    """
    from invoicectl.flows.compose import left_micro  # much to load, and seldom needed
    from invoicectl.flows.prepare import credited_of

    credited = credited_of(con, invoice_no)
    return not any(left_micro(credited, n) for n in range(1, len(credited.invoice.lines) + 1))
