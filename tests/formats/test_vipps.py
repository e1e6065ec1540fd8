from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.formats.vipps import FORMAT
from tests.formats.build import SAMPLES

FEES = (SAMPLES / "vipps" / "fees-3.xml").read_text()
SHARED = Path(__file__).parents[2] / "../shared/samples/payments/vipps-settlement-net.xml"
TODAY = date(2026, 2, 1)


def test_each_payment_is_told_with_its_order_and_its_settlement() -> None:
    found = FORMAT.read(FEES.encode(), name="vipps.xml", today=TODAY)
    first, second, back = found.payments
    assert (first.kid, first.amount_ore, first.text) == ("10001", 25_000, "Vipps 10001")
    assert (first.booked_on, first.ordered_on) == (date(2026, 1, 16), date(2026, 1, 15))
    assert first.type_name == "Vipps, settlement 3000001"
    assert second.kid == "01000100100014"
    assert (back.amount_ore, back.is_reversal) == (-25_000, True)


def test_what_vipps_keeps_is_told_by_settlement() -> None:
    (charge,) = FORMAT.read(FEES.encode(), name="vipps.xml", today=TODAY).charges
    assert (charge.amount_ore, charge.text) == (657, "Vipps 3000001")


def test_the_report_of_vipps_itself() -> None:
    if not SHARED.exists():
        pytest.skip("the samples are not here")
    found = FORMAT.read(SHARED.read_bytes(), name="vipps.xml", today=TODAY)
    assert len(found.payments) == 15
    assert sum(paid.amount_ore for paid in found.payments) == 1_700
    assert found.identity == ("2000001", "2000002")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<NumOfTransactions>2", "<NumOfTransactions>3", "says 3, but there are 2"),
        ("<NumOfSettlements>2", "<NumOfSettlements>x", "NumOfSettlements is missing"),
        ("<GrossSettlementAmount>375.00", "<GrossSettlementAmount>375.01",
         "the gross sum is stated as 375,01, but the payments come to 375,00"),
        ("<TransactionGrossAmount>250.00", "<TransactionGrossAmount>250", "must be such as"),
        ("<TransactionFeeAmount>4.38", "<TransactionFeeAmount>4.39", "the fee sum"),
        ("<SettlementDate>2026-01-16", "<SettlementDate>16.01.2026", "'16.01.2026' is no day"),
        (">NOK</SettlementCurrencyCode>\n        <TransactionID>500",
         ">EUR</SettlementCurrencyCode>\n        <TransactionID>500", "the currency is 'EUR'"),
        ("<SettlementReport", "<!DOCTYPE x><SettlementReport", "DOCTYPE"),
        ("PaymentsInfo>", "PaymentInfo>", "there are no settlements"),
    ],
)  # fmt: skip
def test_damage_is_named_by_its_place(old: str, new: str, sentence: str) -> None:
    assert old in FEES
    with pytest.raises(BadFileError, match=sentence):
        FORMAT.read(FEES.replace(old, new).encode(), name="vipps.xml", today=TODAY)


@given(at=st.integers(0, len(FEES)), noise=st.text(max_size=30), length=st.integers(0, 30))
def test_nothing_but_the_one_error_ever_comes_out(at: int, noise: str, length: int) -> None:
    content = (FEES[:at] + noise + FEES[at + length :]).encode(errors="replace")
    with suppress(BadFileError):
        FORMAT.read(content, name="vipps.xml", today=TODAY)
