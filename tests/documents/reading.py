"""Read a PDF back, by a reader that is not ours: its text, and where each piece of it stands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

MM = 72 / 25.4
PAGE_HEIGHT = 297 * MM


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, its start and baseline in millimetres from the top left corner, its type."""

    page: int
    text: str
    x: float
    y: float
    size: float
    weight: str
    raw: str


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, thin and no-break spaces as plain ones."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return plain("\n".join(page.extract_text() for page in pages))


def raw_text_of(pdf: bytes) -> str:
    """Return the text of all pages as it is."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def layout_of(pdf: bytes) -> str:
    """Return the text of all pages laid out as on paper, for people to read."""
    texts = [
        page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]
    lines = [line.rstrip() for text in texts for line in [*plain(text).splitlines(), "=" * 20]]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return the text with every kind of space as a plain one."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def pieces_of(pdf: bytes) -> list[Piece]:
    """Return every piece of text with its place."""
    pieces: list[Piece] = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):

        def visit(
            text: str,
            cm: list[float],
            tm: list[float],
            font: Any,
            size: float,
            page: int = number,
        ) -> None:
            if text.strip():
                y = (PAGE_HEIGHT - (tm[5] + cm[5])) / MM
                weight = str(font["/BaseFont"]).rpartition("-")[2]
                x = (tm[4] + cm[4]) / MM
                pieces.append(
                    Piece(page, plain(text).strip(), x, y, size, weight, text.strip(" \n"))
                )

        page.extract_text(visitor_text=visit)
    return pieces


def catalog_keys(pdf: bytes) -> set[str]:
    """Return the keys of the document's catalog."""
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return set(root)


def page_keys(pdf: bytes) -> set[str]:
    """Return the keys that any page has."""
    return {str(key) for page in PdfReader(io.BytesIO(pdf)).pages for key in page}


def descriptors(pdf: bytes) -> list[Any]:
    """Return the font descriptors of the first page."""
    resources: Any = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    return [font.get_object()["/FontDescriptor"] for font in resources["/Font"].values()]
