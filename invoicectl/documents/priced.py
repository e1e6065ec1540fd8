"""What invoices, quotes and order confirmations have in common for who draws lines and sums."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Protocol

if TYPE_CHECKING:
    from invoicectl.domain.invoice import Line
    from invoicectl.domain.invoice import VatTotal
    from invoicectl.domain.parties import Seller


class Priced(Protocol):
    """A document with lines and their sums: an invoice, a quote, an order confirmation."""

    @property
    def seller(self) -> Seller:
        """Who sells; whether VAT is shown is decided by it."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is sold."""

    @property
    def vat_totals(self) -> tuple[VatTotal, ...]:
        """The VAT of each code and rate."""

    @property
    def net_ore(self) -> int:
        """All lines, VAT excluded, in øre."""

    @property
    def vat_ore(self) -> int:
        """The VAT in øre."""

    @property
    def total_ore(self) -> int:
        """The sum of both."""

    @property
    def currency(self) -> str:
        """ISO 4217."""
