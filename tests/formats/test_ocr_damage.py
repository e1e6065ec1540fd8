"""Damaged OCR giro files: each kind has its own sentence, with line, columns and advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.formats.ocr import FORMAT
from tests.formats.build import TODAY
from tests.formats.build import changed
from tests.formats.build import joined
from tests.formats.build import record
from tests.formats.build import sample_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Golden

GIRO = sample_lines("giro")  # 10, 20, six pairs on lines 3-14, 88 on 15, 89 on 16
CARDS = sample_lines("cards")  # 10, 20, items on 3-14 (texts on 11 and 14), 88 on 15, 89 on 16
ANEW = "fetch the file anew from the bank"


def without(lines: Sequence[str], *numbers: int) -> list[str]:
    return [line for number, line in enumerate(lines, 1) if number not in numbers]


def with_line(lines: Sequence[str], before: int, line: str) -> list[str]:
    return [*lines[: before - 1], line, *lines[before - 1 :]]


def shortened(lines: Sequence[str], number: int, *, by: int) -> list[str]:
    return [*lines[: number - 1], lines[number - 1][:-by], *lines[number:]]


MANDATES = [
    GIRO[0],
    record("NY212420000000000000000197104445555"),
    record(f"NY21947000000011{'002005015':>25}N"),
    record("NY2124880000000100000003"),
    record("NY0000890000000100000005"),
]

DAMAGE: dict[str, tuple[str, list[str]]] = {
    "a transaction is gone": ("13: columns 9-16", without(GIRO, 5, 6)),
    "a transaction is there twice": (
        "17: columns 9-16",
        with_line(with_line(GIRO, 5, GIRO[3]), 5, GIRO[2]),
    ),
    "an amount was changed": ("15: columns 25-41", changed(GIRO, 3, 49, "1")),
    "a minus was lost": ("15: columns 25-41", changed(GIRO, 11, 32, "0")),
    "the sign is neither 0 nor -": ("3: column 32", changed(GIRO, 3, 32, "+")),
    "a letter in an amount": ("3: columns 33-49", changed(GIRO, 3, 49, "O")),
    "blanks in an amount": ("3: columns 33-49", changed(GIRO, 3, 33, " " * 10)),
    "an underscore in an amount": ("3: columns 33-49", changed(GIRO, 3, 44, "_")),
    "a superscript digit in an amount": ("3: column 49", changed(GIRO, 3, 49, "²")),
    "an absurd amount": ("3: columns 33-49", changed(GIRO, 3, 33, "9" * 17)),
    "a type of letters": ("3: columns 5-6", changed(GIRO, 3, 5, "\x80X")),
    "a service of letters": ("2: columns 3-4", changed(GIRO, 2, 3, "O9")),
    "a settlement date that is none": ("3: columns 16-21", changed(GIRO, 3, 16, "310626")),
    "no settlement date": ("3: columns 16-21", changed(GIRO, 3, 16, "000000")),
    "a second record is gone": ("4: columns 1-8", without(GIRO, 4)),
    "a first record is gone": ("3: columns 1-8", without(GIRO, 3)),
    "second records of two transactions are swapped": (
        "8: columns 9-15",
        [*GIRO[:7], GIRO[9], GIRO[8], GIRO[7], *GIRO[10:]],
    ),
    "a text record is gone": ("14: columns 17-24", without(CARDS, 11)),
    "a text record is there twice": ("12: columns 1-8", with_line(CARDS, 11, CARDS[10])),
    "a text record without its transaction": ("3: columns 1-8", with_line(GIRO, 3, CARDS[10])),
    "the assignment's end record is gone": ("15: columns 1-8", without(GIRO, 15)),
    "the assignment's start record is gone": ("2: columns 1-8", without(GIRO, 2)),
    "the file's end record is gone": ("15: the file ends here", without(GIRO, 16)),
    "the file ends inside a transaction": ("3: the file ends here", GIRO[:3]),
    "the file ends after a transaction": ("4: the file ends here", GIRO[:4]),
    "something stands after the end": ("17: columns 1-8", [*GIRO, GIRO[2]]),
    "a letter from somebody is in the file": (
        "3: columns 1-8",
        with_line(GIRO, 3, "Hei! Her er linjene du spurte om.".ljust(80)[:79] + "."),
    ),
    "the last end record counts wrong": ("16: columns 9-16", changed(GIRO, 16, 9, "00000007")),
    "the last end record sums wrong": ("16: columns 25-41", changed(GIRO, 16, 41, "1")),
    "a count that is no number": ("15: columns 9-16", changed(GIRO, 15, 9, f"{6:8}")),
    "a sum that is no number": ("15: columns 25-41", changed(GIRO, 15, 25, "-")),
    "an account that is no number": ("2: columns 25-35", changed(GIRO, 2, 25, "9710.44.55")),
    "a line lost blanks": ("3: columns 65-80", [*GIRO[:2], GIRO[2].replace(" ", ""), *GIRO[3:]]),
    "a line lost its last zero": ("9: column 80", shortened(GIRO, 9, by=1)),
    "a line is too long": ("3: columns 81-82", [*GIRO[:2], GIRO[2] + "00", *GIRO[3:]]),
    "a NUL": ("4: column 20", changed(GIRO, 4, 20, "\0")),
    "an escape character in a text": ("11: column 16", changed(CARDS, 11, 16, "\x1b[31m")),
    "a tab": ("3: column 50", changed(GIRO, 3, 50, "\t")),
    "a Ctrl-Z in the middle": ("5: column 1", changed(GIRO, 5, 1, "\x1a")),
    "a letter in a record without text": ("4: column 60", changed(GIRO, 4, 60, "ø")),
    "a mandate is gone": ("4: columns 9-16", changed(MANDATES, 4, 9, "00000002")),
    "the end of the mandates is gone": ("4: columns 1-8", without(MANDATES, 4)),
    "the file ends among the mandates": ("3: the file ends here", MANDATES[:3]),
    "the start of another file instead of an end": ("16: columns 1-8", [*GIRO[:15], *CARDS]),
}


def refusal(lines: Sequence[str], end: str = "\r\n") -> BadFileError:
    with pytest.raises(BadFileError) as caught:
        FORMAT.read(joined(lines, end=end), name="bank.txt", today=TODAY)
    return caught.value


@pytest.mark.parametrize(("place", "lines"), DAMAGE.values(), ids=DAMAGE)
def test_each_damage_is_refused_at_its_place(place: str, lines: list[str]) -> None:
    error = refusal(lines)
    assert str(error).startswith(f"bank.txt:{place}")
    assert str(error).endswith(ANEW)
    assert str(refusal(lines, end="\n")) == str(error)
    assert error.line == int(place.partition(":")[0])


def test_each_damage_has_its_own_sentence(golden: Golden) -> None:
    told = {name: str(refusal(lines)) for name, (_, lines) in DAMAGE.items()}
    assert len(set(told.values())) == len(told)
    golden("formats/ocr-damage.txt", "".join(f"{name}\n  {told[name]}\n" for name in told))


def test_a_file_without_line_ends_names_its_last_record() -> None:
    with pytest.raises(BadFileError) as caught:
        FORMAT.read(joined(GIRO, end="")[:-7], name="bank.txt", today=TODAY)
    assert str(caught.value) == (
        "bank.txt:16: the file has no line ends and its last record only 73 of 80 characters;"
        f" it is cut off, so {ANEW}"
    )


WHOLE = joined(GIRO) + joined(CARDS)


@given(at=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_changes_no_amount(at: int, byte: int) -> None:
    content = WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :]
    amounts = [
        payment.amount_ore for payment in FORMAT.read(WHOLE, name="bank.txt", today=TODAY).payments
    ]
    try:
        file = FORMAT.read(content, name="bank.txt", today=TODAY)
    except BadFileError as error:
        sentence = str(error)
        assert sentence.isprintable()
        return
    # the type alone says that a card payment is a reversal, and no sum covers it
    assert [abs(payment.amount_ore) for payment in file.payments] == [abs(ore) for ore in amounts]


@given(first=st.integers(0, len(WHOLE)), second=st.integers(0, len(WHOLE)))
def test_a_piece_cut_out_is_refused_unless_a_whole_file_is_left(first: int, second: int) -> None:
    start, stop = sorted((first, second))
    content = WHOLE[:start] + WHOLE[stop:]
    try:
        file = FORMAT.read(content, name="bank.txt", today=TODAY)
    except BadFileError:
        return
    assert len(file.payments) in {0, 5, 6, 11}


@given(st.binary(max_size=400).map(lambda tail: b"NY000010" + tail))
def test_anything_else_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadFileError):
        FORMAT.read(content, name="bank.txt", today=TODAY)
