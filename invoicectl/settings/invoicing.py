"""Settings of invoices: numbers, terms, texts, KID, looks and accounts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.domain.kid import KidLayout
from invoicectl.domain.kid import KidScheme
from invoicectl.domain.kid import Modulus
from invoicectl.domain.parties import Language
from invoicectl.settings.kinds import ACCOUNT
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Coded
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Group
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import Template
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

if TYPE_CHECKING:
    from invoicectl.domain.bookkeeping import Accounts


class DueDateRoll(StrEnum):
    """What happens to a due date on a day when banks are closed."""

    NONE = "none"
    NEXT_BANKDAY = "next_bankday"


class SendBy(StrEnum):
    """The channels that can be chosen here."""

    EMAIL = "email"
    FOLDER = "folder"


class Theme(StrEnum):
    """The themes there are: one file each in the documents' folder of themes."""

    FJORD = "fjord"
    GRANITT = "granitt"


EMAIL_FIELDS = ("no", "amount", "due", "kid", "seller", "customer")
"""The words in braces that texts of e-mails may hold."""

CHANNELS = Several(Choice(SendBy), most=len(SendBy), lone=True)
_CHANNEL_DERIVED = "email when there is an email section, otherwise folder"


def currency(text: str) -> str:
    """Check the currency: books, KID and payments are in kroner.

    Raises:
        InputError: any other currency.
    """
    from invoicectl.errors import InputError

    if text.upper() != "NOK":
        raise InputError("must be NOK: this version invoices, books and is paid in kroner only")
    return "NOK"


@section
class SendBySettings:
    """The channel for each kind of customer, or several in the order they are tried."""

    business: tuple[SendBy, ...] = key(
        CHANNELS, "Companies.", derived=_CHANNEL_DERIVED, example="email"
    )
    consumer: tuple[SendBy, ...] = key(
        CHANNELS, "Private persons.", derived=_CHANNEL_DERIVED, example="email"
    )
    public: tuple[SendBy, ...] = key(
        CHANNELS, "State and municipalities.", derived=_CHANNEL_DERIVED, example="folder"
    )


@section
class InvoiceSettings:
    """What every invoice starts from; customers and invoices can have their own."""

    first_number: int = key(
        Whole(1, 999_999_999),
        "The first number of the series. Read once: later numbers follow without a gap.",
        default=10_001,
    )
    terms_days: int = key(
        Whole(0, 365),
        "Days from the invoice date to the due date.",
        default=14,
        ask=True,
        levels=True,
    )
    terms_months: int | None = key(
        Whole(1, 12),
        "Calendar months from the invoice date to the due date, in place of terms_days.",
        default=None,
        example="1",
        levels=True,
    )
    due_day: int = key(
        Whole(0, 31),
        "Fixed day of the month: the due date moves on to the next such day (31 is the last of "
        "the month); 0 for none.",
        default=0,
        levels=True,
    )
    express_terms: bool = key(
        Flag(),
        "Set to true when more than 60 days have been expressly agreed (lov om "
        "forsinkelsesrenter § 2 a).",
        default=False,
        levels=True,
    )
    due_date_roll: DueDateRoll = key(
        Choice(DueDateRoll),
        "Whether a due date on a closed day is moved to the next day the banks are open.",
        default=DueDateRoll.NEXT_BANKDAY,
        levels=True,
    )
    language: Language = key(
        Choice(Language),
        "Bokmål, nynorsk or English, for new customers.",
        default=Language.NB,
        levels=True,
    )
    currency: str = key(
        Coded("currency code", check=currency),
        "What invoices are in; only NOK in this version.",
        default="NOK",
        levels=True,
    )
    send_by: SendBySettings = key(Group(SendBySettings), "The channel for each kind of customer.")
    price_list: str = key(
        Text(max_chars=20),
        "The price list that products are priced by; a customer's own prices come before it, and "
        "what it has no price of costs the product's own.",
        default="",
        example="engros",
        levels=True,
    )
    delivery_place: str = key(
        Text(max_chars=120),
        "Place of delivery where an invoice names none: 'customer' and 'company' stand for their "
        "address, anything else is printed as it is.",
        default="customer",
        levels=True,
    )
    our_reference: str = key(
        Text(max_chars=80),
        "Our reference where an invoice names none.",
        default="",
        example="Kari Nordmann",
        levels=True,
    )
    head_text: str = key(
        Text(max_chars=2000, lines=True),
        "Text above the lines.",
        default="",
        example="Takk for handelen!",
        levels=True,
    )
    foot_text: str = key(
        Text(max_chars=2000, lines=True),
        "Text below the lines.",
        default="",
        example="Spørsmål? Ring oss på 22 33 44 55.",
        levels=True,
    )
    email_subject: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=150),
        "Subject of the e-mail that brings an invoice, in place of the usual one.",
        default="",
        example="Faktura {no} fra {seller}",
        levels=True,
    )
    email_text: str = key(
        Template(fields=EMAIL_FIELDS, max_chars=2000, lines=True),
        "First words of that e-mail, in place of the usual sentence.",
        default="",
        example="Vedlagt følger faktura {no} på {amount}.",
        levels=True,
    )


