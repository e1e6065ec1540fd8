"""Purregebyr: which letter may carry a fee, from when, and how much at most (FEE).

A letter that is both purring and inkassovarsel counts as one inkassovarsel (FEE-15).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from invoicectl.domain.dates import add_months
from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import SentNotice
from invoicectl.domain.money import kroner
from invoicectl.domain.money import round_half_up
from invoicectl.domain.notice_days import DEADLINE_DAYS
from invoicectl.domain.notice_days import first_day_after
from invoicectl.domain.notice_days import first_fee_day
from invoicectl.domain.notice_days import is_full_deadline
from invoicectl.errors import InputError

RESET_MONTHS: Final = 6
"""So long after the last letter with a fee a new round of fees may begin (FEE-9)."""

NOTICE_FEES_MAX: Final = 2
"""Fees of one round for purring and inkassovarsel together (FEE-7)."""

_ORE: Final = 100
_NOTICES: Final = (NoticeKind.PURRING, NoticeKind.INKASSOVARSEL)


@dataclass(frozen=True, slots=True)
class FeeBase:
    """The figures of law for one claim and one sending day.

    Attributes:
        sats_ore: the inkassosats on the day of sending (FEE-6), in øre.
        notice_20ths: twentieths of it for a purring or inkassovarsel, by the due date (FEE-2).
        demand_20ths: twentieths of it for one's own betalingsoppfordring (FEE-10).
        creditor_may_warn: whether the act in force lets a creditor send an inkassovarsel; the fees
            of the new act are not fixed yet, so that under it no letter carries one (LAW-2).
    """

    sats_ore: int
    notice_20ths: int
    demand_20ths: int
    creditor_may_warn: bool = True


@dataclass(frozen=True, slots=True)
class FeeClaim:
    """One unpaid claim: when it was due, which letters went out about it, whether it is disputed.

    `notices` holds what was sent, oldest first, each with the fee it carried.
    """

    due: date
    notices: tuple[SentNotice, ...] = ()
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """The letter may carry a fee of up to `max_ore`; charging less is always allowed (FEE-20)."""

    max_ore: int
    rule: str


@dataclass(frozen=True, slots=True)
class NoFee:
    """The letter must be free; `until` is the first day on which time alone may change that."""

    rule: str
    reason: str
    until: date | None = None


def fee_for(
    claim: FeeClaim, kind: NoticeKind, sent_on: date, base: FeeBase, *, grace_bankdays: int = 0
) -> Fee | NoFee:
    """Decide whether a letter sent on a day may carry a fee, and how much at most.

    The claim is unpaid, and the letter is written and says what is owed and for what (FEE-5).
    Consumers, businesses and public bodies are alike here (FEE-13).

    Args:
        claim: what the letter is about.
        kind: which letter.
        sent_on: the day it leaves.
        base: the figures of law for this claim and day.
        grace_bankdays: bank days that an order given in time may need until it is seen (PAY-4).
    """
    if held := _never(claim, kind, base):
        return held
    if sent_on < (first := first_fee_day(claim.due)):
        return NoFee("FEE-4", f"a fee may not be charged before {first}", first)
    charged = current_round(claim.notices, sent_on)
    if kind is NoticeKind.BETALINGSOPPFORDRING:
        held = _demand_held(claim, charged, sent_on, grace_bankdays)
    else:
        held = _notice_held(charged, sent_on, grace_bankdays)
    return held or Fee(fee_max_ore(kind, base), "FEE-7" if charged else "FEE-4")


def fee_max_ore(kind: NoticeKind, base: FeeBase) -> int:
    """Return the highest fee of a letter in øre, always whole kroner, halves up (FEE-2, FEE-3)."""
    if kind in _NOTICES:
        twentieths = base.notice_20ths
    else:
        twentieths = base.demand_20ths if kind is NoticeKind.BETALINGSOPPFORDRING else 0
    return round_half_up(base.sats_ore * twentieths, 20 * _ORE) * _ORE


def check_fee(wanted_ore: int, max_ore: int, *, what: str) -> None:
    """Refuse a fee above the highest one; it is never cut down silently (FEE-20).

    Args:
        wanted_ore: what somebody wants to charge, in øre.
        max_ore: from `fee_max_ore`.
        what: the setting or option that names it, for the error.

    Raises:
        InputError: it is more than the law allows, or less than nothing.
    """
    if not 0 <= wanted_ore <= max_ore:
        raise InputError(
            f"FEE-20: {what}: a fee of {kroner(wanted_ore)} kr is not allowed; the law allows from"
            f" 0 to {kroner(max_ore)} kr."
        )


def current_round(notices: Sequence[SentNotice], on: date) -> tuple[SentNotice, ...]:
    """Return the letters with a fee that count against a new one on a day (FEE-9, FEE-11).

    A round ends six months after its last letter with a fee; letters without one never count.
    """
    charged: list[SentNotice] = []
    for notice in sorted(notices, key=lambda notice: notice.sent_on):
        if not notice.fee_ore:
            continue
        if charged and notice.sent_on > _reset(charged):
            charged = []
        charged.append(notice)
    return () if charged and on > _reset(charged) else tuple(charged)


def one_fee(answers: Sequence[tuple[int, Fee | NoFee]]) -> tuple[tuple[int, Fee | NoFee], ...]:
    """Return the answers for the invoices of one letter with at most one fee left (FEE-16).

    Args:
        answers: invoice number and what `fee_for` says of it. The first that may carry a fee bears
            it, so give them in the order of their due dates.
    """
    bearer = next((number for number, answer in answers if isinstance(answer, Fee)), None)
    return tuple(
        (number, NoFee("FEE-16", f"one fee a letter; it stands on invoice {bearer}"))
        if isinstance(answer, Fee) and number != bearer
        else (number, answer)
        for number, answer in answers
    )


def _reset(charged: Sequence[SentNotice]) -> date:
    """Return the last day of a round of fees."""
    return add_months(charged[-1].sent_on, RESET_MONTHS)


def _never(claim: FeeClaim, kind: NoticeKind, base: FeeBase) -> NoFee | None:
    """Return why the letter is free whatever the day."""
    if kind is NoticeKind.BETALINGSPAAMINNELSE:
        return NoFee("FEE-11", "a betalingspåminnelse is free")
    if claim.is_disputed:
        return NoFee("FEE-14", "the customer disputes the claim")
    if base.creditor_may_warn:
        return None
    if kind is NoticeKind.PURRING:
        return NoFee("LAW-2", "what a purring may cost under the act of 2026 is not known yet")
    return NoFee("LAW-2", f"under the act of 2026 only agencies may charge for an {kind.word}")


def _notice_held(charged: Sequence[SentNotice], sent_on: date, grace_bankdays: int) -> NoFee | None:
    """Return why a purring or inkassovarsel must be free after what was charged already."""
    before = [notice for notice in charged if notice.kind in _NOTICES]
    if not before:
        return None
    again = _reset(charged)
    if len(before) >= NOTICE_FEES_MAX:
        return NoFee(
            "FEE-7", f"{NOTICE_FEES_MAX} letters have carried a fee already", _after(again)
        )
    (first,) = before
    if first.kind is NoticeKind.INKASSOVARSEL:
        reason = "the inkassovarsel has carried a fee, and no purring before it"
        return NoFee("FEE-7", reason, _after(again))
    return _missed(first, sent_on, grace_bankdays, "FEE-8", again)


def _demand_held(
    claim: FeeClaim, charged: Sequence[SentNotice], sent_on: date, grace_bankdays: int
) -> NoFee | None:
    """Return why one's own betalingsoppfordring must be free (FEE-7, FEE-10)."""
    if any(notice.kind is NoticeKind.BETALINGSOPPFORDRING for notice in charged):
        reason = "a betalingsoppfordring has carried a fee already"
        return NoFee("FEE-7", reason, _after(_reset(charged)))
    full = [
        notice
        for notice in claim.notices
        if notice.kind in _NOTICES and is_full_deadline(notice.sent_on, notice.deadline)
    ]
    if not full:
        return NoFee("FEE-10", f"no letter has set a deadline of {DEADLINE_DAYS} days")
    return _missed(full[0], sent_on, grace_bankdays, "FEE-10", None)


def _missed(
    notice: SentNotice, sent_on: date, grace_bankdays: int, rule: str, again: date | None
) -> NoFee | None:
    """Return why a letter's deadline does not count as missed on a day, None when it does."""
    deadline = notice.deadline
    if deadline is None or not is_full_deadline(notice.sent_on, deadline):
        reason = (
            f"the {notice.kind.word} of {notice.sent_on} set no deadline of {DEADLINE_DAYS} days"
        )
        return NoFee(rule, reason, _after(again) if again else None)
    first = first_day_after(deadline, grace_bankdays)
    if sent_on < first:
        return NoFee(rule, f"the deadline of {deadline} counts as missed from {first}", first)
    return None


def _after(day: date) -> date:
    """Return the day after, on which a new round may begin (FEE-9: strictly after)."""
    return date.fromordinal(day.toordinal() + 1)
