"""A letter in the company's look: grid, address window, running head and foot, flow over pages.

Positions are points from the top left corner of A4. The window fits every Norwegian envelope: the
address stands in x 20-105 mm, y 47-68 mm, and nothing but the small return line (y 44-46) may show
in x 10-125, y 36-88. The left 18 mm stay free for a print house's own marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Style
from invoicectl.documents.typesetting import fit
from invoicectl.documents.typesetting import wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.documents.logo import Logo
    from invoicectl.documents.look import Palette
    from invoicectl.documents.sheet import Sheet
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.parties import Address
    from invoicectl.domain.parties import Buyer
    from invoicectl.domain.parties import Seller

LEFT: Final = 20 * MM
RIGHT: Final = 190 * MM
WIDTH: Final = RIGHT - LEFT
COLUMN: Final = 130 * MM
"""Where title and facts stand: right of everything an envelope's window may show."""

HEAD_TOP: Final = 14 * MM
HEAD_HEIGHT: Final = 20 * MM
TITLE_BASELINE: Final = 27 * MM
RETURN_BASELINE: Final = 45.6 * MM
WINDOW_TOP: Final = 47 * MM
WINDOW_SIZE: Final = (85 * MM, 21 * MM)
BODY_TOP: Final = 94 * MM
NEXT_BODY_TOP: Final = 27 * MM
FOOT_BOTTOM: Final = 286 * MM
FOOT_LEADING: Final = 10.0
FOOT_LINES_MAX: Final = 8
PAGE_NUMBER_WIDTH: Final = 28 * MM

ADDRESS_SIZES: Final = ((10, 11.9), (9, 10.6), (8, 9.4), (7, 8.2), (6, 7))
NAME_SIZES: Final = ((17, 21), (14, 17), (12, 14.5), (10, 12), (8, 9.5), (6, 7))
TITLE_SIZES: Final = ((21, 24), (18, 21), (15, 18), (14, 17), (13, 16), (12, 15))

_CITY_FIRST: Final = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})


@dataclass(frozen=True, slots=True)
class Styles:
    """Every style a letter uses: one family, two weights, few sizes."""

    title: Style
    name: Style
    body: Style
    strong: Style
    label: Style
    fact: Style
    small: Style
    foot: Style
    foot_strong: Style
    figure: Style
    figure_accent: Style

    @classmethod
    def of(cls, palette: Palette) -> Styles:
        """Return the styles in a look's colours."""
        return cls(
            title=Style("semibold", 21, palette.accent),
            name=Style("semibold", 17, palette.ink),
            body=Style("regular", 9, palette.ink),
            strong=Style("semibold", 9, palette.ink),
            label=Style("regular", 7.5, palette.muted),
            fact=Style("regular", 8.5, palette.ink),
            small=Style("regular", 8, palette.muted),
            foot=Style("regular", 7.2, palette.muted),
            foot_strong=Style("semibold", 7.2, palette.ink),
            figure=Style("semibold", 11.5, palette.ink),
            figure_accent=Style("semibold", 14, palette.accent),
        )


class Letter:
    """One document while it is laid out: where the next thing goes, and when a page is full."""

    def __init__(self, sheet: Sheet, palette: Palette, styles: Styles, wording: Wording) -> None:
        """Begin at the top of the first page's body."""
        self.sheet = sheet
        self.palette = palette
        self.styles = styles
        self.wording = wording
        self.y = BODY_TOP
        self.bottom = FOOT_BOTTOM

    def room(self) -> float:
        """Return how many points are left above the foot of this page."""
        return self.bottom - self.y

    def page_room(self) -> float:
        """Return how many points the body of a following page has."""
        return self.bottom - NEXT_BODY_TOP

    def break_page(self) -> None:
        """Go on at the top of a new page."""
        self.sheet.new_page()
        self.y = NEXT_BODY_TOP

    def paragraph(self, text: str, style: Style, *, leading: float = 12.5) -> None:
        """Write a text over the whole width, over as many pages as it takes."""
        for line in wrap(text, style.face, style.size, WIDTH):
            if self.room() < leading:
                self.break_page()
            self.y += leading
            self.sheet.text(LEFT, self.y, line, style)


def draw_sender(letter: Letter, seller: Seller, logo: Logo | None) -> None:
    """Draw the logo, or the company's name where there is none, above the window."""
    if logo is None:
        style = letter.styles.name
        width = COLUMN - LEFT - 8 * MM
        box = (width, HEAD_HEIGHT)
        fitted = fit([seller.name], style.face, box=box, sizes=NAME_SIZES, place="Company name")
        sized = Style(style.weight, fitted.size, style.colour)
        first = TITLE_BASELINE if len(fitted.lines) == 1 else HEAD_TOP + fitted.size
        for number, line in enumerate(fitted.lines):
            letter.sheet.heading(LEFT, first + number * fitted.leading, line, sized)
        return
    scale = min(
        (COLUMN - LEFT - 8 * MM) / logo.width, HEAD_HEIGHT / logo.height, 61 * MM / logo.width
    )
    width, height = logo.width * scale, logo.height * scale
    letter.sheet.picture(LEFT, HEAD_TOP + HEAD_HEIGHT - height, width, height, logo)


