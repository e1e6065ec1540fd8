"""What a page shows of `config.yaml` is taken by the program as it stands."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml

from invoicectl.errors import SettingsError
from invoicectl.flows.own_rates_file import read_own_rates
from invoicectl.settings.load import load_settings

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^( *)```yaml\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
COMPANY = {
    "company": {
        "name": "Fjordkaffe AS",
        "orgnr": "999999999",
        "street": "Storgata 1",
        "postcode": "0150",
        "city": "Oslo",
    },
    "bank": {"kontonr": "12345678903"},
}


def shown() -> list[tuple[str, str]]:
    """Return every piece of settings that a page shows, with the page's name."""
    return [
        (page.name, textwrap.dedent(block))
        for page in sorted(DOCS.rglob("*.md"))
        for _, block in BLOCK.findall(page.read_text("utf-8"))
    ]


def completed(piece: str) -> str:
    """Return a piece of settings with the rest of a company around it; all values stay text."""
    found = yaml.load(piece, Loader=yaml.BaseLoader)
    sections = {name: {**COMPANY.get(name, {}), **keys} for name, keys in found.items()}
    return yaml.safe_dump({**COMPANY, **sections}, allow_unicode=True)


@pytest.mark.parametrize(("page", "piece"), shown())
def test_settings_of_a_page_load(page: str, piece: str, tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(completed(piece), "utf-8")
    assert load_settings(file, use_cache=False).company.name == "Fjordkaffe AS", page


def test_pages_show_settings() -> None:
    assert {"email.md", "kid-agreement.md"} <= {page for page, _ in shown()}


def test_a_slip_in_a_page_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(completed("kid:\n  enable: true\n"), "utf-8")
    with pytest.raises(SettingsError, match=r"kid\.enable"):
        load_settings(file, use_cache=False)


RATES_BLOCK = re.compile(r"^```yaml rates\n(.*?)^```", re.MULTILINE | re.DOTALL)
RATES = RATES_BLOCK.findall((DOCS / "howto" / "rates.md").read_text("utf-8"))


@pytest.mark.parametrize("piece", RATES)
def test_rates_of_a_page_are_taken(piece: str) -> None:
    _, faults = read_own_rates(piece.encode())
    assert faults == ()


def test_the_page_of_rates_shows_some() -> None:
    assert len(RATES) > 1
