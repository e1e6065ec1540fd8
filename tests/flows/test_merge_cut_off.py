"""A merger or an erasure that is cut off anywhere has not happened, and can be done again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoicectl import seams
from invoicectl.flows.forget import forget_customer
from invoicectl.flows.merge import merge_customers
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.customers import add_customers
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.build import add
from tests.build import consumer
from tests.build import draft
from tests.build import stamp

Deed = Callable[[Company], object]


class CutError(Exception):
    """The machine stops here."""


def merging(company: Company) -> object:
    return merge_customers(company.ledger, stamp(), "10002", "10003")


def forgetting(company: Company) -> object:
    return forget_customer(company.ledger, stamp(), "10004")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = company_in(tmp_path)
    add_customers(made.ledger, (consumer("10003", email=""), consumer("10004")), stamp())
    add(made.ledger, draft("10002"))
    made.receive(made.file("a.txt", paid(made.kid(10003), 130_000)))
    return made


@pytest.mark.parametrize(
    ("deed", "place"),
    [
        (merging, "merge.moved"),
        (merging, "merge.credited"),
        (merging, "merge.before-commit"),
        (forgetting, "forget.erased"),
        (forgetting, "forget.before-commit"),
        (forgetting, "ledger.before-commit"),
    ],
)
def test_cut_off_it_has_not_happened(
    company: Company, monkeypatch: pytest.MonkeyPatch, deed: Deed, place: str
) -> None:
    before = list(company.ledger.con.iterdump())

    def cut(name: str) -> None:
        if name == place:
            raise CutError

    with monkeypatch.context() as patch:
        patch.setattr(seams, "_hooks", [cut])
        with pytest.raises(CutError):
            deed(company)
    assert list(company.ledger.con.iterdump()) == before
    deed(company)
    assert list(company.ledger.con.iterdump()) != before
    assert check_ledger(company.ledger, full=True) == ()
