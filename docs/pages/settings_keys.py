"""The settings: every key with its kind, default and words, read from the models."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from invoicectl.settings.kinds import Group
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import keys_of
from invoicectl.settings.sections import OPTIONAL
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of
from pages.table import code
from pages.table import table


def page() -> str:
    """Return the page, one section of the file after the other."""
    return (
        "# Settings\n\n"
        "One YAML file a company, `config.yaml`. Every value is read as text and converted by\n"
        "the key's own kind, so that `NO` stays a country and `0150` a postcode. All faults are\n"
        "reported at once, each with its line. `invoicectl settings check` does only that;\n"
        "`invoicectl settings show` prints what is in force, `invoicectl settings schema` a JSON\n"
        "Schema for editors. `config.example.yaml` holds every key.\n\n"
        "Relative paths begin where the settings file lies.\n\n"
        + "\n".join(_section(name) for name in SECTIONS)
    )


def _section(name: str) -> str:
    model = model_of(name)
    words = (inspect.getdoc(model) or "").replace("\n", " ")
    optional = " May be left out whole." if name in OPTIONAL else ""
    head = ("key", "what it says", "kind", "default", "example")
    return f"## {name}\n\n{words}{optional}\n\n" + table(head, _rows(model, f"{name}."))


def _rows(model: type[Any], place: str) -> Iterator[tuple[str, str, str, str, str]]:
    for key in keys_of(model).values():
        if isinstance(key.kind, Group):
            yield from _rows(key.kind.model, f"{place}{key.name}.")
            continue
        example = code(key.example)
        yield code(place + key.name), key.help, key.kind.words, _default(key), example


def _default(key: Key) -> str:
    if key.required:
        return "**required**"
    if key.derived:
        return f"from {key.derived}" if key.derived.isidentifier() else key.derived
    text = key.default_text()
    return code(text if isinstance(text, str) else ", ".join(text))
