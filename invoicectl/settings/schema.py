"""How a key of the settings file is described: once, in the model itself.

The same description feeds the checks, `config.example.yaml`, the JSON Schema, `settings show` and
the reference page. Sections are frozen dataclasses whose fields are made by `key(...)`.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Generic
from typing import TypeVar
from typing import cast
from typing import dataclass_transform
from typing import overload

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

# What a checked value is before it becomes typed: plain enough to be kept in a file.
Plain = str | int | bool | tuple["Plain", ...]
Values = dict[str, "Plain | Values"]

_KEY: Final = "key"


class Kind(Generic[T]):
    """What a value may be: from its text to a plain value, and from there to the typed one."""

    words = "text"

    def plain(self, text: str) -> Plain:
        """Check the text of one scalar and return its plain value.

        Raises:
            InputError: the text is not of this kind; the sentence says what is.
        """
        raise AssertionError(text)  # kinds that are no scalar are handled by the checker

    def value(self, plain: Plain, folder: Path) -> T:
        """Return the typed value; `folder` is where relative paths begin."""
        del folder
        return cast("T", plain)

    def written(self, value: T) -> str | tuple[str, ...]:
        """Return the text or texts that stand for the typed value in a settings file."""
        return str(value)

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of one value (an editor has read YAML's own types)."""
        return {"type": ["string", "integer"]}


class Key:
    """One key: its kind, its help, and what holds when it is not given."""

    __slots__ = (
        "ask", "default", "derived", "example", "help", "idle", "kind", "levels", "name",
        "required",
    )  # fmt: skip

    def __init__(
        self, kind: Kind[Any], text: str, *, default: object, required: bool, marks: _Marks
    ) -> None:
        """Take what `key` was given; `name` is set when the model is read."""
        self.kind = kind
        self.help = text
        self.default = default
        self.required = required
        self.example, self.derived, self.ask, self.name, self.levels, self.idle = marks

    def default_text(self) -> str | tuple[str, ...]:
        """Return the default as it would be written, empty when there is none."""
        if self.required or self.default is None or self.derived:
            return ""
        return self.kind.written(self.default)


# example, derived, ask, name, levels, idle
_Marks = tuple[str, str, bool, str, bool, bool]


@overload
def key(
    kind: Kind[T], text: str, *, example: str = "", derived: str = "", ask: bool = False
) -> T: ...
@overload
def key(
    kind: Kind[T],
    text: str,
    *,
    default: T,
    example: str = "",
    ask: bool = False,
    name: str = "",
    levels: bool = False,
    idle: bool = False,
) -> T: ...
@overload
def key(
    kind: Kind[T],
    text: str,
    *,
    default: None,
    example: str = "",
    levels: bool = False,
    name: str = "",
) -> T | None: ...
def key(kind: Kind[Any], text: str, *, default: object = dataclasses.MISSING, **marks: Any) -> Any:
    """Describe one key of a section.

    Args:
        kind: what the value may be.
        text: one or two sentences for the example file and the reference.
        default: the typed value when the key is not given; None means there is none. Without it
            the key is required, or `derived`.
        **marks: `example` as it would be written; `derived` says in words what the value follows
            from when it is not given; `ask` puts the key into a file made by `init`; `name` is how
            the key is written when it differs from the field (units stand in field names);
            `levels` says that a customer, project, order, agreement or invoice can have its own;
            `idle` that this version does nothing with it yet.
    """
    derived = str(marks.get("derived", ""))
    missing = default is dataclasses.MISSING
    described = Key(
        kind,
        text,
        default=default,
        required=missing and not derived,
        marks=(
            str(marks.get("example", "")),
            derived,
            bool(marks.get("ask", False)),
            str(marks.get("name", "")),
            bool(marks.get("levels", False)),
            bool(marks.get("idle", False)),
        ),
    )
    metadata = {_KEY: described}
    if missing:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(key,))
def section(model: type[T]) -> type[T]:
    """Make a class of keys a frozen, slotted record; its docstring heads the section's help."""
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(model)


def keys_of(model: type[Any]) -> dict[str, Key]:
    """Return the keys of a section in order, by the name of the field that holds them."""
    found: dict[str, Key] = {}
    for field in dataclasses.fields(model):
        described: Key = field.metadata[_KEY]
        described.name = described.name or field.name
        found[field.name] = described
    return found
