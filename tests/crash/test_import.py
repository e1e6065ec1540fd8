"""`payment import` is cut off at every SQL statement; run again, it books each payment once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.payment import BankPayment
from tests.crash.killing import KILLED
from tests.crash.killing import run_in_child
from tests.crash.rig import AN_HOUR_LATER
from tests.crash.rig import CLOCK
from tests.crash.rig import DAY
from tests.crash.rig import Company
from tests.crash.rig import add_drafts
from tests.crash.rig import found

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCOUNT = "97101230000"
DOCUMENTS = 3
FAR = 5_000
OPEN_ORE = 37_475  # two times 149.90 with 25 % VAT
PAID_ORE = OPEN_ORE + 10_000 + 5_000 + 2_000


@pytest.fixture
def before(tmp_path: Path) -> Company:
    """A company with three open invoices."""
    company = found(tmp_path / "company", port=1, channel="folder")
    add_drafts(company, DOCUMENTS)
    assert run_in_child(["--config", company.config, "send"], clock=CLOCK) == 0
    return company


def bank_files(company: Company, folder: Path) -> tuple[Path, Path]:
    """Write two files that overlap: exact, partial, unknown KID, and two equal payments."""
    from invoicectl.formats.ocr_write import write_ocr

    kids = [str(kid) for (kid,) in company.rows("SELECT kid FROM invoice ORDER BY invoice_no")]
    first = [payment(kids[0], OPEN_ORE), payment(kids[1], 10_000), payment("123456782", 5_000)]
    second = [*first[1:], payment(kids[2], 1_000), payment(kids[2], 1_000)]
    paths = (folder / "monday.txt", folder / "tuesday.txt")
    for number, (path, payments) in enumerate(zip(paths, (first, second), strict=True), 1):
        content = write_ocr(
            payments,
            account=ACCOUNT,
            agreement="001234567",
            sender="00008080",
            transmission_no=number,
            on=DAY,
        )
        path.write_bytes(content)
    return paths


def books(company: Company) -> list[list[tuple[object, ...]]]:
    """Return what must be the same however often the import was cut off and run again."""
    return [
        company.rows(
            "SELECT amount_ore, kid, ordinal, state, reason FROM bank_transaction"
            " ORDER BY kid, amount_ore, ordinal"
        ),
        company.rows("SELECT customer_no, invoice_no, principal_ore FROM open_item ORDER BY 1, 2"),
        company.rows("SELECT account, sum(amount_ore) FROM line GROUP BY account ORDER BY 1"),
        company.rows("SELECT voucher_id FROM line GROUP BY voucher_id HAVING sum(amount_ore) <> 0"),
    ]


def imported(
    company: Company,
    files: tuple[Path, Path],
    step: int = 0,
    sabotage: Callable[[], None] | None = None,
) -> int:
    """Import both files, killed at a step, and then both again as a person would."""
    words = ["--config", company.config, "payment", "import", *map(str, files)]
    status = run_in_child(words, clock=CLOCK, kill_at=step, sabotage=sabotage)
    run_in_child(words, clock=AN_HOUR_LATER, sabotage=sabotage)
    return status


def test_wherever_it_is_killed_each_payment_is_booked_once(before: Company, tmp_path: Path) -> None:
    files = bank_files(before, tmp_path)
    undisturbed = before.copied(tmp_path / "undisturbed")
    assert imported(undisturbed, files) != KILLED
    wanted = books(undisturbed)
    assert ("1920", PAID_ORE) in wanted[2]
    assert not wanted[3]
    steps = 0
    for step in range(1, FAR):
        company = before.copied(tmp_path / "copy")
        if imported(company, files, step) != KILLED:
            break
        steps += 1
        assert books(company) == wanted, f"killed at failpoint {step}"
    assert steps > 20


def test_a_build_without_the_unique_key_is_caught(before: Company, tmp_path: Path) -> None:
    def forgets_what_it_saw() -> None:
        from invoicectl.flows import receive

        def never_the_same(_: BankPayment) -> bytes:
            return os.urandom(16)

        vars(receive)["fingerprint_of"] = never_the_same

    files = bank_files(before, tmp_path)
    company = before.copied(tmp_path / "copy")
    imported(company, files, sabotage=forgets_what_it_saw)
    assert ("1920", PAID_ORE) not in books(company)[2]


def payment(kid: str, amount_ore: int) -> BankPayment:
    return BankPayment(
        line=1,
        account=ACCOUNT,
        booked_on=DAY,
        amount_ore=amount_ore,
        kid=kid,
        payer_account="12015550005",
        type_code="13",
    )
