"""From the tree of a settings file to checked plain values, with every fault found on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import InputError
from invoicectl.settings.kinds import Group
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import nearest
from invoicectl.settings.nodes import Fault
from invoicectl.settings.nodes import Items
from invoicectl.settings.nodes import Mapping
from invoicectl.settings.nodes import Scalar
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import Plain
from invoicectl.settings.schema import Values
from invoicectl.settings.schema import keys_of
from invoicectl.settings.secret import SecretKind
from invoicectl.settings.secret import Way
from invoicectl.settings.sections import FORMER
from invoicectl.settings.sections import OPTIONAL
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of
from invoicectl.settings.yaml_text import shown

if TYPE_CHECKING:
    from invoicectl.settings.nodes import Entry
    from invoicectl.settings.nodes import Node

_NULLS: Final = frozenset({"~", "null", "Null", "NULL"})
_NO_VALUE: Final = "has no value; write one (in quotes if it begins with #), or remove the line"


class Reading:
    """What has been understood so far: values by section and field, their lines, the faults."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.values: dict[str, Values] = {}
        self.lines: dict[str, int] = {}
        self.faults: list[Fault] = []

    def fault(self, key: str, sentence: str, *, line: int | None = None) -> None:
        """Report a fault of `section.key`, in its own line or else in that of its section."""
        at = line or self.lines.get(key) or self.lines.get(key.partition(".")[0], 1)
        self.faults.append(Fault(at, key, sentence.rstrip(".")))

    def plain(self, section: str, field: str) -> Plain | None:
        """Return a value as read, None when it is not given or was faulty."""
        value = self.values.get(section, {}).get(field)
        return None if isinstance(value, dict) else value

    def text(self, section: str, field: str) -> str:
        """Return a value that is text, empty when it is not given or was faulty."""
        value = self.plain(section, field)
        return value if isinstance(value, str) else ""


def check_tree(root: Mapping) -> Reading:
    """Check every section of the file against its model; rules between keys come after this."""
    reading = Reading()
    sections = _by_name(root, reading)
    for name, entry in sections.items():
        if name not in SECTIONS:
            reading.fault(name, _unknown_section(name), line=entry.line)
    slips = {nearest(name, list(SECTIONS)) for name in sections if name not in SECTIONS}
    for name in SECTIONS:
        found = sections.get(name)
        if found is not None:
            reading.lines[name] = found.line
            mapping = _mapping(found, name, reading)
            if mapping is not None and not (name in OPTIONAL and not mapping.entries):
                reading.values[name] = _checked(mapping, model_of(name), name, reading)
        elif name not in OPTIONAL and name not in slips:
            _absent_section(name, reading)
    return reading


def _by_name(root: Mapping, reading: Reading) -> dict[str, Entry]:
    """Return the sections by the name they have today."""
    sections: dict[str, Entry] = {}
    for entry in root.entries:
        name = FORMER.get(entry.key, entry.key)
        if name in sections:
            reading.fault(name, f"'{entry.key}' is the same section; keep one", line=entry.line)
        else:
            sections[name] = entry
    return sections


def _absent_section(name: str, reading: Reading) -> None:
    """Report a section that cannot do without keys; fill any other with what holds by itself."""
    keys = keys_of(model_of(name)).values()
    missing = [key.name for key in keys if key.required and not isinstance(key.kind, Group)]
    if missing:
        listed = ", ".join(missing)
        reading.fault(name, f"the section is missing; add it with {listed}", line=1)
    else:
        reading.values[name] = _checked(Mapping((), 1), model_of(name), name, reading)


def _mapping(entry: Entry, place: str, reading: Reading) -> Mapping | None:
    """Return the keys of a section; one whose keys are all comments is empty."""
    match entry.node:
        case Mapping() as mapping:
            return mapping
        case Scalar(text="", quoted=False, usable=True, line=line):
            return Mapping((), line)
        case Scalar(usable=False):
            return None
        case Scalar(text=text, quoted=False, line=line) if ":" in text:
            reading.fault(place, "a key lacks the blank after its ':'", line=line)
            return None
        case Scalar(line=line) | Items(line=line):
            sentence = "is a section; write 'key: value' on the lines below it, indented"
            reading.fault(place, sentence, line=line)
            return None


def _checked(mapping: Mapping, model: type[Any], place: str, reading: Reading) -> Values:
    """Check the keys of one section against its model."""
    values: Values = {}
    fields = keys_of(model)
    known = {name: (field, key) for field, key in fields.items() for name in written_names(key)}
    slips: set[str] = set()
    for entry in mapping.entries:
        full = f"{place}.{entry.key}"
        if entry.key in known:
            field, key = known[entry.key]
            reading.lines[full] = entry.line
            if field in values:
                reading.fault(
                    full, f"the {field} is given in another way already; keep one of them"
                )
            else:
                _take(entry, field, key, place=place, values=values, reading=reading)
        elif entry.key in fields and isinstance(fields[entry.key].kind, SecretKind):
            slips.add(entry.key)
            reading.fault(full, _plain_secret(entry.key), line=entry.line)
        else:
            meant = nearest(entry.key, list(known))
            slips.add(known[meant][0] if meant else "")
            sentence = _unknown_key(entry.key, meant, place)
            reading.fault(f"{place}.{shown(entry.key)}", sentence, line=entry.line)
    for field, key in fields.items():
        given = any(f"{place}.{name}" in reading.lines for name in written_names(key))
        if key.required and not given and field not in slips:
            _absent_key(field, key, place=place, values=values, reading=reading)
    return values


