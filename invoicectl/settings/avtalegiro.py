"""Settings of AvtaleGiro: claims on the accounts of customers who have given a mandate."""

from __future__ import annotations

from pathlib import Path

from invoicectl.settings.kinds import Coded
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Flag
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section


@section
class AvtaleGiroSettings:
    """AvtaleGiro. It needs OCR giro on the same account and a KID with the customer's number."""

    enabled: bool = key(
        Flag(), "Whether the night makes claims for invoices of customers with a mandate.",
        default=False,
    )  # fmt: skip
    sender: str = key(
        Coded("customer unit ID of 8 digits", pattern=r"[0-9]{8}"),
        "The customer unit ID (kundeenhet-ID) at the bank, which the files go out under.",
        default="",
        example="00180669",
    )
    folder: Path = key(
        FilePath(),
        "Where files for the bank are laid; send them to the bank from there.",
        default=Path("to-bank"),
    )
