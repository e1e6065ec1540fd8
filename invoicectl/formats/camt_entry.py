"""One entry of a camt file: the payments it is made of, or why it is none of ours.

An entry is one sum on the account. Its details are the payments; one without details is itself the
payment. Amounts are those of the details, never that of the entry repeated (payments 4.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.money import kroner
from invoicectl.domain.payment import BankPayment
from invoicectl.domain.payment import LeftOut
from invoicectl.formats import camt_codes as codes
from invoicectl.formats.camt_remittance import told
from invoicectl.formats.camt_values import NOK

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.formats.camt_account import Account
    from invoicectl.formats.camt_values import Values
    from invoicectl.formats.oddities import Oddities
    from invoicectl.formats.xml_reader import Record

_AMOUNTS: Final = ("amount", "told", "counter_value")
"""Of a detail, in the order in which one in the entry's currency is looked for."""
_STATES: Final = {"PDNG": "pending", "INFO": "for information", "FUTR": "of a later day"}
_BOOKED: Final = "BOOK"
_NO_REFERENCE: Final = ("", "NOTPROVIDED")

_HIDDEN: Final = (
    "an entry is the sum of several payments, which the file does not show; ask the bank for"
    " camt.054 with all details, or for OCR giro"
)
_UNDIVIDED: Final = (
    "an entry has several payments without their amounts; it is one sum, for a person to divide"
)


