"""The writer: what it writes reads back as it was, and what the format cannot say is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.payment import BankPayment
from invoicectl.formats.ocr_layout import PAYMENT_TYPES
from invoicectl.formats.ocr_write import write_ocr
from tests.formats.build import TODAY
from tests.formats.build import read
from tests.formats.build import record

ACCOUNT = "97104445555"
NAMES = {each.code: each.name for each in PAYMENT_TYPES}

days = st.dates(date(2025, 1, 1), TODAY)


@st.composite
def payments(draw: st.DrawFn) -> BankPayment:
    """Return one payment as the reader would give it, but for its line."""
    code = draw(st.sampled_from(["10", "11", "12", "13", "14", "15", "16", "17"]))
    amount_ore = draw(st.integers(1, 10**11))
    reference = draw(st.integers(0, 10**9 - 1))
    payer = draw(st.integers(0, 10**11 - 1))
    return BankPayment(
        line=0,
        account=ACCOUNT,
        booked_on=draw(days),
        amount_ore=-amount_ore if draw(st.booleans()) else amount_ore,
        kid=draw(st.from_regex(r"[0-9]{1,24}[0-9-]", fullmatch=True)),
        payer_account=f"{payer:011}" if payer else "",
        ordered_on=draw(st.none() | days),
        reference=f"{reference:09}" if reference else "",
        type_code=code,
        type_name=NAMES[code],
    )


def written(rows: list[BankPayment]) -> bytes:
    return write_ocr(
        rows,
        account=ACCOUNT,
        agreement="104445555",
        sender="00008080",
        transmission_no=42,
        on=TODAY,
    )


@st.composite
def files(draw: st.DrawFn) -> list[BankPayment]:
    """Return payments that together are not below zero, as the format demands."""
    rows = draw(st.lists(payments(), min_size=1, max_size=12))
    short_ore = -sum(row.amount_ore for row in rows)
    return [*rows, rows[0]._replace(amount_ore=short_ore)] if short_ore > 0 else rows


@given(files())
def test_what_is_written_reads_back_as_it_was(rows: list[BankPayment]) -> None:
    file = read(written(rows))
    expected = tuple(row._replace(line=3 + 2 * at) for at, row in enumerate(rows))
    assert file.payments == expected
    assert file.identity == ("00008080/0000042/04445555",)
    assert file.warnings == ()
    assert file.other_records == 0


GOOD = BankPayment(1, ACCOUNT, date(2026, 6, 30), 125_000, kid="002005015", type_code="13")


def test_a_written_file_is_legal_to_the_letter() -> None:
    second = GOOD._replace(
        amount_ore=-25_000,
        booked_on=date(2026, 7, 1),
        ordered_on=date(2026, 6, 30),
        payer_account="36069990007",
        reference="770000004",
    )
    lines = written([GOOD, second]).decode("ascii").split("\r\n")
    kid = f"{'002005015':>25}"
    assert lines == [
        record("NY000010|00008080|0000042|04445555".replace("|", "")),
        record("NY090020|104445555|0000001|97104445555".replace("|", "")),
        record(f"NY091330|0000001|300626|01301|00001|0|00000000000125000|{kid}".replace("|", "")),
        record("NY091331|0000001|0000000000|000000000|0000000|000000".replace("|", "")),
        record(f"NY091330|0000002|010726|01011|00001|-|00000000000025000|{kid}".replace("|", "")),
        record("NY091331|0000002|0000000000|770000004|0000000|300626|36069990007".replace("|", "")),
        record("NY090088|00000002|00000006|00000000000100000|010726300626010726".replace("|", "")),
        record("NY000089|00000002|00000008|00000000000100000|010726".replace("|", "")),
        "",
    ]


def test_the_largest_amount_reads_back() -> None:
    assert read(written([GOOD._replace(amount_ore=10**13)])).payments[0].amount_ore == 10**13


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (GOOD._replace(account="12017778887"), "payment 1 is for another account"),
        (GOOD._replace(type_code="19"), "payment 1: the type must be 10 to 17"),
        (GOOD._replace(type_code=""), "payment 1: the type must be 10 to 17"),
        (GOOD._replace(amount_ore=0), "payment 1: the amount does not fit"),
        (GOOD._replace(amount_ore=10**13 + 1), "payment 1: the amount does not fit"),
        (GOOD._replace(kid=""), "payment 1: the KID must be digits"),
        (GOOD._replace(kid="12 34"), "payment 1: the KID must be digits"),
        (GOOD._replace(kid="1٣"), "payment 1: the KID must be digits"),
        (GOOD._replace(kid="1" * 26), "payment 1: the KID has more than 25 characters"),
        (GOOD._replace(text="Husleie"), "payment 1: there is no place for text"),
        (GOOD._replace(payer_name="Kari"), "payment 1: there is no place for text"),
        (GOOD._replace(is_reversal=True), "payment 1: only cards have reversals"),
        (GOOD._replace(payer_account="123"), "payment 1: payer_account: 11 digits"),
        (GOOD._replace(reference="AB3456789"), "payment 1: reference: 9 digits"),
        (GOOD._replace(amount_ore=-1), "the sum of a file cannot be below zero"),
    ],
)
def test_what_the_format_cannot_say_is_refused(row: BankPayment, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        written([row])


def test_a_file_without_payments_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one payment"):
        written([])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account", "9710.44.55555"),
        ("agreement", "12345678"),
        ("sender", "NETS"),
        ("transmission_no", 0),
        ("transmission_no", 10**7),
    ],
)
def test_numbers_of_the_file_must_fit(field: str, value: str | int) -> None:
    good = {"account": ACCOUNT, "agreement": "104445555", "sender": "00008080"}
    numbers: dict[str, str] = good | ({field: value} if isinstance(value, str) else {})
    number = value if isinstance(value, int) else 1
    row = GOOD._replace(account=numbers["account"])
    with pytest.raises(ValueError, match=field):
        write_ocr([row], **numbers, transmission_no=number, on=TODAY)
