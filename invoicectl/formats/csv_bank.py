"""Reads the CSV that banks offer to people: what came in becomes payments, the rest is counted.

Such a file has no sums of its own. That it is whole can only be told where it states balances;
elsewhere the result says so, and a later file brings what this one lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import BadFileError
from invoicectl.formats.csv_profile import Profile
from invoicectl.formats.csv_profile import profiles
from invoicectl.formats.csv_rows import ANEW
from invoicectl.formats.csv_rows import decoded
from invoicectl.formats.csv_rows import require_end
from invoicectl.formats.csv_rows import rows_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment
    from invoicectl.domain.payment import BankStatement
    from invoicectl.domain.payment import LeftOut
    from invoicectl.formats.csv_rows import Row

OUT: Final = "payments out"
PENDING: Final = "not booked yet"
_SEPARATORS: Final = (";", "\t", ",")
_HEADER_LINES: Final = 5
_IN_KID: Final = frozenset("0123456789-")
_KID_MAX: Final = 25


class BankCsv:
    """The format; `folder` has profiles of the user's own, which come before those known here."""

    name = "csv"

    def __init__(self, folder: Path | None = None) -> None:
        """Know the profiles that come along, and those in `folder`."""
        self._folder = folder

    def sniff(self, head: bytes) -> bool:
        """Return whether one of the first lines is a header we know."""
        return self._found(_loosely(head)) is not None

    def read(self, content: bytes, *, name: str, today: date) -> BankFile:
        """Return what came in, checked row by row; see `formats.port.Format.read`."""
        del today  # years are written out
        text = decoded(content, name)
        found = self._found(text)
        if found is None:
            raise BadFileError(
                name, f"no header of a bank we know is among its first lines; {ANEW}"
            )
        profile, line = found
        if profile.balances is None:
            require_end(text, name)
        reading = _Reading(profile)
        for row in rows_of(text, profile.separator, name):
            if row.line > line:
                reading.take(row)
        return reading.file(name)

    def _found(self, text: str) -> tuple[Profile, int] | None:
        """Return the profile whose header is there, and on which line."""
        lines = text.split("\n")[:_HEADER_LINES]
        heads = {
            (separator, _heads(line, separator)): number
            for number, line in enumerate(lines, 1)
            for separator in _SEPARATORS
        }
        for profile in profiles(self._folder):
            line = heads.get((profile.separator, profile.header))
            if line is not None:
                return profile, line
        return None


