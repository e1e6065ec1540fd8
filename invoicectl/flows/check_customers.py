"""Compares customers with the company register: who is bankrupt or gone, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.company_register import RegisterState
from invoicectl.domain.company_register import customer_texts
from invoicectl.domain.company_register import differences
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import NetworkError
from invoicectl.flows.look_up import look_up
from invoicectl.ledger.customer_state import RegisterCheck
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from invoicectl.domain.company_register import Difference
    from invoicectl.domain.company_register import RegisteredCompany
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

IN_A_ROW_MAX: Final = 3
"""After so many questions without an answer nobody is asked any more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One customer and what the register says of it.

    `problem` says why it could not be asked, or why its answer could not be taken over.
    """

    customer: Customer
    state: RegisterState | None = None
    differences: tuple[Difference, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All customers that were compared; `not_asked` is how many were left when nobody answered."""

    compared: tuple[Compared, ...]
    not_asked: int
    updated: tuple[str, ...]


def check_customers(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    numbers: Sequence[str] = (),
    *,
    update: bool = False,
    progress: Callable[[int], None] | None = None,
) -> CheckResult:
    """Ask the register about customers, one after the other, and keep how each company stands.

    Args:
        ledger: open.
        settings: where the register is.
        stamp: when and who.
        numbers: these customers; all active ones with an organisation number when empty.
        update: whether name, address and VAT registration are taken over.
        progress: told how many were asked.

    Raises:
        NotFoundError, InputError: a customer does not exist, or has no organisation number.
        NetworkError: the register answered nothing at all.
    """
    answers, not_asked = _answers(settings, compare_whom(ledger, numbers), progress)
    fp("check.asked")
    updated: list[str] = []
    compared: list[Compared] = []
    with ledger.write() as con:
        for customer, company, problem in answers:
            if company is None:
                compared.append(Compared(customer, problem=problem))
                continue
            _keep(con, stamp, customer, company)
            found = _compared(customer, company)
            if update and found.differences:
                fault = _taken_over(con, settings, stamp, customer, company)
                found = Compared(customer, found.state, found.differences, fault)
                updated += [] if fault else [customer.customer_no]
            compared.append(found)
    return CheckResult(tuple(compared), not_asked, tuple(updated))


def preview_check(
    ledger: Ledger,
    settings: Settings,
    numbers: Sequence[str] = (),
    *,
    progress: Callable[[int], None] | None = None,
) -> CheckResult:
    """Ask and compare as `check_customers` does, and write nothing.

    Raises:
        NotFoundError, InputError, NetworkError: as there.
    """
    answers, not_asked = _answers(settings, compare_whom(ledger, numbers), progress)
    compared = tuple(
        _compared(customer, company) if company else Compared(customer, problem=problem)
        for customer, company, problem in answers
    )
    return CheckResult(compared, not_asked, ())


def compare_whom(ledger: Ledger, numbers: Sequence[str]) -> list[Customer]:
    """Return the customers that are meant: these, or all active ones with a Norwegian number.

    Raises:
        NotFoundError, InputError: a customer does not exist, or has no organisation number.
    """
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.customers import find_customers

    if not numbers:
        everyone = find_customers(ledger.con)
        return [one for one in everyone if one.orgnr]
    found = [customer_of(ledger.con, number) for number in dict.fromkeys(numbers)]
    for one in found:
        if not one.orgnr:
            raise InputError(
                f"Customer {one.customer_no} has no organisation number to look up.",
                hint=f"'invoicectl customer edit {one.customer_no} --orgnr ...' gives it one.",
            )
    return found


def _answers(
    settings: Settings,
    customers: Sequence[Customer],
    progress: Callable[[int], None] | None,
) -> tuple[list[tuple[Customer, RegisteredCompany | None, str]], int]:
    """Return each customer with its company or why there is none, and how many were not asked."""
    found: list[tuple[Customer, RegisteredCompany | None, str]] = []
    silent = 0
    for done, customer in enumerate(customers, 1):
        try:
            found.append((customer, look_up(settings, customer.orgnr), ""))
            silent = 0
        except NetworkError as error:
            found.append((customer, None, str(error)))
            silent += 1
            if silent == len(found) and silent >= min(IN_A_ROW_MAX, len(customers)):
                raise
            if silent >= IN_A_ROW_MAX:
                break
        if progress is not None:
            progress(done)
    return found, len(customers) - len(found)


def _compared(customer: Customer, company: RegisteredCompany) -> Compared:
    if company.state in (RegisterState.DELETED, RegisterState.UNKNOWN):
        return Compared(customer, company.state)
    return Compared(customer, company.state, differences(customer, company))


def _keep(con: Connection, stamp: Stamp, customer: Customer, company: RegisteredCompany) -> None:
    from invoicectl.domain.company_register import state_sentence
    from invoicectl.ledger.customer_state import put_register_check
    from invoicectl.ledger.customer_state import register_check_of
    from invoicectl.ledger.log import note

    number = customer.customer_no
    before = register_check_of(con, number)
    put_register_check(
        con,
        RegisterCheck(
            number, customer.orgnr, stamp.today, company.name, company.form, company.state
        ),
    )
    if (before.state if before else RegisterState.ACTIVE) is not company.state:
        said = state_sentence(customer.orgnr, company.state) or f"{customer.orgnr} is in order."
        note(con, stamp, "customer.register", number, said)


def _taken_over(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    customer: Customer,
    company: RegisteredCompany,
) -> str:
    """Store what the register has otherwise, and return '' or why it cannot be stored."""
    from invoicectl.flows.customers import customer_from
    from invoicectl.ledger.customers import customer_of
    from invoicectl.ledger.customers import update_customer

    fields = {one.field for one in differences(customer, company)}
    if fields & {"street", "postcode", "city", "country"}:
        fields |= {"street", "postcode", "city", "country"}
    texts = customer_texts(company, settings.register.public_forms)
    wanted = {name: text for name, text in texts.items() if name in fields}
    try:
        now = customer_of(con, customer.customer_no)
        update_customer(con, customer_from(now, wanted, settings), stamp)
    except FaultsError as error:
        return str(error)
    return ""
