"""The draft that one period of an agreement becomes, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.draft import Draft
from invoicectl.domain.draft import Origin
from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.pricing import line_amount
from invoicectl.domain.recurring import factor_for
from invoicectl.domain.recurring import lines_for
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InputError
from invoicectl.flows.own_rates import rates_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.indexation import Factor
    from invoicectl.domain.recurrence import Period
    from invoicectl.domain.recurring import Agreement
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A draft that could be stored now; `net_ore` is its sum without VAT."""

    draft: Draft
    net_ore: int
    factor: Factor


class Drafting:
    """Makes drafts of periods; reads each customer and index once."""

    def __init__(self, con: Connection, settings: Settings) -> None:
        """Begin; `con` is an open ledger."""
        self._con = con
        self._settings = settings
        self._customers: dict[str, Customer] = {}
        self._figures: dict[str, Mapping[str, int]] = {}

    def customer(self, customer_no: str) -> Customer:
        """Return a customer who may get new drafts.

        Raises:
            InputError: blocked, no longer active, merged or erased.
        """
        from invoicectl.flows.customer_guard import require_sellable

        if customer_no not in self._customers:
            self._customers[customer_no] = require_sellable(self._con, customer_no)
        return self._customers[customer_no]

    def is_automatic(self, agreement: Agreement) -> bool:
        """Return whether the night sends the invoices of an agreement by itself."""
        own = agreement.is_automatic
        return self._settings.recurring.auto if own is None else own

    def factor(self, agreement: Agreement, period: Period) -> Factor:
        """Return how the index changes the prices of a period.

        Raises:
            IndexMissingError: a figure that is needed was not given.
        """
        return factor_for(agreement, period.first, self._figures_of(agreement))

    def lines(self, agreement: Agreement, period: Period, factor: Factor) -> tuple[DraftLine, ...]:
        """Return the priced lines of a period, their texts not filled in yet.

        Raises:
            InputError: a product is no longer sold.
        """

        def listed(line: DraftLine) -> DraftLine:
            return self._listed(agreement, line, period.first)

        return lines_for(agreement, period, factor, listed)

    def made(self, agreement: Agreement, period: Period) -> Made:
        """Return the draft of a period.

        Raises:
            IndexMissingError: a figure that is needed was not given.
            InputError: customer or product are no longer there to sell to or to be sold.
        """
        from invoicectl.documents.period_words import load_period_words
        from invoicectl.domain.period_text import filled
        from invoicectl.domain.period_text import line_words

        customer = self.customer(agreement.customer_no)
        words = load_period_words(customer.language)
        factor = self.factor(agreement, period)
        priced = self.lines(agreement, period, factor)
        is_part = agreement.is_prorated and period.is_short
        lines = tuple(
            replace(line, description=line_words(line.description, period, words, is_part=is_part))
            for line in priced
        )
        usual = self._settings.recurring
        draft = Draft(
            agreement.customer_no,
            lines,
            is_ready=self.is_automatic(agreement),
            delivered_from=period.first,
            delivered_to=period.last,
            delivery_place=agreement.delivery_place,
            our_reference=agreement.our_reference,
            your_reference=agreement.your_reference,
            order_reference=agreement.order_reference,
            head_text=filled(agreement.head_text or usual.head_text, period, words),
            foot_text=filled(agreement.foot_text or usual.foot_text, period, words),
            is_advance=agreement.in_advance_as is not None,
            origin=Origin(project_no=agreement.project_no, recurring_no=agreement.recurring_no),
        )
        return Made(draft, self.net_ore(lines, period.last), factor)

    def net_ore(self, lines: tuple[DraftLine, ...], delivered: date) -> int:
        """Return what lines come to without VAT, in øre, at the rates of the day of delivery."""
        rates = rates_of(self._settings)
        return sum(
            line_amount(
                line.quantity_micro,
                line.unit_price_micro,
                line.discount_bp,
                rate_bp=rates.vat_rate_bp(VAT_CODES[line.vat_code].vat_class, delivered),
                is_incl_vat=line.is_incl_vat,
            ).net_ore
            for line in lines
        )

    def _figures_of(self, agreement: Agreement) -> Mapping[str, int]:
        if agreement.index.kind is not IndexKind.TABLE:
            return {}
        from invoicectl.ledger.price_index import figures_of

        name = agreement.index.table
        if name not in self._figures:
            self._figures[name] = figures_of(self._con, name)
        return self._figures[name]

    def _listed(self, agreement: Agreement, line: DraftLine, day: date) -> DraftLine:
        """Return a line with the price its product has for this customer on a day."""
        from invoicectl.flows.price_list import buying_by
        from invoicectl.flows.price_list import price_of
        from invoicectl.ledger.products import product_of

        product = product_of(self._con, line.product_no)
        if not product.active:
            raise InputError(
                f"Product {line.product_no} is no longer active.",
                hint=f"Give the agreement other lines: 'invoicectl recurring price"
                f" {agreement.recurring_no} --line ...'.",
            )
        origin = Origin(project_no=agreement.project_no, recurring_no=agreement.recurring_no)
        buying = buying_by(self._con, self._settings, agreement.customer_no, day, origin)
        chosen = price_of(self._con, product, replace(buying, quantity_micro=line.quantity_micro))
        return replace(
            line, unit_price_micro=chosen.unit_price_micro, is_incl_vat=chosen.is_incl_vat
        )
