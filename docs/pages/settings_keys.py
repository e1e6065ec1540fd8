"""The settings: every key with its kind, default and words, as the schema tells them."""

from __future__ import annotations

from invoicectl.settings.levels import level_keys
from invoicectl.settings.reference import ReferenceRow
from invoicectl.settings.reference import reference_rows
from invoicectl.settings.reference import section_help
from invoicectl.settings.sections import OPTIONAL
from invoicectl.settings.sections import SECTIONS
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
        + _levels()
    )


def _levels() -> str:
    """Return the keys that a customer, project, order, agreement or invoice can have of its own."""
    rows = [
        (code(key.name), key.help, "everywhere" if key.in_file else "below the company")
        for key in level_keys().values()
    ]
    return (
        "\n## Keys that can be overridden\n\n"
        "A customer, project, quote or order, recurring invoice or single invoice can have its\n"
        "own: see [how](../howto/override-settings.md). `invoice.send_by` is one key there,\n"
        "because the kind of the customer is known.\n\n"
        + table(("key", "what it says", "where"), rows)
    )


def _section(name: str) -> str:
    optional = " May be left out whole." if name in OPTIONAL else ""
    rows = [
        (_names(row), row.help, row.kind, _default(row), code(row.example))
        for row in reference_rows()
        if row.section == name
    ]
    head = ("key", "what it says", "kind", "default", "example")
    return f"## {name}\n\n{section_help(name)}{optional}\n\n" + table(head, rows)


def _names(row: ReferenceRow) -> str:
    return ", ".join(code(key) for key in (row.key, *row.also))


def _default(row: ReferenceRow) -> str:
    if row.required:
        return "**required**"
    return f"from: {row.derived}" if row.derived else code(row.default)
