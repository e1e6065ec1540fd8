"""Looks at the machine: Python, SQLite, fonts, wording and the environment of this run."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping

from invoicectl.flows.sign import Sign
from invoicectl.flows.sign import broken
from invoicectl.flows.sign import guarded
from invoicectl.flows.sign import ok
from invoicectl.flows.sign import warn


def examine_machine(environ: Mapping[str, str], version: str) -> tuple[Sign, ...]:
    """Return what can be said without any settings: Python, SQLite, texts, fonts, environment.

    Args:
        environ: the environment of this run.
        version: of Python, as `3.11.7`.
    """
    return (
        _python(version),
        _sqlite(),
        guarded("documents", _documents),
        *_environment(environ),
    )


def _python(version: str) -> Sign:
    from email import policy

    sentence = f"Python {version}."
    if not hasattr(policy.default, "verify_generated_headers"):
        sentence += " Its e-mail module lacks a later check of headers; invoicectl makes its own."
    return ok("python", sentence)


def _sqlite() -> Sign:
    from invoicectl.ledger.engine import SQLITE_LEAST
    from invoicectl.ledger.engine import sqlite_version

    found = sqlite_version()
    text = ".".join(map(str, found))
    if found < SQLITE_LEAST:
        least = ".".join(map(str, SQLITE_LEAST))
        return broken(
            "sqlite",
            f"SQLite {text} is too old; {least} is the least.",
            "Install a newer Python, which brings its own.",
        )
    return ok("sqlite", f"SQLite {text}.")


def _documents() -> str:
    """Load every font and wording file as the first invoice would."""
    from invoicectl.documents.fonts.face import load_face
    from invoicectl.documents.wording import load_wording
    from invoicectl.domain.parties import Language
    from invoicectl.errors import SetupError

    try:
        for weight in ("regular", "semibold"):
            load_face(weight).width("Blåbærgrøt 1 234,50", 10)
        for language in Language:
            load_wording(language)
    except OSError as error:
        raise SetupError(
            f"{error.filename} cannot be read: {error.strerror}.",
            hint="It comes with invoicectl; install it again.",
        ) from None
    return "Fonts and wording (nb, nn, en) can be loaded."


def _environment(environ: Mapping[str, str]) -> Iterator[Sign]:
    import sys

    if "INVOICECTL_CLOCK" in environ:
        yield warn(
            "clock",
            f"INVOICECTL_CLOCK holds the clock at {environ['INVOICECTL_CLOCK']}.",
            "Unset it before anything real is sent.",
        )
    if sys.getfilesystemencoding().lower() != "utf-8":
        yield warn(
            "locale",
            f"File names are {sys.getfilesystemencoding()} here, not UTF-8.",
            "Set LANG=C.UTF-8, in the crontab too.",
        )
