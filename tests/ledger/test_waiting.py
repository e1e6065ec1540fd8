from __future__ import annotations

from datetime import date
from datetime import datetime
from pathlib import Path

from invoicectl.flows.deliver import deliver
from invoicectl.flows.issue import issue
from invoicectl.ledger.waiting import Waiting
from invoicectl.ledger.waiting import waiting
from tests.build import DAY
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp


def test_each_count_follows_what_it_counts(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "company")
    with new_ledger(tmp_path / "company") as ledger:
        assert waiting(ledger.con, DAY) == Waiting(0, 0, 0, 0, 0)
        add(ledger, draft(), draft(is_ready=False))
        assert waiting(ledger.con, DAY) == Waiting(0, 1, 0, 0, 0)
        issue(ledger, settings, stamp())
        assert waiting(ledger.con, DAY) == Waiting(0, 0, 1, 1, 0)
        deliver(ledger, settings, stamp(), now=lambda: datetime.fromisoformat(stamp().at))
        assert waiting(ledger.con, date(2026, 10, 15)) == Waiting(0, 0, 0, 0, 0)
        assert waiting(ledger.con, date(2026, 10, 16)) == Waiting(0, 0, 0, 0, 1)


def test_the_outbox_is_counted_by_its_small_index(tmp_path: Path) -> None:
    from invoicectl.ledger.waiting import _COUNTS

    with new_ledger(tmp_path / "company") as ledger:
        plan = [row[3] for row in ledger.con.execute(f"EXPLAIN QUERY PLAN {_COUNTS}", ("",))]
    assert sum("outbox USING COVERING INDEX outbox_todo" in step for step in plan) == 2
    assert not [step for step in plan if step.startswith("SCAN outbox")]
