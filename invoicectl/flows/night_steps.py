"""The steps of a night, each by itself: what it did in numbers, and what a person should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from invoicectl.documents.bulk import RenderPool
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.dun import PlannedNotice
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should know; `code` is stable, the sentence is one line."""

    code: str
    sentence: str
    status: Exit


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step did: counters by stable names (amounts end in `_ore`), and its problems."""

    name: str
    counts: dict[str, int]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Night:
    """What all steps work on; `now` is the clock, `is_ending` says that the run was told to end."""

    ledger: Ledger
    settings: Settings
    stamp: Stamp
    now: Callable[[], datetime]
    is_ending: Callable[[], bool]
    pool: RenderPool | None = None


class EndingError(Exception):
    """The run was told to end: raised between two items, never inside one."""


def back_up(night: Night) -> StepResult:
    """Make a checked copy of the ledger; a copy that does not check stops the night."""
    from invoicectl.ledger.backup import backup

    made = backup(
        night.ledger, night.settings.backup.folder, night.stamp, night.settings.backup.keep
    )
    return StepResult("backup", {"bytes": made.manifest.size})


def import_inbox(night: Night) -> StepResult:
    """Book what the bank's files in the inbox say; they move to done/, bad ones to failed/."""
    from invoicectl.flows import inbox
    from invoicectl.ledger.waiting import waiting

    found = inbox.import_inbox(night.ledger, night.settings, night.stamp)
    problems = [
        Problem("BANK-FILE", each.refused, Exit.PERSON_NEEDED) for each in found if each.refused
    ]
    problems += [
        Problem(
            "BANK-COMPARED",
            f"file={each.name!r} count={each.missing} payments are not in the books:"
            " 'invoicectl payment import' of it names them",
            Exit.PERSON_NEEDED,
        )
        for each in found
        if each.missing
    ]
    count = waiting(night.ledger.con, night.stamp.today).payments
    if count:
        sentence = f"count={count} payments to match: 'invoicectl payment list --queue'"
        problems.append(Problem("BANK-QUEUE", sentence, Exit.PERSON_NEEDED))
    counts = {
        "files": len(found),
        "payments": sum(each.totals.matched + each.totals.queued for each in found),
        "sum_ore": sum(each.totals.matched_ore + each.totals.queued_ore for each in found),
        "queued": sum(each.totals.queued for each in found),
    }
    return StepResult("import", counts, tuple(problems))


def draft_recurring(night: Night) -> StepResult:
    """Draft what agreements owe an invoice for, and say once which of them end soon."""
    from invoicectl.ledger.due_work import due_count
    from invoicectl.ledger.due_work import nears_end

    con, today = night.ledger.con, night.stamp.today
    problems: list[Problem] = []
    counts = {"drafted": 0, "sum_ore": 0, "refused": 0}
    if due_count(con, today):
        from invoicectl.flows.repeat import draft_due

        result = draft_due(night.ledger, night.settings, night.stamp)
        problems += [
            Problem(
                "RECURRING-REFUSED",
                f"recurring={each.recurring_no} period={each.period.first} {each.sentence}",
                Exit.PERSON_NEEDED,
            )
            for each in result.refused
        ]
        counts = {
            "drafted": len(result.drafted),
            "sum_ore": sum(each.net_ore for each in result.drafted),
            "refused": len(result.refused),
        }
    if nears_end(con, today, night.settings.recurring.end_notice_days):
        from invoicectl.flows.repeat import tell_endings

        problems += [
            Problem(
                "RECURRING-ENDS",
                f"recurring={each.recurring_no} customer={each.customer_no} ends on {each.ends_on}",
                Exit.PERSON_NEEDED,
            )
            for each in tell_endings(night.ledger, night.settings, night.stamp)
        ]
    return StepResult("recurring", counts, tuple(problems))


def plan_letters(night: Night) -> tuple[PlannedNotice, ...]:
    """Return tonight's letters, after making sure that their number is likely.

    Counted is all that would leave: drafts that are ready, what recurring invoices will add to
    them (every period that was missed too), what waits in the outbox, and letters about overdue
    invoices.

    Raises:
        GuardError: there is more than `nightly.max_letters`.
    """
    from invoicectl.flows.guard import check_letters
    from invoicectl.flows.guard import due_messages
    from invoicectl.ledger.waiting import waiting

    todo = waiting(night.ledger.con, night.stamp.today)
    plan: tuple[PlannedNotice, ...] = ()
    if todo.overdue:
        from invoicectl.flows.dun import plan_notices

        plan = plan_notices(night.ledger, night.settings, night.stamp.today)
    letters = sum(planned.is_letter for planned in plan)
    limit = night.settings.nightly.max_letters
    recurring = due_messages(night.ledger.con, night.settings, night.stamp.today)
    check_letters(letters + todo.queued + todo.drafts + recurring, limit, "messages")
    return plan


