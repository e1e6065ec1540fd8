"""Every command explains itself by example, and no page names a command that does not exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.commands import Command
from pages.commands import every_command

from .tree import ROOT
from .tree import name_of

COMMANDS = {command.path: command for command in every_command()}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

HELP_LINE_MAX = 80


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_says_what_it_does_in_one_line(path: str) -> None:
    first = COMMANDS[path].text.partition("\n")[0]
    assert first.endswith(".")
    assert len(first) <= HELP_LINE_MAX


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_shows_an_example_of_itself(path: str) -> None:
    assert re.search(rf"{re.escape(path)}\b", COMMANDS[path].text)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_has_a_meaning(path: str) -> None:
    silent = [param.name for param in COMMANDS[path].parser.params if not param.help]
    assert not silent


@pytest.mark.parametrize("path", COMMANDS)
def test_the_example_is_one_the_parser_takes(path: str) -> None:
    for line in COMMANDS[path].text.splitlines():
        words = line.strip().removeprefix("$ ").removeprefix("Example: ")
        if words.startswith("invoicectl "):
            assert not faults(words)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_a_page_names_exists(page: Path) -> None:
    assert not [fault for line in command_lines(page) for fault in faults(line)]


def command_lines(page: Path) -> Iterator[str]:
    """Yield what a page gives as a command: lines of code blocks, and inline code."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        for line in block.replace("\\\n", " ").splitlines():
            if re.match(r"(\$ )?invoicectl ", line):
                yield line.removeprefix("$ ").partition("#")[0].strip()
    inline = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`(invoicectl [a-z][^`\n]*)`", inline)


def faults(line: str) -> list[str]:
    """Return what in a command line the command tree does not know."""
    words = shlex.split(line)
    known = max((path for path in COMMANDS if starts(words, path)), key=len, default="")
    groups = {path.rpartition(" ")[0] for path in COMMANDS}
    if not known:
        return [] if " ".join(words) in groups or words[1].startswith("-") else [line]
    command = COMMANDS[known]
    taken = options_of(command) | options_of(command, root=True) | {"--help"}
    given = {word.partition("=")[0] for word in words[1:] if word.startswith("--")}
    return [f"{line}: no option {option}" for option in sorted(given - taken)]


def starts(words: list[str], path: str) -> bool:
    """Return whether a command line, less the options before it, calls the command at `path`."""
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] == "--config" else rest[1:]
    wanted = path.split()[1:]
    return rest[: len(wanted)] == wanted


def options_of(command: Command, *, root: bool = False) -> set[str]:
    """Return the options that a command takes, or those that stand before every command."""
    context: Any = command.context.find_root() if root else command.context
    params = context.command.params
    return {flag for param in params for flag in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize(
    "line",
    ["invoicectl overdue --no-such-option", "invoicectl no-such-command", "invoicectl invoice no"],
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    assert faults(line)