def _absent_key(field: str, key: Key, *, place: str, values: Values, reading: Reading) -> None:
    if isinstance(key.kind, Group):
        values[field] = {}
        return
    sentence = f"is missing; add it, as in {key.name}: {key.example}"
    reading.fault(f"{place}.{key.name}", sentence)


def _take(
    entry: Entry, field: str, key: Key, *, place: str, values: Values, reading: Reading
) -> None:
    """Check one value, and keep it when it is right."""
    full = f"{place}.{entry.key}"
    if isinstance(key.kind, Group):
        mapping = _mapping(entry, full, reading)
        if mapping is not None:
            values[field] = _checked(mapping, key.kind.model, full, reading)
        return
    try:
        if isinstance(key.kind, SecretKind):
            way = Way(entry.key.rpartition("_")[2])
            values[field] = (way.value, *_secret(way, entry.node))
        elif (plain := _value(key, entry.node)) is not None:
            values[field] = plain
    except InputError as error:
        reading.fault(full, str(error), line=entry.node.line)


def _value(key: Key, node: Node) -> Plain | None:
    """Return the plain value of a node; None when a fault of its form was reported before."""
    if isinstance(node, Mapping):
        raise InputError(f"must be {key.kind.words}, not a section of its own")
    if isinstance(node, Items):
        if not isinstance(key.kind, Several):
            raise InputError(f"must be {key.kind.words}, not a list")
        texts = _texts(node)
        return None if texts is None else key.kind.many(texts)
    return key.kind.plain(_text(node)) if node.usable else None


def _texts(node: Items) -> list[str] | None:
    """Return the texts of a list; None when a fault of one was reported before."""
    texts: list[str] = []
    for item in node.items:
        if not isinstance(item, Scalar):
            raise InputError("each entry of the list must be a single value")
        if not item.usable:
            return None
        texts.append(_text(item))
    return texts


def _text(node: Scalar) -> str:
    if not node.text.strip():
        raise InputError(_NO_VALUE)
    if not node.quoted and node.text in _NULLS:
        raise InputError("is null; remove the line, or put the text in quotes if it is meant")
    return node.text.strip("\n")


def _secret(way: Way, node: Node) -> tuple[str, ...]:
    """Return where a secret comes from: the words of a command, or one name or path."""
    if way is Way.COMMAND:
        texts = _texts(node) if isinstance(node, Items) else None
        if not texts:
            raise InputError('must be a list of words, as in ["pass", "show", "smtp"]')
        return tuple(texts)
    if not isinstance(node, Scalar) or not node.usable:
        what = "the name of an environment variable" if way is Way.ENV else "a path"
        raise InputError(f"must be {what}")
    text = _text(node)
    if way is Way.ENV and not (text.isascii() and text.replace("_", "a").isidentifier()):
        raise InputError("must be the name of an environment variable, as in SMTP_PASSWORD")
    if not text.isprintable():
        raise InputError("holds an invisible control character; type it anew")
    return (text,)


def written_names(key: Key) -> tuple[str, ...]:
    """Return how a key can be written: one name, or one for each way to give a secret."""
    if isinstance(key.kind, SecretKind):
        return tuple(f"{key.name}_{way.value}" for way in Way)
    return (key.name,)


def _plain_secret(name: str) -> str:
    ways = f"{name}_command, {name}_env or {name}_file"
    return f"a secret is never written into this file; remove it and use {ways}"


def _unknown_section(name: str) -> str:
    if meant := nearest(name, list(SECTIONS)):
        return f"there is no such section; did you mean '{meant}'?"
    owners = _owners(name)
    if owners:
        return f"there is no such section; the key belongs into {owners}"
    return f"there is no such section; known are {', '.join(SECTIONS)}"


def _unknown_key(name: str, meant: str, place: str) -> str:
    if meant:
        return f"there is no such key; did you mean '{meant}'?"
    if name in SECTIONS:
        return f"'{name}' is a section of its own; write it without indentation"
    if owners := _owners(name):
        return f"there is no such key in '{place}'; it belongs into {owners}"
    return "there is no such key; config.example.yaml shows all of them"


def _owners(name: str) -> str:
    """Return the sections that do have a key of this name, in words."""
    found = [
        f"'{section}'"
        for section in SECTIONS
        if any(name in written_names(key) for key in keys_of(model_of(section)).values())
    ]
    return " or ".join(found)
