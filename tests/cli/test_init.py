"""`init`: a company from options or by asking, whole or not at all, and never over another."""

from __future__ import annotations

import os
import pty
import select
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from tests.cli.shell import Shell

OPTIONS = (
    "--name", "Fjordkaffe AS", "--orgnr", "999 999 999", "--street", "Storgata 1",
    "--postcode", "0150", "--city", "Oslo", "--kontonr", "1234.56.78903",
)  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_company_is_made_that_every_command_can_use(shell: Shell) -> None:
    said = shell.ok("init", "kaffe", *OPTIONS)
    folder = shell.folder / "kaffe"
    assert {path.name for path in folder.iterdir()} >= {
        "config.yaml", "ledger.db", "inbox", "outbox",
    }  # fmt: skip
    assert f"cd {folder}" in said
    company = Shell(folder)
    assert "in order" in company.ok("settings", "check")
    assert company("ledger", "check").status == Exit.DONE
    for words in (line for line in said.splitlines() if line.startswith("  invoicectl ")):
        assert company(*shlex.split(words)[1:]).status == Exit.DONE, words


def test_files_are_closed_to_others(shell: Shell) -> None:
    shell.ok("init", "kaffe", *OPTIONS)
    folder = shell.folder / "kaffe"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes["config.yaml"] == modes["ledger.db"] == 0o600
    assert modes["inbox"] == modes["outbox"] == stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_missing_is_named_at_once_and_never_asked_for(shell: Shell) -> None:
    printed = shell("init", "kaffe", "--name", "Fjordkaffe AS")
    assert printed.status == Exit.INPUT
    for option in ("--orgnr", "--street", "--postcode", "--city", "--kontonr"):
        assert option in printed.err
    assert "--name" not in printed.err
    assert not (shell.folder / "kaffe").exists()


def test_every_wrong_answer_is_named_and_nothing_is_made(shell: Shell) -> None:
    printed = shell(
        "init", "kaffe", *OPTIONS, "--orgnr", "999999998", "--kontonr", "12345678904",
        "--form", "GMBH",
    )  # fmt: skip
    assert printed.status == Exit.INPUT
    for key in ("company.orgnr", "bank.kontonr", "company.form"):
        assert f"error: {key}: " in printed.err
    assert "check digit" in printed.err
    assert not list(shell.folder.iterdir())


def test_answers_that_do_not_fit_together_leave_nothing(shell: Shell) -> None:
    printed = shell("init", "kaffe", *OPTIONS, "--postcode", "150")
    assert printed.status == Exit.INPUT
    assert "error: company.postcode: " in printed.err
    assert "config.yaml:" not in printed.err
    assert not list(shell.folder.iterdir())


@pytest.mark.parametrize("present", ["config.yaml", "ledger.db"])
def test_nothing_that_is_there_is_overwritten(shell: Shell, present: str) -> None:
    (shell.folder / present).write_text("mine")
    printed = shell("init", ".", *OPTIONS)
    assert printed.status == Exit.INPUT
    assert present in printed.err
    assert [path.name for path in shell.folder.iterdir()] == [present]
    assert (shell.folder / present).read_text() == "mine"


def test_a_file_in_place_of_the_folder_is_a_sentence(shell: Shell) -> None:
    (shell.folder / "kaffe").touch()
    printed = shell("init", "kaffe", *OPTIONS)
    assert (printed.status, printed.out) == (Exit.INPUT, "")
    assert "is not a folder" in printed.err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_a_folder_that_cannot_be_made_is_a_sentence(shell: Shell) -> None:
    printed = shell("init", "/proc/kaffe", *OPTIONS)
    assert printed.status == Exit.INPUT
    assert "/proc/kaffe cannot be made" in printed.err


def test_programs_get_the_places(shell: Shell) -> None:
    places = shell("init", "kaffe", *OPTIONS, "--json").json
    assert places["command"] == "init"
    assert Path(places["settings"]) == shell.folder / "kaffe" / "config.yaml"
    assert Path(places["ledger"]).is_file()


def test_no_and_yes_reach_the_settings(shell: Shell) -> None:
    shell.ok("init", ".", *OPTIONS, "--no-vat", "--kid", "--street", "2. etg.")
    shown = shell.ok("settings", "show", "--csv")
    assert "company.vat_registered,false," in shown
    assert "kid.enabled,true," in shown
    assert '"Storgata 1, 2. etg."' in shown


def test_in_a_terminal_it_asks_until_the_answers_can_be_used(tmp_path: Path) -> None:
    typed = [
        ("Name", "Fjordkaffe AS"),
        ("Organisation", "999999998"),
        ("Organisation", "999999999"),
        ("Street", "Storgata 1"),
        ("Postcode", "0150"),
        ("Town", "Oslo"),
        ("Account", "12345678904"),
        ("Account", "12345678903"),
        ("VAT-registered", ""),
        ("E-mail", ""),
        ("KID", "y"),
    ]
    seen = talk([sys.executable, "-m", "invoicectl", "init", "kaffe"], tmp_path, typed)
    assert seen.count("check digit") == 2
    shown = Shell(tmp_path / "kaffe").ok("settings", "show", "--csv")
    assert "kid.enabled,true," in shown
    assert "company.vat_registered,true," in shown


def talk(command: list[str], folder: Path, typed: list[tuple[str, str]]) -> str:
    """Run a command in a terminal, answer each question when it comes, return all that was seen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = ""
    try:
        for question, answer in typed:
            fresh = ""
            while question not in fresh:
                fresh += _read(ours)
            seen += fresh
            os.write(ours, f"{answer}\n".encode())
        while process.poll() is None:
            seen += _read(ours, patient=False)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert process.returncode == 0, seen
    return seen


def _read(descriptor: int, *, patient: bool = True) -> str:
    ready = select.select([descriptor], [], [], 20 if patient else 0.1)[0]
    if not ready:
        if patient:
            pytest.fail("the question did not come")
        return ""
    try:
        return os.read(descriptor, 4096).decode()
    except OSError:  # the other end has closed
        return ""
