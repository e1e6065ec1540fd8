"""Looks at everything a run depends on before it fails at night, and says what to do about it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InvoicectlError
from invoicectl.flows.examine_ledger import examine_ledger
from invoicectl.flows.examine_ways_out import examine_cron
from invoicectl.flows.examine_ways_out import examine_secrets
from invoicectl.flows.examine_ways_out import examine_ways_out
from invoicectl.flows.sign import Sign
from invoicectl.flows.sign import fault
from invoicectl.flows.sign import faults_of
from invoicectl.flows.sign import ok
from invoicectl.flows.sign import warn

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_SOON_DAYS: Final = 30
_OTHERS: Final = 0o077
_OTHERS_WRITE: Final = 0o022


def examine_company(
    settings: Settings, stamp: Stamp, *, environ: Mapping[str, str], offline: bool
) -> tuple[Sign, ...]:
    """Return what can be said about one company: its files, secrets, ledger, ways out, backups.

    Args:
        settings: the company's.
        stamp: when and who; nothing is written.
        environ: the environment of this run.
        offline: whether the mail server is left alone.
    """
    from invoicectl.ledger.connect import open_ledger

    signs: list[Sign] = [ok("settings", f"{settings.path} is in order."), *_files(settings)]
    signs += examine_secrets(settings)
    ledger_id = ""
    try:
        with open_ledger(settings.ledger.path) as ledger:
            signs += examine_ledger(ledger, settings, stamp)
            ledger_id = _ledger_id(ledger)
    except InvoicectlError as error:
        signs.append(fault("ledger", error))
    signs += examine_ways_out(settings, ledger_id, offline=offline)
    signs += _payments(settings)
    signs += examine_cron(settings, environ)
    signs += _rates(settings, stamp.today)
    return tuple(signs)


def _files(settings: Settings) -> Iterator[Sign]:
    """Look at who can read and change what, and whether the folders are where they should be."""
    from invoicectl.ledger.place import shared_because

    yield from _mode(settings.path, _OTHERS_WRITE, "can be changed by other users", "go-w")
    yield from _mode(settings.root, _OTHERS_WRITE, "can be changed by other users", "go-w")
    if settings.log.path.exists():
        yield from _mode(settings.log.path, _OTHERS, "can be read by other users", "go-rwx")
    why = shared_because(settings.ledger.path)
    if why:
        yield warn(
            "ledger",
            f"The ledger lies {why}, where locks do not hold and copies are made half-way.",
            "Move the company to a disk of this machine, and keep the backups there instead.",
        )
    inbox = settings.bank.inbox
    if inbox.is_dir() and os.access(inbox, os.R_OK | os.W_OK | os.X_OK):
        yield ok("inbox", f"Files from the bank are taken from {inbox}.")
    else:
        state = "cannot be used" if inbox.exists() else "is missing"
        yield warn("inbox", f"The inbox {inbox} {state}.", f"Run: mkdir -p -m 700 {inbox}")


def _mode(path: Path, mask: int, what: str, change: str) -> Iterator[Sign]:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        yield warn("files", f"{path} cannot be looked at: {error.strerror}.", "Check its owner.")
        return
    if mode & mask and not mode & stat.S_ISVTX:
        yield warn("files", f"{path} {what} (mode {mode:04o}).", f"Run: chmod {change} {path}")


def _ledger_id(ledger: Ledger) -> str:
    from invoicectl.ledger.meta import meta_value

    return meta_value(ledger.con, "ledger_id")


def _payments(settings: Settings) -> Iterator[Sign]:
    if settings.kid.enabled and not settings.bank.ocr_agreement:
        yield warn(
            "kid",
            "Invoices carry a KID, but bank.ocr_agreement is empty.",
            "Agree on OCR giro with the bank first: an unregistered KID cannot be paid.",
        )


def _rates(settings: Settings, today: date) -> Iterator[Sign]:
    from datetime import timedelta

    from invoicectl.flows.own_rates import rates_of

    try:
        rates = rates_of(settings)
    except InvoicectlError as error:
        yield from faults_of(error, "rates")
        return
    advice = "'invoicectl rates check' says what to add."
    ends = {table.name: table.known_until for table in rates.tables}
    over = sorted(name for name, end in ends.items() if end < today)
    name, end = min(ends.items(), key=lambda item: item[1])
    if over:
        yield warn("rates", f"No longer vouched for: {', '.join(over)}.", advice)
    elif end < today + timedelta(days=_SOON_DAYS):
        yield warn("rates", f"The {name} is known until {end} only.", advice)
    else:
        yield ok("rates", f"All rates are known until {end} or longer.")
    if late := rates.review_warning(today):
        yield warn("rates", late, advice)
