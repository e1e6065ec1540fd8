"""How imports and payments are shown."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import show_json
from invoicectl.cli.output import terminal_width
from invoicectl.cli.output import warn
from invoicectl.flows.imported import left_out_of
from invoicectl.flows.imported import not_booked
from invoicectl.flows.imported import sum_of
from invoicectl.flows.imported import totals_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from invoicectl.cli.context import Run
    from invoicectl.domain.suggestion import Suggestion
    from invoicectl.flows.imported import ImportResult
    from invoicectl.flows.move_money import MatchResult
    from invoicectl.ledger.payments import BankTransaction

_SUGGESTIONS_MAX = 3
_GLUE = "\N{FIGURE SPACE}"


def show_import(run: Run, results: tuple[ImportResult, ...], *, dry_run: bool) -> None:
    """Print what each file came to, and last a line that adds up over all of them."""
    whole = sum_of(results)
    if run.as_json:
        files = [_file(each) for each in results]
        left_out = [each._asdict() for each in left_out_of(results)]
        show_json(
            "payment import",
            dry_run=dry_run,
            files=files,
            totals=asdict(whole),
            left_out=left_out,
            missing=sum(each.missing for each in results),
        )
        return
    for each in results:
        warn(*(f"{each.name}: {sentence}" for sentence in each.warnings))
        if each.refused:
            warn(f"error: {each.refused}", *([f"hint: {each.hint}"] if each.hint else []))
        else:
            say(run, *_told(each, alone=len(results) == 1))
    if dry_run:
        say(run, "Dry run: nothing was booked.")
    if len(results) > 1:
        say(run, *_folded(not_booked(results)))
    say(run, *_folded_sum(totals_line(whole)))


def show_payments(
    run: Run,
    found: Sequence[BankTransaction],
    *,
    with_suggestions: bool,
    command: str = "payment list",
) -> None:
    """Print payments as a table; those that wait with their reason and what they may be for."""
    columns = (
        Column("payment", "No", Cell.NUMBER),
        Column("booked_on", "Booked", Cell.DAY),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("kid", "KID", Cell.CODE),
        Column("text", ""),
        Column("payer_account", ""),
        Column("payer_name", ""),
        Column("ordered_on", "", Cell.DAY),
        Column("reference", ""),
        Column("type", ""),
        Column("customer_no", "Cust."),
        Column("invoice_no", "Inv.", Cell.NUMBER),
        Column("state", "State"),
        Column("reason", "Reason"),
        Column("sentence", ""),
        Column("file", ""),
        Column("file_line", "", Cell.NUMBER),
    )
    table = Table(columns, [_row(each) for each in found], empty="No payments.")
    hints = _suggestions(run, found) if with_suggestions else {}
    extra: dict[str, object] = {}
    if with_suggestions:
        extra["suggestions"] = {
            str(number): [_suggestion(each) for each in some] for number, some in hints.items()
        }
    show(run, table, command=command, extra=extra)
    if with_suggestions:
        say(run, *(line for each in found for line in _waiting(each, hints)))


def show_match(run: Run, result: MatchResult, *, command: str) -> None:
    """Print where the money of one payment lies now."""
    found = result.transaction
    parts = [
        {
            "customer_no": part.customer_no,
            "invoice_no": part.invoice_no,
            "claim": part.claim.value if part.claim else None,
            "amount_ore": part.amount_ore,
        }
        for part in result.parts
    ]
    if run.as_json:
        show_json(command, payment=found.transaction_id, state=found.state, parts=parts)
        return
    say(run, f"Payment {found.transaction_id}, {money_text(found.payment.amount_ore)}:")
    for part in result.parts:
        where = f"invoice {part.invoice_no}" if part.invoice_no else "credit"
        nobody = f"account {part.account}" if part.account else "not identified"
        owner = f"{where} of customer {part.customer_no}" if part.customer_no else nobody
        say(run, f"  {money_text(part.amount_ore):>12}  {owner}")


def _told(result: ImportResult, *, alone: bool) -> Iterator[str]:
    """Yield the sentences about one file that was not refused; alone, the last line has sums."""
    if result.imported_before:
        as_name = f" as {result.imported_as}" if result.imported_as != result.name else ""
        day = day_text(date.fromisoformat(result.imported_before))
        yield f"{result.name}: already imported on {day}{as_name}, 0 new."
        return
    if not alone:
        yield from _folded_sum(f"{result.name}: {result.line}")
    if result.passed_over:
        yield from _folded(result.passed_over)
    if result.compared:
        yield from _folded(_only_compared(result))
    if result.mandates:
        yield f"{result.mandates} mandates: 'invoicectl avtalegiro mandates' shows them."
    for remark in result.remarks:
        number = f" (payment {remark.transaction_id})" if remark.transaction_id else ""
        head = f"line {remark.line}, {money_text(remark.amount_ore)}{number}"
        yield from _folded(f"{head}: {remark.sentence}")
    if result.remarks_left_out:
        left = result.remarks_left_out
        yield f"and {left} more" + (
            "." if result.missing else ": 'invoicectl payment list' has them all."
        )
    if result.advice:
        yield from _folded(result.advice)


def _only_compared(result: ImportResult) -> str:
    """Return that a file booked nothing, and why."""
    which = "1 payment was" if result.compared == 1 else f"{result.compared} payments were"
    missing = f"{result.missing} missing" if result.missing else "none missing"
    return (
        f"{which} only compared with the books, {missing}: by bank.posting_source this kind of"
        " file books nothing."
    )


def _file(result: ImportResult) -> dict[str, object]:
    return {
        "name": result.name,
        "format": result.format,
        "refused": result.refused,
        "imported_before": result.imported_before,
        "totals": asdict(result.totals),
        "reasons": [asdict(each) for each in result.reasons],
        "remarks": [asdict(each) for each in result.remarks],
        "warnings": list(result.warnings),
        "other_records": result.other_records,
        "mandates": result.mandates,
        "compared": result.compared,
        "missing": result.missing,
        "advice": result.advice,
        "left_out": [each._asdict() for each in result.left_out],
    }


def _row(found: BankTransaction) -> tuple[object, ...]:
    paid = found.payment
    return (
        found.transaction_id,
        paid.booked_on,
        paid.amount_ore,
        paid.kid,
        paid.text,
        paid.payer_account,
        paid.payer_name,
        paid.ordered_on,
        paid.reference,
        paid.type_name,
        found.customer_no,
        found.invoice_no,
        found.state,
        found.reason,
        found.sentence,
        found.file_name,
        paid.line,
    )


def _suggestions(run: Run, found: Sequence[BankTransaction]) -> dict[int, tuple[Suggestion, ...]]:
    from invoicectl.flows.suggest import suggested

    return {
        each.transaction_id: suggested(run.ledger, each)[:_SUGGESTIONS_MAX]
        for each in found
        if each.state == "queued"
    }


def _suggestion(found: Suggestion) -> dict[str, object]:
    return {
        "invoice_no": found.candidate.invoice_no,
        "invoices": [each.invoice_no for each in found.invoices],
        "customer_no": found.candidate.customer_no,
        "open_ore": found.open_ore,
        "reasons": list(found.reasons),
        "remark": found.remark,
    }


def _waiting(found: BankTransaction, hints: dict[int, tuple[Suggestion, ...]]) -> Iterator[str]:
    """Yield why a payment waits and what it may be for, folded to the terminal."""
    yield ""
    yield from _folded(f"{found.transaction_id}: {found.sentence}")
    paid = found.payment
    if paid.payer_name or paid.text:
        who = paid.payer_name or "somebody who is not named"
        yield from _folded(f"  from {who}" + (f': "{paid.text}"' if paid.text else ""))
    for hint in hints.get(found.transaction_id, ()):
        reasons = "; ".join(filter(None, (*hint.reasons, hint.remark)))
        numbers = " + ".join(str(each.invoice_no) for each in hint.invoices)
        word = "invoice" if len(hint.invoices) == 1 else "invoices"
        yield from _folded(
            f"  {word} {numbers} of {hint.candidate.customer_name},"
            f" {money_text(hint.open_ore)} open: {reasons}"
        )


def _folded_sum(line: str) -> list[str]:
    """Return a line that adds up, folded between its parts where it must be."""
    glued = " + ".join(part.replace(" ", _GLUE) for part in line.split(" + "))
    return [each.replace(_GLUE, " ") for each in _folded(glued)]


def _folded(text: str) -> list[str]:
    import textwrap

    from invoicectl.cli.plain import clean

    return textwrap.wrap(
        clean(text), terminal_width(), subsequent_indent="    ", break_on_hyphens=False
    )
