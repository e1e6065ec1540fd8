"""Who may get new drafts and orders, and what is worth knowing before one is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.errors import InputError

if TYPE_CHECKING:
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.invoice import Invoice
    from invoicectl.ledger.connect import Connection


def require_sellable(con: Connection, customer_no: str) -> Customer:
    """Return a customer who may get new drafts, quotes and orders.

    Raises:
        NotFoundError: nobody has that number.
        InputError: merged into another, erased, not active, or blocked; the sentence says which.
    """
    from invoicectl.ledger.customers import customer_of

    customer = customer_of(con, customer_no)
    check_present(con, customer_no)
    if not customer.active:
        raise InputError(
            f"Customer {customer_no} is no longer active.",
            hint=f"'invoicectl customer edit {customer_no} --active' changes that.",
        )
    if customer.blocked_reason:
        raise InputError(
            f"Customer {customer_no} is blocked: {customer.blocked_reason}.",
            hint=f"'invoicectl customer unblock {customer_no}' lifts it.",
        )
    return customer


def check_present(con: Connection, customer_no: str) -> None:
    """Refuse a number under which nothing new can happen.

    Raises:
        InputError: the customer was merged into another, or erased.
    """
    from invoicectl.ledger.customer_alias import merged_into
    from invoicectl.ledger.customer_state import forgotten_on

    into = merged_into(con, customer_no)
    if into != customer_no:
        raise InputError(
            f"Customer {customer_no} was merged into customer {into}.", hint=f"Use {into}."
        )
    day = forgotten_on(con, customer_no)
    if day is not None:
        raise InputError(
            f"The data of customer {customer_no} was erased on {day:%d.%m.%Y}.",
            hint="Add the customer anew with 'invoicectl customer add'.",
        )


def total_ore(invoice: Invoice) -> int:
    """Return what a document adds to what is owed: its total, below zero for a credit note."""
    from invoicectl.domain.invoice import DocumentKind

    return invoice.total_ore if invoice.kind is DocumentKind.INVOICE else -invoice.total_ore


def sale_warnings(
    con: Connection, customer: Customer, new_ore: int, *, before_ore: int = 0
) -> tuple[str, ...]:
    """Return what a person should know before a document is issued to a customer.

    Args:
        con: an open ledger.
        customer: who gets it.
        new_ore: its total in øre, VAT included; a credit note's below zero.
        before_ore: what other documents of the same run add, which are not booked yet.
    """
    from invoicectl.domain.company_register import state_sentence
    from invoicectl.domain.credit_limit import over_limit
    from invoicectl.ledger.customer_state import open_ore
    from invoicectl.ledger.customer_state import register_check_of

    found: list[str] = []
    if new_ore <= 0:
        return ()
    if customer.blocked_reason:
        found.append(f"Customer {customer.customer_no} is blocked: {customer.blocked_reason}.")
    if customer.orgnr and (check := register_check_of(con, customer.customer_no)):
        said = state_sentence(f"Customer {customer.customer_no}", check.state)
        if said and check.orgnr == customer.orgnr:
            found.append(f"{said[:-1]}, as the register said on {check.checked_on:%d.%m.%Y}.")
    if customer.credit_limit_ore is not None:
        owed_ore = open_ore(con, customer.customer_no) + before_ore
        said = over_limit(
            customer.customer_no, customer.credit_limit_ore, open_ore=owed_ore, new_ore=new_ore
        )
        found += [said] if said else []
    return tuple(found)
