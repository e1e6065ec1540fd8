"""An invoice or credit note as a PDF: `render_invoice` is all that other layers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.figures import date_text
from invoicectl.documents.invoice_head import draw_band
from invoicectl.documents.invoice_head import draw_facts
from invoicectl.documents.invoice_head import facts_of
from invoicectl.documents.invoice_head import orgnr_text
from invoicectl.documents.invoice_lines import draw_lines
from invoicectl.documents.invoice_totals import draw_closing
from invoicectl.documents.invoice_totals import draw_totals
from invoicectl.documents.invoice_totals import totals_height
from invoicectl.documents.letter import FOOT_BOTTOM
from invoicectl.documents.letter import Letter
from invoicectl.documents.letter import Styles
from invoicectl.documents.letter import draw_running
from invoicectl.documents.letter import draw_sender
from invoicectl.documents.letter import draw_title
from invoicectl.documents.letter import draw_window
from invoicectl.documents.letter import foot_of
from invoicectl.documents.look import Look
from invoicectl.documents.look import palette_of
from invoicectl.documents.proof import proof
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Sheet
from invoicectl.documents.wording import load_wording
from invoicectl.domain.invoice import DocumentKind
from invoicectl.errors import InputError

if TYPE_CHECKING:
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.parties import Seller


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
    palette = palette_of(look)
    wording = load_wording(invoice.language)
    letter = Letter(sheet, palette, Styles.of(palette), wording)
    foot = foot_of(letter, seller_name(invoice.seller, wording), seller_details(invoice, wording))
    letter.bottom = FOOT_BOTTOM - foot.height - 3 * MM
    _draw_first_head(letter, invoice, look)
    draw_lines(letter, invoice, closing=totals_height(invoice))
    draw_totals(letter, invoice)
    draw_closing(letter, invoice)
    day = date_text(invoice.issued_on, wording)
    draw_running(
        letter,
        foot,
        f"{document_name(invoice, wording)}  ·  {day}",
        lambda number, total: wording.text("page", n=str(number), m=str(total)),
    )


def document_name(invoice: Invoice, wording: Wording) -> str:
    """Return `Faktura 10001`, in the document's language."""
    is_invoice = invoice.kind is DocumentKind.INVOICE
    word = wording.labels["invoice_word" if is_invoice else "credit_note_word"]
    return f"{word} {invoice.invoice_no}"


def seller_name(seller: Seller, wording: Wording) -> str:
    """Return the name, with `under avvikling` while the company is being wound up (INV-5)."""
    if not seller.under_avvikling:
        return seller.name
    return f"{seller.name} – {wording.labels['under_avvikling']}"


def seller_details(invoice: Invoice, wording: Wording) -> list[str]:
    """Return the lines of the foot: orgnr with `MVA`, register, address, contact (INV-3 to 5)."""
    seller, labels = invoice.seller, wording.labels
    address = seller.address
    register = [
        f"{labels['orgnr']} {orgnr_text(seller.orgnr, vat_registered=seller.vat_registered)}"
    ]
    if seller.foretaksregisteret:
        register.append(labels["register"])
    place = [*address.street, f"{address.postcode} {address.city}".strip()]
    contact = [
        f"{labels['phone']} {seller.phone}" if seller.phone else "",
        seller.email,
        seller.website,
    ]
    return [
        "  ·  ".join(parts)
        for parts in (register, [", ".join(filter(None, place))], list(filter(None, contact)))
        if parts
    ]


def _draw_first_head(letter: Letter, invoice: Invoice, look: Look) -> None:
    """Draw what stands above the lines on the first page."""
    logo = None
    if look.logo is not None:
        from invoicectl.documents.logo import load_logo

        logo = load_logo(look.logo)
    labels = letter.wording.labels
    draw_sender(letter, invoice.seller, logo)
    is_invoice = invoice.kind is DocumentKind.INVOICE
    draw_title(letter, labels["invoice" if is_invoice else "credit_note"])
    draw_window(letter, invoice.seller, invoice.buyer)
    too_long = draw_facts(letter, facts_of(invoice, letter.wording))
    draw_band(letter, invoice)
    letter.y += 6 * MM
    for fact in too_long:
        letter.paragraph(f"{fact.label}: {fact.value}", letter.styles.body)
        letter.y += 4
    if invoice.head_text.strip():
        letter.paragraph(invoice.head_text, letter.styles.body)
    if too_long or invoice.head_text.strip():
        letter.y += 5 * MM
    if letter.room() < 40 * MM:
        letter.break_page()
