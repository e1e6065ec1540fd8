"""Helps to make a profile of a bank's CSV: what a file has, and what it seems to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEADS = {
    "booked_on": ("bokført dato", "bokføringsdato", "bokført", "dato", "date", "booking date"),
    "amount": ("beløp", "amount", "sum"),
    "in": ("inn på konto", "beløp inn", "inn", "credit", "kredit"),
    "out": ("ut fra konto", "beløp ut", "ut", "debit", "debet"),
    "account": ("til konto", "mottaker", "to account"),
    "payer_account": ("fra konto", "avsender", "from account"),
    "payer_name": ("navn", "avsendernavn", "name"),
    "text": ("forklaring", "beskrivelse", "tekst", "tittel", "melding", "text", "description"),
    "kid": ("kid", "kid-nummer", "melding/kid/fakt.nr"),
    "reference": ("arkivref", "arkivreferanse", "referanse", "reference"),
    "currency": ("valuta", "currency"),
    "kind": ("betalingstype", "type", "undertype"),
}
"""What we need -> heads that mean it in files seen, the surest first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a CSV file seems to be: its heads, a row below them, and a profile to be corrected."""

    heads: tuple[str, ...]
    example: tuple[str, ...]
    columns: dict[str, str]
    text: str


def draft_profile(content: bytes, name: str, title: str) -> Draft:
    """Return what can be told of a bank's CSV, with a profile as text of a YAML file.

    Args:
        content: the whole file.
        name: what it is called in errors.
        title: whose it is, for people.

    Raises:
        InputError: it is empty, has no header, or no row below it.
        BadFileError: it is no text.
    """
    from invoicectl.formats.csv_rows import decoded
    from invoicectl.formats.csv_rows import require_end
    from invoicectl.formats.csv_rows import rows_of

    text = decoded(content, name)
    if not text.strip():
        raise InputError(f"{name} is empty.", hint="Give the bank's CSV, with its header.")
    require_end(text, name)
    separator = max(";\t,", key=text.split("\n")[0].count)
    rows = [row.fields for row in list(rows_of(text, separator, name))[:20]]
    if len(rows) < 2 or len(rows[0]) < 3:  # noqa: PLR2004 - a header of three, and a row
        raise InputError(
            f"{name}: a header with three columns or more, and a row below it, are needed."
        )
    heads = tuple(head.strip() for head in rows[0])
    columns = _guessed(heads)
    example = next((row for row in rows[1:] if len(row) == len(heads)), rows[1])
    day, decimal = _day(heads, columns, rows[1:]), _decimal(heads, columns, rows[1:])
    written = _written(title, heads, separator, (day, decimal), columns)
    return Draft(heads, tuple(example), columns, written)


def write_profile(folder: Path | None, name: str, draft: Draft) -> Path:
    """Write a profile into the user's folder and return its path.

    Raises:
        InputError: no folder is set up, or there is a profile of that name.
    """
    if folder is None:
        raise InputError(
            "There is no folder for profiles.",
            hint="Set bank.csv_profiles in the settings, as in 'csv_profiles: profiles'.",
        )
    if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
        raise InputError(f"'{name}' cannot be the name of a profile: use letters and digits.")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(draft.text)
    except FileExistsError:
        raise InputError(f"{path} is there already and is left alone.") from None
    return path


def _guessed(heads: Sequence[str]) -> dict[str, str]:
    """Return what we need -> the head that probably has it."""
    lower = {head.casefold(): head for head in reversed(heads) if head}
    found = {
        need: lower[known]
        for need, names in _HEADS.items()
        if (known := next((name for name in names if name in lower), ""))
    }
    if "in" in found:
        found.pop("amount", None)
    else:
        found.pop("out", None)
    return found


def _cells(
    heads: Sequence[str], columns: dict[str, str], need: str, rows: Sequence[Sequence[str]]
) -> list[str]:
    if need not in columns:
        return []
    at = heads.index(columns[need])
    return [row[at].strip() for row in rows if len(row) == len(heads) and row[at].strip()]


def _day(heads: Sequence[str], columns: dict[str, str], rows: Sequence[Sequence[str]]) -> str:
    cells = [cell for cell in _cells(heads, columns, "booked_on", rows) if cell[:1].isdigit()]
    cell = cells[0] if cells else ""
    for form in ("yyyy-mm-dd", "yyyy/mm/dd", "dd/mm/yyyy"):
        separator = next(sign for sign in form if not sign.isalpha())
        if separator in cell and cell.index(separator) == form.index(separator):
            return form
    return "dd.mm.yyyy"


def _decimal(heads: Sequence[str], columns: dict[str, str], rows: Sequence[Sequence[str]]) -> str:
    need = "amount" if "amount" in columns else "in"
    cells = _cells(heads, columns, need, rows) + _cells(heads, columns, "out", rows)
    return "." if cells and all("," not in cell for cell in cells) else ","


def _written(
    title: str,
    heads: Sequence[str],
    separator: str,
    forms: tuple[str, str],
    columns: dict[str, str],
) -> str:
    """Return the profile as YAML, every text in quotes."""
    import json

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    lines = [
        "# What each column of this bank's CSV has. Correct it where the guess is wrong; other",
        "# columns that can be told: ordered_on, payer_account, payer_name, kid, reference, kind.",
        f"title: {quoted(title)}",
        f"header: [{', '.join(quoted(head) for head in heads)}]",
        f"separator: {quoted(separator)}",
        f"day: {forms[0]}",
        f"decimal: {quoted(forms[1])}",
        "columns:",
        *(f"  {need}: {quoted(head)}" for need, head in columns.items()),
    ]
    missing = {"booked_on", "text"} - set(columns)
    if "amount" not in columns and "in" not in columns:
        missing.add("amount")
    lines += [f"  #{need}: the head of the column that has it" for need in sorted(missing)]
    return "\n".join(lines) + "\n"
