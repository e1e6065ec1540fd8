"""Settings of quotes and orders: numbers, validity, texts and how lines are sorted."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from invoicectl.domain.order import LineOrder
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Template
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

EMAIL_FIELDS: Final = ("no", "amount", "seller", "customer")


class Series(StrEnum):
    """Whether quotes and orders are counted together."""

    SHARED = "shared"
    SEPARATE = "separate"


@section
class OrdersSettings:
    """Quotes and orders, which come before the invoice and are not booked."""

    series: Series = key(
        Choice(Series),
        "shared: a quote that becomes an order keeps its number; separate: the order gets one of "
        "its own.",
        default=Series.SHARED,
    )
    first_number: int = key(
        Whole(1, 999_999_999), "The first number of an order. Read once.", default=1
    )
    first_quote_number: int = key(
        Whole(1, 999_999_999),
        "The first number of a quote, with series: separate. Read once.",
        default=50_001,
    )
    valid_days: int = key(Whole(1, 3650), "Days a quote can be accepted.", default=30)
    contact: str = key(
        Text(max_chars=200),
        "Whom the customer asks: name, telephone and e-mail, a semicolon between them.",
        default="",
        example="Kari Nordmann; 22 33 44 55; kari@example.no",
    )
    quote_comment: str = key(
        Text(max_chars=2000, lines=True),
        "Text at the top of a quote that has none of its own.",
        default="",
        example="Takk for forespørselen!",
        levels=True,
    )
    order_comment: str = key(
        Text(max_chars=2000, lines=True),
        "Text at the top of an order confirmation that has none of its own.",
        default="",
        example="Takk for bestillingen!",
        levels=True,
    )
    quote_email_subject: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=150),
        "Subject of the e-mail that brings a quote, in place of the usual one.",
        default="",
        example="Tilbud {no} fra {seller}",
        levels=True,
    )
    quote_email_text: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=2000, lines=True),
        "First words of that e-mail, in place of the usual sentence.",
        default="",
        example="Vedlagt følger vårt tilbud på {amount}.",
        levels=True,
    )
    order_email_subject: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=150),
        "Subject of the e-mail that brings an order confirmation, in place of the usual one.",
        default="",
        example="Ordrebekreftelse {no} fra {seller}",
        levels=True,
    )
    order_email_text: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=2000, lines=True),
        "First words of that e-mail, in place of the usual sentence.",
        default="",
        example="Takk for bestillingen, {customer}!",
        levels=True,
    )
    line_order: LineOrder = key(
        Choice(LineOrder),
        "In which order lines are shown and printed: as entered, by product number or by text.",
        default=LineOrder.ENTERED,
    )
    request_days: int = key(
        Whole(0, 365), "Days a payment request gives to pay before delivery.", default=10
    )