def draw_title(letter: Letter, title: str) -> None:
    """Write what the document is, in the column right of the window."""
    style = letter.styles.title
    box = (RIGHT - COLUMN, 24)
    fitted = fit([title], style.face, box=box, sizes=TITLE_SIZES, place="Title")
    sized = Style(style.weight, fitted.size, style.colour)
    letter.sheet.heading(COLUMN, TITLE_BASELINE, title, sized)


def draw_window(letter: Letter, seller: Seller, buyer: Buyer) -> None:
    """Write the return line and the address so that they show in an envelope's window."""
    _draw_return_line(letter, seller)
    style = letter.styles.body
    texts = address_lines(buyer, sender_country=seller.address.country)
    fitted = fit(
        texts, style.face, box=WINDOW_SIZE, sizes=ADDRESS_SIZES, place="Customer name and address"
    )
    sized = Style(style.weight, fitted.size, style.colour)
    for number, line in enumerate(fitted.lines):
        y = WINDOW_TOP + fitted.size * 0.97 + number * fitted.leading
        letter.sheet.text(LEFT, y, line, sized)


def _draw_return_line(letter: Letter, seller: Seller) -> None:
    """Write the sender in one small line; a name too long for it gives way to the address."""
    address = ", ".join(_postal_lines(seller.address))
    for text in (f"{seller.name}, {address}", address):
        for size in (6, 5.5, 5):
            style = Style("regular", size, letter.palette.muted)
            if style.width(text) <= WINDOW_SIZE[0]:
                letter.sheet.text(LEFT, RETURN_BASELINE, text, style)
                return


def address_lines(buyer: Buyer, *, sender_country: str) -> list[str]:
    """Return the lines of the window: name, contact, street, city, and the country abroad."""
    lines = [buyer.name]
    if buyer.attention and buyer.attention != buyer.name:
        lines.append(buyer.attention)
    if buyer.address is not None:
        lines.extend(_postal_lines(buyer.address))
        if buyer.address.country != sender_country:
            lines.append(country_name(buyer.address.country))
    return [line for line in lines if line.strip()]


def country_name(code: str) -> str:
    """Return the English name of a country in capitals, as the post abroad reads it."""
    from invoicectl.documents.wording import load_countries

    return load_countries().get(code, code).upper()


def _postal_lines(address: Address) -> list[str]:
    """Return street and city lines without the country."""
    parts = [address.postcode, address.city]
    if address.country in _CITY_FIRST:
        parts.reverse()
    return [line for line in (*address.street, " ".join(filter(None, parts))) if line.strip()]


@dataclass(frozen=True, slots=True)
class Foot:
    """The foot of every page: who the company is, in lines that were fitted before."""

    strong: str
    lines: tuple[str, ...]
    height: float


def foot_of(letter: Letter, strong: str, parts: list[str]) -> Foot:
    """Return the foot with `strong` (the name) first and the parts after it, joined by dots.

    Raises:
        DoesNotFitError: the company's details fill more than eight lines.
    """
    style = letter.styles.foot
    width = WIDTH - PAGE_NUMBER_WIDTH
    texts = [strong, *parts]
    box = (width, FOOT_LINES_MAX * FOOT_LEADING)
    sizes = ((style.size, FOOT_LEADING),)
    lines = fit(
        texts, letter.styles.foot_strong.face, box=box, sizes=sizes, place="Company details"
    )
    height = len(lines.lines) * FOOT_LEADING + 3 * MM
    return Foot(strong, lines.lines, height)


def draw_running(
    letter: Letter, foot: Foot, running: str, page_text: Callable[[int, int], str]
) -> None:
    """Write head and foot on every page, now that their number is known."""
    styles, sheet = letter.styles, letter.sheet
    total = len(sheet.pages)
    for number in range(total):
        sheet.turn_to(number)
        top = FOOT_BOTTOM - foot.height + 3 * MM
        sheet.rule(LEFT, top - 2.2 * MM, WIDTH, letter.palette.hairline)
        for at, line in enumerate(foot.lines):
            style = styles.foot_strong if at == 0 else styles.foot
            sheet.text(LEFT, top + FOOT_LEADING * (at + 0.75), line, style)
        page = page_text(number + 1, total)
        sheet.text_right(RIGHT, top + FOOT_LEADING * 0.75, page, styles.foot)
        if number:
            name = wrap(foot.strong, styles.foot.face, styles.foot.size, WIDTH - 60 * MM)[0]
            sheet.text(LEFT, 18 * MM, name, styles.foot)
            sheet.text_right(RIGHT, 18 * MM, running, styles.foot)
            sheet.rule(LEFT, 20.5 * MM, WIDTH, letter.palette.hairline)
