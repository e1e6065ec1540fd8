"""Writes AvtaleGiro files: claims on customers' accounts, and the calling back of earlier ones.

By columns of Nets' system specification 3.3: 80 characters a record, ISO-8859-1, CR LF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.domain.avtalegiro import DirectClaim

BANK: Final = "00008080"
_CLAIMS: Final = "00"
_CANCELLED: Final = "36"
_NOTIFIED_BY_US: Final = "02"
_CALL_BACK: Final = "93"
_NUMBER_MAX: Final = 9_999_999


def write_avtalegiro(
    claims: Sequence[DirectClaim],
    cancelled: Sequence[DirectClaim],
    *,
    account: str,
    sender: str,
    number: int,
) -> bytes:
    """Return the file that tells the bank of new claims and of those that are called back.

    Args:
        claims: new ones, of which the payer has been told by the invoice.
        cancelled: earlier ones, word for word as they were told.
        account: the company's, 11 digits.
        sender: the customer unit ID (kundeenhet-ID) at the bank, 8 digits.
        number: of the file, 1 and up; the assignments are numbered from it.

    Raises:
        ValueError: a value does not fit its columns; the callers have checked what people gave.
    """
    _check(bool(claims or cancelled), "there is nothing to tell")
    _check(len(account) == 11 and account.isdigit(), "the account must have 11 digits")  # noqa: PLR2004
    _check(len(sender) == 8 and sender.isdigit(), "the sender must have 8 digits")  # noqa: PLR2004
    _check(0 < number <= _NUMBER_MAX // 2 - 1, "the number of the file must have 7 digits")
    body: list[str] = []
    if claims:
        body += _assignment(claims, _CLAIMS, _NOTIFIED_BY_US, account, 2 * number)
    if cancelled:
        body += _assignment(cancelled, _CANCELLED, _CALL_BACK, account, 2 * number + 1)
    everything = [*claims, *cancelled]
    start = f"NY000010{sender}{number:07d}{BANK}"
    end = _end("NY000089", everything, len(body) + 2, [min(each.due for each in everything)])
    records = [_filled(start), *body, end]
    _check(all(len(record) == 80 for record in records), "a record has not 80 characters")  # noqa: PLR2004
    return "".join(f"{record}\r\n" for record in records).encode("latin-1", "replace")


def _assignment(
    claims: Sequence[DirectClaim], kind: str, transaction: str, account: str, number: int
) -> Iterator[str]:
    """Yield one assignment: its start, two records a claim, and its end."""
    start = f"NY21{kind}20{'0' * 9}{number:07d}{account}"
    yield _filled(start)
    for at, claim in enumerate(claims, 1):
        yield from _claim(at, claim, transaction)
    days = [claim.due for claim in claims]
    yield _end(f"NY21{kind}88", claims, 2 * len(claims) + 2, [min(days), max(days)])


def _claim(at: int, claim: DirectClaim, transaction: str) -> Iterator[str]:
    _check(0 < claim.amount_ore < 10**17, "the amount must fit 17 digits")
    _check(1 < len(claim.kid) <= 25, "the KID must have 2 to 25 characters")  # noqa: PLR2004
    head = f"NY21{transaction}30{at:07d}{_day(claim.due)}{' ' * 11}"
    yield f"{head}{claim.amount_ore:017d}{claim.kid:>25}{'0' * 6}"
    name, reference = _text(claim.short_name, 10), _text(claim.reference, 25)
    yield f"NY21{transaction}31{at:07d}{name}{' ' * 25}{reference}{'0' * 5}"


def _end(head: str, claims: Sequence[DirectClaim], records: int, days: Sequence[date]) -> str:
    total_ore = sum(claim.amount_ore for claim in claims)
    last = "".join(map(_day, days))
    return _filled(f"{head}{len(claims):08d}{records:08d}{total_ore:017d}{last}")


def _filled(text: str) -> str:
    return text.ljust(80, "0")


def _day(day: date) -> str:
    return f"{day:%d%m%y}"


def _text(text: str, places: int) -> str:
    """Return a text that fits its places, letters the alphabet does not have as question marks."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain.encode("latin-1", "replace").decode("latin-1")[:places].ljust(places)


def _check(holds: bool, sentence: str) -> None:  # noqa: FBT001  an assertion that -O leaves in
    if not holds:
        raise ValueError(sentence)
