"""What an import from a spreadsheet did, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.cli.output import say
from invoicectl.cli.output import show_json
from invoicectl.cli.output import warn

if TYPE_CHECKING:
    from invoicectl.cli.context import Run
    from invoicectl.flows.import_csv import Imported

_WARNINGS_SHOWN_MAX = 20


def show_import(run: Run, done: Imported, noun: str, *, dry_run: bool) -> None:
    """Print how the file was understood, what came of it, and what looks odd."""
    if run.as_json:
        show_json(
            f"{noun} import",
            file=done.name,
            encoding=done.encoding,
            separator=done.separator,
            columns=dict(done.columns),
            ignored=done.ignored,
            added=done.added,
            updated=done.updated,
            unchanged=done.unchanged,
            warnings=done.warnings,
            dry_run=dry_run,
        )
        return
    say(run, f"{done.name} is {done.encoding}, its columns separated by {done.separator}.")
    for head, name in done.columns:
        if head != name:
            say(run, f"  {head} is taken as {name}")
    for head in done.ignored:
        say(run, f"  {head} is not known and was left out; --map '{head}=FIELD' takes it in")
    warn(*(f"note: {sentence}" for sentence in done.warnings[:_WARNINGS_SHOWN_MAX]))
    if (more := len(done.warnings) - _WARNINGS_SHOWN_MAX) > 0:
        warn(f"note: ... and {more} more; --json gives all of them.")
    would = "would be " if dry_run else ""
    parts = [f"{len(done.added)} {would}added"]
    if done.updated or done.unchanged:
        parts += [f"{len(done.updated)} {would}changed", f"{done.unchanged} as they were"]
    say(run, f"{_numbered(done, noun)}: {', '.join(parts)}.")


def _numbered(done: Imported, noun: str) -> str:
    count = len(done.added) + len(done.updated) + done.unchanged
    return f"{count} {noun}{'' if count == 1 else 's'}"
