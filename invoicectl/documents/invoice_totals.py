"""Below the lines: the VAT of each rate, the totals, and what law and company want to say."""

from __future__ import annotations

from dataclasses import dataclass
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
    from invoicectl.documents.priced import Priced
    from invoicectl.documents.sheet import Style
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import VatTotal

ROW: Final = 14.0
TOTALS_LEFT: Final = 126 * MM
VAT_NAME_MIN: Final = 28 * MM
VAT_GAP: Final = 4 * MM
NAME_LEADING: Final = 11.0
VAT_BASE_RIGHT: Final = 86 * MM
VAT_AMOUNT_RIGHT: Final = 112 * MM
TOP: Final = 7 * MM
REVERSE_CHARGE: Final = "AE"


def totals_height(document: Priced) -> float:
    """Return the points that totals and VAT summary take, with the first lines below them."""
    vat_rows = 2 + len(document.vat_totals) if document.seller.vat_registered else 0
    return TOP + max(vat_rows, 4) * ROW + 4 * MM


def draw_totals(letter: Letter, document: Priced, name: str) -> None:
    """Draw the VAT summary at the left and the totals at the right, never parted.

    Args:
        letter: drawn from its cursor on.
        document: whose sums.
        name: what its total is called; the currency is written after it.
    """
    if letter.room() < totals_height(document):
        letter.break_page()
    top = letter.y + TOP
    left = _draw_vat_summary(letter, document, top) if document.seller.vat_registered else top
    right = _draw_sums(letter, document, top, f"{name} {document.currency}")
    letter.y = max(left, right) + 5 * MM


def vat_group(total: VatTotal, wording: Wording) -> str:
    """Return the name of a group of the VAT summary: its rate, or why there is none (INV-13)."""
    if total.vat_rate_bp:
        return rate_text(total.vat_rate_bp, wording)
    return wording.vat_groups.get(total.category, rate_text(0, wording))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the VAT summary as it is printed."""

    name: str
    base: str
    vat: str


def _draw_vat_summary(letter: Letter, document: Priced, top: float) -> float:
    """Draw base and VAT in NOK of each group; return where it ends (INV-11, INV-13)."""
    sheet, wording = letter.sheet, letter.wording
    label = letter.styles.label
    rows = [
        _row(vat_group(total, wording), total.base_ore, total.vat_ore, wording)
        for total in document.vat_totals
    ]
    sums = _row(wording.labels["vat_sum"], document.net_ore, document.vat_ore, wording)
    body = _summary_style(letter, [*rows, sums])
    vat_width = max(body.width(sums.vat), label.width(wording.labels["vat_nok"]))
    base_right = min(VAT_BASE_RIGHT, VAT_AMOUNT_RIGHT - vat_width - VAT_GAP)
    name_width = base_right - max(body.width(row.base) for row in [*rows, sums]) - VAT_GAP - LEFT
    head = _Row(
        wording.labels["vat_summary"], wording.labels["vat_base"], wording.labels["vat_nok"]
    )
    _draw_vat_row(letter, head, top, base_right, label)
    sheet.rule(LEFT, top + 5.5, VAT_AMOUNT_RIGHT - LEFT, letter.palette.hairline)
    y = top + 4
    for row in rows:
        name, *more = wrap(row.name, body.face, body.size, name_width)
        y += ROW
        _draw_vat_row(letter, _Row(name, row.base, row.vat), y, base_right, body)
        for text in more:
            y += NAME_LEADING
            sheet.text(LEFT, y, text, body)
    if len(rows) > 1:
        sheet.rule(LEFT, y + 5, VAT_AMOUNT_RIGHT - LEFT, letter.palette.hairline)
        y += ROW + 1.5
        _draw_vat_row(letter, sums, y, base_right, body)
    return y


def _row(name: str, base_ore: int, vat_ore: int, wording: Wording) -> _Row:
    """Return a row from its figures in øre."""
    return _Row(name, amount_text(base_ore, wording), amount_text(vat_ore, wording))


def _summary_style(letter: Letter, rows: list[_Row]) -> Style:
    """Return the body's style, smaller when the figures leave too little for the names."""
    widest = max(rows, key=lambda row: len(row.base) + len(row.vat))
    room = VAT_AMOUNT_RIGHT - LEFT - VAT_NAME_MIN - 2 * VAT_GAP
    return letter.styles.body.within(widest.base + widest.vat, room)


def _draw_vat_row(letter: Letter, row: _Row, y: float, base_right: float, style: Style) -> None:
    """Write one row on its baseline."""
    letter.sheet.text(LEFT, y, row.name, style)
    letter.sheet.text_right(base_right, y, row.base, style)
    letter.sheet.text_right(VAT_AMOUNT_RIGHT, y, row.vat, style)


def _draw_sums(letter: Letter, document: Priced, top: float, name: str) -> float:
    """Draw net, VAT and the total; return where it ends (INV-10)."""
    styles, labels = letter.styles, letter.wording.labels
    y = top
    if document.seller.vat_registered:
        for key, ore in (("net", document.net_ore), ("vat_total", document.vat_ore)):
            draw_sum(letter, y, (labels[key], styles.body), (ore, styles.body))
            y += ROW
    y += 1
    letter.sheet.rule(TOTALS_LEFT, y - 8, RIGHT - TOTALS_LEFT, letter.palette.accent, weight=0.9)
    y += 7
    draw_sum(letter, y, (name, styles.strong), (document.total_ore, styles.figure))
    return y


def draw_sum(letter: Letter, y: float, name: tuple[str, Style], amount: tuple[int, Style]) -> None:
    """Write a name and its amount in øre, the amount as small as it must be."""
    letter.sheet.text(TOTALS_LEFT, y, name[0], name[1])
    text = amount_text(amount[0], letter.wording)
    room = RIGHT - TOTALS_LEFT - name[1].width(name[0]) - VAT_GAP
    letter.sheet.text_right(RIGHT, y, text, amount[1].within(text, room))


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


def statutory_texts(document: Priced, wording: Wording) -> list[str]:
    """Return the sentences that the law words itself (INV-12)."""
    reverse = any(total.category == REVERSE_CHARGE for total in document.vat_totals)
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
