"""Proof-reading: every text of a document is made printable, or refused with its field's name.

After this, layout can draw any string literally: no control character, bidirectional override or
unknown glyph is left in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.fonts.face import load_face

if TYPE_CHECKING:
    from invoicectl.domain.invoice import Credits
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.invoice import Line
    from invoicectl.domain.parties import Address
    from invoicectl.domain.parties import Buyer
    from invoicectl.domain.parties import Seller
    from invoicectl.domain.sales_document import SalesDocument
    from invoicectl.domain.specification import Specification

_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})
_LINE_ENDS: Final = frozenset("\n\r\v\f\u0085\u2028\u2029")
_SELECTORS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))


def proof(invoice: Invoice) -> Invoice:
    """Return the document with printable text only; the same object when all was printable.

    Raises:
        MissingGlyphError: a field holds a character that the font cannot draw.
    """
    changes: dict[str, object] = {
        "seller": proof_seller(invoice.seller),
        "buyer": proof_buyer(invoice.buyer),
        "lines": tuple(proof_line(line, number) for number, line in enumerate(invoice.lines, 1)),
        "kid": printable(invoice.kid, "KID"),
        "delivery_place": printable(invoice.delivery_place, "Place of delivery"),
        "our_reference": printable(invoice.our_reference, "Our reference"),
        "your_reference": printable(invoice.your_reference, "Your reference"),
        "order_reference": printable(invoice.order_reference, "Order reference"),
        "head_text": printable(invoice.head_text, "Head text", lines=True),
        "foot_text": printable(invoice.foot_text, "Foot text", lines=True),
        "credits": _credits(invoice.credits) if invoice.credits else None,
    }
    if invoice.specification is not None:
        changes["specification"] = _specification(invoice.specification)
    return replace(invoice, **changes)  # type: ignore[arg-type]


def proof_sales(document: SalesDocument) -> SalesDocument:
    """Return a quote, confirmation or request with printable text only.

    Raises:
        MissingGlyphError: a field holds a character that the font cannot draw.
    """
    changes: dict[str, object] = {
        "ref": printable(document.ref, "Number"),
        "seller": proof_seller(document.seller),
        "buyer": proof_buyer(document.buyer),
        "lines": tuple(proof_line(line, number) for number, line in enumerate(document.lines, 1)),
        "kid": printable(document.kid, "KID"),
        "delivery": printable(document.delivery, "Delivery"),
        "delivery_place": printable(document.delivery_place, "Place of delivery"),
        "our_reference": printable(document.our_reference, "Our reference"),
        "your_reference": printable(document.your_reference, "Your reference"),
        "contact": tuple(printable(line, "Our contact") for line in document.contact),
        "comment": printable(document.comment, "Comment", lines=True),
        "head_text": printable(document.head_text, "Head text", lines=True),
        "foot_text": printable(document.foot_text, "Foot text", lines=True),
    }
    return replace(document, **changes)  # type: ignore[arg-type]


def printable(text: str, place: str, *, lines: bool = False) -> str:
    """Return `text` in composed form, without what must not reach a page.

    Args:
        text: anything.
        place: the field's name, for the error.
        lines: keep line ends; otherwise they become spaces.

    Raises:
        MissingGlyphError: a visible character that the font lacks.
    """
    import unicodedata

    face = load_face("regular")
    if face.characters.issuperset(text) and unicodedata.is_normalized("NFC", text):
        return text
    clean = cleaned(text, lines=lines)
    for character in clean:
        if character not in face.characters and character != "\n":
            raise MissingGlyphError(character, place)
    return clean


def cleaned(text: str, *, lines: bool = False) -> str:
    """Return `text` in composed form without control characters, overrides and invisible marks.

    Args:
        text: anything.
        lines: keep line ends; otherwise they become spaces.
    """
    import unicodedata

    if text.isascii() and text.isprintable():
        return text
    known = load_face("regular").characters
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        if character in known:
            kept.append(character)
        elif character in _LINE_ENDS:
            kept.append("\n" if lines else " ")
        elif character == "\t" or unicodedata.category(character) == "Zs":
            kept.append(" ")
        elif unicodedata.category(character) not in _DROPPED and character not in _SELECTORS:
            kept.append(character)
    return "".join(kept)


def proof_seller(seller: Seller) -> Seller:
    """Return the company with printable texts only.

    Raises:
        MissingGlyphError: as `printable`.
    """
    return replace(
        seller,
        name=printable(seller.name, "Company name"),
        orgnr=printable(seller.orgnr, "Company organisation number"),
        address=_address(seller.address, "Company address"),
        kontonr=printable(seller.kontonr, "Company account"),
        iban=printable(seller.iban, "Company IBAN"),
        bic=printable(seller.bic, "Company BIC"),
        email=printable(seller.email, "Company e-mail"),
        phone=printable(seller.phone, "Company phone"),
        website=printable(seller.website, "Company website"),
    )


def proof_buyer(buyer: Buyer) -> Buyer:
    """Return the customer with printable texts only.

    Raises:
        MissingGlyphError: as `printable`.
    """
    return replace(
        buyer,
        customer_no=printable(buyer.customer_no, "Customer number"),
        name=printable(buyer.name, "Customer name"),
        orgnr=printable(buyer.orgnr, "Customer organisation number"),
        attention=printable(buyer.attention, "Customer contact"),
        address=_address(buyer.address, "Customer address") if buyer.address else None,
    )


def _address(address: Address, place: str) -> Address:
    return replace(
        address,
        street=tuple(printable(street, place) for street in address.street),
        postcode=printable(address.postcode, place),
        city=printable(address.city, place),
        country=printable(address.country, place),
    )


def proof_line(line: Line, number: int) -> Line:
    """Return a line with printable texts only; `number` is its place, for the error.

    Raises:
        MissingGlyphError: as `printable`.
    """
    description = printable(line.description, f"Line {number}, description", lines=True)
    product_no = printable(line.product_no, f"Line {number}, product number")
    unit = printable(line.unit, f"Line {number}, unit")
    if (description, product_no, unit) == (line.description, line.product_no, line.unit):
        return line
    return replace(line, description=description, product_no=product_no, unit=unit)


def _credits(credits_: Credits) -> Credits:
    return replace(
        credits_, reason=printable(credits_.reason, "Reason of the credit note", lines=True)
    )


def _specification(specification: Specification) -> Specification:
    place = "Specification"
    return replace(
        specification,
        groups=tuple(
            replace(
                group,
                title=printable(group.title, place, lines=True),
                rows=tuple(
                    replace(
                        row,
                        person=printable(row.person, f"{place}, person"),
                        text=printable(row.text, f"{place}, text", lines=True),
                        unit=printable(row.unit, f"{place}, unit"),
                    )
                    for row in group.rows
                ),
            )
            for group in specification.groups
        ),
    )
