"""A night that owes recurring invoices is cut off anywhere; the next makes each period once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurring import AgreedLine
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import Prices
from invoicectl.domain.recurring import Supply
from invoicectl.domain.recurring import scheduled
from tests.crash.killing import KILLED
from tests.crash.killing import run_in_child
from tests.crash.rig import CLOCK
from tests.crash.rig import STAMP
from tests.crash.rig import Company
from tests.crash.rig import found

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEXT_NIGHTS = ("2026-11-02T10:00:00+00:00", "2026-11-03T09:00:00+00:00")
STRIDE = 41
FAR = 20_000
STEPS = (
    "recurring.draft-added",
    "recurring.period-kept",
    "recurring.written",
    "recurring.committed",
    "issue.written",
    "issue.committed",
)
# two agreements sent by themselves, one approved by a person; the first has missed two months
WANTED = [
    (1, "2026-09-01"), (1, "2026-10-01"), (1, "2026-11-01"), (2, "2026-11-01"), (3, "2026-10-01"),
]  # fmt: skip
SENT = 4


@pytest.fixture
def before(tmp_path: Path) -> Company:
    """A company with three agreements that owe five periods together."""
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.ledger.recurring import insert_agreement

    company = found(tmp_path / "company", port=1, channel="folder")
    with open_ledger(company.root / "ledger.db") as ledger, ledger.write() as con:
        for agreement in (
            _agreement("10001", date(2026, 9, 1)),
            _agreement("10002", date(2026, 11, 1)),
            _agreement("10002", date(2026, 10, 1), in_advance=False, automatic=False),
        ):
            insert_agreement(con, scheduled(agreement, {}), STAMP)
    return company


def _agreement(
    customer_no: str, start: date, *, in_advance: bool = True, automatic: bool = True
) -> Agreement:
    line = AgreedLine(DraftLine("Abonnement {month}", 1_000_000, 199_000_000))
    return Agreement(
        customer_no,
        (Rule(start),),
        (Prices(start, (line,)),),
        is_automatic=automatic,
        in_advance_as=Supply.SUBSCRIPTION if in_advance else None,
    )


def nights(
    company: Company, step: int | str = 0, sabotage: Callable[[], None] | None = None
) -> int:
    """Kill a night at a step, let two more follow, and return the killed one's status."""
    night = ["--config", company.config, "nightly"]
    status = run_in_child(night, clock=CLOCK, kill_at=step, sabotage=sabotage)
    for clock in NEXT_NIGHTS:
        run_in_child(night, clock=clock, sabotage=sabotage)
    return status


def wrong_with(company: Company) -> list[str]:
    """Return what is not as promised, read by plain SQL past all code of the program."""
    wrong: list[str] = []
    taken = company.rows("SELECT recurring_no, first_on FROM recurring_period ORDER BY 1, 2")
    if taken != WANTED:
        wrong.append(f"periods {taken}")
    made = company.rows(
        "SELECT o.recurring_no, coalesce(i.delivered_from, d.delivered_from) FROM draft_origin o"
        " LEFT JOIN invoice i ON i.draft_no = o.draft_no"
        " LEFT JOIN draft d ON d.draft_no = o.draft_no ORDER BY 1, 2"
    )
    if made != WANTED:
        wrong.append(f"drafts and invoices {made}")
    issued = company.rows("SELECT count(*), count(DISTINCT issued_on) FROM invoice")
    if issued not in ([(SENT, 1)], [(SENT, 2)]):
        wrong.append(f"invoices {issued}")
    letters = len(list((company.root / "outbox").glob("*/*.pdf")))
    if letters != SENT:
        wrong.append(f"{letters} letters")
    if company.rows("SELECT 1 FROM recurring WHERE next_on <= '2026-11-02'"):
        wrong.append("something is still due")
    return wrong


def test_an_undisturbed_night_makes_each_period_once(before: Company) -> None:
    assert nights(before) == 0
    assert wrong_with(before) == []


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_that_matters_each_period_is_made_once(before: Company, step: str) -> None:
    assert nights(before, step) == KILLED
    assert wrong_with(before) == []


@pytest.mark.slow
def test_killed_anywhere_each_period_is_made_once(
    before: Company, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    stride = 1 if request.config.getoption("--deep") else STRIDE
    steps = 0
    for step in range(1, FAR, stride):
        company = before.copied(tmp_path / "copy")
        if nights(company, step) != KILLED:
            break
        steps += 1
        wrong = wrong_with(company)
        assert wrong == [], f"killed at failpoint {step}: {wrong}"
    assert steps * stride > 200


def test_a_build_that_forgets_what_it_drafted_is_caught(before: Company) -> None:
    nights(before, sabotage=_forget_periods)
    assert wrong_with(before)


def _forget_periods() -> None:
    """Break the program: the draft is made, and that its period is done is not written down."""
    from invoicectl.flows import repeat

    repeat.__dict__["keep_period"] = lambda *_: None
