"""camt files in a company's folder, and what importing them comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.ledger.check import check_ledger
from tests.formats.camt_build import balance
from tests.formats.camt_build import message

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.flows.imported import ImportResult
    from tests.banking import Company


def camt(company: Company, *inside: str, name: str = "bank.xml", **how: str) -> Path:
    path = company.folder / name
    path.write_bytes(message(*inside, **how))
    return path


def imported(company: Company, *inside: str, **how: str) -> ImportResult:
    (result,) = company.receive(camt(company, *inside, **how))
    assert not result.refused
    assert not check_ledger(company.ledger, full=True)
    return result


def sentences(company: Company) -> list[str]:
    return [
        str(row[0]) for row in company.rows("SELECT sentence FROM bank_transaction ORDER BY id")
    ]


def statement(company: Company, opening: str, closing: str, *inside: str, day: int = 9) -> Path:
    on = f"2026-10-{day:02}"
    return camt(
        company,
        balance("OPBD", opening, day=on),
        *inside,
        balance("CLBD", closing, day=on),
        kind="053",
        name=f"{day}.xml",
        number=str(day),
    )
