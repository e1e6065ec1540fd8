"""Lives through the years of an agreement, and tells what each night drafted and issued.

A line of a story is a day and a command line of invoicectl, or one of these:

    2026-09-10 off 2026-09-30            the machine is off from this day to before that one
    2026-01-01 index 2025-11 130 ...     figures of the index kpi
    2026-12-31 end                       the last day

Commands of a day come before its night. A night drafts what is due and issues what is ready.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from invoicectl.domain.money import kroner
from invoicectl.domain.money import parse_micro
from invoicectl.flows.issue import issue
from invoicectl.flows.repeat import draft_due
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.due_work import due_count
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.price_index import keep_figures
from invoicectl.ledger.waiting import waiting
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.cli.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

DAY = timedelta(days=1)


@dataclass
class Years:
    """One story while it is lived through."""

    ledger: Ledger
    settings: Settings
    shell: Shell
    events: dict[date, list[list[str]]]
    last: date
    off_until: date = date.min
    tale: list[str] = field(default_factory=list)

    def live(self) -> str:
        """Live through all days and return the tale."""
        day = min(self.events)
        while day <= self.last:
            for words in self.events.get(day, []):
                self.happen(day, words)
            if day >= self.off_until:
                self.night(day)
            day += DAY
        damage = [each for each in check_ledger(self.ledger, full=True) if each.is_damage]
        assert damage == []
        return "\n".join(self.tale) + "\n"

    def happen(self, day: date, words: list[str]) -> None:
        """Let one event happen."""
        if words[0] == "off":
            self.off_until = date.fromisoformat(words[1])
        elif words[0] == "index":
            pairs = list(pairwise(words[1:]))[::2]
            with self.ledger.write() as con:
                figures = {month: parse_micro(text, what="index") for month, text in pairs}
                keep_figures(con, "kpi", figures)
        else:
            printed = self.shell(*words, at=f"{day}T08:00:00+00:00")
            said = (printed.out + printed.err).strip().splitlines()
            self.tale.append(f"{day}  $ {' '.join(words[:3])}")
            self.tale += [f"            {line}" for line in said]

    def night(self, day: date) -> None:
        """Draft what is due and issue what is ready, and tell it; a fault is told once."""
        now = stamp(day)
        if due_count(self.ledger.con, day):
            result = draft_due(self.ledger, self.settings, now)
            self.tale += [
                f"{day}  D{each.draft_no:<6}{kroner(each.net_ore, thousands=' '):>9}  on hold"
                for each in result.drafted
                if not each.is_ready
            ]
            for each in result.refused:
                line = f"refused {each.period.first}  {each.sentence}"
                if not any(line in told for told in self.tale):
                    self.tale.append(f"{day}  {line}")
        if waiting(self.ledger.con, day).drafts:
            for done in issue(self.ledger, self.settings, now).issued:
                invoice = invoice_of(self.ledger.con, done.invoice_no)
                what = invoice.lines[0].description
                amount = kroner(invoice.net_ore, thousands=" ")
                kind = "credits" if invoice.credits else "invoice"
                self.tale.append(f"{day}  {kind} {amount:>9}  {what}")


def tell(story: str, folder: Path) -> str:
    """Live through a story in a folder and return its tale."""
    events: dict[date, list[list[str]]] = defaultdict(list)
    last = date.min
    for text in story.splitlines():
        if not text or text.startswith("#"):
            continue
        day, *words = shlex.split(text)
        if words == ["end"]:
            last = date.fromisoformat(day)
        else:
            events[date.fromisoformat(day)].append(words)
    more = "\nbackup:\n  keep: 2\n"
    with new_ledger(folder, more) as ledger:
        return Years(ledger, settings_for(folder, more), Shell(folder), events, last).live()
