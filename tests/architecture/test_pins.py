"""What `make` installs is pinned, hashed, and what pyproject.toml allows."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ASKED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
PINNED = (ROOT / "constraints.txt").read_text("utf-8")
# one entry: `name==release ; marker \`, then its hashes, each but the last with a backslash
ENTRY = re.compile(
    r"^([a-z0-9-]+)==(\S+)[^\n]*((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)", re.MULTILINE
)
PINS = {name: release for name, release, _ in ENTRY.findall(PINNED)}


@pytest.mark.parametrize("text", ASKED)
def test_a_dependency_is_pinned_within_its_range(text: str) -> None:
    asked = Requirement(text)
    assert asked.specifier.contains(PINS[canonicalize_name(asked.name)])


def test_every_pin_has_its_hashes() -> None:
    assert len(PINS) == len(re.findall(r"^[a-z0-9].*==", PINNED, re.MULTILINE))


def test_no_pin_says_where_it_came_from() -> None:
    assert "://" not in PINNED
    assert not re.search(r"^--", PINNED, re.MULTILINE)
