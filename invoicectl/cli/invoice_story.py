"""`invoice show NO`: one document with all that has happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.invoice_text import line_record
from invoicectl.cli.invoice_text import say_lines
from invoicectl.cli.output import day_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show_json
from invoicectl.domain.identifiers import format_kontonr
from invoicectl.domain.money import kroner

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.domain.outbox import Delivery
    from invoicectl.flows.story import Story

_WIDTH = 13


def show_story(run: Run, invoice_no: int) -> None:
    """Show one issued document."""
    from invoicectl.flows.story import story_of

    story = story_of(run.ledger, run.today, invoice_no)
    if run.as_json:
        show_json("invoice show", **_record(story))
        return
    _say_head(run, story)
    say_lines(run, story.invoice)
    for title, lines in (
        ("Booked", _booked(story)),
        ("Deliveries", [_delivery(each) for each in story.deliveries]),
        ("Disputes", _disputes(story)),
        ("History", [f"{at[:16].replace('T', ' ')}  {text}" for at, text in story.history]),
    ):
        if lines:
            say(run, "", title, *(f"  {line}" for line in lines))


def _say_head(run: Run, story: Story) -> None:
    invoice = story.invoice
    kind = "Invoice" if invoice.credits is None else "Credit note"
    facts = [
        ("Customer", f"{invoice.buyer.customer_no} {invoice.buyer.name}"),
        ("Issued", day_text(invoice.issued_on)),
        ("Account", format_kontonr(invoice.seller.kontonr) if invoice.credits is None else ""),
        ("KID", invoice.kid),
        ("Order", invoice.order_reference),
        ("Your ref.", invoice.your_reference),
        ("Credited by", ", ".join(map(str, story.credit_notes))),
    ]
    if invoice.credits is not None:
        facts.append(("Credits", f"{invoice.credits.invoice_no}: {invoice.credits.reason}"))
    say(run, f"{kind} {invoice.invoice_no}: {story.status}")
    say(run, *(f"  {name:<{_WIDTH}}{value}" for name, value in facts if value))
    if invoice.credits is None:
        say(run, f"  {'Open':<{_WIDTH}}{_money(story.open_ore)}")


def _booked(story: Story) -> list[str]:
    return [
        f"{day_text(each.dated_on)}  {each.voucher_no:>6}  {_money(each.amount_ore):>14}"
        f"  {each.text}"
        for each in story.movements
    ]


def _delivery(each: Delivery) -> str:
    at = (each.sent_at or each.updated_at)[:16].replace("T", " ")
    to = f" to {each.recipient}" if each.recipient else ""
    why = f": {each.last_error}" if each.last_error else ""
    return f"{each.delivery_id}  {at}  {each.channel}{to}  {each.state.value}{why}"


def _disputes(story: Story) -> list[str]:
    return [
        f"{each.opened_on}  {each.reason}"
        + (f"; settled {each.closed_on}: {each.outcome}" if each.closed_on else " (open)")
        for each in story.disputes
    ]


def _record(story: Story) -> dict[str, object]:
    """Return the document as JSON has it; amounts in øre, instants in UTC."""
    invoice = story.invoice
    return {
        "invoice_no": invoice.invoice_no,
        "kind": invoice.kind,
        "status": story.status,
        "customer_no": invoice.buyer.customer_no,
        "customer_name": invoice.buyer.name,
        "issued_on": invoice.issued_on,
        "due": invoice.due,
        "delivered_from": invoice.delivered_from,
        "delivered_to": invoice.delivered_to,
        "kid": invoice.kid,
        "net_ore": invoice.net_ore,
        "vat_ore": invoice.vat_ore,
        "total_ore": invoice.total_ore,
        "open_ore": story.open_ore,
        "credits_no": invoice.credits.invoice_no if invoice.credits else None,
        "credit_notes": list(story.credit_notes),
        "lines": [
            line_record(n, line) | {"vat_rate_bp": line.vat_rate_bp, "net_ore": line.net_ore}
            for n, line in enumerate(invoice.lines, 1)
        ],
        "vat": [
            {"vat_code": total.vat_code, "vat_rate_bp": total.vat_rate_bp,
             "base_ore": total.base_ore, "vat_ore": total.vat_ore}
            for total in invoice.vat_totals
        ],
        "booked": [
            {"voucher_no": each.voucher_no, "dated_on": each.dated_on.isoformat(),
             "kind": each.kind, "claim": each.claim, "amount_ore": each.amount_ore}
            for each in story.movements
        ],
        "deliveries": [
            {"id": each.delivery_id, "purpose": each.purpose.value, "channel": each.channel,
             "recipient": each.recipient, "state": each.state.value, "sent_at": each.sent_at,
             "last_error": each.last_error}
            for each in story.deliveries
        ],
        "disputes": [
            {"opened_on": each.opened_on, "reason": each.reason, "closed_on": each.closed_on,
             "outcome": each.outcome}
            for each in story.disputes
        ],
        "document_sha256": story.document_sha256,
    }  # fmt: skip


def _money(ore: int) -> str:
    return kroner(ore, thousands=" ")
