"""What a night would do, found out without changing a byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.errors import GuardError

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The plan of a night: figures for programs, sentences for people."""

    counts: dict[str, dict[str, int]]
    sentences: tuple[str, ...]
    problems: tuple[str, ...]


def rehearse(ledger: Ledger, settings: Settings, stamp: Stamp) -> Rehearsal:
    """Return what `run_night` would do now.

    Payments of tonight's files are not seen by the plan of the letters: they are not booked yet.
    """
    from invoicectl.flows.dun import plan_notices
    from invoicectl.flows.guard import check_letters
    from invoicectl.flows.guard import due_messages
    from invoicectl.flows.imported import sum_of
    from invoicectl.flows.inbox import inbox_files
    from invoicectl.flows.issue import plan
    from invoicectl.flows.receive import import_files
    from invoicectl.flows.recurring_preview import due_now
    from invoicectl.ledger.waiting import waiting

    files = import_files(ledger, settings, stamp, inbox_files(settings.bank.inbox), dry_run=True)
    totals = sum_of(files)
    coming = due_now(ledger.con, settings, stamp.today)
    drafts = plan(ledger, settings, stamp.today)
    issuable = [each for each in drafts if not each.refusals]
    letters = sum(each.is_letter for each in plan_notices(ledger, settings, stamp.today))
    queued = waiting(ledger.con, stamp.today).queued
    problems = [f"{each.name}: {each.refused}" for each in files if each.refused]
    problems += [f"{each.ref}: {each.refusals[0]}" for each in drafts if each.refusals]
    problems += [
        f"recurring {each.recurring_no}: {each.problem}" for each in coming if each.problem
    ]
    limit = settings.nightly.max_letters
    automatic = due_messages(ledger.con, settings, stamp.today)
    try:
        check_letters(letters + queued + len(drafts) + automatic, limit, "messages")
    except GuardError as error:
        problems.append(str(error))
    issued_ore = sum(each.total_ore for each in issuable)
    coming_ore = sum(each.net_ore for each in coming)
    figures = {
        "import": {"files": len(files), "payments": totals.payments, "sum_ore": totals.sum_ore},
        "recurring": {"drafted": len(coming), "automatic": automatic, "sum_ore": coming_ore},
        "send": {"issued": len(issuable), "sum_ore": issued_ore},
        "remind": {"letters": letters},
        "deliver": {"waiting": queued},
    }
    sentences = (
        f"import   {len(files)} files with {totals.payments} payments, {kroner(totals.sum_ore)}",
        f"repeat   {len(coming)} recurring drafts, {kroner(coming_ore)} net; {automatic} to send",
        f"send     {len(issuable)} drafts would be issued, {kroner(issued_ore)}",
        f"remind   {letters} letters about overdue invoices",
        f"deliver  {queued} messages wait in the outbox already",
        *problems,
        "Nothing was done.",
    )
    return Rehearsal(figures, sentences, tuple(problems))