@section
class KidSettings:
    """The payment reference. Agree on length and modulus with the bank before the first invoice."""

    enabled: bool = key(
        Flag(),
        "Whether invoices carry a KID. An unregistered one cannot be paid, so it is off at first.",
        default=False,
        ask=True,
    )
    layout: KidLayout = key(
        Choice(KidLayout),
        "customer_invoice: customer and invoice number (AvtaleGiro needs it); running: the "
        "invoice number alone.",
        default=KidLayout.CUSTOMER_INVOICE,
    )
    customer_digits: int = key(Whole(1, 20), "Places for the customer number.", default=6)
    invoice_digits: int = key(Whole(1, 20), "Places for the invoice number.", default=7)
    length: int | None = key(
        Whole(4, 25),
        "Length of the whole KID as registered by the bank; the invoice number fills it up.",
        default=None,
        example="15",
    )
    modulus: Modulus = key(
        Choice(Modulus), "Rule of the check digit; mod10 is advised.", default=Modulus.MOD10
    )
    avoid_dash: bool = key(
        Flag(), "With mod11: never give a KID that ends in a dash.", default=True
    )

    def scheme(self) -> KidScheme:
        """Return the rule that makes the KIDs; checked when the settings were read."""
        return KidScheme(
            layout=self.layout,
            customer_digits=self.customer_digits,
            invoice_digits=self.invoice_digits,
            modulus=self.modulus,
            avoid_dash=self.avoid_dash,
            length=self.length or 0,
        )


@section
class ThemeSettings:
    """How documents look."""

    name: Theme = key(
        Choice(Theme), "The theme of PDFs and e-mails.", default=Theme.FJORD, levels=True
    )
    accent: str = key(
        Coded("colour as in '#1f4e79'", pattern=r"#[0-9a-fA-F]{6}"),
        "Colour of rules and headings. In quotes, because # begins a comment.",
        default="#1f4e79",
        levels=True,
    )
    logo: Path | None = key(
        FilePath(),
        "PNG or JPEG picture, printed at the top.",
        default=None,
        example="logo.png",
        levels=True,
    )


@section
class AccountsSettings:
    """Ledger accounts that differ from the standard chart (NS 4102)."""

    receivable: str = key(ACCOUNT, "What customers owe.", default="1500")
    bank: str = key(ACCOUNT, "The bank account that payments arrive on.", default="1920")
    unidentified: str = key(
        ACCOUNT, "Payments of unknown customers, until matched.", default="2990"
    )
    prepayments: str = key(ACCOUNT, "Payments ahead of an invoice.", default="2900")
    rounding: str = key(ACCOUNT, "Differences of øre.", default="7740")
    bank_charges: str = key(ACCOUNT, "What banks keep of a payment.", default="7770")
    cash: str = key(ACCOUNT, "Money in notes and coins.", default="1900")
    card: str = key(ACCOUNT, "Card and Vipps payments on their way to the bank.", default="1570")

    def chosen(self) -> Accounts:
        """Return the accounts that events are posted on."""
        from invoicectl.domain.bookkeeping import Accounts

        return Accounts(
            receivable=self.receivable,
            bank=self.bank,
            unidentified=self.unidentified,
            prepayments=self.prepayments,
            rounding=self.rounding,
            bank_charges=self.bank_charges,
            cash=self.cash,
            card=self.card,
        )
