"""The e-mail that carries an invoice, a credit note or a reminder, from the wording files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.documents.email_form import EmailText
from invoicectl.documents.email_form import Mail
from invoicectl.documents.email_form import composed
from invoicectl.documents.email_form import greeting
from invoicectl.documents.email_form import questions
from invoicectl.documents.email_form import signature
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.invoice_head import abroad_facts
from invoicectl.documents.invoice_head import pays_from_abroad
from invoicectl.documents.look import palette_of
from invoicectl.documents.proof import cleaned
from invoicectl.documents.wording import WordingError
from invoicectl.documents.wording import fill
from invoicectl.documents.wording import load_wording
from invoicectl.documents.wording import parse_template
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.invoice import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.documents.look import Look
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice

__all__ = ["EmailText", "OwnWords", "filled", "invoice_email", "notice_email"]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The company's own words of an e-mail, with fields in braces; '' for the usual ones.

    `text` takes the place of the first sentence.
    """

    subject: str = ""
    text: str = ""


_USUAL = OwnWords()


def invoice_email(invoice: Invoice, look: Look, own: OwnWords = _USUAL) -> EmailText:
    """Return the e-mail for an invoice or a credit note; all that is needed to pay is in its text.

    Args:
        invoice: the issued document, which is attached as a PDF.
        look: its accent colours the one figure that matters.
        own: the company's own words for an invoice; a credit note has the usual ones.

    Raises:
        LookError: the accent colour or theme cannot be used.
    """
    accent = palette_of(look).accent_hex
    wording = load_wording(invoice.language)
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return _credit_email(invoice, wording, accent)
    values = _values(invoice, wording)
    mail = Mail(
        greeting=greeting(invoice.buyer, wording),
        before=(wording.text("invoice_intro", no=values["no"], amount=values["amount"]),),
        rows=_payment_rows(invoice, wording, invoice.total_ore),
        after=(questions(invoice.seller, wording),),
        signature=signature(invoice.seller, invoice.our_reference, wording),
        own=_filled(own.text, invoice, values),
    )
    usual = wording.text("invoice_subject", no=values["no"], seller=invoice.seller.name)
    return composed(_filled(own.subject, invoice, values) or usual, mail, accent)


def _filled(template: str, invoice: Invoice, values: Mapping[str, str]) -> str:
    """Return own words with their fields filled; no value can bring a line or a field of its own.

    Raises:
        WordingError: a brace that encloses no known word.
    """
    seller, buyer = invoice.seller.name, invoice.buyer.name
    return filled(template, {**values, "kid": invoice.kid, "seller": seller, "customer": buyer})


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return own words of a company with their fields filled, '' for none.

    Raises:
        WordingError: a brace that encloses no known word.
    """
    if not template:
        return ""
    known = {name: cleaned(value) for name, value in values.items()}
    parts = parse_template(template)
    if unknown := set(parts[1::2]) - known.keys():
        raise WordingError(f"'{template}' has the unknown field {{{min(unknown)}}}.")
    return fill(parts, known)


def notice_email(invoice: Invoice, look: Look, *, open_ore: int) -> EmailText:
    """Return the betalingspåminnelse: a friendly word without fee and interest (law 10.2).

    Args:
        invoice: the unpaid invoice, as it was issued.
        look: its accent colours the one figure that matters.
        open_ore: what is still unpaid of it, in øre.

    Raises:
        LookError: the accent colour or theme cannot be used.
    """
    assert invoice.due is not None  # a credit note is never reminded of
    wording = load_wording(invoice.language)
    values = _values(invoice, wording)
    if open_ore == invoice.total_ore:
        told = wording.text(
            "notice_intro", no=values["no"], amount=values["amount"], due=values["due"]
        )
    else:
        told = wording.text(
            "notice_partly",
            no=values["no"],
            amount=values["amount"],
            due=values["due"],
            open=money_text(open_ore, wording),
        )
    mail = Mail(
        greeting=greeting(invoice.buyer, wording),
        before=(told, _ask(invoice, wording)),
        rows=_payment_rows(invoice, wording, open_ore),
        after=(wording.text("notice_done"), questions(invoice.seller, wording)),
        signature=signature(invoice.seller, invoice.our_reference, wording),
    )
    subject = wording.text("notice_subject", no=values["no"], due=values["due"])
    return composed(subject, mail, palette_of(look).accent_hex)


def _credit_email(invoice: Invoice, wording: Wording, accent: str) -> EmailText:
    """Return the e-mail for a credit note: what it corrects, why, and what comes of the amount."""
    values = _values(invoice, wording)
    before = [wording.text("credit_intro", no=values["no"], amount=values["amount"])]
    rows = [(wording.labels["credited_total"], values["amount"])]
    if invoice.credits is not None:
        day = date_text(invoice.credits.issued_on, wording)
        number = str(invoice.credits.invoice_no)
        rows.append((wording.labels["credited_invoice"], f"{number} ({day})"))
        if invoice.credits.reason.strip():
            rows.append((wording.labels["reason"], invoice.credits.reason))
    rows.append((wording.labels["credit_note_no"], values["no"]))
    mail = Mail(
        greeting=greeting(invoice.buyer, wording),
        before=tuple(before),
        rows=tuple(rows),
        after=(wording.text("refund", amount=values["amount"]), questions(invoice.seller, wording)),
        signature=signature(invoice.seller, invoice.our_reference, wording),
    )
    subject = wording.text("credit_subject", no=values["no"], seller=invoice.seller.name)
    return composed(subject, mail, accent)


def _values(invoice: Invoice, wording: Wording) -> dict[str, str]:
    """Return the figures that most sentences name."""
    return {
        "no": str(invoice.invoice_no),
        "amount": money_text(invoice.total_ore, wording),
        "due": date_text(invoice.due, wording) if invoice.due else "",
    }


def _ask(invoice: Invoice, wording: Wording) -> str:
    """Return where to pay, as a question."""
    account = format_kontonr(invoice.seller.kontonr)
    if invoice.kid:
        return wording.text("notice_ask_kid", account=account, kid=invoice.kid)
    return wording.text("notice_ask", account=account, no=str(invoice.invoice_no))


def _payment_rows(invoice: Invoice, wording: Wording, open_ore: int) -> tuple[tuple[str, str], ...]:
    """Return amount, due date, account and KID, ready to be copied into a bank."""
    labels, seller = wording.labels, invoice.seller
    part = open_ore != invoice.total_ore
    rows = [(labels["open" if part else "to_pay"], money_text(open_ore, wording))]
    if invoice.due is not None:
        rows.append((labels["due"], date_text(invoice.due, wording)))
    rows.append((labels["account"], format_kontonr(seller.kontonr)))
    if invoice.kid:
        rows.append((labels["kid"], invoice.kid))
    if pays_from_abroad(invoice):
        rows.extend((fact.label, fact.value) for fact in abroad_facts(invoice, wording))
    rows.append((labels["invoice_no"], str(invoice.invoice_no)))
    return tuple(rows)
