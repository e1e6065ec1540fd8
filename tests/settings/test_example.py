"""`config.example.yaml` is current, loads, and any slip in one of its keys is caught."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import SettingsError
from invoicectl.settings.invoicing import SendBy
from invoicectl.settings.load import parse_settings
from invoicectl.settings.reference import json_schema
from invoicectl.settings.reference import reference_rows
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.write import render_example

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
HERE = Path("/nowhere/config.yaml")

# every key in force; a token stands beside a password only as a comment
FULL = "".join(
    line
    for line in re.sub(r"(?m)^( *)#(?=\S)", r"\1", render_example()).splitlines(keepends=True)
    if "token_command" not in line
)
KEY = re.compile(r"^( *)([a-z_]+)(?=:)")
KEY_LINES = [
    (number, found[2])
    for number, line in enumerate(FULL.splitlines(), start=1)
    if (found := KEY.match(line))
]


def test_the_example_is_what_the_models_say() -> None:
    assert EXAMPLE.read_text("utf-8") == render_example(), (
        "run: python -m invoicectl.settings.example > config.example.yaml"
    )


def test_the_example_loads_and_sends_nothing_by_mail() -> None:
    settings = parse_settings(EXAMPLE.read_text("utf-8"), path=HERE)
    assert settings.email is None
    assert settings.invoice.send_by.business == (SendBy.FOLDER,)


def test_the_example_with_every_key_in_force_loads() -> None:
    settings = parse_settings(FULL, path=HERE)
    given = [row for row in reference_rows() if row.key != "email.token_command"]
    assert all(settings.line_of(row.key) for row in given)
    assert {key.partition(".")[0] for key in (row.key for row in given)} == set(SECTIONS)


def test_no_line_is_longer_than_an_editor_shows() -> None:
    assert max(map(len, render_example().splitlines())) <= 88


@cache
def slips(name: str) -> list[str]:
    """Return every slip of one character: one left out, doubled, swapped, changed, added."""
    found = {name[:at] + name[at + 1 :] for at in range(len(name))}
    found |= {name[:at] + name[at] + name[at:] for at in range(len(name))}
    found |= {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1)}
    for sign in "aeinrstx_-0X":
        found |= {name[:at] + sign + name[at + 1 :] for at in range(len(name))}
        found |= {name[:at] + sign + name[at:] for at in range(len(name) + 1)}
    return sorted(found - {name, ""})


def slipped(changes: dict[int, str]) -> str:
    """Return the full example with other keys in some lines (1-based)."""
    lines = FULL.splitlines(keepends=True)
    for number, slip in changes.items():
        lines[number - 1] = KEY.sub(rf"\g<1>{slip}", lines[number - 1])
    return "".join(lines)


HEADS = [
    (number, name)
    for number, name in KEY_LINES
    if name in SECTIONS and FULL.splitlines()[number - 1][0] != " "
]
GROUPS = [(number, name) for number, name in KEY_LINES if name == "send_by"]
LEAVES = [line for line in KEY_LINES if line not in HEADS + GROUPS]


@pytest.mark.parametrize("kind", [HEADS, GROUPS, LEAVES], ids=["sections", "groups", "keys"])
def test_every_slip_in_a_key_is_caught_with_its_line(kind: list[tuple[int, str]]) -> None:
    """All keys of a kind slip at once, so that one run also shows that no fault hides another."""
    rounds = max(len(slips(name)) for _, name in kind)
    for turn in range(rounds):
        changes = {number: slips(name)[turn % len(slips(name))] for number, name in kind}
        with pytest.raises(SettingsError) as caught:
            parse_settings(slipped(changes), path=HERE)
        lines = {
            int(fault.partition(":")[2].split(" ")[0].strip(":")) for fault in caught.value.faults
        }
        assert set(changes) <= lines, changes


@given(
    at=st.integers(0, len(FULL) - 1),
    length=st.integers(0, 40),
    put=st.text(alphabet="aA0:- #'\"[]{}&*!|>%@,?\n\t\\~<=æ\x00", max_size=3),
)
def test_any_damage_is_read_or_refused_with_lines(at: int, length: int, put: str) -> None:
    faults: tuple[str, ...] = ()
    try:
        settings = parse_settings(FULL[:at] + put + FULL[at + length :], path=HERE)
        assert all(settings.section(name) for name in SECTIONS if settings.given(name))
    except SettingsError as error:
        faults = error.faults
    assert all(re.match(r"config\.yaml:\d+[ :]", fault) for fault in faults)


def test_a_lone_slip_names_the_key_that_was_meant() -> None:
    named = 0
    for number, name in KEY_LINES:
        with pytest.raises(SettingsError) as caught:
            parse_settings(slipped({number: name[:-1]}), path=HERE)
        assert any(fault.startswith(f"config.yaml:{number} ") for fault in caught.value.faults)
        named += f"did you mean '{name}'" in "\n".join(caught.value.faults)
    assert named / len(KEY_LINES) > 0.9


def validated(text: str) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(text))


@pytest.mark.parametrize("text", [EXAMPLE.read_text("utf-8"), FULL], ids=["as it is", "all keys"])
def test_the_json_schema_accepts_the_example(text: str) -> None:
    validated(text)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("terms_days: 14", "terms_days: 1400"),
        ("terms_days: 14", "term_days: 14"),
        ("form: AS", "form: Ltd"),
        ("  city: Oslo\n", ""),
        ('accent: "#1f4e79"', "accent: blue"),
        ("password_command:", "password:"),
        ("password_command:", "password_env: PW\n  password_command:"),
        ("vat_registered: true", "vat_registered: 3"),
        ("bank: 1920", "bank: kasse"),
    ],
)
def test_the_json_schema_refuses(was: str, becomes: str) -> None:
    assert was in FULL
    with pytest.raises(jsonschema.ValidationError):
        validated(FULL.replace(was, becomes))


def test_every_key_is_explained_and_every_example_is_right() -> None:
    rows = reference_rows()
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert row.help.endswith((".", "!")), row.key
        assert row.kind, row.key
        assert row.example or row.default, f"{row.key}: nothing to show"


def test_the_schema_knows_exactly_the_keys_of_the_reference() -> None:
    def names(node: dict[str, Any], place: str) -> set[str]:
        found: set[str] = set()
        for name, inner in node.get("properties", {}).items():
            full = f"{place}{name}"
            found |= names(inner, f"{full}.") if "properties" in inner else {full}
        return found

    rows = reference_rows()
    assert names(dict(json_schema()), "") == {name for row in rows for name in (row.key, *row.also)}
