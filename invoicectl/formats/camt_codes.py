"""What the codes of bank transactions mean: ISO 20022 families, and the older Norwegian numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from invoicectl.formats.xml_reader import Record

# the clearing centre's numbers (payments 4.3); some banks write `NO230 ...`
_OWN: Final = {
    "230": "payment with KID",
    "232": "AutoGiro",
    "233": "payment with or without message",
    "234": "giro",
    "240": "payment for several documents",
}
_FAMILIES: Final = {
    "RCDT": "credit transfer",
    "RRCT": "instant credit transfer",
    "IDDT": "direct debit",
    "RDDT": "direct debit",
    "MCRD": "card payment",
    "CCRD": "card payment",
    "CNTR": "paid over the counter",
    "RCHQ": "cheque",
}
_LEFT_OUT: Final = {
    "ICDT": "payment out",
    "IRCT": "payment out",
    "RDDT": "direct debit of yours",
    "CCRD": "card purchase",
    "ICHQ": "cheque",
    "MDOP": "bank charge or interest",
    "MCOP": "bank charge or interest",
}
_CHARGES: Final = frozenset({"CHRG", "COMM", "FEES", "INTR"})
_RETURNS: Final = frozenset({"RRTN", "RPCR"})
_TAKEN_BACK: Final = frozenset({"RCDT", "RRCT"})


def code_of(entry: Record) -> str:
    """Return the shortest code a bank gave: its own, or ISO's domain, family and sub-family."""
    own = entry.get("own_code")
    if own:
        return own[:35]
    return "/".join(
        filter(None, (entry.get("domain"), entry.get("family"), entry.get("sub_family")))
    )


def name_of(entry: Record) -> str:
    """Return in words what kind of payment an entry is made of."""
    own = entry.get("own_code").removeprefix("NO")[:3]
    return _OWN.get(own) or _FAMILIES.get(entry.get("family")) or "payment"


def is_return(record: Record) -> bool:
    """Return whether the codes of a record say that an earlier payment came back."""
    return record.get("sub_family") in _RETURNS or bool(record.get("returned"))


def takes_back(entry: Record) -> bool:
    """Return whether money out by these codes is a payment to us that was taken back.

    Banks that do not set the reversal indicator use the family of what came in (payments 4.3).
    """
    return entry.get("family") in _TAKEN_BACK or is_return(entry)


def left_out_kind(entry: Record) -> str:
    """Return what money out is that we paid ourselves, for the count of what is left out."""
    if entry.get("sub_family") in _CHARGES:
        return "bank charge or interest"
    return _LEFT_OUT.get(entry.get("family"), "payment out")
