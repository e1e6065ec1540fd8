from __future__ import annotations

import configparser
import shlex
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicectl.cli.app import build_app
from invoicectl.cli.cron import _crontab
from invoicectl.cli.cron import _quoted
from tests.build import settings_for


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings_for(tmp_path / "company")
    monkeypatch.chdir(tmp_path / "company")
    return tmp_path / "company" / "config.yaml"


def printed(*words: str) -> str:
    result = CliRunner().invoke(build_app(words), list(words))
    assert result.exit_code == 0
    return result.stdout


def test_the_crontab_line_calls_this_installation_with_these_settings(shown: Path) -> None:
    *comments, line = printed("cron", "print").splitlines()
    assert all(comment.startswith("#") for comment in comments)
    fields = line.split(None, 5)
    assert fields[:5] == ["30", "5", "*", "*", "*"]
    words = shlex.split(fields[5])
    assert words[-3:] == ["--config", str(shown), "nightly"]
    assert Path(words[0]).is_absolute()
    assert Path(words[0]).exists()


def test_the_program_is_named_when_it_was_called_by_name(
    shown: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "bin" / "invoicectl"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setattr(sys, "argv", [str(program), "cron", "print"])
    assert f"{program} --config {shown} nightly" in printed("cron", "print")


def test_the_units_are_what_systemd_reads(shown: Path) -> None:
    text = printed("cron", "print", "--systemd")
    service, timer = (part for part in text.split("# ~/.config/systemd/user/")[1:])
    units = {}
    for part in (service, timer):
        name, _, body = part.partition("\n")
        unit = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
        unit.optionxform = str  # type: ignore[assignment,method-assign]  # the library's own way
        unit.read_string(body)
        units[name] = unit
    assert set(units) == {"invoicectl.service", "invoicectl.timer"}
    assert units["invoicectl.service"]["Service"]["Type"] == "oneshot"
    command = shlex.split(units["invoicectl.service"]["Service"]["ExecStart"])
    assert command[-3:] == ["--config", str(shown), "nightly"]
    assert units["invoicectl.timer"]["Timer"]["Persistent"] == "true"
    for line in text.splitlines():
        assert "#" not in line or line.startswith("#")


def test_signs_that_cron_and_systemd_take_for_their_own_are_quoted() -> None:
    line = _crontab(["/opt/100 %/invoicectl", "nightly"])[-1]
    assert line == "30 5 * * * '/opt/100 \\%/invoicectl' nightly"
    assert _quoted("/opt/a b/50%/$x") == '"/opt/a b/50%%/$$x"'
    assert _quoted("/plain") == "/plain"
