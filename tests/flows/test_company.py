"""A company's ledger is ready for the first invoice, or it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoicectl import seams
from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.chart import CHART
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.company import chart_for
from invoicectl.flows.company import create_company
from invoicectl.flows.set_up import set_up
from invoicectl.ledger.accounts import account_codes
from invoicectl.ledger.accounts import account_name
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.log import entries
from invoicectl.ledger.meta import meta_value
from tests.build import settings_for
from tests.build import stamp

ANSWERS = {
    "company.name": "Fjordkaffe AS",
    "company.orgnr": "999999999",
    "company.street": "Storgata 1",
    "company.postcode": "0150",
    "company.city": "Oslo",
    "bank.kontonr": "12345678903",
}


def test_the_ledger_is_sound_and_says_whose_it_is(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "invoice:\n  first_number: 500\n")
    with open_ledger(create_company(settings, stamp())) as ledger:
        con = ledger.con
        assert not check_ledger(ledger, full=True)
        assert next_invoice_no(con) == 500
        assert meta_value(con, "orgnr") == "999999999"
        assert meta_value(con, "created_at") == stamp().at
        assert len(meta_value(con, "ledger_id")) == 16
        assert [entry.event for entry in entries(con)] == ["company.created"]
        assert len(account_codes(con)) == len(CHART)
        assert account_codes(con, role="receivable") == ("1500",)
        assert account_codes(con, role="bank") == ("1920",)


def test_two_ledgers_never_have_the_same_id(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        with open_ledger(create_company(settings_for(tmp_path / name), stamp())) as ledger:
            ids.add(meta_value(ledger.con, "ledger_id"))
    assert len(ids) == 2


def test_accounts_outside_the_chart_get_a_twin(tmp_path: Path) -> None:
    more = "accounts:\n  receivable: 1501\n  bank: 1925\n"
    with open_ledger(create_company(settings_for(tmp_path, more), stamp())) as ledger:
        assert account_codes(ledger.con, role="receivable") == ("1501",)
        assert account_codes(ledger.con, role="bank") == ("1925",)
        assert account_name(ledger.con, "1501") == "Kundefordringer"
        assert account_name(ledger.con, "1925") == "Bankinnskudd"
        assert not check_ledger(ledger, full=True)


def test_the_usual_accounts_add_nothing_to_the_chart() -> None:
    assert chart_for(Accounts()) == tuple(sorted(CHART, key=lambda account: account.code))


def test_a_ledger_that_is_there_is_left_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    before = create_company(settings, stamp()).read_bytes()
    with pytest.raises(InputError, match="exists already"):
        create_company(settings, stamp())
    assert settings.ledger.path.read_bytes() == before


class CutOffError(Exception):
    """Stands for anything that ends a run."""


@pytest.fixture
def cut_off_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list: a failpoint that is in it ends the run."""
    names: list[str] = []

    def listen(name: str) -> None:
        if name in names:
            raise CutOffError(name)

    monkeypatch.setattr(seams, "_hooks", [listen])
    return names


@pytest.mark.parametrize("point", ["ledger.begun", "company.filled", "ledger.before-commit"])
def test_a_failure_leaves_no_ledger(tmp_path: Path, cut_off_at: list[str], point: str) -> None:
    settings = settings_for(tmp_path)
    cut_off_at.append(point)
    with pytest.raises(CutOffError):
        create_company(settings, stamp())
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


@pytest.mark.parametrize("point", ["ledger.begun", "set-up.ledger", "set-up.folders"])
def test_a_failed_set_up_leaves_nothing(tmp_path: Path, cut_off_at: list[str], point: str) -> None:
    cut_off_at.append(point)
    with pytest.raises(CutOffError):
        set_up(tmp_path / "deep" / "kaffe", ANSWERS, stamp())
    assert not list(tmp_path.iterdir())
    cut_off_at.clear()
    assert set_up(tmp_path / "deep" / "kaffe", ANSWERS, stamp()).settings.is_file()


def test_a_failed_set_up_keeps_what_was_there(tmp_path: Path, cut_off_at: list[str]) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "notes.txt").touch()
    cut_off_at.append("set-up.folders")
    with pytest.raises(CutOffError):
        set_up(tmp_path, ANSWERS, stamp())
    assert {path.name for path in tmp_path.iterdir()} == {"inbox", "notes.txt"}


def test_a_missing_answer_is_a_fault_without_a_line(tmp_path: Path) -> None:
    answers = {name: text for name, text in ANSWERS.items() if name != "bank.kontonr"}
    with pytest.raises(FaultsError, match=r"(?m)^bank: .*kontonr") as caught:
        set_up(tmp_path, answers, stamp())
    assert "config.yaml" not in str(caught.value)
