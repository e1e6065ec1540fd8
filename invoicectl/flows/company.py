"""Makes a company's ledger: chart of accounts, invoice numbers, and who it belongs to."""

from __future__ import annotations

import os
from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.chart import Account
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

_LEDGER_ID_BYTES = 8


def create_company(settings: Settings, stamp: Stamp) -> Path:
    """Create the ledger that the settings name, ready for the first invoice; return its path.

    Nothing is left behind when it fails.

    Raises:
        InputError: a file is there already; it is left alone.
    """
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.migrations import create_ledger

    path = settings.ledger.path
    create_ledger(path)
    try:
        with open_ledger(path) as ledger:
            _fill(ledger, settings, stamp)
    except BaseException:
        remove_ledger(path)
        raise
    return path


def remove_ledger(path: Path) -> None:
    """Remove a ledger that has just been made and that nobody has used, with its journal."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def chart_for(accounts: Accounts) -> tuple[Account, ...]:
    """Return the standard chart and, for each account chosen outside it, a twin of the usual one.

    The twin keeps name, kind and grouping of the account it stands in for (accounting 2.4).
    """
    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.chart import CHART

    by_code = {account.code: account for account in CHART}
    usual = Accounts()
    for field in fields(usual):
        code = getattr(accounts, field.name)
        if code not in by_code:
            by_code[code] = replace(by_code[getattr(usual, field.name)], code=code)
    return tuple(by_code[code] for code in sorted(by_code))


def _fill(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    from invoicectl.ledger.accounts import add_accounts
    from invoicectl.ledger.invoices import start_series
    from invoicectl.ledger.log import note
    from invoicectl.ledger.meta import keep_meta

    chosen = settings.accounts.chosen()
    orgnr = settings.company.orgnr
    with ledger.write() as con:
        roles = {chosen.bank: "bank", chosen.receivable: "receivable"}
        add_accounts(con, chart_for(chosen), roles)
        start_series(con, settings.invoice.first_number)
        keep_meta(con, "ledger_id", os.urandom(_LEDGER_ID_BYTES).hex())
        keep_meta(con, "created_at", stamp.at)
        keep_meta(con, "orgnr", orgnr)
        note(con, stamp, "company.created", orgnr, settings.company.name)
        fp("company.filled")
