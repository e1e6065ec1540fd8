"""Tables fit the terminal, programs get exact values, and nothing from data moves the cursor."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.cli.context import Run
from invoicectl.cli.output import Cell
from invoicectl.cli.output import Column
from invoicectl.cli.output import Table
from invoicectl.cli.output import render
from invoicectl.cli.output import show
from invoicectl.cli.plain import clean
from invoicectl.cli.plain import fitted
from invoicectl.cli.plain import width

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("customer", "Customer"),
    Column("due", "Due", Cell.DAY),
    Column("open_ore", "Open", Cell.MONEY),
    Column("note", ""),
)


def table(rows: Sequence[Sequence[object]], totals: Sequence[object] | None = None) -> Table:
    return Table(COLUMNS, rows, totals)


def test_figures_stand_right_and_text_left() -> None:
    shown = render(
        table(
            [("Fjord AS", date(2026, 9, 15), 1_250_050, "x"), ("Bø", date(2026, 10, 1), 5, "y")],
            ("", "", 1_250_055, ""),
        ),
        columns=80,
    )
    assert shown.splitlines() == [
        "Customer  Due              Open",
        "Fjord AS  15.09.2026  12 500,50",
        "Bø        01.10.2026       0,05",
        "───────────────────────────────",
        "                      12 500,55",
    ]


@given(st.text(max_size=200), st.integers(-(10**12), 10**12), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal(name: str, ore: int, columns: int) -> None:
    shown = render(table([(name, date(2026, 1, 2), ore, "")]), columns=columns)
    assert max(width(line) for line in shown.splitlines()) <= columns


@given(st.text())
def test_nothing_but_printable_characters_reaches_the_terminal(text: str) -> None:
    shown = clean(text)
    assert all(
        sign.isprintable() or sign in "\u00ad\u200c\u200d" or sign.isspace() for sign in shown
    )
    assert not set(shown) & set("\x1b\x9b\r\n\x00\u202e\u2028\u0085")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [red]text[/red] :smile:", "plain [red]text[/red] :smile:"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\r\nb", "a\\u000d\\u000ab"),
        ("\u202eevil", "\\u202eevil"),
        ("\x9b2J", "\\u009b2J"),
        ("Bø & Sønn", "Bø & Sønn"),
    ],
)
def test_control_characters_are_spelled_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_what_is_cut_off_says_so() -> None:
    assert fitted("Kaffebrenneriet", 8) == "Kaffebr…"
    assert fitted("kort", 8) == "kort"


def test_json_keeps_ore_and_iso_dates(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run()
    run.as_json = True
    rows = [("Fjord AS", date(2026, 9, 15), 1_250_050, "n")]
    show(run, table(rows, ("", "", 1_250_050, "")), command="overdue", extra={"as_of": "x"})
    assert json.loads(capsys.readouterr().out) == {
        "version": 1,
        "command": "overdue",
        "as_of": "x",
        "rows": [{"customer": "Fjord AS", "due": "2026-09-15", "open_ore": 1_250_050, "note": "n"}],
        "totals": {"open_ore": 1_250_050},
    }


def test_csv_has_kroner_with_a_point_and_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run()
    run.as_csv = True
    show(run, table([('=HYPERLINK("x")', date(2026, 9, 15), -1_250_050, "@")]), command="overdue")
    head, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == ["customer", "due", "open", "note"]
    assert row == ['\'=HYPERLINK("x")', "2026-09-15", "-12500.50", "'@"]


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show(Run(), Table(COLUMNS, [], empty="Nobody owes anything."), command="overdue")
    assert capsys.readouterr().out == "Nobody owes anything.\n"
