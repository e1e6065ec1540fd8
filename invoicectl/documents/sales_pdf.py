"""Quote, order confirmation and payment request as PDF: `render_sales_document` makes each.

None of them is a sales document in the law's sense: they carry no invoice number and no KID that an
invoice has, and only an invoice says what is owed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.figures import date_text
from invoicectl.documents.invoice_head import draw_band
from invoicectl.documents.invoice_head import draw_facts
from invoicectl.documents.invoice_lines import draw_lines
from invoicectl.documents.invoice_totals import draw_totals
from invoicectl.documents.invoice_totals import totals_height
from invoicectl.documents.proof import proof_sales
from invoicectl.documents.sales_closing import draw_request
from invoicectl.documents.sales_closing import draw_sales_closing
from invoicectl.documents.sales_head import band_of_sales
from invoicectl.documents.sales_head import facts_of_sales
from invoicectl.documents.sales_head import iban_and_bic
from invoicectl.documents.sales_head import sales_word
from invoicectl.documents.sales_head import total_label
from invoicectl.documents.sheet import Sheet
from invoicectl.documents.stationery import begin_letter
from invoicectl.documents.stationery import draw_opening
from invoicectl.documents.stationery import draw_sender_and_window
from invoicectl.documents.stationery import finish_letter
from invoicectl.documents.wording import load_wording
from invoicectl.domain.sales_document import SalesDocumentKind

if TYPE_CHECKING:
    from invoicectl.documents.look import Look
    from invoicectl.domain.sales_document import SalesDocument


def render_sales_document(document: SalesDocument, look: Look) -> bytes:
    """Return the PDF of a quote, order confirmation or payment request.

    The same document gives the same bytes whenever and wherever it is called.

    Raises:
        MissingGlyphError: a field holds a character that cannot be printed.
        DoesNotFitError: name, address or company details are longer than their place.
        LookError, LogoError: accent colour, theme or logo cannot be used.
    """
    from invoicectl.documents.pdf_file import About
    from invoicectl.documents.pdf_file import write_pdf

    wording = load_wording(document.language)
    document = proof_sales(document)
    sheet = Sheet()
    draw_sales_document(document, look, sheet)
    name = sales_word(document, wording)
    about = About(
        title=f"{name} – {document.seller.name}",
        author=document.seller.name,
        subject=name,
        locale=wording.locale,
    )
    return write_pdf(sheet, about)


def draw_sales_document(document: SalesDocument, look: Look, sheet: Sheet) -> None:
    """Draw a proof-read document on a sheet.

    Raises:
        DoesNotFitError, LookError, LogoError: as `render_sales_document`.
    """
    wording = load_wording(document.language)
    letter, foot = begin_letter(sheet, look, wording, document.seller)
    title = wording.labels[document.kind.value]
    draw_sender_and_window(letter, look, document.seller, document.buyer, title)
    too_long = draw_facts(letter, facts_of_sales(document, wording))
    numbers = "    ".join(" ".join(pair) for pair in iban_and_bic(document, wording))
    draw_band(letter, band_of_sales(document, wording), below=numbers)
    draw_opening(letter, too_long, (document.comment, document.head_text))
    if document.kind is SalesDocumentKind.PAYMENT_REQUEST:
        draw_request(letter, document)
    else:
        draw_lines(letter, document, closing=totals_height(document))
        draw_totals(letter, document, total_label(document, wording))
    draw_sales_closing(letter, document)
    day = date_text(document.issued_on, wording)
    finish_letter(letter, foot, sales_word(document, wording), day)


def sales_document_name(document: SalesDocument) -> str:
    """Return the stem of its file name, such as `Tilbud-12`."""
    name = sales_word(document, load_wording(document.language))
    return "-".join(name.replace("/", " ").split())
