"""Below the lines of quote, confirmation and request: what is agreed, and where to sign or pay."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.figures import quantity_text
from invoicectl.documents.grid import GridColumn
from invoicectl.documents.grid import GridRow
from invoicectl.documents.grid import draw_grid
from invoicectl.documents.invoice_totals import ROW
from invoicectl.documents.invoice_totals import TOTALS_LEFT
from invoicectl.documents.invoice_totals import draw_sum
from invoicectl.documents.invoice_totals import statutory_texts
from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import RIGHT
from invoicectl.documents.letter import WIDTH
from invoicectl.documents.sales_head import payment_mark
from invoicectl.documents.sales_head import total_label
from invoicectl.documents.sheet import MM
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.sales_document import SalesDocumentKind

if TYPE_CHECKING:
    from invoicectl.documents.letter import Letter
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.sales_document import SalesDocument

SIGN_HEIGHT: Final = 40 * MM
SIGN_GAP: Final = 8 * MM


def draw_request(letter: Letter, document: SalesDocument) -> None:
    """Draw what a payment is asked for: the lines without prices and VAT, and the sum (INV-27).

    A request is no sales document, so it specifies no VAT that the buyer could deduct.
    """
    wording, labels = letter.wording, letter.wording.labels
    columns = (
        GridColumn(labels["description"], share=1),
        GridColumn(labels["quantity"]),
        GridColumn(labels["unit"], left_aligned=True),
    )
    draw_grid(
        letter,
        columns,
        [
            GridRow(
                (
                    line.description,
                    quantity_text(line.quantity_micro, wording),
                    wording.units.get(line.unit, line.unit),
                )
            )
            for line in document.lines
        ],
    )
    if letter.room() < 4 * ROW:
        letter.break_page()
    y = letter.y + 7 * MM
    styles = letter.styles
    currency = document.currency
    if document.asked_ore != document.total_ore:
        name = f"{total_label(document, wording)} {currency}"
        draw_sum(letter, y, (name, styles.body), (document.total_ore, styles.body))
        y += ROW
    letter.sheet.rule(TOTALS_LEFT, y - 7, RIGHT - TOTALS_LEFT, letter.palette.accent, weight=0.9)
    y += 8
    name = f"{labels['to_pay']} {currency}"
    draw_sum(letter, y, (name, styles.strong), (document.asked_ore, styles.figure))
    letter.y = y + 6 * MM


def draw_sales_closing(letter: Letter, document: SalesDocument) -> None:
    """Write the sentences below the sums, the foot text, and on a quote the lines to sign on."""
    strong, plain = closing_of_sales(document, letter.wording)
    for text in strong:
        letter.paragraph(text, letter.styles.strong)
        letter.y += 4
    for text in plain:
        letter.paragraph(text, letter.styles.body)
        letter.y += 4
    if document.foot_text.strip():
        letter.y += 3
        letter.paragraph(document.foot_text, letter.styles.body)
    if document.kind is SalesDocumentKind.QUOTE:
        _draw_acceptance(letter)


def closing_of_sales(document: SalesDocument, wording: Wording) -> tuple[list[str], list[str]]:
    """Return the sentences that stand out, and those that follow."""
    if document.kind is SalesDocumentKind.PAYMENT_REQUEST:
        key = "not_a_sales_document"
        key += "" if document.seller.vat_registered else "_plain"
        asked = _request_text(document, wording)
        return [asked] if asked else [], [wording.text(key)]
    texts = []
    if document.kind is SalesDocumentKind.QUOTE and document.valid_to is not None:
        texts.append(wording.text("quote_valid", date=date_text(document.valid_to, wording)))
    if document.kind is SalesDocumentKind.ORDER_CONFIRMATION:
        texts.append(wording.text("order_check"))
    if document.terms_days is not None:
        texts.append(wording.text("terms", days=str(document.terms_days)))
    return statutory_texts(document, wording), [" ".join(texts)] if texts else []


def pay_request_text(document: SalesDocument, wording: Wording) -> str:
    """Return until when and where to pay, and how to mark the payment; '' without a day."""
    if document.due is None:
        return ""
    due = date_text(document.due, wording)
    account = format_kontonr(document.seller.kontonr)
    if document.kid:
        return wording.text("pay_with_kid", due=due, account=account, kid=document.kid)
    return wording.text(
        "pay_without_kid", due=due, account=account, no=payment_mark(document, wording)
    )


def _request_text(document: SalesDocument, wording: Wording) -> str:
    """Return what is asked for of how much, and how to pay it."""
    texts = [pay_request_text(document, wording)]
    if document.asked_ore != document.total_ore:
        amount = money_text(document.asked_ore, wording)
        total = money_text(document.total_ore, wording)
        texts.insert(0, wording.text("part_of_total", amount=amount, total=total))
    return " ".join(filter(None, texts))


def _draw_acceptance(letter: Letter) -> None:
    """Draw where the customer signs, never parted over two pages."""
    labels = letter.wording.labels
    if letter.room() < SIGN_HEIGHT:
        letter.break_page()
    letter.y += 9 * MM
    letter.sheet.text(LEFT, letter.y, labels["accept"], letter.styles.strong)
    letter.y += 15 * MM
    width = (WIDTH - 2 * SIGN_GAP) / 3
    for number, key in enumerate(("place_and_date", "signature", "name_in_letters")):
        x = LEFT + number * (width + SIGN_GAP)
        letter.sheet.rule(x, letter.y, width, letter.palette.muted)
        letter.sheet.text(x, letter.y + 10, labels[key], letter.styles.label)
    letter.y += 8 * MM
