"""A flipped bit, a lost page or a cut-off end never passes for a sound ledger (reliability 4.5)."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import InvoicectlError

from . import world
from .world import PAGE

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261123


def is_noticed(path: Path) -> bool:
    try:
        return bool(world.findings(path))
    except InvoicectlError:
        return True


def said(path: Path) -> list[object] | None:
    """Return what the ledger says, None when that cannot be read at all."""
    try:
        return world.dump(path)
    except (sqlite3.Error, ValueError, OverflowError):
        return None


def flips(path: Path, n: int, seed: int) -> tuple[int, list[str]]:
    """Flip so many single bits, one at a time; return how many mattered and which passed."""
    healthy = path.read_bytes()
    before = world.dump(path)
    rolled = random.Random(seed)
    mattered, passed = 0, []
    for _ in range(n):
        at, bit = rolled.randrange(len(healthy)), rolled.randrange(8)
        damaged = bytearray(healthy)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        if said(path) == before:
            continue
        path.write_bytes(damaged)  # reading may have played a journal in
        mattered += 1
        if not is_noticed(path):
            passed.append(f"byte {at} bit {bit}")
    return mattered, passed


def test_every_flipped_bit_that_matters_is_noticed(path: Path) -> None:
    mattered, passed = flips(path, 250, SEED)
    assert mattered > 60
    assert not passed


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_flipped_bits(path: Path, seed: int) -> None:
    mattered, passed = flips(path, 1_000, seed)
    assert mattered > 200
    assert not passed


@pytest.mark.parametrize("n", range(12))
def test_a_page_that_was_lost_or_swapped_is_noticed(path: Path, n: int) -> None:
    content = path.read_bytes()
    before = world.dump(path)
    rolled = random.Random(n)
    one, other = rolled.sample(range(len(content) // PAGE), 2)
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    if n % 2:
        pages[one], pages[other] = pages[other], pages[one]
    else:
        pages[one] = bytes(PAGE)
    path.write_bytes(b"".join(pages))
    assert said(path) == before or is_noticed(path)


@pytest.mark.parametrize("part", [0, 1, 99, PAGE - 1, PAGE, 5 * PAGE, -PAGE, -1])
def test_a_ledger_that_was_cut_off_is_noticed(path: Path, part: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:part])
    assert is_noticed(path)
