"""YAML as plain text: every scalar stays a string, and whatever could surprise is refused.

Settings use a small, safe part of YAML: mappings, lists and scalars. Which type a value has is
said by the schema, never by the way it looks, so `country: NO` and postcode `0150` stay what they
are. Anchors, aliases, tags, merge keys and several documents are refused with their line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.settings.nodes import Entry
from invoicectl.settings.nodes import Fault
from invoicectl.settings.nodes import Items
from invoicectl.settings.nodes import Mapping
from invoicectl.settings.nodes import Node
from invoicectl.settings.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml import Event
    from yaml import YAMLError

SIZE_MAX: Final = 1 << 20
DEPTH_MAX: Final = 20
_SHOWN_MAX: Final = 60

# Signs that no editor shows, or that YAML counts as a line break and editors do not.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)"
)
_TAB_INDENT = re.compile(r"^ *\t+ *[^\s#]", re.MULTILINE)

# What the parser complains about -> what the user can do. The first part that fits is used.
_SYNTAX: Final = (
    (
        "mapping values",
        "a ': ' inside a value; put the value in quotes, or correct this line and the one above",
    ),
    ("could not find expected ':'", "a line without 'key:', or a quote that is never closed"),
    ("expected <block end>", "the indentation or a quote does not fit the lines above"),
    ("did not find expected key", "the indentation or a quote does not fit the lines above"),
    ("did not find expected '-'", "the indentation does not fit the list above"),
    (
        "cannot start any token",
        "a value begins with a sign YAML keeps for itself; put it in quotes",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed"),
    ("unexpected document indicator", "'---' inside a quoted text; is a quote left open?"),
    ("unknown escape", "a backslash in double quotes; use single quotes"),
    ("escape", "a backslash in double quotes; use single quotes"),
    ("alphabetic or numeric", "a value begins with * or &; put it in quotes"),
    ("expected ',' or", "a bracket is opened here and not closed, or a comma is missing"),
    ("block entries are not allowed", "a list item '-' cannot stand here; put it on its own line"),
    ("directive", "a line begins with %; put a value that begins with % in quotes"),
    ("tag", "a value begins with !; put it in quotes"),
)


class _Stopped(Exception):  # noqa: N818 - carries a fault to the end of the reading, is no error
    """Reading cannot go on past this fault."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(line, "", sentence)


class _Open:
    """A mapping or list whose end has not been reached yet."""

    __slots__ = ("entries", "items", "key", "line", "seen", "usable")

    def __init__(self, line: int, *, is_mapping: bool, usable: bool) -> None:
        self.line = line
        self.usable = usable
        self.items: list[Node] = []
        self.entries: list[Entry] = []
        self.seen: dict[str, int] | None = {} if is_mapping else None
        self.key: Scalar | None = None

    def close(self) -> Node:
        if not self.usable:
            return Scalar("", self.line, usable=False)
        if self.seen is None:
            return Items(tuple(self.items), self.line)
        return Mapping(tuple(self.entries), self.line)


def read_tree(source: bytes) -> tuple[Mapping, tuple[Fault, ...]]:
    """Return the tree of a settings file and all faults of its form, in the order of the lines.

    A fault after which nothing can be trusted (encoding, size, syntax, depth) ends the reading:
    then the tree is empty. Others (an alias, a key twice) leave the rest readable.
    """
    faults: list[Fault] = []
    try:
        text = _decoded(source)
        return _tree(text, faults), tuple(faults)
    except _Stopped as stopped:
        return Mapping((), 1), (*faults, stopped.fault)


def _decoded(source: bytes) -> str:
    """Return the text, one leading byte order mark taken away."""
    if len(source) > SIZE_MAX:
        raise _Stopped(1, "the file is larger than 1 MiB; this is not a settings file")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise _Stopped(line, "a byte is not UTF-8; save the file as UTF-8") from None
    if found := _INVISIBLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        sign = f"U+{ord(found.group()):04X}"
        raise _Stopped(line, f"an invisible control character ({sign}); delete it")
    if found := _TAB_INDENT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise _Stopped(line, "a tab in the indentation; use blanks")
    return text


