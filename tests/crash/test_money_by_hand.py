"""What people do with payments, cut off anywhere: done whole or not at all, and then repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import KILLED
from tests.crash.killing import run_in_child
from tests.crash.rig import AN_HOUR_LATER
from tests.crash.rig import CLOCK
from tests.crash.rig import Company
from tests.crash.rig import add_drafts
from tests.crash.rig import found
from tests.crash.test_import import ACCOUNT
from tests.crash.test_import import OPEN_ORE
from tests.crash.test_import import payment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FAR = 5_000
STRIDE = 7
FEWEST = 15
# the payments: 1 unknown, 2 exact for 10001, 3 too much for 10002; invoice 10003 is 10001's
COMMANDS = {
    "match": ("payment match 1 10003", "match.posted"),
    "match in parts": ("payment match 1 10003=100,00 --customer 10002", "match.posted"),
    "unmatch": ("payment unmatch 2", "match.posted"),
    "ignore": ("payment ignore 1 --account 8055 --reason renter", "ignore.posted"),
    "add": ("payment add 10003 150 --means vipps", "add-payment.booked"),
    "credit": ("payment credit 10002 10004", "credit.used"),
    "refund": ("payment refund 1 --to 12015550005", "refund.planned"),
    "refund of credit": ("payment refund --customer 10002 100", "refund.planned"),
    "refund paid": ("payment refund R1 --paid", "refund.paid"),
    "refund cancelled": ("payment refund R1 --cancel", ""),
    "undo": ("payment undo monday.txt", "undo.posted"),
    "undo, at the end": ("payment undo monday.txt", "undo.marked"),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company with a payment of nobody, one that fits, and one that left credit."""
    company = found(tmp_path_factory.mktemp("before") / "company", port=1, channel="folder")
    add_drafts(company, 4)
    run(company, "send")
    bank_file(company, "monday.txt", 2, (1, 20_000), (10_001, OPEN_ORE))
    bank_file(company, "tuesday.txt", 3, (10_002, OPEN_ORE + 10_000))
    return company


def bank_file(company: Company, name: str, number: int, *paid: tuple[int, int]) -> None:
    """Import payments on invoices; one that does not exist makes a KID nobody has."""
    from invoicectl.formats.ocr_write import write_ocr
    from tests.crash.rig import DAY

    kids = {no: str(kid) for no, kid in company.rows("SELECT invoice_no, kid FROM invoice")}
    content = write_ocr(
        [payment(kids.get(invoice, "123456782"), ore) for invoice, ore in paid],
        account=ACCOUNT,
        agreement="001234567",
        sender="00008080",
        transmission_no=number,
        on=DAY,
    )
    path = company.root / name
    path.write_bytes(content)
    run(company, f"payment import {path}")


def run(company: Company, command: str, *, step: int | str = 0, clock: str = CLOCK) -> int:
    """Run one command line in a child."""
    words = ["--config", company.config, *command.split()]
    return run_in_child(words, clock=clock, kill_at=step)


def prepared(before: Company, name: str, tmp_path: Path) -> Company:
    """Return the company as it is when the command comes: one that books a refund needs one."""
    company = before.copied(tmp_path / "prepared")
    if "R1" in COMMANDS[name][0]:
        assert run(company, "payment refund 1 50 --to 12015550005") == 0
    return company


def books(company: Company) -> list[list[tuple[object, ...]]]:
    """Return all that a command may change, read by plain SQL past all code of the program."""
    assert company.rows("PRAGMA integrity_check") == [("ok",)]
    unbalanced = "SELECT voucher_id FROM line GROUP BY voucher_id HAVING sum(amount_ore) <> 0"
    assert not company.rows(unbalanced)
    return [
        company.rows(query)
        for query in (
            "SELECT id, state, reason, sentence, customer_no, invoice_no FROM bank_transaction",
            "SELECT customer_no, invoice_no, principal_ore FROM open_item ORDER BY 1, 2",
            "SELECT account, sum(amount_ore) FROM line GROUP BY account ORDER BY 1",
            "SELECT id, state, amount_ore, voucher_id IS NULL FROM refund ORDER BY id",
            "SELECT name, undone_id FROM bank_file ORDER BY id",
            "SELECT count(*) FROM voucher",
            "SELECT count(*) FROM log WHERE event NOT LIKE 'run.%'",
        )
    ]


def undisturbed(company: Company, command: str, tmp_path: Path) -> list[list[tuple[object, ...]]]:
    """Return the books after a command that nothing has cut off."""
    copy = company.copied(tmp_path / "undisturbed")
    assert run(copy, command) == 0
    assert run(copy, "ledger check") == 0
    wanted = books(copy)
    assert wanted != books(company)
    return wanted


def settled(
    company: Company,
    command: str,
    tmp_path: Path,
    wanted: list[list[tuple[object, ...]]],
    step: int | str,
) -> bool:
    """Kill a command at a step and repeat it; return False when it was over before.

    What a killed one has left must be the books before it or after it, and nothing else.
    """
    cut_off, earlier = company.copied(tmp_path / "cut"), books(company)
    if run(cut_off, command, step=step) != KILLED:
        return False
    left = books(cut_off)
    assert left in (earlier, wanted), f"{command}: killed at failpoint {step}"
    again = run(cut_off, command, clock=AN_HOUR_LATER)
    assert (again == 0) == (left == earlier), f"{command}: {again} after failpoint {step}"
    assert books(cut_off) == wanted, f"{command}: repeated after failpoint {step}"
    return True


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_where_it_matters(before: Company, tmp_path: Path, name: str) -> None:
    command, step = COMMANDS[name]
    company = prepared(before, name, tmp_path)
    wanted = undisturbed(company, command, tmp_path)
    if step:
        assert settled(company, command, tmp_path, wanted, step)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_anywhere(
    before: Company, tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    stride = 1 if request.config.getoption("--deep") else STRIDE
    command, _ = COMMANDS[name]
    company = prepared(before, name, tmp_path)
    wanted = undisturbed(company, command, tmp_path)
    steps = 0
    for step in range(1, FAR, stride):
        if not settled(company, command, tmp_path, wanted, step):
            break
        steps += 1
    assert steps * stride > FEWEST


def test_a_build_that_books_before_it_is_sure_is_caught(before: Company, tmp_path: Path) -> None:
    company = before.copied(tmp_path / "copy")
    words = ["--config", company.config, "payment", "credit", "10002", "10004"]
    earlier = books(company)
    assert run_in_child(words, clock=CLOCK, kill_at="credit.used", sabotage=_commit_early) == KILLED
    assert books(company) != earlier  # booked, and the log says nothing: the loop refuses this


def _commit_early() -> None:
    """Break the program: what was posted is committed before the rest of it is written."""
    from invoicectl.flows import use_credit
    from invoicectl.ledger import posting

    post: Callable[..., object] = posting.post

    def post_and_commit(con: object, *of: object, **how: object) -> object:
        posted = post(con, *of, **how)
        con.execute("COMMIT")  # type: ignore[attr-defined]
        return posted

    del use_credit
    posting.__dict__["post"] = post_and_commit
