"""The commands: every one with its usage, its words and its options, read from the command tree."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pages.table import code
from pages.table import table

PROGRAM = "invoicectl"
WIDTH = 88
BEFORE = """## invoicectl

These hold for every command. `--config`, `--verbose`, `--quiet` and `--no-color` may also
stand behind it.

"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command that does something: its words, and the parser's own object and context."""

    path: str
    parser: Any
    context: Any

    @property
    def text(self) -> str:
        """Return the whole help text, example included."""
        parts = (self.parser.help, getattr(self.parser, "epilog", None))
        return "\n\n".join(inspect.cleandoc(part) for part in parts if part)


def every_command() -> list[Command]:
    """Return all commands that are not hidden, in the order of the help."""
    from typer.main import get_command

    from invoicectl.cli.app import build_app

    return list(_under(get_command(build_app()), PROGRAM, None))


def page() -> str:
    """Return the page: the list first, then a section for each command."""
    commands = every_command()
    rows = [(f"[`{one.path}`](#{_anchor(one.path)})", _first_line(one)) for one in commands]
    sections = [f"## {one.path}\n\n{_section(one)}" for one in commands]
    return (
        "# Commands\n\n"
        "`invoicectl COMMAND --help` says the same in the terminal. Every command ends with one\n"
        "of the [exit statuses](exit-statuses.md); what `--json` prints is in [JSON](json.md).\n"
        "A name in brackets may be left out; three dots say that it may be repeated.\n\n"
        + table(("command", "what it does"), rows)
        + "\n"
        + _options(commands[0].context.find_root(), BEFORE)
        + "".join(sections)
    )


def _under(parser: Any, path: str, parent: Any) -> Iterator[Command]:
    context = parser.context_class(parser, info_name=path.rpartition(" ")[2], parent=parent)
    if not hasattr(parser, "list_commands"):
        yield Command(path, parser, context)
        return
    for name in parser.list_commands(context):
        child = parser.get_command(context, name)
        if child is not None and not child.hidden:
            yield from _under(child, f"{path} {name}", context)


def _section(one: Command) -> str:
    usage = " ".join(one.parser.collect_usage_pieces(one.context))
    blocks = [_paragraph(part) for part in one.text.split("\n\n") if part.strip("\b\f\n ")]
    shown = "\n\n".join(blocks)
    return f"```\n{one.path} {usage}\n```\n\n{shown}\n\n" + _options(one.context, "")


def _paragraph(text: str) -> str:
    """Return a paragraph of the help; the example is set as code, long lines are folded."""
    words = " ".join(line.strip() for line in text.splitlines() if line.strip("\b\f "))
    lead, colon, example = words.partition(": ")
    if colon and lead == "Example":
        return f"Example:\n\n```\n{_folded(example)}\n```"
    return textwrap.fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)


def _folded(command: str) -> str:
    """Return a command line on as many lines as it needs, each but the last ended for a shell."""
    if len(command) <= WIDTH:
        return command
    pieces = re.split(r" (?=--)", command)
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) + 3 <= WIDTH:
            lines[-1] += f" {piece}"
        else:
            lines.append(f"    {piece}")
    return " \\\n".join(lines)


def _options(context: Any, lead: str) -> str:
    rows = [_row(param, context) for param in context.command.params if _is_shown(param)]
    if not rows:
        return ""
    head = ("argument or option", "meaning", "default")
    width = len(head) if any(row[-1] for row in rows) else len(head) - 1
    return lead + table(head[:width], [row[:width] for row in rows]) + "\n"


def _is_shown(param: Any) -> bool:
    return not getattr(param, "hidden", False)


def _row(param: Any, context: Any) -> tuple[str, str, str]:
    if param.param_type_name == "argument":
        name = code(str(param.make_metavar(context)))
    else:
        flags = [*param.opts, *param.secondary_opts]
        value = "" if param.is_flag or param.count else f" {param.make_metavar(context)}"
        name = ", ".join(code(flag + value) for flag in flags)
    return name, str(param.help or ""), _default(param)


def _default(param: Any) -> str:
    if param.required:
        return "required"
    shown = getattr(param, "show_default", True)
    if isinstance(shown, str):
        return shown
    value = param.default
    if value in (None, False, (), []) or callable(value):
        return ""
    return code(str(getattr(value, "value", value)))


def _first_line(one: Command) -> str:
    return one.text.partition("\n")[0]


def _anchor(path: str) -> str:
    return path.replace(" ", "-")
