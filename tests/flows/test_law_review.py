"""The night says once that letters go out on days which nobody has gone through the law for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from invoicectl.flows.deliver import deliver
from invoicectl.flows.issue import issue
from invoicectl.flows.journal import Journal
from invoicectl.flows.night_steps import Night
from invoicectl.flows.nightly import NightResult
from invoicectl.flows.nightly import run_night
from invoicectl.ledger.connect import Ledger
from invoicectl.settings.model import Settings
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

SOLD = date(2026, 12, 20)
EVE = date(2026, 12, 31)
LATE = date(2027, 1, 20)
"""The invoice of 20 December is overdue, and no letter has gone out about it."""


@dataclass(frozen=True, slots=True)
class Company:
    ledger: Ledger
    settings: Settings

    def sell(self, on: date) -> None:
        add(self.ledger, draft())
        issue(self.ledger, self.settings, stamp(on))
        at = datetime.fromisoformat(stamp(on).at)
        deliver(self.ledger, self.settings, stamp(on), now=lambda: at)

    def night(self, day: date) -> NightResult:
        at = datetime.fromisoformat(f"{day}T01:00:00+00:00")
        now = replace(stamp(day, at=at.isoformat(timespec="seconds")), run_id=f"night-{day}")
        journal = Journal(self.settings.log.path, now.run_id, lambda: at)
        return run_night(Night(self.ledger, self.settings, now, lambda: at, lambda: False), journal)

    def own(self, text: str) -> None:
        self.settings.path.with_name("rates.yaml").write_text(text, "utf-8")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with new_ledger(tmp_path / "company") as ledger:
        made = Company(ledger, settings_for(tmp_path / "company"))
        made.sell(SOLD)
        yield made


def told(result: NightResult) -> list[str]:
    return [each.sentence for each in result.problems if each.code == "LAW-REVIEW"]


def test_it_is_told_on_the_first_night_that_sends_letters(company: Company) -> None:
    assert told(company.night(EVE)) == []
    first = company.night(LATE)
    assert first.count("remind", "letters") == 1
    assert first.exit_status is Exit.PERSON_NEEDED
    (sentence,) = told(first)
    assert "gone through for days until 2026-12-31" in sentence
    assert "'invoicectl rates check'" in sentence


def test_it_is_told_once_and_again_after_the_next_review(company: Company) -> None:
    assert told(company.night(LATE))
    company.sell(LATE)
    second = company.night(LATE + timedelta(days=25))
    assert second.count("remind", "letters") == 1
    assert told(second) == []
    company.sell(LATE + timedelta(days=25))
    company.own("reviewed_through: 2027-03-01\n")
    third = company.night(LATE + timedelta(days=50))
    assert third.count("remind", "letters") == 1
    assert len(told(third)) == 1


def test_a_day_that_a_person_vouches_for_is_quiet(company: Company) -> None:
    company.own("reviewed_through: 2027-06-30\n")
    result = company.night(LATE)
    assert result.count("remind", "letters") == 1
    assert told(result) == []
    assert result.exit_status is Exit.DONE


def test_own_rates_that_cannot_be_read_stop_no_other_step(company: Company) -> None:
    company.own("vat: 1\n")
    result = company.night(LATE)
    assert result.exit_status is Exit.SETUP
    assert "rates.yaml:1" in result.problems[0].sentence
    assert result.count("remind", "letters") == 1
