"""`send` is cut off at every SQL statement and every network step; then it is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.killing import KILLED
from tests.crash.killing import run_in_child
from tests.crash.rig import AN_HOUR_LATER
from tests.crash.rig import CLOCK
from tests.crash.rig import NEXT_DAY
from tests.crash.rig import Company
from tests.crash.rig import add_drafts
from tests.crash.rig import broken_rules
from tests.crash.rig import found
from tests.crash.sink import accepted
from tests.crash.sink import mail_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.channels.port import Outcome
    from invoicectl.domain.outbox import Delivery

DOCUMENTS = 2
_UNFINISHED = "SELECT 1 FROM outbox WHERE state <> 'sent'"
FAR = 5_000  # no run passes so many failpoints; the loop must end by itself


class Scene:
    """A mail server, a company as it was before, and what a killing does to a copy of it."""

    def __init__(self, tmp_path: Path, port: int, on_uncertain: str) -> None:
        self.mail = tmp_path / "mail"
        self.tmp_path = tmp_path
        self.before = found(tmp_path / "company", port=port, on_uncertain=on_uncertain)
        add_drafts(self.before, DOCUMENTS)

    def killed_at(
        self, step: int | str, sabotage: Callable[[], None] | None = None
    ) -> tuple[int, Company]:
        """Kill a run at a step, let two later runs follow, and return its status."""
        for old in self.mail.glob("*.eml"):
            old.unlink()
        company = self.before.copied(self.tmp_path / "copy")
        send = ["--config", company.config, "send"]
        status = run_in_child(send, clock=CLOCK, kill_at=step, sabotage=sabotage)
        for clock in (AN_HOUR_LATER, NEXT_DAY):
            if clock == AN_HOUR_LATER or company.rows(_UNFINISHED):
                run_in_child(send, clock=clock, sabotage=sabotage)
        return status, company

    def copies(self) -> list[int]:
        """Return how often each message was accepted; copies must be the same bytes."""
        mail = accepted(self.mail)
        assert all(len(set(copies)) == 1 for copies in mail.values())
        return sorted(len(copies) for copies in mail.values())


@pytest.fixture
def stride(request: pytest.FixtureRequest, scene: Scene) -> int:
    """Every failpoint under the policy that is the default; every third under the other."""
    held = "hold" in (scene.before.root / "config.yaml").read_text()
    return 3 if held and not request.config.getoption("--deep") else 1


@pytest.fixture(params=["resend", "hold"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with mail_server(tmp_path / "mail") as port:
        yield Scene(tmp_path, port, request.param)


@pytest.mark.parametrize("scene", ["resend"], indirect=True)
def test_an_undisturbed_run_sends_each_document_once(scene: Scene) -> None:
    status, company = scene.killed_at(0)
    assert status == 0
    assert broken_rules(company, documents=DOCUMENTS) == []
    assert scene.copies() == [1] * DOCUMENTS


def test_wherever_it_is_killed_the_next_runs_finish_the_work(scene: Scene, stride: int) -> None:
    hold = "hold" in (scene.before.root / "config.yaml").read_text()
    doubled = unknown = steps = 0
    for step in range(1, FAR, stride):
        status, company = scene.killed_at(step)
        if status != KILLED:
            break
        steps += 1
        wrong = broken_rules(company, documents=DOCUMENTS)
        assert wrong == [], f"killed at failpoint {step}: {wrong}"
        copies = scene.copies()
        uncertain = company.rows("SELECT count(*) FROM outbox WHERE state = 'uncertain'")[0][0]
        assert isinstance(uncertain, int)
        if hold:  # never twice, and what is not known to have left is shown
            assert max(copies, default=0) <= 1, f"killed at failpoint {step}: {copies}"
            assert len(copies) + uncertain >= DOCUMENTS, f"killed at failpoint {step}: lost"
        else:  # at least once, at most twice, and nothing left in doubt
            assert len(copies) == DOCUMENTS, f"killed at failpoint {step}: {copies}"
            assert max(copies) <= 2, f"killed at failpoint {step}: {copies}"
            assert uncertain == 0, f"killed at failpoint {step}: still uncertain"
        doubled += max(copies, default=0) > 1
        unknown += uncertain > 0
    assert steps * stride > 60  # every statement and every step of the mail conversation
    assert doubled <= 4 * DOCUMENTS  # the window between the server's yes and our receipt
    assert hold or doubled > 0  # the loop does reach that window
    assert not hold or unknown > 0


@pytest.mark.parametrize("scene", ["hold"], indirect=True)
def test_a_build_that_commits_after_sending_is_caught(scene: Scene) -> None:
    status, company = scene.killed_at(0, _commit_after_sending)
    assert status == 0  # left alone it looks healthy
    assert broken_rules(company, documents=DOCUMENTS) == []
    assert scene.copies() == [1] * DOCUMENTS
    status, _ = scene.killed_at("deliver.accepted", _commit_after_sending)
    assert status == KILLED
    assert max(scene.copies()) == 2  # the loop above would have refused this


def _commit_after_sending() -> None:
    """Break the program: `sending` is written only when the answer is there."""
    from invoicectl.flows.deliver import _Run
    from invoicectl.ledger.outbox import claim

    settle = _Run._settle

    def claim_nothing(
        _: _Run, prepared: Sequence[tuple[Delivery, bytes | None]]
    ) -> list[tuple[Delivery, bytes]]:
        return [(each, payload) for each, payload in prepared if payload is not None]

    def settle_all(self: _Run, tried: Sequence[tuple[Delivery, Outcome]]) -> None:
        with self._ledger.write() as con:
            for each, _outcome in tried:
                claim(con, each, b"", self._stamp)
        settle(self, tried)

    type.__setattr__(_Run, "_claim", claim_nothing)
    type.__setattr__(_Run, "_settle", settle_all)
