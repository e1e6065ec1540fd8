"""The guarded way XML comes in: streamed, one wanted record at a time, bombs refused at once.

Nothing in the file is ever fetched or expanded: a DOCTYPE is refused where it begins, and without
one there are no entities but XML's own five. Depth, length of texts and tags, and the number of
elements a record may have are limited, so that time and memory follow the size of the file.
"""

from __future__ import annotations

import pyexpat
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from enum import Enum
from enum import auto
from typing import Final
from typing import NoReturn

from invoicectl.errors import BadFileError

CHUNK_BYTES: Final = 64 * 1024
DEPTH_MAX: Final = 64
TEXT_MAX: Final = 64 * 1024
TOKEN_MAX: Final = 1024 * 1024
PARTS_MAX: Final = 1_000_000
ANEW: Final = "fetch the file anew from the bank"

_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]
_NAMES_MAX: Final = 200
_NAME_MAX: Final = 100
_BLANKS: Final = b" \t\r\n"
_ENCODINGS: Final = ("utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii")


class Keep(Enum):
    """What is done with an element."""

    PASS = auto()
    """It only leads to others."""
    NOTHING = auto()
    """It is passed over with all that it holds."""
    TEXT = auto()
    """Its text, and that of all elements in it, is a value; it may stand once in a record."""
    TEXTS = auto()
    """The same, but it may stand several times."""
    RECORD = auto()
    """It is a record of its own, kept in the one around it."""
    STREAMED = auto()
    """It is a record that is handed out when it ends, and then forgotten."""


@dataclass(slots=True)
class Shape:
    """What to take from one element: a tree of names without namespaces, see `record`.

    `key` is what its value or record is called; `attribute` names one whose value is kept as
    `key@attribute`.
    """

    keep: Keep = Keep.PASS
    key: str = ""
    attribute: str = ""
    children: _Names = field(default_factory=lambda: _Names(_PASSED_OVER))
    is_text: bool = False
    is_many: bool = False
    is_begun: bool = False
    is_ended: bool = False


class _Names(dict[str, Shape]):
    """Names of elements -> their shapes; a name that nobody wanted leads to `other`."""

    def __init__(self, other: Shape | None) -> None:
        super().__init__()
        self.other = other

    def __missing__(self, tag: str) -> Shape:
        """Find a name with its prefix, and keep what was found for the next time."""
        _, colon, local = tag.rpartition(":")
        found = self.get(local) if colon else None
        found = found or self.other
        assert found is not None  # only while the module is loaded
        if len(self) < _NAMES_MAX and len(tag) < _NAME_MAX:
            self[tag] = found
        return found


def _closed_shape() -> Shape:
    """Return the shape of what is passed over, which has itself as every child."""
    names = _Names(None)
    names.other = Shape(Keep.NOTHING, children=names, is_begun=True)
    return names.other


_PASSED_OVER: Final[Shape] = _closed_shape()


class Record:
    """One element with its values; a position counts from 1 and is that of its start tag."""

    __slots__ = ("column", "kept_before", "key", "line", "parent", "parts", "texts", "values")

    def __init__(self, key: str, line: int, column: int, parent: Record | None) -> None:
        """Begin empty."""
        self.key = key
        self.line = line
        self.column = column
        self.parent = parent
        self.values: dict[str, str] = {}
        self.texts = _NO_TEXTS
        self.parts = _NO_PARTS
        self.kept_before = 0

    def get(self, key: str) -> str:
        """Return a value, empty when the file has none."""
        return self.values.get(key, "")

    def all(self, key: str) -> list[Record]:
        """Return the records within this one that are called `key`, in file order."""
        return self.parts.get(key, [])


_NO_TEXTS: Final[dict[str, list[str]]] = {}
_NO_PARTS: Final[dict[str, list[Record]]] = {}


def document(parts: Mapping[str, Shape]) -> Shape:
    """Return the shape of a whole document, from the paths of its records."""
    return _with_parts(Shape(), parts)


