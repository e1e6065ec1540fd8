"""YAML is read as text: nothing changes its type, and nothing clever gets in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.settings.nodes import Items
from invoicectl.settings.nodes import Mapping
from invoicectl.settings.nodes import Scalar
from invoicectl.settings.write import list_text
from invoicectl.settings.write import scalar_text
from invoicectl.settings.yaml_text import SIZE_MAX
from invoicectl.settings.yaml_text import read_tree

from .company import LEAST
from .company import loaded

if TYPE_CHECKING:
    from invoicectl.settings.nodes import Node

# what YAML 1.1 makes something else of: booleans, null, octal, sexagesimal, floats, dates, binary
TRAPS = [
    *("NO", "no", "No", "yes", "on", "off", "y", "n", "true", "FALSE"),
    *("0150", "0o17", "0x1F", "012345670", "00123", "15034012345", "1_000", "0b11"),
    *("12:30", "1:2:3", "190:20:30", "1.0", "1e3", "6.02e23", ".5", "+1", "-0", ".inf", ".NaN"),
    *("2026-01-31", "2026-01-31 12:30:00", "=", "1,5"),
]


def value(text: str) -> Node:
    tree, faults = read_tree(text.encode())
    assert not faults
    return tree.entries[0].node


@pytest.mark.parametrize("text", TRAPS)
def test_a_scalar_stays_what_was_typed(text: str) -> None:
    assert value(f"key: {text}\n") == Scalar(text, 1)
    assert value(f"key:\n- {text}\n") == Items((Scalar(text, 2),), 2)


def test_the_traps_are_traps() -> None:
    plain = [text for text in TRAPS if text != "="]  # which safe_load cannot read at all
    changed = [text for text in plain if yaml.safe_load(f"key: {text}")["key"] != text]
    assert len(changed) >= 20


def test_norwegian_values_survive_the_whole_way(tmp_path: Path) -> None:
    settings = loaded(tmp_path, LEAST.replace("  city: Oslo\n", "  city: Oslo\n  country: NO\n"))
    assert settings.company.country == "NO"
    assert settings.company.postcode == "0150"
    assert settings.bank.kontonr == "12345678903"


def test_a_text_block_keeps_its_lines(tmp_path: Path) -> None:
    text = (
        LEAST + "invoice:\n  foot_text: |\n    Takk!\n\n    Ring oss: 22 33 44 55 # når som helst\n"
    )
    assert loaded(tmp_path, text).invoice.foot_text == (
        "Takk!\n\nRing oss: 22 33 44 55 # når som helst"
    )


def test_windows_line_ends_and_byte_order_mark_are_fine(tmp_path: Path) -> None:
    text = "\ufeff" + LEAST.replace("\n", "\r\n")
    assert loaded(tmp_path, text).company.city == "Oslo"


def test_lines_are_counted_as_editors_do() -> None:
    tree, faults = read_tree("# å\r\n# ü\r\na: 1\r\nb:\r\n  - x\r\n  - y\r\n".encode())
    assert not faults
    assert [entry.line for entry in tree.entries] == [3, 4]
    assert tree.entries[1].node == Items((Scalar("x", 5), Scalar("y", 6)), 5)


def test_an_alias_bomb_is_refused_at_once() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    started = time.process_time()
    _tree, faults = read_tree("\n".join(rows).encode())
    assert time.process_time() - started < 1
    assert len(faults) >= 10
    assert all("alias" in fault.sentence or "anchor" in fault.sentence for fault in faults)


@pytest.mark.parametrize("nest", ["[" * 5000, "a: " * 1 + "{a: " * 5000, "\n".join("- " * 5000)])
def test_deep_nesting_is_refused_at_once(nest: str) -> None:
    tree, faults = read_tree(f"key: {nest}".encode())
    assert faults
    assert tree == Mapping((), 1)


def test_a_huge_file_is_refused_unread() -> None:
    _tree, faults = read_tree(b"#" * (SIZE_MAX + 1))
    assert "1 MiB" in faults[0].sentence


def test_a_file_of_the_largest_size_is_read() -> None:
    rest = b"\nkey: value\n"
    tree, faults = read_tree(b"#" * (SIZE_MAX - len(rest)) + rest)
    assert not faults
    assert tree.entries[0].key == "key"


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_a_fault(source: bytes) -> None:
    tree, faults = read_tree(source)
    assert tree.entries or faults or tree == Mapping((), tree.line)
    assert all(1 <= fault.line <= source.count(b"\n") + source.count(b"\r") + 1 for fault in faults)


@given(st.text(alphabet="ab:-#'\"[]{}&*!|>%@`,? \n\\~<=0", max_size=60))
def test_any_signs_of_yaml_give_a_tree_or_a_fault(text: str) -> None:
    tree, faults = read_tree(text.encode())
    assert isinstance(tree, Mapping)
    assert all(fault.sentence for fault in faults)


PRINTED = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"), exclude_characters="\ufeff"
)


@given(st.text(PRINTED, min_size=1, max_size=80))
def test_what_is_written_is_what_is_read(text: str) -> None:
    node = value(f"key: {scalar_text(text)}\n")
    assert isinstance(node, Scalar)
    assert node.text == text
    assert yaml.safe_load(f"key: {scalar_text(text)}\n")["key"] == text or text.isdigit()


@given(st.lists(st.text(PRINTED, max_size=20), min_size=1, max_size=5))
def test_what_is_written_as_a_list_is_what_is_read(texts: list[str]) -> None:
    node = value(f"key: {list_text(texts)}\n")
    assert isinstance(node, Items)
    assert [item.text for item in node.items if isinstance(item, Scalar)] == texts


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_written_so_that_other_programs_read_it_too(text: str) -> None:
    read = yaml.safe_load(f"key: {scalar_text(text)}")["key"]
    assert str(read) == text
