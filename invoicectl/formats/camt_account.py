"""One account in a camt file: what its entries come to, and whether that is what the bank says."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import kroner
from invoicectl.domain.payment import BankStatement
from invoicectl.formats.camt_values import NOK

if TYPE_CHECKING:
    from invoicectl.formats.camt_values import Values
    from invoicectl.formats.oddities import Oddities
    from invoicectl.formats.xml_reader import Record

_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = "CLBD"
_COPIES: Final = ("COPY", "DUPL", "CODU")
_DAY: Final = timedelta(days=1)


class Account:
    """The sums of one notification or statement, checked when its last entry has been read."""

    def __init__(self, part: Record, values: Values, oddities: Oddities) -> None:
        """Take the account from what stands before the entries.

        Raises:
            BadFileError: no account stands there.
        """
        number = part.get("account")
        if not number:
            raise values.fault(part, "the account (Acct/Id) must stand before the entries")
        self.number = values.account(number)
        self.currency = part.get("currency")
        self.left_out_ore = 0
        self.unbooked = 0
        self._values = values
        self._oddities = oddities
        self._credits = [0, 0]
        self._debits = [0, 0]
        self._is_foreign = False

    def add(self, entry: Record, amount_ore: int) -> None:
        """Count a booked entry."""
        sums = self._credits if entry.get("direction") == "CRDT" else self._debits
        sums[0] += 1
        sums[1] += abs(amount_ore)

    def add_foreign(self, entry: Record) -> None:
        """Count a booked entry in another currency; then no sum of the account can be checked."""
        self.add(entry, 0)
        self._is_foreign = True

    def close(self, part: Record, *, is_whole: bool) -> BankStatement | None:
        """Check the totals, and return the balances when the file has both of them in kroner.

        Args:
            part: the notification or statement, whole.
            is_whole: whether it is on one page; totals of several pages cannot be checked.

        Raises:
            BadFileError: a count or sum differs from what was read: entries are missing.
        """
        if part.get("copy") in _COPIES:
            self._oddities.add(
                "the bank marks this as a copy; what came before is not booked again",
                line=part.line,
            )
        if not is_whole:
            self._oddities.add(
                "this is one page of several; its totals were not checked, so import all pages",
                line=part.line,
            )
        for summary in part.all("TxsSummry") if is_whole else ():
            self._check_summary(summary)
        return self._statement(part, is_whole=is_whole)

    def _check_summary(self, summary: Record) -> None:
        """Compare the bank's own counts and sums with the entries."""
        money_in, money_out = self._credits, self._debits
        for key, tag, counted in (
            ("entries", "TtlNtries", money_in[0] + money_out[0]),
            ("credits", "TtlCdtNtries", money_in[0]),
            ("debits", "TtlDbtNtries", money_out[0]),
        ):
            said = self._values.number(summary, key, f"{tag}/NbOfNtries")
            # some banks count what is only pending, others do not
            if said is not None and not counted <= said <= counted + self.unbooked:
                raise self._values.fault(
                    summary, f"{tag} counts {said} entries, and {counted} stand in the file"
                )
        if self._is_foreign or self.unbooked:
            return
        net_ore = money_in[1] - money_out[1]
        for key, tag, read_ore in (
            ("sum", "TtlNtries/Sum", money_in[1] + money_out[1]),
            ("net", "the net sum of TtlNtries", abs(net_ore)),
            ("credit_sum", "TtlCdtNtries/Sum", money_in[1]),
            ("debit_sum", "TtlDbtNtries/Sum", money_out[1]),
        ):
            if not summary.get(key):
                continue
            said_ore = self._values.ore(summary, key, tag)
            if said_ore != read_ore:
                raise self._values.fault(
                    summary, f"{tag} is {_kr(said_ore)}, and the entries add up to {_kr(read_ore)}"
                )

    def _statement(self, part: Record, *, is_whole: bool) -> BankStatement | None:
        """Return the balances, once the entries lead from the one to the other."""
        balances = [each for each in part.all("Bal") if each.get("amount@Ccy") in ("", NOK)]
        opening = [each for each in balances if each.get("kind") in _OPENING]
        closing = [each for each in balances if each.get("kind") == _CLOSING]
        if self._is_foreign or not (opening and closing and self.currency in ("", NOK)):
            return None
        first = min(opening, key=self._day)
        last = max(closing, key=self._day)
        opening_ore, closing_ore = self._ore(first), self._ore(last)
        moved_ore = self._credits[1] - self._debits[1]
        if is_whole and opening_ore + moved_ore != closing_ore:
            raise self._values.fault(
                last,
                f"the closing balance is {_kr(closing_ore)}, but the opening balance"
                f" {_kr(opening_ore)} and the entries {_kr(moved_ore)} come to"
                f" {_kr(opening_ore + moved_ore)}",
            )
        last_day = self._day(last)
        return BankStatement(
            account=self.number,
            first_day=min(self._first_day(part, first), last_day),
            last_day=last_day,
            opening_ore=opening_ore,
            closing_ore=closing_ore,
            left_out_ore=self.left_out_ore,
            reference=part.get("sequence_no") or part.get("id"),
        )

    def _first_day(self, part: Record, opening: Record) -> date:
        if part.get("first_day"):
            return self._values.day(part, "first_day", "FrDtTm")
        day = self._day(opening)
        return day if opening.get("kind") == _OPENING[0] else day + _DAY

    def _day(self, balance: Record) -> date:
        return self._values.day(balance, "day", "the day of a balance")

    def _ore(self, balance: Record) -> int:
        return self._values.sign(balance) * self._values.ore(balance, "amount", "a balance")


def _kr(ore: int) -> str:
    return "kr " + kroner(ore, thousands=",", decimal=".")