def issue_ready(night: Night) -> StepResult:
    """Issue the drafts that are ready; they leave in the step `deliver`."""
    from invoicectl.ledger.waiting import waiting

    if not waiting(night.ledger.con, night.stamp.today).drafts:
        return StepResult("send", {"issued": 0})
    from invoicectl.flows.issue import issue  # heavy, and most nights have nothing to issue

    result = issue(night.ledger, night.settings, night.stamp, pool=night.pool)
    problems = tuple(
        Problem("DRAFT-REFUSED", f"draft={each.ref} {sentence}", Exit.PERSON_NEEDED)
        for each in result.refused
        for sentence in each.sentences
    )
    counts = {
        "issued": len(result.issued),
        "sum_ore": sum(each.total_ore for each in result.issued),
        "refused": len(result.refused),
    }
    return StepResult("send", counts, problems)


def tell_bank(night: Night) -> StepResult:
    """Lay down the file that tells the bank of claims by AvtaleGiro, when there are any.

    What is due too soon to be claimed is no problem of the night: it is followed up like any other.
    """
    from zoneinfo import ZoneInfo

    from invoicectl.flows.direct_debit import make_claims

    now = night.now().astimezone(ZoneInfo("Europe/Oslo")).replace(tzinfo=None)
    done = make_claims(night.ledger, night.settings, night.stamp, now)
    problems: tuple[Problem, ...] = ()
    if done.path is not None:
        sentence = f"file={done.path} is to be sent to the bank"
        problems = (Problem("BANK-CLAIMS", sentence, Exit.PERSON_NEEDED),)
    counts = {
        "claims": len(done.claims),
        "sum_ore": sum(each.amount_ore for each in done.claims),
        "called_back": len(done.cancelled),
    }
    return StepResult("claims", counts, problems)


def make_letters(night: Night, plan: tuple[PlannedNotice, ...]) -> StepResult:
    """Make tonight's letters about overdue invoices, at most one an invoice."""
    if not plan:
        return StepResult("remind", {"overdue": 0, "letters": 0, "dropped": 0})
    from invoicectl.flows.dun import send_notices

    result = send_notices(night.ledger, night.settings, night.stamp, plan)
    counts = {"overdue": len(plan), "letters": len(result.queued), "dropped": len(result.dropped)}
    return StepResult("remind", counts)


def deliver_outbox(night: Night) -> StepResult:
    """Try everything in the outbox that is due."""
    from invoicectl.ledger.waiting import waiting

    if not waiting(night.ledger.con, night.stamp.today).deliveries:
        return StepResult("deliver", {"sent": 0, "failed": 0, "waiting": 0})
    from invoicectl.domain.outbox import DeliveryState
    from invoicectl.flows.deliver import deliver

    done = 0

    def between(so_far: int) -> None:
        nonlocal done
        done = so_far
        if night.is_ending():
            raise EndingError

    try:
        result = deliver(night.ledger, night.settings, night.stamp, now=night.now, progress=between)
    except EndingError:
        return StepResult("deliver", {"sent": done})
    problems = [
        Problem("MAIL-FAILED", f"delivery={each.delivery_id} {each.sentence}", Exit.PERSON_NEEDED)
        for each in result.outcomes
        if each.state is DeliveryState.FAILED
    ]
    if result.waiting_uncertain:
        sentence = f"count={result.waiting_uncertain} may or may not have arrived"
        problems.append(Problem("MAIL-UNCERTAIN", sentence, Exit.PERSON_NEEDED))
    refused = Exit.CREDENTIALS if result.credentials_refused else Exit.NETWORK
    problems += [
        Problem("CHANNEL-DOWN", f"channel={channel} {sentence}", refused)
        for channel, sentence in result.halted.items()
    ]
    if result.queued:
        sentence = f"count={result.queued} waiting in the outbox for the next run"
        status = Exit.NETWORK if result.halted and not result.sent else Exit.PARTLY
        problems.append(Problem("MAIL-WAITING", sentence, status))
    counts = {"sent": result.sent, "failed": result.failed, "waiting": result.queued}
    return StepResult("deliver", counts, tuple(problems))


def check(night: Night) -> StepResult:
    """Prove that the ledger still keeps its promises."""
    from invoicectl.ledger.check import check_ledger

    findings = check_ledger(night.ledger, full=False, now=night.stamp.at)
    problems = tuple(
        Problem(
            f"LEDGER-{each.code}",
            each.sentence,
            Exit.GUARD if each.is_damage else Exit.PERSON_NEEDED,
        )
        for each in findings
    )
    return StepResult("check", {"findings": len(findings)}, problems)
