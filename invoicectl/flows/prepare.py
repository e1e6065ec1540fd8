"""A draft and all that the ledger knows about it, composed into the document it would become."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.findings import Findings
from invoicectl.domain.money import kroner
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import GuardError
from invoicectl.errors import InvoicectlError
from invoicectl.flows.compose import Composed
from invoicectl.flows.compose import Credited
from invoicectl.flows.compose import compose
from invoicectl.flows.compose import left_micro
from invoicectl.flows.enclosures import Enclosures
from invoicectl.flows.levels import Levels
from invoicectl.flows.sending import files_along
from invoicectl.ledger.drafts import draft_no_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.invoice_list import credit_notes_of
from invoicectl.ledger.invoices import credited_lines
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.invoices import kid_holder
from invoicectl.ledger.invoices import last_issued
from invoicectl.ledger.overrides import draft_no_of_invoice
from invoicectl.ledger.specifications import specification_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.invoice import Invoice
    from invoicectl.flows.levels import Effective
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


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


def chosen_drafts(con: Connection, refs: Sequence[str]) -> list[Draft]:
    """Return the drafts that are meant, by number."""
    if not refs:
        return drafts(con, only_ready=True)
    return [draft_of(con, number) for number in sorted({draft_no_of(ref) for ref in refs})]


class Preparing:
    """Composes drafts one after the other, as they will be issued in this order.

    Remembers what the credit notes of this run take back, so that two of them cannot take back
    the same thing.
    """

    def __init__(
        self,
        con: Connection,
        settings: Settings,
        today: date,
        enclosures: Enclosures | None = None,
    ) -> None:
        """Begin before the first draft; `con` is an open ledger."""
        self._con = con
        self._settings = settings
        self._today = today
        self._credited: dict[int, Credited] = {}
        self._levels = Levels(con, settings)
        self._enclosures = enclosures or Enclosures()

    def held(self, draft: Draft, customer: Customer) -> Effective:
        """Return the settings that hold for a draft; a credit note goes the way of its invoice."""
        if draft.credits_no is None:
            return self._levels.of(customer, draft.origin, draft.draft_no, draft)
        credited_no = draft_no_of_invoice(self._con, draft.credits_no)
        origin = origin_of(self._con, credited_no)
        return self._levels.of(customer, origin, credited_no)

    def composed(
        self, draft: Draft, customer: Customer, held: Effective, invoice_no: int
    ) -> Composed:
        """Return what a draft becomes as `invoice_no`, refusals of the ledger included.

        When it can be issued, it counts as issued for the drafts that follow.
        """
        credited = self._what_it_credits(draft)
        composed = compose(
            draft,
            customer,
            self._settings,
            held,
            invoice_no=invoice_no,
            today=self._today,
            credited=credited,
        )
        composed = self._specified(draft, composed)
        refusals = self._kid_fault(composed.invoice) + self._file_fault(draft, held)
        composed = Composed(composed.invoice, Findings(refusals) + composed.findings)
        if composed.is_issuable and credited is not None and composed.invoice is not None:
            number = credited.invoice.invoice_no
            self._credited[number] = _less(credited, draft, composed.invoice)
        return composed

    def _specified(self, draft: Draft, composed: Composed) -> Composed:
        """Add the pages of hours and expenses that a project has put behind the draft."""
        spec = specification_of(self._con, draft.draft_no) if composed.invoice else None
        if spec is None or composed.invoice is None:
            return composed
        invoice = replace(composed.invoice, specification=spec)
        return Composed(invoice, composed.findings + Findings((), unspecified(invoice)))

    def _what_it_credits(self, draft: Draft) -> Credited | None:
        if draft.credits_no is None:
            return None
        if draft.credits_no not in self._credited:
            self._credited[draft.credits_no] = credited_of(self._con, draft.credits_no)
        return self._credited[draft.credits_no]

    def _file_fault(self, draft: Draft, held: Effective) -> tuple[str, ...]:
        """Return why the files that go along cannot: a plan must be what the real run does."""
        if draft.credits_no is not None:
            return ()
        try:
            files_along(Purpose.INVOICE, held, self._enclosures)
        except InvoicectlError as error:
            return (str(error),)
        return ()

    def _kid_fault(self, invoice: Invoice | None) -> tuple[str, ...]:
        if invoice is None:
            return ()
        holder = kid_holder(self._con, invoice.kid)
        if holder is None:
            return ()
        return (f"KID {invoice.kid} belongs to {holder} already; was the section kid changed?",)


def unspecified(invoice: Invoice) -> tuple[str, ...]:
    """Return a sentence for each part of the specification that is the sum of no line any more."""
    assert invoice.specification is not None
    sums = [line.net_ore for line in invoice.lines]
    return tuple(
        f"The specification gives {kroner(group.net_ore, thousands=' ')} for '{group.title}', and"
        " no line comes to that: remove the draft and invoice the project again, or leave it so."
        for group in invoice.specification.groups
        if group.net_ore not in sums
    )


def hold_sentence(draft: Draft) -> tuple[str, ...]:
    """Return the refusal of a draft that is on hold; nothing for one that is ready."""
    if draft.is_ready:
        return ()
    return (f"It is on hold: 'invoicectl invoice edit {draft.ref} --ready' lets it go.",)


def credited_of(con: Connection, invoice_no: int) -> Credited:
    """Return an invoice with what was credited of it.

    Raises:
        NotFoundError: no document has that number.
    """
    return Credited(invoice_of(con, invoice_no), *credited_lines(con, invoice_no))


def rounding_left_ore(con: Connection, note: Invoice) -> int:
    """Return what rounding left of an invoice now that `note` is stored, in øre.

    Not zero only when nothing is left to credit and the notes together come to another amount.
    """
    assert note.credits is not None  # a credit note
    number = note.credits.invoice_no
    credited = credited_of(con, number)
    lines = enumerate(credited.invoice.lines, 1)
    if any(left_micro(credited, n) for n, line in lines if not line.is_heading):
        return 0
    notes = (invoice_of(con, one).total_ore for one in credit_notes_of(con, number))
    return credited.invoice.total_ore - sum(notes)


def _less(credited: Credited, draft: Draft, note: Invoice) -> Credited:
    """Return what is credited once `note` is issued as well."""
    micro, net_ore, incl_ore = (
        dict(each) for each in (credited.micro, credited.net_ore, credited.incl_ore)
    )
    for back, line in zip(draft.lines, note.lines, strict=True):
        assert back.credits_n is not None  # kept with every line of a credit note
        micro[back.credits_n] = micro.get(back.credits_n, 0) + line.quantity_micro
        net_ore[back.credits_n] = net_ore.get(back.credits_n, 0) + line.net_ore
        incl_ore[back.credits_n] = incl_ore.get(back.credits_n, 0) + (line.total_incl_ore or 0)
    return Credited(credited.invoice, micro, net_ore, incl_ore)
