"""What an OCR giro file means, and what may be odd about it without being refused."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date

import pytest

from invoicectl.errors import BadFileError
from invoicectl.formats.ocr_days import DayCache
from tests.formats.build import SHARED
from tests.formats.build import assignment
from tests.formats.build import changed
from tests.formats.build import joined
from tests.formats.build import read
from tests.formats.build import record
from tests.formats.build import sample_lines
from tests.formats.build import transaction
from tests.formats.build import transmission


def one(lines: list[str], *, count: int = 1, total_ore: int = 100) -> bytes:
    """Return a file of one assignment that holds these transaction records."""
    return joined(
        transmission(assignment_of(lines, count, total_ore), count=count, total_ore=total_ore)
    )


def assignment_of(lines: list[str], count: int, total_ore: int) -> list[str]:
    sums = f"{count:08}{len(lines) + 2:08}{total_ore:017}300626300626300626"
    start = record("NY090020104445555000000197104445555")
    return [start, *lines, record(f"NY090088{sums}")]


# ------------------------------------------------------------------------ the shared samples


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not on this machine")
@pytest.mark.parametrize(
    ("sample", "count", "total_ore", "texts", "negative_ore"),
    [  # payments 9
        ("composed-ocr-giro.txt", 7, 1_502_350, ["Kjøp uten KID"], -25_000),
        ("netsgiro-ocr_giro_transactions.txt", 20, 5_144_900, ["Foo bar baz"], 0),
    ],
)
def test_real_files_read_as_documented(
    sample: str, count: int, total_ore: int, texts: list[str], negative_ore: int
) -> None:
    file = read((SHARED / sample).read_bytes())
    assert len(file.payments) == count
    assert sum(payment.amount_ore for payment in file.payments) == total_ore
    assert [payment.text for payment in file.payments if payment.text] == texts
    assert sum(min(payment.amount_ore, 0) for payment in file.payments) == negative_ore


def test_negative_records_are_subtracted_from_the_sums() -> None:
    """The figures of the specification's Norwegian example (payments 2.4)."""
    plus = [transaction(number, 88_900) for number in range(1, 21)]
    minus = [
        transaction(20 + n, ore, sign="-") for n, ore in enumerate((70_000, 70_000, 75_000), 1)
    ]
    content = joined(
        transmission(assignment(*plus, *minus, total_ore=1_563_000), count=23, total_ore=1_563_000)
    )
    amounts = [payment.amount_ore for payment in read(content).payments]
    assert sum(amount for amount in amounts if amount > 0) == 1_778_000
    assert sum(amount for amount in amounts if amount < 0) == -215_000


@pytest.mark.parametrize("code", ["18", "20"])
@pytest.mark.parametrize("sign", ["0", "-"])
def test_a_card_reversal_is_money_out_once_whatever_its_sign(code: str, sign: str) -> None:
    total_ore = 200 if sign == "0" else 0  # the end records add it unless it is signed
    lines = [*transaction(1, 100), *transaction(2, 100, code=code, sign=sign)]
    first, second = read(one(lines, count=2, total_ore=total_ore)).payments
    assert (first.amount_ore, first.is_reversal) == (100, False)
    assert (second.amount_ore, second.is_reversal) == (-100, True)


# --------------------------------------------------------- what happens to a file on its way