def _tree(text: str, faults: list[Fault]) -> Mapping:
    import yaml

    try:
        root = _built(
            yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), faults
        )
    except yaml.YAMLError as error:
        last = text.count("\n", 0, len(text) - 1)
        raise _Stopped(*_syntax_fault(error, last)) from None
    if root is None or (isinstance(root, Scalar) and not root.text and root.usable):
        raise _Stopped(1, "the file is empty; run 'invoicectl init' or copy config.example.yaml")
    if not isinstance(root, Mapping):
        raise _Stopped(root.line, "the file must hold sections such as 'company:'")
    return root


def _built(events: Iterator[Event], faults: list[Fault]) -> Node | None:
    """Follow the parser's events with an own stack, so that nesting costs no recursion."""
    import yaml

    stack: list[_Open] = []
    root: Node | None = None
    documents = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise _Stopped(line, "a second document begins; one file holds one company")
                continue
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                usable = _refuse_marks(event, line, faults)
                if len(stack) == DEPTH_MAX:
                    raise _Stopped(line, f"nested more than {DEPTH_MAX} levels deep")
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                stack.append(_Open(line, is_mapping=is_mapping, usable=usable))
                continue
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                node = stack.pop().close()
            case yaml.ScalarEvent():
                usable = _refuse_marks(event, line, faults)
                node = Scalar(event.value, line, quoted=bool(event.style), usable=usable)
            case yaml.AliasEvent():
                _fault(faults, line, "a value that begins with * is an alias; put it in quotes")
                node = Scalar("", line, usable=False)
            case _:
                continue
        if stack:
            _put(stack[-1], node, faults)
        else:
            root = node
    return root


def _refuse_marks(event: Event, line: int, faults: list[Fault]) -> bool:
    """Report an anchor or a tag; return whether there was none."""
    if getattr(event, "anchor", None) is not None:
        _fault(faults, line, "a value that begins with & is an anchor; put it in quotes")
        return False
    if getattr(event, "tag", None) is not None:
        _fault(faults, line, "a value that begins with ! is a tag; put it in quotes")
        return False
    return True


def _put(parent: _Open, node: Node, faults: list[Fault]) -> None:
    """Give the finished node its place in the list or mapping around it."""
    if parent.seen is None:
        parent.items.append(node)
    elif parent.key is None:
        parent.key = _key(node, faults)
    else:
        key, parent.key = parent.key, None
        if not key.usable:
            return
        if key.text in parent.seen:
            first = parent.seen[key.text]
            _fault(
                faults, key.line, f"the key '{shown(key.text)}' is there already, in line {first}"
            )
            return
        parent.seen[key.text] = key.line
        parent.entries.append(Entry(key.text, key.line, node))


def _key(node: Node, faults: list[Fault]) -> Scalar:
    if not isinstance(node, Scalar):
        _fault(faults, node.line, "a list or mapping stands where a key belongs")
        return Scalar("", node.line, usable=False)
    if node.usable and node.text == "<<":
        _fault(faults, node.line, "merge keys (<<) are not used here; write the keys out")
    elif node.usable and not node.text:
        _fault(faults, node.line, "a key is missing before the ':'")
    else:
        return node
    return Scalar("", node.line, usable=False)


def _fault(faults: list[Fault], line: int, sentence: str) -> None:
    faults.append(Fault(line, "", sentence))


def _syntax_fault(error: YAMLError, last: int) -> tuple[int, str]:
    """Return the line and an own sentence for what the parser found.

    The parser counts the end of the file as a line of its own; `last` is the last there is, from 0.
    """
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    opened = getattr(error, "context_mark", None)
    if opened is not None and ("quoted" in context or "flow" in context):
        mark = opened  # the quote or bracket that was left open, not the end of the file
    line = min(mark.line, last) + 1 if mark is not None else 1
    for part, sentence in _SYNTAX:
        if part in problem:
            return line, sentence
    return line, "this line is not readable as YAML; compare it with config.example.yaml"


def shown(text: str) -> str:
    """Return a user's text safe for a message: printable and short."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text[:_SHOWN_MAX])
    return f"{plain}…" if len(text) > _SHOWN_MAX else plain
