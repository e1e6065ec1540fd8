"""What the schema says about every key: rows for the reference page, a JSON Schema, `show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from invoicectl.settings.check import written_names
from invoicectl.settings.kinds import Group
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import keys_of
from invoicectl.settings.secret import Secret
from invoicectl.settings.secret import SecretKind
from invoicectl.settings.secret import Way
from invoicectl.settings.sections import OPTIONAL
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.settings.model import Settings

_JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One key as the reference page tells it; `default` is empty when there is none.

    `key` is `section.key` as written, a secret by its first way; `also` holds the other ways.
    """

    section: str
    key: str
    kind: str
    required: bool
    default: str
    derived: str
    example: str
    help: str
    ask: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One effective value, and where it comes from: `config.yaml:14`, `default` or what it follows.

    A secret shows the place it is fetched from, never itself.
    """

    key: str
    value: str
    source: str


def section_help(name: str) -> str:
    """Return the sentence that heads a section."""
    return " ".join(str(model_of(name).__doc__).split())


def reference_rows() -> tuple[ReferenceRow, ...]:
    """Return every key of every section, in the order of the example file."""
    return tuple(row for name in SECTIONS for row in _rows(model_of(name), name, name))


def _rows(model: type[Any], section: str, place: str) -> Iterator[ReferenceRow]:
    for key in keys_of(model).values():
        names = [f"{place}.{name}" for name in written_names(key)]
        if isinstance(key.kind, Group):
            yield from _rows(key.kind.model, section, names[0])
            continue
        yield ReferenceRow(
            section=section,
            key=names[0],
            kind=key.kind.words,
            required=key.required,
            default=_joined(key.default_text()),
            derived=key.derived,
            example=key.example,
            help=key.help,
            ask=key.ask,
            also=tuple(names[1:]),
        )


def shown_rows(settings: Settings) -> tuple[ShownRow, ...]:
    """Return every effective value with its source, section by section."""
    return tuple(
        row
        for name in SECTIONS
        if settings.given(name)
        for row in _shown(settings, settings.section(name), name)
    )


def _shown(settings: Settings, section: object, place: str) -> Iterator[ShownRow]:
    for field, key in keys_of(type(section)).items():
        value = getattr(section, field)
        if isinstance(key.kind, Group):
            yield from _shown(settings, value, f"{place}.{key.name}")
            continue
        names = [f"{place}.{name}" for name in written_names(key)]
        given = next((name for name in names if settings.line_of(name)), "")
        if given:
            source = f"{settings.path.name}:{settings.line_of(given)}"
        else:
            source = f"from {key.derived}" if key.derived else "default"
        yield ShownRow(given or f"{place}.{key.name}", _value_text(key, value), source)


def _value_text(key: Key, value: object) -> str:
    if value is None or value in ("", ()):
        return ""
    return value.place() if isinstance(value, Secret) else _joined(key.kind.written(value))


def _joined(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else ", ".join(text)


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of the settings file, for editors that check while one types.

    It knows kinds, bounds and help; check digits and rules between keys are left to
    `settings check`. Values are taken as an editor reads them, so numbers may stand for text.
    """
    needed = [name for name in SECTIONS if name not in OPTIONAL and _needs_keys(model_of(name))]
    return {
        "$schema": _JSON_SCHEMA,
        "title": "Settings of invoicectl",
        **_object({name: _section_schema(model_of(name)) for name in SECTIONS}, needed),
    }


def _needs_keys(model: type[Any]) -> bool:
    keys = keys_of(model).values()
    return any(key.required and not isinstance(key.kind, Group) for key in keys)


def _section_schema(model: type[Any]) -> dict[str, object]:
    properties: dict[str, object] = {}
    required: list[str] = []
    single: list[object] = []
    for key in keys_of(model).values():
        if isinstance(key.kind, SecretKind):
            properties.update(_secret_schema(key))
            names = written_names(key)
            pairs = [(one, two) for one in names for two in names if one < two]
            single += [{"not": {"required": list(pair)}} for pair in pairs]
        elif isinstance(key.kind, Group):
            properties[key.name] = _section_schema(key.kind.model)
        else:
            properties[key.name] = {"description": key.help, **key.kind.json_schema()}
            required += [key.name] if key.required else []
    found = _object(properties, required)
    found["description"] = " ".join(str(model.__doc__).split())
    if single:
        found["allOf"] = single
    if not required:
        found["type"] = ["object", "null"]  # all keys may be comments
    return found


def _object(properties: dict[str, object], required: list[str]) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if required:
        found["required"] = required
    return found


def _secret_schema(key: Key) -> dict[str, object]:
    words = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    one = {"type": "string", "minLength": 1}
    return {
        f"{key.name}_{way.value}": {
            "description": key.help,
            **(words if way is Way.COMMAND else one),
        }
        for way in Way
    }
