"""Every key at every level by the commands a person types: set, explained, hidden, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.effective import Level
from invoicectl.settings.levels import level_keys
from tests.cli.shell import Shell
from tests.documents.examples import png_logo
from tests.levelling import LEVELS
from tests.levelling import MAIL
from tests.levelling import new_company

if TYPE_CHECKING:
    from pathlib import Path

# key -> what customer, project, order, agreement and draft say in turn, as explain shows it
VALUES = {
    "invoice.terms_days": ("16", "17", "18", "19", "20"),
    "invoice.terms_months": ("1",) * 5,
    "invoice.due_day": ("5", "10", "15", "20", "25"),
    "invoice.due_date_roll": ("none", "next_bankday", "none", "next_bankday", "none"),
    "invoice.express_terms": ("true", "false", "true", "false", "true"),
    "invoice.language": ("en", "nn", "nb", "en", "nn"),
    "invoice.currency": ("NOK",) * 5,
    "invoice.send_by": ("folder", "email", "folder, email", "email, folder", "folder"),
    "invoice.price_list": ("engros", "medlem", "engros", "medlem", "engros"),
    "invoice.delivery_place": ("company", "Kai 4", "customer", "Kai 5", "Kai 6"),
    "sending.cc": ("a@x.no", "b@x.no, c@x.no", "d@x.no", "e@x.no", "f@x.no"),
    "sending.to": ("a@x.no", "b@x.no", "c@x.no", "d@x.no", "e@x.no"),
    "sending.reminders_to": ("a@x.no", "b@x.no", "c@x.no", "d@x.no", "e@x.no"),
    "email.copy_to": ("a@x.no", "b@x.no", "c@x.no", "d@x.no", "e@x.no"),
    "reminders.plan": ("full", "friendly", "full", "friendly", "full"),
    "reminders.first_after_days": ("4", "5", "6", "7", "8"),
    "reminders.grace_days": ("4", "5", "6", "7", "8"),
    "reminders.min_amount": ("101", "102", "103", "104", "105"),
    "theme.name": ("granitt", "fjord", "granitt", "fjord", "granitt"),
    "theme.accent": ("#110000", "#220000", "#330000", "#440000", "#550000"),
}
SWITCHES = ("true", "false", "true", "false", "true")
WORDS = ("Én", "To", "Tre", "Fire", "Fem")
FILES = tuple(f"{name}.png" for name in "abcde")
NOUNS = {
    Level.CUSTOMER: ("customer", "10001"),
    Level.PROJECT: ("project", "P1"),
    Level.ORDER: ("order", "1"),
    Level.RECURRING: ("recurring", "1"),
    Level.INVOICE: ("invoice", "D1"),
}


def values_of(name: str) -> tuple[str, ...]:
    """Return five values of a key, one a level."""
    if name in VALUES:
        return VALUES[name]
    if name in {"theme.logo", "sending.attachments"}:
        return FILES
    return SWITCHES if isinstance(level_keys()[name].default, bool) else WORDS


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder: Path = tmp_path_factory.mktemp("company") / "company"
    company = new_company(folder, MAIL)
    with company.ledger:
        company.draft()
    for name in FILES:
        (folder / name).write_bytes(png_logo())
    made = Shell(folder)
    made.ok("price-list", "add", "medlem")
    return made


@pytest.mark.parametrize("name", list(level_keys()))
def test_a_key_is_set_explained_and_taken_away_at_every_level(shell: Shell, name: str) -> None:
    told: list[tuple[str, str]] = []
    for level, value in zip(LEVELS, values_of(name), strict=True):
        noun, ref = NOUNS[level]
        said = shell.ok(noun, "set", ref, f"{name}={value.replace(', ', ',')}")
        assert f"has its own {name}." in said
        told.insert(0, (level.value, value))
    assert heard(shell, name)[: len(told)] == told
    for level in reversed(LEVELS):
        noun, ref = NOUNS[level]
        away = "nb" if (name, level) == ("invoice.language", Level.CUSTOMER) else ""
        shell.ok(noun, "set", ref, f"{name}={away}")
        del told[0]
        assert heard(shell, name)[: len(told)] == told


def heard(shell: Shell, name: str) -> list[tuple[str, str]]:
    """Return (level, value) of what holds and of all that it hides, as explained."""
    rows = shell("settings", "explain", "--invoice", "D1", "--key", name, "--json").json["rows"]
    (row,) = (each for each in rows if each["key"] == name)
    said = [(row["level"], row["value"])]
    return [
        (level, value.rpartition("/")[2] if value.startswith("/") else value)
        for level, value in said + [(each["level"], each["value"]) for each in row["hides"]]
    ]


def test_the_ledger_is_in_order_after_all_that(shell: Shell) -> None:
    shell.ok("ledger", "backup")
    assert shell.ok("ledger", "check", "--full") == ""
