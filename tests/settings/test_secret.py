"""Secrets are fetched from where the settings say, and never show themselves."""

from __future__ import annotations

import os
import pickle
import time
import traceback
from pathlib import Path

import pytest

from invoicectl.errors import CredentialsError
from invoicectl.errors import Exit
from invoicectl.errors import SettingsError
from invoicectl.settings.load import load_settings
from invoicectl.settings.reference import shown_rows
from invoicectl.settings.secret import Secret
from invoicectl.settings.secret import Way

from .company import LEAST
from .company import SERVER
from .company import loaded
from .company import written

CANARY = "kanari-52f1-ÆØÅ"


def secret(way: Way, *source: str, folder: Path = Path("/"), timeout_s: float = 10) -> Secret:
    return Secret(f"email.password_{way}", way, source, folder, timeout_s=timeout_s)


def shell(script: str, *, timeout_s: float = 10) -> Secret:
    return secret(Way.COMMAND, "sh", "-c", script, timeout_s=timeout_s)


def refused(wanted: Secret) -> str:
    """Return the sentence with which reading is refused; no trace of it holds the canary."""
    with pytest.raises(CredentialsError) as caught:
        wanted.read()
    error = caught.value
    assert error.exit_status is Exit.CREDENTIALS
    assert str(error).startswith(wanted.key)
    assert error.hint
    assert CANARY not in "".join(traceback.format_exception(error)) + error.hint
    assert "\n" not in str(error)
    return str(error)


def secret_file(folder: Path, text: str = CANARY, *, mode: int = 0o600) -> Secret:
    file = folder / "smtp"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return secret(Way.FILE, "smtp", folder=folder)


class TestCommand:
    @pytest.mark.parametrize(
        "script",
        [
            f"echo {CANARY}",
            f"printf '%s' {CANARY}",
            f"printf '%s\\r\\n' {CANARY}",
            f"echo {CANARY}; echo login: someone",
            f"printf '%s' {CANARY}; sleep 5 >&1 & exit 0",
        ],
        ids=["line", "no line break", "windows", "more lines", "a child keeps the pipe"],
    )
    def test_the_first_line_is_the_secret(self, script: str) -> None:
        started = time.monotonic()
        assert shell(script).read() == CANARY
        assert time.monotonic() - started < 4

    def test_no_shell_reads_the_words(self, tmp_path: Path) -> None:
        wanted = secret(Way.COMMAND, "echo", "$HOME; touch x", "*", folder=tmp_path)
        assert wanted.read() == "$HOME; touch x *"
        assert not list(tmp_path.iterdir())

    def test_it_runs_beside_the_settings(self, tmp_path: Path) -> None:
        (tmp_path / "smtp").write_text(CANARY, "utf-8")
        assert secret(Way.COMMAND, "cat", "smtp", folder=tmp_path).read() == CANARY

    def test_it_cannot_ask(self) -> None:
        """Our own input holds an answer; the command must not get it."""
        reading, writing = os.pipe()
        os.write(writing, f"{CANARY}\n".encode())
        os.close(writing)
        own = os.dup(0)
        os.dup2(reading, 0)
        try:
            assert "gave nothing" in refused(shell("read answer; echo $answer"))
        finally:
            os.dup2(own, 0)
            os.close(own)
            os.close(reading)

    def test_its_complaints_are_no_secret(self) -> None:
        assert shell(f"echo warning >&2; echo {CANARY}").read() == CANARY

    def test_a_failure_names_the_status_only(self) -> None:
        said = refused(shell(f"echo {CANARY}; echo {CANARY} >&2; exit 3"))
        assert said == "email.password_command: the command 'sh' failed with status 3."

    @pytest.mark.parametrize("script", ["true", "echo", "echo '   '"])
    def test_an_empty_answer_is_refused(self, script: str) -> None:
        assert "gave nothing" in refused(shell(script))

    def test_a_silent_command_is_ended_with_its_children(self, tmp_path: Path) -> None:
        sign = tmp_path / "alive"
        started = time.monotonic()
        said = refused(shell(f"(sleep 2; touch '{sign}'; echo late) & wait", timeout_s=0.3))
        assert "gave no answer within 0.3 seconds" in said
        assert time.monotonic() - started < 2
        time.sleep(max(0, started + 2.5 - time.monotonic()))
        assert not sign.exists()

    def test_a_command_that_answers_and_stays_is_ended(self) -> None:
        assert "no answer" in refused(shell(f"echo {CANARY}; sleep 30", timeout_s=0.3))

    def test_an_endless_line_is_given_up(self) -> None:
        refused(shell(f"while :; do printf {CANARY}; done", timeout_s=0.5))

    @pytest.mark.parametrize("program", ["/nowhere/pass", "/"])
    def test_a_missing_program_is_named(self, program: str) -> None:
        assert f"the command '{program}' cannot be started" in refused(
            secret(Way.COMMAND, program, CANARY)
        )

    @pytest.mark.parametrize("octal", ["\\377", "kanari\\033[2J", "\\000"])
    def test_what_is_no_text_is_refused(self, octal: str) -> None:
        refused(shell(f"printf '{octal}'"))


