"""The values of a camt file: amounts, days and accounts, each read strictly or refused by place."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.money import kroner
from invoicectl.errors import BadFileError
from invoicectl.formats.xml_reader import ANEW

if TYPE_CHECKING:
    from invoicectl.formats.xml_reader import Record

NOK: Final = "NOK"
_LONG: Final = 20
"""Characters of an amount at most."""
_ACCOUNTS_MAX: Final = 10_000
SIGNS: Final = {"CRDT": 1, "DBIT": -1}

_AMOUNT: Final = re.compile(r"\+?(\d*)(?:\.(\d*))?", re.ASCII)
_NOT_IN_NUMBERS: Final = str.maketrans("", "", " .\u00a0")
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NORWEGIAN_IBAN: Final = re.compile(r"NO\d{2}(\d{11})", re.ASCII)
_YES_OR_NO: Final = {"true": True, "1": True, "false": False, "0": False, "": False}


class Values:
    """Reads the values of one file's records, and speaks of the file when one is wrong."""

    def __init__(self, name: str) -> None:
        """Speak of the file as `name`."""
        self._name = name
        self._days: dict[str, date] = {}
        self._accounts: dict[str, str] = {}

    def fault(self, record: Record, sentence: str) -> BadFileError:
        """Return the error for a record; it names its place and ends in what to do."""
        place = f"column {record.column}: in {record.key}, {sentence}; {ANEW}"
        return BadFileError(self._name, place, line=record.line)

    def ore(self, record: Record, key: str, what: str) -> int:
        """Return an amount in øre.

        ISO allows five decimals and zeros in front; only whole øre can be booked.

        Raises:
            BadFileError: it is missing, no amount, not in whole øre, or more than 10^13 øre.
        """
        text = record.get(key)
        whole, point, rest = text.partition(".")
        if point and len(rest) == 2 and (whole + rest).isdigit() and text.isascii():  # noqa: PLR2004  øre
            ore = int(whole + rest)
        else:
            ore = self._odd_amount(record, text, what)
        if ore > ORE_MAX:
            most = kroner(ORE_MAX, thousands=",", decimal=".")
            raise self.fault(record, f"{what} is {text[:30]}, and more than {most} is no payment")
        return ore

    def _odd_amount(self, record: Record, text: str, what: str) -> int:
        found = _AMOUNT.fullmatch(text)
        if found is None or not (found[1] or found[2]):
            stands = f"{text[:30]!a} stands there" if text else "there is none"
            raise self.fault(record, f"{what} must be an amount such as 1234.50, but {stands}")
        decimals = (found[2] or "").rstrip("0")
        if len(decimals) > 2:  # noqa: PLR2004  øre
            raise self.fault(record, f"{what} is {text[:30]}, which is not in whole øre")
        return int((found[1] or "0") + decimals.ljust(2, "0"))

    def amount_text(self, record: Record, key: str, what: str) -> str:
        """Return an amount of any currency as the bank wrote it.

        Raises:
            BadFileError: it is missing or no amount.
        """
        text = record.get(key)
        if _AMOUNT.fullmatch(text) is None or not text.strip("+.") or len(text) > _LONG:
            stands = f"{text[:30]!a} stands there" if text else "there is none"
            raise self.fault(record, f"{what} must be an amount such as 1234.50, but {stands}")
        return text

    def sign(self, record: Record) -> int:
        """Return 1 for money in and -1 for money out.

        Raises:
            BadFileError: the record does not say which.
        """
        text = record.get("direction")
        sign = SIGNS.get(text)
        if sign is None:
            stands = f"{text[:20]!a} stands there" if text else "it is missing"
            raise self.fault(record, f"CdtDbtInd must be CRDT or DBIT, but {stands}")
        return sign

    def is_set(self, record: Record, key: str, what: str) -> bool:
        """Return whether an indicator is true; one that is missing is not.

        Raises:
            BadFileError: it is neither true nor false.
        """
        text = record.get(key)
        if text not in _YES_OR_NO:
            raise self.fault(
                record, f"{what} must be true or false, but {text[:20]!a} stands there"
            )
        return _YES_OR_NO[text]

    def number(self, record: Record, key: str, what: str) -> int | None:
        """Return a count, None when it is missing.

        Raises:
            BadFileError: it is no number.
        """
        text = record.get(key)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 15):  # noqa: PLR2004  digits
            raise self.fault(record, f"{what} must be a number, but {text[:20]!a} stands there")
        return int(text)

    def day(self, record: Record, key: str, what: str) -> date:
        """Return the day of a date or a time, as it is where the bank wrote it.

        Raises:
            BadFileError: it is no day.
        """
        text = record.get(key)[:10]
        known = self._days.get(text)
        if known is not None:
            return known
        try:
            day = date.fromisoformat(text if _ISO_DAY.fullmatch(text) else "")
        except ValueError:
            stands = f"{text!a} stands there" if text else "there is none"
            raise self.fault(record, f"{what} must be a day as YYYY-MM-DD, but {stands}") from None
        self._days[text] = day
        return day

    def account(self, text: str) -> str:
        """Return an account as its eleven digits when it is Norwegian, else as it stands."""
        known = self._accounts.get(text)
        if known is None:
            if len(self._accounts) == _ACCOUNTS_MAX:
                self._accounts.clear()
            plain = text.translate(_NOT_IN_NUMBERS)
            found = _NORWEGIAN_IBAN.fullmatch(plain.upper())
            known = self._accounts[text] = found[1] if found else plain
        return known
