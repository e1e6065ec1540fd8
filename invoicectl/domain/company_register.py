"""What the open company register says of a company, and where our customer record differs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from invoicectl.domain.parties import Address
from invoicectl.domain.parties import CustomerKind

if TYPE_CHECKING:
    from collections.abc import Container

    from invoicectl.domain.customer import Customer


class RegisterState(StrEnum):
    """How a company stands; `UNKNOWN` means that the register has no such number."""

    ACTIVE = "active"
    BANKRUPT = "bankrupt"
    WINDING_UP = "winding_up"
    FORCED_WINDING_UP = "forced_winding_up"
    DELETED = "deleted"
    UNKNOWN = "unknown"


_SAID = {
    RegisterState.BANKRUPT: "is bankrupt (konkurs)",
    RegisterState.WINDING_UP: "is being wound up (under avvikling)",
    RegisterState.FORCED_WINDING_UP: "is being wound up by the court (tvangsavvikling)",
    RegisterState.DELETED: "was deleted from the company register",
    RegisterState.UNKNOWN: "is not in the company register",
}
_NYNORSK = "Nynorsk"


@dataclass(frozen=True, slots=True)
class RegisteredCompany:
    """A company or sub-unit in the register; `form` is its code there, as in AS or ENK.

    `parent_orgnr` is set for a sub-unit: the company that is liable for it. `written_form` is the
    Norwegian it has chosen.
    """

    orgnr: str
    name: str
    form: str = ""
    form_name: str = ""
    vat_registered: bool = False
    address: Address | None = None
    state: RegisterState = RegisterState.ACTIVE
    deleted_on: str = ""
    written_form: str = ""
    parent_orgnr: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a customer that the register has otherwise."""

    field: str
    ours: str
    register: str


def state_sentence(customer: str, state: RegisterState) -> str:
    """Return what a state means for whoever sends invoices, '' for a company in good order."""
    if state is RegisterState.ACTIVE:
        return ""
    return f"{customer} {_SAID[state]}."


def customer_texts(company: RegisteredCompany, public_forms: Container[str]) -> dict[str, str]:
    """Return the fields of a customer that the register can fill, as texts by field name.

    Args:
        company: what the register says.
        public_forms: codes of forms that make a public body; all others are businesses.
    """
    kind = CustomerKind.PUBLIC if company.form in public_forms else CustomerKind.BUSINESS
    texts = {
        "kind": kind.value,
        "name": company.name,
        "orgnr": company.orgnr,
        "vat_registered": "yes" if company.vat_registered else "no",
    }
    if company.address is not None:
        texts |= {
            "street": "\n".join(company.address.street),
            "postcode": company.address.postcode,
            "city": company.address.city,
            "country": company.address.country,
        }
    if company.written_form == _NYNORSK:  # bokmål is what all others have, chosen or not
        texts["language"] = "nn"
    return texts


def differences(customer: Customer, company: RegisteredCompany) -> tuple[Difference, ...]:
    """Return where name, address and VAT registration differ; capitals make no difference."""
    pairs = [("name", customer.name, company.name)]
    if not company.parent_orgnr:  # a sub-unit is registered for VAT by its parent
        pairs.append(
            ("vat_registered", _yes(customer.vat_registered), _yes(company.vat_registered))
        )
    if company.address is not None:
        street = "\n".join(company.address.street)
        pairs += [
            ("street", customer.street, street),
            ("postcode", customer.postcode, company.address.postcode),
            ("city", customer.city, company.address.city),
            ("country", customer.country, company.address.country),
        ]
    return tuple(
        Difference(field, ours, theirs)
        for field, ours, theirs in pairs
        if _plain(ours) != _plain(theirs)
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _yes(flag: bool) -> str:  # noqa: FBT001 - a value, not a switch
    return "yes" if flag else "no"
