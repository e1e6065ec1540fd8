"""Issue drafts: number, document, voucher and delivery in one transaction, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import credit_note_voucher
from invoicectl.domain.bookkeeping import invoice_voucher
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import kroner
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.rounding import rounding_voucher
from invoicectl.errors import GuardError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.customer_guard import sale_warnings
from invoicectl.flows.customer_guard import total_ore
from invoicectl.flows.enclosures import Enclosures
from invoicectl.flows.plan import Planned
from invoicectl.flows.plan import plan
from invoicectl.flows.prepare import Preparing
from invoicectl.flows.prepare import check_day
from invoicectl.flows.prepare import chosen_drafts
from invoicectl.flows.prepare import hold_sentence
from invoicectl.flows.prepare import rounding_left_ore
from invoicectl.flows.sending import Letter
from invoicectl.flows.sending import Looks
from invoicectl.flows.sending import attachment_name
from invoicectl.flows.sending import check_look
from invoicectl.flows.sending import look_of
from invoicectl.flows.sending import queue
from invoicectl.flows.sending import route
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import keep_document
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import has_draft
from invoicectl.ledger.drafts import ready_numbers
from invoicectl.ledger.drafts import remove_draft
from invoicectl.ledger.invoices import add_invoice
from invoicectl.ledger.invoices import evidence_of
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.invoices import open_principal_ore
from invoicectl.ledger.invoices import take_invoice_no
from invoicectl.ledger.log import note
from invoicectl.ledger.posting import post
from invoicectl.seams import fp

if TYPE_CHECKING:
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
    from invoicectl.flows.levels import Effective
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

CHUNK = 100
"""So many documents share one transaction: enough to be fast, few enough to be held shortly."""

PDF = "application/pdf"
__all__ = ["CHUNK", "IssueResult", "Issued", "Planned", "RefusedDraft", "issue", "plan"]


@dataclass(frozen=True, slots=True)
class Issued:
    """One document that was issued, and the delivery that carries it."""

    ref: str
    kind: DocumentKind
    invoice_no: int
    customer_name: str
    total_ore: int
    due: date | None
    channel: str
    recipient: str
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
    held: Effective
    look: Look
    warnings: tuple[str, ...]


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
        SetupError, InputError: colour or logo cannot be used.
        NotFoundError, InputError: a draft is not there, or that is no name of one.
    """
    check_day(ledger, stamp.today)
    press = _Press(look_of(settings), Looks(), pool)
    issued: list[Issued] = []
    refused: list[RefusedDraft] = []
    done = 0
    for numbers in _chunks(ledger.con, refs):
        check_look(press.usual)
        result = _issue_chunk(ledger, settings, stamp, numbers, press)
        issued += result.issued
        refused += result.refused
        done += len(numbers)
        if progress is not None:
            progress(done)
    return IssueResult(tuple(issued), tuple(refused))


class _Press:
    """Draws documents: with the caller's workers, or in this process."""

    def __init__(self, usual: Look, looks: Looks, pool: RenderPool | None) -> None:
        self.usual = usual
        self.looks = looks
        self.enclosures = Enclosures()
        self._pool = pool

    def draw(self, ready: Sequence[_Ready]) -> list[bytes]:
        """Return the PDF of each, in its own look.

        Raises:
            InvoicectlError: one of them cannot be drawn; nothing is returned then.
        """
        pairs = [(each.invoice, each.look) for each in ready]
        if self._pool is not None:
            return list(self._pool.render_each(pairs))
        from invoicectl.documents.invoice_pdf import render_invoice

        return [render_invoice(invoice, look) for invoice, look in pairs]


def _chunks(con: Connection, refs: Sequence[str]) -> Iterator[list[int]]:
    """Yield draft numbers in order, so many at a time."""
    if refs:
        numbers = [draft.draft_no for draft in chosen_drafts(con, refs)]
        yield from (numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK))
        return
    after = 0
    while numbers := ready_numbers(con, after=after, limit=CHUNK):
        after = numbers[-1]
        yield numbers


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
        ready, refused = _sorted_out(con, settings, stamp, numbers, press)
        contents = press.draw(ready)
        fp("issue.drawn")
        issued = [
            _put_down(con, settings, stamp, each, content, press.enclosures)
            for each, content in zip(ready, contents, strict=True)
        ]
        fp("issue.written")
    fp("issue.committed")
    return IssueResult(tuple(issued), tuple(refused))


