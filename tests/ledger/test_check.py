"""Every kind of damage has its code, and a sound ledger has none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.finding import CODES
from invoicectl.ledger.finding import SHOWN_MAX
from invoicectl.ledger.receipts import append_receipt
from invoicectl.ledger.receipts import receipts_path

from . import world

if TYPE_CHECKING:
    from pathlib import Path

# code, what happened, the statements, whether every hash is made to fit afterwards
DAMAGE = (
    ("C02", "a customer is gone", "DELETE FROM customer WHERE customer_no = '10002'", True),
    ("C02", "a column rule is broken", "UPDATE product SET active = 7", True),
    ("C10", "numbers were skipped", "UPDATE series SET next_no = next_no + 5", True),
    ("C10", "a number is about to come twice", "UPDATE series SET next_no = next_no - 1", True),
    (
        "C10",
        "a date before its predecessor's",
        (
            "UPDATE invoice SET issued_on = '2026-08-31' WHERE invoice_no = 10003;"
            "UPDATE voucher SET dated_on = '2026-08-31' WHERE idempotency_key = 'invoice:10003'"
        ),
        True,
    ),
    (
        "C10",
        "a voucher number is missing",
        "UPDATE voucher SET no = no + 1 WHERE id = (SELECT max(id) FROM voucher)",
        True,
    ),
    ("C11", "a PDF was changed", "UPDATE document SET content = zeroblob(9)", False),
    ("C11", "a PDF is something else", "UPDATE document SET media_type = 'text/plain'", True),
    (
        "C12",
        "an address was changed after issue",
        "UPDATE invoice SET buyer = replace(buyer, 'Oslo', 'Moss') WHERE invoice_no = 10001",
        False,
    ),
    (
        "C12",
        "an amount was changed after issue",
        (
            "UPDATE invoice SET net_ore = net_ore + 100, total_ore = total_ore + 100"
            " WHERE invoice_no = 10003"
        ),
        True,
    ),
    (
        "C12",
        "a line was changed after issue",
        "UPDATE invoice_line SET net_ore = net_ore + 100 WHERE invoice_no = 10003",
        True,
    ),
    (
        "C12",
        "the voucher has another day",
        "UPDATE voucher SET dated_on = '2026-09-02' WHERE idempotency_key = 'invoice:10003'",
        True,
    ),
    ("C12", "another currency", "UPDATE invoice SET currency = 'EUR'", True),
    (
        "C20",
        "a voucher is one øre off",
        (
            "UPDATE line SET amount_ore = amount_ore - 1, vat_base_ore = vat_base_ore - 1"
            " WHERE vat_code = '6'"
        ),
        True,
    ),
    ("C20", "a seal says another sum", "UPDATE voucher_seal SET debit_ore = debit_ore + 1", False),
    ("C20", "a seal says more lines", "UPDATE voucher_seal SET n_lines = n_lines + 1", False),
    ("C21", "a balance was changed", "UPDATE open_item SET principal_ore = 1", False),
    ("C21", "an open item is gone", "DELETE FROM open_item WHERE invoice_no = 10003", False),
    ("C21", "a debt was made up", "INSERT INTO open_item VALUES('10002',1,NULL,5,0,0,0)", False),
    (
        "C21",
        "a due date was moved",
        "UPDATE open_item SET due = '2030-01-01' WHERE invoice_no = 10003",
        False,
    ),
    (
        "C22",
        "another rate than was posted",
        "UPDATE line SET vat_rate_bp = 1500 WHERE vat_code = '3'",
        True,
    ),
    (
        "C22",
        "the base of a VAT line was changed",
        "UPDATE line SET vat_base_ore = vat_base_ore + 7 WHERE account = '2700'",
        True,
    ),
    ("C23", "an unknown VAT code", "UPDATE line SET vat_code = '99' WHERE vat_code = '6'", True),
    (
        "C24",
        "posted into a locked month",
        "INSERT INTO period_lock VALUES(202609, '2026-01-01T00:00:00+00:00', 'x')",
        True,
    ),
    (
        "C30",
        "a wrong check digit",
        "UPDATE invoice SET kid = '12345' WHERE kid <> '' AND invoice_no = 10003",
        True,
    ),
    (
        "C31",
        "a payment names another voucher",
        "UPDATE bank_transaction SET voucher_id = 1 WHERE id = 1",
        True,
    ),
    (
        "C31",
        "money was given to another payment",
        "UPDATE line SET transaction_id = 2 WHERE transaction_id = 1",
        True,
    ),
    (
        "C31",
        "money of a payment that never came",
        "UPDATE line SET transaction_id = 99 WHERE transaction_id = 1",
        True,
    ),
    (
        "C33",
        "the sum of a bank file was changed",
        "UPDATE bank_file SET sum_ore = sum_ore + 1, matched_ore = matched_ore + 1",
        True,
    ),
    (
        "C33",
        "a bank file had one payment more",
        "UPDATE bank_file SET payments = payments + 1, matched = matched + 1",
        True,
    ),
    (
        "C40",
        "an invoice was never put into the outbox",
        "UPDATE outbox SET purpose = 'credit_note' WHERE key LIKE 'invoice:10003:%'",
        True,
    ),
    ("C40", "sent, but nobody knows when", "UPDATE outbox SET sent_at = NULL", True),
    ("C40", "sent, but never tried", "UPDATE outbox SET attempts = 0", True),
    (
        "C40",
        "the last try says something else",
        "UPDATE outbox SET state = 'failed' WHERE id = 1",
        True,
    ),
    (
        "C40",
        "a delivery carries another document",
        (
            "UPDATE outbox SET document_sha256 ="
            " (SELECT document_sha256 FROM outbox WHERE id = 2) WHERE id = 1"
        ),
        True,
    ),
    ("C41", "waiting for days", "UPDATE outbox SET state = 'queued' WHERE id = 1", True),
    ("C42", "a letter is gone", "DELETE FROM notice", True),
    (
        "C42",
        "a letter names another delivery",
        "UPDATE notice SET outbox_id = 1 WHERE id = 1",
        True,
    ),
    ("C50", "a text was changed", "UPDATE voucher SET text = text || '.' WHERE id = 3", False),
    ("C50", "a clerk was changed", "UPDATE voucher SET actor = 'x' WHERE id = 1", False),
    (
        "C50",
        "a seal was replaced",
        "UPDATE voucher_seal SET hash = 'x' WHERE voucher_id = 2",
        False,
    ),
    ("C51", "a name was changed", "UPDATE customer SET name = 'Ny eier AS'", False),
    ("C51", "a line of the log is gone", "DELETE FROM log WHERE seq = 2", False),
    ("C51", "a line was added to the log", "INSERT INTO log VALUES(99,'x','x','x','x','x')", False),
    ("C51", "a seal is gone", "DELETE FROM row_seal WHERE tbl = 'product'", False),
    ("C51", "a seal of nothing", "INSERT INTO row_seal VALUES('x','y',NULL)", False),
)


def ids(case: object) -> str:
    return str(case) if isinstance(case, str) and len(case) < 60 and " " in case else ""


@pytest.fixture
def ledger(path: Path) -> Ledger:
    return open_ledger(path)


def test_every_code_is_explained_and_each_damage_has_one() -> None:
    assert {case[0] for case in DAMAGE} <= set(CODES)
    assert set(CODES) - {case[0] for case in DAMAGE} == {
        "C01", "C03", "C04", "C43", "C52", "C60", "C61", "C70",
    }, "these have tests of their own, below and in files beside"  # fmt: skip


def test_a_ledger_in_which_everything_has_happened_is_sound(path: Path) -> None:
    assert world.findings(path, now=world.NOW) == ()
    assert world.findings(path, full=False, now=world.NOW) == ()


def test_to_cover_up_nothing_changes_nothing(path: Path) -> None:
    before = world.dump(path)
    with world.damaging(path) as con:
        world.cover_up(con)
    assert [each for each in world.dump(path) if each not in before[2:3]] == [
        each for each in before if each not in before[2:3]
    ]


@pytest.mark.parametrize(("code", "what", "statements", "covered"), DAMAGE, ids=ids)
def test_damage_is_found_under_its_own_code(
    path: Path, code: str, what: str, statements: str, covered: bool
) -> None:
    del what
    with world.damaging(path) as con:
        for statement in statements.split(";"):
            con.execute(statement)
        if covered:
            world.cover_up(con)
    now = "2026-10-08T09:00:00+00:00" if code == "C41" else world.NOW
    assert world.codes(path, now=now) == {code}


def test_a_missing_seal_is_found(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("DELETE FROM voucher_seal WHERE voucher_id = (SELECT max(id) FROM voucher)")
    assert {"C20", "C50"} <= world.codes(path)


def test_a_voucher_that_was_cut_off_with_its_seal_leaves_its_invoice_alone(path: Path) -> None:
    with world.damaging(path) as con:
        last = con.execute("SELECT max(id) FROM voucher").fetchone()
        for table in ("voucher_seal", "line"):
            con.execute(f"DELETE FROM {table} WHERE voucher_id = ?", last)
        con.execute("DELETE FROM voucher WHERE id = ?", last)
    assert world.codes(path) & {"C12", "C31", "C21"}


def test_a_line_of_no_voucher_is_found(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("INSERT INTO line(voucher_id, n, account, amount_ore) VALUES(999,1,'1920',5)")
    assert "C20" in world.codes(path)


def test_an_invoice_that_vanished_leaves_its_voucher(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("DELETE FROM invoice_line WHERE invoice_no = 10003")
        con.execute("DELETE FROM invoice WHERE invoice_no = 10003")
        world.cover_up(con)
    assert {"C10", "C12"} <= world.codes(path)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER line_no_update",
        "DROP INDEX invoice_kid",
        "CREATE TABLE vouchr(id INTEGER)",
        "CREATE TRIGGER x AFTER INSERT ON log BEGIN SELECT 1; END",
        "INSERT INTO transition VALUES('sent','queued')",
        "DELETE FROM _sqlite_migrations",
    ],
)
def test_a_schema_that_is_not_ours_is_found(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute(statement)
        con.execute("UPDATE row_seal SET hash = randomblob(16) WHERE tbl = 'transition'")
        con.commit()
    assert "C03" in world.codes(path)
    assert "C03" in world.codes(path, full=False)


def test_a_connection_without_its_switches_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        found = {each.code for each in check_ledger(Ledger(con, path), full=False)}
    assert found == {"C04"}


def test_a_file_of_another_kind_or_version_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        con.execute("PRAGMA application_id = 1")
        con.execute("PRAGMA user_version = 77")
        sentences = [
            each.sentence
            for each in check_ledger(Ledger(con, path), full=False)
            if each.code == "C01"
        ]
    assert len(sentences) == 2
    assert "77" in sentences[1]


def test_a_receipt_the_ledger_does_not_know_is_found(path: Path) -> None:
    append_receipt(path, "invoice:10099:email:1", "x", world.NOW)
    for full in (True, False):
        (found,) = world.findings(path, full=full)
        assert found.code == "C43"
        assert "invoice:10099:email:1" in found.sentence


def test_a_receipt_for_what_waits_to_be_sent_is_found(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("DELETE FROM attempt WHERE outbox_id = 1")
        con.execute("UPDATE outbox SET state = 'queued', attempts = 0, sent_at = NULL WHERE id = 1")
        world.cover_up(con)
    assert world.codes(path) == {"C43"}


def test_an_edit_by_another_tool_is_found_at_once(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("UPDATE customer SET email = 'thief@example.com' WHERE customer_no = '10001'")
        con.commit()
    for full in (True, False):
        (found,) = world.findings(path, full=full)
        assert found.code == "C51"
        assert "10001" in found.sentence
        assert "another program" in found.sentence


def test_our_next_write_does_not_hide_what_another_tool_did(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("UPDATE customer SET email = 'thief@example.com' WHERE customer_no = '10001'")
        con.commit()
    with open_ledger(path) as ledger, ledger.write() as con:
        con.execute("UPDATE product SET name = 'Te' WHERE product_no = 'P1'")
    assert world.codes(path, full=False) == {"C51"}


@pytest.mark.parametrize(
    ("name", "mode"), [("", 0o640), (".receipts", 0o644), (".lock", 0o666), ("-journal", 0o660)]
)
def test_a_file_others_can_read_is_found(ledger: Ledger, name: str, mode: int) -> None:
    beside = ledger.path.with_name(ledger.path.name + name)
    beside.touch()
    beside.chmod(mode)
    with ledger:
        assert {each.code for each in check_ledger(ledger, full=False)} == {"C60"}


def test_a_link_beside_the_ledger_is_found(ledger: Ledger, tmp_path: Path) -> None:
    receipts_path(ledger.path).rename(tmp_path / "elsewhere")
    receipts_path(ledger.path).symlink_to(tmp_path / "elsewhere")
    with ledger:
        assert "C60" in {each.code for each in check_ledger(ledger, full=False)}


def test_a_folder_others_can_write_is_found(ledger: Ledger) -> None:
    ledger.path.parent.chmod(0o777)
    with ledger:
        assert {each.code for each in check_ledger(ledger, full=False)} == {"C60"}


def test_a_ledger_in_a_cloud_folder_is_found_by_a_full_check(path: Path) -> None:
    cloud = path.parent.parent / "Dropbox"
    path.parent.rename(cloud)
    (found,) = world.findings(cloud / path.name)
    assert found.code == "C60"
    assert "Dropbox" in found.sentence


def test_a_flood_of_findings_is_cut_short(path: Path) -> None:
    with world.damaging(path) as con:
        con.execute("DELETE FROM row_seal")
    found = world.findings(path)
    assert len(found) == SHOWN_MAX + 1
    assert "more" in found[-1].sentence


def test_a_check_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    world.findings(path)
    assert path.read_bytes() == before


def test_a_check_sees_a_writer_wholly_or_not_at_all(path: Path) -> None:
    with open_ledger(path) as reader, open_ledger(path) as writer, writer.write() as con:
        con.execute("UPDATE product SET name = 'Te' WHERE product_no = 'P1'")
        assert check_ledger(reader, full=True) == ()
