"""How the columns of another program's file map on ours: a small YAML file, shipped or given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import BadFileError
from invoicectl.errors import InputError
from invoicectl.formats.source import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROFILES: Final = Path(__file__).with_name("import_profiles")
_BYTES_MAX: Final = 100_000
_KEYS: Final = ("about", "columns", "constants", "repeated")
_FIRST: Final = "first"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A mapping: column head -> field ('' leaves it out), and what holds where a cell is empty.

    `take_first` says that a number may come again: its first row counts. Heads that a file lacks
    do no harm.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    take_first: bool = False


def mapping_of(file: Path | None, profile: str) -> ColumnMap | None:
    """Return the mapping in a file, or the one shipped under a name; None when neither is given.

    Raises:
        InputError: both are given, or there is no such profile; the sentence lists them.
        BadFileError: the file is no mapping; with line or key.
    """
    if file is not None and profile:
        raise InputError("Give --mapping or --profile, not both.")
    if file is not None:
        return _read(file)
    if not profile:
        return None
    if profile not in profiles():
        listed = ", ".join(profiles())
        raise InputError(
            f"There is no import profile '{profile}'; there are: {listed}.",
            hint="Write one of your own as a file and give it with --mapping.",
        )
    return _read(_PROFILES / f"{profile}.yaml")


def profiles() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program."""
    return tuple(sorted(path.stem for path in _PROFILES.glob("*.yaml")))


def _read(path: Path) -> ColumnMap:
    import yaml

    content = read_bytes(path)
    if len(content) > _BYTES_MAX:
        raise BadFileError(path.name, f"a mapping of more than {_BYTES_MAX} bytes is none.")
    try:
        found = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts alone
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadFileError(
            path.name,
            "this is no YAML; look at the blanks it begins with, the colons and the quotes.",
            line=mark.line + 1 if mark else None,
        ) from None
    if not isinstance(found, dict) or "columns" not in found:
        raise BadFileError(
            path.name,
            "a mapping has the key 'columns' with one line a column.",
            hint="As in:  columns:\n          Kundenavn: name",
        )
    for key in found:
        if key not in _KEYS:
            raise BadFileError(path.name, f"there is no key '{key}'; there are {_listed()}.")
    if found.get("repeated", _FIRST) != _FIRST:
        raise BadFileError(path.name, "repeated: can only be 'first', or be left out.")
    return ColumnMap(
        columns=_texts(path.name, "columns", found["columns"]),
        constants=_texts(path.name, "constants", found.get("constants", {})),
        take_first="repeated" in found,
    )


def _texts(name: str, key: str, found: object) -> dict[str, str]:
    pairs = found.items() if isinstance(found, dict) else None
    if pairs is None or not all(isinstance(one, str) for pair in pairs for one in pair):
        raise BadFileError(name, f"{key}: needs one line for each, as in 'Kundenavn: name'.")
    return {str(head).strip(): str(field).strip() for head, field in pairs}


def _listed() -> str:
    return ", ".join(_KEYS[:-1]) + f" and {_KEYS[-1]}"
