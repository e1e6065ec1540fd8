"""Looks at how messages leave: secrets, the mail server, the folder, and what cron would lack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Mapping
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InvoicectlError
from invoicectl.flows.sign import Sign
from invoicectl.flows.sign import broken
from invoicectl.flows.sign import fault
from invoicectl.flows.sign import guarded
from invoicectl.flows.sign import ok
from invoicectl.flows.sign import warn

if TYPE_CHECKING:
    from invoicectl.settings.model import Settings
    from invoicectl.settings.secret import Secret

CRON_PATH: Final = "/usr/bin:/bin"
"""Where cron looks for programs unless the crontab says otherwise."""

_SECONDS_MAX: Final = 20


def examine_secrets(settings: Settings) -> Iterator[Sign]:
    """Fetch every secret and say how long it is, never more."""
    for secret in _all_secrets(settings):
        try:
            length = len(secret.read())
        except InvoicectlError as error:
            yield fault("secrets", error)
        else:
            yield ok("secrets", f"{secret.key}: {length} characters from {secret.place()}.")


def _all_secrets(settings: Settings) -> list[Secret]:
    email = settings.email
    found = (email.password, email.token) if email else ()
    return [secret for secret in found if secret is not None]


def examine_ways_out(settings: Settings, ledger_id: str, *, offline: bool) -> Iterator[Sign]:
    """Log in to the mail server without sending, and look at the folder without making it."""
    folder = settings.folder.path
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        yield ok("folder", f"What is not e-mailed is laid in {folder}.")
    else:
        yield broken(
            "folder",
            f"Nothing can be laid in {folder}: {nearest} cannot be written.",
            "Correct folder.path, or the owner of that folder.",
        )
    if settings.email is None:
        yield warn(
            "mail",
            "No mail server is set up: every message is laid in the folder.",
            "Fill in the section 'email' of the settings.",
        )
        return
    yield from _addresses(settings)
    if offline:
        yield ok("mail", f"{settings.email.host} was left alone (--offline).")
    else:
        yield guarded("mail", lambda: _log_in(settings, ledger_id))


def _log_in(settings: Settings, ledger_id: str) -> str:
    from dataclasses import replace

    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.table import build
    from invoicectl.flows.sending import channel_options

    options = channel_options(settings, ledger_id)["email"]
    assert isinstance(options, EmailOptions)
    patient = replace(
        options,
        timeout_s=min(options.timeout_s, _SECONDS_MAX),
        connect_timeout_s=min(options.connect_timeout_s, _SECONDS_MAX),
    )
    with build(patient) as channel:
        return channel.check()


def _addresses(settings: Settings) -> Iterator[Sign]:
    """Compare the sender's domain with the account's: what differs is often taken for spam."""
    assert settings.email is not None
    account = settings.email.username.rpartition("@")[2] if "@" in settings.email.username else ""
    sender = settings.email.from_address.rpartition("@")[2]
    if account and account.casefold() != sender.casefold():
        yield warn(
            "mail",
            f"Messages come from {sender}, the account is one of {account}.",
            "Make sure that the server may send for that domain (SPF, DKIM).",
        )


def examine_cron(settings: Settings, environ: Mapping[str, str]) -> Iterator[Sign]:
    """Look for what works in this terminal and fails at night."""
    import shutil

    programs = [(secret.key, secret.program) for secret in _all_secrets(settings) if secret.program]
    if settings.nightly.on_problem_command:
        programs.append(("nightly.on_problem_command", settings.nightly.on_problem_command[0]))
    for key, program in programs:
        if shutil.which(program, path=CRON_PATH) is None and shutil.which(
            program, path=environ.get("PATH", "")
        ):
            yield warn(
                "cron",
                f"{key}: cron would not find '{program}' in {CRON_PATH}.",
                "Write its whole path, or set PATH in the crontab.",
            )
    for secret in _all_secrets(settings):
        if secret.way.value == "env":
            yield warn(
                "cron",
                f"{secret.key}: cron does not have the variables of this terminal.",
                "Set the variable in the crontab, or use a file or a command.",
            )
