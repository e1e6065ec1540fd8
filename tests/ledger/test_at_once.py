"""Eight processes on one ledger: no number twice, none skipped, no key used twice, sums right."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.flows.issue import issue
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.posting import post
from tests import build

from . import world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORKERS = 8
EACH = 6


def at_once(work: Callable[[Path, int], None], path: Path) -> None:
    """Run the work in eight processes that begin together."""
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work, args=(path, n)) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0


def _issue(path: Path, n: int) -> None:
    settings = build.settings_for(path.parent / f"s{n}")
    with open_ledger(path) as ledger:
        for _ in range(EACH):
            names = build.add(ledger, build.draft(), day=world.LATE)
            issue(ledger, settings, build.stamp(world.LATE), names)


def _post(path: Path, n: int) -> None:
    with open_ledger(path) as ledger:
        for each in range(EACH):
            lines = (VoucherLine("1920", 100 + each), VoucherLine("2990", -100 - each))
            voucher = Voucher(VoucherKind.TRANSFER, world.LATE, "x", lines)
            with ledger.write() as con:
                post(con, voucher, key=f"same:{each}", stamp=build.stamp(world.LATE))
                post(con, voucher, key=f"own:{n}:{each}", stamp=build.stamp(world.LATE))


def test_eight_processes_issue_invoices(path: Path) -> None:
    at_once(_issue, path)
    with open_ledger(path) as ledger:
        rows = ledger.con.execute("SELECT invoice_no FROM invoice WHERE invoice_no > 10006")
        numbers = [number for (number,) in rows]
    assert numbers == list(range(10007, 10007 + WORKERS * EACH))
    assert world.findings(path) == ()


def test_eight_processes_post_some_vouchers_of_one_key(path: Path) -> None:
    at_once(_post, path)
    with open_ledger(path) as ledger:
        keys = ledger.con.execute(
            "SELECT count(*) FILTER(WHERE idempotency_key GLOB 'same:*'),"
            " count(*) FILTER(WHERE idempotency_key GLOB 'own:*') FROM voucher"
        ).fetchone()
    assert keys == (EACH, WORKERS * EACH)
    assert world.codes(path) == set()
