"""How the company's letters look: accent colour, logo and theme, checked before drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from invoicectl.errors import InputError
from invoicectl.errors import SetupError

THEMES: Final = Path(__file__).parent / "themes"
DEFAULT_THEME: Final = "fjord"
CONTRAST_MIN: Final = 4.5
"""What WCAG 2 asks of text; a lighter accent is darkened until it can be read on white."""

SRGB_LINEAR_MAX: Final = 0.04045

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")

Rgb = tuple[int, int, int]


class LookError(SetupError):
    """The accent colour or theme in the settings cannot be used."""

    code = "look"


@dataclass(frozen=True, slots=True)
class Look:
    """What the settings say about looks.

    `accent` is `#RRGGBB`, empty for the theme's own. `logo` is the content of a PNG or JPEG file
    and never a path, so that the same settings give the same bytes anywhere.
    """

    accent: str = ""
    logo: bytes | None = None
    theme: str = DEFAULT_THEME


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one document as operands of PDF's `rg`; `band_fill` is empty for a frame.

    `accent_hex` is the accent as `#RRGGBB`, for e-mail.
    """

    accent: str
    accent_hex: str
    ink: str
    muted: str
    hairline: str
    band_fill: str


def theme_names() -> tuple[str, ...]:
    """Return the names a setting may have: one file each."""
    return tuple(sorted(path.stem for path in THEMES.glob("*.yaml")))


@cache
def palette_of(look: Look) -> Palette:
    """Return the colours of a look; kept, because a run has one look.

    Raises:
        LookError: no such theme, or an accent that is no colour.
    """
    from invoicectl.documents.wording import read_yaml

    if look.theme not in theme_names():
        known = ", ".join(theme_names())
        raise LookError(f"There is no theme '{look.theme}'; the themes are {known}.")
    theme = read_yaml(THEMES / f"{look.theme}.yaml")
    accent = _readable(parse_colour(look.accent or theme["accent"]))
    tinted = theme["band"] == "tint"
    return Palette(
        accent=operands(accent),
        accent_hex="#{:02X}{:02X}{:02X}".format(*accent),
        ink=operands(parse_colour(theme["ink"])),
        muted=operands(parse_colour(theme["muted"])),
        hairline=operands(parse_colour(theme["hairline"])),
        band_fill=operands(mixed(accent, (255, 255, 255), 93)) if tinted else "",
    )


def parse_colour(text: str) -> Rgb:
    """Return red, green and blue, 0 to 255.

    Raises:
        LookError: not of the form #RRGGBB.
    """
    if not _HEX.fullmatch(text):
        raise LookError(f"'{text[:20]}' is not a colour; write it as #0E4A5A.")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mixed(colour: Rgb, other: Rgb, percent: int) -> Rgb:
    """Return `colour` with `percent` of `other` in it."""
    red, green, blue = (
        (mine * (100 - percent) + theirs * percent) // 100
        for mine, theirs in zip(colour, other, strict=True)
    )
    return red, green, blue


def operands(colour: Rgb) -> str:
    """Return the three operands of `rg`, 0 to 1 with three decimals."""
    return " ".join(f"{part / 255:.3g}" for part in colour)


def contrast(colour: Rgb) -> float:
    """Return the contrast of a colour against white, 1 to 21 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= SRGB_LINEAR_MAX else ((part + 0.055) / 1.055) ** 2.4


def _readable(colour: Rgb) -> Rgb:
    """Darken until the colour can be read as text on white."""
    while contrast(colour) < CONTRAST_MIN:
        colour = mixed(colour, (0, 0, 0), 8)
    return colour


class LogoError(InputError):
    """The logo file is no picture that can be printed."""

    code = "logo"
    hint = "Save the logo as a PNG or JPEG picture of at least 600 pixels' width."