GIRO = sample_lines("giro")
CARDS = sample_lines("cards")
UNDONE = "the file was stored anew as UTF-8 after it left the bank; its letters are kept"
PADDED = "line 1: blanks follow the record's 80 characters (so on 15 lines)"


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        pytest.param(joined(GIRO, end="\n"), (), id="LF"),
        pytest.param(joined(GIRO, end="\r\r\n"), (), id="CR CR LF"),
        pytest.param(joined(GIRO, end=""), (), id="no line ends"),
        pytest.param(joined(GIRO, end="") + b"\r\n", (), id="no line ends but the last"),
        pytest.param(joined(GIRO).rstrip(), (), id="no last line end"),
        pytest.param(b"\xef\xbb\xbf" + joined(GIRO), (), id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf" + joined(GIRO, end=""), (), id="mark, no line ends"),
        pytest.param(joined(GIRO) + b"\x1a", (), id="Ctrl-Z"),
        pytest.param(joined(GIRO).rstrip() + b"\x1a", (), id="Ctrl-Z on the last line"),
        pytest.param(b"\r\n\n" + joined(GIRO), (), id="blank lines before"),
        pytest.param(joined(GIRO) + b"\r\n \r\n\n", (), id="blank lines after"),
        pytest.param(joined(GIRO, end="\r\n\r\n"), (), id="blank lines between"),
        pytest.param(joined(GIRO, end=" \n"), (PADDED,), id="padded"),
    ],
)
def test_line_ends_and_blank_lines_change_nothing(content: bytes, warnings: tuple[str]) -> None:
    expected = [payment._replace(line=0) for payment in read(joined(GIRO)).payments]
    file = read(content)
    assert [payment._replace(line=0) for payment in file.payments] == expected
    assert file.warnings == warnings


def test_blank_lines_count_for_line_numbers() -> None:
    file = read(b"\r\n\n" + joined(GIRO))
    assert file.payments[0].line == 5


@pytest.mark.parametrize("end", ["\r\n", ""])
def test_a_file_stored_anew_as_utf_8_keeps_its_letters(end: str) -> None:
    file = read(joined([line.replace("\x85", ".") for line in CARDS], end=end, encoding="utf-8"))
    texts = [payment.text for payment in file.payments if payment.text]
    assert texts == ["Kjøp i butikk, Vågå .", "Retur av ærfugldun"]
    assert file.warnings == (UNDONE,)


