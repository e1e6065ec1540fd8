"""The ledger's tables, read from a ledger that is made for the purpose."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from pathlib import Path

from pages.table import code
from pages.table import table

PURPOSE = {
    "meta": "facts about the file itself",
    "account": "the chart of accounts, with the groups a SAF-T file wants",
    "series": "the next number of each gapless series",
    "gap": "invoice numbers that were lost with a ledger, and why: the series goes on after them",
    "row_seal": "a checksum beside every row that may change, so that bit rot and edits show",
    "period_lock": "closed accounting periods: nothing is posted into them",
    "voucher": "one accounting entry; its lines sum to zero",
    "line": "one posting: debit positive, credit negative",
    "voucher_seal": "what makes a voucher final: its number of lines, its sum, and the hash chain",
    "open_item": "what each invoice and customer still owes; derived from `line` by trigger",
    "customer": "who is invoiced",
    "contact": "the people at a customer",
    "delivery_address": "the places of a customer, under names of their own",
    "birth_date": "of consumers, for a debt collection agency that asks; apart, so no list has it",
    "register_check": "what the company register said of a customer when it was asked last",
    "customer_alias": "customers that were merged into another, and into which",
    "forgotten": "customers whose data was erased, and when",
    "product": "what is sold",
    "price_list": "the names of the price lists",
    "product_price": "prices from a day on: of a list, of a customer, or for everybody",
    "draft": "an invoice or credit note without a number yet",
    "draft_key": "the caller's own key of each draft that was made with one: it makes no second",
    "draft_line": "its lines",
    "draft_origin": "the project, order or agreement a draft was made from; outlives the draft",
    "draft_specification": "the hours and expenses printed behind an invoice",
    "setting_override": "settings of customers, projects, orders, agreements and invoices",
    "invoice": "an issued invoice or credit note, frozen",
    "invoice_line": "its lines, frozen",
    "sales_order": "quotes and orders: a quote is an order in its first state",
    "sales_order_line": "their lines, with what was accepted of each",
    "order_key": "the caller's own key of each quote or order that was made with one",
    "order_delivery": "what was delivered of a line, by day",
    "order_draft": "which draft, and so which invoice, took how much of a line",
    "order_version": "each quote and confirmation as it was sent",
    "payment_request": "requests for money before delivery; no sales documents",
    "order_payment": "which payment came for which request",
    "project": "work for a customer: its price and its budget",
    "project_rate": "what an hour costs, by person and activity, from which day on",
    "project_instalment": "the parts of a fixed price",
    "work": "hours, kilometres and expenses, by person and day",
    "work_former": "what an entry said before it was changed or removed",
    "work_draft": "which draft, and so which invoice, took an entry, and for how much",
    "work_released": "entries that a credit note took back and that may be invoiced again",
    "instalment_draft": "which draft, and so which invoice, took an instalment",
    "recurring": "agreements that are invoiced again and again",
    "recurring_rule": "when their periods begin and are invoiced, from which day on",
    "recurring_price": "from which day on which of their lines hold",
    "recurring_line": "those lines; the text may name the period",
    "recurring_period": "what was drafted or skipped of each; no day of an agreement comes twice",
    "price_index": "figures of an index that agreed prices follow, times a million",
    "dispute": "objections to an invoice; while one is open, no notice is sent",
    "document": "the bytes that were sent, kept once by their hash",
    "outbox": "one delivery of one document by one channel",
    "transition": "which state of a delivery may follow which",
    "attempt": "every try of a delivery and what came of it",
    "bank_file": "every bank file that was imported",
    "bank_transaction": "every payment in them, and where it went",
    "bank_statement": "balances of accounts as the bank states them",
    "refund": "money that is to go back to a customer, and whether it has",
    "mandate": "customers who pay by AvtaleGiro, as the bank tells",
    "claim_file": "files that tell the bank what to draw",
    "direct_claim": "what was told of which invoice, and what was called back",
    "notice": "every reminder made",
    "run": "every nightly run",
    "log": "who did what when",
}


def page() -> str:
    """Return the page; a table without a purpose is a KeyError, and fails the build."""
    from invoicectl.ledger.migrations import create_ledger

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite"
        create_ledger(file)
        con = sqlite3.connect(file)
        try:
            sections = [_section(con, name) for name in _names(con)]
        finally:
            con.close()
    return (
        "# Ledger tables\n\n"
        "One SQLite file a company. Amounts are whole øre (`_ore`), quantities and prices\n"
        "millionths (`_micro`), rates hundredths of a percent (`_bp`), dates ISO text (`_on`),\n"
        "instants ISO text in UTC (`_at`). Tables marked *append-only* refuse every UPDATE and\n"
        "DELETE; tables marked *kept* refuse DELETE. Read it with any SQLite tool; write only\n"
        "through invoicectl.\n\n" + "\n".join(sections)
    )


def _names(con: sqlite3.Connection) -> list[str]:
    rows = con.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '_sqlite_migrations%'"
    )
    order = list(PURPOSE)
    return sorted((str(row[0]) for row in rows), key=order.index)


def _section(con: sqlite3.Connection, name: str) -> str:
    triggers = {
        str(row[0])
        for row in con.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (name,)
        )
    }
    mark = ""
    if f"{name}_no_update" in triggers:
        mark = " *Append-only.*"
    elif f"{name}_no_delete" in triggers:
        mark = " *Kept.*"
    links = {
        str(row[3]): f"{row[2]}.{row[4] or 'rowid'}"
        for row in con.execute(f"PRAGMA foreign_key_list({name})")
    }
    sql = str(con.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0])
    rows = [
        (
            code(str(column)),
            str(kind).lower(),
            "key" if key else "yes" if required else "",
            "" if default is None else code(str(default)),
            code(links.get(str(column), "")) or _values(sql, str(column)),
        )
        for _, column, kind, required, default, key, *_ in con.execute(
            f"PRAGMA table_xinfo({name})"
        )
    ]
    purpose = PURPOSE[name]
    sentence = purpose[0].upper() + purpose[1:] + "."
    head = ("column", "type", "required", "default", "refers to, or one of")
    return f"## {name}\n\n{sentence}{mark}\n\n" + table(head, rows)


def _values(sql: str, column: str) -> str:
    """Return the values that a CHECK of the table allows in `column`; empty when it names none."""
    found = re.search(rf"\b{column} IN\(([^)]+)\)", sql)
    if not found:
        return ""
    return ", ".join(code(value.strip().strip("'") or "''") for value in found[1].split(","))
