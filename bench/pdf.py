"""Invoices as PDF: CPU beside the same page on a plain reportlab canvas, size, and two workers.

The yardstick draws the very same page (every piece of text, rule and box that our layout places)
with `setFont` and `drawString` on reportlab's canvas with two whole DejaVu faces, the logo kept in
one reader. Both run in turn in this process, a few rounds, medians of the ratios. Without the
DejaVu faces (Debian: fonts-dejavu-core) the comparison says so and is left out.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from invoicectl.documents.bulk import RenderPool
from invoicectl.documents.bulk import warm_up
from invoicectl.documents.invoice_pdf import draw_invoice
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from invoicectl.documents.sheet import PAGE_HEIGHT
from invoicectl.documents.sheet import PAGE_WIDTH
from invoicectl.documents.sheet import Sheet
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import png_logo

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.documents.logo import Logo
    from invoicectl.documents.sheet import Style
    from invoicectl.domain.invoice import Invoice

FACES = Path("/usr/share/fonts/truetype/dejavu")
ROUNDS = 7
BATCH = 60
BULK = 3_000
BULK_ROUNDS = 3


class PlainSheet(Sheet):
    """The same page on reportlab's own canvas; kept as calls until the number of pages is known."""

    def __init__(self, reader: Any) -> None:
        """Begin with the first page."""
        self.calls: list[list[Callable[[Any], None]]] = []
        self.reader = reader
        super().__init__()

    def turn_to(self, number: int) -> None:
        """Collect the calls of a page from now on."""
        super().turn_to(number)
        if number == len(self.calls):
            self.calls.append([])
        self.add = self.calls[number].append

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Write from x to the right."""
        self.add(lambda canvas: show(canvas, style, canvas.drawString, x, y, text))

    def text_right(self, x: float, y: float, text: str, style: Style) -> None:
        """Write up to x."""
        self.add(lambda canvas: show(canvas, style, canvas.drawRightString, x, y, text))

    def heading(self, x: float, y: float, text: str, style: Style) -> None:
        """Write without kerning."""
        self.text(x, y, text, style)

    def rule(self, x: float, y: float, width: float, colour: str, *, weight: float = 0.4) -> None:
        """Draw a line as a flat box."""
        self.box(x, y - weight / 2, width, weight, colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box."""

        def draw(canvas: Any) -> None:
            canvas.setFillColorRGB(*map(float, colour.split()))
            canvas.rect(x, PAGE_HEIGHT - y - height, width, height, stroke=0, fill=1)

        self.add(draw)

    def picture(self, x: float, y: float, width: float, height: float, logo: Logo) -> None:
        """Draw the logo from the reader that is kept."""
        del logo
        bottom = PAGE_HEIGHT - y - height
        self.add(
            lambda canvas: canvas.drawImage(self.reader, x, bottom, width, height, mask="auto")
        )

    def pdf(self) -> bytes:
        """Return the file that the canvas makes of the calls."""
        from reportlab.pdfgen.canvas import Canvas

        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
        for calls in self.calls:
            for call in calls:
                call(canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def show(canvas: Any, style: Style, draw: Any, x: float, y: float, text: str) -> None:
    """Set colour and face as a program without a layer of its own would, and draw."""
    canvas.setFillColorRGB(*map(float, style.colour.split()))
    canvas.setFont(f"DejaVu-{style.weight}", style.size)
    draw(x, PAGE_HEIGHT - y, text)


def plain_renderer(look: Look) -> Callable[[Invoice], bytes]:
    """Return a function that renders on the plain canvas, fonts and logo loaded before."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for weight, file in (("regular", "DejaVuSans.ttf"), ("semibold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(f"DejaVu-{weight}", str(FACES / file)))
    assert look.logo is not None
    reader = ImageReader(io.BytesIO(look.logo))

    def render(made: Invoice) -> bytes:
        sheet = PlainSheet(reader)
        draw_invoice(made, look, sheet)
        return sheet.pdf()

    return render


def five_lines(number: int) -> Invoice:
    """Return the invoice of the measured page: five lines, two rates, logo, payment band."""
    lines = [line(f"Varelinje {at} med litt tekst", f"{at}.5", "1249.90") for at in range(1, 5)]
    return invoice(*lines, line("Kaffe", "2", "48.50", code="31"), invoice_no=number)


def cpu_ms(render: Callable[[Invoice], bytes], first: int) -> float:
    """Return CPU milliseconds a document over one batch."""
    made = [five_lines(number) for number in range(first, first + BATCH)]
    began = time.process_time()
    for each in made:
        render(each)
    return (time.process_time() - began) * 1000 / BATCH


def compare(look: Look) -> None:
    """Print our CPU as a share of the plain canvas's."""
    if not (FACES / "DejaVuSans-Bold.ttf").exists():
        print(f"skipped: no DejaVu faces in {FACES.name}; install fonts-dejavu-core")
        return
    from reportlab import rl_config

    plain = plain_renderer(look)
    ours_ms, plain_ms = [], []
    for number in range(ROUNDS + 1):
        rl_config.useA85 = 0
        ours = cpu_ms(lambda made: render_invoice(made, look), number * BATCH)
        rl_config.useA85 = 1  # as it is when nobody touches it
        theirs = cpu_ms(plain, number * BATCH)
        rl_config.useA85 = 0
        if number:  # the first round warms up
            ours_ms.append(ours)
            plain_ms.append(theirs)
    ratio = statistics.median(a / b for a, b in zip(ours_ms, plain_ms, strict=True))
    ours, theirs = statistics.median(ours_ms), statistics.median(plain_ms)
    sizes = f"{len(render_invoice(five_lines(1), look))} and {len(plain(five_lines(1)))} bytes"
    report(
        "invoice PDF, CPU beside a plain reportlab canvas with two DejaVu faces",
        ratio,
        0.5,
        "x",
        f"{ours:.2f} ms against {theirs:.2f} ms a document; {sizes}",
    )


def bulk(look: Look) -> None:
    """Print how many times faster two workers are than one process, in wall time."""
    made = [five_lines(number) for number in range(BULK)]
    ratios, seconds = [], []
    for _ in range(BULK_ROUNDS):
        walls = []
        for workers in (1, 2):
            with RenderPool(look, workers) as pool:
                began = time.monotonic()
                total = sum(len(each) for each in pool.render(made))
                walls.append(time.monotonic() - began)
            assert total > BULK * 10_000
        ratios.append(walls[0] / walls[1])
        seconds.append(walls)
    best = seconds[ratios.index(max(ratios))]
    report(
        f"{BULK} invoice PDFs, two workers beside one process",
        statistics.median(ratios),
        1.7,
        "x",
        f"wall time; best round {best[0]:.2f} s and {best[1]:.2f} s",
        better="higher",
    )


def report(name: str, value: float, limit: float, unit: str, detail: str, **more: str) -> None:
    """Print one figure as the runner reads it."""
    figure = {"name": name, "value": value, "limit": limit, "unit": unit, "detail": detail, **more}
    print(json.dumps(figure), flush=True)


def main() -> None:
    """Measure everything."""
    look = Look(logo=png_logo())
    warm_up(look)
    bulk(look)
    compare(look)
    size = len(render_invoice(five_lines(1), look))
    report("invoice PDF with logo, size", size / 1000, 30, "kB", "five lines, two rates, logo")


if __name__ == "__main__":
    main()
