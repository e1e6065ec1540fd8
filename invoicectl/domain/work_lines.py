"""From entries to invoice lines with the specification behind them, equal to the øre."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import SpecificationGroup
from invoicectl.domain.specification import SpecificationRow
from invoicectl.domain.specification import group_of
from invoicectl.domain.work import EntryKind
from invoicectl.domain.work import quantity_micro

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.project import Project
    from invoicectl.domain.work import Priced

_UNITS = {EntryKind.TIME: "HUR", EntryKind.DISTANCE: "KMT", EntryKind.EXPENSE: "C62"}
_ORDER = (EntryKind.TIME, EntryKind.DISTANCE, EntryKind.EXPENSE)


class LineRule(StrEnum):
    """What hours share a line of the invoice; those of another price or VAT code never do."""

    ACTIVITY = "activity"
    PERSON = "person"
    PERSON_ACTIVITY = "person_activity"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class WorkWords:
    """What the customer reads where an entry names no activity: words for hours and driving."""

    hours: str
    driving: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of the invoice, the entries behind it, and their page of the specification."""

    line: DraftLine
    entries: tuple[Priced, ...]
    group: SpecificationGroup


def work_lines(
    work: Sequence[Priced], project: Project, rule: LineRule, words: WorkWords
) -> tuple[WorkLine, ...]:
    """Return the lines that entries are invoiced by: hours, then driving, then each expense.

    The hours of a line are added up as minutes and priced once (law RND-2), so the line is what a
    customer reckons from its quantity and price. The entries share its net amount: rounded down
    each, the øre that are left go to those that lost most by it (`domain.specification`).

    Args:
        work: entries with a price each, in order of their days.
        project: they belong to.
        rule: which hours share a line.
        words: in the language of the customer.
    """
    groups: dict[tuple[object, ...], list[Priced]] = {}
    for kind in _ORDER:
        for each in work:
            if each.entry.kind is kind:
                groups.setdefault(_group_key(each, rule), []).append(each)
    return tuple(_work_line(group, project, rule, words) for group in groups.values())


def specification(lines: Sequence[WorkLine]) -> Specification:
    """Return the pages behind these lines, in their order."""
    return Specification(tuple(line.group for line in lines))


def _group_key(each: Priced, rule: LineRule) -> tuple[object, ...]:
    """Return what the entries of one line have in common."""
    entry = each.entry
    if entry.kind is EntryKind.EXPENSE:
        return (entry.kind, entry.entry_no)
    shared = (entry.kind, each.price_micro, each.vat_code)
    if entry.kind is EntryKind.DISTANCE:
        return shared
    by_activity = rule in {LineRule.ACTIVITY, LineRule.PERSON_ACTIVITY}
    by_person = rule in {LineRule.PERSON, LineRule.PERSON_ACTIVITY}
    return (
        *shared,
        entry.activity.casefold() if by_activity else "",
        entry.person.casefold() if by_person else "",
    )


def _work_line(
    group: Sequence[Priced], project: Project, rule: LineRule, words: WorkWords
) -> WorkLine:
    first = group[0]
    kind = first.entry.kind
    price = first.price_micro
    assert price is not None  # the caller has refused entries without one
    micro = quantity_micro(
        kind,
        sum(each.minutes for each in group),
        sum(each.entry.distance_micro for each in group),
    )
    line = DraftLine(
        description=_description(first, project, rule, words),
        quantity_micro=micro,
        unit_price_micro=price,
        unit=_UNITS[kind],
        vat_code=first.vat_code,
        income_account=project.income_account,
    )
    rows = tuple(_row(each, rule) for each in group)
    group_of_rows = group_of(line.description, rows, line_net_ore(micro, price, 0))
    return WorkLine(line, tuple(group), group_of_rows)


def _description(first: Priced, project: Project, rule: LineRule, words: WorkWords) -> str:
    """Return what was supplied (law INV-8): the project and the activity, or the expense's text."""
    entry = first.entry
    if entry.kind is EntryKind.EXPENSE:
        return f"{project.name}: {entry.text}"
    if entry.kind is EntryKind.DISTANCE:
        return f"{project.name}: {words.driving}"
    by_activity = rule in {LineRule.ACTIVITY, LineRule.PERSON_ACTIVITY}
    what = (entry.activity if by_activity else "") or words.hours
    who = entry.person if rule in {LineRule.PERSON, LineRule.PERSON_ACTIVITY} else ""
    return f"{project.name}: {what}" + (f", {who}" if who else "")


def _row(each: Priced, rule: LineRule) -> SpecificationRow:
    """Return an entry as it stands behind its line; an activity that heads the line is left out."""
    entry = each.entry
    is_time = entry.kind is EntryKind.TIME
    is_said = is_time and rule in {LineRule.ACTIVITY, LineRule.PERSON_ACTIVITY}
    parts = (entry.activity, entry.text)
    text = ": ".join(filter(None, parts[1:] if is_said and entry.text else parts))
    return SpecificationRow(
        day=entry.worked_on,
        person=entry.person,
        text=text,
        unit_price_micro=each.price_micro or 0,
        minutes=each.minutes if is_time else 0,
        quantity_micro=0 if is_time else entry.distance_micro or MICRO,
        unit=_UNITS[entry.kind],
    )
