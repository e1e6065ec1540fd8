"""KID: the payer's reference with its check digit; how ours is built, how a slip is met."""

from __future__ import annotations

from collections.abc import Container
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

from invoicectl.errors import InputError

KID_MIN: Final = 4
KID_MAX: Final = 25

_SHORTEST: Final = 2  # seen in bank files; we never make one under four

_DIGITS: Final = "0123456789"
_LUHN: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NOISE = str.maketrans(_DASHES, "-" * len(_DASHES), " .\t\u00a0\u202f\u2009")


class Modulus(StrEnum):
    """The two check digit rules of the OCR giro specification."""

    MOD10 = "mod10"
    MOD11 = "mod11"


class KidLayout(StrEnum):
    """What a KID is made of: customer and invoice number, or the invoice number alone."""

    CUSTOMER_INVOICE = "customer_invoice"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class KidScheme:
    """How this company's KID is built, as agreed with its bank: always the same length.

    Parts from left to right: customer number (layout `customer_invoice` only), invoice number,
    one spare digit (MOD11 with `avoid_dash` only), check digit; numbers are zero-filled. A `length`
    larger than the parts need widens the invoice number.

    The spare digit is why a dash never stops an invoice: one base in eleven has the MOD11 check
    character `-`, which banks and payers get wrong. The digit is 0, and 1 for exactly those bases;
    its weight is 2, so the remainder moves from 1 to 3 and the check digit becomes 8. It depends on
    the rest alone, so two invoices never share a KID. MOD10 needs no such digit and is preferred.
    """

    layout: KidLayout = KidLayout.CUSTOMER_INVOICE
    customer_digits: int = 6
    invoice_digits: int = 7
    modulus: Modulus = Modulus.MOD10
    avoid_dash: bool = True
    length: int = 0

    def __post_init__(self) -> None:
        """Refuse a scheme that no bank would register."""
        if not 1 <= self.invoice_digits <= KID_MAX or not 1 <= self.customer_digits <= KID_MAX:
            raise InputError("A KID needs 1 digit or more for the customer and for the invoice.")
        if self.length and self.length < self._needed:
            raise InputError(
                f"A KID of {self.length} digits is too short: its parts need {self._needed}; lower "
                "kid.customer_digits or kid.invoice_digits, or use the layout 'running'."
            )
        if not KID_MIN <= self.kid_length <= KID_MAX:
            raise InputError(
                f"A KID has {KID_MIN} to {KID_MAX} digits; this layout gives {self.kid_length}."
            )

    @property
    def kid_length(self) -> int:
        """The number of characters of every KID, check digit included: tell it to the bank."""
        return self.length or self._needed

    @property
    def _customer_width(self) -> int:
        return self.customer_digits if self.layout is KidLayout.CUSTOMER_INVOICE else 0

    @property
    def _has_spare(self) -> bool:
        return self.modulus is Modulus.MOD11 and self.avoid_dash

    @property
    def _needed(self) -> int:
        return self._customer_width + self.invoice_digits + self._has_spare + 1

    def kid_for(self, customer_no: str, invoice_no: int) -> str:
        """Return the KID of one invoice.

        Raises:
            InputError: a number does not fit its places, or the customer number is not digits.
        """
        if invoice_no < 1:
            raise InputError(
                f"Invoice number {invoice_no} cannot have a KID: it must be 1 or more."
            )
        customer = self._customer_part(customer_no)
        width = self.kid_length - len(customer) - self._has_spare - 1
        invoice = str(invoice_no).zfill(width)
        if len(invoice) > width:
            raise InputError(
                f"Invoice number {invoice_no} does not fit the {width} KID digits for it; "
                "agree on a longer KID with the bank and change kid.invoice_digits."
            )
        return self._closed(customer + invoice)

    def _customer_part(self, customer_no: str) -> str:
        if self.layout is KidLayout.RUNNING:
            return ""
        if not _is_digits(customer_no):
            raise InputError(
                f"Customer number '{customer_no}' cannot stand in a KID: only digits can; "
                "use the layout 'running' or a numeric customer number."
            )
        if len(customer_no) > self.customer_digits:
            raise InputError(
                f"Customer number {customer_no} does not fit the {self.customer_digits} KID digits "
                "for it; agree on a longer KID with the bank and change kid.customer_digits."
            )
        return customer_no.zfill(self.customer_digits)

    def _closed(self, base: str) -> str:
        if not self._has_spare:
            return base + check_digit(base, self.modulus)
        check = check_digit(f"{base}0", Modulus.MOD11)
        return f"{base}18" if check == "-" else f"{base}0{check}"


def check_digit(base: str, modulus: Modulus) -> str:
    """Return the check character of a base of digits: `0` to `9`, or `-` (MOD11 only).

    MOD10 doubles every second digit from the right and adds digits; MOD11 weights 2 to 7 from the
    right, remainder 1 giving the dash (payments 1.2 and 1.3).
    """
    assert base.isascii()  # callers have checked what they were given
    assert base.isdigit()
    if modulus is Modulus.MOD10:
        return _mod10(base)
    total = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(base)))
    return "0-987654321"[total % 11]


def is_kid(text: str, modulus: Modulus) -> bool:
    """Tell whether `text` is a whole KID: 2 to 25 characters, not all zeros, check digit right."""
    base, check = text[:-1], text[-1:]
    if not _SHORTEST <= len(text) <= KID_MAX or not _is_digits(base) or not base.strip("0"):
        return False
    return check == check_digit(base, modulus)


def normalise_kid(text: str) -> str:
    """Return a typed KID without blanks and dots, every kind of dash as `-` (payments 1.7)."""
    return text.translate(_NOISE)


def near_kids(kid: str, known: Container[str]) -> tuple[tuple[str, str], ...]:
    """Return the known KIDs that a payer may have meant, each with the reason in words.

    Suggestions only: never book by them. Exact hits are not repeated here.
    """
    typed = normalise_kid(kid)
    found: dict[str, str] = {}
    for variant, reason in kid_variants(typed):
        if variant != typed and variant not in found and variant in known:
            found[variant] = reason
    return tuple(found.items())


def kid_variants(kid: str) -> Iterator[tuple[str, str]]:
    """Yield what `kid` may have been before one slip, likeliest first, with the reason in words.

    May repeat itself and `kid`; a caller with a database asks for all of them at once.
    """
    if not _is_digits(kid.removesuffix("-")) or len(kid) > KID_MAX:
        return
    bare = kid.lstrip("0")
    for length in range(len(bare), KID_MAX + 1):
        yield bare.rjust(length, "0"), "the same number with other leading zeros"
    for check in f"{_DIGITS}-":
        yield kid + check, "the check digit was left out"
    for at in range(len(kid) - 1):
        yield kid[:at] + kid[at + 1] + kid[at] + kid[at + 2 :], "two neighbouring digits swapped"
    for at, new in product(range(len(kid)), _DIGITS):
        yield kid[:at] + new + kid[at + 1 :], "one digit wrong"
    for at in range(len(kid)):
        yield kid[:at] + kid[at + 1 :], "one digit too many"
    for at, new in product(range(len(kid) + 1), _DIGITS):
        yield kid[:at] + new + kid[at:], "one digit missing"


def _mod10(base: str) -> str:
    total = sum(map(int, base[-2::-2])) + sum(_LUHN[int(digit)] for digit in base[::-2])
    return str(-total % 10)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
