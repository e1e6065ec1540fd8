"""The e-mail that carries a document: subject, plain text and HTML, from the wording files.

The HTML is one simple table layout with inline styles: no picture, no link, nothing remote.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import NO_BREAK
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.invoice_head import abroad_facts
from invoicectl.documents.invoice_head import pays_from_abroad
from invoicectl.documents.look import palette_of
from invoicectl.documents.proof import cleaned
from invoicectl.documents.wording import load_wording
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.invoice import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.documents.look import Look
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice

INK: Final = "#1A2026"
MUTED: Final = "#5B6770"
HAIRLINE: Final = "#D3D9DD"


@dataclass(frozen=True, slots=True)
class EmailText:
    """What stands in an e-mail; `subject` is one line without control characters."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Mail:
    """The parts both forms are made of, all plain text; `rows` is label and value."""

    greeting: str
    before: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    signature: tuple[str, ...]


def invoice_email(invoice: Invoice, look: Look) -> EmailText:
    """Return the e-mail for an invoice or a credit note; all that is needed to pay is in its text.

    Args:
        invoice: the issued document, which is attached as a PDF.
        look: its accent colours the one figure that matters.

    Raises:
        LookError: the accent colour or theme cannot be used.
    """
    accent = palette_of(look).accent_hex
    wording = load_wording(invoice.language)
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return _credit_email(invoice, wording, accent)
    values = _values(invoice, wording)
    mail = _Mail(
        greeting=_greeting(invoice, wording),
        before=(wording.text("invoice_intro", no=values["no"], amount=values["amount"]),),
        rows=_payment_rows(invoice, wording, invoice.total_ore),
        after=(_questions(invoice, wording),),
        signature=_signature(invoice, wording),
    )
    subject = wording.text("invoice_subject", no=values["no"], seller=invoice.seller.name)
    return _composed(subject, mail, accent)


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
    mail = _Mail(
        greeting=_greeting(invoice, wording),
        before=(told, _ask(invoice, wording)),
        rows=_payment_rows(invoice, wording, open_ore),
        after=(wording.text("notice_done"), _questions(invoice, wording)),
        signature=_signature(invoice, wording),
    )
    subject = wording.text("notice_subject", no=values["no"], due=values["due"])
    return _composed(subject, mail, palette_of(look).accent_hex)


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
    mail = _Mail(
        greeting=_greeting(invoice, wording),
        before=tuple(before),
        rows=tuple(rows),
        after=(wording.text("refund", amount=values["amount"]), _questions(invoice, wording)),
        signature=_signature(invoice, wording),
    )
    subject = wording.text("credit_subject", no=values["no"], seller=invoice.seller.name)
    return _composed(subject, mail, accent)


def _values(invoice: Invoice, wording: Wording) -> dict[str, str]:
    """Return the figures that most sentences name."""
    return {
        "no": str(invoice.invoice_no),
        "amount": money_text(invoice.total_ore, wording),
        "due": date_text(invoice.due, wording) if invoice.due else "",
    }


def _greeting(invoice: Invoice, wording: Wording) -> str:
    """Return the greeting, to the person where one is known."""
    return wording.text("greeting", name=invoice.buyer.name)


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


def _questions(invoice: Invoice, wording: Wording) -> str:
    """Return whom to ask, or to reply where no contact is known."""
    contact = " · ".join(filter(None, (invoice.seller.email, invoice.seller.phone)))
    return (
        wording.text("questions_contact", contact=contact) if contact else wording.text("questions")
    )


def _signature(invoice: Invoice, wording: Wording) -> tuple[str, ...]:
    """Return the lines of the signature: regards, the person, the company."""
    seller = invoice.seller
    lines = (wording.text("regards"), invoice.our_reference, seller.name, seller.website)
    return tuple(line for line in lines if line.strip())


def _composed(subject: str, mail: _Mail, accent: str) -> EmailText:
    """Return both forms of a mail, every string freed of control characters first."""
    clean = _Mail(
        greeting=cleaned(mail.greeting),
        before=tuple(map(cleaned, mail.before)),
        rows=tuple((cleaned(label), cleaned(value)) for label, value in mail.rows),
        after=tuple(map(cleaned, mail.after)),
        signature=tuple(map(cleaned, mail.signature)),
    )
    return EmailText(cleaned(subject).replace(NO_BREAK, " "), _plain(clean), _html(clean, accent))


def _plain(mail: _Mail) -> str:
    """Return the plain text, with plain spaces, because figures are copied from here."""
    width = max(len(label) for label, _ in mail.rows) + 2
    rows = "\n".join(f"  {label + ':':<{width}}{value}" for label, value in mail.rows)
    blocks = [mail.greeting, *_joined(mail.before), rows, *_joined(mail.after)]
    text = "\n\n".join([*blocks, "\n".join(mail.signature)])
    return text.replace(NO_BREAK, " ").replace("\u202f", " ") + "\n"


def _joined(sentences: Sequence[str]) -> list[str]:
    """Return the sentences as one paragraph, if there are any."""
    return [" ".join(sentences)] if sentences else []


def _html(mail: _Mail, accent: str) -> str:
    """Return a complete HTML document; every value escaped."""
    paragraph = f'<p style="margin:0 0 16px;font-size:15px;line-height:1.5;color:{INK}">'
    blocks = [f"{paragraph}{escape(text)}</p>" for text in (mail.greeting, *_joined(mail.before))]
    blocks.append(_html_table(mail.rows, accent))
    blocks.extend(f"{paragraph}{escape(text)}</p>" for text in _joined(mail.after))
    signature = "<br>".join(escape(line) for line in mail.signature)
    blocks.append(
        f'<p style="margin:24px 0 0;font-size:14px;line-height:1.5;color:{MUTED}">{signature}</p>'
    )
    content = "\n".join(blocks)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n</head>\n'
        '<body style="margin:0;padding:24px;background:#ffffff;'
        "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif\">\n"
        '<table role="presentation" cellpadding="0" cellspacing="0" width="100%" '
        'style="max-width:560px"><tr><td>\n'
        f"{content}\n</td></tr></table>\n</body>\n</html>\n"
    )


def _html_table(rows: Sequence[tuple[str, str]], accent: str) -> str:
    """Return the figures as a table, the first of them large."""
    edge = f"border-bottom:1px solid {HAIRLINE}"
    label = f"padding:7px 24px 7px 0;font-size:13px;color:{MUTED};{edge}"
    figure = f"padding:7px 0;font-size:15px;color:{INK};{edge}"
    large = f"padding:7px 0;font-size:20px;font-weight:600;color:{accent};{edge}"
    cells = "".join(
        f'<tr><td style="{label}">{escape(name)}</td>'
        f'<td style="{figure if number else large}">{escape(value)}</td></tr>\n'
        for number, (name, value) in enumerate(rows)
    )
    return (
        '<table cellpadding="0" cellspacing="0" '
        f'style="border-collapse:collapse;margin:0 0 20px;border-top:2px solid {accent}">\n'
        f"{cells}</table>"
    )
