"""`settings`: every fault with its line, every value with where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoicectl.errors import Exit
from invoicectl.settings.reference import json_schema
from tests.build import settings_for
from tests.cli.shell import Shell

EMAIL = """\
email:
  host: smtp.example.no
  from_address: faktura@example.no
  username: faktura
  password_env: SMTP_PASSWORD
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    settings_for(tmp_path, EMAIL)
    return Shell(tmp_path)


def test_settings_in_order_are_said_to_be(shell: Shell) -> None:
    assert "config.yaml is in order" in shell.ok("settings", "check")
    assert shell("settings", "check", "--json").json["faults"] == []


def test_every_fault_has_its_line(shell: Shell) -> None:
    file = shell.folder / "config.yaml"
    file.write_text(file.read_text().replace("999999999", "999999998") + "colour: red\n")
    printed = shell("settings", "check")
    assert printed.status == Exit.SETUP
    assert "config.yaml:3 company.orgnr: " in printed.err
    assert "colour" in printed.err
    assert shell("settings", "check", "--json").json["error"]["code"] == "settings"


def test_every_value_says_where_it_comes_from(shell: Shell) -> None:
    rows = {row["key"]: row for row in shell("settings", "show", "--json").json["rows"]}
    assert rows["company.name"]["source"] == "config.yaml:2"
    assert rows["invoice.terms_days"] == {
        "group": "Invoices", "key": "invoice.terms_days", "value": "14", "source": "default",
    }  # fmt: skip
    assert rows["bank.iban"]["source"] == "from kontonr"


def test_a_search_narrows(shell: Shell) -> None:
    shown = shell.ok("settings", "show", "BANK.")
    assert "bank.kontonr" in shown
    assert "company.name" not in shown
    assert "No key contains 'xyz'" in shell.ok("settings", "show", "xyz")


def test_a_secret_is_never_shown(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2-hunter2")
    for words in (("show",), ("show", "--json"), ("show", "--csv"), ("check",)):
        printed = shell("settings", *words)
        assert "hunter2" not in printed.out + printed.err
    assert "SMTP_PASSWORD" in shell.ok("settings", "show", "password", "--csv")


def test_no_line_is_wider_than_the_terminal(shell: Shell) -> None:
    assert max(map(len, shell.ok("settings", "show").splitlines())) <= 80


def test_the_schema_is_json(shell: Shell) -> None:
    assert json.loads(shell.ok("settings", "schema")) == json_schema()


def test_a_heading_is_found_as_well(shell: Shell) -> None:
    shown = [row["key"] for row in shell("settings", "show", "look", "--json").json["rows"]]
    assert "theme.name" in shown
    assert "invoice.language" in shown
    assert not [key for key in shown if key.startswith("bank.")]
