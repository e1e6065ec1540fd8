"""The file for the bank, by columns; the expected records are those of the specification's form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.avtalegiro import DirectClaim
from invoicectl.formats.avtalegiro_write import write_avtalegiro

ACCOUNT = "97101230000"
FIRST = DirectClaim(1042, "0017010422", date(2026, 2, 20), 49_900, "NORDMANN", "Faktura 1042")
SECOND = DirectClaim(1044, "0203010442", date(2026, 2, 23), 129_900, "HANSEN", "Faktura 1044")

CLAIMS = """\
NY000010001234560000001000080800000000000000000000000000000000000000000000000000
NY210020000000000000000297101230000000000000000000000000000000000000000000000000
NY2102300000001200226           00000000000049900               0017010422000000
NY2102310000001NORDMANN                           Faktura 1042             00000
NY2102300000002230226           00000000000129900               0203010442000000
NY2102310000002HANSEN                             Faktura 1044             00000
NY210088000000020000000600000000000179800200226230226000000000000000000000000000
NY000089000000020000000800000000000179800200226000000000000000000000000000000000
"""
BOTH = """\
NY000010001234560000007000080800000000000000000000000000000000000000000000000000
NY210020000000000000001497101230000000000000000000000000000000000000000000000000
NY2102300000001200226           00000000000049900               0017010422000000
NY2102310000001NORDMANN                           Faktura 1042             00000
NY210088000000010000000400000000000049900200226200226000000000000000000000000000
NY213620000000000000001597101230000000000000000000000000000000000000000000000000
NY2193300000001230226           00000000000129900               0203010442000000
NY2193310000001HANSEN                             Faktura 1044             00000
NY213688000000010000000400000000000129900230226230226000000000000000000000000000
NY000089000000020000001000000000000179800200226000000000000000000000000000000000
"""
TEXT = st.text(max_size=40)
CLAIM = st.builds(
    DirectClaim,
    st.integers(1, 10**9),
    st.from_regex(r"[0-9]{2,24}[0-9-]", fullmatch=True),
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.integers(1, 10**13),
    TEXT,
    TEXT,
)


def written(claims: list[DirectClaim], cancelled: list[DirectClaim], number: int = 1) -> list[str]:
    content = write_avtalegiro(claims, cancelled, account=ACCOUNT, sender="00123456", number=number)
    assert content.endswith(b"\r\n")
    return content.decode("latin-1").split("\r\n")[:-1]


def test_claims_stand_as_the_specification_wants_them() -> None:
    assert written([FIRST, SECOND], []) == CLAIMS.splitlines()


def test_claims_and_those_called_back_are_two_assignments() -> None:
    assert written([FIRST], [SECOND], 7) == BOTH.splitlines()


@given(st.lists(CLAIM, max_size=5), st.lists(CLAIM, max_size=5), st.integers(1, 4_999_998))
def test_every_record_has_eighty_signs_and_every_sum_agrees(
    claims: list[DirectClaim], cancelled: list[DirectClaim], number: int
) -> None:
    if not claims and not cancelled:
        return
    records = written(claims, cancelled, number)
    assert {len(record) for record in records} == {80}
    end = records[-1]
    assert int(end[8:16]) == len(claims) + len(cancelled)
    assert int(end[16:24]) == len(records)
    assert int(end[24:41]) == sum(each.amount_ore for each in (*claims, *cancelled))
    starts = [record[17:24] for record in records if record[6:8] == "20"]
    assert len(set(starts)) == len(starts)


def test_a_second_reader_understands_it() -> None:
    netsgiro = pytest.importorskip("netsgiro")
    content = write_avtalegiro(
        [FIRST, SECOND], [], account=ACCOUNT, sender="00123456", number=3
    ).decode("latin-1")
    transmission = netsgiro.parse(content)
    (assignment,) = transmission.assignments
    assert assignment.account == ACCOUNT
    assert [(each.kid, each.amount * 100) for each in assignment.transactions] == [
        ("0017010422", 49_900),
        ("0203010442", 129_900),
    ]
    assert assignment.get_earliest_transaction_date() == date(2026, 2, 20)


@pytest.mark.parametrize(
    ("account", "sender", "number", "sentence"),
    [("1", "00123456", 1, "account"), (ACCOUNT, "1", 1, "sender"), (ACCOUNT, "00123456", 0, "7")],
)
def test_what_does_not_fit_is_never_written(
    account: str, sender: str, number: int, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        write_avtalegiro([FIRST], [], account=account, sender=sender, number=number)
