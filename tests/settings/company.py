"""A company's settings for these tests: the least that is accepted, and files made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.settings.load import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.settings.model import Settings

LEAST = """\
company:
  name: Fjordkaffe AS
  orgnr: 999999999
  street: Storgata 1
  postcode: 0150
  city: Oslo
bank:
  kontonr: 12345678903
"""

SERVER = """\
email:
  host: smtp.example.no
  from_address: faktura@example.no
  username: faktura
"""


def written(folder: Path, text: str) -> Path:
    """Return the path of a settings file that holds `text`."""
    file = folder / "config.yaml"
    file.write_text(text, "utf-8")
    return file


def loaded(folder: Path, text: str) -> Settings:
    """Return the settings that `text` gives, read from a file and past any cache."""
    return load_settings(written(folder, text), use_cache=False)
