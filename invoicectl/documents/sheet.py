"""Pages as lists of PDF operators, drawn from the top left in points; text is always literal.

Nothing here needs reportlab: the pages become a file in `pdf_file`, when their number is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.fonts.face import load_face

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.documents.fonts.face import Face
    from invoicectl.documents.logo import Logo

MM: Final = 72 / 25.4
PAGE_WIDTH: Final = 210 * MM
PAGE_HEIGHT: Final = 297 * MM


@dataclass(frozen=True, slots=True)
class Style:
    """A weight (`regular` or `semibold`), a size in points and a colour (operands of `rg`)."""

    weight: str
    size: float
    colour: str
    face: Face = field(init=False, repr=False, compare=False)
    _start: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare what every piece of text in this style begins with."""
        face = load_face(self.weight)
        object.__setattr__(self, "face", face)
        start = f"BT /{face.metrics.name}+0 {self.size:.4g} Tf {self.colour} rg "
        object.__setattr__(self, "_start", start)

    def width(self, text: str) -> float:
        """Return the width of the text in points."""
        return self.face.width(text, self.size)

    def within(self, text: str, width: float) -> Style:
        """Return this style, smaller where `text` would else be wider than `width` points."""
        wide = self.width(text)
        return self if wide <= width else Style(self.weight, self.size * width / wide, self.colour)

    def show(self, x: float, y: float, runs: Sequence[tuple[int, str]]) -> str:
        """Return the operators that show encoded runs from (x, y), y upwards as in PDF."""
        if len(runs) == 1 and runs[0][0] == 0:
            return f"{self._start}{x:.2f} {y:.2f} Td ({runs[0][1]}) Tj ET"
        name = self.face.metrics.name
        shown = " ".join(
            f"/{name}+{number} {self.size:.4g} Tf ({body}) Tj" for number, body in runs
        )
        return f"{self._start}{x:.2f} {y:.2f} Td {shown} ET"

    def show_kerned(self, x: float, y: float, text: str) -> str:
        """Return the operators that show text of the first block, letter pairs drawn together."""
        parts: list[str] = []
        at = 0
        for end in range(1, len(text) + 1):
            kern = self.face.kerning.get(text[end - 1 : end + 1], 0)
            if kern or end == len(text):
                parts.append(f"({self.face.encode(text[at:end])[0][1]})")
                at = end
            if kern:
                parts.append(str(-kern))
        return f"{self._start}{x:.2f} {y:.2f} Td [{''.join(parts)}] TJ ET"


@dataclass(frozen=True, slots=True)
class PlacedLogo:
    """The logo and its box in points, x and y being the lower left corner as in PDF."""

    logo: Logo
    x: float
    y: float
    width: float
    height: float


class Sheet:
    """The pages of one document while they are drawn."""

    def __init__(self) -> None:
        """Begin with the first page."""
        self.pages: list[list[str]] = []
        self.used: set[tuple[str, int]] = set()
        self.logo: PlacedLogo | None = None
        self.new_page()

    def new_page(self) -> None:
        """Begin the next page; what is drawn from now on goes there."""
        self.turn_to(len(self.pages))

    def turn_to(self, number: int) -> None:
        """Draw on a page (0 is the first) from now on; the one after the last is a new page."""
        if number == len(self.pages):
            self.pages.append([])
        self._draw = self.pages[number].append

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` from x to the right, its baseline y below the top of the page."""
        if not text:
            return
        runs = style.face.encode(text)
        for number, _ in runs:
            self.used.add((style.weight, number))
        self._draw(style.show(x, PAGE_HEIGHT - y, runs))

    def text_right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write `text` so that it ends at x."""
        self.text(x - style.width(text), y, text, style)

    def heading(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a large text with its letter pairs kerned, where all of it is in one block."""
        runs = style.face.encode(text)
        if len(runs) != 1 or runs[0][0] != 0:
            self.text(x, y, text, style)
            return
        self.used.add((style.weight, 0))
        self._draw(style.show_kerned(x, PAGE_HEIGHT - y, text))

    def rule(self, x: float, y: float, width: float, colour: str, *, weight: float = 0.4) -> None:
        """Draw a horizontal line of `weight` points, its middle y below the top."""
        bottom = PAGE_HEIGHT - y - weight / 2
        self._draw(f"{colour} rg {x:.2f} {bottom:.2f} {width:.2f} {weight:.2f} re f")

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box whose top left corner is (x, y)."""
        bottom = PAGE_HEIGHT - y - height
        self._draw(f"{colour} rg {x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f")

    def picture(self, x: float, y: float, width: float, height: float, logo: Logo) -> None:
        """Place the logo on the first page, in a box whose top left corner is (x, y)."""
        self.logo = PlacedLogo(logo, x, PAGE_HEIGHT - y - height, width, height)
