"""The exit statuses: every member of `Exit` with its meaning and what a script should do."""

from __future__ import annotations

from invoicectl.errors import Exit
from pages.table import table

MEANING: dict[Exit, tuple[str, str]] = {
    Exit.DONE: ("done", "nothing"),
    Exit.BUG: (
        "a fault in invoicectl itself: one line on the screen, details in a report file",
        "send the report file; it holds no secret",
    ),
    Exit.INPUT: ("wrong usage or bad input; nothing was done", "mend what the sentence names"),
    Exit.PARTLY: ("partly done; the rest is tried again next time", "run it again later"),
    Exit.PERSON_NEEDED: (
        "done, but a person is needed: unmatched payments, an uncertain delivery",
        "look at `payment list`, `outbox list`",
    ),
    Exit.SETUP: (
        "not set up: settings, ledger, schema or rates are missing or too old",
        "run `doctor`",
    ),
    Exit.LOCKED: ("another run holds the lock", "wait; it is released by itself"),
    Exit.CREDENTIALS: ("a password, token or key was refused", "renew it, then run again"),
    Exit.NETWORK: ("network or service down; nothing is lost", "run it again later"),
    Exit.GUARD: (
        "a guard stopped the run: damaged ledger, wrong clock, full disk, too many letters",
        "read the sentence; nothing was sent",
    ),
    Exit.INTERRUPTED: ("interrupted by Ctrl-C or a signal", "run it again"),
}


def page() -> str:
    """Return the page; a status without a meaning is a KeyError, and fails the build."""
    rows = [
        (str(status.value), f"`{status.name}`", MEANING[status][0], MEANING[status][1])
        for status in Exit
    ]
    return (
        "# Exit statuses\n\n"
        "Every command ends with one of these, so that cron and scripts can tell what happened.\n"
        "A status that is not in the table is a failure.\n\n"
        + table(("status", "name", "meaning", "what to do"), rows)
    )
