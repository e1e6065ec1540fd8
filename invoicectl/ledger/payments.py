"""Bank transactions as people see them: lists, where the money lies, and what it may be for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.domain.bookkeeping import Allocation
from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.payment import BankPayment
from invoicectl.domain.suggestion import Candidate
from invoicectl.errors import NotFoundError
from invoicectl.ledger.listing import Named
from invoicectl.ledger.listing import Narrowing
from invoicectl.ledger.listing import narrowed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection
    from collections.abc import Sequence

_SELECT = """SELECT t.id, file_line, account, booked_on, amount_ore, kid, text, payer_account,
  payer_name, ordered_on, reference, type_code, type_name, is_reversal,
  coalesce(t.customer_no, ''), t.invoice_no, reason, sentence, state, f.name
 FROM bank_transaction t JOIN bank_file f ON f.id = t.file_id"""
_NAMED = Named(
    customer="t.customer_no",
    day="booked_on",
    searched=("kid", "text", "payer_name", "payer_account", "reference", "t.invoice_no"),
    sorted_by={
        "payment": "t.id",
        "booked_on": "booked_on",
        "amount": "amount_ore",
        "kid": "kid",
        "payer_name": "payer_name COLLATE norwegian",
        "customer_no": "t.customer_no",
        "invoice_no": "t.invoice_no",
        "state": "state",
        "reason": "reason",
    },
    usual="booked_on DESC, t.id DESC",
)
_OPEN_ORE = "o.principal_ore + o.fee_ore + o.interest_ore + o.compensation_ore"
# known: customers who have paid from this account, under any number they have had
_CANDIDATES = """WITH RECURSIVE known(no) AS (
   SELECT b.customer_no FROM bank_transaction b
     WHERE :payer <> '' AND b.payer_account = :payer AND b.id <> :self
       AND b.customer_no IS NOT NULL
   UNION SELECT a.into_no FROM customer_alias a JOIN known ON a.customer_no = known.no
   UNION SELECT a.customer_no FROM customer_alias a JOIN known ON a.into_no = known.no)
 SELECT o.invoice_no, o.customer_no, c.name, i.kid, {open},
  iif(o.customer_no IN known, json_array(:payer), '[]'),
  coalesce((SELECT max(-z.principal_ore, 0) FROM open_item z
    WHERE z.customer_no = o.customer_no AND z.invoice_no = 0), 0)
 FROM open_item o JOIN customer c USING(customer_no) JOIN invoice i USING(invoice_no)
 WHERE {open} > 0 AND (
   o.customer_no IN (SELECT n.customer_no FROM invoice n
     WHERE n.invoice_no IN ({numbers}) OR (n.kid <> '' AND n.kid IN ({kids})))
   OR {open} = :amount
   OR (:text <> '' AND i.kid <> '' AND instr(:text, i.kid) > 0)
   OR o.customer_no IN known
   OR (:name <> '' AND length(c.name) = length(:name)))
 ORDER BY o.invoice_no LIMIT 500"""


@dataclass(frozen=True, slots=True)
class BankTransaction:
    """A payment of a bank file and how it is booked.

    `customer_no` and `invoice_no` say whose it is when it is one's alone; where every øre lies is
    told by the journal, see `parts_of`. `reason` is a code, `sentence` says the same in words.
    """

    transaction_id: int
    payment: BankPayment
    customer_no: str
    invoice_no: int | None
    reason: str
    sentence: str
    state: str
    file_name: str


def transaction_of(con: sqlite3.Connection, transaction_id: int) -> BankTransaction:
    """Return one transaction.

    Raises:
        NotFoundError: there is none with that number.
    """
    row = con.execute(f"{_SELECT} WHERE t.id = ?", (transaction_id,)).fetchone()
    if row is None:
        raise NotFoundError(
            "payment", transaction_id, hint="'invoicectl payment list' shows them all."
        )
    return _from_row(row)


def transactions(
    con: sqlite3.Connection,
    *,
    only_queue: bool = False,
    invoice_no: int | None = None,
    customer_no: str = "",
    limit: int = -1,
) -> list[BankTransaction]:
    """Return transactions, newest booking first.

    Args:
        con: an open ledger.
        only_queue: those that wait for a person.
        invoice_no: those that have paid on this invoice, or were meant to.
        customer_no: those of this customer.
        limit: at most so many, when not negative.
    """
    wanted = Narrowing(customer_no)
    state = "queued" if only_queue else ""
    return listed_transactions(con, wanted, state=state, invoice_no=invoice_no, limit=limit)


def listed_transactions(
    con: sqlite3.Connection,
    wanted: Narrowing,
    *,
    state: str = "",
    invoice_no: int | None = None,
    limit: int = -1,
) -> list[BankTransaction]:
    """Return the transactions a list wants, newest booking first or in the order asked for.

    Args:
        con: an open ledger.
        wanted: whose, booked on which days, with which text, in which order.
        state: `queued`, `matched` and so on; '' for all.
        invoice_no: those that have paid on this invoice, or were meant to.
        limit: at most so many, when not negative.

    Raises:
        InputError: there is no such column to sort by.
    """
    rules: list[str] = []
    if state == "queued":
        rules.append("t.state = 'queued'")  # word for word, for the index
    elif state:
        rules.append("t.state = :state")
    if invoice_no is not None:
        rules.append(
            "(t.invoice_no = :invoice OR t.id IN (SELECT l.transaction_id FROM line l"
            " WHERE l.invoice_no = :invoice AND l.transaction_id IS NOT NULL))"
        )
    tail, values = narrowed(con, wanted, _NAMED, rules)
    values |= {"state": state, "invoice": invoice_no, "limit": limit}
    return [_from_row(row) for row in con.execute(f"{_SELECT}{tail} LIMIT :limit", values)]


def parts_of(
    con: sqlite3.Connection, transaction_id: int, *, unidentified: str = "2990"
) -> tuple[Allocation, ...]:
    """Return where the money of a transaction lies today, in the sign of the transaction.

    It is what its voucher and all later ones come to: parts on invoices, on customers as credit,
    unidentified (without customer), and on other accounts, the bank's own when it was paid back.

    Args:
        con: an open ledger.
        transaction_id: the transaction.
        unidentified: the account of payments whose customer is not known.
    """
    rows = con.execute(
        "SELECT coalesce(customer_no, ''), invoice_no, claim, -sum(amount_ore) AS ore,"
        " iif(customer_no IS NULL AND account <> ?, account, '') AS place FROM line"
        " WHERE transaction_id = ? GROUP BY customer_no, invoice_no, claim, place HAVING ore <> 0"
        " ORDER BY invoice_no IS NULL, invoice_no, customer_no, min(voucher_id), min(n)",
        (unidentified, transaction_id),
    )
    return tuple(
        Allocation(
            amount_ore=ore,
            customer_no=customer_no,
            invoice_no=invoice_no,
            claim=Claim(claim) if claim else None,
            transaction_id=transaction_id,
            account=place,
        )
        for customer_no, invoice_no, claim, ore, place in rows
    )


def last_payer_account(con: sqlite3.Connection, customer_no: str) -> str:
    """Return the account a customer has paid from last, '' when none is known."""
    row = con.execute(
        "SELECT payer_account FROM bank_transaction WHERE customer_no = ? AND amount_ore > 0"
        " AND payer_account <> '' ORDER BY booked_on DESC, id DESC LIMIT 1",
        (customer_no,),
    ).fetchone()
    return str(row[0]) if row else ""


def twin_by_hand(con: sqlite3.Connection, payment: BankPayment, invoice_no: int) -> int | None:
    """Return the number of a payment by hand that says the same, None when there is none."""
    row = con.execute(
        "SELECT id FROM bank_transaction WHERE undone_id = 0 AND type_code = ? AND account = ?"
        " AND booked_on = ? AND amount_ore = ? AND invoice_no = ?",
        (
            payment.type_code, payment.account, payment.booked_on.isoformat(), payment.amount_ore,
            invoice_no,
        ),
    ).fetchone()  # fmt: skip
    return int(row[0]) if row else None


def moves_of(con: sqlite3.Connection, transaction_id: int) -> int:
    """Return how many vouchers have moved the money of a transaction since it was booked."""
    row = con.execute(
        "SELECT count(*) FROM voucher WHERE idempotency_key GLOB ?", (f"match:{transaction_id}:*",)
    ).fetchone()
    return int(row[0])


def settle(con: sqlite3.Connection, found: BankTransaction) -> None:
    """Store the new reason, sentence, state and owner of a transaction."""
    con.execute(
        "UPDATE bank_transaction SET customer_no = ?, invoice_no = ?, reason = ?, sentence = ?,"
        " state = ? WHERE id = ?",
        (
            found.customer_no or None, found.invoice_no, found.reason, found.sentence,
            found.state, found.transaction_id,
        ),
    )  # fmt: skip


def candidates(
    con: sqlite3.Connection,
    paid: BankPayment,
    transaction_id: int,
    *,
    kids: Collection[str],
    numbers: Sequence[int],
    digits: str,
) -> list[Candidate]:
    """Return the open invoices that anything about a transaction points at.

    Of a customer whose invoice is named all open ones are returned: several may be paid at once.

    Args:
        con: an open ledger.
        paid: what the bank said.
        transaction_id: the number it has or will have.
        kids: what its KID may have been.
        numbers: whole numbers that stand in its text or in the place of the KID.
        digits: its text as one run, in which a KID may stand.
    """
    lists: dict[str, str | int] = {f"k{at}": kid for at, kid in enumerate(kids)}
    lists |= {f"n{at}": number for at, number in enumerate(numbers)}
    query = _CANDIDATES.format(
        open=_OPEN_ORE,
        kids=",".join(f":k{at}" for at in range(len(kids))),
        numbers=",".join(f":n{at}" for at in range(len(numbers))),
    )
    said = {
        "payer": paid.payer_account,
        "self": transaction_id,
        "amount": paid.amount_ore,
        "text": digits,
        "name": paid.payer_name,
    }
    rows = con.execute(query, said | lists)
    return [
        Candidate(invoice_no, customer_no, name, kid, ore, tuple(json.loads(known)), credit_ore)
        for invoice_no, customer_no, name, kid, ore, known, credit_ore in rows
    ]


def _from_row(row: tuple[Any, ...]) -> BankTransaction:
    transaction_id, line, account, booked_on, amount_ore, kid, text, payer, name, ordered, *rest = (
        row
    )
    reference, type_code, type_name, is_reversal, *booked = rest
    payment = BankPayment(
        line=line,
        account=account,
        booked_on=date.fromisoformat(booked_on),
        amount_ore=amount_ore,
        kid=kid,
        text=text,
        payer_account=payer,
        payer_name=name,
        ordered_on=date.fromisoformat(ordered) if ordered else None,
        reference=reference,
        type_code=type_code,
        type_name=type_name,
        is_reversal=bool(is_reversal),
    )
    return BankTransaction(transaction_id, payment, *booked)
