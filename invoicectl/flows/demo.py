"""The demonstration: four months of a small company, with the very flows a real one uses."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InputError
from invoicectl.flows.demo_company import ANSWERS
from invoicectl.flows.demo_story import Story
from invoicectl.flows.demo_story import Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.demo_smtp import MailServer

MARK: Final = ".invoicectl-demo"
"""A file that says: this folder was made by the demonstration and may be made anew."""
MAIL: Final = "sent-mail"


def build_demo(
    folder: Path, *, now: datetime, stamp: Stamp, by_email: bool, anew: bool
) -> Iterator[Told]:
    """Build the company in `folder` and tell what was done, step by step.

    All is made beside it and renamed at the end, so that nothing half done is left.

    Args:
        folder: where; must be empty or missing.
        now: this instant.
        stamp: of this run, for what happens today.
        by_email: through a real mail server on loopback; otherwise all goes to the folder.
        anew: make it anew when the folder is one that the demonstration made.

    Raises:
        InputError: there is something in the folder already.
    """
    _make_room(folder, anew=anew)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        with _story(part, now=now, stamp=stamp, by_email=by_email) as story:
            yield from story.tell()
        (part / MARK).touch(mode=0o600)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _make_room(folder: Path, *, anew: bool) -> None:
    """Remove an earlier demonstration when asked to; refuse anything else that lies there."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file, not a folder.", hint="Name another folder.")
    if anew and (folder / MARK).is_file():
        shutil.rmtree(folder)
    elif any(folder.iterdir()):
        again = (folder / MARK).is_file()
        raise InputError(
            f"{folder} is not empty; nothing was done.",
            hint="Give --force to make the demonstration anew."
            if again
            else "Name another folder.",
        )


@contextmanager
def _story(folder: Path, *, now: datetime, stamp: Stamp, by_email: bool) -> Iterator[Story]:
    """Write the settings, make the ledger, start the mail server if there is one, and open all."""
    from invoicectl.flows.company import create_company
    from invoicectl.flows.demo_smtp import mail_server
    from invoicectl.ledger.connect import open_ledger
    from invoicectl.settings.load import parse_settings
    from invoicectl.settings.write import render_config

    config = folder / "config.yaml"
    text = render_config(ANSWERS)
    config.write_text(text, "utf-8")
    config.chmod(0o600)
    with ExitStack() as stack:
        server = stack.enter_context(mail_server(folder / MAIL)) if by_email else None
        settings = parse_settings(text + _email_section(server), path=config)
        for each in (settings.bank.inbox, settings.folder.path):
            each.mkdir(mode=0o700)
        create_company(settings, Story.stamp_of_first_day(stamp))
        ledger = stack.enter_context(open_ledger(settings.ledger.path))
        yield Story(ledger, settings, now, stamp)


def _email_section(server: MailServer | None) -> str:
    """Return the settings of the demonstration's own mail server, which ends with it."""
    if server is None:
        return ""
    return (
        f"\nemail:\n  host: 127.0.0.1\n  port: {server.port}\n  tls: none\n"
        "  from_address: faktura@fjordbrenneriet.example\n"
        "  rate_per_minute: 10000\n  timeout_s: 20\n"
    )
