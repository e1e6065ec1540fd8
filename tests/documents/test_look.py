"""Looks: themes, accent colours that can be read, and logos of every kind."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.logo import PRINT_PIXELS
from invoicectl.documents.logo import load_logo
from invoicectl.documents.look import CONTRAST_MIN
from invoicectl.documents.look import LogoError
from invoicectl.documents.look import Look
from invoicectl.documents.look import LookError
from invoicectl.documents.look import contrast
from invoicectl.documents.look import palette_of
from invoicectl.documents.look import parse_colour
from invoicectl.documents.look import theme_names
from tests.documents.examples import invoice
from tests.documents.examples import png_logo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("theme", theme_names())
def test_every_theme_draws_an_invoice(theme: str) -> None:
    assert render_invoice(invoice(), Look(theme=theme)).startswith(b"%PDF")


def test_an_unknown_theme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LookError, match=r"no theme 'sol'; the themes are fjord, granitt"):
        palette_of(Look(theme="sol"))


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "0E4A5A", "#0e4a5a\n"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(LookError, match="is not a colour"):
        palette_of(Look(accent=colour))


@given(st.integers(0, 0xFFFFFF))
def test_any_accent_can_be_read_on_white(value: int) -> None:
    palette = palette_of(Look(accent=f"#{value:06x}"))
    assert contrast(parse_colour(palette.accent_hex)) >= CONTRAST_MIN


def test_a_dark_accent_is_left_as_it_is() -> None:
    assert palette_of(Look(accent="#0E4A5A")).accent_hex == "#0E4A5A"


def picture(mode: str, size: tuple[int, int], kind: str) -> bytes:
    image = Image.radial_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("I;16", "PNG"),
        ("L", "JPEG"),
        ("RGB", "JPEG"),
        ("CMYK", "JPEG"),
    ],
)
def test_a_logo_of_any_kind_is_embedded_and_reads_back(mode: str, kind: str) -> None:
    content = picture(mode, (300, 100), kind)
    pdf = render_invoice(invoice(), Look(logo=content))
    (shown,) = PdfReader(io.BytesIO(pdf)).pages[0].images
    assert shown.image is not None
    assert shown.image.size == (300, 100)


def test_a_logo_keeps_its_colours_and_shows_white_through() -> None:
    pdf = render_invoice(invoice(), Look(logo=png_logo()))
    (shown,) = PdfReader(io.BytesIO(pdf)).pages[0].images
    assert shown.image is not None
    image = shown.image.convert("RGB")
    wanted = Image.open(io.BytesIO(png_logo()))
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((300, 70)) == wanted.convert("RGB").getpixel((300, 70)) == (14, 74, 90)


def test_a_large_logo_is_made_as_small_as_print_allows() -> None:
    logo = load_logo(picture("RGB", (3000, 900), "JPEG"))
    assert logo.width <= PRINT_PIXELS[0]
    assert logo.height <= PRINT_PIXELS[1]


@pytest.mark.parametrize("size", [(2000, 10), (10, 2000), (1, 1)])
def test_a_logo_of_any_shape_stays_in_the_head(size: tuple[int, int]) -> None:
    assert render_invoice(invoice(), Look(logo=picture("RGB", size, "PNG")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        png_logo()[:-200],
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(LogoError, match="logo"):
        render_invoice(invoice(), Look(logo=content))


def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    header = b"\x89PNG\r\n\x1a\n"
    chunk = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    ihdr = (13).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    with pytest.raises(LogoError):
        load_logo(header + ihdr)


def test_the_logo_is_content_and_never_a_path(tmp_path: Path) -> None:
    one, two = tmp_path / "a.png", tmp_path / "b" / "c.png"
    two.parent.mkdir()
    for path in (one, two):
        path.write_bytes(png_logo())
    first, second = (render_invoice(invoice(), Look(logo=path.read_bytes())) for path in (one, two))
    assert first == second
