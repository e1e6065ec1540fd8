"""The programs the exports are for, when they are on this machine, and what a text says itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.books import Balance
from invoicectl.domain.books import BookLine
from invoicectl.domain.books import BookPeriod
from invoicectl.domain.books import BookVoucher
from invoicectl.exports.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterable

CHECKS = {
    "hledger": ("check", "--strict", "ordereddates", "payees", "uniqueleafnames"),
    "ledger": ("--strict", "--pedantic", "balance"),
    "bean-check": (),
}
_JOURNAL = re.compile(r"^    (\S.*?) {2,}(-?\d+\.\d\d) NOK(?: = (-?\d+\.\d\d) NOK)?(?:  ; .*)?$")
_POSTING = re.compile(r"^  ([A-Z][^ ]*) +(-?\d+\.\d\d) NOK$")
_PROOF = re.compile(r"^\d{4}-\d\d-\d\d balance ([^ ]+) +(-?\d+\.\d\d) ~ 0\.00 NOK$")


def accepts(name: str, file: Path) -> str:
    """Return what a program has against a file, '' when it takes it; skip when it is not there."""
    found = shutil.which(name) or shutil.which(str(Path(sys.executable).with_name(name)))
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    words = [found, str(file)] if name == "bean-check" else [found, "-f", str(file), *CHECKS[name]]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run = subprocess.run(words, capture_output=True, env=environment, text=True, check=False)
    return (run.stdout + run.stderr).strip() or "refused" if run.returncode else ""


def journal_sums(text: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return what a journal's postings come to by account, and what it says they must come to."""
    rows = [match for match in map(_JOURNAL.match, text.splitlines()) if match]
    proofs = {name: ore(said) for name, _, said in (row.groups() for row in rows) if said}
    return _added((row[1], row[2]) for row in rows), proofs


def beancount_sums(text: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the same of a Beancount file."""
    lines = text.splitlines()
    rows = [match for match in map(_POSTING.match, lines) if match]
    proofs = [match for match in map(_PROOF.match, lines) if match]
    return _added((row[1], row[2]) for row in rows), {row[1]: ore(row[2]) for row in proofs}


def ore(text: str) -> int:
    """Return the øre of `-1234.50`."""
    return int(text.replace(".", ""))


def book(
    company: str,
    names: dict[str, str],
    vouchers: Iterable[BookVoucher],
    kinds: Iterable[Balance],
    period: BookPeriod,
) -> Book:
    """Return a book whose balances are those of its vouchers, account by account.

    `kinds` are the empty balances of every account and customer that a line may name.
    """
    kept = tuple(vouchers)
    balances = []
    for each in kinds:
        own = [
            line.amount_ore
            for voucher in kept
            for line in voucher.lines
            if line.account == each.account and each.customer_no in ("", line.customer_no)
        ]
        debit_ore = sum(ore for ore in own if ore > 0)
        balances.append(_moved(each, debit_ore, debit_ore - sum(own)))
    return Book(company, period, tuple(balances), names, kept)


def line(
    account: str, amount_ore: int, customer_no: str = "", *, kid: str = "", text: str = ""
) -> BookLine:
    """Return a line."""
    return BookLine(account, amount_ore, customer_no, kid=kid, text=text)


def _moved(balance: Balance, debit_ore: int, credit_ore: int) -> Balance:
    return Balance(
        balance.account,
        balance.name,
        balance.kind,
        balance.opening_ore,
        debit_ore,
        credit_ore,
        balance.customer_no,
        balance.account_name,
    )


def _added(rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, amount in rows:
        sums[name] = sums.get(name, 0) + ore(amount)
    return sums
