"""The first page's head: title, facts beside the window, and the band with what is to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import period_text
from invoicectl.documents.letter import BODY_TOP
from invoicectl.documents.letter import COLUMN
from invoicectl.documents.letter import LEFT
from invoicectl.documents.letter import RIGHT
from invoicectl.documents.letter import WIDTH
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Style
from invoicectl.documents.typesetting import wrap
from invoicectl.domain.identifiers import format_iban
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.identifiers import format_orgnr
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.parties import Language

if TYPE_CHECKING:
    from invoicectl.documents.letter import Letter
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.invoice import Invoice

FACTS_TOP: Final = 38 * MM
FACT_LEADING: Final = 11.6
FACT_VALUE: Final = 153 * MM
FACT_LINES_MAX: Final = 4
BAND_HEIGHT: Final = 17.5 * MM
BAND_INSET: Final = 4.5 * MM
BAND_GAP_MIN: Final = 5 * MM
BAND_GAP_MAX: Final = 22 * MM
LAW_VAT_MARK: Final = "MVA"
"""Printed after the number of whoever is in the VAT register, in every language (INV-4)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says."""

    label: str
    value: str


def orgnr_text(orgnr: str, *, vat_registered: bool) -> str:
    """Return `999 999 999 MVA`, unbroken; without `MVA` when not registered (INV-4, INV-7)."""
    mark = f"\u00a0{LAW_VAT_MARK}" if vat_registered else ""
    return f"{format_orgnr(orgnr)}{mark}"


def facts_of(invoice: Invoice, wording: Wording) -> list[Fact]:
    """Return what identifies document and delivery (INV-1, 2, 7, 9, 16); empty ones left out."""
    labels, buyer = wording.labels, invoice.buyer
    kind = "invoice" if invoice.kind is DocumentKind.INVOICE else "credit_note"
    period = period_text(invoice.delivered_from, invoice.delivered_to, wording)
    one_day = invoice.delivered_from == invoice.delivered_to
    rows = [
        (labels[f"{kind}_no"], str(invoice.invoice_no)),
        (labels[f"{kind}_date"], date_text(invoice.issued_on, wording)),
        (labels["customer_no"], buyer.customer_no),
        (
            labels["customer_orgnr"],
            orgnr_text(buyer.orgnr, vat_registered=buyer.vat_registered) if buyer.orgnr else "",
        ),
        (labels["your_reference"], invoice.your_reference),
        (labels["our_reference"], invoice.our_reference),
        (labels["order_reference"], invoice.order_reference),
        (labels["delivery_date" if one_day else "delivery_period"], period),
        (labels["delivery_place"], invoice.delivery_place),
    ]
    return [Fact(label, value) for label, value in rows if value.strip()]


def draw_facts(letter: Letter, facts: list[Fact]) -> list[Fact]:
    """Write the facts right of the window; return those too long for it, to be written below."""
    label, value = letter.styles.label, letter.styles.fact
    y = FACTS_TOP
    too_long = []
    for fact in facts:
        lines = wrap(fact.value, value.face, value.size, RIGHT - FACT_VALUE)
        if len(lines) > FACT_LINES_MAX:
            too_long.append(fact)
            continue
        y += FACT_LEADING
        letter.sheet.text(COLUMN, y, fact.label, label)
        for number, line in enumerate(lines):
            y += FACT_LEADING * 0.95 if number else 0
            letter.sheet.text(FACT_VALUE, y, line, value)
    letter.y = max(BODY_TOP, y + 7 * MM)
    return too_long


def band_of(invoice: Invoice, wording: Wording) -> list[Fact]:
    """Return what is found at a glance: amount, due date, account, KID; or what is credited."""
    labels = wording.labels
    total = f"{invoice.currency} {amount_text(invoice.total_ore, wording)}".replace(" ", "\u00a0")
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        cells = [Fact(labels["credited_total"], total)]
        if invoice.credits is not None:
            cells.append(Fact(labels["credited_invoice"], str(invoice.credits.invoice_no)))
            day = date_text(invoice.credits.issued_on, wording)
            cells.append(Fact(labels["credited_date"], day))
        return cells
    cells = [Fact(labels["to_pay"], total)]
    if invoice.due is not None:
        cells.append(Fact(labels["due"], date_text(invoice.due, wording)))
    cells.append(Fact(labels["account"], format_kontonr(invoice.seller.kontonr)))
    if invoice.kid:
        cells.append(Fact(labels["kid"], invoice.kid))
    else:
        cells.append(Fact(labels["mark_with"], str(invoice.invoice_no)))
    return cells


def draw_invoice_band(letter: Letter, invoice: Invoice) -> None:
    """Draw the band of an invoice, with IBAN and BIC below it for who pays from abroad."""
    wording = letter.wording
    draw_band(letter, band_of(invoice, wording), below=_abroad_text(invoice, wording))


def draw_band(letter: Letter, cells: list[Fact], *, below: str = "") -> None:
    """Draw the band over the whole width: the first figure large, and a line below them."""
    height = BAND_HEIGHT + (5.3 * MM if below else 0)
    top = letter.y
    _draw_band_ground(letter, top, height)
    figures = _figure_styles(letter, cells)
    widths = _cell_widths(letter, cells, figures)
    free = WIDTH - 2 * BAND_INSET - sum(widths)
    gap = min(free / max(len(cells) - 1, 1), BAND_GAP_MAX)
    x = LEFT + BAND_INSET
    for cell, style, width in zip(cells, figures, widths, strict=True):
        letter.sheet.text(x, top + 6.3 * MM, cell.label, letter.styles.label)
        letter.sheet.text(x, top + 12.8 * MM, cell.value, style)
        x += width + gap
    if below:
        letter.sheet.text(LEFT + BAND_INSET, top + 19 * MM, below, letter.styles.body)
    letter.y = top + height


def _draw_band_ground(letter: Letter, top: float, height: float) -> None:
    """Fill the band, or rule it off where the theme has no filled areas."""
    palette, sheet = letter.palette, letter.sheet
    if palette.band_fill:
        sheet.box(LEFT, top, WIDTH, height, palette.band_fill)
        sheet.box(LEFT, top, 2.2, height, palette.accent)
        return
    sheet.rule(LEFT, top, WIDTH, palette.accent, weight=1.1)
    sheet.rule(LEFT, top + height, WIDTH, palette.accent, weight=1.1)


def _figure_styles(letter: Letter, cells: list[Fact]) -> list[Style]:
    """Return the style of each cell, smaller together when the figures are long."""
    first, other = letter.styles.figure_accent, letter.styles.figure
    room = WIDTH - 2 * BAND_INSET - BAND_GAP_MIN * (len(cells) - 1)
    styles = [first, *([other] * (len(cells) - 1))]
    while sum(_cell_widths(letter, cells, styles)) > room:
        styles = [Style(each.weight, each.size * 0.95, each.colour) for each in styles]
    return styles


def _cell_widths(letter: Letter, cells: list[Fact], figures: list[Style]) -> list[float]:
    """Return how wide each cell is: its figure, or its label when that is wider."""
    return [
        max(style.width(cell.value), letter.styles.label.width(cell.label))
        for cell, style in zip(cells, figures, strict=True)
    ]


def _abroad_text(invoice: Invoice, wording: Wording) -> str:
    """Return IBAN and BIC for who needs them, else nothing."""
    if invoice.due is None or not pays_from_abroad(invoice):
        return ""
    return "    ".join(f"{fact.label} {fact.value}" for fact in abroad_facts(invoice, wording))


def pays_from_abroad(invoice: Invoice) -> bool:
    """Tell whether the buyer may need an IBAN: reads English or has an address abroad."""
    address = invoice.buyer.address
    abroad = address is not None and address.country != invoice.seller.address.country
    return abroad or invoice.language is Language.EN


def abroad_facts(invoice: Invoice, wording: Wording) -> list[Fact]:
    """Return IBAN and BIC as far as the company has given them."""
    seller, labels = invoice.seller, wording.labels
    facts = [Fact(labels["iban"], format_iban(seller.iban)), Fact(labels["bic"], seller.bic)]
    return [fact for fact in facts if fact.value]