class TestEnvironment:
    def test_it_is_read_when_needed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        wanted = secret(Way.ENV, "SMTP_PASSWORD")
        monkeypatch.setenv("SMTP_PASSWORD", CANARY)
        assert wanted.read() == CANARY

    @pytest.mark.parametrize("value", [None, "", "  "])
    def test_a_missing_or_empty_variable_is_named(
        self, value: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SMTP_PASSWORD", raising=False)
        if value is not None:
            monkeypatch.setenv("SMTP_PASSWORD", value)
        said = refused(secret(Way.ENV, "SMTP_PASSWORD"))
        assert "the environment variable SMTP_PASSWORD gave nothing" in said


class TestFile:
    @pytest.mark.parametrize("mode", [0o600, 0o400])
    def test_the_first_line_is_the_secret(self, mode: int, tmp_path: Path) -> None:
        assert secret_file(tmp_path, f"{CANARY}\nmore\n", mode=mode).read() == CANARY

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666])
    def test_a_file_open_to_others_is_refused(self, mode: int, tmp_path: Path) -> None:
        said = refused(secret_file(tmp_path, mode=mode))
        assert f"is open to others (mode {mode:04o})" in said

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    def test_another_users_file_is_refused(self, tmp_path: Path) -> None:
        wanted = secret_file(tmp_path)
        os.chown(tmp_path / "smtp", 65534, 65534)
        assert "belongs to another user" in refused(wanted)

    def test_what_is_no_file_is_refused_without_waiting(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe", 0o600)
        (tmp_path / "folder").mkdir()
        assert "is not a plain file" in refused(secret(Way.FILE, "pipe", folder=tmp_path))
        assert "is not a plain file" in refused(secret(Way.FILE, "folder", folder=tmp_path))
        assert "cannot be read" in refused(secret(Way.FILE, "missing", folder=tmp_path))

    def test_a_link_is_judged_by_what_it_leads_to(self, tmp_path: Path) -> None:
        secret_file(tmp_path, mode=0o644)
        (tmp_path / "link").symlink_to("smtp")
        assert "open to others" in refused(secret(Way.FILE, "link", folder=tmp_path))
        (tmp_path / "smtp").chmod(0o600)
        assert secret(Way.FILE, "link", folder=tmp_path).read() == CANARY

    def test_an_empty_file_is_refused(self, tmp_path: Path) -> None:
        assert "gave nothing" in refused(secret_file(tmp_path, "\n"))


class TestSilence:
    def test_nothing_about_a_secret_shows_it(self, tmp_path: Path) -> None:
        secret_file(tmp_path)
        text = LEAST + SERVER + "  password_file: smtp\n"
        settings = loaded(tmp_path, text)
        assert settings.email is not None
        assert settings.email.password is not None
        assert settings.email.password.read() == CANARY
        told = [repr(settings), repr(settings.email), str(settings.email.password)]
        told += [repr(row) for row in shown_rows(settings)]
        assert CANARY not in "".join(told)
        assert "Secret(email.password_file)" in repr(settings.email)

    def test_the_words_of_a_command_are_not_shown(self, tmp_path: Path) -> None:
        text = LEAST + SERVER + f"  password_command: [pass, {CANARY}]\n"
        settings = loaded(tmp_path, text)
        assert CANARY not in repr(settings.email) + repr(shown_rows(settings))

    def test_the_cache_holds_no_resolved_secret(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("SMTP_PASSWORD", CANARY)
        file = written(tmp_path, LEAST + SERVER + "  password_env: SMTP_PASSWORD\n")
        settings = load_settings(file)
        assert settings.email is not None
        assert settings.email.password is not None
        assert settings.email.password.read() == CANARY
        load_settings(file)
        kept = [entry.read_bytes() for entry in (tmp_path / "cache").rglob("settings-*")]
        assert kept
        assert CANARY.encode() not in b"".join(kept)

    def test_a_fetched_secret_does_not_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SMTP_PASSWORD", CANARY)
        wanted = secret(Way.ENV, "SMTP_PASSWORD")
        wanted.read()
        assert CANARY.encode() not in pickle.dumps(wanted)


@pytest.mark.parametrize(
    "lines",
    [
        f"  password: {CANARY}\n",
        f"  passwort: {CANARY}\n",
        f"  password_env: {CANARY} oops\n",
        f"  password_command: {CANARY}\n",
        f"  password: &x {CANARY}\n",
        f"  password: !!str {CANARY}\n",
        f"  password: [{CANARY}]\n",
        f'  password: "{CANARY}\n',
        f"  password: {CANARY}: x\n",
        f"  password:{CANARY}\n",
        f"  password_file: [{CANARY}]\n  password_env: {{a: {CANARY}}}\n",
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(lines: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, LEAST + SERVER + lines)
    said = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert CANARY not in said
