"""netsgiro as a second opinion on plain files: where it can read, both read the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import netsgiro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.build import SHARED
from tests.formats.build import read
from tests.formats.test_ocr_write import payments
from tests.formats.test_ocr_write import written

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.payment import BankPayment

Seen = tuple["date", int, str, str, "date | None", str, str, str]


def seen_by_netsgiro(content: bytes) -> list[Seen]:
    text = content.decode("iso-8859-1")
    return [
        (
            each.date,
            each.amount_in_cents,
            each.kid or "",
            each.text or "",
            each.bank_date,
            each.debit_account or "",
            each.reference or "",
            str(each.type.value),
        )
        for assignment in netsgiro.parse(text).assignments
        for each in assignment.transactions
        if isinstance(each, netsgiro.Transaction)
    ]


def seen_by_us(content: bytes) -> list[Seen]:
    return [
        (
            each.booked_on,
            each.amount_ore,
            each.kid,
            each.text,
            each.ordered_on,
            each.payer_account,
            each.reference,
            each.type_code,
        )
        for each in read(content).payments
    ]


def plain(row: BankPayment) -> BankPayment:
    """Return the row as netsgiro can read it: no MOD11 dash, no empty fields, no sign."""
    return row._replace(
        amount_ore=abs(row.amount_ore),
        kid=row.kid.replace("-", "0"),
        ordered_on=row.ordered_on or row.booked_on,
        payer_account=row.payer_account or "36069990007",
        reference=row.reference or "770000001",
    )


@given(st.lists(payments().map(plain), min_size=1, max_size=8))
def test_both_read_the_same(rows: list[BankPayment]) -> None:
    content = written(rows)
    assert seen_by_us(content) == seen_by_netsgiro(content)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not on this machine")
def test_both_read_the_real_sample_alike() -> None:
    content = (SHARED / "netsgiro-ocr_giro_transactions.txt").read_bytes()
    ours = seen_by_us(content)
    assert len(ours) == 20
    assert ours == seen_by_netsgiro(content)
