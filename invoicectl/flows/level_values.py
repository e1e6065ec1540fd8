"""The settings that hold for one document: every level that has a say, put together."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Layer
from invoicectl.domain.effective import Level
from invoicectl.domain.effective import merged
from invoicectl.domain.parties import Language
from invoicectl.flows.level_columns import customer_values
from invoicectl.flows.level_columns import draft_values
from invoicectl.ledger.contacts import delivery_place
from invoicectl.ledger.customer_alias import merged_into
from invoicectl.ledger.overrides import overridden_levels
from invoicectl.ledger.overrides import overrides_of_many
from invoicectl.ledger.overrides import own_fields
from invoicectl.settings.invoicing import DueDateRoll
from invoicectl.settings.invoicing import SendBy
from invoicectl.settings.invoicing import Theme
from invoicectl.settings.levels import RIVALS
from invoicectl.settings.levels import company_values
from invoicectl.settings.levels import level_keys
from invoicectl.settings.levels import typed
from invoicectl.settings.routine import ReminderPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.parties import CustomerKind
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """What holds for one document; names are those of the settings file, `_` for its dots.

    One of `invoice_terms_days` and `invoice_terms_months` is None. Paths are absolute.
    """

    invoice_terms_days: int | None
    invoice_terms_months: int | None
    invoice_due_day: int
    invoice_due_date_roll: DueDateRoll
    invoice_express_terms: bool
    invoice_language: Language
    invoice_currency: str
    invoice_send_by: tuple[SendBy, ...]
    invoice_price_list: str
    invoice_delivery_place: str
    invoice_our_reference: str
    invoice_your_reference: str
    invoice_order_reference: str
    invoice_head_text: str
    invoice_foot_text: str
    invoice_email_subject: str
    invoice_email_text: str
    orders_quote_comment: str
    orders_order_comment: str
    orders_quote_email_subject: str
    orders_quote_email_text: str
    orders_order_email_subject: str
    orders_order_email_text: str
    email_copy_to: str
    sending_to: str
    sending_reminders_to: str
    sending_cc: tuple[str, ...]
    sending_attachments: tuple[Path, ...]
    reminders_enabled: bool
    reminders_plan: ReminderPlan
    reminders_first_after_days: int
    reminders_grace_days: int
    reminders_min_amount_ore: int
    reminders_fee: bool
    reminders_interest: bool
    reminders_compensation: bool
    sms_enabled: bool
    letters_inkassovarsel: bool
    collection_agency: str
    theme_name: Theme
    theme_accent: str
    theme_logo: Path | None


_FIELDS = frozenset(each.name for each in fields(Effective))


_PLACE = "invoice.delivery_place"
_WORDS = frozenset({"", "customer", "company"})
_FILLED = frozenset({"invoice.head_text", "invoice.foot_text"})


class Levels:
    """Resolves settings, for one document or for thousands of one run.

    What the ledger says of the levels themselves is asked once; texts are read once. Make a new
    one for each transaction that may see other settings.
    """

    def __init__(self, con: Connection, settings: Settings) -> None:
        """Look which levels have settings at all; `con` is an open ledger."""
        self._con = con
        self._settings = settings
        self._in_use = overridden_levels(con)
        self._companies: dict[CustomerKind, Layer] = {}
        self._typed: dict[tuple[str, str], object] = {}
        self._fields: dict[tuple[Level, str], dict[str, str]] = {}
        self._names = {
            key: each.field for key, each in level_keys().items() if each.field in _FIELDS
        }

    def of(
        self, customer: Customer, origin: Origin, draft_no: int = 0, draft: Draft | None = None
    ) -> Effective:
        """Return what holds for a document; a delivery address that is named is written out.

        Args:
            customer: who gets it.
            origin: the project, order or agreement it comes from.
            draft_no: its draft, which names it also after issue; 0 for none.
            draft: the draft itself while there is one.
        """
        found: dict[str, Any] = merged(self.layers(customer, origin, draft_no, draft), RIVALS)
        if found[_PLACE] not in _WORDS:
            found[_PLACE] = delivery_place(self._con, customer.customer_no, found[_PLACE])
        return Effective(**{field: found[key] for key, field in self._names.items()})

    def layers(
        self, customer: Customer, origin: Origin, draft_no: int = 0, draft: Draft | None = None
    ) -> list[Layer]:
        """Return what each level says, from the company to the invoice; see `of`."""
        scopes = _scopes(self._now(customer), origin, draft_no)
        asked = [scope for scope in scopes if scope[0] in self._in_use]
        rows = overrides_of_many(self._con, asked) if asked else {}
        found = [self._company(customer.kind)]
        for level, ref in scopes:
            values = self._values(rows.get((level, ref), {}))
            values.update(self._fields_of(level, ref, is_drafted=draft_no != 0))
            if level is Level.CUSTOMER:
                values.update(customer_values(customer))
            elif level is Level.INVOICE and draft is not None:
                values.update(draft_values(draft))
            if values:
                found.append(Layer(level, ref, values))
        return found

    def _fields_of(self, level: Level, ref: str, *, is_drafted: bool) -> Mapping[str, object]:
        """Return what a level says by fields.

        A text that names its period is left out for a draft: it stands filled in there.
        """
        if level not in {Level.PROJECT, Level.RECURRING}:
            return {}
        if (level, ref) not in self._fields:
            self._fields[level, ref] = own_fields(self._con, level, ref)
        found = self._fields[level, ref]
        if level is Level.RECURRING and is_drafted:
            return {
                key: text for key, text in found.items() if not (key in _FILLED and "{" in text)
            }
        return found

    def _now(self, customer: Customer) -> str:
        """Return the number a customer's settings stand under: that of whom it was merged into."""
        if Level.CUSTOMER not in self._in_use:
            return customer.customer_no
        return merged_into(self._con, customer.customer_no)

    def _company(self, kind: CustomerKind) -> Layer:
        if kind not in self._companies:
            values = company_values(self._settings, kind)
            self._companies[kind] = Layer(Level.COMPANY, "", values)
        return self._companies[kind]

    def _values(self, texts: Mapping[str, str]) -> dict[str, object]:
        """Return typed values; a key that this version does not know says nothing."""
        found: dict[str, object] = {}
        for key, text in texts.items():
            known = level_keys().get(key)
            if known is None:
                continue
            if (key, text) not in self._typed:
                self._typed[key, text] = typed(known, text, self._settings.root)
            found[key] = self._typed[key, text]
        return found


def settings_alone(settings: Settings, customer: Customer, draft: Draft | None = None) -> Effective:
    """Return what holds where no level has settings in rows: fields of customer and draft count."""
    layers = [
        Layer(Level.COMPANY, "", company_values(settings, customer.kind)),
        Layer(Level.CUSTOMER, customer.customer_no, customer_values(customer)),
        Layer(Level.INVOICE, "", draft_values(draft) if draft else {}),
    ]
    found: Mapping[str, Any] = merged(layers, RIVALS)
    return Effective(
        **{each.field: found[each.name] for each in level_keys().values() if each.field in _FIELDS}
    )


def _scopes(customer_no: str, origin: Origin, draft_no: int) -> list[tuple[Level, str]]:
    """Return the levels below the company that have a say, and whose they are."""
    scopes = [(Level.CUSTOMER, customer_no)]
    if origin.project_no:
        scopes.append((Level.PROJECT, origin.project_no))
    if origin.order_no is not None:
        scopes.append((Level.ORDER, str(origin.order_no)))
    if origin.recurring_no is not None:
        scopes.append((Level.RECURRING, str(origin.recurring_no)))
    if draft_no:
        scopes.append((Level.INVOICE, str(draft_no)))
    return scopes
