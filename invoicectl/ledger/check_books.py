"""Checks of the books: balance, the hash chain, open items, VAT, accounts and locked months."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES
from invoicectl.ledger.finding import Finding
from invoicectl.ledger.posting import HEAD_COLUMNS
from invoicectl.ledger.posting import LINE_COLUMNS
from invoicectl.ledger.posting import chain_hash
from invoicectl.ledger.rebuild import SUMS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from invoicectl.ledger.finding import Scope

_UNBALANCED = """
SELECT v.id, v.series || v.no, s.voucher_id IS NULL, coalesce(l.total, 0), coalesce(l.n, 0),
  s.n_lines, coalesce(l.debit, 0), s.debit_ore
FROM voucher v LEFT JOIN voucher_seal s ON s.voucher_id = v.id LEFT JOIN
  (SELECT voucher_id, sum(amount_ore) AS total, count(*) AS n, max(n) AS top,
     sum(iif(amount_ore > 0, amount_ore, 0)) AS debit
   FROM line WHERE voucher_id > :from GROUP BY voucher_id) l ON l.voucher_id = v.id
WHERE v.id > :from AND (s.voucher_id IS NULL OR l.total IS NOT 0 OR l.n IS NOT s.n_lines
  OR l.n < 2 OR l.top IS NOT l.n OR l.debit IS NOT s.debit_ore)"""
_KEPT = "SELECT * FROM open_item"
_CONTROL = """
SELECT (SELECT coalesce(sum(amount_ore), 0) FROM line
   WHERE account IN(SELECT code FROM account WHERE role = 'receivable')),
  (SELECT coalesce(sum(principal_ore + fee_ore + interest_ore + compensation_ore), 0)
   FROM open_item)"""
_VAT = """
SELECT voucher_id, vat_code, vat_rate_bp,
  sum(iif(account = :vat, amount_ore, 0)), sum(iif(account = :vat, vat_base_ore, 0)),
  sum(iif(account = :vat, 0, vat_base_ore)), sum(vat_ore),
  sum(iif(account = :vat, 0, amount_ore)), count(*) FILTER(WHERE account = :vat)
FROM line WHERE vat_code = :code GROUP BY voucher_id, vat_rate_bp"""
_ENTERED = """
SELECT iif(v.kind = 'credit_note', 1, -1) * iif(v.id = :voucher, 1, -1),
  sum(iif(l.total_incl_ore IS NULL, l.net_ore, 0)), sum(l.total_incl_ore - l.net_ore)
FROM voucher v JOIN invoice i ON i.kind = v.kind
  AND i.invoice_no = CAST(substr(v.idempotency_key, length(v.kind) + 2) AS INTEGER)
JOIN invoice_line l USING(invoice_no)
WHERE v.id = (SELECT coalesce(reverses, id) FROM voucher WHERE id = :voucher)
  AND l.vat_code = :code AND l.vat_rate_bp = :rate"""
_LOCKED = """
SELECT v.series || v.no, p.period FROM voucher v JOIN period_lock p
  ON p.period = CAST(replace(substr(v.dated_on,1,7),'-','') AS INTEGER)
WHERE v.created_at > p.locked_at"""


def check_balance(scope: Scope) -> Iterator[Finding]:
    """C20: every voucher is sealed, has two lines or more, and its debits equal its credits."""
    for row in scope.con.execute(_UNBALANCED, {"from": scope.voucher_from}):
        _, name, is_open, total, n, sealed_n, debit, sealed_debit = row
        if is_open:
            yield Finding("C20", f"Voucher {name} has no seal.")
        elif total:
            yield Finding("C20", f"Voucher {name} does not balance: it is {total} øre off.")
        else:
            yield Finding("C20", f"Voucher {name} has {n} lines and {debit} øre debit; its seal"
                                 f" says {sealed_n} and {sealed_debit}.")  # fmt: skip
    stray = scope.con.execute(
        "SELECT DISTINCT voucher_id FROM line WHERE voucher_id > ? AND voucher_id > "
        " (SELECT coalesce(max(id), 0) FROM voucher)",
        (scope.voucher_from,),
    )
    for (voucher_id,) in stray:
        yield Finding("C20", f"There are lines of a voucher {voucher_id} that does not exist.")


def check_chain(scope: Scope) -> Iterator[Finding]:
    """C50: each voucher's seal is the hash of all it says and of the seal before it."""
    con, start = scope.con, (scope.voucher_from,)
    prev = "0"
    if scope.voucher_from:
        before = con.execute("SELECT hash FROM voucher_seal WHERE voucher_id = ?", start).fetchone()
        prev = str(before[0]) if before else "?"
    lines = groupby(
        con.cursor().execute(
            f"SELECT {LINE_COLUMNS} FROM line WHERE voucher_id > ? ORDER BY voucher_id, n",  # noqa: S608 - constant
            start,
        ),
        key=lambda line: line[0],
    )
    heads = con.cursor().execute(
        f"SELECT s.prev_hash, s.hash, {HEAD_COLUMNS} FROM voucher v"  # noqa: S608 - constant
        " LEFT JOIN voucher_seal s ON s.voucher_id = v.id WHERE v.id > ? ORDER BY v.id",
        start,
    )
    owner, group = next(lines, (None, iter(())))
    for prev_hash, kept, *head in heads:
        own: list[tuple[object, ...]] = []
        while owner is not None and owner <= head[0]:
            own = list(group)
            owner, group = next(lines, (None, iter(())))
        if kept is None or prev_hash != prev or kept != chain_hash(prev, head, own):
            yield Finding("C50", f"The seal of voucher {head[1]}{head[2]} does not fit it: it, or"
                                 " one before it, was changed.")  # fmt: skip
        prev = kept or "?"


