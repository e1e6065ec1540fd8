"""What every document of the company shares: sender, address window, running head and foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.invoice_head import orgnr_text
from invoicectl.documents.letter import FOOT_BOTTOM
from invoicectl.documents.letter import Letter
from invoicectl.documents.letter import Styles
from invoicectl.documents.letter import draw_running
from invoicectl.documents.letter import draw_sender
from invoicectl.documents.letter import draw_title
from invoicectl.documents.letter import draw_window
from invoicectl.documents.letter import foot_of
from invoicectl.documents.look import palette_of
from invoicectl.documents.sheet import MM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.documents.invoice_head import Fact
    from invoicectl.documents.letter import Foot
    from invoicectl.documents.look import Look
    from invoicectl.documents.sheet import Sheet
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.parties import Buyer
    from invoicectl.domain.parties import Seller


def begin_letter(sheet: Sheet, look: Look, wording: Wording, seller: Seller) -> tuple[Letter, Foot]:
    """Return an empty letter in the company's look, and the foot its pages will have.

    Raises:
        DoesNotFitError: the company's details fill more than the foot.
        LookError: accent colour or theme cannot be used.
    """
    palette = palette_of(look)
    letter = Letter(sheet, palette, Styles.of(palette), wording)
    foot = foot_of(letter, seller_name(seller, wording), seller_details(seller, wording))
    letter.bottom = FOOT_BOTTOM - foot.height - 3 * MM
    return letter, foot


def draw_sender_and_window(
    letter: Letter, look: Look, seller: Seller, buyer: Buyer, title: str
) -> None:
    """Draw logo or name, what the document is, and the address in the window.

    Raises:
        DoesNotFitError: name or address are longer than their place.
        LogoError: the logo is no picture.
    """
    logo = None
    if look.logo is not None:
        from invoicectl.documents.logo import load_logo

        logo = load_logo(look.logo)
    draw_sender(letter, seller, logo)
    draw_title(letter, title)
    draw_window(letter, seller, buyer)


def draw_opening(letter: Letter, facts: list[Fact], texts: Sequence[str]) -> None:
    """Write below the band the facts that were too long beside the window, and the texts."""
    letter.y += 6 * MM
    for fact in facts:
        letter.paragraph(f"{fact.label}: {fact.value}", letter.styles.body)
        letter.y += 4
    said = [text for text in texts if text.strip()]
    for number, text in enumerate(said):
        letter.y += 4 if number else 0
        letter.paragraph(text, letter.styles.body)
    if facts or said:
        letter.y += 5 * MM
    if letter.room() < 40 * MM:
        letter.break_page()


def finish_letter(letter: Letter, foot: Foot, name: str, day: str) -> None:
    """Write head and foot on every page: the document's name and day, and `page n of m`."""
    draw_running(
        letter,
        foot,
        f"{name}  ·  {day}",
        lambda number, total: letter.wording.text("page", n=str(number), m=str(total)),
    )


def seller_name(seller: Seller, wording: Wording) -> str:
    """Return the name, with `under avvikling` while the company is being wound up (INV-5)."""
    if not seller.under_avvikling:
        return seller.name
    return f"{seller.name} – {wording.labels['under_avvikling']}"


def seller_details(seller: Seller, wording: Wording) -> list[str]:
    """Return the lines of the foot: orgnr with `MVA`, register, address, contact (INV-3 to 5)."""
    labels, address = wording.labels, seller.address
    register = [
        f"{labels['orgnr']} {orgnr_text(seller.orgnr, vat_registered=seller.vat_registered)}"
    ]
    if seller.foretaksregisteret:
        register.append(labels["register"])
    place = [*address.street, f"{address.postcode} {address.city}".strip()]
    contact = [
        f"{labels['phone']} {seller.phone}" if seller.phone else "",
        seller.email,
        seller.website,
    ]
    return [
        "  ·  ".join(parts)
        for parts in (register, [", ".join(filter(None, place))], list(filter(None, contact)))
        if parts
    ]
