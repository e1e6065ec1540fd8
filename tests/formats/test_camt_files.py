"""camt.053 and camt.054: real files, damaged ones, and whatever can be written in them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.payment import BankStatement
from invoicectl.errors import BadFileError
from tests.formats.build import SAMPLES
from tests.formats.build import SHARED
from tests.formats.build import read as read_on
from tests.formats.camt_build import ACCOUNT
from tests.formats.camt_build import balance
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment

KID = "0017010422"
OTHER_KID = "0017010430"
TODAY = date(2026, 10, 12)


def read(content: bytes) -> BankFile:
    return read_on(content, name="bank.xml", today=TODAY)


def only(*inside: str) -> BankPayment:
    (payment,) = read(message(*inside)).payments
    return payment


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not on this machine")
@pytest.mark.parametrize("version", ["02", "08"])
def test_the_shared_samples_say_what_they_are_documented_to_say(version: str) -> None:
    file = read((SHARED / f"composed-camt054.001.{version}.xml").read_bytes())
    assert [(each.amount_ore, each.kid) for each in file.payments] == [
        (1_250_000, "0017010422"),
        (49_950, "0017010430"),
        (229_900, ""),
        (104_900, "0203010442"),
        (-49_950, ""),
    ]
    assert file.payments[4].is_reversal
    assert file.payments[4].reference == file.payments[1].reference


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not on this machine")
def test_a_shared_sample_without_a_statement_is_refused() -> None:
    with pytest.raises(BadFileError, match="the file has no Stmt within Document/BkToCstmrStmt"):
        read((SHARED / "genkgo-camt053.v2.wrong.xml").read_bytes())


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(SAMPLES.glob("camt05*/*.xml"))))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
    with suppress(BadFileError):
        read(bytes(content))


values = st.one_of(
    st.sampled_from(
        ["NOK", "EUR", "CRDT", "DBIT", "BOOK", "PDNG", "true", "1.00", "2026-10-09", KID]
    ),
    st.text("0123456789.-+ ANxø", max_size=12),
)


@given(st.data())
def test_values_in_the_wrong_places_are_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(sorted(SAMPLES.glob("camt05*/*.xml")))).read_text("latin-1")
    parts = text.split(">")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(2, len(parts) - 2))
        parts[at] = data.draw(values) + "<" + parts[at].partition("<")[2]
    with suppress(BadFileError):
        read(">".join(parts).encode("latin-1"))


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.data())
def test_what_is_written_is_read(amounts: list[int], data: st.DataObject) -> None:
    def kroner(ore: int) -> str:
        return f"{ore // 100}.{ore % 100:02}"

    details = [detail(kroner(ore), kid=KID, ref=str(at)) for at, ore in enumerate(amounts)]
    cut = data.draw(st.integers(0, len(details)))
    entries = [
        entry(kroner(sum(amounts[a:b])), *details[a:b], count=b - a)
        for a, b in ((0, cut), (cut, len(details)))
        if a < b
    ]
    opening, total = data.draw(st.integers(0, 10**6)), sum(amounts)
    balances = (balance("OPBD", kroner(opening)), balance("CLBD", kroner(opening + total)))
    file = read(message(*balances, *entries, kind="053"))
    assert [each.amount_ore for each in file.payments] == amounts
    day = date(2026, 10, 9)
    expected = BankStatement(ACCOUNT, day, day, opening, opening + total, 0, "N1")
    assert file.statements == (expected,)
