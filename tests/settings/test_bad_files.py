"""Every file in `bad/` is refused with exactly the sentences beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from invoicectl.errors import Exit
from invoicectl.errors import SettingsError
from invoicectl.settings.load import load_settings

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


def faults_of(bad: Path, folder: Path) -> SettingsError:
    file = folder / "config.yaml"
    file.write_bytes(bad.read_bytes())
    with pytest.raises(SettingsError) as caught:
        load_settings(file, use_cache=False)
    return caught.value


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 25


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.stem)
def test_a_bad_file_gets_its_sentences(bad: Path, tmp_path: Path) -> None:
    error = faults_of(bad, tmp_path)
    assert "\n".join(error.faults) + "\n" == bad.with_suffix(".txt").read_text("utf-8")
    assert error.exit_status is Exit.SETUP
    assert "settings check" in error.hint


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.stem)
def test_the_slow_parser_finds_the_same(
    bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    error = faults_of(bad, tmp_path)
    assert "\n".join(error.faults) + "\n" == bad.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.stem)
def test_every_fault_is_one_line_with_a_place(bad: Path) -> None:
    for fault in bad.with_suffix(".txt").read_text("utf-8").splitlines():
        assert re.match(r"config\.yaml:[1-9]\d*( [a-z_.]+)?: \S", fault), fault
        assert fault.isprintable()
        assert "canary" not in fault
        assert not fault.endswith(".")
