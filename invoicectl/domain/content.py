"""What the bookkeeping regulation wants on an invoice, checked before a number is taken (law 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.dates import working_day_of_month
from invoicectl.domain.findings import Findings
from invoicectl.domain.identifiers import is_orgnr
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.money import percent_text
from invoicectl.domain.parties import Address
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import vat_slack_ore
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.domain.work_deadline import InvoiceRule
from invoicectl.domain.work_deadline import invoice_by

_LAST_DATING_DAY: Final = 15
_REVERSE_CHARGE: Final = "AE"
_LIMITED_COMPANIES: Final = ("AS", "ASA", "A/S", "NUF")
_SLACK_REFUSED_ORE: Final = 100
_VAGUE: Final = ("etter avtale", "som avtalt", "as agreed", "diverse", "div.")


def check_content(
    invoice: Invoice,
    *,
    issued_today: date,
    is_advance: bool,
    is_running: bool = False,
    is_in_parts: bool = False,
) -> Findings:
    """Return everything that stops an invoice or credit note from being issued, or looks odd.

    Args:
        invoice: the document as it would be issued; its number may be provisional.
        issued_today: the day on which it is really made.
        is_advance: whether all its taxable supplies are of the kinds that may be invoiced ahead
            (subscriptions, rents, fees, passenger transport, catering; INV-27).
        is_running: whether it is for work or subscriptions that run on (INV-25).
        is_in_parts: whether its days of delivery are those of parts, each a delivery by itself.

    Not checked, because only a person can know: the representative of a foreign seller (INV-6) and
    registration plates (INV-14). The language is one of the allowed ones by its type (INV-15).
    """
    refusals = missing_content(invoice) + tuple(_dating(invoice, issued_today))
    if invoice.kind is DocumentKind.INVOICE:
        refusals += tuple(_advance(invoice, is_advance=is_advance))
    late = _late(invoice, issued_today, is_running=is_running, is_in_parts=is_in_parts)
    return Findings(refusals, (*late, *_warnings(invoice)))


def missing_content(invoice: Invoice) -> tuple[str, ...]:
    """Return a sentence for each mandatory particular that is missing or contradictory.

    Each begins with its rule (INV-1 to INV-13, CN-3, CN-10, CUR-1) and says what to do.
    """
    return (
        *_seller(invoice),
        *_buyer(invoice),
        *_supply(invoice),
        *_payment(invoice),
        *_vat(invoice),
        *_credit(invoice),
    )


def _seller(invoice: Invoice) -> Iterator[str]:
    seller = invoice.seller
    if invoice.invoice_no < 1:
        yield "INV-1: the document has no number."
    if not seller.name.strip():
        yield "INV-3: the seller has no name (settings company.name)."
    if not (is_orgnr(seller.orgnr) and seller.orgnr.isdigit()):
        yield "INV-3: the seller has no valid organisation number (settings company.orgnr)."
    if _is_limited(seller.name) and not seller.foretaksregisteret:
        yield (
            "INV-5: a limited company or branch must print Foretaksregisteret "
            "(settings company.form)."
        )
    if seller.foretaksregisteret and not _is_whole(seller.address):
        yield "INV-5: the seller's head office address is not complete (settings company)."


def _buyer(invoice: Invoice) -> Iterator[str]:
    buyer = invoice.buyer
    edit = f"customer edit {buyer.customer_no}"
    if not buyer.name.strip():
        yield f"INV-7: the buyer has no name ({edit} --name ...)."
    if not buyer.orgnr and not (buyer.address and _is_whole(buyer.address)):
        yield (
            "INV-7: the buyer has neither a whole address nor an organisation number "
            f"({edit} --street ... --postcode ... --city ...)."
        )
    if not buyer.orgnr and any(map(_is_reverse_charge, invoice.lines)):
        yield (
            f"INV-12: reverse charge needs the buyer's organisation number ({edit} --orgnr ...)."
        )


def _supply(invoice: Invoice) -> Iterator[str]:
    if not invoice.lines:
        yield "INV-8: the document has no lines."
    for at, line in enumerate(invoice.lines, 1):
        yield from _line(at, line)
    if not invoice.delivery_place.strip():
        yield "INV-9: the place of delivery is missing (invoice edit --delivery-place ...)."
    if invoice.delivered_from > invoice.delivered_to:
        yield (
            f"INV-9: the period of delivery ends on {invoice.delivered_to}, before it begins on "
            f"{invoice.delivered_from}."
        )


def _line(at: int, line: Line) -> Iterator[str]:
    if not line.description.strip():
        yield f"INV-8: line {at} does not say what was supplied."
    if not line.quantity_micro:
        yield f"INV-8: line {at} has no quantity."
    if not line.unit.strip():
        yield f"INV-8: line {at} has no unit."


def _payment(invoice: Invoice) -> Iterator[str]:
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        if invoice.due is not None:
            yield "CN-10: a credit note has no due date of its own."
    elif invoice.due is None:
        yield "INV-10: the due date is missing."
    elif invoice.due < invoice.issued_on:
        yield f"INV-10: the due date {invoice.due} lies before the document {invoice.issued_on}."
    if invoice.total_ore < 0:
        yield "INV-10: the total is negative; what the buyer gets back is a credit note."
    if invoice.lines and not any(line.net_ore for line in invoice.lines):
        yield "INV-10: every line comes to nothing, so there is nothing to invoice."


def _vat(invoice: Invoice) -> Iterator[str]:
    if not invoice.seller.vat_registered and any(map(_is_in_vat_act, invoice.lines)):
        yield (
            "INV-4: a seller outside Merverdiavgiftsregisteret may not charge or mention VAT; use "
            "VAT code 6 or 7, or set company.vat_registered."
        )
    if invoice.currency != "NOK" and invoice.vat_ore:
        yield f"INV-11: VAT must be stated in NOK, the document is in {invoice.currency} (CUR-1)."
    sums = document_totals(invoice.lines)
    if sums.vat_totals != invoice.vat_totals:
        yield "INV-13: the VAT summary is not the sum of the lines per code and rate."
    if (sums.net_ore, sums.vat_ore, sums.total_ore) != (
        invoice.net_ore,
        invoice.vat_ore,
        invoice.total_ore,
    ):
        yield "INV-10: the total is not the sum of the lines."


def _credit(invoice: Invoice) -> Iterator[str]:
    is_note = invoice.kind is DocumentKind.CREDIT_NOTE
    if is_note and invoice.credits is None:
        yield "CN-3: the credit note does not say which invoice it corrects."
    if invoice.credits is not None and not is_note:
        yield "CN-3: only a credit note corrects an invoice."
    if invoice.credits is not None and not invoice.credits.reason.strip():
        yield "CN-3: the credit note does not say why (--reason ...)."


def _dating(invoice: Invoice, today: date) -> Iterator[str]:
    """INV-2 and INV-22: dated the day it is made, or the last day of the month before."""
    dated = invoice.issued_on
    if dated == today:
        return
    if dated > today:
        yield f"INV-2: the document is dated {dated}, but today is {today}."
        return
    month_end = today.replace(day=1) - timedelta(days=1)
    last_day = working_day_of_month(today.year, today.month, _LAST_DATING_DAY)
    if dated != month_end or today > last_day or invoice.delivered_to > dated:
        yield (
            f"INV-22: made on {today}, it cannot be dated {dated}: an earlier date may only be the "
            "last day of the month before, until the 15th working day, when delivery was over."
        )


def _advance(invoice: Invoice, *, is_advance: bool) -> Iterator[str]:
    """INV-27: VAT is not invoiced before delivery, apart from a few kinds, at most a year ahead."""
    taxed = any(line.vat_rate_bp for line in invoice.lines)
    if not taxed or invoice.delivered_to <= invoice.issued_on:
        return
    if not is_advance:
        yield (
            f"INV-27: delivery ends on {invoice.delivered_to}, after the document's date: VAT may "
            "be invoiced ahead only for subscriptions, rents, fees, passenger transport and "
            "catering (invoice edit --advance), otherwise send it after delivery."
        )
    elif invoice.delivered_to > add_months(invoice.issued_on, 12):
        yield (
            f"INV-27: delivery ends on {invoice.delivered_to}; nothing may be invoiced more than "
            "one year ahead."
        )


def _late(invoice: Invoice, today: date, *, is_running: bool, is_in_parts: bool) -> Iterator[str]:
    """INV-23 to INV-25: until when a delivery must be invoiced, by the kind of delivery.

    Lines under headings are those of several orders, collected for a month (INV-24).
    """
    if invoice.kind is not DocumentKind.INVOICE:
        return
    rule = "INV-23"
    first = invoice.delivered_from if is_in_parts else invoice.delivered_to
    last_day = add_months(first, 1)
    if any(line.is_heading for line in invoice.lines):
        rule, first = "INV-24", invoice.delivered_from
        month = add_months(first.replace(day=1), 1)
        last_day = working_day_of_month(month.year, month.month, _LAST_DATING_DAY)
    elif is_running:
        rule, first = "INV-25", invoice.delivered_from
        last_day = invoice_by(first, InvoiceRule.RUNNING)
    if today > last_day:
        yield (
            f"{rule}: delivered on {first}, so the invoice should have been issued by {last_day};"
            " issue it now all the same."
        )


def _warnings(invoice: Invoice) -> Iterator[str]:
    for at, line in enumerate(invoice.lines, 1):
        if line.description.strip().lower() in _VAGUE:
            yield f"INV-8: line {at} '{line.description}' does not say what was supplied."
    for total in invoice.vat_totals:
        if vat_slack_ore(total) >= _SLACK_REFUSED_ORE:
            rate = percent_text(total.vat_rate_bp)
            yield (
                f"RND-3: so many prices with VAT leave the VAT of {rate} % a krone or more from "
                "the rate times its base, which no electronic invoice may be; split the invoice "
                "or enter prices without VAT."
            )


def _is_in_vat_act(line: Line) -> bool:
    """Tell whether the line's code belongs to registered sellers only."""
    charged = VAT_CODES[line.vat_code].vat_class is not VatClass.NONE
    return charged or _is_reverse_charge(line)


def _is_reverse_charge(line: Line) -> bool:
    return VAT_CODES[line.vat_code].category == _REVERSE_CHARGE


def _is_limited(name: str) -> bool:
    return any(word in _LIMITED_COMPANIES for word in name.upper().replace(",", " ").split())


def _is_whole(address: Address) -> bool:
    return bool(address.postcode.strip() and address.city.strip())
