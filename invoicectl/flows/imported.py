"""What importing a bank file came to, in figures that add up and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from invoicectl.domain.matching import Reason
from invoicectl.domain.money import kroner
from invoicectl.domain.payment import LeftOut
from invoicectl.ledger.bank import FileTotals

if TYPE_CHECKING:
    from collections.abc import Sequence

REMARKS_MAX = 200
"""A file with more than so many odd payments is shown in part; the list has them all."""


_OTHER = "of other services"
NOT_IN_BOOKS = "not in the books"
"""The kind of payments that a file tells of and that another kind of file should have booked."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A payment that a person should know of; `transaction_id` is None for a duplicate."""

    line: int
    transaction_id: int | None
    amount_ore: int
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReasonTotal:
    """How many new payments were booked for one reason, and their sum in øre."""

    reason: Reason
    payments: int
    sum_ore: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One file: either `refused` says why nothing was booked, or the totals tell of each payment.

    `imported_before` is the day (ISO) on which the same payments came, as file `imported_as`.
    `compared` counts payments that were only looked for in the books, `missing` those not found,
    and `advice` says what to do about them.
    """

    name: str
    format: str = ""
    totals: FileTotals = field(default_factory=FileTotals)
    reasons: tuple[ReasonTotal, ...] = ()
    remarks: tuple[Remark, ...] = ()
    warnings: tuple[str, ...] = ()
    other_records: int = 0
    imported_before: str = ""
    imported_as: str = ""
    refused: str = ""
    hint: str = ""
    remarks_left_out: int = 0
    mandates: int = 0
    compared: int = 0
    missing: int = 0
    advice: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether anything of it waits for a person."""
        return bool(self.totals.queued or self.missing)

    @property
    def line(self) -> str:
        """The figures in one line, which adds up."""
        return totals_line(self.totals)

    @property
    def passed_over(self) -> str:
        """What the file holds beside payments, in a sentence; empty when there is nothing."""
        return not_booked((self,))


def left_out_of(results: Sequence[ImportResult]) -> tuple[LeftOut, ...]:
    """Return what files hold beside the payments of their totals, by kind over all of them."""
    kinds: dict[str, list[int]] = {}
    for result in results:
        told = result.left_out
        if not told and result.other_records:
            told = (LeftOut(_OTHER, result.other_records, 0),)
        for kind, entries, sum_ore in told:
            count = kinds.setdefault(kind, [0, 0])
            count[0] += entries
            count[1] += sum_ore
    return tuple(LeftOut(kind, entries, ore) for kind, (entries, ore) in kinds.items())


def not_booked(results: Sequence[ImportResult]) -> str:
    """Return what files hold beside payments, in a sentence; empty when there is nothing."""
    kinds = ", ".join(
        f"{each.entries} {each.kind}" + (f" {_plain(each.sum_ore)}" if each.sum_ore else "")
        for each in left_out_of(results)
    )
    return f"Not booked: {kinds}." if kinds else ""


def totals_line(totals: FileTotals) -> str:
    """Return the figures of files in one line: whole = matched + queued + duplicates + ignored."""
    parts = [
        (totals.matched, "matched", totals.matched_ore),
        (totals.queued, "queued", totals.queued_ore),
        (totals.duplicates, "seen before", totals.duplicates_ore),
    ]
    shown = " + ".join(f"{n} {what} {_plain(ore)}" for n, what, ore in parts)
    ignored = f" + {totals.ignored} of zero" if totals.ignored else ""
    word = "payment" if totals.payments == 1 else "payments"
    return f"{totals.payments} {word} {_plain(totals.sum_ore)} = {shown}{ignored}"


def sum_of(results: Sequence[ImportResult]) -> FileTotals:
    """Return the totals of several files together."""
    fields = FileTotals.__slots__
    return FileTotals(*(sum(getattr(each.totals, name) for each in results) for name in fields))


def _plain(ore: int) -> str:
    return kroner(ore, thousands=" ")
