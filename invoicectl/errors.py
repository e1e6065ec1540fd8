"""Every error a user may meet: the class owns sentence, hint, code and exit status."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of every command; an unknown one means failure."""

    DONE = 0
    BUG = 1
    INPUT = 2
    PARTLY = 3
    PERSON_NEEDED = 4
    SETUP = 10
    LOCKED = 11
    CREDENTIALS = 12
    NETWORK = 13
    GUARD = 14
    INTERRUPTED = 130


class InvoicectlError(Exception):
    """A fault with a cause the user can understand: shown as a sentence, never as a traceback."""

    code = "error"
    hint = ""
    exit_status = Exit.INPUT

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        """Keep the sentence; `hint` replaces the class's own hint when given."""
        super().__init__(sentence)
        if hint:
            self.hint = hint


class InputError(InvoicectlError):
    """The user gave something that cannot be used; nothing was done."""

    code = "input"


class FaultsError(InvoicectlError):
    """Several faults found in one pass: each is a sentence that names its place."""

    code = "faults"

    def __init__(self, faults: tuple[str, ...], *, hint: str = "") -> None:
        """Join the faults, one a line."""
        assert faults  # the caller found at least one
        super().__init__("\n".join(faults), hint=hint)
        self.faults = faults


class NotFoundError(InputError):
    """What was named does not exist in the ledger."""

    code = "not-found"

    def __init__(self, what: str, ref: object, *, hint: str = "") -> None:
        """Name the kind of thing and the reference that was looked for."""
        super().__init__(f"There is no {what} {ref}.", hint=hint)


class BadFileError(InputError):
    """A file given to us is damaged or of another kind; nothing of it was used."""

    code = "bad-file"

    def __init__(
        self, name: str, sentence: str, *, line: int | None = None, hint: str = ""
    ) -> None:
        """Name the file, the line (1-based) when there is one, and what is wrong."""
        place = f"{name}:{line}" if line is not None else name
        super().__init__(f"{place}: {sentence}", hint=hint)
        self.name = name
        self.line = line


class SetupError(InvoicectlError):
    """Settings, ledger or rates are missing or too old to work with."""

    code = "setup"
    exit_status = Exit.SETUP


class SettingsError(SetupError):
    """The settings file cannot be used: all faults at once, each with file and line."""

    code = "settings"

    def __init__(self, faults: tuple[str, ...], *, hint: str = "") -> None:
        """Join the faults, one a line."""
        super().__init__("\n".join(faults), hint=hint)
        self.faults = faults


class RateUnknownError(SetupError):
    """The law's table does not reach the day asked for: a rate is never guessed."""

    code = "rate-unknown"
    hint = "Update invoicectl, or add the rate yourself: 'invoicectl rates check' says how."

    def __init__(self, table: str, day: object) -> None:
        """Name the table and the day."""
        super().__init__(f"No {table} is known for {day}.")


class LockedError(InvoicectlError):
    """Another run holds the lock."""

    code = "locked"
    exit_status = Exit.LOCKED
    hint = "Wait until it has ended; the lock is released by itself, also after a crash."


class CredentialsError(InvoicectlError):
    """A password, token or key was refused, or could not be read."""

    code = "credentials"
    exit_status = Exit.CREDENTIALS


class NetworkError(InvoicectlError):
    """A server could not be reached or is out of service; nothing is lost."""

    code = "network"
    exit_status = Exit.NETWORK
    hint = "Nothing is lost: run the command again later."


class GuardError(InvoicectlError):
    """A guard stopped the run before anything left: damaged ledger, clock, disk, safety bound."""

    code = "guard"
    exit_status = Exit.GUARD
