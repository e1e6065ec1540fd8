"""Pages to PDF bytes, by reportlab: the same bytes for the same pages on any day and machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from invoicectl.documents.fonts.embed import embedded_face
from invoicectl.documents.sheet import PAGE_HEIGHT
from invoicectl.documents.sheet import PAGE_WIDTH

if TYPE_CHECKING:
    from invoicectl.documents.sheet import PlacedLogo
    from invoicectl.documents.sheet import Sheet

rl_config.useA85 = 0  # streams stay binary: a fifth smaller, and no time spent on it
PROGRAM: Final = "invoicectl"
LOGO: Final = "Logo"


@dataclass(frozen=True, slots=True)
class About:
    """What a viewer shows as the document's properties; `locale` is its language (BCP 47)."""

    title: str
    author: str
    subject: str
    locale: str


def write_pdf(sheet: Sheet, about: About) -> bytes:
    """Return the finished file: fonts embedded, streams deflated once, no date and no random id."""
    canvas: Any = Canvas(
        "",
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=embedded_face("regular").fontName,  # type: ignore[arg-type]  # a wrong stub
        lang=about.locale,
    )
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator(PROGRAM)
    document = canvas._doc  # noqa: SLF001  (reportlab hands it to dynamic fonts as well)
    for weight, number in sorted(sheet.used):
        embedded_face(weight).use(number, document)
    if sheet.logo is not None:
        _place(canvas, sheet.logo)
    for operators in sheet.pages:
        canvas.addLiteral("\n".join(operators))
        canvas.showPage()
    content: bytes = canvas.getpdfdata()
    return content


def _place(canvas: Any, placed: PlacedLogo) -> None:
    """Draw the logo on the page that is open."""
    document = canvas._doc  # noqa: SLF001
    document.Reference(placed.logo.pdf_object(), document.getXObjectName(LOGO))
    canvas.saveState()
    canvas.translate(placed.x, placed.y)
    canvas.scale(placed.width, placed.height)
    canvas.doForm(LOGO)
    canvas.restoreState()
