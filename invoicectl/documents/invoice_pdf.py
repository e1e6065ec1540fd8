"""An invoice or credit note as a PDF: `render_invoice` is all that other layers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.figures import date_text
from invoicectl.documents.invoice_head import draw_facts
from invoicectl.documents.invoice_head import draw_invoice_band
from invoicectl.documents.invoice_head import facts_of
from invoicectl.documents.invoice_lines import draw_lines
from invoicectl.documents.invoice_totals import draw_closing
from invoicectl.documents.invoice_totals import draw_totals
from invoicectl.documents.invoice_totals import totals_height
from invoicectl.documents.proof import proof
from invoicectl.documents.sheet import Sheet
from invoicectl.documents.stationery import begin_letter
from invoicectl.documents.stationery import draw_opening
from invoicectl.documents.stationery import draw_sender_and_window
from invoicectl.documents.stationery import finish_letter
from invoicectl.documents.wording import load_wording
from invoicectl.domain.invoice import DocumentKind
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from invoicectl.documents.letter import Letter
    from invoicectl.documents.look import Look
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice


def render_invoice(invoice: Invoice, look: Look) -> bytes:
    """Return the PDF of an issued document; the same bytes whenever and wherever it is called.

    Content follows bff §§ 5-1-1 to 5-1-8; that nothing required is missing was seen to at issue.

    Raises:
        MissingGlyphError: a field holds a character that cannot be printed.
        DoesNotFitError: name, address or company details are longer than their place.
        LookError: accent colour, theme or logo cannot be used.
        InputError: a foreign currency with VAT, whose amount in NOK is not known (INV-11).
    """
    from invoicectl.documents.pdf_file import About
    from invoicectl.documents.pdf_file import write_pdf

    wording = load_wording(invoice.language)
    invoice = proof(invoice)
    sheet = Sheet()
    draw_invoice(invoice, look, sheet)
    about = About(
        title=f"{document_name(invoice, wording)} – {invoice.seller.name}",
        author=invoice.seller.name,
        subject=document_name(invoice, wording),
        locale=wording.locale,
    )
    return write_pdf(sheet, about)


def draw_invoice(invoice: Invoice, look: Look, sheet: Sheet) -> None:
    """Draw a proof-read document on a sheet.

    Raises:
        DoesNotFitError, LookError, InputError: as `render_invoice`.
    """
    if invoice.currency != "NOK" and invoice.vat_ore:
        raise InputError(
            f"Invoice {invoice.invoice_no} is in {invoice.currency} and carries VAT, but the VAT "
            "in NOK is not known; invoice in NOK.",
        )
    wording = load_wording(invoice.language)
    letter, foot = begin_letter(sheet, look, wording, invoice.seller)
    _draw_first_head(letter, invoice, look)
    draw_lines(letter, invoice, closing=totals_height(invoice))
    draw_totals(letter, invoice, total_label(invoice, wording))
    draw_closing(letter, invoice)
    name = document_name(invoice, wording)
    if invoice.specification is not None:
        from invoicectl.documents.specification_pages import draw_specification

        registered = invoice.seller.vat_registered
        draw_specification(letter, invoice.specification, name, with_vat=registered)
    finish_letter(letter, foot, name, date_text(invoice.issued_on, wording))


def document_name(invoice: Invoice, wording: Wording) -> str:
    """Return `Faktura 10001`, in the document's language."""
    is_invoice = invoice.kind is DocumentKind.INVOICE
    word = wording.labels["invoice_word" if is_invoice else "credit_note_word"]
    return f"{word} {invoice.invoice_no}"


def total_label(invoice: Invoice, wording: Wording) -> str:
    """Return what the total is called: to be paid, or credited."""
    is_invoice = invoice.kind is DocumentKind.INVOICE
    return wording.labels["to_pay" if is_invoice else "credited_total"]


def _draw_first_head(letter: Letter, invoice: Invoice, look: Look) -> None:
    """Draw what stands above the lines on the first page."""
    labels = letter.wording.labels
    is_invoice = invoice.kind is DocumentKind.INVOICE
    title = labels["invoice" if is_invoice else "credit_note"]
    draw_sender_and_window(letter, look, invoice.seller, invoice.buyer, title)
    too_long = draw_facts(letter, facts_of(invoice, letter.wording))
    draw_invoice_band(letter, invoice)
    draw_opening(letter, too_long, (invoice.head_text,))
