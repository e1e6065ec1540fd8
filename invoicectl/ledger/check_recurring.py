"""Checks of recurring invoices: each day is invoiced once, by the draft that the period names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.ledger.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.ledger.finding import Scope

_TWICE = """
SELECT a.recurring_no, a.first_on, b.first_on FROM recurring_period a
JOIN recurring_period b ON b.recurring_no = a.recurring_no AND b.first_on > a.first_on
  AND b.first_on <= a.last_on"""
_STRAY_DRAFTS = """
SELECT o.recurring_no, o.draft_no FROM draft_origin o
WHERE o.recurring_no IS NOT NULL
  AND EXISTS(SELECT 1 FROM draft_key k WHERE k.draft_no = o.draft_no AND k.key GLOB 'recurring:*')
  AND (EXISTS(SELECT 1 FROM invoice i WHERE i.draft_no = o.draft_no)
    OR EXISTS(SELECT 1 FROM draft d WHERE d.draft_no = o.draft_no))
  AND NOT EXISTS(SELECT 1 FROM recurring_period p
    WHERE p.draft_no = o.draft_no AND p.recurring_no = o.recurring_no)"""
_OTHER_DRAFTS = """
SELECT p.recurring_no, p.first_on FROM recurring_period p
LEFT JOIN draft_origin o ON o.draft_no = p.draft_no
WHERE p.draft_no IS NOT NULL AND o.recurring_no IS NOT p.recurring_no"""
_DUE_AGAIN = """
SELECT r.recurring_no, r.next_first FROM recurring r JOIN recurring_period p USING(recurring_no)
WHERE r.next_first BETWEEN p.first_on AND p.last_on"""


def check_recurring(scope: Scope) -> Iterator[Finding]:
    """C70: each day of a recurring invoice is drafted or skipped once, in the draft it names."""
    con = scope.con
    for number, first, second in con.execute(_TWICE):
        yield Finding("C70", f"The periods of recurring invoice {number} from {first} and from"
                             f" {second} overlap.")  # fmt: skip
    for number, draft_no in con.execute(_STRAY_DRAFTS):
        yield Finding("C70", f"D{draft_no} was made for recurring invoice {number}, but no period"
                             " names it.")  # fmt: skip
    for number, first in con.execute(_OTHER_DRAFTS):
        yield Finding("C70", f"The period of recurring invoice {number} from {first} names a draft"
                             " that was not made for it.")  # fmt: skip
    for number, day in con.execute(_DUE_AGAIN):
        yield Finding("C70", f"Recurring invoice {number} would be invoiced again from {day} on.")
