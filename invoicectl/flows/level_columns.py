"""Settings that customers and drafts had as fields before they had any of their own as rows.

The fields stay where these are kept, so that `customer edit --terms-days 30` and `customer set
10001 invoice.terms_days=30` are the same thing. What a field cannot hold stands in a row; a field
that is not empty goes before a row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.parties import Language
from invoicectl.errors import InputError
from invoicectl.settings.invoicing import SendBy
from invoicectl.settings.levels import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft

CUSTOMER_FIELDS: Final = {
    "invoice.terms_days": "terms_days",
    "invoice.express_terms": "express_terms",
    "invoice.language": "language",
    "invoice.send_by": "channel",
    "invoice.your_reference": "your_reference",
    "sending.to": "email",
    "sending.reminders_to": "notice_email",
}
DRAFT_FIELDS: Final = {
    "invoice.terms_days": "terms_days",
    "invoice.delivery_place": "delivery_place",
    "invoice.our_reference": "our_reference",
    "invoice.your_reference": "your_reference",
    "invoice.order_reference": "order_reference",
    "invoice.head_text": "head_text",
    "invoice.foot_text": "foot_text",
}
_EMPTY: Final = {"terms_days": None, "express_terms": False}


def customer_values(customer: Customer) -> dict[str, object]:
    """Return what a customer's fields say, by key; fields that are empty say nothing.

    The reference a public buyer wants on every invoice goes before who ordered (BT-10).
    """
    found = _given(customer, CUSTOMER_FIELDS)
    if customer.buyer_reference:
        found["invoice.your_reference"] = customer.buyer_reference
    if customer.channel:
        found["invoice.send_by"] = (SendBy(customer.channel),)
    return found


def draft_values(draft: Draft) -> dict[str, object]:
    """Return what a draft's fields say, by key; fields that are empty say nothing."""
    return _given(draft, DRAFT_FIELDS)


def changed_customer(
    customer: Customer, changes: Mapping[str, tuple[str | None, object]]
) -> tuple[Customer, dict[str, str | None]]:
    """Return the customer with what its fields can hold, and what is left for rows.

    Args:
        customer: as it is stored.
        changes: key -> text for a row and typed value; text None takes it away.

    Raises:
        InputError: the language is taken away.
    """
    if "invoice.language" in changes and changes["invoice.language"][0] is None:
        raise InputError("invoice.language: a customer always has one; give nb, nn or en.")
    fields, rows = _shared(CUSTOMER_FIELDS, changes)
    if "channel" in fields:
        channels = fields["channel"] or ()
        assert isinstance(channels, tuple)
        is_one = len(channels) == 1
        fields["channel"] = channels[0].value if is_one else ""
        if channels and not is_one:
            rows["invoice.send_by"] = changes["invoice.send_by"][0]
    if fields.get("express_terms") is False and changes["invoice.express_terms"][0] is not None:
        rows["invoice.express_terms"] = changes["invoice.express_terms"][0]
    if "language" in fields:
        fields["language"] = Language(str(fields["language"]))
    return replace(customer, **fields), rows


def changed_draft(
    draft: Draft, changes: Mapping[str, tuple[str | None, object]]
) -> tuple[Draft, dict[str, str | None]]:
    """Return the draft with what its fields can hold, and what is left for rows."""
    fields, rows = _shared(DRAFT_FIELDS, changes)
    return replace(draft, **fields), rows


def _shared(
    fields: Mapping[str, str], changes: Mapping[str, tuple[str | None, object]]
) -> tuple[dict[str, Any], dict[str, str | None]]:
    """Part changes into values of fields and texts of rows; a field's own row goes."""
    values: dict[str, Any] = {}
    rows: dict[str, str | None] = {}
    for key, (text, value) in changes.items():
        field = fields.get(key)
        if field is None:
            rows[key] = text
            continue
        is_empty = text in (None, NOTHING)
        values[field] = _EMPTY.get(field, "") if is_empty else value
        rows[key] = text if text == NOTHING else None
    return values, rows


def _given(record: Customer | Draft, fields: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, field in fields.items():
        value = getattr(record, field)
        if value != _EMPTY.get(field, ""):
            found[key] = value
    return found
