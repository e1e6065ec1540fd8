"""camt.053: a statement of one or several accounts, with balances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.formats.camt import Camt
from invoicectl.formats.camt_layout import STATEMENT

if TYPE_CHECKING:
    from invoicectl.formats.port import Format

FORMAT: Format = Camt("camt053", STATEMENT, "Stmt")
