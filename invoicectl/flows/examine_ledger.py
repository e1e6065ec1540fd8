"""Looks at the ledger: whose it is, whether it is sound, its accounts, clock and backups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import Exit
from invoicectl.errors import InvoicectlError
from invoicectl.flows.sign import Sign
from invoicectl.flows.sign import broken
from invoicectl.flows.sign import fault
from invoicectl.flows.sign import ok
from invoicectl.flows.sign import warn

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_ADVICE: Final = {
    "C41": "Run 'invoicectl outbox list'.",
    "C61": "Run 'invoicectl ledger backup', and let cron run 'invoicectl nightly'.",
}


def examine_ledger(ledger: Ledger, settings: Settings, stamp: Stamp) -> Iterator[Sign]:
    """Check the books quickly, that they are this company's, the clock, and the backups."""
    from invoicectl.flows.guard import check_clock
    from invoicectl.flows.safeguard import check_all
    from invoicectl.ledger.meta import meta_value

    findings = check_all(ledger, settings, stamp, full=False)
    damage = [finding for finding in findings if finding.is_damage]
    for finding in damage:
        advice = "Run 'invoicectl ledger check'; a backup is brought back by 'ledger restore'."
        sentence = f"{finding.code} {finding.sentence}"
        yield broken("ledger", sentence, advice, Exit.GUARD)
    if not damage:
        yield ok("ledger", f"{ledger.path} is sound, by a quick check.")
    for finding in findings:
        if not finding.is_damage:
            yield warn("ledger", finding.sentence, _ADVICE.get(finding.code, ""))
    orgnr = meta_value(ledger.con, "orgnr")
    if orgnr != settings.company.orgnr:
        yield broken(
            "ledger",
            f"The ledger belongs to {orgnr}, the settings are those of {settings.company.orgnr}.",
            "Correct company.orgnr, or name the right ledger in ledger.path.",
        )
    yield from _roles(ledger, settings)
    try:
        check_clock(ledger, stamp)
    except InvoicectlError as error:
        yield fault("clock", error)


def _roles(ledger: Ledger, settings: Settings) -> Iterator[Sign]:
    """Compare the accounts of the settings with those the ledger was made with."""
    from invoicectl.ledger.accounts import account_codes

    chosen = settings.accounts
    for name, role in (("receivable", "receivable"), ("bank", "bank")):
        made = account_codes(ledger.con, role=role)
        if getattr(chosen, name) not in made:
            yield broken(
                "ledger",
                f"accounts.{name} is {getattr(chosen, name)}, but the ledger was made with"
                f" {', '.join(made)}.",
                "Set it back: it cannot change once the books are begun.",
            )
    known = account_codes(ledger.con)
    for name in ("unidentified", "prepayments", "rounding", "bank_charges", "cash", "card"):
        if getattr(chosen, name) not in known:
            yield broken(
                "ledger",
                f"accounts.{name} is {getattr(chosen, name)}, which the ledger does not have.",
                "Set it back to one of the standard chart.",
            )
