"""Settings of the company itself: who it is, and where it is paid."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.settings.kinds import COUNTRY
from invoicectl.settings.kinds import EMAIL
from invoicectl.settings.kinds import IBAN
from invoicectl.settings.kinds import KONTONR
from invoicectl.settings.kinds import ORGNR
from invoicectl.settings.kinds import PHONE
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Coded
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import Text
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

if TYPE_CHECKING:
    from invoicectl.domain.parties import Seller


class CompanyForm(StrEnum):
    """The legal form: decides what the law wants printed (law INV-5)."""

    AS = "AS"
    ASA = "ASA"
    NUF = "NUF"
    ENK = "ENK"
    ANS = "ANS"
    DA = "DA"
    OTHER = "OTHER"


class PostingSource(StrEnum):
    """Which of a bank's files book the payments of an account; the others only reconcile."""

    AUTO = "auto"
    OCR = "ocr"
    CAMT054 = "camt054"
    CAMT053 = "camt053"
    CSV = "csv"


@section
class CompanySettings:
    """The company that sends the invoices; the law wants most of this printed on each of them."""

    name: str = key(
        Text(max_chars=120),
        "The registered name.",
        example="Fjordkaffe AS",
    )
    orgnr: str = key(
        ORGNR,
        "The organisation number; its check digit is tested.",
        example="999 999 999",
    )
    form: CompanyForm = key(
        Choice(CompanyForm),
        "Legal form. AS, ASA and NUF print 'Foretaksregisteret' beside the number.",
        derived="the last word of the name when that is a form, otherwise OTHER",
        example="AS",
        ask=True,
    )
    vat_registered: bool = key(
        Flag(),
        "Whether the company stands in the VAT register: prints 'MVA' and allows VAT.",
        default=True,
        ask=True,
    )
    under_avvikling: bool = key(
        Flag(),
        "Whether the company is being wound up: then 'under avvikling' must be printed.",
        default=False,
    )
    street: tuple[str, ...] = key(
        Several(Text(max_chars=80), most=3, lone=True),
        "Street or box of the head office; a list gives up to three lines.",
        example="Storgata 1",
    )
    postcode: str = key(
        Coded("postcode", pattern=r"[0-9A-Za-z][0-9A-Za-z -]{1,11}"),
        "Four digits in Norway; leading zeros are kept.",
        example="0150",
    )
    city: str = key(Text(max_chars=60), "Town of the postcode.", example="Oslo")
    country: str = key(COUNTRY, "Two letters.", default="NO")
    email: str = key(
        EMAIL,
        "Printed on documents, and where customers write.",
        default="",
        example="post@example.no",
    )
    phone: str = key(PHONE, "Printed as it is written here.", default="", example="22 33 44 55")
    website: str = key(
        Text(max_chars=100), "Printed as it is written here.", default="", example="www.example.no"
    )

    @property
    def foretaksregisteret(self) -> bool:
        """Whether the word must be printed (bff § 5-1-2, law INV-5)."""
        return self.form in (CompanyForm.AS, CompanyForm.ASA, CompanyForm.NUF)


@section
class BankSettings:
    """The account customers pay to, and what is agreed with the bank."""

    kontonr: str = key(
        KONTONR,
        "Account number; its check digit is tested. Dots and blanks do not matter.",
        example="1234.56.78903",
    )
    iban: str = key(
        IBAN,
        "Printed for customers abroad.",
        derived="kontonr",
        example="NO7112345678903",
    )
    bic: str = key(
        Coded("BIC of 8 or 11 characters", pattern=r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
        "The bank's own code, printed beside the IBAN.",
        default="",
        example="EXAMNOKK",
    )
    ocr_agreement: str = key(
        Coded("agreement number of 9 digits", pattern=r"[0-9]{9}"),
        "The OCR giro agreement (avtale-ID) the bank has given; needed for KID.",
        default="",
        example="001234567",
    )
    inbox: Path = key(
        FilePath(),
        "Folder where files from the bank are laid; the night imports them.",
        default=Path("inbox"),
    )
    other_accounts: tuple[str, ...] = key(
        Several(KONTONR, most=20, lone=True),
        "Further accounts of the company whose payments may be in the bank's files.",
        default=(),
        example="1111.22.33344",
    )
    posting_source: PostingSource = key(
        Choice(PostingSource),
        "Which files book the payments to kontonr. auto: all, and money that two kinds tell of is "
        "booked once. A kind: only that one books, and all others are compared with the books.",
        default=PostingSource.AUTO,
    )
    csv_profiles: Path | None = key(
        FilePath(),
        "Folder of your own profiles of CSV files, made by 'payment profile new'.",
        default=None,
        example="profiles",
    )


def seller_of(company: CompanySettings, bank: BankSettings) -> Seller:
    """Return the company as documents print it."""
    from invoicectl.domain.parties import Address
    from invoicectl.domain.parties import Seller

    return Seller(
        name=company.name,
        orgnr=company.orgnr,
        address=Address(company.street, company.postcode, company.city, company.country),
        vat_registered=company.vat_registered,
        foretaksregisteret=company.foretaksregisteret,
        kontonr=bank.kontonr,
        iban=bank.iban,
        bic=bank.bic,
        email=company.email,
        phone=company.phone,
        website=company.website,
        under_avvikling=company.under_avvikling,
    )
