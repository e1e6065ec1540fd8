"""From an event to a balanced voucher: which accounts are touched, by how much, and how marked.

Amounts of voucher lines are signed øre: debit is positive, credit negative. Names and texts are
Norwegian, because the books are read by Norwegian accountants and their programs. No text of a
voucher names a person: a sealed voucher can never be changed, and so would outlive the right to
have personal data erased. Who it was stands in the customer record that the lines point to.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from enum import StrEnum

from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.money import round_half_up
from invoicectl.domain.vat import VAT_CODES


class VoucherKind(StrEnum):
    """What happened."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    REFUND = "refund"
    CHARGE = "charge"
    REVERSAL = "reversal"


class Claim(StrEnum):
    """Which part of what an invoice owes a receivable line belongs to (FEE-17: never mixed)."""

    PRINCIPAL = "principal"
    FEE = "fee"
    INTEREST = "interest"
    COMPENSATION = "compensation"


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One posting; `amount_ore` is never zero.

    `customer_no` stands on receivable lines only; with `invoice_no` None the amount is the
    customer's credit. `transaction_id` is the bank transaction whose money it is: all lines with
    the same one tell where that money lies today. The VAT marks have the sign of the amount:

    - on an income line they are the tax information of SAF-T: the code, the rate, the line's own
      base and its share of the VAT; the shares of a code and rate add up to the VAT posted;
    - on a VAT line `vat_base_ore` is the base of the whole group, from which the amount can be
      computed again, and `vat_ore` is 0, so that adding up `vat_ore` counts no VAT twice; only
      VAT that has no income line beside it (entered prices that cancel out but for an øre) has its
      share there.
    """

    account: str
    amount_ore: int
    customer_no: str = ""
    invoice_no: int | None = None
    claim: Claim | None = None
    kid: str = ""
    due: date | None = None
    vat_code: str = ""
    vat_rate_bp: int = 0
    vat_base_ore: int = 0
    vat_ore: int = 0
    text: str = ""
    transaction_id: int | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """A balanced set of two lines or more; `reverses` is the id of the voucher it undoes."""

    kind: VoucherKind
    dated_on: date
    text: str
    lines: tuple[VoucherLine, ...]
    reverses: int | None = None

    def __post_init__(self) -> None:
        """Hold what no voucher may break: a fault here is ours, never the user's."""
        assert len(self.lines) > 1, self
        assert all(line.amount_ore for line in self.lines), self
        assert sum(line.amount_ore for line in self.lines) == 0, self


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that events are posted on; income and VAT accounts come from the lines."""

    receivable: str = "1500"
    bank: str = "1920"
    unidentified: str = "2990"
    prepayments: str = "2900"
    rounding: str = "7740"
    bank_charges: str = "7770"
    cash: str = "1900"
    card: str = "1570"


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a payment and where it belongs; `amount_ore` has the sign of the payment.

    Without `invoice_no` it is the customer's credit, without `customer_no` as well it lies on the
    account for unidentified payments, or on the `account` that is named: a difference that was
    rounded off, a charge of the bank, money that is no customer's.
    """

    amount_ore: int
    customer_no: str = ""
    invoice_no: int | None = None
    claim: Claim | None = None
    kid: str = ""
    transaction_id: int | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A transaction of a bank account, not zero, and the parts it is booked as.

    The parts have its sign and come to its amount at most; what they leave is unidentified.
    """

    transaction_id: int
    amount_ore: int
    parts: tuple[Allocation, ...] = ()
    kid: str = ""


def invoice_voucher(invoice: Invoice, accounts: Accounts) -> Voucher:
    """Return the voucher of an issued invoice: debit 1500, credit income and VAT (law 7.3).

    The invoice has at least one line that is not zero; one that comes to nothing in total has
    no receivable line.
    """
    assert invoice.kind is DocumentKind.INVOICE
    receivable = VoucherLine(
        accounts.receivable,
        invoice.total_ore,
        customer_no=invoice.buyer.customer_no,
        invoice_no=invoice.invoice_no,
        claim=Claim.PRINCIPAL,
        kid=invoice.kid,
        due=invoice.due,
    )
    text = f"Faktura {invoice.invoice_no}"
    return _voucher(
        VoucherKind.INVOICE, invoice.issued_on, text, [receivable, *_turnover(invoice, sign=-1)]
    )


def credit_note_voucher(note: Invoice, open_principal_ore: int, accounts: Accounts) -> Voucher:
    """Return the voucher of a credit note: the invoice's accounts and codes, the other side.

    Args:
        note: the credit note; its amounts are positive.
        open_principal_ore: what the credited invoice still owes. The note settles at most this;
            the rest becomes the customer's credit, to refund or to set off.
        accounts: the accounts of the company.
    """
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert note.credits is not None
    settled_ore = min(note.total_ore, max(open_principal_ore, 0))
    customer_no = note.buyer.customer_no
    parts = (
        Allocation(settled_ore, customer_no, note.credits.invoice_no, Claim.PRINCIPAL),
        Allocation(note.total_ore - settled_ore, customer_no),
    )
    credited = [_settlement(part, accounts) for part in parts]
    text = f"Kreditnota {note.invoice_no} til faktura {note.credits.invoice_no}"
    return _voucher(
        VoucherKind.CREDIT_NOTE, note.issued_on, text, [*credited, *_turnover(note, sign=1)]
    )


def bank_voucher(
    entries: Sequence[BankEntry], accounts: Accounts, *, booked_on: date, kontonr: str
) -> Voucher:
    """Return the one voucher of many transactions of a bank account on a day.

    It has one line for the bank, as the bank's own statement has, and under it where each payment
    went. A negative entry (reversal, refund) posts the same lines with the other sign.

    Args:
        entries: at least one.
        accounts: the accounts of the company.
        booked_on: the day the bank booked them.
        kontonr: the company's account at the bank.
    """
    sums = [sum(entry.amount_ore for entry in entries)]
    if not sums[0]:  # a line of nothing cannot be posted, so in and out stand apart
        sums = [sum(entry.amount_ore for entry in entries if entry.amount_ore > 0)]
        sums.append(-sums[0])
    lines = [VoucherLine(accounts.bank, ore, text=kontonr) for ore in sums]
    for entry in entries:
        left_ore = entry.amount_ore - sum(part.amount_ore for part in entry.parts)
        assert left_ore * entry.amount_ore >= 0  # never more allocated than was paid
        lines += [_settlement(part, accounts, entry.transaction_id) for part in entry.parts]
        if left_ore:
            rest = Allocation(left_ore, kid=entry.kid)
            lines.append(_settlement(rest, accounts, entry.transaction_id))
    text = f"Innbetalinger {kontonr}"
    return _voucher(VoucherKind.PAYMENT, booked_on, text, lines)


def charge_voucher(
    amount_ore: int, accounts: Accounts, *, money: str, booked_on: date, text: str
) -> Voucher:
    """Return the voucher of what a bank or Vipps has kept: debit 7770, credit where the money was.

    Args:
        amount_ore: more than zero.
        accounts: the accounts of the company.
        money: the account that has become less.
        booked_on: the day it was kept.
        text: whose charge of what.
    """
    lines = [VoucherLine(accounts.bank_charges, amount_ore), VoucherLine(money, -amount_ore)]
    return _voucher(VoucherKind.CHARGE, booked_on, text, lines)


def transfer_voucher(
    taken: Sequence[Allocation], given: Sequence[Allocation], accounts: Accounts, *, dated_on: date
) -> Voucher:
    """Return the voucher that moves paid money: to an invoice, back to credit, between customers.

    Args:
        taken: where the money lies now, as positive parts; of a payment that was taken back,
            negative ones.
        given: where it shall lie, as parts of the same sum.
        accounts: the accounts of the company.
        dated_on: the day of the move; the payment's own voucher keeps its date.
    """
    moves = [replace(part, amount_ore=-part.amount_ore) for part in taken]
    lines = [_settlement(part, accounts) for part in (*moves, *given)]
    return _voucher(VoucherKind.TRANSFER, dated_on, "Omplassering av innbetaling", lines)


def refund_voucher(
    parts: Sequence[Allocation], accounts: Accounts, *, paid_on: date, kontonr: str
) -> Voucher:
    """Return the voucher of money that was paid back: off the customer's credit, out of the bank.

    Args:
        parts: where the money lay, as positive parts.
        accounts: the accounts of the company.
        paid_on: the day it left.
        kontonr: the company's account at the bank.
    """
    taken = [_settlement(replace(part, amount_ore=-part.amount_ore), accounts) for part in parts]
    sums: dict[int | None, int] = {}
    for part in parts:
        sums[part.transaction_id] = sums.get(part.transaction_id, 0) + part.amount_ore
    left = [
        VoucherLine(accounts.bank, -ore, text=kontonr, transaction_id=transaction_id)
        for transaction_id, ore in sums.items()
    ]
    return _voucher(VoucherKind.REFUND, paid_on, "Tilbakebetaling", [*taken, *left])


def reversal_voucher(voucher: Voucher, *, reverses: int, dated_on: date) -> Voucher:
    """Return the voucher that undoes another: each line with the other sign (INV-31).

    Args:
        voucher: the one to undo.
        reverses: its id in the ledger.
        dated_on: the day of the correction.
    """
    lines = tuple(
        replace(
            line,
            amount_ore=-line.amount_ore,
            vat_base_ore=-line.vat_base_ore,
            vat_ore=-line.vat_ore,
        )
        for line in voucher.lines
    )
    return Voucher(
        VoucherKind.REVERSAL, dated_on, f"Reversering: {voucher.text}", lines, reverses=reverses
    )


def _voucher(kind: VoucherKind, dated_on: date, text: str, lines: Iterable[VoucherLine]) -> Voucher:
    """Return a voucher of the lines that are not zero."""
    return Voucher(kind, dated_on, text, tuple(line for line in lines if line.amount_ore))


def _settlement(
    part: Allocation, accounts: Accounts, transaction_id: int | None = None
) -> VoucherLine:
    """Return the line that credits an invoice, a customer or the unidentified payments."""
    account = accounts.receivable if part.customer_no else accounts.unidentified
    return VoucherLine(
        part.account or account,
        -part.amount_ore,
        customer_no=part.customer_no,
        invoice_no=part.invoice_no,
        claim=part.claim or (Claim.PRINCIPAL if part.invoice_no is not None else None),
        kid=part.kid,
        transaction_id=part.transaction_id if transaction_id is None else transaction_id,
    )


def _turnover(document: Invoice, *, sign: int) -> list[VoucherLine]:
    """Return income and VAT lines, grouped; `sign` is -1 to credit them and 1 to debit them."""
    lines: list[VoucherLine] = []
    for total in document.vat_totals:
        bases = _income(document.lines, total)
        for account, (base_ore, vat_ore) in _shared(bases, total).items():
            lines.append(
                VoucherLine(
                    account,
                    sign * base_ore,
                    vat_code=total.vat_code,
                    vat_rate_bp=total.vat_rate_bp,
                    vat_base_ore=sign * base_ore,
                    vat_ore=sign * vat_ore,
                )
            )
        lines.append(
            VoucherLine(
                VAT_CODES[total.vat_code].vat_account,
                sign * total.vat_ore,
                vat_code=total.vat_code,
                vat_rate_bp=total.vat_rate_bp,
                vat_base_ore=sign * total.base_ore,
                vat_ore=0 if any(bases.values()) else sign * total.vat_ore,
            )
        )
    return lines


def _income(lines: Iterable[Line], total: VatTotal) -> dict[str, int]:
    """Return what each income account gets of one VAT code and rate, in øre."""
    bases: dict[str, int] = {}
    for line in lines:
        if (line.vat_code, line.vat_rate_bp) == (total.vat_code, total.vat_rate_bp):
            bases[line.income_account] = bases.get(line.income_account, 0) + line.net_ore
    return bases


def _shared(bases: dict[str, int], total: VatTotal) -> dict[str, tuple[int, int]]:
    """Return base and VAT of each account, at least one; the largest takes what rounding leaves."""
    vats = {
        account: round_half_up(base * total.vat_rate_bp, 10_000) for account, base in bases.items()
    }
    largest = max(bases, key=lambda account: abs(bases[account]))
    vats[largest] += total.vat_ore - sum(vats.values())
    return {account: (bases[account], vats[account]) for account in bases}
