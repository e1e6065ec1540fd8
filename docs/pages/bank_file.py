"""A bank file for a page: the smallest OCR giro file there is, one payment with a KID."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

ACCOUNT = "12345678903"
AGREEMENT = "001234567"


def one_payment(kid: str, amount_ore: int, on: date) -> str:
    """Return a file in which `amount_ore` was paid with `kid` to `ACCOUNT`, booked `on` a day."""
    from invoicectl.domain.payment import BankPayment
    from invoicectl.formats.ocr_write import write_ocr

    payment = BankPayment(
        line=3,
        account=ACCOUNT,
        amount_ore=amount_ore,
        booked_on=on,
        kid=kid,
        type_code="10",
        ordered_on=on,
        payer_account="98000000005",
        reference="000000001",
    )
    file = write_ocr(
        [payment],
        account=ACCOUNT,
        agreement=AGREEMENT,
        sender="00008080",
        transmission_no=1,
        on=on,
    )
    return file.decode("ascii").replace("\r\n", "\n")
