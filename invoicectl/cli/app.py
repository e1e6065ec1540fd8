"""The command line: which noun lives where, the options all share, and how errors are shown."""

from __future__ import annotations

import os
import sys
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated
from typing import Any

import typer
from typer.core import TyperGroup

from invoicectl import __version__
from invoicectl.cli.context import Run
from invoicectl.errors import Exit
from invoicectl.errors import InvoicectlError

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Sequence

# name on the command line -> module in cli/, in the order of the help
NOUNS = {
    "init": "init",
    "demo": "demo",
    "doctor": "doctor",
    "settings": "settings",
    "customer": "customer",
    "product": "product",
    "project": "project",
    "price-list": "price_list",
    "quote": "quote",
    "order": "order",
    "invoice": "invoice",
    "recurring": "recurring",
    "send": "send",
    "outbox": "outbox",
    "payment": "payment",
    "bank": "bank",
    "avtalegiro": "avtalegiro",
    "remind": "remind",
    "overdue": "overdue",
    "report": "report",
    "export": "export",
    "ledger": "ledger",
    "rates": "rates",
    "nightly": "nightly",
    "cron": "cron",
}
# what `--help` says of each, so that it need not load them; a test compares
HELP_LINES = {
    "init": "Set up a company: settings, ledger and folders.",
    "demo": "Build a company to look around in, with four months of business.",
    "doctor": "Check whatever would fail tonight, and say what to do.",
    "settings": "Check and show the settings.",
    "customer": "Add, change, list and import customers.",
    "product": "Add, change, price, list and import products.",
    "project": "Collect hours and expenses, and invoice them.",
    "price-list": "Lists of prices: wholesale, members, campaigns.",
    "quote": "Offer, send, follow up quotes and turn them to orders.",
    "order": "Take, confirm, deliver and invoice orders.",
    "invoice": "Make, show, credit and dispute invoices.",
    "recurring": "Subscriptions, rents and other invoices that come again.",
    "send": "Issue the drafts that are ready and deliver what is queued.",
    "outbox": "See and settle what was sent, waits or failed.",
    "payment": "Bank files in, and where each payment belongs.",
    "bank": "What the bank says against what the books say.",
    "avtalegiro": "Claims on the accounts of customers who have given a mandate.",
    "remind": "Remind those who are late; say what is next for each and why.",
    "overdue": "Show who owes what since when, the most overdue first.",
    "report": "Reports: money in, what may be expected, and the books.",
    "export": "The books in the formats of other programs.",
    "ledger": "Prove the books right, keep copies, see what was done.",
    "rates": "Rates of law: what is known, and until when.",
    "nightly": "Do all of the night's work, and be quiet when all is well.",
    "cron": "Lines for cron and units for systemd.",
}
_GLOBAL_FLAGS = frozenset({"--verbose", "--quiet", "--no-color", "-v", "-q"})


class Root(TyperGroup):
    """Turns an `InvoicectlError` into a sentence, a hint and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; anything else that is raised is a bug and is reported as one."""
        from invoicectl.cli.failure import show_error

        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except InvoicectlError as error:
            show_error(error, as_json=bool(ctx.obj and ctx.obj.as_json))
            raise typer.Exit(error.exit_status) from error
        except KeyboardInterrupt as error:  # here, because the library would call it status 1
            sys.stderr.write("interrupted; what was finished is kept, the rest was not begun\n")
            raise typer.Exit(Exit.INTERRUPTED) from error
        except BrokenPipeError as error:
            raise _reader_left() from error
        return result

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the command line; `--help` prints already here."""
        try:
            return super().make_context(*arguments, **options)
        except BrokenPipeError as error:
            raise _reader_left() from error


def _reader_left() -> typer.Exit:
    """Return a peaceful end: the reader has seen enough (`| head`), and nobody hears the rest."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return typer.Exit(Exit.DONE)


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the program with the nouns that `arguments` name, or with all when they name none.

    Loading only what is asked for keeps every start short.
    """
    app = typer.Typer(
        name="invoicectl",
        cls=Root,
        help="Invoicing for Norwegian businesses: settings in YAML, books in SQLite.",
        epilog="Start with 'invoicectl demo' or 'invoicectl init'. Docs: docs/README.md",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    if _asks_for_help_alone(arguments):
        for noun, line in HELP_LINES.items():
            app.command(noun, help=line)(_only_named)
        return app
    nouns, verb = _wanted(arguments)
    for noun in nouns:
        module = import_module(f"invoicectl.cli.{NOUNS[noun]}")
        if hasattr(module, "app"):
            app.add_typer(_with_verb(module.app, verb), name=noun)
        else:
            app.command(noun)(module.command)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status (`Exit`)."""
    from invoicectl.cli.failure import report_bug

    os.umask(0o077)
    words = hoisted(arguments)
    try:
        build_app(words)(args=list(words), prog_name="invoicectl", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback for users
        report_bug(error)
        return Exit.BUG
    return Exit.DONE


def hoisted(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the words with the options that all commands share moved to the front."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _GLOBAL_FLAGS or word.startswith("--config="):
            front.append(word)
        elif word == "--config":
            front += [word, *(value for value in [next(words, None)] if value is not None)]
        else:
            rest.append(word)
    return (*front, *rest)


def _wanted(arguments: Sequence[str]) -> tuple[list[str], str]:
    """Return the nouns to load, and the verb when one noun and perhaps one verb are named."""
    words = [*_after_globals(arguments), "", ""]
    if "_INVOICECTL_COMPLETE" in os.environ or words[0] not in NOUNS:
        return list(NOUNS), ""
    return [words[0]], words[1]


def _with_verb(group: typer.Typer, verb: str) -> typer.Typer:
    """Return the group with the named verb alone, or whole when it has no such verb.

    Building a command costs time for each of its options, and only one of them will run.
    """
    named = [
        command
        for command in group.registered_commands
        if verb and verb == (command.name or getattr(command.callback, "__name__", ""))
    ]
    if not named:
        return group
    pruned = copy(group)
    pruned.registered_commands = named
    return pruned


def _asks_for_help_alone(arguments: Sequence[str]) -> bool:
    words = _after_globals(arguments, {"-h", "--help"})
    return bool(words) and all(word in {"-h", "--help"} for word in words)


def _only_named() -> None:
    """Stand for a command in the list of all commands, which needs none of them loaded."""


def _after_globals(arguments: Sequence[str], but: Collection[str] = ()) -> list[str]:
    words = list(arguments)
    while words and words[0].startswith("-") and words[0] not in but:
        words = words[2:] if words[0] == "--config" else words[1:]
    return words


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"invoicectl {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings file; else ./config.yaml, $INVOICECTL_CONFIG, user folder."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what needs you.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    del version
    ctx.obj = Run(config=config, verbose=verbose, quiet=quiet, no_color=no_color)
    ctx.call_on_close(ctx.obj.close)
