"""A transaction that is not as the specification says: refused, or let pass with a warning.

Refused is what money, dates of settlement or structure hang on. The rest is let pass, because
senders other than the clearing centre fill it as they like and nothing is booked by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final
from typing import NoReturn

from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.money import kroner
from invoicectl.formats import ocr_layout as layout

if TYPE_CHECKING:
    from invoicectl.errors import BadFileError
    from invoicectl.formats.ocr_checks import Checks

# C1 control characters are what a Windows program wrote: its dots, dashes and quotation marks
_WINDOWS_SIGNS: Final = {
    code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)
}


def broken_pair(checks: Checks, item_1: str, line_2: int, item_2: str) -> BadFileError:
    """Return the error for an item 1 that is not followed by its own item 2.

    Args:
        checks: of the file.
        item_1: the first record.
        line_2: the line of the record after it.
        item_2: the record after it; empty when the file ended.
    """
    head_2 = f"{item_1[:6]}31"
    if not item_2:
        return checks.cut_off(f"the second record of its last transaction, {head_2}")
    if item_2[:8] != head_2:
        wanted = f"the second record of the transaction above, {head_2}"
        return checks.out_of_place(line_2, item_2, wanted)
    found, wanted = layout.TRANSACTION_NO.of(item_2), layout.TRANSACTION_NO.of(item_1)
    return checks.fault(
        line_2,
        layout.TRANSACTION_NO,
        f"the second record has transaction number {found!a}, the first has {wanted!a}",
    )


def without_payer(checks: Checks, first: tuple[int, str], second: tuple[int, str]) -> str:
    """Return an empty account for a transaction in which something else than digits stands.

    Args:
        checks: of the file.
        first: line and record of item 1.
        second: line and record of item 2.

    Raises:
        BadFileError: the amount is not of digits, or there is a letter that is not ASCII.
    """
    for number, record in (first, second):
        _refuse_letters(checks, number, record)
    checks.whole_number(*first, layout.AMOUNT, "the amount in øre")
    line_2, item_2 = second
    if layout.PAYER_ACCOUNT.of(item_2).strip():
        columns = layout.PAYER_ACCOUNT.columns
        checks.odd(line_2, f"{columns}: the payer's account is no number; it is left out")
    return ""


def signed_amount(checks: Checks, number: int, item_1: str) -> int:
    """Return the øre of an item 1, negative when its sign is `-`.

    Raises:
        BadFileError: another sign than `0` or `-`, or more than 10^13 øre.
    """
    amount_ore = int(layout.AMOUNT.of(item_1))
    if amount_ore > ORE_MAX:
        most = kroner(ORE_MAX, thousands=",", decimal=".")
        raise checks.fault(
            number,
            layout.AMOUNT,
            f"the amount is {amount_ore} øre, and more than kr {most} is no payment",
        )
    if amount_ore == 0:
        checks.odd(number, "the transaction has no amount; there is nothing to book")
    sign = layout.SIGN.of(item_1)
    if sign not in "0-":
        sentence = f"the sign must be '0' or '-', but {sign!a} stands there"
        raise checks.fault(number, layout.SIGN, sentence)
    return -amount_ore if sign == "-" else amount_ore


def refuse_day(checks: Checks, number: int, item_1: str) -> NoReturn:
    """Refuse a settlement date that is missing or no day: a payment is never booked on a guess.

    Raises:
        BadFileError: always.
    """
    six = layout.SETTLED_ON.of(item_1)
    sentence = f"the settlement date must be a day as DDMMYY, but {six!a} stands there"
    raise checks.fault(number, layout.SETTLED_ON, sentence)


def note_order_day(checks: Checks, number: int, item_2: str) -> None:
    """Note an order date that is neither a day nor zeros."""
    if layout.ORDERED_ON.of(item_2).strip(" 0"):
        checks.odd(number, f"{layout.ORDERED_ON.columns}: the order date is no day; it is left out")


def odd_kid(checks: Checks, number: int, item_1: str) -> tuple[str, str]:
    """Return KID and text of an item 1 whose KID field is not plain digits.

    A final `-` is the check character of MOD11 and belongs to the KID. What cannot be a KID becomes
    the text, so that the payment comes in and a person can place it.
    """
    raw = layout.KID.of(item_1)
    kid = raw.strip(" ")
    if not kid:
        if layout.TYPE.of(item_1) not in layout.TYPES_WITHOUT_KID:
            checks.odd(number, f"{layout.KID.columns}: the transaction has no KID")
        return "", ""
    columns = layout.KID.columns
    if not kid.removesuffix("-").isdigit():
        checks.odd(number, f"{columns}: what stands there is no KID; it is kept as text")
        return "", kid
    if raw[-1] == " ":
        checks.odd(number, f"{columns}: the KID does not stand at the right as it should")
    return kid, ""


def parse_text(record: str) -> str:
    """Return the free text of item 3 without the blanks around it; nothing of it is markup."""
    return layout.TEXT.of(record).translate(_WINDOWS_SIGNS).strip()


def _refuse_letters(checks: Checks, number: int, record: str) -> None:
    for column, character in enumerate(record, 1):
        if not character.isascii():
            field = layout.Field(column, column)
            raise checks.fault(
                number, field, f"{character!a} cannot stand in a record without text"
            )
