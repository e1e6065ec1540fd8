"""How the reports of the books are shown: tables for people, flat rows for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import day_text
from invoicectl.cli.output import money_text
from invoicectl.cli.output import say
from invoicectl.cli.output import show
from invoicectl.cli.output import warn
from invoicectl.domain.books import total_of
from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from invoicectl.cli.context import Run
    from invoicectl.domain.books import Balance
    from invoicectl.domain.books import BookPeriod
    from invoicectl.domain.books import BookVoucher
    from invoicectl.flows.books import AccountStatement
    from invoicectl.flows.books import TrialBalance

_MONEY = (
    Column("opening_ore", "Opening", Cell.MONEY),
    Column("debit_ore", "Debit", Cell.MONEY),
    Column("credit_ore", "Credit", Cell.MONEY),
    Column("closing_ore", "Closing", Cell.MONEY),
)


def show_trial_balance(
    run: Run, made: TrialBalance, period: BookPeriod, *, by_customer: bool
) -> Exit:
    """Show accounts or customers and whether both agree; return the exit status."""
    proof = made.sub_ledger
    table = _by_customer(made.customers) if by_customer else _by_account(made.balances)
    extra: dict[str, object] = {
        **_days(period),
        "sub_ledger": {
            "accounts_ore": proof.accounts_ore,
            "customers_ore": proof.customers_ore,
            "open_items_ore": proof.open_items_ore,
            "is_proven": proof.is_proven,
        },
    }
    _head(run, "Customers" if by_customer else "Trial balance", period)
    show(run, table, command="report trial-balance", extra=extra)
    if not proof.is_proven:
        open_ore = proof.customers_ore if proof.open_items_ore is None else proof.open_items_ore
        warn(
            f"The customers owe {money_text(proof.customers_ore)} by their lines and"
            f" {money_text(open_ore)} by what is open, but the books say"
            f" {money_text(proof.accounts_ore)}. Run 'invoicectl ledger check'."
        )
        return Exit.GUARD
    if made.balances:
        say(run, f"The customers add up to {money_text(proof.accounts_ore)}, as the books say.")
    return Exit.DONE


def show_account(run: Run, made: AccountStatement, period: BookPeriod) -> None:
    """Show opening balance, every line with the balance after it, and the closing balance."""
    has_customers = not made.customer_no and any(each.line.customer_no for each in made.entries)
    columns = (
        Column("dated_on", "Date", Cell.DAY),
        Column("voucher", "Voucher", Cell.CODE),
        Column("kind", ""),
        Column("text", "Text"),
        Column("customer_no", "Customer" if has_customers else "", Cell.CODE),
        Column("document", "Document", Cell.NUMBER),
        Column("invoice_no", "", Cell.NUMBER),
        Column("amount_ore", "Amount", Cell.MONEY),
        Column("balance_ore", "Balance", Cell.MONEY),
    )
    entries = [
        (
            each.voucher.dated_on, each.voucher.ref, each.voucher.kind, each.voucher.text,
            each.line.customer_no, each.voucher.document_no or each.line.invoice_no,
            each.line.invoice_no, each.line.amount_ore, each.balance_ore,
        )
        for each in made.entries
    ]  # fmt: skip
    closing_ore = entries[-1][-1] if entries else made.opening_ore
    opening = (
        period.first, "", "opening", "Opening balance", "", None, None, None, made.opening_ore,
    )  # fmt: skip
    totals = (period.last, "", "", "Closing balance", "", "", "", "", closing_ore)
    extra: dict[str, object] = {
        **_days(period),
        "account": made.account.code,
        "name": made.account.name,
        "customer_no": made.customer_no,
        "opening_ore": made.opening_ore,
        "closing_ore": closing_ore,
    }
    of = f", customer {made.customer_no}" if made.customer_no else ""
    say(run, f"{made.account.code} {made.account.name}{of}")
    rows = entries if run.as_json else [opening, *entries]
    show(run, Table(columns, rows, totals=totals), command="report ledger", extra=extra)


def show_journal(
    run: Run, vouchers: Iterable[BookVoucher], names: Mapping[str, str], period: BookPeriod
) -> None:
    """Show the vouchers: to people each under its own head, to programs one row a line."""
    _head(run, "Journal", period)
    extra = _days(period)
    if run.as_json or run.as_csv:
        show(run, _flat(vouchers, names), command="report journal", extra=extra)
    else:
        show(run, _grouped(vouchers, names), command="report journal")


def _by_account(balances: Iterable[Balance]) -> Table:
    columns = (
        Column("account", "Account", Cell.CODE),
        Column("name", "Name"),
        Column("kind", ""),
        *_MONEY,
    )
    rows = [(each.account, each.name, each.kind, *_amounts(each)) for each in balances]
    totals = ("", "Sum", "", *_amounts(total_of(balances)))
    return Table(columns, rows, totals=totals, empty="Nothing was ever posted until then.")


def _by_customer(customers: Iterable[Balance]) -> Table:
    columns = (
        Column("customer_no", "Customer", Cell.CODE),
        Column("name", "Name"),
        Column("account", ""),
        *_MONEY,
    )
    rows = [(each.customer_no, each.name, each.account, *_amounts(each)) for each in customers]
    totals = ("", "Sum", "", *_amounts(total_of(customers)))
    return Table(columns, rows, totals=totals, empty="No customer has a posting until then.")


def _amounts(balance: Balance) -> tuple[int, int, int, int]:
    return balance.opening_ore, balance.debit_ore, balance.credit_ore, balance.closing_ore


def _flat(vouchers: Iterable[BookVoucher], names: Mapping[str, str]) -> Table:
    columns = tuple(
        Column(name, name, Cell.MONEY if name == "amount_ore" else Cell.TEXT)
        for name in (
            "dated_on", "voucher", "kind", "text", "document", "account", "name", "amount_ore",
            "customer_no", "invoice_no", "kid", "due", "vat_code",
        )
    )  # fmt: skip
    rows = [
        (
            voucher.dated_on, voucher.ref, voucher.kind, voucher.text,
            voucher.document_no or None, line.account, names.get(line.account, ""),
            line.amount_ore, line.customer_no, line.invoice_no, line.kid, line.due, line.vat_code,
        )
        for voucher in vouchers
        for line in voucher.lines
    ]  # fmt: skip
    return Table(columns, rows)


def _grouped(vouchers: Iterable[BookVoucher], names: Mapping[str, str]) -> Table:
    columns = (
        Column("dated_on", "Date", Cell.DAY),
        Column("voucher", "Voucher", Cell.CODE),
        Column("entry", "Entry"),
        Column("customer_no", "Customer", Cell.CODE),
        Column("debit_ore", "Debit", Cell.MONEY),
        Column("credit_ore", "Credit", Cell.MONEY),
    )
    rows: list[tuple[object, ...]] = []
    debit_ore = credit_ore = 0
    for voucher in vouchers:
        rows.append((voucher.dated_on, voucher.ref, voucher.text, "", "", ""))
        for line in voucher.lines:
            entry = f"  {line.account} {names.get(line.account, '')}"
            ore = line.amount_ore
            debit_ore += max(ore, 0)
            credit_ore += max(-ore, 0)
            sides = (ore, "") if ore > 0 else ("", -ore)
            rows.append(("", "", entry, line.customer_no, *sides))
    totals = ("", "", "Sum", "", debit_ore, credit_ore)
    return Table(columns, rows, totals=totals, empty="No voucher is dated on these days.")


def _head(run: Run, title: str, period: BookPeriod) -> None:
    say(run, f"{title} {day_text(period.first)} - {day_text(period.last)}")


def _days(period: BookPeriod) -> dict[str, object]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
