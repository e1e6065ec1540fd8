"""What a payer says a payment is for, out of `RmtInf`: KID, documents, text (payments 4.2-4.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple

from invoicectl.domain.kid import normalise_kid
from invoicectl.domain.payment import PaymentPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.formats.camt_values import Values
    from invoicectl.formats.xml_reader import Record

PARTS_MAX: Final = 100
"""A payer who names more claims than that in one payment has a person look at it."""

_KID: Final = re.compile(r"\d{2,25}|\d{1,24}-", re.ASCII)
_DOCUMENTS: Final = {"CINV": "invoice", "CREN": "credit note", "DEBN": "debit note"}
_CREDIT_NOTE: Final = "CREN"


class Told(NamedTuple):
    """The KID when there is exactly one, all the rest as text, and the parts when they add up."""

    kid: str
    text: str
    parts: tuple[PaymentPart, ...] = ()


def told(detail: Record, amount_ore: int, values: Values) -> Told:
    """Return what a payment of `amount_ore` is for.

    The presence of a reference counts, not its type: banks leave that out. What cannot be a KID is
    text, so that a person can place the payment.

    Raises:
        BadFileError: the amount of a part is none.
    """
    structured = detail.all("Strd")
    if len(structured) == 1 and not detail.texts and _is_bare(structured[0]):
        kid = _kid(structured[0])
        if kid:
            return Told(kid, _more(detail) if "on_behalf_of" in detail.values else "")
    kids = dict.fromkeys(filter(None, map(_kid, structured)))
    parts: tuple[PaymentPart, ...] = ()
    if len(structured) > 1:
        parts = _parts(structured, amount_ore, values)
    kid = next(iter(kids)) if len(kids) == 1 else ""
    words = [" ".join(detail.texts.get("texts", ())), *_words(structured, named=len(kids) > 1)]
    words.append(_more(detail))
    return Told(kid, " ".join(" ".join(words).split()), parts)


def _is_bare(structured: Record) -> bool:
    """Return whether a part has a reference and nothing else, as nearly all have."""
    return len(structured.values) == 1 and not structured.parts and not structured.texts


def _kid(structured: Record) -> str:
    """Return the KID of a structured part, empty when its reference can be none."""
    if structured.get("issuer") == "ISO":
        return ""
    reference = structured.get("reference")
    if not reference:
        return ""
    kid = reference if reference.isdigit() and reference.isascii() else normalise_kid(reference)
    return kid if _KID.fullmatch(kid) else ""


def _parts(structured: list[Record], amount_ore: int, values: Values) -> tuple[PaymentPart, ...]:
    """Return what the payment is divided into, if its parts have amounts that add up to it."""
    if len(structured) > PARTS_MAX:
        return ()
    parts = []
    for each in structured:
        part_ore = 0
        for key, sign in (("remitted", 1), ("credited", -1)):
            if each.get(key) and each.get(f"{key}@Ccy") in ("", "NOK"):
                part_ore += sign * values.ore(each, key, "the amount of a part")
        numbers = [document.get("number") for document in each.all("RfrdDocInf")]
        parts.append(PaymentPart(_kid(each), part_ore, " ".join(filter(None, numbers))))
    if not all(part.amount_ore for part in parts):
        return ()
    return tuple(parts) if sum(part.amount_ore for part in parts) == amount_ore else ()


def _words(structured: list[Record], *, named: bool) -> Iterator[str]:
    """Yield the structured parts in words; the KIDs too when there are several."""
    for each in structured:
        reference = each.get("reference")
        if reference and (named or not _kid(each)):
            yield f"KID {_kid(each)}" if _kid(each) else reference
        for document in each.all("RfrdDocInf"):
            kind = document.get("kind")
            yield f"{_DOCUMENTS.get(kind, kind)} {document.get('number')}"
        for key, sign in (("remitted", ""), ("credited", "-")):
            if each.get(key):
                yield f"{sign}{each.get(key)}"
        yield from each.texts.get("texts", ())


def _more(detail: Record) -> str:
    behalf = detail.get("on_behalf_of")
    for_whom = f"on behalf of {behalf}" if behalf and behalf != detail.get("payer") else ""
    return f"{for_whom} {detail.get('more')}".strip()
