"""Payment terms that the law allows, and how long a claim lives (law 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.dates import effective_due
from invoicectl.domain.findings import Findings
from invoicectl.domain.parties import CustomerKind

LIMITATION_YEARS: Final = 3

_LONGEST: Final = 60
_LONGEST_PUBLIC: Final = 30
_LIMITATION_WARNING_MONTHS: Final = 30


@dataclass(frozen=True, slots=True)
class Limitation:
    """When a claim becomes barred: warn from `warn_from`, dun until `last_day` (TRM-6, TRM-7)."""

    warn_from: date
    last_day: date


def check_terms(kind: CustomerKind, terms_days: int, *, is_express: bool) -> Findings:
    """Return what is wrong with a payment term.

    Args:
        kind: consumers have no upper limit (TRM-3), businesses and public bodies do.
        terms_days: calendar days from the invoice to its due date.
        is_express: whether a longer term was expressly agreed with this customer.
    """
    if terms_days < 0:
        return Findings((f"TRM-4: a payment term of {terms_days} days lies in the past.",))
    if kind is CustomerKind.BUSINESS:
        return _business(terms_days, is_express=is_express)
    if kind is CustomerKind.PUBLIC:
        return _public(terms_days, is_express=is_express)
    return Findings()


def limitation(due: date) -> Limitation:
    """Return when a claim due on a day becomes barred, no acknowledgement having interrupted it.

    Letters and debt collection do not interrupt (foreldelsesloven §§ 2, 3, 14, 15).
    """
    first = effective_due(due)
    return Limitation(
        warn_from=add_months(first, _LIMITATION_WARNING_MONTHS),
        last_day=add_months(first, 12 * LIMITATION_YEARS),
    )


def _business(terms_days: int, *, is_express: bool) -> Findings:
    if terms_days <= _LONGEST:
        return Findings()
    found = f"TRM-1: {terms_days} days is more than the {_LONGEST} days a business may be given"
    if is_express:
        return Findings(warnings=(f"{found}; allowed because it was expressly agreed.",))
    way_out = "unless longer was expressly agreed (customer edit --express-terms)"
    return Findings((f"{found} {way_out}.",))


def _public(terms_days: int, *, is_express: bool) -> Findings:
    if terms_days <= _LONGEST_PUBLIC:
        return Findings()
    if terms_days > _LONGEST:
        return Findings(
            (f"TRM-2: a public body may never have more than {_LONGEST} days, not {terms_days}.",)
        )
    found = f"TRM-2: {terms_days} days is more than the {_LONGEST_PUBLIC} days of a public body"
    agreed = "" if is_express else ", and nothing says that longer was expressly agreed"
    return Findings(warnings=(f"{found}{agreed}; it must also be objectively justified.",))
