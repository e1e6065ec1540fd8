"""Agreements that are paused, stopped, skipped and credited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.recurring import AgreementState
from invoicectl.errors import InputError
from invoicectl.flows.issue import issue
from invoicectl.flows.recurring import add_agreement
from invoicectl.flows.recurring import edit_agreement
from invoicectl.flows.recurring_life import pause
from invoicectl.flows.recurring_life import resume
from invoicectl.flows.recurring_life import stop
from invoicectl.flows.recurring_period import credit_period
from invoicectl.flows.recurring_period import skip_period
from invoicectl.flows.recurring_period import unskip_period
from invoicectl.flows.recurring_preview import by_month
from invoicectl.flows.recurring_preview import preview
from invoicectl.flows.recurring_wish import Wish
from invoicectl.flows.repeat import draft_due
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.recurring_periods import PeriodState
from invoicectl.ledger.recurring_periods import taken_periods
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

WISH = Wish(start="2026-09-01", lines=("Abo; 500",), in_advance="subscription", is_automatic=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path)


@pytest.fixture
def number(ledger: Ledger, settings: Settings) -> int:
    """An agreement whose first two months are drafted."""
    found = add_agreement(ledger, settings, stamp(), "10001", WISH).agreement.recurring_no
    draft_due(ledger, settings, stamp())
    return found


def test_a_pause_takes_out_its_days(ledger: Ledger, settings: Settings, number: int) -> None:
    pause(ledger, stamp(), number, since="2026-11-11")
    draft_due(ledger, settings, stamp(date(2026, 12, 10)))
    done = resume(ledger, stamp(date(2026, 12, 10)), number, since="2026-12-21")
    assert [(str(each.first), str(each.last)) for each in done.skipped] == [
        ("2026-11-11", "2026-11-30"), ("2026-12-01", "2026-12-20"),
    ]  # fmt: skip
    draft_due(ledger, settings, stamp(date(2026, 12, 21)))
    nets = [each.net_ore for each in taken_periods(ledger.con, number)]
    assert nets == [50_000, 50_000, 16_667, 0, 0, 17_742]


def test_pausing_twice_and_resuming_what_runs(ledger: Ledger, number: int) -> None:
    with pytest.raises(InputError, match="not paused"):
        resume(ledger, stamp(), number)
    pause(ledger, stamp(), number)
    with pytest.raises(InputError, match=r"is paused since 01\.10\.2026"):
        pause(ledger, stamp(), number)


def test_a_stop_tells_what_is_invoiced_beyond_it(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    issue(ledger, settings, stamp())
    found = stop(ledger, stamp(), number, on="2026-10-10")
    assert [each.invoice_no for each in found.beyond] == [10_002]
    assert found.agreement.state() is AgreementState.ENDED
    with pytest.raises(InputError, match=r"ended on 10\.10\.2026"):
        pause(ledger, stamp(), number)
    draft_due(ledger, settings, stamp(date(2026, 12, 1)))
    assert len(taken_periods(ledger.con, number)) == 2


def test_a_stop_without_a_day_ends_with_what_is_invoiced(ledger: Ledger, number: int) -> None:
    assert stop(ledger, stamp(), number).agreement.ends_on == date(2026, 10, 31)


def test_the_shortest_time_binds(ledger: Ledger, settings: Settings) -> None:
    wish = Wish(start="2026-10-01", minimum_months=12, lines=("Abo; 500",))
    one = add_agreement(ledger, settings, stamp(), "10001", wish).agreement
    with pytest.raises(InputError, match=r"to\n? ?30.09.2027 at least"):
        stop(ledger, stamp(), one.recurring_no, on="2027-09-29")
    assert stop(ledger, stamp(), one.recurring_no, on="2027-09-30").beyond == ()
    stop(ledger, stamp(), one.recurring_no, on="2026-12-31", despite_minimum=True)


def test_an_ended_agreement_is_not_edited_by_mistake(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    stop(ledger, stamp(), number, on="2026-09-15")
    with pytest.raises(InputError, match="has ended") as error:
        edit_agreement(ledger, settings, stamp(), number, Wish(every="quarter"))
    assert "--until none" in error.value.hint


def test_an_ended_agreement_can_go_on(ledger: Ledger, settings: Settings, number: int) -> None:
    stop(ledger, stamp(), number)
    saved = edit_agreement(ledger, settings, stamp(), number, Wish(until="none"))
    assert saved.agreement.state() is AgreementState.ACTIVE
    assert saved.agreement.next_first == date(2026, 11, 1)


def test_a_period_is_left_out_and_taken_back(
    ledger: Ledger, settings: Settings, number: int
) -> None:
    skip_period(ledger, stamp(), number, "2026-12")
    with pytest.raises(InputError, match="skipped already"):
        skip_period(ledger, stamp(), number, "2026-12-24")
    with pytest.raises(InputError, match="drafted already"):
        skip_period(ledger, stamp(), number, "2026-10")
    draft_due(ledger, settings, stamp(date(2027, 1, 2)))
    states = [each.state for each in taken_periods(ledger.con, number)]
    assert states[2:] == [PeriodState.DRAFTED, PeriodState.SKIPPED, PeriodState.DRAFTED]
    unskip_period(ledger, stamp(), number, "2026-12")
    draft_due(ledger, settings, stamp(date(2027, 1, 2)))
    assert taken_periods(ledger.con, number)[3].state is PeriodState.DRAFTED
    with pytest.raises(InputError, match="is not skipped"):
        unskip_period(ledger, stamp(), number, "2026-12")


@pytest.mark.parametrize("text", ["2019-01", "2019-01-01", "soon", "2026-13", ""])
def test_a_period_that_is_not_there(ledger: Ledger, number: int, text: str) -> None:
    with pytest.raises(InputError):
        skip_period(ledger, stamp(), number, text)


def test_one_period_is_credited(ledger: Ledger, settings: Settings, number: int) -> None:
    with pytest.raises(InputError, match="is drafted: there is no invoice"):
        credit_period(ledger, stamp(), number, "2026-09", reason="Stengt")
    issue(ledger, settings, stamp())
    draft_no = credit_period(ledger, stamp(), number, "2026-09", reason="Stengt")
    assert draft_of(ledger.con, draft_no).credits_no == 10_001
    issue(ledger, settings, stamp())
    assert taken_periods(ledger.con, number)[0].state is PeriodState.CREDITED
    assert draft_due(ledger, settings, stamp()).drafted == ()


def test_a_preview_is_what_comes(ledger: Ledger, settings: Settings, number: int) -> None:
    found = preview(ledger.con, settings, date(2026, 10, 1), months=12)
    assert len(found) == 12
    assert by_month(found)[0] == ("2026-11", 50_000)
    draft_due(ledger, settings, stamp(date(2027, 10, 1)))
    made = taken_periods(ledger.con, number)[2:]
    assert [(each.first, each.net_ore) for each in made] == [
        (each.period.first, each.net_ore) for each in found
    ]
