"""Agreements that are invoiced again and again: made, changed and priced by a person."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.dates import DAY
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import scheduled
from invoicectl.errors import InputError
from invoicectl.flows.customer_guard import require_sellable
from invoicectl.flows.recurring_clause import with_index
from invoicectl.flows.recurring_terms import agreed_lines
from invoicectl.flows.recurring_terms import check_law
from invoicectl.flows.recurring_terms import law_warnings
from invoicectl.flows.recurring_terms import new_terms
from invoicectl.flows.recurring_terms import with_prices
from invoicectl.flows.recurring_terms import with_terms
from invoicectl.flows.recurring_wish import day_of
from invoicectl.ledger.log import note
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.recurring import insert_agreement
from invoicectl.ledger.recurring import number_by_key
from invoicectl.ledger.recurring import save_agreement
from invoicectl.ledger.recurring_periods import last_taken_day
from invoicectl.ledger.recurring_periods import taken_from
from invoicectl.seams import fp

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.recurring_wish import Wish
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Saved:
    """An agreement as it is stored now, what changed of it, and what a person should know."""

    agreement: Agreement
    changed: tuple[str, ...] = ()
    is_new: bool = False
    warnings: tuple[str, ...] = ()


def add_agreement(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    customer_no: str,
    wish: Wish,
    *,
    key: str = "",
) -> Saved:
    """Make a new agreement and return it; the same key makes no second one.

    Raises:
        InputError: a part is missing, wrong, or against the law on advance invoicing (INV-27).
        NotFoundError: no such customer or product.
    """
    with ledger.write() as con:
        found = number_by_key(con, key) if key else None
        if found is not None:
            return Saved(agreement_of(con, found))
        require_sellable(con, customer_no)
        agreement = new_terms(settings, customer_no, wish, stamp.today)
        agreement = _with_project(con, agreement)
        lines = agreed_lines(con, settings, wish, customer_no=customer_no, day=agreement.starts_on)
        if not lines:
            raise InputError(
                "A recurring invoice needs a line.", hint='Give --line "TEXT; PRICE" or --product.'
            )
        agreement = with_prices(agreement, agreement.starts_on, lines)
        agreement = with_index(agreement, wish.index)
        check_law(agreement)
        agreement = scheduled(agreement, {})
        number = insert_agreement(con, agreement, stamp, key=key)
        fp("recurring.added")
        note(con, stamp, "recurring.added", f"R{number}", f"customer {customer_no}")
    made = replace(agreement, recurring_no=number)
    return Saved(made, is_new=True, warnings=law_warnings(made))


def edit_agreement(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    recurring_no: int,
    wish: Wish,
    *,
    since: str | None = None,
) -> Saved:
    """Change an agreement; a new rule or new lines hold from a day on that is not invoiced yet.

    Args:
        ledger: open.
        settings: the company's.
        stamp: when and who.
        recurring_no: which one.
        wish: what to change.
        since: the first day of it, the first one that is not invoiced when None.

    Raises:
        InputError: a part is wrong, or the day is invoiced already.
        NotFoundError: no such agreement or product.
    """
    if wish.start is not None:
        raise InputError("The start of an agreement is not changed: stop it and add another.")
    with ledger.write() as con:
        old = agreement_of(con, recurring_no)
        day = first_free(con, old, since, is_rule=wish.changes_rule)
        new = with_terms(old, wish, since=day)
        _check_end(con, new, wish)
        new = _with_project(con, new, old.project_no)
        lines = agreed_lines(con, settings, wish, customer_no=old.customer_no, day=day)
        if lines:
            new = with_prices(new, day, lines)
        new = with_index(new, wish.index)
        check_law(new)
        saved = store_change(con, stamp, old, new)
    return replace(saved, warnings=law_warnings(saved.agreement) if wish.changes_rule else ())


def store_change(con: Connection, stamp: Stamp, old: Agreement, new: Agreement) -> Saved:
    """Store a changed agreement with its schedule worked out anew, in the caller's transaction."""
    # an end that was moved may bring back periods after one that was thought to be the last
    first = new.next_first
    if first is None:
        taken_until = last_taken_day(con, new.recurring_no)
        first = taken_until + DAY if taken_until else new.starts_on
    taken = taken_from(con, new.recurring_no, first)
    new = scheduled(replace(new, next_first=first), taken)
    names = tuple(
        field.name
        for field in fields(Agreement)
        if getattr(old, field.name) != getattr(new, field.name)
        and field.name not in {"next_first", "next_on", "end_told_for"}
    )
    if names or (old.next_first, old.next_on) != (new.next_first, new.next_on):
        save_agreement(con, new, stamp)
        fp("recurring.saved")
        note(con, stamp, "recurring.changed", f"R{new.recurring_no}", ", ".join(names))
    return Saved(new, names)


def first_free(con: Connection, agreement: Agreement, since: str | None, *, is_rule: bool) -> date:
    """Return the day from which a change holds: no period that is done with may be touched.

    A new rule moves the days that periods begin on, so it may not come before a skipped one.

    Raises:
        InputError: that day is invoiced or skipped already, or lies before the start.
    """
    taken_until = last_taken_day(con, agreement.recurring_no)
    free = agreement.next_first or agreement.starts_on
    if taken_until is not None and (is_rule or agreement.next_first is None):
        free = taken_until + DAY
    if since is None:
        return free
    day = day_of(since, what="--from")
    if day < free:
        done = f"it is invoiced or skipped to {free - DAY:%d.%m.%Y}"
        what = done if free > agreement.starts_on else "the agreement begins later"
        raise InputError(
            f"--from: {day:%d.%m.%Y} is too early: {what}.",
            hint=f"The first day that can change is {free:%d.%m.%Y}.",
        )
    return day


def _check_end(con: Connection, agreement: Agreement, wish: Wish) -> None:
    taken_until = last_taken_day(con, agreement.recurring_no)
    if agreement.ends_on and taken_until and agreement.ends_on < taken_until:
        if wish.until is None and wish.count is None:
            raise InputError(
                f"Recurring invoice {agreement.recurring_no} has ended.",
                hint=f"'invoicectl recurring edit {agreement.recurring_no} --until none' lets it"
                " go on.",
            )
        raise InputError(
            f"--until: it is invoiced or skipped to {taken_until:%d.%m.%Y}.",
            hint="'invoicectl recurring stop' ends it earlier and says what to credit.",
        )


def _with_project(con: Connection, agreement: Agreement, old_no: str = "") -> Agreement:
    """Return the agreement with its project's number as it is written: `p1` is P1.

    Raises:
        NotFoundError: there is no such project.
        InputError: it is new here, and another customer's.
    """
    if agreement.project_no == old_no:
        return agreement
    from invoicectl.ledger.projects import project_of

    project = project_of(con, agreement.project_no)
    if project.customer_no not in {"", agreement.customer_no}:
        raise InputError(
            f"Project {project.project_no} is customer {project.customer_no}'s, not"
            f" {agreement.customer_no}'s."
        )
    return replace(agreement, project_no=project.project_no)
