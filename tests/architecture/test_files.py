"""Files are short, say what they are for, carry plain names, and name no machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from .tree import PACKAGE
from .tree import name_of
from .tree import package_modules
from .tree import parsed
from .tree import python_files
from .tree import tracked_files

LINES_MAX = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "handler"}
EXACT = (
    "domain",
    "law",
    "ledger",
    "flows",
    "formats",
    "exports",
)  # packages in which every amount is an int

# Built from pieces, so that this file does not hold what it looks for.
REGISTRIES = (
    "pypi" + r"\.org",
    "pythonhosted" + r"\.org",
    "registry" + r"\.npmjs",
    "/simple" + "/",
)
HOMES = ("work", "farm", "root", "Users", "home/[a-z]+")
MACHINE = re.compile(
    rf"(?:^|[^\w.~}}-])/(?:{'|'.join(HOMES)})/|{'|'.join(REGISTRIES)}|index-url\s+http",
)


def texts() -> list[tuple[Path, str]]:
    read = []
    for file in tracked_files():
        try:
            read.append((file, file.read_text("utf-8")))
        except UnicodeDecodeError:
            continue  # a font or a bank file in another encoding
    return read


@pytest.mark.parametrize("file", python_files(), ids=name_of)
def test_a_file_is_short(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("file", package_modules(), ids=name_of)
def test_a_module_says_what_it_is_for(file: Path) -> None:
    first = (ast.get_docstring(parsed(file)) or "").partition("\n")[0]
    assert first.endswith((".", "?", "!", ":")), "the first line is a sentence about the file"


@pytest.mark.parametrize("file", python_files(), ids=name_of)
def test_a_name_says_something(file: Path) -> None:
    words = set(re.split(r"[_.]", file.stem)) | {file.parent.name}
    assert not words & VAGUE


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name_of(file)}:{number}: {line.strip()[:100]}"
        for file, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    ["cd /wo" + "rk/main", "index-url " + "https://mirror", "open('/ro" + "ot/.netrc')"],
)
def test_the_search_for_machines_finds_them(line: str) -> None:
    assert MACHINE.search(line)


def test_nothing_is_left_open_in_the_package() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
    assert not [
        name_of(file) for file in package_modules() if marks.search(file.read_text("utf-8"))
    ]


@pytest.mark.parametrize(
    "file",
    [file for part in EXACT for file in sorted((PACKAGE / part).rglob("*.py"))],
    ids=name_of,
)
def test_money_never_meets_a_float(file: Path) -> None:
    floats = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(parsed(file))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not floats, "amounts are int øre, rates are int basis points"
