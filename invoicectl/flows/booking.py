"""Books the payments of one file: slice by slice, so that a large file needs little memory."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from itertools import islice
from itertools import pairwise
from typing import TYPE_CHECKING

from invoicectl.domain.bookkeeping import BankEntry
from invoicectl.domain.bookkeeping import bank_voucher
from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.matching import Reason
from invoicectl.domain.matching import Rules
from invoicectl.domain.matching import decide
from invoicectl.domain.matching_parts import decide_foreign
from invoicectl.domain.matching_parts import decide_parts
from invoicectl.domain.money import kroner
from invoicectl.flows.imported import REMARKS_MAX
from invoicectl.flows.imported import ReasonTotal
from invoicectl.flows.imported import Remark
from invoicectl.ledger.bank import FINGERPRINT_BYTES
from invoicectl.ledger.bank import FileTotals
from invoicectl.ledger.bank import NewTransaction
from invoicectl.ledger.bank import add_transactions
from invoicectl.ledger.bank import known
from invoicectl.ledger.bank import next_transaction_id
from invoicectl.ledger.bank import owners_of
from invoicectl.ledger.posting import post
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.kid import Modulus
    from invoicectl.domain.matching import Decision
    from invoicectl.domain.matching import KidOwner
    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.bank import KeptFile
    from invoicectl.ledger.connect import Connection

_Marked = tuple["BankPayment", bytes, int]
"""A payment, its fingerprint, and which of its twins in the file it is."""

SLICE = 500
"""Payments in one voucher at most: what is decided, posted and forgotten at a time."""


LOOK_UPS_MAX = 50
"""Reversals of one file for which an earlier payment is looked for; each costs a whole pass."""


class Booking:
    """The books side of one import; everything happens inside the caller's transaction."""

    def __init__(
        self,
        con: Connection,
        file: KeptFile,
        accounts: Accounts,
        modulus: Modulus,
        stamp: Stamp,
        rules: Rules,
    ) -> None:
        """Take the connection, the file, and what the company has chosen."""
        self._rules = rules
        self._con = con
        self._file = file
        self._accounts = accounts
        self._modulus = modulus
        self._stamp = stamp
        self._next_id = next_transaction_id(con)
        self._counts: dict[Reason, list[int]] = {}
        self._look_ups = 0
        self._form = ""
        self._told: tuple[str, date] | None = None
        self._told_times: dict[tuple[str, int], int] = {}
        self._payments = self._sum_ore = 0
        self._queued = self._queued_ore = 0
        self._duplicates = self._duplicates_ore = 0
        self.remarks: list[Remark] = []
        self.remarks_left_out = 0

    def heed_other_formats(self, form: str) -> None:
        """Pass over what files of other formats than this one have told of already."""
        from invoicectl.ledger.other_formats import other_formats

        self._form = form if other_formats(self._con, form) else ""

    def book(
        self,
        payments: Sequence[BankPayment],
        fingerprints: bytes,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        """Book what is new, a voucher for each account and day, split at `SLICE` payments.

        Args:
            payments: of the file.
            fingerprints: theirs, in a row.
            tell: is told hundredths of the work.
        """
        for (account, day), group in groupby(_marked(payments, fingerprints), key=_account_and_day):
            part = 0
            while chunk := list(islice(group, SLICE)):
                part += 1
                self._book_slice(chunk, account, day, part)
                if tell:
                    tell(100 * self._payments // len(payments))

    @property
    def totals(self) -> FileTotals:
        """What has been seen so far."""
        ignored = self._counts.get(Reason.ZERO, (0, 0))[0]
        seen = (self._queued, self._duplicates, ignored)
        return FileTotals(
            payments=self._payments,
            sum_ore=self._sum_ore,
            matched=self._payments - sum(seen),
            matched_ore=self._sum_ore - self._queued_ore - self._duplicates_ore,
            queued=self._queued,
            queued_ore=self._queued_ore,
            duplicates=self._duplicates,
            duplicates_ore=self._duplicates_ore,
            ignored=ignored,
        )

    @property
    def reasons(self) -> tuple[ReasonTotal, ...]:
        """The new payments by why they were booked as they were."""
        return tuple(
            ReasonTotal(reason, *self._counts[reason])
            for reason in Reason
            if reason in self._counts
        )

    def _book_slice(self, chunk: Sequence[_Marked], account: str, day: date, part: int) -> None:
        """Decide and post some payments to one account on one day."""
        seen = known(self._con, [fingerprint for _, fingerprint, _ in chunk])
        new = [each for each in chunk if each[1:] not in seen]
        if seen:
            self._pass_over(each[0] for each in chunk if each[1:] in seen)
        self._payments += len(chunk)
        self._sum_ore += sum(payment.amount_ore for payment, _, _ in chunk)
        if self._form:
            new = self._untold(new, account, day)
        if not new:
            return
        decided = self._decided(new)
        entries = tuple(
            BankEntry(number, payment.amount_ore, decision.allocations, payment.kid)
            for number, (payment, _, _), decision, _ in decided
            if payment.amount_ore
        )
        voucher_id = None
        if entries:
            key = f"bank:{self._file.key}:{account}:{day}:{part}"
            voucher = bank_voucher(entries, self._accounts, booked_on=day, kontonr=account)
            posted = post(
                self._con, voucher, key=key, stamp=self._stamp, evidence=self._file.sha256
            )
            voucher_id = posted.voucher_id
            fp("receive.posted")
        add_transactions(
            self._con,
            self._file.file_id,
            [
                NewTransaction(
                    number,
                    payment,
                    fingerprint,
                    ordinal,
                    voucher_id if payment.amount_ore else None,
                    owner,
                    decision.reason,
                    decision.sentence,
                    _state(decision),
                )
                for number, (payment, fingerprint, ordinal), decision, owner in decided
            ],
        )
        fp("receive.slice")

    def _untold(self, new: Sequence[_Marked], account: str, day: date) -> list[_Marked]:
        """Return what did not come with the same day, amount and KID in a file of another kind.

        Two equal payments of a day are passed over only when there were two of them before.
        """
        from invoicectl.ledger.other_formats import told_elsewhere

        if self._told != (account, day):
            self._told = (account, day)
            self._told_times = told_elsewhere(self._con, self._form, account=account, day=day)
        left, told = [], []
        for each in new:
            payment = each[0]
            times = self._told_times.get((payment.kid, payment.amount_ore), 0)
            if times:
                self._told_times[payment.kid, payment.amount_ore] = times - 1
                told.append(payment)
            else:
                left.append(each)
        self._pass_over(told)
        return left

    def _pass_over(self, duplicates: Iterable[BankPayment]) -> None:
        for payment in duplicates:
            self._duplicates += 1
            self._duplicates_ore += payment.amount_ore
            self._remark(payment, None, "duplicate", "It came in an earlier file and is booked.")

    def _decided(
        self, new: Sequence[_Marked]
    ) -> list[tuple[int, _Marked, Decision, KidOwner | None]]:
        """Return id, payment, decision and owner of each; a KID met twice is settled in order."""
        kids = [normalise_kid(payment.kid) for payment, _, _ in new]
        owners = owners_of(self._con, kids)
        self._add_owners(owners, new)
        several = len(set(kids)) < len(kids) or len(owners) > len(kids)
        decided = []
        for kid, each in zip(kids, new, strict=True):
            payment = each[0]
            owner = owners.get(kid)
            decision = self._decision(payment, owner, owners)
            if several and owner is not None and owner.open_claims and not payment.parts:
                owners[kid] = owner.after(decision.allocations)
            decided.append((self._next_id, each, decision, owner))
            self._next_id += 1
        if self._rules.number_is_enough or self._rules.payer_is_enough:
            from invoicectl.flows.by_rule import decided_by_rules

            decided = decided_by_rules(self._con, decided, self._rules)
        for number, (payment, _, _), decision, _ in decided:
            self._count(number, payment, decision)
        return decided

    def _decision(
        self, payment: BankPayment, owner: KidOwner | None, owners: dict[str, KidOwner]
    ) -> Decision:
        """Decide one payment; what its parts settle is taken off in `owners` at once."""
        if payment.currency:
            return decide_foreign(payment)
        if payment.parts:
            return decide_parts(payment, owners, self._decided_alone)
        decision = self._decided_alone(payment, owner)
        if payment.is_reversal and owner is None and self._look_ups < LOOK_UPS_MAX:
            self._look_ups += 1
            return self._with_earlier(payment, decision)
        return decision

    def _with_earlier(self, payment: BankPayment, decision: Decision) -> Decision:
        """Name the payment that a reversal most likely takes back."""
        from invoicectl.ledger.taken_back import earlier_payment

        earlier = earlier_payment(self._con, payment)
        if earlier is None:
            return decision
        sentence = (
            f"The bank took a payment back, most likely payment {earlier.transaction_id} of"
            f" {kroner(earlier.amount_ore)} on {earlier.booked_on:%d.%m.%Y}: unmatch that one if"
            " so."
        )
        return replace(decision, sentence=sentence)

    def _decided_alone(self, payment: BankPayment, owner: KidOwner | None) -> Decision:
        return decide(payment, owner, self._modulus, self._rules)

    def _add_owners(self, owners: dict[str, KidOwner], new: Sequence[_Marked]) -> None:
        """Look up the KIDs of payments that name several, block by block."""
        kids = [normalise_kid(part.kid) for payment, _, _ in new for part in payment.parts]
        for at in range(0, len(kids), SLICE):
            owners |= owners_of(self._con, kids[at : at + SLICE])

    def _count(self, number: int, payment: BankPayment, decision: Decision) -> None:
        count = self._counts.setdefault(decision.reason, [0, 0])
        count[0] += 1
        count[1] += payment.amount_ore
        if decision.needs_person:
            self._queued += 1
            self._queued_ore += payment.amount_ore
        if decision.reason is not Reason.EXACT:
            self._remark(payment, number, decision.reason, decision.sentence)

    def _remark(self, payment: BankPayment, number: int | None, reason: str, sentence: str) -> None:
        if len(self.remarks) == REMARKS_MAX:
            self.remarks_left_out += 1
            return
        self.remarks.append(Remark(payment.line, number, payment.amount_ore, reason, sentence))


def _marked(payments: Sequence[BankPayment], fingerprints: bytes) -> Iterator[_Marked]:
    """Yield the payments by account and day, twins numbered in the order of the file.

    Only twins are counted, for a count of all would cost more memory than a slice does.
    """
    size = FINGERPRINT_BYTES
    prints = [fingerprints[at : at + size] for at in range(0, len(fingerprints), size)]
    prints.sort()
    twins = dict.fromkeys((one for one, other in pairwise(prints) if one == other), 0)
    del prints
    order: Iterable[int] = range(len(payments))
    if any(_day_of(one) > _day_of(other) for one, other in pairwise(payments)):
        order = sorted(order, key=lambda at: _day_of(payments[at]))
    for at in order:
        fingerprint = fingerprints[at * size : at * size + size]
        ordinal = 1
        if fingerprint in twins:
            ordinal = twins[fingerprint] = twins[fingerprint] + 1
        yield payments[at], fingerprint, ordinal


def _day_of(payment: BankPayment) -> tuple[str, date]:
    return payment.account, payment.booked_on


def _account_and_day(marked: _Marked) -> tuple[str, date]:
    return _day_of(marked[0])


def _state(decision: Decision) -> str:
    if decision.needs_person:
        return "queued"
    return "settled" if decision.reason is Reason.ZERO else "matched"
