"""Secrets: settings name where a password comes from, never the password itself.

The three ways are a command (no shell, 10 seconds, first line of its output), an environment
variable, and a file of the user's own that nobody else may read. A secret is fetched when it is
needed and is not kept; no message, representation or log ever holds it.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import CredentialsError
from invoicectl.settings.kinds import placed
from invoicectl.settings.schema import Kind
from invoicectl.settings.schema import Plain

if TYPE_CHECKING:
    from subprocess import Popen

COMMAND_TIMEOUT_S: Final = 10
_SIZE_MAX: Final = 65_536
_PATIENCE_S: Final = 0.1
_OTHERS: Final = 0o077


class Way(StrEnum):
    """The ways to give a secret; the key is `X_` and one of these words."""

    COMMAND = "command"
    ENV = "env"
    FILE = "file"


class Secret:
    """Where one secret is fetched; `key` is what the user wrote, as in `email.password_env`."""

    __slots__ = ("_folder", "_source", "_timeout_s", "_way", "key")

    def __init__(
        self,
        key: str,
        way: Way,
        source: tuple[str, ...],
        folder: Path,
        *,
        timeout_s: float = COMMAND_TIMEOUT_S,
    ) -> None:
        """Keep the place only; `source` is the command's words, or one name or path."""
        assert source  # the schema refuses an empty one
        self.key = key
        self._way = way
        self._source = source
        self._folder = folder
        self._timeout_s = timeout_s

    def __repr__(self) -> str:
        """Return the key alone."""
        return f"Secret({self.key})"

    @property
    def way(self) -> Way:
        """How it is fetched."""
        return self._way

    @property
    def program(self) -> str:
        """The program that a command starts, '' for the other ways."""
        return self._source[0] if self._way is Way.COMMAND else ""

    def place(self) -> str:
        """Say in words where the secret comes from; arguments of a command are left out."""
        match self._way:
            case Way.COMMAND:
                return f"the command '{self._source[0]}'"
            case Way.ENV:
                return f"the environment variable {self._source[0]}"
            case Way.FILE:
                return f"the file {placed(Path(self._source[0]), self._folder)}"

    def read(self) -> str:
        """Fetch the secret: the first line, without its line break.

        Raises:
            CredentialsError: it cannot be fetched, is empty, or is open to others; the sentence
                names the key and the place, never the value.
        """
        raw = self._fetched()
        try:
            text = raw.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            raise self._error(f"{self.place()} gave something that is not UTF-8 text") from None
        if not text.strip() or not text.isprintable():
            what = "nothing" if not text.strip() else "a line with control characters"
            raise self._error(f"{self.place()} gave {what}")
        return text

    def _fetched(self) -> bytes:
        match self._way:
            case Way.COMMAND:
                return self._from_command()
            case Way.ENV:
                return os.environb.get(os.fsencode(self._source[0]), b"")
            case Way.FILE:
                return self._from_file()

    def _from_command(self) -> bytes:
        import subprocess

        try:
            process = subprocess.Popen(
                self._source,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it may name what it looked up
                start_new_session=True,  # so that its children can be ended with it
            )
        except OSError as error:
            raise self._error(f"{self.place()} cannot be started ({error.strerror})") from None
        try:
            output = self._output(process)
            status = process.wait(timeout=self._timeout_s)
        except (subprocess.TimeoutExpired, TimeoutError):
            raise self._error(
                f"{self.place()} gave no answer within {self._timeout_s:g} seconds"
            ) from None
        finally:
            _end(process)
        if status != 0:
            raise self._error(f"{self.place()} failed with status {status}")
        return output

    def _output(self, process: Popen[bytes]) -> bytes:
        """Read the first line or 64 KiB, then let the rest go; a silent command is given up."""
        import select
        import time

        assert process.stdout is not None
        ends = time.monotonic() + self._timeout_s
        descriptor = process.stdout.fileno()
        output = b""
        while len(output) < _SIZE_MAX and b"\n" not in output:
            if select.select([descriptor], [], [], _PATIENCE_S)[0]:
                part = os.read(descriptor, _SIZE_MAX)
                if not part:
                    break
                output += part
            elif process.poll() is not None:
                break  # it has ended, and something it started keeps the pipe open
            elif time.monotonic() > ends:
                raise TimeoutError
        return output

    def _from_file(self) -> bytes:
        import stat

        path = placed(Path(self._source[0]), self._folder)
        try:
            # NONBLOCK: a pipe without a writer must not hang us; fstat looks at what was opened
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise self._error(f"{self.place()} cannot be read ({error.strerror})") from None
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise self._error(f"{self.place()} is not a plain file")
            if about.st_uid != os.geteuid():
                raise self._error(f"{self.place()} belongs to another user")
            if about.st_mode & _OTHERS:
                mode = stat.S_IMODE(about.st_mode)
                raise self._error(
                    f"{self.place()} is open to others (mode {mode:04o})",
                    hint="Close it with: chmod 600, and change the secret if others have seen it.",
                )
            return os.read(descriptor, _SIZE_MAX)
        finally:
            os.close(descriptor)

    def _error(self, sentence: str, *, hint: str = "") -> CredentialsError:
        return CredentialsError(
            f"{self.key}: {sentence}.",
            hint=hint or "Run 'invoicectl doctor' to see every secret checked.",
        )


class SecretKind(Kind[Secret]):
    """A secret by reference: `X_command`, `X_env` or `X_file`, exactly one of them."""

    words = "secret, by _command, _env or _file"


def _end(process: Popen[bytes]) -> None:
    """Close our end; a command that still runs is ended with whatever it started."""
    import signal

    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def secret_from(key: str, plain: Plain, folder: Path) -> Secret:
    """Build the secret from its checked plain form: the way, then the source."""
    assert isinstance(plain, tuple)
    way, *source = (str(part) for part in plain)
    return Secret(f"{key}_{way}", Way(way), tuple(source), folder)
