"""How a failure is shown: a sentence and a hint, or JSON; a bug in one line with a report file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from invoicectl.cli.plain import clean

if TYPE_CHECKING:
    from invoicectl.errors import InvoicectlError

ENVELOPE_VERSION = 1


def show_error(error: InvoicectlError, *, as_json: bool) -> None:
    """Write the error's sentences and hint to stderr, or an envelope to stdout when JSON is on."""
    if as_json:
        import json

        fault = {"code": error.code, "message": str(error), "hint": error.hint}
        envelope = {"version": ENVELOPE_VERSION, "error": fault}
        sys.stdout.write(json.dumps(envelope, ensure_ascii=False) + "\n")
        return
    for sentence in str(error).split("\n"):
        sys.stderr.write(f"error: {clean(sentence)}\n")
    if error.hint:
        sys.stderr.write(f"hint: {clean(error.hint)}\n")


def report_bug(error: BaseException) -> None:
    """Say in one line that this is our fault, and keep where it happened in a 0600 file.

    The report holds places in the code and the kind of error, never its message or any value:
    those may hold names, amounts or secrets.
    """
    import tempfile
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    fd, path = tempfile.mkstemp(prefix="invoicectl-bug-", suffix=".txt")
    with os.fdopen(fd, "w", encoding="utf-8") as report:
        report.write(f"{type(error).__name__}\n{places}")
    where = frames[-1].name if frames else "?"
    sys.stderr.write(
        f"error: a bug in invoicectl ({type(error).__name__} in {where}); nothing half done is"
        f" kept. Report: {path}\n"
    )
    if os.environ.get("INVOICECTL_DEBUG"):
        traceback.print_exception(error)
