"""How drafts and invoices are shown: lines, totals, and what stands against issuing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import decimal_text
from invoicectl.domain.money import kroner
from invoicectl.domain.money import percent_text
from invoicectl.domain.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import Line
    from invoicectl.flows.draft import Preview

FEW = 5

_LINES = (
    Column("n", "#", Cell.NUMBER),
    Column("description", "Text"),
    Column("quantity", "Quantity", Cell.NUMBER),
    Column("unit", "Unit", Cell.CODE),
    Column("unit_price", "Price", Cell.NUMBER),
    Column("discount", "Disc.", Cell.NUMBER),
    Column("vat_code", "VAT", Cell.CODE),
    Column("net_ore", "Net", Cell.MONEY),
)


def show_drafts(run: Run, numbers: Sequence[int], *, command: str) -> None:
    """Show drafts in full when they are few, else one line each.

    Raises:
        NotFoundError: a draft does not exist, or was issued meanwhile.
    """
    from invoicectl.flows.draft import preview

    found = [preview(run.ledger, run.settings, run.today, n) for n in dict.fromkeys(numbers)]
    _show_previews(run, found, {}, command=command)


def show_made(run: Run, numbers: Sequence[int], *, command: str) -> None:
    """Show drafts just made; one whose key was used before may have been issued or removed."""
    from invoicectl.flows.draft import preview
    from invoicectl.ledger.drafts import has_draft
    from invoicectl.ledger.invoice_list import issued_as

    con = run.ledger.con
    there = [number for number in dict.fromkeys(numbers) if has_draft(con, number)]
    gone = {f"D{number}": issued_as(con, number) for number in numbers if number not in there}
    for ref, invoice_no in gone.items():
        fate = f"issued as {invoice_no}" if invoice_no else "removed"
        say(run, f"{ref} was made before and {fate}; nothing was done.")
    found = [preview(run.ledger, run.settings, run.today, number) for number in there]
    _show_previews(run, found, gone, command=command)


def _show_previews(
    run: Run, found: Sequence[Preview], gone: dict[str, int | None], *, command: str
) -> None:
    if run.as_json:
        show_json(command, drafts=[draft_record(each) for each in found], issued_before=gone)
    elif len(found) <= FEW:
        for each in found:
            say_draft(run, each)
    else:
        show(run, draft_table(found), command=command)
        say(run, f"{len(found)} drafts.")


def say_draft(run: Run, found: Preview) -> None:
    """Print one draft with totals, and what would be refused at issue."""
    draft, customer, composed = found.draft, found.customer, found.composed
    kind = "Credit note" if draft.credits_no is not None else "Draft"
    about = f" for invoice {draft.credits_no}" if draft.credits_no is not None else ""
    held = "" if draft.is_ready else ", on hold"
    say(run, f"{kind} {draft.ref}{about}{held}: {customer.customer_no} {customer.name}")
    if composed.invoice is not None:
        say_lines(run, composed.invoice)
    for sentence in composed.findings.warnings:
        say(run, f"note: {sentence}")
    for sentence in composed.findings.refusals:
        say(run, f"refused at issue: {sentence}")
    if not draft.is_ready:
        say(run, f"'invoicectl invoice edit {draft.ref} --ready' lets it go.")
    elif composed.is_issuable:
        say(run, f"'invoicectl send {draft.ref}' issues and sends it.")


def say_lines(run: Run, invoice: Invoice) -> None:
    """Print lines, totals and dates of a document."""
    rows = [
        (
            n, line.description, decimal_text(line.quantity_micro), _unit_text(line),
            _line_price(line), _percent(line.discount_bp), _vat_text(line),
            line.net_ore,
        )
        if not line.is_heading
        else (n, line.description, "", "", "", "", "", "")
        for n, line in enumerate(invoice.lines, 1)
    ]  # fmt: skip
    show(run, Table(_LINES, rows), command="")
    vat = "  ".join(
        f"VAT {percent_text(total.vat_rate_bp)} % {_money(total.vat_ore)}"
        for total in invoice.vat_totals
        if total.vat_rate_bp
    )
    parts = [f"Net {_money(invoice.net_ore)}", vat, f"Total {_money(invoice.total_ore)}"]
    say(run, "  ".join(filter(None, parts)))
    period = day_text(invoice.delivered_from)
    if invoice.delivered_to != invoice.delivered_from:
        period += f" to {day_text(invoice.delivered_to)}"
    due = f"  Due {day_text(invoice.due)}" if invoice.due else ""
    say(run, f"Delivered {period}{due}")


def draft_table(found: Sequence[Preview]) -> Table:
    """Return drafts as a table."""
    columns = (
        Column("ref", "Draft"),
        Column("customer_no", "Customer"),
        Column("customer_name", "Name"),
        Column("lines", "Lines", Cell.NUMBER),
        Column("total_ore", "Total", Cell.MONEY),
        Column("state", "State"),
    )
    rows = [
        (
            each.draft.ref, each.customer.customer_no, each.customer.name, len(each.draft.lines),
            each.composed.invoice.total_ore if each.composed.invoice else 0, _state(each),
        )
        for each in found
    ]  # fmt: skip
    return Table(columns, rows, empty="No drafts.")


def draft_record(found: Preview) -> dict[str, object]:
    """Return a draft as JSON has it."""
    draft, invoice, findings = found.draft, found.composed.invoice, found.composed.findings
    return {
        "ref": draft.ref,
        "kind": "invoice" if draft.credits_no is None else "credit_note",
        "credits_no": draft.credits_no,
        "customer_no": draft.customer_no,
        "customer_name": found.customer.name,
        "is_ready": draft.is_ready,
        "lines": [line_record(n, line) for n, line in enumerate(draft.lines, 1)],
        "net_ore": invoice.net_ore if invoice else None,
        "vat_ore": invoice.vat_ore if invoice else None,
        "total_ore": invoice.total_ore if invoice else None,
        "due": invoice.due if invoice else None,
        "refusals": list(findings.refusals),
        "warnings": list(findings.warnings),
    }


def line_record(n: int, line: DraftLine | Line) -> dict[str, object]:
    """Return a line as JSON has it; quantities and prices in millionths, prices as entered."""
    price_micro, is_incl_vat = line.unit_price_micro, False
    if isinstance(line, DraftLine):
        is_incl_vat = line.is_incl_vat
    elif line.unit_price_incl_micro is not None:
        price_micro, is_incl_vat = line.unit_price_incl_micro, True
    return {
        "n": n,
        "description": line.description,
        "product_no": line.product_no,
        "quantity_micro": line.quantity_micro,
        "unit": line.unit,
        "unit_price_micro": price_micro,
        "discount_bp": line.discount_bp,
        "vat_code": line.vat_code,
        "is_incl_vat": is_incl_vat,
    }


def _state(found: Preview) -> str:
    if not found.draft.is_ready:
        return "on hold"
    return "ready" if found.composed.is_issuable else "would be refused"


def _percent(bp: int) -> str:
    """Return a discount, or a mark-up with its sign."""
    mark_up = "+" if bp < 0 else ""
    return f"{mark_up}{percent_text(abs(bp))} %" if bp else ""


def _line_price(line: Line) -> str:
    """Return the price as it was entered; one that holds VAT says so."""
    if line.unit_price_incl_micro is not None:
        return f"{_price(line.unit_price_incl_micro)} incl."
    return _price(line.unit_price_micro)


def _vat_text(line: Line) -> str:
    """Return the rate, or the code of a line that has none."""
    return f"{percent_text(line.vat_rate_bp)} %" if line.vat_rate_bp else f"code {line.vat_code}"


def _unit_text(line: Line) -> str:
    """Return the unit as Norwegian documents print it."""
    unit = UNITS.get(line.unit)
    return unit.norwegian if unit else line.unit


def _price(micro: int) -> str:
    """Return a price with two decimals, or with as many as it needs."""
    ore, rest = divmod(micro, 10_000)
    return decimal_text(micro) if rest else kroner(ore, thousands=" ")


def _money(ore: int) -> str:
    return kroner(ore, thousands=" ")
