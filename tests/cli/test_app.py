"""The root command: shared options anywhere, sentences for errors, one line for bugs."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from invoicectl.cli import app as app_module
from invoicectl.cli.app import HELP_LINES
from invoicectl.cli.app import NOUNS
from invoicectl.cli.app import build_app
from invoicectl.cli.app import hoisted
from invoicectl.cli.app import run
from invoicectl.cli.context import norwegian_day
from invoicectl.cli.context import now
from invoicectl.domain.dates import parse_day
from invoicectl.errors import Exit
from invoicectl.errors import InputError


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["overdue", "--config", "x.yaml", "--json"], ("--config", "x.yaml", "overdue", "--json")),
        (["send", "-q", "D1"], ("-q", "send", "D1")),
        (["customer", "add", "--", "--quiet"], ("customer", "add", "--", "--quiet")),
        (["overdue", "--config"], ("--config", "overdue")),
    ],
)
def test_shared_options_may_stand_anywhere(words: list[str], moved: tuple[str, ...]) -> None:
    assert hoisted(words) == moved


def test_only_the_noun_that_is_named_is_loaded() -> None:
    names = [group.name for group in build_app(["ledger", "check"]).registered_groups]
    assert names == ["ledger"]
    app = build_app([])
    every = {group.name for group in app.registered_groups} | {
        command.name for command in app.registered_commands
    }
    assert every == set(NOUNS)


def test_a_missing_settings_file_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["overdue"]) == Exit.SETUP
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")
    assert "invoicectl init" in shown.err
    assert "Traceback" not in shown.err


def test_an_error_speaks_json_when_json_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["overdue", "--json"]) == Exit.SETUP
    envelope = json.loads(capsys.readouterr().out)
    assert set(envelope) == {"version", "error"}
    assert set(envelope["error"]) == {"code", "message", "hint"}
    assert envelope["error"]["code"] == "setup"


def test_a_bug_is_one_line_and_a_private_report_without_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object = ()) -> object:
        secret = "canary-7731"
        raise ZeroDivisionError(secret)

    monkeypatch.setattr(app_module, "build_app", broken)
    assert run(["overdue"]) == Exit.BUG
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    report = Path(line.split("Report: ")[1].strip())
    try:
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert "ZeroDivisionError" in report.read_text()
        assert "canary" not in report.read_text() + line
    finally:
        report.unlink()


def test_a_wrong_word_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overdoe"]) == Exit.INPUT
    assert "overdoe" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-28T23:30:00+00:00", "2026-03-29"),
        ("2026-12-31T23:30:00+00:00", "2027-01-01"),
        ("2026-06-30T21:59:00+00:00", "2026-06-30"),
        ("2028-02-28T23:00:00+00:00", "2028-02-29"),
    ],
)
def test_the_business_day_is_the_day_in_norway(
    instant: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOICECTL_CLOCK", instant)
    assert norwegian_day(now()).isoformat() == day


def test_days_are_read_both_ways_and_nonsense_is_refused() -> None:
    assert parse_day("23.11.2026", what="--as-of") == parse_day("2026-11-23", what="--as-of")
    with pytest.raises(InputError, match=r"--as-of: '30\.02\.2026' is no date"):
        parse_day("30.02.2026", what="--as-of")


def test_help_says_of_each_command_what_the_command_says_itself() -> None:
    app = build_app([])
    said = {group.name: group.typer_instance.info.help for group in app.registered_groups
            if group.typer_instance}  # fmt: skip
    said |= {command.name: command.callback.__doc__ for command in app.registered_commands
             if command.callback}  # fmt: skip
    first = {name: str(text).strip().splitlines()[0] for name, text in said.items()}
    assert first == HELP_LINES


def test_only_the_verb_that_is_named_is_built() -> None:
    def verbs(*words: str) -> set[str]:
        (group,) = build_app(words).registered_groups
        assert group.typer_instance is not None
        commands = group.typer_instance.registered_commands
        return {str(command.name or command.callback.__name__) for command in commands
                if command.callback}  # fmt: skip

    assert verbs("ledger", "check") == {"check"}
    assert {"check", "backup", "restore"} < verbs("ledger", "--help")
    assert {"check", "backup", "restore"} < verbs("ledger", "nonsense")
    assert {"check", "backup", "restore"} < verbs("ledger")