def record(
    texts: Mapping[str, str],
    *,
    many: Mapping[str, str] | None = None,
    parts: Mapping[str, Shape] | None = None,
    streamed: bool = False,
) -> Shape:
    """Return the shape of a record.

    Args:
        texts: path from the record, such as `a/b/Amt@Ccy` -> what its value is called; two paths
            may have one name when only one of them can be there.
        many: the same for what may stand several times.
        parts: path -> the record that stands there, called by the last name of the path.
        streamed: whether it is handed out by itself.
    """
    shape = Shape(Keep.STREAMED if streamed else Keep.RECORD, is_begun=True, is_ended=True)
    for keep, named in ((Keep.TEXT, texts), (Keep.TEXTS, many or {})):
        for path, key in named.items():
            names, _, attribute = path.partition("@")
            *on_the_way, last = names.split("/")
            leaf = Shape(keep, key, attribute, is_text=True, is_many=keep is Keep.TEXTS)
            _way(shape, on_the_way).children[last] = leaf
    return _with_parts(shape, parts or {})


def _with_parts(shape: Shape, parts: Mapping[str, Shape]) -> Shape:
    for path, part in parts.items():
        *on_the_way, last = path.split("/")
        _way(shape, on_the_way).children[last] = part
        part.key = last
    return shape


def _way(shape: Shape, names: Sequence[str]) -> Shape:
    for name in names:
        shape = shape.children.setdefault(name, Shape())
    return shape


def records(chunks: Iterable[bytes], shape: Shape, *, name: str) -> Iterator[Record]:
    """Yield the streamed records of an XML document, each when its end tag has been read.

    Args:
        chunks: the content in pieces, see `pieces`.
        shape: of the whole document, its root element at the top.
        name: what the file is called in errors.

    Raises:
        BadFileError: no well-formed XML, cut off, or made to do harm; records that were yielded
            before must be forgotten.
    """
    found: list[Record] = []
    reader = Reader(shape, name, found.append)
    for chunk in chunks:
        reader.feed(chunk)
        yield from found
        found.clear()
    reader.close()


def pieces(content: bytes) -> Iterator[bytes]:
    """Yield a file in pieces, without what mail and old programs add around it."""
    end = len(content.rstrip(_BLANKS + b"\x1a\x00"))
    for at in range(0, end, CHUNK_BYTES):
        yield content[at : min(at + CHUNK_BYTES, end)]


