"""What must never get into the books is refused, whoever tries (accounting 6.1 and 6.2).

Three ways in: the program's own connection, sqlite-utils on it, and a plain connection of
somebody else. The last may drop a guard, and is then found by the check.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.errors import GuardError
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.posting import post
from invoicectl.ledger.rows import table_of
from invoicectl.ledger.schema_initial import APPEND_ONLY
from invoicectl.ledger.schema_initial import KEPT
from tests import build

from . import world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger

_HEAD = "(id, series, no, dated_on, kind, text, actor, created_at, idempotency_key)"
_LINE = "INSERT INTO line(voucher_id, n, account, amount_ore) VALUES"


def _voucher(no: str = "{no}", day: str = "2026-10-06") -> str:
    return (
        f"INSERT INTO voucher{_HEAD} VALUES({{id}},'A',{no},'{day}','transfer','x','x','x','key')"
    )


_LINES = f"{_LINE}({{id}},1,'1920',100),({{id}},2,'2990',-100)"
_SEAL = "INSERT INTO voucher_seal VALUES({id},2,100,'{head}','new')"
GOOD = (_voucher(), _LINES, _SEAL)

ATTACKS = {
    "unbalanced": (_voucher(), f"{_LINE}({{id}},1,'1920',100),({{id}},2,'2990',-99)", _SEAL),
    "one line": (_voucher(), f"{_LINE}({{id}},1,'1920',100)", _SEAL),
    "no lines": (_voucher(), "INSERT INTO voucher_seal VALUES({id},0,0,'{head}','new')"),
    "fewer lines than sealed": (
        _voucher(),
        _LINES,
        "INSERT INTO voucher_seal VALUES({id},3,100,'{head}','new')",
    ),
    "another debit than sealed": (
        _voucher(),
        _LINES,
        "INSERT INTO voucher_seal VALUES({id},2,99,'{head}','new')",
    ),
    "no seal": (_voucher(), _LINES),
    "a broken chain": (
        _voucher(),
        _LINES,
        "INSERT INTO voucher_seal VALUES({id},2,100,'other','new')",
    ),
    "a gap in the numbers": (_voucher("{no} + 1"), _LINES, _SEAL),
    "a number twice": (_voucher("{no} - 1"), _LINES, _SEAL),
    "a float": (_voucher(), f"{_LINE}({{id}},1,'1920',100.5),({{id}},2,'2990',-100.5)", _SEAL),
    "an amount of zero": (_voucher(), f"{_LINE}({{id}},1,'1920',0),({{id}},2,'2990',0)", _SEAL),
    "too much": (
        _voucher(),
        f"{_LINE}({{id}},1,'1920',99999999999999),({{id}},2,'2990',-99999999999999)",
        "INSERT INTO voucher_seal VALUES({id},2,99999999999999,'{head}','new')",
    ),
    "an unknown account": (
        _voucher(),
        f"{_LINE}({{id}},1,'9999',100),({{id}},2,'2990',-100)",
        _SEAL,
    ),
    "30 February": (_voucher(day="2026-02-30"), _LINES, _SEAL),
    "a time for a day": (_voucher(day="2026-10-06T10:00"), _LINES, _SEAL),
    "a locked month": (_voucher(day="2026-08-15"), _LINES, _SEAL),
    "a receivable of nobody": (
        _voucher(),
        f"{_LINE}({{id}},1,'1500',100),({{id}},2,'2990',-100)",
        _SEAL,
    ),
    "a claim on no invoice": (
        _voucher(),
        ("INSERT INTO line(voucher_id, n, account, amount_ore, customer_no, claim)"
        " VALUES({id},1,'1500',100,'10001','fee'),({id},2,'2990',-100,NULL,NULL)"),
        _SEAL,
    ),
    "a claim outside the receivables": (
        _voucher(),
        ("INSERT INTO line(voucher_id, n, account, amount_ore, customer_no, invoice_no, claim)"
        " VALUES({id},1,'1920',100,'10001',10001,'fee'),({id},2,'2990',-100,NULL,NULL,NULL)"),
        _SEAL,
    ),
    "an unknown customer": (
        _voucher(),
        ("INSERT INTO line(voucher_id, n, account, amount_ore, customer_no)"
        " VALUES({id},1,'1500',100,'55555'),({id},2,'2990',-100,NULL)"),
        _SEAL,
    ),
    "a line for a sealed voucher": (f"{_LINE}(1,99,'1920',100)",),
    "a second reversal": (
        ("INSERT INTO voucher(id, series, no, dated_on, kind, text, actor, created_at, reverses,"
        " idempotency_key) VALUES({id},'A',{no},'2026-10-06','reversal','x','x','x',1,'key')"),
        _LINES,
        _SEAL,
        ("INSERT INTO voucher(id, series, no, dated_on, kind, text, actor, created_at, reverses,"
        " idempotency_key)"
        " VALUES({id} + 1,'A',{no} + 1,'2026-10-06','reversal','x','x','x',1,'k')"),
    ),
    "a key twice": (
        (f"INSERT INTO voucher{_HEAD} VALUES({{id}},'A',{{no}},'2026-10-06','x','x','x','x',"
        "(SELECT idempotency_key FROM voucher WHERE id = 1))"),
        _LINES,
        _SEAL,
    ),
    "an update of a line": ("UPDATE line SET amount_ore = 5 WHERE voucher_id = 1",),
    "a lifted lock": ("DELETE FROM period_lock",),
    "a series set back": ("UPDATE series SET next_no = 10001 WHERE name = 'invoice'",),
    "a series that jumps": ("UPDATE series SET next_no = next_no + 2 WHERE name = 'invoice'",),
    "another series by the name": ("INSERT INTO series VALUES('invoice', 1)",),
    "replacing a series": ("INSERT OR REPLACE INTO series VALUES('invoice', 1)",),
    "a gap that is none": ("INSERT INTO gap VALUES(10001, 10002, 'x', 'x', 'x')",),
    "replacing a voucher": (
        "INSERT OR REPLACE INTO voucher SELECT * FROM voucher WHERE id = 1",
    ),
    "replacing a line": ("INSERT OR REPLACE INTO line SELECT * FROM line WHERE voucher_id = 1",),
    "replacing a document": ("INSERT OR REPLACE INTO document SELECT * FROM document",),
    "an upsert": (
        ("INSERT INTO voucher_seal SELECT * FROM voucher_seal WHERE true"
        " ON CONFLICT(voucher_id) DO UPDATE SET debit_ore = 0"),
    ),
    "an outbox state from nowhere": ("UPDATE outbox SET state = 'queued' WHERE state = 'sent'",),
    "an outbox state that is none": ("UPDATE outbox SET state = 'lost'",),
    "another recipient": ("UPDATE outbox SET recipient = 'thief@example.com'",),
    "other bytes": ("UPDATE outbox SET payload_sha256 = 'x' WHERE payload_sha256 IS NOT NULL",),
    "another amount from the bank": ("UPDATE bank_transaction SET amount_ore = 1",),
    "a letter twice": (("INSERT INTO notice SELECT NULL, invoice_no, step, kind, made_on, open_ore,"
                       " outbox_id, fee_ore, rule, created_at FROM notice"),),
    **{f"an update of {table}": (f"UPDATE {table} SET rowid = rowid",)
       for table in ("attempt", "document", "log", "notice", "voucher", "voucher_seal")},
    **{f"a deletion from {table}": (f"DELETE FROM {table}",) for table in (*APPEND_ONLY, *KEPT)
       if table != "gap"},
}  # fmt: skip

SNEAKY = {
    "a new table": "CREATE TABLE x(id INTEGER)",
    "a view": "CREATE VIEW x AS SELECT 1",
    "a trigger": "CREATE TRIGGER x AFTER INSERT ON log BEGIN SELECT 1; END",
    "a dropped guard": "DROP TRIGGER line_no_update",
    "a dropped table": "DROP TABLE line",
    "a new column": "ALTER TABLE line ADD COLUMN x",
    "a schema by hand": "PRAGMA writable_schema = ON",
    "no references": "PRAGMA foreign_keys = OFF",
    "no second triggers": "PRAGMA recursive_triggers = OFF",
    "no column rules": "PRAGMA ignore_check_constraints = ON",
    "less syncing": "PRAGMA synchronous = OFF",
    "another journal": "PRAGMA journal_mode = WAL",
    "another version": "PRAGMA user_version = 9",
    "another file": "ATTACH '/tmp/x.db' AS x",
    "the open items": "UPDATE open_item SET principal_ore = 0",
    "an open item": "DELETE FROM open_item",
    "the draft numbers": "UPDATE sqlite_sequence SET seq = 0",
    "an empty table, still append-only": "DELETE FROM gap",
}


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


def run(con: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    last = con.execute(
        "SELECT s.voucher_id + 1, v.no + 1, s.hash FROM voucher_seal s"
        " JOIN voucher v ON v.id = s.voucher_id ORDER BY s.voucher_id DESC LIMIT 1"
    ).fetchone()
    for statement in statements:
        con.execute(statement.format(id=last[0], no=last[1], head=last[2]))


def test_a_good_voucher_is_taken_so_that_the_attacks_fail_for_their_reason(path: Path) -> None:
    with plain(path) as con:
        run(con, (*GOOD, "COMMIT"))
    assert world.codes(path) == {"C50"}  # only the hash is made up


def plain(path: Path) -> closing[sqlite3.Connection]:
    """Open as a careful stranger does: the switches are on, the program's own guard is not."""
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA foreign_keys = ON")
    con.execute("PRAGMA recursive_triggers = ON")
    con.execute("BEGIN IMMEDIATE")
    return closing(con)


