"""Which settings a customer, project, order, agreement or invoice can have of its own.

The keys, their kinds and their sentences are those of the settings file; a few keys make sense
below the company only, and stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import InputError
from invoicectl.settings.kinds import EMAIL
from invoicectl.settings.kinds import Group
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import nearest
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import Kind
from invoicectl.settings.schema import key
from invoicectl.settings.schema import keys_of
from invoicectl.settings.schema import section
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.domain.parties import CustomerKind
    from invoicectl.settings.model import Settings

NOTHING: Final = "-"
"""What stands for 'none here' at a level, so that a wider level's value does not come through."""

RIVALS: Final = (("invoice.terms_months", "invoice.terms_days"),)
"""Keys that say the same thing in two ways: who gives one has not the other of a wider level."""

_SEND_BY: Final = "invoice.send_by"


@section
class _Below:
    """Keys of no company: who is written to, and whom and what they refer to."""

    sending_to: str = key(EMAIL, "Where invoices, quotes and orders are e-mailed to.", default="")
    sending_reminders_to: str = key(
        EMAIL, "Where letters about overdue invoices are e-mailed to, when elsewhere.", default=""
    )
    invoice_your_reference: str = key(
        Text(max_chars=80), "Who ordered, at the customer's side.", default=""
    )
    invoice_order_reference: str = key(
        Text(max_chars=80), "The customer's own order number.", default=""
    )


@dataclass(frozen=True, slots=True)
class LevelKey:
    """One key that a level can give; `field` is its name among the effective settings.

    `default` is what no level at all gives; `is_idle` that this version does not use it yet.
    """

    name: str
    field: str
    kind: Kind[Any]
    help: str
    default: object
    is_idle: bool = False
    in_file: bool = True

    @property
    def can_be_nothing(self) -> bool:
        """Whether `-` may say that there is none."""
        return self.default is None or self.default in ("", ())


@cache
def level_keys() -> dict[str, LevelKey]:
    """Return every key that a level can give, by name, in the order of the settings file."""
    found = {each.name: each for name in SECTIONS for each in _of_section(name)}
    for field, described in keys_of(_Below).items():
        place, _, name = field.partition("_")
        full = f"{place}.{name}"
        found[full] = _level_key(full, field, described, in_file=False)
    return found


def _of_section(place: str) -> Iterator[LevelKey]:
    for field, described in keys_of(model_of(place)).items():
        full = f"{place}.{described.name}"
        if full == _SEND_BY:
            yield _send_by()
        elif described.levels:
            yield _level_key(full, f"{place}_{field}", described, in_file=True)


def _level_key(name: str, field: str, described: Key, *, in_file: bool) -> LevelKey:
    return LevelKey(
        name, field, described.kind, described.help, described.default, described.idle, in_file
    )


def _send_by() -> LevelKey:
    """Return the channels: the file has them by kind of customer, a level simply has them."""
    from invoicectl.settings.invoicing import CHANNELS

    text = "The channels, in the order they are tried."
    return LevelKey(_SEND_BY, "invoice_send_by", CHANNELS, text, None)


def company_values(settings: Settings, kind: CustomerKind) -> dict[str, object]:
    """Return what the company gives, by key, for a kind of customer; typed, paths absolute."""
    found: dict[str, object] = {}
    for each in level_keys().values():
        place, _, field = each.field.partition("_")
        if each.name == _SEND_BY:
            found[each.name] = settings.channels(kind)
        elif each.in_file and settings.given(place):
            found[each.name] = getattr(settings.section(place), field)
        else:
            found[each.name] = each.default
    if found["invoice.terms_months"] is None:
        del found["invoice.terms_months"]
    else:
        del found["invoice.terms_days"]
    return found


def read_assignment(text: str) -> tuple[LevelKey, str | None]:
    """Return the key of `key=value` and the text to keep; None for `key=`, which takes it away.

    Raises:
        InputError: no such key, one that only the company has, or the value is not of its kind.
    """
    name, mark, value = text.partition("=")
    name = name.strip()
    if not mark or not name:
        raise InputError(f"'{text[:60]}' is not KEY=VALUE, as in invoice.terms_days=30.")
    found = level_keys().get(name)
    if found is None:
        raise InputError(f"{name[:60]}: {_unknown(name)}")
    try:
        return found, _kept_text(found, value)
    except InputError as error:
        raise InputError(f"{name}: {str(error).rstrip('.')}.") from None


def typed(found: LevelKey, text: str, folder: Path) -> object:
    """Return the typed value of a text that `read_assignment` gave; paths begin at `folder`."""
    if text == NOTHING and found.can_be_nothing:
        return found.default
    if isinstance(found.kind, Several):
        return found.kind.value(found.kind.many(text.split("\n")), folder)
    return found.kind.value(found.kind.plain(text), folder)


def value_text(found: LevelKey, value: object) -> str:
    """Return a value as people read it, several joined by commas; '' for none."""
    if value is None or value in ("", ()):
        return ""
    written = found.kind.written(value)
    return written if isinstance(written, str) else ", ".join(written)


def stored_text(found: LevelKey, value: object) -> str:
    """Return the text that stands for a typed value in a row."""
    written = found.kind.written(value)
    return written if isinstance(written, str) else "\n".join(written)


def _kept_text(found: LevelKey, value: str) -> str | None:
    stripped = value.strip()
    if not stripped:
        return None
    if stripped == NOTHING:
        if not found.can_be_nothing:
            raise InputError("cannot be nothing; give a value, or nothing behind the '='")
        return NOTHING
    if isinstance(found.kind, Several):
        parts = [part.strip() for part in stripped.replace("\n", ",").split(",")]
        texts = found.kind.many([part for part in parts if part])
        return "\n".join(dict.fromkeys(map(str, texts)))
    plain = found.kind.plain(stripped)
    if isinstance(plain, str):
        return plain
    return stored_text(found, plain)


def _unknown(name: str) -> str:
    """Return why a key cannot be given at a level."""
    if name.startswith(f"{_SEND_BY}."):
        return f"is for the settings file; here it is {_SEND_BY} alone."
    if name in _all_names():
        if name.startswith("kid."):
            why = "the bank knows one KID scheme for all its invoices"
            return f"is the company's alone, because {why}; change it in the settings file."
        return "is the company's alone; change it in the settings file."
    known = list(level_keys())
    meant = nearest(name, known) or _with_last_part(name)
    if meant:
        return f"there is no such key; did you mean '{meant}'?"
    return "there is no such key; 'invoicectl settings explain' shows all of them."


def _with_last_part(name: str) -> str:
    last = name.rpartition(".")[2].lower()
    return next((known for known in level_keys() if known.rpartition(".")[2] == last), "")


def _all_names() -> set[str]:
    """Return every key of the settings file."""
    return {name for place in SECTIONS for name in _names(model_of(place), place)}


def _names(model: type[Any], place: str) -> Iterator[str]:
    for described in keys_of(model).values():
        full = f"{place}.{described.name}"
        yield full
        if isinstance(described.kind, Group):
            yield from _names(described.kind.model, full)