class Reader:
    """One pass over one document; the two functions that expat calls most are in `_handlers`."""

    def __init__(self, shape: Shape, name: str, take: Callable[[Record], None]) -> None:
        """Read a document of this shape, and hand each streamed record to `take` as it ends.

        What stands after a record has not been read by then, whatever the pieces of the file.
        """
        self.name = name
        self.take = take
        self.fed = 0
        self.lines_before = 0
        self.has_begun = False
        self.record = Record("", 1, 1, None)
        self.kept = 0
        self.texts: list[str] = []
        self.around: list[Shape] = []
        self.parser = pyexpat.ParserCreate()
        self.parser.buffer_text = False
        self.parser.StartElementHandler, self.parser.EndElementHandler = _handlers(self, shape)
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype

    def close(self) -> None:
        """Refuse the document when it has not ended.

        Raises:
            BadFileError: it is cut off.
        """
        self.feed(b"", is_last=True)

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            BadFileError: no well-formed XML, or made to do harm.
        """
        if not self.has_begun:
            whole, chunk = chunk, chunk.lstrip(_BLANKS)
            self.lines_before += whole[: len(whole) - len(chunk)].count(b"\n")
            self.has_begun = bool(chunk)
        try:
            self.parser.Parse(chunk, is_last)
        except pyexpat.ExpatError as error:
            self.broken(error, is_last=is_last)
        self.fed += len(chunk)
        if self.fed - self.parser.CurrentByteIndex > TOKEN_MAX:
            self.refuse(f"a tag or comment is longer than {TOKEN_MAX // 2**20} MiB")
        if sum(map(len, self.texts)) > TEXT_MAX:
            self.refuse(f"a text is longer than {TEXT_MAX:,} characters")

    def begin(self, shape: Shape) -> None:
        """Open a record, or go deeper into what is passed over."""
        if shape.keep is Keep.NOTHING:
            if len(self.around) > DEPTH_MAX:
                self.refuse(f"elements lie more than {DEPTH_MAX} deep in each other")
            return
        parser = self.parser
        line = parser.CurrentLineNumber + self.lines_before
        record = Record(shape.key, line, parser.CurrentColumnNumber + 1, self.record)
        record.kept_before = self.kept
        self.record = record

    def end(self, shape: Shape) -> None:
        """Hand a record out, or keep it in the one around it."""
        record = self.record
        around = record.parent
        assert around is not None  # only the outermost has none, and that never ends
        self.record = around
        if shape.keep is Keep.STREAMED:
            self.kept = record.kept_before
            self.take(record)
            return
        record.parent = None  # or both would hold each other
        self.count_kept()
        if around.parts is _NO_PARTS:
            around.parts = {}
        around.parts.setdefault(record.key, []).append(record)

    def keep_text(self, shape: Shape) -> None:
        """Keep what stands in an element, all pieces of it joined."""
        texts = self.texts
        text = (texts[0] if len(texts) == 1 else "".join(texts)).strip()
        texts.clear()
        if len(text) > TEXT_MAX:
            self.refuse(f"the text of {shape.key} is longer than {TEXT_MAX:,} characters")
        if shape.is_many:
            self.count_kept()
            if self.record.texts is _NO_TEXTS:
                self.record.texts = {}
            self.record.texts.setdefault(shape.key, []).append(text)
            return
        values = self.record.values
        if shape.key in values:
            self.refuse(f"{shape.key} stands twice in one {self.record.key}, where one is expected")
        values[shape.key] = text

    def keep_attribute(self, shape: Shape, attributes: dict[str, str]) -> None:
        """Keep the one attribute of a text that is wanted."""
        if shape.attribute in attributes:
            self.record.values[f"{shape.key}@{shape.attribute}"] = attributes[shape.attribute]

    def count_kept(self) -> None:
        """Refuse a record that would fill the memory with its parts."""
        self.kept += 1
        if self.kept > PARTS_MAX:
            self.refuse(f"one element has more than {PARTS_MAX:,} parts")

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Refuse the encodings that no bank uses: some are made of more than one step."""
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            shown = ascii(encoding[:20])
            self.refuse(f"the encoding {shown} is not one of {', '.join(_ENCODINGS)}")

    def doctype(self, *_declared: object) -> NoReturn:
        """Refuse any DOCTYPE: with it, a file may ask for other files or grow without bound."""
        raise BadFileError(
            self.name,
            f"column {self.parser.CurrentColumnNumber + 1}: there is a DOCTYPE here, which no bank"
            " file has and which may do harm; nothing of the file was used",
            line=self.parser.CurrentLineNumber + self.lines_before,
        )

    def refuse(self, sentence: str) -> NoReturn:
        """Refuse what no bank writes, at the place that has been reached."""
        raise BadFileError(
            self.name,
            f"column {self.parser.CurrentColumnNumber + 1}: {sentence}; {ANEW}",
            line=self.parser.CurrentLineNumber + self.lines_before,
        )

    def broken(self, error: pyexpat.ExpatError, *, is_last: bool) -> NoReturn:
        """Refuse what is no well-formed XML, or what has ended too early."""
        if is_last:
            sentence = f"the file ends here, before its last end tag; it is cut off, so {ANEW}"
        else:
            what = pyexpat.ErrorString(error.code)
            sentence = f"column {error.offset + 1}: the XML is damaged here ({what}); {ANEW}"
        raise BadFileError(self.name, sentence, line=error.lineno + self.lines_before) from None


def _handlers(reading: Reader, root: Shape) -> tuple[_Start, _End]:
    """Return what expat calls for each start tag and each end tag, a million times: no self in it.

    While no text is wanted, none is asked for.
    """
    shape = root
    parser, texts = reading.parser, reading.texts
    push, pop = reading.around.append, reading.around.pop
    put, begin, end, keep_text = texts.append, reading.begin, reading.end, reading.keep_text

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal shape
        push(shape)
        shape = shape.children[tag]
        if shape.is_text:
            parser.CharacterDataHandler = put
            if attributes:
                reading.keep_attribute(shape, attributes)
        elif shape.is_begun:
            begin(shape)

    def ended(_tag: str) -> None:
        nonlocal shape
        done = shape
        shape = pop()
        if done.is_text:
            parser.CharacterDataHandler = None
            keep_text(done)
        elif done.is_ended:
            end(done)

    return started, ended
