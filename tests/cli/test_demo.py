from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result

from invoicectl.cli.app import build_app
from tests.conftest import Golden

Invoicectl = Callable[..., Result]
CLOCK = "2026-11-23T10:00:00+00:00"


@pytest.fixture
def invoicectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoicectl:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INVOICECTL_CLOCK", CLOCK)

    def call(*words: str) -> Result:
        return CliRunner().invoke(build_app(words), list(words))

    return call


def test_what_the_demonstration_says(
    invoicectl: Invoicectl, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/invoicectl")
    shown = invoicectl("demo")
    assert shown.exit_code == 0
    assert shown.stderr == ""
    assert max(map(len, shown.stdout.splitlines())) <= 80
    told, report, rest = re.split(
        r"(?s)(\$ invoicectl overdue\n.*?)(?=In demo-company)", shown.stdout
    )
    assert "Harbour Light" in report
    told = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", told)
    golden("cli/demo.txt", told + rest)


def test_the_commands_to_try_work(
    invoicectl: Invoicectl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = invoicectl("demo", "here")
    tries = shown.stdout.partition("Try next\n")[2].splitlines()
    assert tries[0] == "  cd here"
    monkeypatch.chdir(tmp_path / "here")
    for line in tries[1:]:
        words = line.partition("invoicectl ")[2].split()
        tried = invoicectl(*words)
        assert tried.exit_code in (0, 4), tried.stderr
        assert "error" not in tried.stderr
    assert len(tries) == 4


def test_the_folder_channel(invoicectl: Invoicectl, tmp_path: Path) -> None:
    shown = invoicectl("demo", "--channel", "folder")
    assert shown.exit_code == 0
    assert "sent-mail" not in shown.stdout
    assert not (tmp_path / "demo-company" / "sent-mail").exists()


def test_it_may_be_made_anew_by_force_alone(invoicectl: Invoicectl) -> None:
    assert invoicectl("demo").exit_code == 0
    refused = invoicectl("demo")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--force" in refused.stderr
    assert invoicectl("demo", "--force").exit_code == 0


def test_quiet_is_quiet(invoicectl: Invoicectl) -> None:
    shown = invoicectl("--quiet", "demo")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, "", "")
