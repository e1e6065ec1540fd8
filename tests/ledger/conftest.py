"""A busy ledger, built once and copied for every test that damages it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import world


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a busy ledger nobody changes."""
    folder = tmp_path_factory.mktemp("world") / "company"
    return world.build_world(folder)


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the busy ledger, with its receipts."""
    folder = tmp_path / "company"
    folder.mkdir(mode=0o700)
    for name in (built.name, f"{built.name}.receipts"):
        shutil.copy2(built.with_name(name), folder / name)
    return folder / built.name
