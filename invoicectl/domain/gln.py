"""GLN, the number GS1 gives to a company or a place: thirteen digits, the last one checks."""

from __future__ import annotations

from typing import Final

from invoicectl.errors import InputError

_LENGTH: Final = 13
_BASE: Final = 10
_BLANKS = str.maketrans("", "", " .-\u00a0\u202f\u2009\t")


def check_gln(text: str) -> str:
    """Return the thirteen digits of a GLN (GS1 check digit: weights 1 and 3, modulus 10).

    Raises:
        InputError: says whether the length, the characters or the check digit is wrong.
    """
    digits = text.translate(_BLANKS)
    shown = (text if text.isprintable() else ascii(text)[1:-1])[:60]
    if not (digits.isascii() and digits.isdigit()):
        raise InputError(f"'{shown}' is not a GLN: it must be {_LENGTH} digits.")
    if len(digits) != _LENGTH:
        raise InputError(f"'{shown}' is not a GLN: it has {len(digits)} digits, not {_LENGTH}.")
    if not digits.strip("0"):
        raise InputError(f"'{shown}' is not a GLN: it is all zeros.")
    if gln_check_digit(digits[:-1]) != digits[-1]:
        raise InputError(
            f"'{shown}' is not a GLN: its check digit is wrong, so a digit may be mistyped."
        )
    return digits


def gln_check_digit(first: str) -> str:
    """Return the check digit that twelve digits take."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(first))
    return str(-total % _BASE)
