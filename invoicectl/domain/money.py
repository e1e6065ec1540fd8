"""Money as whole øre, quantities and unit prices as millionths: read, rounded once, and written."""

from __future__ import annotations

from typing import Final

from invoicectl.errors import InputError

ORE_MAX: Final = 10**13
"""No single amount is larger (reliability 3C): a hundred billion kroner is a slip of the finger."""

MICRO: Final = 1_000_000
MICRO_MAX: Final = ORE_MAX // 100 * MICRO

_GROUP: Final = 3

THIN_SPACE: Final = "\u202f"
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))


def round_half_up(numerator: int, denominator: int) -> int:
    """Return `numerator / denominator` as a whole number, halves going away from zero (RND-2).

    Symmetrical: the result for `-n` is minus the result for `n`, so a mirror entry cancels out.

    Args:
        numerator: any integer.
        denominator: positive.
    """
    assert denominator > 0  # the caller divides by a constant or a count
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole


def parse_kroner(text: str, *, what: str, signed: bool = False) -> int:
    """Return the øre of an amount such as `1234`, `1 234,50` or `1234.50`.

    Args:
        text: ASCII digits, blanks (also no-break ones) only between groups of three, at most two
            decimals after a comma or a point.
        what: the name of the field, for the error.
        signed: whether a leading minus is allowed.

    Raises:
        InputError: anything else, or more than 10^13 øre.
    """
    return _scaled(text, what=what, decimals=2, limit=ORE_MAX, signed=signed)


def parse_micro(text: str, *, what: str, signed: bool = False) -> int:
    """Return the millionths of a quantity or a unit price in kroner, up to six decimals.

    Reads what `parse_kroner` reads.

    Raises:
        InputError: not such a number, or too large.
    """
    return _scaled(text, what=what, decimals=6, limit=MICRO_MAX, signed=signed)


def parse_percent_bp(text: str, *, what: str) -> int:
    """Return the basis points of a percentage from 0 to 100, as in `12,5` or `25 %`.

    Raises:
        InputError: not a percentage with at most two decimals, or outside 0 to 100.
    """
    number = text.translate(_BLANKS).strip().removesuffix("%")
    return _scaled(number, what=what, decimals=2, limit=10_000, signed=False)


def kroner(ore: int, *, thousands: str = THIN_SPACE, decimal: str = ",", minus: str = "-") -> str:
    """Return an amount as people read it: `12 345,67`, always with two decimals.

    The default is the Norwegian form with a narrow no-break space (law 10.1). English letters take
    `thousands=",", decimal="."`; machine-readable rows take `thousands="", decimal="."`.

    Args:
        ore: the amount in øre, of either sign.
        thousands: what stands between groups of three digits.
        decimal: what stands before the øre.
        minus: the sign of negative amounts; print uses U+2212.
    """
    whole, rest = divmod(abs(ore), 100)
    sign = minus if ore < 0 else ""
    return f"{sign}{f'{whole:,}'.replace(',', thousands)}{decimal}{rest:02d}"


def decimal_text(micro: int, *, decimal: str = ",") -> str:
    """Return millionths as the shortest decimal number: 1500000 is `1,5` and 2000000 is `2`."""
    whole, rest = divmod(abs(micro), MICRO)
    sign = "-" if micro < 0 else ""
    tail = f"{rest:06d}".rstrip("0")
    return f"{sign}{whole}{decimal}{tail}" if tail else f"{sign}{whole}"


def percent_text(rate_bp: int, *, decimal: str = ",") -> str:
    """Return basis points as the shortest percentage, without the sign: 1225 is `12,25`."""
    return decimal_text(rate_bp * (MICRO // 100), decimal=decimal)


def _scaled(text: str, *, what: str, decimals: int, limit: int, signed: bool) -> int:
    """Return the number in `text` times ten to the power of `decimals`."""
    plain = text.translate(_BLANKS).strip().replace("\u2212", "-")
    negative = plain.startswith("-")
    if negative and not signed:
        raise InputError(f"{what}: {_shown(text)} is negative; it must be zero or more.")
    whole, mark, tail = plain.removeprefix("-").replace(",", ".").partition(".")
    if not _is_grouped(whole) or (mark and not _is_digits(tail)):
        raise InputError(f"{what}: {_shown(text)} is not a number; write it as 1234,50 or 1234.50.")
    if len(tail) > decimals:
        raise InputError(
            f"{what}: {_shown(text)} has {len(tail)} decimals, at most {decimals} are allowed; "
            "thousands are grouped by blanks only."
        )
    value = int((whole.replace(" ", "") + tail.ljust(decimals, "0"))[:40])
    if value > limit:
        most = f"{limit // 10**decimals:,}".replace(",", " ")
        raise InputError(f"{what}: {_shown(text)} is too large; the most is {most}.")
    return -value if negative else value


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_grouped(whole: str) -> bool:
    """Tell whether `whole` is digits, in one run or in blank-separated groups of three."""
    first, *rest = whole.split(" ")
    if not _is_digits(first) or (rest and len(first) > _GROUP):
        return False
    return all(_is_digits(group) and len(group) == _GROUP for group in rest)


def _shown(text: str) -> str:
    """Return the text for a message: quoted, control characters escaped, not endless."""
    return ascii(text) if not text.isprintable() else f"'{text[:40]}'"
