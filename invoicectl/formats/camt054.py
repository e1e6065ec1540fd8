"""camt.054: a notification of payments in and out, the bank's fullest account of who has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.formats.camt import Camt
from invoicectl.formats.camt_layout import NOTIFICATION

if TYPE_CHECKING:
    from invoicectl.formats.port import Format

FORMAT: Format = Camt("camt054", NOTIFICATION, "Ntfctn")
