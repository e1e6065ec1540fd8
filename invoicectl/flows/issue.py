"""Issue drafts: number, document, voucher and delivery in one transaction, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import credit_note_voucher
from invoicectl.domain.bookkeeping import invoice_voucher
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import GuardError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.compose import Composed
from invoicectl.flows.compose import Credited
from invoicectl.flows.compose import compose
from invoicectl.flows.sending import channel_note
from invoicectl.flows.sending import choose_channel
from invoicectl.flows.sending import look_of
from invoicectl.flows.sending import queue_email
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.drafts import draft_no_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import remove_draft
from invoicectl.ledger.invoices import add_invoice
from invoicectl.ledger.invoices import credited_lines
from invoicectl.ledger.invoices import evidence_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.invoices import kid_holder
from invoicectl.ledger.invoices import last_issued
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.invoices import open_principal_ore
from invoicectl.ledger.invoices import take_invoice_no
from invoicectl.ledger.log import note
from invoicectl.ledger.posting import post
from invoicectl.seams import fp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.documents.bulk import RenderPool
    from invoicectl.documents.look import Look
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

CHUNK = 100
"""So many documents share one transaction: enough to be fast, few enough to be held shortly."""

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one draft; `invoice_no` is None when it would be refused."""

    ref: str
    customer_no: str
    customer_name: str
    kind: DocumentKind
    invoice_no: int | None
    kid: str
    channel: str
    recipient: str
    total_ore: int
    due: date | None
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """One document that was issued, and the delivery that carries it."""

    ref: str
    kind: DocumentKind
    invoice_no: int
    customer_name: str
    total_ore: int
    due: date | None
    delivery_id: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedDraft:
    """A draft that stays a draft, and why: sentences that begin with their rule."""

    ref: str
    customer_name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueResult:
    """What was issued, in number order, and what was refused."""

    issued: tuple[Issued, ...] = ()
    refused: tuple[RefusedDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft that passed every check, with the document it becomes."""

    draft: Draft
    customer: Customer
    invoice: Invoice
    warnings: tuple[str, ...]


def plan(
    ledger: Ledger, settings: Settings, today: date, refs: Sequence[str] = ()
) -> tuple[Planned, ...]:
    """Return what `issue` would do today, and change nothing.

    Args:
        ledger: open.
        settings: the company's.
        today: the day it would be done.
        refs: drafts by name (`D3`); every ready one when empty.

    Raises:
        NotFoundError, InputError: a draft is not there, or that is no name of one.
    """
    check_day(ledger, today)
    con = ledger.con
    look = look_of(settings)
    invoice_no = next_invoice_no(con)
    taken_back: set[int] = set()
    found: list[Planned] = []
    for draft in _chosen(con, refs):
        customer = customer_of(con, draft.customer_no)
        composed = composed_of(con, draft, customer, settings, invoice_no, today)
        again = draft.credits_no in taken_back
        row = _planned(draft, customer, settings, composed, look, again=again)
        if row.invoice_no is not None:
            invoice_no += 1
            if draft.credits_no is not None:
                taken_back.add(draft.credits_no)
        found.append(row)
    return tuple(found)


def issue(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    refs: Sequence[str] = (),
    *,
    pool: RenderPool | None = None,
    progress: Callable[[int], None] | None = None,
) -> IssueResult:
    """Issue drafts, up to a hundred in one transaction; what is refused burns no number.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who; its day is the date of the documents.
        refs: drafts by name (`D3`); every ready one when empty.
        pool: workers that draw the documents, made before the ledger was opened.
        progress: told how many drafts are done.

    Raises:
        GuardError: the day lies before the newest document.
        NotFoundError, InputError: a draft is not there, or that is no name of one.
    """
    check_day(ledger, stamp.today)
    press = _Press(look_of(settings), pool)
    issued: list[Issued] = []
    refused: list[RefusedDraft] = []
    done = 0
    for numbers in _chunks(ledger.con, refs):
        result = _issue_chunk(ledger, settings, stamp, numbers, press)
        issued += result.issued
        refused += result.refused
        done += len(numbers)
        if progress is not None:
            progress(done)
    return IssueResult(tuple(issued), tuple(refused))


def check_day(ledger: Ledger, today: date) -> None:
    """Refuse a day before the newest document: numbers and dates run the same way (INV-20).

    Raises:
        GuardError: the clock is wrong, or was.
    """
    newest = last_issued(ledger.con)
    if newest is not None and today < newest[1]:
        raise GuardError(
            f"Today is {today}, but {newest[0]} was issued on {newest[1]}; nothing was issued.",
            hint="Set the clock of this machine right.",
        )


class _Press:
    """Draws documents: with the caller's workers, or in this process."""

    def __init__(self, look: Look, pool: RenderPool | None) -> None:
        self._look = look
        self._pool = pool

    def draw(self, invoices: Sequence[Invoice]) -> list[bytes]:
        """Return the PDF of each.

        Raises:
            InvoicectlError: one of them cannot be drawn; nothing is returned then.
        """
        if self._pool is not None:
            return list(self._pool.render(invoices))
        from invoicectl.documents.invoice_pdf import render_invoice

        return [render_invoice(invoice, self._look) for invoice in invoices]

    @property
    def look(self) -> Look:
        """How the letters look."""
        return self._look


def _chosen(con: sqlite3.Connection, refs: Sequence[str]) -> list[Draft]:
    """Return the drafts that are meant, by number."""
    if not refs:
        return drafts(con, only_ready=True)
    return [draft_of(con, number) for number in sorted({draft_no_of(ref) for ref in refs})]


def _chunks(con: sqlite3.Connection, refs: Sequence[str]) -> Iterator[list[int]]:
    """Yield draft numbers in order; no two credit notes for one invoice in one chunk."""
    chunk: list[int] = []
    credited: set[int] = set()
    after = 0
    while True:
        page = (
            _chosen(con, refs) if refs else drafts(con, only_ready=True, after=after, limit=CHUNK)
        )
        for draft in page:
            after = draft.draft_no
            if len(chunk) == CHUNK or draft.credits_no in credited:
                yield chunk
                chunk, credited = [], set()
            chunk.append(draft.draft_no)
            if draft.credits_no is not None:
                credited.add(draft.credits_no)
        if refs or len(page) < CHUNK:
            break
    if chunk:
        yield chunk


def _issue_chunk(
    ledger: Ledger, settings: Settings, stamp: Stamp, numbers: Sequence[int], press: _Press
) -> IssueResult:
    """Issue these in one transaction; when one cannot be done, one by one."""
    try:
        return _issue_together(ledger, settings, stamp, numbers, press)
    except GuardError:
        raise
    except InvoicectlError as error:
        if len(numbers) == 1:
            return IssueResult(refused=(_refused(ledger.con, numbers[0], error),))
    issued: list[Issued] = []
    refused: list[RefusedDraft] = []
    for number in numbers:
        result = _issue_chunk(ledger, settings, stamp, [number], press)
        issued += result.issued
        refused += result.refused
    return IssueResult(tuple(issued), tuple(refused))


def _issue_together(
    ledger: Ledger, settings: Settings, stamp: Stamp, numbers: Sequence[int], press: _Press
) -> IssueResult:
    with ledger.write() as con:
        ready, refused = _sorted_out(con, settings, stamp, numbers)
        contents = press.draw([each.invoice for each in ready])
        fp("issue.drawn")
        issued = [
            _put_down(con, settings, stamp, each, content, press.look)
            for each, content in zip(ready, contents, strict=True)
        ]
        fp("issue.written")
    fp("issue.committed")
    return IssueResult(tuple(issued), tuple(refused))


def _sorted_out(
    con: sqlite3.Connection, settings: Settings, stamp: Stamp, numbers: Sequence[int]
) -> tuple[list[_Ready], list[RefusedDraft]]:
    """Compose each draft with the number it takes, and part what cannot be issued from the rest."""
    ready: list[_Ready] = []
    refused: list[RefusedDraft] = []
    invoice_no = next_invoice_no(con)
    for number in numbers:
        draft = draft_of(con, number)
        customer = customer_of(con, draft.customer_no)
        composed = composed_of(con, draft, customer, settings, invoice_no, stamp.today)
        if composed.invoice is None or composed.findings.refusals:
            refused.append(RefusedDraft(draft.ref, customer.name, composed.findings.refusals))
            continue
        ready.append(_Ready(draft, customer, composed.invoice, composed.findings.warnings))
        invoice_no += 1
    return ready, refused


def _put_down(
    con: sqlite3.Connection,
    settings: Settings,
    stamp: Stamp,
    each: _Ready,
    content: bytes,
    look: Look,
) -> Issued:
    """Write one document with its number, bytes, voucher and delivery; its draft is gone."""
    from invoicectl.documents.invoice_email import invoice_email

    invoice = each.invoice
    taken = take_invoice_no(con)
    assert taken == invoice.invoice_no  # composed in this very transaction
    fp("issue.number-taken")
    sha256 = keep_document(con, content, PDF, stamp)
    back = [line.credits_n for line in each.draft.lines]
    add_invoice(
        con, invoice, draft_no=each.draft.draft_no, credits_n=back, document_sha256=sha256,
        stamp=stamp,
    )  # fmt: skip
    fp("issue.invoice-added")
    _post(con, settings, stamp, invoice)
    fp("issue.posted")
    remove_draft(con, each.draft.draft_no)
    is_invoice = invoice.kind is DocumentKind.INVOICE
    delivery_id = queue_email(
        con,
        settings,
        stamp,
        purpose=Purpose.INVOICE if is_invoice else Purpose.CREDIT_NOTE,
        ref=str(taken),
        invoice=invoice,
        customer=each.customer,
        document_sha256=sha256,
        text=invoice_email(invoice, look),
        may_repeat=True,
    )
    fp("issue.queued")
    event = "invoice.issued" if is_invoice else "credit_note.issued"
    note(con, stamp, event, str(taken), f"{each.draft.ref}, {invoice.total_ore} øre")
    return Issued(
        each.draft.ref, invoice.kind, taken, invoice.buyer.name, invoice.total_ore, invoice.due,
        delivery_id, each.warnings,
    )  # fmt: skip


def _post(con: sqlite3.Connection, settings: Settings, stamp: Stamp, invoice: Invoice) -> None:
    accounts = settings.accounts.chosen()
    if invoice.credits is None:
        voucher = invoice_voucher(invoice, accounts)
    else:
        open_ore = open_principal_ore(con, invoice.credits.invoice_no)
        voucher = credit_note_voucher(invoice, open_ore, accounts)
    key = f"{invoice.kind.value}:{invoice.invoice_no}"
    post(con, voucher, key=key, stamp=stamp, evidence=evidence_of(con, invoice.invoice_no))


def composed_of(
    con: sqlite3.Connection,
    draft: Draft,
    customer: Customer,
    settings: Settings,
    invoice_no: int,
    today: date,
) -> Composed:
    """Compose a draft, with what only the ledger knows: what it credits, and who has its KID."""
    from invoicectl.domain.findings import Findings

    credited = credited_of(con, draft.credits_no) if draft.credits_no is not None else None
    composed = compose(
        draft, customer, settings, invoice_no=invoice_no, today=today, credited=credited
    )
    refusals: tuple[str, ...] = ()
    if not draft.is_ready:
        refusals += (f"It is on hold: 'invoicectl invoice edit {draft.ref} --ready' lets it go.",)
    if composed.invoice is not None:
        holder = kid_holder(con, composed.invoice.kid)
        if holder is not None:
            refusals += (
                f"KID {composed.invoice.kid} belongs to {holder} already (settings kid changed?).",
            )
    return Composed(composed.invoice, Findings(refusals) + composed.findings)


def credited_of(con: sqlite3.Connection, invoice_no: int) -> Credited:
    """Return an invoice with what was credited of it.

    Raises:
        NotFoundError: no document has that number.
    """
    return Credited(invoice_of(con, invoice_no), *credited_lines(con, invoice_no))


def _planned(
    draft: Draft,
    customer: Customer,
    settings: Settings,
    composed: Composed,
    look: Look,
    *,
    again: bool,
) -> Planned:
    invoice, findings = composed.invoice, composed.findings
    refusals = findings.refusals
    if invoice is not None and not refusals:
        refusals = _drawing_fault(invoice, look)
    channel, recipient = choose_channel(settings, customer)
    remarks = [channel_note(settings, customer)]
    if again:
        remarks.append("Another credit note for the same invoice goes before this one.")
    kind = DocumentKind.INVOICE if draft.credits_no is None else DocumentKind.CREDIT_NOTE
    return Planned(
        ref=draft.ref,
        customer_no=customer.customer_no,
        customer_name=customer.name,
        kind=kind,
        invoice_no=invoice.invoice_no if invoice and not refusals else None,
        kid=invoice.kid if invoice and not refusals else "",
        channel=channel,
        recipient=recipient,
        total_ore=invoice.total_ore if invoice else 0,
        due=invoice.due if invoice else None,
        refusals=refusals,
        warnings=findings.warnings + tuple(filter(None, remarks)),
    )


def _drawing_fault(invoice: Invoice, look: Look) -> tuple[str, ...]:
    """Return why the document cannot be drawn, if so: a plan must be what the real run does."""
    from invoicectl.documents.invoice_pdf import render_invoice

    try:
        render_invoice(invoice, look)
    except InvoicectlError as error:
        return (str(error),)
    return ()


def _refused(con: sqlite3.Connection, number: int, error: InvoicectlError) -> RefusedDraft:
    draft = draft_of(con, number)
    name = customer_of(con, draft.customer_no).name
    return RefusedDraft(draft.ref, name, (str(error),))
