"""Writes OCR giro files as the bank would: for the demonstration company and for tests.

Strict where the reader is patient: what the specification does not allow is refused, so that a
composed file never teaches the reader a bad habit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import ORE_MAX
from invoicectl.formats.ocr_layout import RECORD_LENGTH
from invoicectl.formats.ocr_layout import TYPE_BY_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.payment import BankPayment

KID_MAX: Final = 25
TRANSACTIONS_MAX: Final = 10**7 - 1


def write_ocr(
    payments: Sequence[BankPayment],
    *,
    account: str,
    agreement: str,
    sender: str,
    transmission_no: int,
    on: date,
) -> bytes:
    """Return a file of one transmission with one assignment: ISO-8859-1, lines ending in CR LF.

    Written are `booked_on`, `ordered_on`, `amount_ore` (negative with the sign `-`), `kid`,
    `payer_account`, `reference` and `type_code` (10 to 17); `line` is where the payment will stand.

    Args:
        payments: at least one, in the order of the file; in all not below zero.
        account: the receiving account, 11 digits; that of every payment.
        agreement: nine digits; the last eight serve as the recipient's number too.
        sender: the data sender, eight digits; the bank's clearing centre is 00008080.
        transmission_no: 1 to 9,999,999.
        on: the day the file is generated.

    Raises:
        ValueError: something that the format cannot express.
    """
    _check(bool(payments), "a file has at least one payment")
    _check(len(payments) <= TRANSACTIONS_MAX, "too many payments for one assignment")
    total_ore = sum(payment.amount_ore for payment in payments)
    _check(total_ore >= 0, "the sum of a file cannot be below zero")
    _digits(account, 11, "account")
    _digits(agreement, 9, "agreement")
    _digits(sender, 8, "sender")
    _check(0 < transmission_no <= TRANSACTIONS_MAX, "transmission_no does not fit")
    count = len(payments)
    settled = sorted(payment.booked_on for payment in payments)
    period = f"{_six(settled[0])}{_six(settled[-1])}"
    records = [f"NY000010{sender}{transmission_no:07}{agreement[1:]}"]
    records.append(f"NY090020{agreement}{1:07}{account}")
    for number, payment in enumerate(payments, 1):
        _check(payment.account == account, f"payment {number} is for another account")
        records += _items(number, payment)
    records.append(f"NY090088{count:08}{2 * count + 2:08}{total_ore:017}{_six(on)}{period}")
    records.append(f"NY000089{count:08}{2 * count + 4:08}{total_ore:017}{_six(on)}")
    lines = (f"{record:0<{RECORD_LENGTH}}\r\n" for record in records)
    return "".join(lines).encode("ascii")


def _items(number: int, payment: BankPayment) -> tuple[str, str]:
    """Return both records of one transaction, without the zeros at their ends."""
    _check_payment(number, payment)
    code = payment.type_code
    sign = "-" if payment.amount_ore < 0 else "0"
    settled = _six(payment.booked_on)
    centre = f"01{payment.booked_on:%d}1{1:05}"
    item_1 = (
        f"NY09{code}30{number:07}{settled}{centre}{sign}{abs(payment.amount_ore):017}"
        f"{payment.kid:>{KID_MAX}}"
    )
    ordered = _six(payment.ordered_on) if payment.ordered_on else "000000"
    item_2 = (
        f"NY09{code}31{number:07}{0:010}{payment.reference or '0' * 9}{0:07}{ordered}"
        f"{payment.payer_account or '0' * 11}"
    )
    return item_1, item_2


def _check_payment(number: int, payment: BankPayment) -> None:
    """Refuse what two records cannot carry."""
    where = f"payment {number}"
    kind = TYPE_BY_HEAD.get(f"NY09{payment.type_code}30")
    _check(kind is not None and not kind.is_card, f"{where}: the type must be 10 to 17")
    _check(0 < abs(payment.amount_ore) <= ORE_MAX, f"{where}: the amount does not fit")
    kid = payment.kid
    base = kid.removesuffix("-")
    _check(base.isascii() and base.isdigit(), f"{where}: the KID must be digits, perhaps a final -")
    _check(len(kid) <= KID_MAX, f"{where}: the KID has more than {KID_MAX} characters")
    _check(not (payment.text or payment.payer_name), f"{where}: there is no place for text")
    _check(not payment.is_reversal, f"{where}: only cards have reversals")
    if payment.payer_account:
        _digits(payment.payer_account, 11, f"{where}: payer_account")
    if payment.reference:
        _digits(payment.reference, 9, f"{where}: reference")


def _six(day: date) -> str:
    return f"{day:%d%m%y}"


def _digits(text: str, length: int, what: str) -> None:
    _check(text.isascii() and text.isdigit() and len(text) == length, f"{what}: {length} digits")


def _check(holds: bool, sentence: str) -> None:  # noqa: FBT001  an assertion that -O leaves in
    if not holds:
        raise ValueError(sentence)