def check_open_items(scope: Scope) -> Iterator[Finding]:
    """C21: what is shown as open is the sum of the receivable lines, for each and in all."""
    con = scope.con
    for name, one, other in (("shown", _KEPT, SUMS), ("booked", SUMS, _KEPT)):
        rows = con.execute(
            f"SELECT customer_no, invoice_no FROM (SELECT * FROM ({one}) EXCEPT {other})"  # noqa: S608 - constants
        )
        for customer_no, invoice_no in rows:
            what = f"invoice {invoice_no}" if invoice_no else "the credit"
            yield Finding("C21", f"What is {name} as open of {what} of customer {customer_no} does"
                                 " not agree with the books: run 'ledger rebuild'.")  # fmt: skip
    booked, shown = con.execute(_CONTROL).fetchone()
    if booked != shown:
        yield Finding("C21", f"Receivables are {booked} øre in the books and {shown} øre in the"
                             " list of open items.")  # fmt: skip


def check_vat(scope: Scope) -> Iterator[Finding]:
    """C22: VAT posted is the rate times the base of its voucher, rounded once (RND-2).

    Of prices that were entered with VAT it is what they left beside the net (RND-3).
    """
    for code in VAT_CODES.values():
        rows = scope.con.execute(_VAT, {"code": code.code, "vat": code.vat_account})
        for voucher_id, vat_code, rate, booked, base, bases, shares, income, n in rows:
            expected = round_half_up(bases * rate, 10_000)
            if booked != expected:
                expected = _vat_left(scope.con, voucher_id, vat_code, rate, expected)
            wrong = booked != expected or shares != expected or income != bases
            if wrong or (n and base != bases):
                yield Finding("C22", f"VAT with code {vat_code} in the voucher with id"
                                     f" {voucher_id} is {booked} øre; its base gives"
                                     f" {expected}.")  # fmt: skip


def _vat_left(
    con: sqlite3.Connection, voucher_id: int, code: str, rate_bp: int, usual_ore: int
) -> int:
    """Return the VAT of a document some of whose prices were entered with VAT, else the usual."""
    named = {"voucher": voucher_id, "code": code, "rate": rate_bp}
    sign, plain_ore, entered_ore = con.execute(_ENTERED, named).fetchone()
    if entered_ore is None:
        return usual_ore
    return int(sign * (entered_ore + round_half_up(plain_ore * rate_bp, 10_000)))


def check_accounts(scope: Scope) -> Iterator[Finding]:
    """C23: only known accounts and VAT codes are posted on, and one account is the receivable."""
    for (code,) in scope.con.execute(
        "SELECT DISTINCT account FROM line WHERE account NOT IN(SELECT code FROM account)"
    ):
        yield Finding("C23", f"Account {code} is posted on, but is not in the chart.")
    for (code,) in scope.con.execute("SELECT DISTINCT vat_code FROM line WHERE vat_code <> ''"):
        if code not in VAT_CODES:
            yield Finding("C23", f"VAT code {code} is posted, but is not a standard code.")
    roles = dict(scope.con.execute("SELECT role, count(*) FROM account GROUP BY role"))
    if scope.con.execute("SELECT 1 FROM line LIMIT 1").fetchone() and not roles.get("receivable"):
        yield Finding("C23", "No account is marked as the one for receivables.")


def check_locked_months(scope: Scope) -> Iterator[Finding]:
    """C24: nothing was posted into a month after it was locked."""
    for name, period in scope.con.execute(_LOCKED):
        yield Finding("C24", f"Voucher {name} was posted into {period} after that was locked.")
