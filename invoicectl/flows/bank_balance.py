"""The bank's balance against the books, with every reason why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from invoicectl.errors import NotFoundError
from invoicectl.ledger.bank_lines import booked_ore
from invoicectl.ledger.bank_lines import refunded_ore
from invoicectl.ledger.statements import statements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.payment import BankStatement
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Difference:
    """One reason why bank and books differ, in øre as the bank has more."""

    reason: str
    amount_ore: int


@dataclass(frozen=True, slots=True)
class BankBalance:
    """An account on the last day of its newest statement; all amounts are øre."""

    account: str
    day: date
    bank_ore: int
    books_ore: int
    differences: tuple[Difference, ...]

    @property
    def unexplained_ore(self) -> int:
        """What the differences leave of bank less books; zero when all is explained."""
        known_ore = sum(each.amount_ore for each in self.differences)
        return self.bank_ore - self.books_ore - known_ore


def bank_balance(ledger: Ledger, settings: Settings, account: str = "") -> BankBalance:
    """Return the balance an account's newest statement states, and what the books say of it.

    The ledger has payments from customers only, so what the company pays and what banks charge are
    differences that are to be expected.

    Args:
        ledger: open.
        settings: the company's.
        account: one of the company's; `bank.kontonr` when empty.

    Raises:
        NotFoundError: no statement of that account was imported.
    """
    kontonr = account or settings.bank.kontonr
    found = statements(ledger.con, account=kontonr)
    if not found:
        raise NotFoundError(
            "statement of account",
            kontonr,
            hint="Balances come with camt.053 files, and with the CSV of some banks.",
        )
    last = max(found, key=lambda each: each.last_day)
    differences = tuple(_differences(ledger, settings, found, last))
    return BankBalance(
        kontonr,
        last.last_day,
        last.closing_ore,
        booked_ore(ledger.con, settings.accounts.bank, kontonr, last.last_day),
        tuple(each for each in differences if each.amount_ore),
    )


def _differences(
    ledger: Ledger, settings: Settings, found: Sequence[BankStatement], last: BankStatement
) -> list[Difference]:
    con, bank = ledger.con, settings.accounts.bank
    in_order = sorted(found, key=lambda each: (each.first_day, each.last_day))
    first = in_order[0]
    before = first.first_day - timedelta(days=1)
    brought_ore = first.opening_ore - booked_ore(con, bank, last.account, before)
    gaps_ore = sum(later.opening_ore - one.closing_ore for one, later in pairwise(in_order))
    refunds_ore = refunded_ore(con, bank, last.account, first.first_day, last.last_day)
    return [
        Difference(f"balance before {first.first_day:%d.%m.%Y}", brought_ore),
        Difference(
            "payments out, charges and the like", sum(each.left_out_ore for each in in_order)
        ),
        Difference("refunds, which are in both", refunds_ore),
        Difference("between statements that do not continue each other", gaps_ore),
    ]