class _Reading:
    """One file while it is read: payments, what is left out, and the balances it states."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._payments: list[BankPayment] = []
        self._left_out: dict[str, list[int]] = {}
        self._balances: dict[str, tuple[int, Row]] = {}
        self._width = len(profile.header)
        self._has_ended = False

    def take(self, row: Row) -> None:
        """Take one row after the header."""
        if self._is_balance(row):
            return
        if len(row.fields) != self._width:
            raise row.fault(f"{self._width} columns were expected, but there are {len(row.fields)}")
        if self._has_ended:
            raise row.fault("a payment stands after the closing balance")
        column, beginning = self._profile.pending
        if column and row.text(self._profile.header.index(column)).startswith(beginning):
            self._leave(PENDING, 0)
            return
        ore = self._ore(row)
        if ore < 0:
            self._leave(OUT, ore)
            return
        self._payments.append(self._payment(row, ore))

    def file(self, name: str) -> BankFile:
        """Return the whole file, its balances checked."""
        from invoicectl.domain.payment import BankFile
        from invoicectl.domain.payment import LeftOut

        statement = self._statement(name)
        left_out: tuple[LeftOut, ...] = tuple(
            LeftOut(kind, count, ore) for kind, (count, ore) in self._left_out.items()
        )
        whole = "a CSV file states no sums, so nobody can tell whether this one is whole"
        return BankFile(
            format="csv",
            payments=tuple(self._payments),
            identity=(self._profile.title,),
            warnings=() if statement else (f"{self._profile.title}: {whole}.",),
            other_records=sum(each.entries for each in left_out),
            statements=(statement,) if statement else (),
            left_out=left_out,
        )

    def _leave(self, kind: str, ore: int) -> None:
        count = self._left_out.setdefault(kind, [0, 0])
        count[0] += 1
        count[1] += ore

    def _ore(self, row: Row) -> int:
        """Return the signed amount of a row; a bank that has two columns fills one of them."""
        profile = self._profile
        place = profile.place("amount")
        if place is not None:
            ore = row.ore(place, profile.decimal, profile.columns["amount"])
            if ore is None:
                raise row.fault("there is no amount")
            return ore
        came, left = profile.place("in"), profile.place("out")
        assert came is not None  # the profile has either
        money_in = row.ore(came, profile.decimal, profile.columns["in"])
        money_out = None
        if left is not None:
            money_out = row.ore(left, profile.decimal, profile.columns["out"])
        if bool(money_in) and bool(money_out):
            raise row.fault("there is an amount both in and out")
        if money_in is None and money_out is None:
            raise row.fault("there is no amount")
        if money_in is not None and money_in < 0:
            raise row.fault("the amount that came in is below zero")
        return money_in or -abs(money_out or 0)

    def _payment(self, row: Row, ore: int) -> BankPayment:
        from invoicectl.domain.payment import BankPayment

        profile = self._profile
        booked_on = profile.place("booked_on")
        assert booked_on is not None  # every profile has one
        kid = _as_kid(row.text(profile.place("kid")))
        text = row.text(profile.place("text"))
        ordered_on = profile.place("ordered_on")
        currency = row.text(profile.place("currency"))
        foreign = currency if currency not in {"", "NOK"} else ""
        if foreign:
            text = f"{foreign} {row.text(profile.place('amount') or profile.place('in'))}: {text}"
        return BankPayment(
            line=row.line,
            account=_account(row.text(profile.place("account"))),
            booked_on=row.day(booked_on, profile.day, profile.columns["booked_on"]),
            amount_ore=0 if foreign else ore,
            kid=kid,
            text="" if kid and kid == _as_kid(text) else text,
            payer_account=_account(row.text(profile.place("payer_account"))),
            payer_name=row.text(profile.place("payer_name")),
            ordered_on=None
            if ordered_on is None or not row.text(ordered_on)
            else row.day(ordered_on, profile.day, profile.columns["ordered_on"]),
            reference=row.text(profile.place("reference")),
            type_code="csv",
            type_name=row.text(profile.place("kind")) or profile.title,
            currency=foreign,
        )

    def _is_balance(self, row: Row) -> bool:
        """Keep the balance of a line that states one."""
        balances = self._profile.balances
        if balances is None:
            return False
        first = row.text(0)
        for which, beginning in (("opening", balances.opening), ("closing", balances.closing)):
            if first.startswith(beginning):
                place = balances.column - 1
                if len(row.fields) != self._width or which in self._balances:
                    raise row.fault("the balance is not where it should be")
                ore = row.amount(row.text(place), balances.decimal, "the balance")
                self._balances[which] = (ore, row)
                self._has_ended = which == "closing" or self._has_ended
                return True
        return False

    def _statement(self, name: str) -> BankStatement | None:
        """Return the balances, which must agree with what came in and went out."""
        from invoicectl.domain.money import kroner
        from invoicectl.domain.payment import BankStatement

        if self._profile.balances is None:
            return None
        if set(self._balances) != {"opening", "closing"}:
            raise BadFileError(name, f"the balances at the end are missing; {ANEW}")
        opening_ore, _ = self._balances["opening"]
        closing_ore, last = self._balances["closing"]
        out_ore = self._left_out.get(OUT, [0, 0])[1]
        moved_ore = out_ore + sum(payment.amount_ore for payment in self._payments)
        if opening_ore + moved_ore != closing_ore:
            expected = kroner(opening_ore + moved_ore, thousands=" ")
            raise last.fault(
                f"the rows lead to a balance of {expected}, but the file states"
                f" {kroner(closing_ore, thousands=' ')}"
            )
        if not self._payments:
            return None
        days = [payment.booked_on for payment in self._payments]
        account = self._payments[0].account
        return BankStatement(account, min(days), max(days), opening_ore, closing_ore, out_ore)


def _heads(line: str, separator: str) -> tuple[str, ...]:
    cells = line.rstrip("\r").split(separator)
    return tuple(cell.strip().removeprefix('"').removesuffix('"') for cell in cells)


def _loosely(head: bytes) -> str:
    """Return the beginning of a file as text, whatever is cut off at its end."""
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(head) - 4 and error.reason == "unexpected end of data":
            return head[: error.start].decode("utf-8-sig")
        return head.decode("cp1252", errors="replace")


def _account(text: str) -> str:
    """Return an account as its digits; a name or a foreign account as it is."""
    digits = text.replace(".", "").replace(" ", "")
    return digits if digits.isascii() and digits.isdigit() else text


def _as_kid(text: str) -> str:
    """Return the KID that a text is, '' when it is none: 2 to 25 digits, perhaps a final dash."""
    plain = text.replace(" ", "")
    is_kid = 1 < len(plain) <= _KID_MAX and set(plain) <= _IN_KID and "-" not in plain[:-1]
    return plain if is_kid and plain[0] != "-" else ""


FORMAT = BankCsv()
