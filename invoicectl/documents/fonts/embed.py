"""Embed the blocks a document uses: a dynamic font for reportlab that keeps its bytes.

reportlab asks a font with `_dynamicFont` for runs of text and their sub-fonts while a page is
drawn, and for PDF objects at the end. Its own TrueType class subsets and deflates anew for every
document; here the program, the widths and the ToUnicode map were made before and are only copied.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFObject

from invoicectl.documents.fonts.face import load_face

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfbase.pdfdoc import PDFDocument

    from invoicectl.documents.fonts.face import Block
    from invoicectl.documents.fonts.face import Face


class RawObject(PDFObject):
    """A PDF object whose bytes are finished, but for references to other objects.

    `body` is bytes with a `%s` for each of `references`, or plain bytes when there is none.
    """

    __RefOnly__ = 1

    def __init__(self, body: bytes, *references: PDFObject) -> None:
        """Keep the bytes; the references get their numbers when the file is written."""
        self.body = body
        self.references = references

    def format(self, document: Any) -> bytes:
        """Return the bytes of the object, its references resolved."""
        if not self.references:
            return self.body
        return self.body % tuple(
            document.Reference(each).format(document) for each in self.references
        )


class EmbeddedFace:
    """A face as reportlab wants it: `canvas.setFont("Inter-Regular", 9)` works like any font."""

    _dynamicFont = 1  # noqa: N815  (the names are reportlab's)
    _multiByte = 1  # noqa: N815
    shapable = False

    def __init__(self, face: Face) -> None:
        """Wrap the face; the blocks used by each document are noted until it is written."""
        self.source = face
        self.fontName = self.name = face.metrics.name
        self.face = self
        self.ascent = face.metrics.ascent
        self.descent = face.metrics.descent
        self.builtIn = False
        self._used: WeakKeyDictionary[PDFDocument, dict[int, str]] = WeakKeyDictionary()
        self._objects: dict[int, tuple[bytes, bytes, bytes, bytes]] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802, ARG002
        """Return the width in points."""
        return self.source.width(text, size)

    def splitString(  # noqa: N802
        self,
        text: str,
        doc: PDFDocument,  # noqa: ARG002
        encoding: str = "utf-8",  # noqa: ARG002
    ) -> list[tuple[int, bytes]]:
        """Return the runs of the text as (block number, codes)."""
        return [(number, _codes(body)) for number, body in self.source.encode(text)]

    def getSubsetInternalName(self, subset: int, doc: PDFDocument) -> str:  # noqa: N802
        """Return the name of the block in the page's resources, such as `/Inter-Regular+0`."""
        return f"/{self.use(subset, doc)}"

    def use(self, number: int, doc: PDFDocument) -> str:
        """Note that a document needs a block; return its resource name without the slash."""
        used = self._used.get(doc)
        if used is None:
            used = self._used[doc] = {}
            doc.fontMapping[self.fontName] = f"/{self.fontName}"
            doc.delayedFonts.append(self)
        name = used.get(number)
        if name is None:
            name = used[number] = f"{self.fontName}+{number}"
        return name

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Add the objects of every block used to the document; called once, at its end."""
        fonts = doc.idToObject["BasicFonts"].dict
        for number, name in sorted(self._used.pop(doc).items()):
            program, cmap, descriptor, font = self.prepared(number)
            file = RawObject(program)
            fonts[name] = RawObject(font, RawObject(descriptor, file), RawObject(cmap))

    def prepared(self, number: int) -> tuple[bytes, bytes, bytes, bytes]:
        """Return program, ToUnicode map, descriptor and font dictionary of a block; kept."""
        if number not in self._objects:
            self._objects[number] = _objects_of(self.source, self.source.blocks[number])
        return self._objects[number]


@cache
def embedded_face(weight: str) -> EmbeddedFace:
    """Return the reportlab font of one weight, registered under its name; once a process."""
    font = EmbeddedFace(load_face(weight))
    pdfmetrics.registerFont(font)
    return font


def stream(entries: bytes, deflated: bytes) -> bytes:
    """Return a stream object of data that is deflated already; `entries` go into its dictionary."""
    head = b"<< %s /Filter /FlateDecode /Length %d >>" % (entries, len(deflated))
    return head + b"\nstream\n" + deflated + b"\nendstream\n"


def _objects_of(face: Face, block: Block) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the four objects of one block (PDF 32000-1, 9.6.3, 9.8 and 9.10.3)."""
    metrics = face.metrics
    name = f"{_tag(block.number)}+{metrics.name}".encode()
    program = stream(b"/Length1 %d" % block.length, block.program())
    cmap = stream(b"", zlib.compress(_to_unicode(block), 9))
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0 "
        b"/Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %%s >>"
    ) % (
        name,
        " ".join(map(str, metrics.bbox)).encode(),
        metrics.ascent,
        metrics.descent,
        metrics.cap_height,
        metrics.stem_v,
    )
    font = (
        b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /FirstChar %d /LastChar %d "
        b"/Widths [%s] /FontDescriptor %%s /ToUnicode %%s >>"
    ) % (name, min(block.codes), max(block.codes), _widths(block))
    return program, cmap, descriptor, font


def _tag(number: int) -> str:
    """Return the six capitals that mark a subset (PDF 32000-1, 9.6.4)."""
    return f"INVO{chr(65 + number // 26)}{chr(65 + number % 26)}"


def _widths(block: Block) -> bytes:
    """Return the widths from the first code to the last, 0 where the block has no character."""
    known = dict(zip(block.codes, block.widths, strict=True))
    codes = range(min(known), max(known) + 1)
    return " ".join(str(known.get(code, 0)) for code in codes).encode()


def _to_unicode(block: Block) -> bytes:
    """Return the map from codes to characters, so that text can be copied out of the PDF."""
    ranges = [
        f"<{first:02x}> <{last:02x}> <{block.codes[first].encode('utf-16-be').hex()}>\n"
        for first, last in _ranges(block.codes)
    ]
    groups = (ranges[at : at + 100] for at in range(0, len(ranges), 100))
    body = "".join(f"{len(group)} beginbfrange\n{''.join(group)}endbfrange\n" for group in groups)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _ranges(codes: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Yield first and last code of each run whose characters follow each other as well.

    A run ends where the last byte of the character would overflow (PDF 32000-1, 9.10.3).
    """
    first = last = min(codes)
    for code in [*sorted(codes)[1:], -1]:
        if (
            code == last + 1
            and ord(codes[code]) == ord(codes[last]) + 1
            and ord(codes[code]) & 0xFF
        ):
            last = code
            continue
        yield first, last
        first = last = code


def _codes(body: str) -> bytes:
    """Return the bytes that the body of a literal string stands for."""
    return re.sub(r"\\(\d{3}|.)", _code, body).encode("latin-1")


def _code(escape: re.Match[str]) -> str:
    """Return what one escape stands for: a byte in octal, or the character itself."""
    return chr(int(escape[1], 8)) if escape[1].isdigit() else escape[1]
