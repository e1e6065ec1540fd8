"""The settings that hold for an issued invoice: how it is pursued, and how letters about it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.domain.effective import Level
from invoicectl.domain.effective import resolve
from invoicectl.flows.levels import Levels
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.overrides import any_override
from invoicectl.ledger.overrides import draft_no_of_invoice

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.dunning import Policy
    from invoicectl.flows.levels import Effective
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

_PREFIX = "reminders."
_ENABLED = "reminders.enabled"


class ClaimLevels:
    """Settings of many issued invoices of one run; where nobody has own ones, the company's."""

    def __init__(self, con: Connection, settings: Settings) -> None:
        """Look whether any level pursues otherwise than the company; `con` is an open ledger."""
        self._con = con
        self._settings = settings
        self._levels = Levels(con, settings)
        self._has_own = any_override(con, _PREFIX)
        self._customers: dict[str, Customer] = {}

    def customer(self, customer_no: str) -> Customer:
        """Return a customer, read once."""
        if customer_no not in self._customers:
            self._customers[customer_no] = customer_of(self._con, customer_no)
        return self._customers[customer_no]

    def held(self, customer_no: str, invoice_no: int) -> Effective:
        """Return the settings that hold for an invoice after its issue."""
        draft_no = draft_no_of_invoice(self._con, invoice_no)
        origin = origin_of(self._con, draft_no)
        return self._levels.of(self.customer(customer_no), origin, draft_no)

    def pursued(self, customer_no: str, invoice_no: int) -> tuple[Policy, str]:
        """Return how an invoice is pursued, and why no letter at all is sent, '' when some are."""
        if not self._has_own:
            usual = self._settings.reminders
            return usual.policy(), "" if usual.enabled else _off("in the settings")
        held = self.held(customer_no, invoice_no)
        off = (
            "" if held.reminders_enabled else _off(self._who_switched_off(customer_no, invoice_no))
        )
        return policy_by(held), off

    def _who_switched_off(self, customer_no: str, invoice_no: int) -> str:
        draft_no = draft_no_of_invoice(self._con, invoice_no)
        origin = origin_of(self._con, draft_no)
        layers = self._levels.layers(self.customer(customer_no), origin, draft_no)
        found = resolve(layers)[_ENABLED]
        if found.level is Level.COMPANY:
            return "in the settings"
        if found.level is Level.INVOICE:
            return "for this invoice"
        return f"for {found.level.value} {found.ref}"


def policy_by(held: Effective) -> Policy:
    """Return how an invoice is pursued by the settings that hold for it."""
    from invoicectl.domain.dunning import Policy

    return Policy(
        first_days=held.reminders_first_after_days,
        grace_bankdays=held.reminders_grace_days,
        min_ore=held.reminders_min_amount_ore,
    )


def _off(where: str) -> str:
    return f"letters are switched off {where} ({_ENABLED})"