@pytest.mark.parametrize("statements", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_refused_by_the_schema(path: Path, statements: tuple[str, ...]) -> None:
    before = world.dump(path)
    with plain(path) as con, pytest.raises(sqlite3.Error):
        run(con, (*statements, "COMMIT"))
    assert world.dump(path) == before


@pytest.mark.parametrize("statements", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_through_our_own_connection_is_rolled_back(
    ledger: Ledger, statements: tuple[str, ...]
) -> None:
    before = world.dump(ledger.path)
    with pytest.raises(sqlite3.Error), ledger.write() as con:
        run(con, statements)
    assert not ledger.con.in_transaction
    assert world.dump(ledger.path) == before


@pytest.mark.parametrize("statement", SNEAKY.values(), ids=SNEAKY.keys())
def test_our_own_connection_may_not_weaken_itself(ledger: Ledger, statement: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        ledger.con.execute(statement)


def test_a_typo_makes_no_table(ledger: Ledger) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        table_of(ledger.con, "vouchr").insert({"id": 1})


@pytest.mark.parametrize("how", ["update", "delete", "replace", "upsert", "alter", "transform"])
def test_sqlite_utils_may_not_touch_what_is_posted(ledger: Ledger, how: str) -> None:
    before = world.dump(ledger.path)
    table = table_of(ledger.con, "voucher_seal")
    row = {"voucher_id": 1, "n_lines": 9, "debit_ore": 1, "prev_hash": "0", "hash": "x"}
    ways = {
        "update": lambda: table.update(1, {"debit_ore": 1}),
        "delete": lambda: table.delete(1),
        "replace": lambda: table.insert(row, replace=True),
        "upsert": lambda: table.upsert(row, pk="voucher_id"),
        "alter": lambda: table.insert({**row, "x": 1}, alter=True),
        "transform": lambda: table.transform(rename={"hash": "sum"}),
    }
    with pytest.raises(sqlite3.Error):
        ways[how]()
    if ledger.con.in_transaction:
        ledger.con.execute("ROLLBACK")
    assert world.dump(ledger.path) == before


def test_a_stranger_without_the_switches_gets_past_a_guard_and_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute(
            "INSERT OR REPLACE INTO document"
            " SELECT sha256, media_type, zeroblob(9), created_at FROM document LIMIT 1"
        )
        con.commit()
    assert "C11" in world.codes(path)


def test_a_key_that_now_means_other_amounts_is_refused(ledger: Ledger) -> None:
    def voucher(ore: int) -> Voucher:
        lines = (VoucherLine("1920", ore), VoucherLine("2990", -ore))
        return Voucher(VoucherKind.TRANSFER, world.LATE, "x", lines)

    with ledger.write() as con:
        first = post(con, voucher(5), key="k", stamp=build.stamp(world.LATE))
        again = post(con, voucher(5), key="k", stamp=build.stamp(world.LATE))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.voucher_id, again.no) == (first.voucher_id, first.no)
    with pytest.raises(GuardError, match="other amounts"), ledger.write() as con:
        post(con, voucher(6), key="k", stamp=build.stamp(world.LATE))
