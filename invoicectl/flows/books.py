"""The reports of the books: trial balance, account statement; read only."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.books import AccountEntry
from invoicectl.domain.books import Balance
from invoicectl.domain.books import Sums
from invoicectl.domain.books import balance_of
from invoicectl.domain.books import earlier_result
from invoicectl.domain.chart import Account
from invoicectl.domain.chart import AccountKind
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.accounts import account_codes
from invoicectl.ledger.books import account_entries
from invoicectl.ledger.books import account_sums
from invoicectl.ledger.books import accounts
from invoicectl.ledger.books import customer_names
from invoicectl.ledger.books import customer_sums
from invoicectl.ledger.books import first_and_last_day
from invoicectl.ledger.books import one_state
from invoicectl.ledger.books import open_items_ore
from invoicectl.ledger.customer_alias import merged_into
from invoicectl.ledger.customer_alias import numbers_of
from invoicectl.ledger.customers import customer_of

if TYPE_CHECKING:
    from invoicectl.domain.books import BookPeriod
    from invoicectl.ledger.connect import Connection


@dataclass(frozen=True, slots=True)
class SubLedger:
    """The receivable accounts against what the customers add up to, in øre.

    `open_items_ore` is None for a last day that has vouchers after it: what was open then is known
    from the lines alone.
    """

    accounts_ore: int
    customers_ore: int
    open_items_ore: int | None

    @property
    def is_proven(self) -> bool:
        """Whether all that could be compared is the same."""
        others = {self.customers_ore, self.open_items_ore} - {None}
        return others == {self.accounts_ore}


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that held or moved something, its customers, and the proof of both."""

    balances: tuple[Balance, ...]
    customers: tuple[Balance, ...]
    sub_ledger: SubLedger


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """What an account, or a customer's part of it, held before the days, and each line of them."""

    account: Account
    customer_no: str
    opening_ore: int
    entries: tuple[AccountEntry, ...]


def trial_balance(con: Connection, period: BookPeriod) -> TrialBalance:
    """Return what every account held, moved and holds, by code, and the same by customer.

    Income and expenses begin the year at nothing; what earlier years came to is a row of its own,
    so that openings add up to nothing (accounting 2.7).

    Args:
        con: an open ledger.
        period: the days.
    """
    with one_state(con):
        return _trial_balance(con, period)


def _trial_balance(con: Connection, period: BookPeriod) -> TrialBalance:
    sums = account_sums(con, period)
    chart = [each for each in accounts(con) if each.code in sums]
    found = [balance_of(each.code, each.name, each.kind, sums[each.code]) for each in chart]
    result = earlier_result((each.kind, sums[each.code]) for each in chart)
    customers = _customers(con, period)
    receivable = account_codes(con, role="receivable")
    days = first_and_last_day(con)
    proof = SubLedger(
        accounts_ore=sum(each.closing_ore for each in found if each.account in receivable),
        customers_ore=sum(each.closing_ore for each in customers if each.customer_no),
        open_items_ore=open_items_ore(con) if not days or days[1] <= period.last else None,
    )
    rows = [*found, *([result] if result else [])]
    return TrialBalance(tuple(filter(_is_used, rows)), tuple(filter(_is_used, customers)), proof)


def account_statement(
    con: Connection, code: str, period: BookPeriod, *, customer_no: str = ""
) -> AccountStatement:
    """Return the lines of one account over some days.

    Args:
        con: an open ledger.
        code: the account.
        period: the days.
        customer_no: one customer's lines alone; of a merged one, those of who it became.

    Raises:
        NotFoundError: there is no such account or customer.
        InputError: a customer of an account that customers have no part in.
    """
    with one_state(con):
        return _account_statement(con, code, period, customer_no=customer_no)


def _account_statement(
    con: Connection, code: str, period: BookPeriod, *, customer_no: str
) -> AccountStatement:
    account = next((each for each in accounts(con) if each.code == code.strip()), None)
    if account is None:
        raise NotFoundError(
            "account", code[:40], hint="'invoicectl report trial-balance' shows those in use."
        )
    if not customer_no:
        sums = account_sums(con, period).get(account.code, Sums())
        numbers: tuple[str, ...] = ()
    else:
        if account.code not in account_codes(con, role="receivable"):
            raise InputError(f"--customer: account {account.code} is not kept by customer.")
        customer_of(con, customer_no)
        customer_no = merged_into(con, customer_no)
        sums = customer_sums(con, period).get((account.code, customer_no), Sums())
        numbers = numbers_of(con, customer_no)
    opening_ore = balance_of(account.code, account.name, account.kind, sums).opening_ore
    entries = account_entries(con, account.code, period, opening_ore=opening_ore, numbers=numbers)
    return AccountStatement(account, customer_no, opening_ore, tuple(entries))


def _customers(con: Connection, period: BookPeriod) -> list[Balance]:
    """Return the balance of each customer; receivable accounts are assets."""
    names = customer_names(con)
    found = [
        replace(
            balance_of(account, names.get(number, ""), AccountKind.ASSET, sums),
            customer_no=number,
        )
        for (account, number), sums in customer_sums(con, period).items()
    ]
    return sorted(found, key=lambda each: (each.account, each.customer_no))


def _is_used(balance: Balance) -> bool:
    return bool(balance.opening_ore or balance.debit_ore or balance.credit_ore)
