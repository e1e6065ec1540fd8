"""The mandate records of AvtaleGiro, which come in the files of OCR giro (payments 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.formats.ocr_layout import Field

if TYPE_CHECKING:
    from invoicectl.domain.avtalegiro import MandateRecord
    from invoicectl.formats.ocr_checks import Checks

_CHANGE: Final = Field(16, 16)
_KID: Final = Field(17, 41)
_NOTICE: Final = Field(42, 42)
_CHANGES: Final = {"0": "listed", "1": "given", "2": "ended"}


def mandate_of(checks: Checks, number: int, record: str, account: str) -> MandateRecord:
    """Return what one record of type 70 says.

    Args:
        checks: speaks of the file in errors.
        number: the line.
        record: its 80 characters.
        account: of the assignment it stands in.

    Raises:
        BadFileError: registration type, KID or the wish for a notice is none.
    """
    from invoicectl.domain.avtalegiro import MandateChange
    from invoicectl.domain.avtalegiro import MandateRecord

    change = _CHANGES.get(_CHANGE.of(record))
    if change is None:
        raise checks.fault(number, _CHANGE, f"the registration type is {_CHANGE.of(record)!a},"
                           " but must be 0, 1 or 2")  # fmt: skip
    kid = _KID.of(record).strip()
    if not (kid.isascii() and kid.removesuffix("-").isdigit()):
        raise checks.fault(number, _KID, f"the KID is {kid[:25]!a}, which is none")
    notice = _NOTICE.of(record)
    if notice not in {"J", "N"}:
        raise checks.fault(number, _NOTICE, f"the wish for a notice is {notice!a}, not J or N")
    return MandateRecord(number, account, kid, MandateChange(change), notice == "J")
