"""The open items can be lost: they are worked out anew from the postings, to the øre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import transfer_voucher
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.posting import post
from invoicectl.ledger.rebuild import rebuild_open_items
from tests import build

from . import world

if TYPE_CHECKING:
    from pathlib import Path

STAMP = build.stamp(world.LATE)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM open_item",
        "UPDATE open_item SET principal_ore = principal_ore + 1",
        "UPDATE open_item SET due = NULL",
        "INSERT INTO open_item VALUES('10002', 77, NULL, 1, 2, 3, 4)",
    ],
)
def test_whatever_happened_to_them_they_come_back(path: Path, statement: str) -> None:
    before = world.dump(path)
    with world.damaging(path) as con:
        con.execute(statement)
    assert world.codes(path) == {"C21"}
    assert rebuild_open_items(path, STAMP) > 0
    assert world.findings(path) == ()
    with open_ledger(path) as ledger:
        found = ledger.con.execute("SELECT * FROM open_item").fetchall()
    assert found in before


def test_what_is_right_is_left_alone(path: Path) -> None:
    before = world.dump(path)
    assert rebuild_open_items(path, STAMP) == 0
    assert world.dump(path) == before


def test_an_invoice_that_was_paid_and_is_open_again_keeps_its_due_date(path: Path) -> None:
    with open_ledger(path) as ledger:
        paid = "SELECT invoice_no, customer_no, due FROM invoice WHERE invoice_no = 10002"
        number, customer_no, due = ledger.con.execute(paid).fetchone()
        is_open = "SELECT due, principal_ore FROM open_item WHERE invoice_no = ?"
        assert ledger.con.execute(is_open, (number,)).fetchone() is None
        taken = [Allocation(5_000, customer_no, number, Claim.PRINCIPAL)]
        given = [Allocation(5_000, customer_no)]
        back = transfer_voucher(taken, given, Accounts(), dated_on=world.LATE)
        with ledger.write() as con:
            post(con, back, key="back", stamp=STAMP)
        assert ledger.con.execute(is_open, (number,)).fetchone() == (due, 5_000)
    assert world.findings(path) == ()