def _sorted_out(
    con: Connection, settings: Settings, stamp: Stamp, numbers: Sequence[int], press: _Press
) -> tuple[list[_Ready], list[RefusedDraft]]:
    """Compose each draft with the number it takes, and part what cannot be issued from the rest."""
    ready: list[_Ready] = []
    refused: list[RefusedDraft] = []
    preparing = Preparing(con, settings, stamp.today, press.enclosures)
    invoice_no = next_invoice_no(con)
    added_ore: dict[str, int] = {}
    for number in numbers:
        if not has_draft(con, number):
            continue  # issued or removed by somebody else since it was chosen
        draft = draft_of(con, number)
        customer = customer_of(con, draft.customer_no)
        if not draft.is_ready:
            refused.append(RefusedDraft(draft.ref, customer.name, hold_sentence(draft)))
            continue
        held = preparing.held(draft, customer)
        composed = preparing.composed(draft, customer, held, invoice_no)
        if composed.invoice is None or composed.findings.refusals:
            refused.append(RefusedDraft(draft.ref, customer.name, composed.findings.refusals))
            continue
        before_ore, new_ore = added_ore.get(draft.customer_no, 0), total_ore(composed.invoice)
        said = sale_warnings(con, customer, new_ore, before_ore=before_ore)
        added_ore[draft.customer_no] = before_ore + new_ore
        look, warnings = press.looks.of(held), composed.findings.warnings + said
        ready.append(_Ready(draft, customer, composed.invoice, held, look, warnings))
        invoice_no += 1
    return ready, refused


def _put_down(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    each: _Ready,
    content: bytes,
    enclosures: Enclosures,
) -> Issued:
    """Write one document with its number, bytes, voucher and delivery; its draft is gone."""
    from invoicectl.documents.invoice_email import OwnWords
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
    own = OwnWords(each.held.invoice_email_subject, each.held.invoice_email_text)
    letter = Letter(
        purpose=Purpose.INVOICE if is_invoice else Purpose.CREDIT_NOTE,
        ref=str(taken),
        customer=each.customer,
        document_sha256=sha256,
        attachment_name=attachment_name(invoice),
        text=invoice_email(invoice, each.look, own if is_invoice else OwnWords()),
        may_repeat=True,
        invoice_no=taken,
    )
    queued = queue(con, settings, stamp, letter, each.held, enclosures)
    fp("issue.queued")
    event = "invoice.issued" if is_invoice else "credit_note.issued"
    amount = kroner(invoice.total_ore, thousands=" ")
    note(con, stamp, event, str(taken), f"{each.draft.ref}, {amount} kr")
    return _issued(each, settings, queued)


def _issued(each: _Ready, settings: Settings, delivery_id: int) -> Issued:
    """Return what is told about a document; equal texts are kept once: there may be thousands."""
    invoice = each.invoice
    way = route(settings, each.customer, each.held, Purpose.INVOICE)
    return Issued(
        each.draft.ref, invoice.kind, invoice.invoice_no, intern(invoice.buyer.name),
        invoice.total_ore, invoice.due, intern(way.channel), intern(way.recipient), delivery_id,
        each.warnings + way.steps,
    )  # fmt: skip


def _post(con: Connection, settings: Settings, stamp: Stamp, invoice: Invoice) -> None:
    """Post a document's voucher, which seals every stored value of it."""
    accounts = settings.accounts.chosen()
    if invoice.credits is None:
        voucher = invoice_voucher(invoice, accounts)
    else:
        open_ore = open_principal_ore(con, invoice.credits.invoice_no)
        voucher = credit_note_voucher(invoice, open_ore, accounts)
    key = f"{invoice.kind.value}:{invoice.invoice_no}"
    post(con, voucher, key=key, stamp=stamp, evidence=evidence_of(con, invoice.invoice_no))
    if invoice.credits is not None and (left_ore := rounding_left_ore(con, invoice)):
        rest = rounding_voucher(invoice, left_ore, accounts)
        post(con, rest, key=f"rounding:{invoice.invoice_no}", stamp=stamp)


def _refused(con: Connection, number: int, error: InvoicectlError) -> RefusedDraft:
    draft = draft_of(con, number)
    name = customer_of(con, draft.customer_no).name
    return RefusedDraft(draft.ref, name, (str(error),))
