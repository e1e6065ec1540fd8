"""Below the lines: the VAT of each rate, the totals, and what law and company want to say."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.figures import rate_text
from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import RIGHT
from invoicectl.documents.sheet import MM
from invoicectl.documents.typesetting import wrap
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.money import percent_text

if TYPE_CHECKING:
    from invoicectl.documents.letter import Letter
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import VatTotal

ROW: Final = 14.0
TOTALS_LEFT: Final = 126 * MM
VAT_LABEL_RIGHT: Final = 62 * MM
VAT_BASE_RIGHT: Final = 86 * MM
VAT_AMOUNT_RIGHT: Final = 112 * MM
TOP: Final = 7 * MM
REVERSE_CHARGE: Final = "AE"


def totals_height(invoice: Invoice) -> float:
    """Return the points that totals and VAT summary take, with the first lines below them."""
    vat_rows = 2 + len(invoice.vat_totals) if invoice.seller.vat_registered else 0
    return TOP + max(vat_rows, 4) * ROW + 4 * MM


def draw_totals(letter: Letter, invoice: Invoice) -> None:
    """Draw the VAT summary at the left and the totals at the right, never parted."""
    if letter.room() < totals_height(invoice):
        letter.break_page()
    top = letter.y + TOP
    left = _draw_vat_summary(letter, invoice, top) if invoice.seller.vat_registered else top
    right = _draw_sums(letter, invoice, top)
    letter.y = max(left, right) + 5 * MM


def vat_group(total: VatTotal, wording: Wording) -> str:
    """Return the name of a group of the VAT summary: its rate, or why there is none (INV-13)."""
    if total.vat_rate_bp:
        return rate_text(total.vat_rate_bp, wording)
    return wording.vat_groups.get(total.category, rate_text(0, wording))


def _draw_vat_summary(letter: Letter, invoice: Invoice, top: float) -> float:
    """Draw base and VAT in NOK of each group; return where it ends (INV-11, INV-13)."""
    sheet, styles, wording = letter.sheet, letter.styles, letter.wording
    labels = wording.labels
    width = VAT_AMOUNT_RIGHT - LEFT
    sheet.text(LEFT, top, labels["vat_summary"], styles.label)
    sheet.text_right(VAT_BASE_RIGHT, top, labels["vat_base"], styles.label)
    sheet.text_right(VAT_AMOUNT_RIGHT, top, labels["vat_nok"], styles.label)
    sheet.rule(LEFT, top + 5.5, width, letter.palette.hairline)
    y = top + 4
    for total in invoice.vat_totals:
        names = wrap(vat_group(total, wording), styles.body.face, styles.body.size, 42 * MM)
        for number, name in enumerate(names):
            sheet.text(LEFT, y + ROW + number * 11, name, styles.body)
        y += ROW + (len(names) - 1) * 11
        sheet.text_right(VAT_BASE_RIGHT, y, amount_text(total.base_ore, wording), styles.body)
        sheet.text_right(VAT_AMOUNT_RIGHT, y, amount_text(total.vat_ore, wording), styles.body)
    if len(invoice.vat_totals) > 1:
        sheet.rule(LEFT, y + 5, width, letter.palette.hairline)
        y += ROW + 1.5
        sheet.text(LEFT, y, labels["vat_sum"], styles.body)
        sheet.text_right(VAT_BASE_RIGHT, y, amount_text(invoice.net_ore, wording), styles.body)
        sheet.text_right(VAT_AMOUNT_RIGHT, y, amount_text(invoice.vat_ore, wording), styles.body)
    return y


def _draw_sums(letter: Letter, invoice: Invoice, top: float) -> float:
    """Draw net, VAT and what is to be paid; return where it ends (INV-10)."""
    sheet, styles, wording = letter.sheet, letter.styles, letter.wording
    labels = wording.labels
    y = top
    if invoice.seller.vat_registered:
        for key, ore in (("net", invoice.net_ore), ("vat_total", invoice.vat_ore)):
            sheet.text(TOTALS_LEFT, y, labels[key], styles.body)
            sheet.text_right(RIGHT, y, amount_text(ore, wording), styles.body)
            y += ROW
    y += 1
    sheet.rule(TOTALS_LEFT, y - 8, RIGHT - TOTALS_LEFT, letter.palette.accent, weight=0.9)
    y += 7
    is_invoice = invoice.kind is DocumentKind.INVOICE
    name = f"{labels['to_pay' if is_invoice else 'credited_total']} {invoice.currency}"
    sheet.text(TOTALS_LEFT, y, name, styles.strong)
    sheet.text_right(RIGHT, y, amount_text(invoice.total_ore, wording), styles.figure)
    return y


def draw_closing(letter: Letter, invoice: Invoice) -> None:
    """Write the sentences below the totals, over as many pages as they take."""
    for text in statutory_texts(invoice, letter.wording):
        letter.paragraph(text, letter.styles.strong)
        letter.y += 4
    for text in closing_texts(invoice, letter.wording):
        letter.paragraph(text, letter.styles.body)
        letter.y += 4
    if invoice.foot_text.strip():
        letter.y += 3
        letter.paragraph(invoice.foot_text, letter.styles.body)


def statutory_texts(invoice: Invoice, wording: Wording) -> list[str]:
    """Return the sentences that the law words itself (INV-12)."""
    reverse = any(total.category == REVERSE_CHARGE for total in invoice.vat_totals)
    return [wording.text("reverse_charge")] if reverse else []


def closing_texts(invoice: Invoice, wording: Wording) -> list[str]:
    """Return how to pay and what happens otherwise (INV-17), or what is credited and why (CN-3)."""
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return _credit_texts(invoice, wording)
    texts = []
    if invoice.terms_days is not None:
        texts.append(wording.text("terms", days=str(invoice.terms_days)))
    texts.append(pay_text(invoice, wording))
    if invoice.late_interest_bp is not None:
        rate = percent_text(invoice.late_interest_bp, decimal=wording.decimal)
        texts.append(wording.text("late_interest", rate=rate))
    return [" ".join(filter(None, texts))]


def pay_text(invoice: Invoice, wording: Wording) -> str:
    """Return the sentence that says until when, where and with which KID to pay."""
    if invoice.due is None:
        return ""
    due = date_text(invoice.due, wording)
    account = format_kontonr(invoice.seller.kontonr)
    if invoice.kid:
        return wording.text("pay_with_kid", due=due, account=account, kid=invoice.kid)
    return wording.text("pay_without_kid", due=due, account=account, no=str(invoice.invoice_no))


def _credit_texts(invoice: Invoice, wording: Wording) -> list[str]:
    """Return reference, reason and what becomes of the amount."""
    texts = []
    if invoice.credits is not None:
        day = date_text(invoice.credits.issued_on, wording)
        texts.append(wording.text("credits", invoice=str(invoice.credits.invoice_no), date=day))
        if invoice.credits.reason.strip():
            texts.append(wording.text("reason", reason=invoice.credits.reason))
    texts.append(wording.text("refund", amount=money_text(invoice.total_ore, wording)))
    return texts
