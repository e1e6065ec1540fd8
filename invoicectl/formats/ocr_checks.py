"""What is wrong with a record, said with line, columns, what was expected and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple

from invoicectl.domain.money import kroner
from invoicectl.errors import BadFileError
from invoicectl.formats import ocr_layout as layout
from invoicectl.formats.ocr_lines import ANEW

if TYPE_CHECKING:
    from invoicectl.formats.ocr_layout import Field
    from invoicectl.formats.ocr_lines import Records
    from invoicectl.formats.oddities import Oddities


class Tally(NamedTuple):
    """What an end record must repeat; `records` includes the start and the end record."""

    transactions: int
    records: int
    total_ore: int


class Checks:
    """The checks that several records share, for one file: faults are raised, oddities noted."""

    def __init__(self, name: str, records: Records, oddities: Oddities) -> None:
        """Speak of the file as `name`."""
        self._name = name
        self._records = records
        self._oddities = oddities

    def fault(self, number: int, field: Field, sentence: str) -> BadFileError:
        """Return the error for one field; it ends in what to do."""
        return BadFileError(self._name, f"{field.columns}: {sentence}; {ANEW}", line=number)

    def out_of_place(self, number: int, record: str, expected: str) -> BadFileError:
        """Return the error for a record that may not stand here."""
        found = ascii(layout.HEAD.of(record))
        sentence = f"the record begins with {found}, but here must come {expected}"
        if record[:2] != "NY":
            return self.fault(number, layout.HEAD, sentence)
        return self.fault(number, layout.HEAD, f"{sentence}: records are missing or out of order")

    def cut_off(self, expected: str) -> BadFileError:
        """Return the error for a file that has ended too early."""
        return BadFileError(
            self._name,
            f"the file ends here without {expected}; it is cut off, so {ANEW}",
            line=self._records.last_line,
        )

    def odd(self, number: int, sentence: str) -> None:
        """Note something that is let pass."""
        self._oddities.add(sentence, line=number)

    def whole_number(self, number: int, record: str, field: Field, what: str) -> int:
        """Return the value of a field of digits.

        Raises:
            BadFileError: something else than ASCII digits stands there.
        """
        value = field.of(record)
        if not (value.isascii() and value.isdigit()):
            raise self.fault(number, field, f"{what} must be digits, but {value!a} stands there")
        return int(value)

    def filler(self, number: int, record: str, field: Field | None = None) -> None:
        """Note when the record does not end in zeros as it should."""
        field = field or layout.FILLERS[layout.RECORD_TYPE.of(record)]
        if field.of(record).strip("0"):
            self.odd(number, f"{field.columns} should be zeros; what stands there is passed over")

    def believed(self, number: int, record: str, records: int) -> Tally:
        """Return what an end record says of itself, but for the records, which were counted."""
        transactions = self.whole_number(number, record, layout.TRANSACTIONS, "the transactions")
        return Tally(
            transactions, records, self.whole_number(number, record, layout.TOTAL, "the sum")
        )

    def end_record(
        self, number: int, record: str, tally: Tally, *, of: str, texts_missing: int = 0
    ) -> None:
        """Compare an end record with what was read.

        The number of transactions and the sum must agree. The number of records is counted in more
        than one way by senders, and every transaction's first two records have been seen, so it is
        refused only when it shows that a text record was lost; else it is noted. A sum below zero
        has no sign in the record, so its digits are compared and that is noted.

        Args:
            number: the line of the record.
            record: the end record.
            tally: what was counted, øre for the sum.
            of: what the record closes: `assignment` or `transmission`.
            texts_missing: how many transactions should have a text record and have none.

        Raises:
            BadFileError: a count or the sum differs.
        """
        said = self.whole_number(number, record, layout.TRANSACTIONS, "the number of transactions")
        if said != tally.transactions:
            sentence = (
                f"the end record counts {said} transactions, the {of} has {tally.transactions}"
            )
            raise self.fault(number, layout.TRANSACTIONS, sentence)
        said = self.whole_number(number, record, layout.RECORDS, "the number of records")
        if said != tally.records:
            sentence = f"the end record counts {said} records, the {of} has {tally.records}"
            if said > tally.records and texts_missing > 0:
                sentence += "; text records of card payments are missing"
                raise self.fault(number, layout.RECORDS, sentence)
            self.odd(number, f"{layout.RECORDS.columns}: {sentence}; transactions and sum agree")
        said = self.whole_number(number, record, layout.TOTAL, "the sum")
        if said != abs(tally.total_ore):
            sentence = (
                f"the end record says the sum is {_kr(said)},"
                f" the transactions of the {of} add up to {_kr(tally.total_ore)}"
            )
            raise self.fault(number, layout.TOTAL, sentence)
        if tally.total_ore < 0:
            self.odd(number, f"more money went out than came in: {_kr(tally.total_ore)} together")
        self.filler(number, record)


def _kr(ore: int) -> str:
    return "kr " + kroner(ore, thousands=",", decimal=".")