class Entries:
    """Turns the entries of one file into payments, and counts those that are none."""

    def __init__(self, values: Values, oddities: Oddities) -> None:
        """Share the values and oddities of the file."""
        self._values = values
        self._oddities = oddities
        self._left_out: dict[str, list[int]] = {}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What has been left out so far, by kind."""
        return tuple(LeftOut(kind, *sums) for kind, sums in self._left_out.items())

    def payments(self, entry: Record, account: Account) -> list[BankPayment]:
        """Return the payments of an entry, in file order, and add it to its account's sums.

        Raises:
            BadFileError: a value that money or structure hangs on is wrong.
        """
        sign = self._values.sign(entry)
        currency = entry.get("amount@Ccy") or account.currency or NOK
        status = entry.get("status")
        if status != _BOOKED:
            self._pass_over_unbooked(entry, account, status, currency)
            return []
        details = [each for batch in entry.all("NtryDtls") for each in batch.all("TxDtls")]
        is_return = codes.is_return(entry) or any(map(codes.is_return, details))
        came_back = is_return or self._values.is_set(entry, "reversal", "RvslInd")
        is_ours = sign > 0 or came_back or codes.takes_back(entry)
        if currency != NOK:
            account.add_foreign(entry)
            if is_ours:
                return [self._in_currency(entry, details, account.number, currency)]
            self.leave_out(f"{codes.left_out_kind(entry)} in {currency}", 0)
            return []
        amount_ore = sign * self._values.ore(entry, "amount", "the amount")
        account.add(entry, amount_ore)
        if not is_ours:
            self.leave_out(codes.left_out_kind(entry), amount_ore, account)
            return []
        return self._booked(entry, details, account, amount_ore, came_back=came_back or sign < 0)

    def leave_out(self, kind: str, ore: int, account: Account | None = None) -> None:
        """Count something that is no payment, and tell its account when it was booked there."""
        counted = self._left_out.setdefault(kind, [0, 0])
        counted[0] += 1
        counted[1] += ore
        if account is not None:
            account.left_out_ore += ore

    def _pass_over_unbooked(
        self, entry: Record, account: Account, status: str, currency: str
    ) -> None:
        """Count an entry that is not on the account yet: it comes again when it is."""
        if not status:
            raise self._values.fault(entry, "Sts (BOOK, PDNG or INFO) is missing")
        sign = self._values.sign(entry)
        known = _STATES.get(status)
        if known is None:
            self._oddities.add(
                f"entries of status {status[:20]!a}, which is none of BOOK, PDNG and INFO, are left"
                " out",
                line=entry.line,
            )
        account.unbooked += 1
        ore = sign * self._values.ore(entry, "amount", "the amount") if currency == NOK else 0
        self.leave_out(known or "not booked", ore)

    def _booked(
        self,
        entry: Record,
        details: list[Record],
        account: Account,
        amount_ore: int,
        *,
        came_back: bool,
    ) -> list[BankPayment]:
        """Return the payments of a booked entry in kroner."""
        day = self._day(entry)
        amounts = self._amounts(details, entry, amount_ore)
        said = self._said(entry)
        self._check_counts(entry, amounts, details, said, amount_ore)
        if amounts is None:
            payment = self._payment(entry, entry, account.number, day, amount_ore)
            words = [*map(self._in_words, details), payment.text]
            payments = [payment._replace(text=" ".join(words).strip(), is_sum=True)]
        else:
            self._note_difference(entry, amounts, account, amount_ore)
            payments = [
                self._payment(entry, detail, account.number, day, ore) for detail, ore in amounts
            ]
            if not details and said != 1:
                payments = [each._replace(is_sum=True) for each in payments]
        return [_came_back(each) for each in payments] if came_back else payments

    def _note_difference(
        self,
        entry: Record,
        amounts: list[tuple[Record, int]],
        account: Account,
        amount_ore: int,
    ) -> None:
        """Leave out what the payments of an entry are more or less than the entry."""
        total_ore = sum(ore for _, ore in amounts)
        if total_ore == amount_ore:
            return
        kind = "charge or difference within an entry"
        self.leave_out(kind, amount_ore - total_ore, account)
        self._oddities.add(
            f"the payments of an entry add up to {kroner(total_ore)} and the entry is"
            f" {kroner(amount_ore)}; the difference, perhaps a charge, is left out",
            line=entry.line,
        )

    def _payment(
        self, entry: Record, detail: Record, account: str, day: date, amount_ore: int
    ) -> BankPayment:
        kid, text, parts = told(detail, amount_ore, self._values)
        values = detail.values
        if not (kid or text):
            text = " ".join(entry.get("more").split())
        coded = detail if "own_code" in values or "family" in values else entry
        payer_account = values.get("payer_account", "")
        return BankPayment(
            detail.line,
            account,
            day,
            amount_ore,
            kid,
            text,
            self._values.account(payer_account) if payer_account else "",
            " ".join(values.get("payer", "").split()),
            None,
            _reference(entry, detail),
            codes.code_of(coded),
            codes.name_of(coded),
            parts=parts,
        )

    def _amounts(
        self, details: list[Record], entry: Record, amount_ore: int
    ) -> list[tuple[Record, int]] | None:
        """Return each detail with its signed øre, or None when one of several has no amount.

        A single detail without an amount in kroner has that of its entry, and an entry without
        details is its own.
        """
        if not details:
            return [(entry, amount_ore)]
        amounts = []
        for detail in details:
            ore = self._amount(detail)
            if ore is None:
                if len(details) > 1:
                    return None
                return [(detail, amount_ore)]
            sign = 1 if amount_ore > 0 else -1
            if "direction" in detail.values:
                sign = self._values.sign(detail)
            amounts.append((detail, sign * ore))
        return amounts

    def _amount(self, detail: Record) -> int | None:
        values = detail.values
        for key in _AMOUNTS:
            if key in values and values.get(f"{key}@Ccy", NOK) == NOK:
                return self._values.ore(detail, key, "the amount of the payment")
        return None

    def _said(self, entry: Record) -> int | None:
        """Return how many payments an entry says it has, None when it does not say."""
        counts = [self._values.number(each, "count", "NbOfTxs") for each in entry.all("NtryDtls")]
        return sum(count or 0 for count in counts) if counts and None not in counts else None

    def _check_counts(
        self,
        entry: Record,
        amounts: list[tuple[Record, int]] | None,
        details: list[Record],
        said: int | None,
        amount_ore: int,
    ) -> None:
        """Compare a batch with what it says of itself.

        Details are missing when both their number and their sum are wrong; a wrong number alone is
        noted, for senders count in more than one way. A batch may have no details at all.

        Raises:
            BadFileError: details are missing.
        """
        if not details:
            if said is not None and said > 1:
                self._oddities.add(_HIDDEN, line=entry.line)
            return
        if amounts is None:
            self._oddities.add(_UNDIVIDED, line=entry.line)
        if said is None or said == len(details):
            return
        sentence = f"the batch counts {said} transactions (NbOfTxs), and {len(details)} stand in it"
        if amounts is None or sum(ore for _, ore in amounts) != amount_ore:
            raise self._values.fault(entry, f"{sentence}, which do not add up to its amount")
        self._oddities.add(f"{sentence}; they add up to its amount", line=entry.line)

    def _in_currency(
        self, entry: Record, details: list[Record], account: str, currency: str
    ) -> BankPayment:
        """Return a payment in foreign currency: nothing can be booked, and a person sees to it."""
        amount = self._values.amount_text(entry, "amount", "the amount")
        sign = "-" if self._values.sign(entry) < 0 else ""
        words = [self._in_words(each) for each in details]
        detail = details[0] if len(details) == 1 else entry
        payment = self._payment(entry, detail, account, self._day(entry), 0)
        text = " ".join([f"{currency[:3]} {sign}{amount}", *words]).strip()
        return payment._replace(kid="", text=text, parts=(), currency=currency[:3])

    def _in_words(self, detail: Record) -> str:
        kid, text, _ = told(detail, 0, self._values)
        return f"KID {kid} {text}".strip() if kid else text

    def _day(self, entry: Record) -> date:
        if "booked" in entry.values:
            return self._values.day(entry, "booked", "BookgDt")
        day = self._values.day(entry, "value_day", "BookgDt, or ValDt in its place,")
        self._oddities.add("an entry has no booking date; its value date is taken", line=entry.line)
        return day


def _came_back(payment: BankPayment) -> BankPayment:
    """Return a payment that was taken back, or one of the company's own that was returned.

    A reference on the latter was meant for somebody else, so it is no KID of ours.
    """
    if payment.amount_ore < 0:
        return payment._replace(type_name="reversal", is_reversal=True, parts=())
    text = f"KID {payment.kid} {payment.text}" if payment.kid else payment.text
    name = "payment of yours that came back"
    return payment._replace(kid="", text=text.strip(), type_name=name, parts=())


def _reference(entry: Record, detail: Record) -> str:
    """Return the best reference there is: the bank's, the payer's, or that of the entry."""
    for text in (
        detail.get("reference"),
        detail.get("end_to_end"),
        detail.get("transaction"),
        entry.get("reference"),
    ):
        if text not in _NO_REFERENCE:
            return text
    return ""