def test_a_large_file_is_read_piece_by_piece_with_right_line_numbers() -> None:
    count = 3000  # about 490 kB: several pieces
    lines = [transaction(number, number) for number in range(1, count + 1)]
    total_ore = count * (count + 1) // 2
    content = joined(
        transmission(assignment(*lines, total_ore=total_ore), count=count, total_ore=total_ore)
    )
    payments = read(content).payments
    assert [payment.line for payment in payments] == list(range(3, 2 * count + 3, 2))
    assert [payment.amount_ore for payment in payments] == list(range(1, count + 1))


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("content", [joined(GIRO), joined(GIRO)[:-9]], ids=["whole", "cut off"])
def test_the_search_for_garbage_is_left_as_it_was(content: bytes, *, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with suppress(BadFileError):
            read(content)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_joined_files_are_several_transmissions() -> None:
    file = read(joined(GIRO) + joined(CARDS))
    assert len(file.payments) == 6 + 5
    assert file.identity == ("00008080/0006001/00770077", "00008080/0006002/00770077")


# ----------------------------------------------------------------------- several assignments


def test_assignments_with_the_same_number_both_count() -> None:
    first = assignment(transaction(1, 100), total_ore=100)
    second = assignment(transaction(1, 200), total_ore=200)
    file = read(joined(transmission(first, second, count=2, total_ore=300)))
    assert [payment.amount_ore for payment in file.payments] == [100, 200]


def test_transactions_with_the_same_number_both_count() -> None:
    """A reader that keys on the number drops the second amount (payments 8.1)."""
    file = read(one([*transaction(7, 100), *transaction(7, 200)], count=2, total_ore=300))
    assert [payment.amount_ore for payment in file.payments] == [100, 200]


def test_another_service_is_passed_over_and_its_end_record_believed() -> None:
    other = [
        record("NY040020"),
        record("NY040230" + "9" * 40),
        record(f"NY040088{1:08}{3:08}{500:017}"),
    ]
    mine = assignment(transaction(1, 100), total_ore=100)
    file = read(joined(transmission(other, mine, count=2, total_ore=600)))
    assert [payment.amount_ore for payment in file.payments] == [100]
    assert file.other_records == 1
    assert file.warnings == (
        "line 2: an assignment of service '04' is no OCR giro and is passed over",
    )


def test_a_file_without_payments_says_so() -> None:
    file = read(joined(transmission(assignment(total_ore=0), count=0, total_ore=0)))
    assert file.payments == ()
    assert file.warnings == ("the file holds no payments",)


# -------------------------------------------------------------------------- odd, not refused


def odd(first: int, text: str, *, line: int = 1, code: str = "10") -> tuple[str, ...]:
    """Return the warnings about one transaction with `text` from column `first` of a record."""
    lines = changed(transaction(1, 100, code=code), line, first, text)
    file = read(one(lines))
    assert len(file.payments) == 1
    assert file.payments[0].amount_ore == 100
    return file.warnings


@pytest.mark.parametrize(
    ("line", "first", "text", "warning"),
    [
        (1, 75, "03", "line 3: columns 75-80 should be zeros; what stands there is passed over"),
        (2, 80, "7", "line 4: columns 59-80 should be zeros; what stands there is passed over"),
        (
            2,
            42,
            "310926",
            "line 4: columns 42-47: the order date is no day; it is left out",
        ),
        (
            2,
            48,
            "X" * 11,
            "line 4: columns 48-58: the payer's account is no number; it is left out",
        ),
        (1, 50, " " * 25, "line 3: columns 50-74: the transaction has no KID"),
        (
            1,
            50,
            f"{'AB 12':>25}",
            "line 3: columns 50-74: what stands there is no KID; it is kept as text",
        ),
        (
            1,
            50,
            f"{'002005015':25}",
            "line 3: columns 50-74: the KID does not stand at the right as it should",
        ),
        (
            1,
            16,
            "290626",
            (
                "line 5: columns 48-59: the transactions were settled from 2026-06-29"
                " to 2026-06-29, the end record says otherwise"
            ),
        ),
    ],
)
def test_what_nothing_is_booked_by_is_let_pass(
    line: int, first: int, text: str, warning: str
) -> None:
    assert odd(first, text, line=line) == (warning,)


@pytest.mark.parametrize(
    ("line", "first", "text"),
    [
        (1, 22, "0000000000"),  # bank fields
        (1, 22, "    "),
        (2, 16, "9999999999"),  # form number
        (2, 35, "1883206"),  # the filler that has digits in the specification's own example
        (2, 42, "000000"),  # no order date
        (2, 42, "      "),
        (2, 48, "00000000000"),  # no payer
        (2, 48, "           "),
    ],
)
def test_what_banks_fill_as_they_like_is_not_even_odd(line: int, first: int, text: str) -> None:
    assert odd(first, text, line=line) == ()


def test_fields_that_say_nothing_are_empty() -> None:
    lines = changed(transaction(1, 100), 2, 26, "0" * 9 + "0" * 7 + "0" * 6 + "0" * 11)
    (payment,) = read(one(lines)).payments
    assert (payment.reference, payment.ordered_on, payment.payer_account) == ("", None, "")


def test_an_unlike_kid_is_kept_as_text_and_joined_by_item_3() -> None:
    lines = changed(transaction(1, 100, code="21"), 1, 50, f"{'ORDRE-17':>25}")
    text = record(f"NY092132{1:07}{'Takk!':40}")
    (payment,) = read(one([*lines, text])).payments
    assert (payment.kid, payment.text) == ("", "ORDRE-17 Takk!")


@pytest.mark.parametrize("kid", ["18", "0010468-", "1" * 25, "0" * 24 + "-"])
def test_kids_of_every_length_are_kept_as_they_are(kid: str) -> None:
    lines = changed(transaction(1, 100), 1, 50, f"{kid:>25}")
    file = read(one(lines))
    assert file.payments[0].kid == kid
    assert file.warnings == ()


def test_an_unknown_type_is_an_ordinary_payment() -> None:
    file = read(one([*transaction(1, 100, code="50"), *transaction(2, 100, code="50")], count=2,
                    total_ore=200))  # fmt: skip
    assert [payment.amount_ore for payment in file.payments] == [100, 100]
    assert [payment.type_code for payment in file.payments] == ["50", "50"]
    assert file.warnings == (
        (
            "line 3: columns 5-6: transaction type '50' is not known;"
            " such transactions are taken as ordinary payments"
        ),
    )


def test_an_amount_of_zero_is_kept_for_the_list_and_noted() -> None:
    file = read(one(transaction(1, 0), total_ore=0))
    assert file.payments[0].amount_ore == 0
    assert file.warnings == ("line 3: the transaction has no amount; there is nothing to book",)


def test_the_same_oddity_is_told_once_with_its_number() -> None:
    lines = [line for n in (1, 2, 3) for line in changed(transaction(n, 100), 1, 75, "03")]
    file = read(one(lines, count=3, total_ore=300))
    assert file.warnings == (
        "line 3: columns 75-80 should be zeros; what stands there is passed over (so on 3 lines)",
    )


def test_a_sum_below_zero_has_no_sign_in_the_end_record() -> None:
    lines = [*transaction(1, 100), *transaction(2, 400, sign="-")]
    file = read(one(lines, count=2, total_ore=300))
    assert sum(payment.amount_ore for payment in file.payments) == -300
    assert (
        file.warnings[0]
        == "line 7: more money went out than came in: kr -3.00 together (so on 2 lines)"
    )


def test_a_record_count_of_its_own_kind_is_noted_when_nothing_is_lost() -> None:
    file = read(joined(changed(GIRO, 15, 17, "00000015")))
    assert len(file.payments) == 6
    assert file.warnings == (
        (
            "line 15: columns 17-24: the end record counts 15 records, the assignment has 14;"
            " transactions and sum agree"
        ),
    )


def test_a_card_payment_may_come_without_its_text() -> None:
    lines = changed(transaction(1, 100, code="21"), 1, 50, " " * 25)
    file = read(one(lines))
    assert (file.payments[0].kid, file.payments[0].text, file.warnings) == ("", "", ())


def test_a_text_record_of_another_type_is_kept() -> None:
    file = read(one([*transaction(1, 100), record(f"NY091032{1:07}{'Husleie':40}")]))
    assert (file.payments[0].text, file.warnings) == ("Husleie", ())


def test_payments_of_tomorrow_are_noted() -> None:
    file = read(joined(GIRO), today=date(2026, 6, 29))
    assert file.warnings == ("line 15: the file has payments settled on 2026-06-30, after today",)


# ------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("six", "today", "day"),
    [
        ("300626", date(2026, 7, 1), date(2026, 6, 30)),
        ("311299", date(2026, 7, 1), date(1999, 12, 31)),
        ("010145", date(2026, 7, 1), date(2045, 1, 1)),
        ("010146", date(2026, 7, 1), date(1946, 1, 1)),
        ("160192", date(2026, 7, 1), date(1992, 1, 16)),
        ("010168", date(2060, 7, 1), date(2068, 1, 1)),
        ("010170", date(2060, 7, 1), date(2070, 1, 1)),
        ("290224", date(2026, 7, 1), date(2024, 2, 29)),
        ("290223", date(2026, 7, 1), None),
        ("310626", date(2026, 7, 1), None),
        ("000000", date(2026, 7, 1), None),
        ("      ", date(2026, 7, 1), None),
        ("3006²6", date(2026, 7, 1), None),
        ("٣٠٠٦٢٦", date(2026, 7, 1), None),
        ("+1+1+1", date(2026, 7, 1), None),
    ],
)
def test_a_date_of_six_digits_lies_near_today(six: str, today: date, day: date | None) -> None:
    assert DayCache(today)[six] == day
