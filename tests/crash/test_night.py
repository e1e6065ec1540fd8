"""A night that reminds is cut off anywhere; the next nights finish it, and no letter goes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import KILLED
from tests.crash.killing import run_in_child
from tests.crash.rig import CLOCK
from tests.crash.rig import Company
from tests.crash.rig import add_drafts
from tests.crash.rig import found
from tests.crash.sink import accepted
from tests.crash.sink import mail_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

INVOICES = 2
LATE = "2026-11-25T04:30:00+00:00"  # due on the 16th, and three bank days more
NIGHTS_AFTER = ("2026-11-25T05:30:00+00:00", "2026-11-26T04:30:00+00:00")
STRIDE = 41
FAR = 20_000  # no night passes so many failpoints; the loop must end by itself
STEPS = (
    "backup.copied",
    "backup.named",
    "dun.queued",
    "deliver.prepared",
    "deliver.claimed",
    "deliver.accepted",
    "receipt.written",
    "receipt.synced",
    "deliver.sent",
    "deliver.settled",
)


class Scene:
    """A company with two overdue invoices, and what a killing does to a copy of it."""

    def __init__(self, tmp_path: Path, port: int) -> None:
        self.mail = tmp_path / "mail"
        self.copy = tmp_path / "copy"
        self.before = found(tmp_path / "company", port=port)
        add_drafts(self.before, INVOICES)
        assert run_in_child(["--config", self.before.config, "send"], clock=CLOCK) == 0

    def killed_at(
        self, step: int | str, sabotage: Callable[[], None] | None = None
    ) -> tuple[int, Company]:
        """Kill a night at a step and let two more nights follow; return the killed one's status."""
        for old in self.mail.glob("*.eml"):
            old.unlink()
        company = self.before.copied(self.copy)
        night = ["--config", company.config, "nightly"]
        status = run_in_child(night, clock=LATE, kill_at=step, sabotage=sabotage)
        for clock in NIGHTS_AFTER:
            run_in_child(night, clock=clock, sabotage=sabotage)
        return status, company

    def copies(self) -> list[int]:
        """Return how often each letter was accepted."""
        return sorted(len(copies) for copies in accepted(self.mail).values())


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with mail_server(tmp_path / "mail") as port:
        yield Scene(tmp_path, port)


def wrong_with(company: Company, scene: Scene) -> list[str]:
    """Return what is not as promised after the nights."""
    wrong: list[str] = []
    notices = company.rows("SELECT invoice_no, count(*) FROM notice GROUP BY 1 ORDER BY 1")
    if notices != [(10_001 + n, 1) for n in range(INVOICES)]:
        wrong.append(f"letters {notices}")
    states = company.rows("SELECT state FROM outbox WHERE purpose = 'notice'")
    if len(states) != INVOICES or set(states) - {("sent",), ("uncertain",)}:
        wrong.append(f"deliveries {states}")
    copies = scene.copies()
    if max(copies, default=0) > 1:
        wrong.append(f"a letter was sent twice: {copies}")
    if len(copies) + states.count(("uncertain",)) < INVOICES:
        wrong.append(f"a letter was lost: {copies}, {states}")
    if company.rows("SELECT 1 FROM notice n LEFT JOIN outbox x ON x.id = n.outbox_id"
                    " WHERE x.id IS NULL"):  # fmt: skip
        wrong.append("a letter without a delivery")
    return wrong


def test_an_undisturbed_night_sends_each_letter_once(scene: Scene) -> None:
    status, company = scene.killed_at(0)
    assert status == 0
    assert wrong_with(company, scene) == []
    assert scene.copies() == [1] * INVOICES


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_night_killed_at_a_step_that_matters_is_finished_by_the_next(
    scene: Scene, step: str
) -> None:
    status, company = scene.killed_at(step)
    assert status == KILLED
    assert wrong_with(company, scene) == []


@pytest.mark.slow
def test_a_night_killed_anywhere_is_finished_by_the_next(
    scene: Scene, request: pytest.FixtureRequest
) -> None:
    stride = 1 if request.config.getoption("--deep") else STRIDE
    steps = 0
    for step in range(1, FAR, stride):
        status, company = scene.killed_at(step)
        if status != KILLED:
            break
        steps += 1
        wrong = wrong_with(company, scene)
        assert wrong == [], f"killed at failpoint {step}: {wrong}"
    assert steps * stride > 300


def test_a_build_that_forgets_its_letters_is_caught(scene: Scene) -> None:
    _, company = scene.killed_at(0, _forget_letters)
    assert wrong_with(company, scene)


def _forget_letters() -> None:
    """Break the program: the letter is queued, and that it was made is not written down."""
    from invoicectl.ledger import notices

    notices.__dict__["add_notice"] = lambda *_, **__: None
