"""Composed OCR giro files, whole and damaged, and a readable account of what was read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.formats.table import detect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.payment import BankFile

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "samples" / "payments"
TODAY = date(2026, 7, 1)


def read(content: bytes, *, name: str = "bank.txt", today: date = TODAY) -> BankFile:
    """Read as `payment import` does: recognise, then read."""
    return detect(content, name).read(content, name=name, today=today)


def sample_lines(case: str) -> list[str]:
    """Return the records of one of our own OCR samples."""
    return (SAMPLES / "ocr" / f"{case}.txt").read_bytes().decode("latin-1").split("\r\n")[:-1]


def joined(lines: Sequence[str], *, end: str = "\r\n", encoding: str = "latin-1") -> bytes:
    """Return the lines as a file."""
    return "".join(line + end for line in lines).encode(encoding)


def changed(lines: Sequence[str], number: int, first: int, text: str) -> list[str]:
    """Return the lines with `text` written from column `first` on line `number`, both from 1."""
    line = lines[number - 1]
    new = line[: first - 1] + text + line[first - 1 + len(text) :]
    return [*lines[: number - 1], new, *lines[number:]]


def record(text: str) -> str:
    """Return a record filled up with zeros."""
    assert len(text) <= 80
    return text.ljust(80, "0")


def transmission(*assignments: Sequence[str], count: int, total_ore: int) -> list[str]:
    """Return whole assignments between a start and a fitting end record."""
    records = [each for assignment in assignments for each in assignment]
    return [
        record("NY00001000008080000600100770077"),
        *records,
        record(f"NY000089{count:08}{len(records) + 2:08}{total_ore:017}300626"),
    ]


def assignment(*transactions: Sequence[str], total_ore: int) -> list[str]:
    """Return transactions between a start and a fitting end record."""
    records = [each for transaction in transactions for each in transaction]
    sums = f"{len(transactions):08}{len(records) + 2:08}{total_ore:017}"
    return [
        record("NY090020104445555000000197104445555"),
        *records,
        record(f"NY090088{sums}300626300626300626"),
    ]


def transaction(number: int, amount_ore: int, *, code: str = "10", sign: str = "0") -> list[str]:
    """Return the two records of a plain transaction."""
    return [
        record(f"NY09{code}30{number:07}3006260130100001{sign}{amount_ore:017}{'002005015':>25}"),
        record(f"NY09{code}31{number:07}{0:010}{number:09}{0:07}30062636069990007"),
    ]


def described(file: BankFile) -> str:
    """Return everything a file said, one payment a paragraph, for golden files."""
    lines = [
        f"format     {file.format}",
        *(f"identity   {each}" for each in file.identity),
        *(f"warning    {each}" for each in file.warnings),
        f"other      {file.other_records}",
        *(f"left out   {each.entries} {each.kind}, {each.sum_ore} øre" for each in file.left_out),
        *(f"statement  {each}" for each in file.statements),
        f"payments   {len(file.payments)}, {sum(each.amount_ore for each in file.payments)} øre",
    ]
    for payment in file.payments:
        lines.append("")
        lines += [
            f"{name:14} {value}"
            for name, value in payment._asdict().items()
            if value not in ("", ()) and (name, value) != ("is_sum", False)
        ]
    return "\n".join(lines) + "\n"
