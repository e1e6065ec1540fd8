"""How a bank writes its CSV: columns, separators, days and amounts, as data users can add to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

DAYS: Final = {
    "dd.mm.yyyy": (2, 1, 0, "."),
    "yyyy-mm-dd": (0, 1, 2, "-"),
    "yyyy/mm/dd": (0, 1, 2, "/"),
    "dd/mm/yyyy": (2, 1, 0, "/"),
}
"""How a day is written -> where year, month and day stand, and what parts them."""

COLUMNS: Final = (
    "booked_on", "ordered_on", "amount", "in", "out", "account", "payer_account", "payer_name",
    "text", "kid", "reference", "currency", "kind",
)  # fmt: skip
_FOLDER: Final = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Balances:
    """Lines at the end that hold balances: what they begin with, and the column (from 1)."""

    opening: str
    closing: str
    column: int
    decimal: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One bank's CSV.

    Attributes:
        name: of the profile: its file without the ending.
        title: whose it is, for people.
        header: the heads of all columns, as in the file.
        separator: between two columns.
        day: a key of `DAYS`.
        decimal: the decimal sign of amounts.
        columns: what we need -> the head of the column that has it.
        pending: column and beginning of its text in rows that are not booked yet; or empty.
        balances: where balances stand, when they do.
    """

    name: str
    title: str
    header: tuple[str, ...]
    separator: str
    day: str
    decimal: str
    columns: Mapping[str, str]
    pending: tuple[str, str] = ("", "")
    balances: Balances | None = None

    def place(self, column: str) -> int | None:
        """Return where a column we need stands in a row, None when the bank has none."""
        head = self.columns.get(column)
        return self.header.index(head) if head is not None else None


def profiles(folder: Path | None = None) -> Iterator[Profile]:
    """Yield the user's own profiles, then those that come along.

    Raises:
        SettingsError: one of the user's cannot be used; names file and key.
    """
    for place in filter(None, (folder, _FOLDER)):
        for path in sorted(place.glob("*.yaml")):
            yield read_profile(path)


def read_profile(path: Path) -> Profile:
    """Return the profile of a file.

    Raises:
        SettingsError: it is no profile; names file and key.
    """
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).partition("\n")[0]
        raise SettingsError((f"{path}: cannot be read as YAML: {reason}",)) from None
    faults = tuple(f"{path}: {fault}" for fault in _faults(content))
    if faults:
        raise SettingsError(faults)
    return _profile(path.stem, content)


def _profile(name: str, content: Mapping[str, Any]) -> Profile:
    pending = content.get("pending") or {}
    lines = content.get("balances")
    return Profile(
        name=name,
        title=content.get("title", name),
        header=tuple(content["header"]),
        separator=content["separator"],
        day=content["day"],
        decimal=content["decimal"],
        columns=dict(content["columns"]),
        pending=(pending.get("column", ""), pending.get("begins", "")),
        balances=Balances(
            lines["opening"], lines["closing"], int(lines["column"]), lines["decimal"]
        )
        if lines
        else None,
    )


def _faults(content: object) -> Iterator[str]:
    """Yield what is wrong with a profile, one sentence each."""
    if not isinstance(content, dict):
        yield "a profile is a list of keys, such as header, separator and columns."
        return
    known = {"title", "header", "separator", "day", "decimal", "columns", "pending", "balances"}
    for key in sorted(set(content) - known):
        yield f"{key} is no key of a profile; the keys are {', '.join(sorted(known))}."
    header, columns = content.get("header"), content.get("columns")
    if not isinstance(header, list) or len(header) < 3:  # noqa: PLR2004 - day, amount, text
        yield "header must list the heads of all columns, as they stand in the file."
        return
    if content.get("separator") not in {";", ",", "\t"}:
        yield "separator must be a semicolon, a comma or a tab, in quotes."
    if content.get("decimal") not in {",", "."}:
        yield "decimal must be a comma or a point, in quotes."
    if content.get("day") not in DAYS:
        yield f"day must be one of {', '.join(DAYS)}."
    if not isinstance(columns, dict):
        yield "columns must say which column has what, as in 'booked_on: Dato'."
        return
    yield from _column_faults(columns, header)
    yield from _part_faults(content, header)


def _column_faults(columns: Mapping[str, Any], header: list[str]) -> Iterator[str]:
    for key, head in columns.items():
        if key not in COLUMNS:
            yield f"columns.{key} is not known; the columns are {', '.join(COLUMNS)}."
        elif head not in header:
            yield f"columns.{key} is '{head}', which is not in the header."
    if "booked_on" not in columns:
        yield "columns.booked_on is missing: the day on which the bank booked it."
    if ("amount" in columns) == ("in" in columns):
        yield "columns must have either amount (with a sign) or in (and out)."


def _part_faults(content: Mapping[str, Any], header: list[str]) -> Iterator[str]:
    pending, balances = content.get("pending"), content.get("balances")
    if pending is not None and (
        not isinstance(pending, dict)
        or pending.get("column") not in header
        or not pending.get("begins")
    ):
        yield "pending must have a column of the header, and what its text begins with."
    if balances is not None and (
        not isinstance(balances, dict)
        or {"opening", "closing", "column", "decimal"} - set(balances)
        or not str(balances["column"]).isdigit()
    ):
        yield "balances must have opening, closing, column (a number) and decimal."
