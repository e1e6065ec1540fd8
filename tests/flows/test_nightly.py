from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from invoicectl.errors import GuardError
from invoicectl.flows.guard import check_clock
from invoicectl.flows.guard import check_letters
from invoicectl.flows.journal import Journal
from invoicectl.flows.night_steps import Night
from invoicectl.flows.night_steps import Problem
from invoicectl.flows.night_steps import StepResult
from invoicectl.flows.nightly import PRIORITY
from invoicectl.flows.nightly import NightResult
from invoicectl.flows.nightly import run_night
from invoicectl.flows.nightly import summary_of
from invoicectl.flows.project_instalments import InstalmentWish
from invoicectl.flows.project_instalments import add_instalment
from invoicectl.flows.rehearsal import rehearse
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.log import last_run
from invoicectl.ledger.log import note
from invoicectl.ledger.outbox import deliveries
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import add
from tests.build import consumer
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.flows.projects import Office

NIGHT = date(2026, 10, 2)
_RUNS = count(1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return a ledger that was used on the day before the first night."""
    with new_ledger(tmp_path / "company", customers=(customer(), consumer())) as made:
        with made.write() as con:
            note(con, stamp(DAY), "test.used", "")
        yield made


def night_of(
    ledger: Ledger,
    settings: Settings,
    day: date = NIGHT,
    *,
    catch_up: bool = False,
    is_ending: Callable[[], bool] = lambda: False,
) -> NightResult:
    """Run one night at three in the morning."""
    at = datetime.fromisoformat(f"{day}T01:00:00+00:00")
    now = replace(stamp(day, at=at.isoformat(timespec="seconds")), run_id=f"run-{next(_RUNS)}")
    journal = Journal(settings.log.path, now.run_id, lambda: at)
    night = Night(ledger, settings, now, lambda: at, is_ending)
    return run_night(night, journal, catch_up=catch_up)


def names(result: NightResult) -> list[str]:
    return [step.name for step in result.steps]


def codes(result: NightResult) -> list[str]:
    return [problem.code for problem in result.problems]


ALL_STEPS = ["backup", "import", "recurring", "send", "remind", "deliver", "check"]


def test_a_night_does_all_steps_in_their_order(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(), draft("10002"))
    result = night_of(ledger, settings)
    assert names(result) == ALL_STEPS
    assert result.exit_status is Exit.DONE
    assert (result.count("send", "issued"), result.count("deliver", "sent")) == (2, 2)
    assert summary_of(result) == (
        "0 payments (0,00), 2 issued (500,00), 0 reminded, 2 sent; all in order"
    )
    assert last_run(ledger.con, "nightly") == (str(NIGHT), f"{NIGHT}T01:00:00+00:00", 0)
    assert list(settings.backup.folder.glob("*.json"))


def test_an_instalment_whose_day_has_come_is_named_until_it_is_drafted(
    ledger: Ledger, settings: Settings
) -> None:
    desk = Office(ledger, settings)
    desk.project(fixed_price="80000")
    for text, day in (("Skisser", NIGHT), ("Ferdig", NIGHT + timedelta(days=30))):
        wish = InstalmentWish(text, amount_ore=4_000_000, invoice_on=day)
        add_instalment(ledger, desk.stamp, "P1", wish)
    for _ in range(2):
        night = night_of(ledger, settings)
        assert codes(night) == ["INSTALMENT-DUE"]
        assert night.count("projects", "sum_ore") == 4_000_000
        assert night.exit_status is Exit.PERSON_NEEDED
    Office(ledger, settings, NIGHT).invoice()
    later = night_of(ledger, settings, NIGHT + timedelta(days=1))
    assert codes(later) == []
    assert later.count("send", "issued") == 1


def test_a_second_run_in_the_same_night_does_nothing_new(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, draft())
    night_of(ledger, settings)
    before = [(each.key, each.state) for each in deliveries(ledger.con)]
    again = night_of(ledger, settings)
    assert again.exit_status is Exit.DONE
    assert (again.count("send", "issued"), again.count("deliver", "sent")) == (0, 0)
    assert [(each.key, each.state) for each in deliveries(ledger.con)] == before


def test_what_a_person_must_do_is_told_and_stops_nothing(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, draft("10002", line(price="0")), draft())
    settings.bank.inbox.mkdir()
    (settings.bank.inbox / "letter.txt").write_text("Dear customer")
    result = night_of(ledger, settings)
    assert names(result) == ALL_STEPS
    assert (result.count("send", "issued"), result.count("send", "refused")) == (1, 1)
    assert {"BANK-FILE", "DRAFT-REFUSED"} <= set(codes(result))
    assert result.exit_status is Exit.PERSON_NEEDED
    assert (settings.bank.inbox / "failed" / "letter.txt").is_file()


def test_a_step_with_a_bug_stops_no_other_and_says_no_value(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("Kari Nordmann 12345678901")

    monkeypatch.setattr("invoicectl.flows.inbox.import_inbox", broken)
    add(ledger, draft())
    result = night_of(ledger, settings)
    assert names(result) == ALL_STEPS
    assert result.count("deliver", "sent") == 1
    (problem,) = result.problems
    assert (problem.code, result.exit_status) == ("BUG", Exit.BUG)
    assert "ValueError" in problem.sentence
    assert "Kari" not in problem.sentence


def test_a_backup_that_does_not_check_stops_the_night(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise GuardError("The copy is damaged.")

    monkeypatch.setattr("invoicectl.ledger.backup.backup", damaged)
    add(ledger, draft())
    result = night_of(ledger, settings)
    assert names(result) == ["backup"]
    assert result.exit_status is Exit.GUARD
    assert deliveries(ledger.con) == []


def test_more_letters_than_likely_stop_before_the_first(ledger: Ledger, tmp_path: Path) -> None:
    few = settings_for(tmp_path / "company", "nightly:\n  max_letters: 2\n")
    add(ledger, *(draft() for _ in range(3)))
    result = night_of(ledger, few)
    assert names(result) == ["backup", "import", "guard", "check"]
    assert (codes(result), result.exit_status) == (["GUARD"], Exit.GUARD)
    assert deliveries(ledger.con) == []
    enough = settings_for(tmp_path / "company", "nightly:\n  max_letters: 3\n")
    assert night_of(ledger, enough).count("deliver", "sent") == 3


@pytest.mark.parametrize(
    ("day", "is_wrong"),
    [
        ("2026-09-30", True),
        ("2026-10-02", False),
        ("2026-11-15", False),
        ("2026-11-16", True),
        ("2099-10-02", True),
    ],
)
def test_a_wrong_clock_sends_nothing_and_writes_nothing(
    ledger: Ledger, settings: Settings, day: str, is_wrong: bool
) -> None:
    add(ledger, draft())
    before = ledger.path.read_bytes()
    result = night_of(ledger, settings, date.fromisoformat(day))
    if is_wrong:
        assert (names(result), result.exit_status) == (["clock"], Exit.GUARD)
        assert ledger.path.read_bytes() == before
    else:
        assert result.count("deliver", "sent") == 1


def test_a_person_can_say_that_the_clock_is_right(ledger: Ledger, settings: Settings) -> None:
    late = date(2027, 2, 1)
    assert night_of(ledger, settings, late).exit_status is Exit.GUARD
    assert night_of(ledger, settings, late, catch_up=True).exit_status is Exit.DONE
    assert night_of(ledger, settings, date(2027, 2, 2)).exit_status is Exit.DONE
    assert night_of(ledger, settings, NIGHT).exit_status is Exit.GUARD
    assert night_of(ledger, settings, NIGHT, catch_up=True).exit_status is Exit.DONE
    assert night_of(ledger, settings, date(2026, 10, 3)).exit_status is Exit.DONE


def test_a_clock_set_right_by_seconds_is_no_fault(ledger: Ledger) -> None:
    check_clock(ledger, stamp(at="2026-10-01T07:56:00+00:00"))
    with pytest.raises(GuardError, match="written to at"):
        check_clock(ledger, stamp(at="2026-10-01T07:54:00+00:00"))


def test_the_limit_itself_is_allowed() -> None:
    check_letters(3, 3, "letters")
    with pytest.raises(GuardError, match="4 letters would leave"):
        check_letters(4, 3, "letters")


def test_a_run_that_is_told_to_end_ends_between_two_messages(
    ledger: Ledger, tmp_path: Path
) -> None:
    far = settings_for(tmp_path / "company", EMAIL_NOWHERE)
    add(ledger, draft(), draft("10002"))
    asked: list[int] = []

    def is_ending() -> bool:
        asked.append(1)
        return any(each.attempts for each in deliveries(ledger.con))

    result = night_of(ledger, far, is_ending=is_ending)
    assert names(result) == [*ALL_STEPS[:-1], "end"]
    assert result.exit_status is Exit.INTERRUPTED
    assert [each.state.value for each in deliveries(ledger.con)] == ["queued", "queued"]


EMAIL_NOWHERE = (
    "email:\n  host: 127.0.0.1\n  port: 9\n  tls: none\n"
    "  from_address: a@b.example\n  timeout_s: 2\n"
)


def test_a_server_that_is_down_loses_nothing(ledger: Ledger, tmp_path: Path) -> None:
    far = settings_for(tmp_path / "company", EMAIL_NOWHERE)
    add(ledger, draft())
    result = night_of(ledger, far)
    assert codes(result) == ["CHANNEL-DOWN", "MAIL-WAITING"]
    assert result.exit_status is Exit.NETWORK
    assert [each.state.value for each in deliveries(ledger.con)] == ["queued"]


def test_the_most_important_status_wins() -> None:
    assert PRIORITY.index(Exit.GUARD) < PRIORITY.index(Exit.BUG)
    for at, first in enumerate(PRIORITY):
        for second in PRIORITY[at:]:
            problems = tuple(Problem("X", "x", status) for status in (second, first))
            assert NightResult("r", (StepResult("s", {}, problems),)).exit_status is first


def test_the_log_has_an_event_for_everything_and_ends_with_the_end(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, draft())
    settings.bank.inbox.mkdir()
    (settings.bank.inbox / "x.bin").write_bytes(b"\x00\x01")
    night_of(ledger, settings)
    assert settings.log.path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(text) for text in settings.log.path.read_text().splitlines()]
    events = [each["event"] for each in lines]
    assert events[0] == "run.begin"
    assert events[-1] == "run.end"
    assert [each for each in events if each.startswith("step.")] == [f"step.{s}" for s in ALL_STEPS]
    assert lines[-1]["exit_code"] == 4
    assert len({each["run_id"] for each in lines}) == 1
    assert all(datetime.fromisoformat(each["ts"]).tzinfo for each in lines)
    text = settings.log.path.read_text()
    assert "Ærfugl" not in text
    assert "aerfugl" not in text


def test_a_log_that_cannot_be_written_stops_no_night(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "company" / "log").mkdir()
    odd = settings_for(tmp_path / "company", "log:\n  path: log\n")
    assert night_of(ledger, odd).exit_status is Exit.DONE


def test_a_large_log_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("invoicectl.flows.journal.SIZE_MAX", 100)
    path = tmp_path / "log"
    for _ in range(3):
        journal = Journal(path, "r", lambda: datetime.fromisoformat("2026-10-01T00:00:00+00:00"))
        journal.tell("run.begin", {"x": "y" * 40})
    assert path.with_name("log.1").is_file()
    assert len(path.read_text().splitlines()) == 1


# --------------------------------------------------------------------------- rehearsal


def test_a_rehearsal_changes_nothing_and_is_what_the_night_does(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, draft(), draft("10002", line(price="0")))
    settings.bank.inbox.mkdir()
    (settings.bank.inbox / "letter.txt").write_text("Dear customer")
    before = ledger.path.read_bytes()
    found = rehearse(ledger, settings, stamp(NIGHT))
    assert ledger.path.read_bytes() == before
    assert (settings.bank.inbox / "letter.txt").is_file()
    assert not settings.log.path.exists()
    result = night_of(ledger, settings)
    assert found.counts["send"]["issued"] == result.count("send", "issued")
    assert found.counts["remind"]["letters"] == result.count("remind", "letters")
    assert len(found.problems) == 2
