"""Sets a payment aside that is no customer's: interest, a tax refund, money of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.matching import Reason
from invoicectl.errors import InputError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.move_money import MatchResult
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


def ignore_payment(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    transaction_id: int,
    *,
    account: str = "",
    reason: str = "",
) -> MatchResult:
    """Take a payment off the queue as no customer's.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        transaction_id: the payment.
        account: where its money belongs in the books; empty leaves it where it lies.
        reason: what it is; kept with the payment.

    Raises:
        NotFoundError: there is no such payment.
        InputError: some of it lies on an invoice, or the ledger has no such account.
    """
    from invoicectl.flows.move_money import free_parts
    from invoicectl.flows.move_money import move_money
    from invoicectl.flows.move_money import refuse_undone
    from invoicectl.flows.move_money import stored
    from invoicectl.ledger.payments import parts_of
    from invoicectl.ledger.payments import transaction_of

    with ledger.write() as con:
        found = transaction_of(con, transaction_id)
        refuse_undone(found)
        if any(part.invoice_no is not None for part in parts_of(con, transaction_id)):
            raise InputError(
                f"Payment {transaction_id} pays invoices.",
                hint=f"'invoicectl payment unmatch {transaction_id}' takes it off them first.",
            )
        if account:
            _check_account(con, settings, account)
            free = free_parts(con, settings, found)
            total_ore = sum(part.amount_ore for part in free)
            there = [Allocation(total_ore, transaction_id=transaction_id, account=account)]
            move_money(con, settings, stamp, found, (free, there))
            fp("ignore.posted")
        where = f" It lies on account {account}." if account else ""
        changed = replace(
            found,
            customer_no="",
            invoice_no=None,
            reason=Reason.IGNORED.value,
            sentence=f"No customer's payment{': ' + reason if reason else ''}.{where}",
            state="settled",
        )
        return stored(con, stamp, settings, changed, "payment.ignored")


def _check_account(con: Connection, settings: Settings, account: str) -> None:
    from invoicectl.ledger.accounts import account_name

    if account_name(con, account) is None:
        raise InputError(
            f"The ledger has no account {account}.",
            hint="Leave --account out; the money then stays on the unidentified payments.",
        )
    if account == settings.accounts.receivable:
        raise InputError(
            f"Account {account} is what customers owe.",
            hint="Match the payment to an invoice, or to a customer with --customer.",
        )
