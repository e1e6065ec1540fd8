"""What one run of a command needs: settings, ledger, and the only clock of the program."""

from __future__ import annotations

import os
from datetime import UTC
from datetime import date
from datetime import datetime
from typing import TYPE_CHECKING
from typing import cast

from invoicectl.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import typer

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

TIME_ZONE = "Europe/Oslo"


def now() -> datetime:
    """Return this instant in UTC; `INVOICECTL_CLOCK` replaces it in tests and rehearsals.

    Raises:
        InputError: the variable is set to something that is no instant.
    """
    fixed = os.environ.get("INVOICECTL_CLOCK")
    if not fixed:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(fixed)
    except ValueError:
        raise InputError(
            f"INVOICECTL_CLOCK is '{fixed}', which is no instant.",
            hint="Write it like 2026-11-23T05:30:00+00:00, or unset it.",
        ) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def norwegian_day(instant: datetime) -> date:
    """Return the calendar day it is in Norway at an instant."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(TIME_ZONE)).date()


class Run:
    """One run of one command: opened late, closed at the end."""

    def __init__(
        self,
        *,
        config: Path | None = None,
        verbose: bool = False,
        quiet: bool = False,
        no_color: bool = False,
    ) -> None:
        """Take what the command line said; nothing is read or opened yet."""
        self.config = config
        self.verbose = verbose
        self.quiet = quiet
        self.no_color = no_color or bool(os.environ.get("NO_COLOR"))
        self.as_json = False
        self.as_csv = False
        self._as_of: date | None = None
        self._now = now()
        self._settings: Settings | None = None
        self._ledger: Ledger | None = None

    @property
    def today(self) -> date:
        """The business day of this run: the day in Norway, or `--as-of`."""
        return self._as_of or norwegian_day(self._now)

    @property
    def real_today(self) -> date:
        """The day in Norway by the clock, whatever `--as-of` says."""
        return norwegian_day(self._now)

    @property
    def now(self) -> datetime:
        """The instant this run began, UTC."""
        return self._now

    @property
    def norwegian_now(self) -> datetime:
        """The wall clock in Norway, on the business day of this run."""
        from zoneinfo import ZoneInfo

        local = self._now.astimezone(ZoneInfo(TIME_ZONE)).replace(tzinfo=None)
        return datetime.combine(self.today, local.time())

    def set_as_of(self, text: str | None) -> None:
        """Move the business day of this run."""
        if text is not None:
            from invoicectl.domain.dates import parse_day

            self._as_of = parse_day(text, what="--as-of")

    def require_today(self, *, dry_run: bool) -> None:
        """Refuse to send on another day than the real one.

        Raises:
            InputError: `--as-of` names another day and this is no dry run.
        """
        if not dry_run and self.today != self.real_today:
            raise InputError(
                f"--as-of {self.today} with real sending would put a false date on letters.",
                hint="Add --dry-run to see what that day would bring.",
            )

    @property
    def settings(self) -> Settings:
        """The settings, read when first asked for."""
        if self._settings is None:
            from pathlib import Path

            from invoicectl.settings.load import find_config
            from invoicectl.settings.load import load_settings

            found = find_config(self.config, environ=os.environ, cwd=Path.cwd())
            self._settings = load_settings(found)
        return self._settings

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened when first asked for and closed with the run."""
        if self._ledger is None:
            from invoicectl.ledger.connect import open_ledger

            self._ledger = open_ledger(self.settings.ledger.path)
        return self._ledger

    @property
    def stamp(self) -> Stamp:
        """When and who, for everything this run writes down."""
        from invoicectl.domain.stamp import Stamp

        if not hasattr(self, "_run_id"):
            self._run_id = os.urandom(8).hex()
        return Stamp(
            at=self._now.isoformat(timespec="seconds"),
            today=self.today,
            actor=os.environ.get("INVOICECTL_ACTOR") or _user(),
            run_id=self._run_id,
        )

    def close_ledger(self) -> None:
        """Close the ledger before processes are forked; it is opened anew when asked for."""
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def close(self) -> None:
        """Let go of everything at the end of the command."""
        self.close_ledger()


def _user() -> str:
    """Return the name of the operating system's user."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def run_of(ctx: typer.Context) -> Run:
    """Return the run that the root command made for this command line."""
    return cast("Run", ctx.obj)
