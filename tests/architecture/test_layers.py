"""Dependencies point inwards: the contracts of pyproject.toml hold, and they cover everything."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from .tree import PACKAGE
from .tree import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]
PARTS = sorted(
    {file.stem for file in PACKAGE.glob("*.py") if not file.stem.startswith("__")}
    | {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
)


def contract(name: str) -> dict[str, list[str]]:
    found: list[dict[str, list[str]]] = [each for each in CONTRACTS if each["id"] == name]
    assert len(found) == 1
    return found[0]


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [str(linter), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_in_one_layer(part: str) -> None:
    layers = [name.strip() for row in contract("layers")["layers"] for name in row.split("|")]
    assert layers.count(part) == 1


@pytest.mark.parametrize("part", [part for part in PARTS if part != "ledger"])
def test_only_the_ledger_may_know_sql(part: str) -> None:
    assert f"invoicectl.{part}" in contract("sql-in-ledger")["source_modules"]


@pytest.mark.parametrize("part", [part for part in PARTS if part != "cli"])
def test_only_the_command_line_may_know_the_terminal(part: str) -> None:
    assert f"invoicectl.{part}" in contract("terminal-in-cli")["source_modules"]
