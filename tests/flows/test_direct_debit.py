"""AvtaleGiro as stories: a mandate comes, invoices are claimed, changed ones are called back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import SetupError
from invoicectl.flows.direct_debit import make_claims
from invoicectl.flows.direct_debit import plan_claims
from invoicectl.flows.dispute import dispute
from invoicectl.flows.journal import Journal
from invoicectl.flows.night_steps import Night
from invoicectl.flows.nightly import run_night
from invoicectl.flows.receive import import_files
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.direct_claims import told_claims
from invoicectl.ledger.mandates import mandates
from tests.banking import Company
from tests.banking import company_in
from tests.banking import paid
from tests.build import DAY
from tests.build import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.flows.direct_debit import ClaimRun
    from invoicectl.flows.nightly import NightResult

SETTINGS = "avtalegiro:\n  sender: '00123456'\n"
NOON = 12


def mandate_file(*records: tuple[str, str], account: str = "12345678903", number: int = 1) -> bytes:
    """Return a file of mandates: registration type and KID of each."""
    lines = [
        f"NY00001000008080{number:07d}00123456".ljust(80, "0"),
        f"NY212420{'0' * 9}{1:07d}{account}".ljust(80, "0"),
        *(
            f"NY219470{at:07d}{change}{kid:>25}N".ljust(80, "0")
            for at, (change, kid) in enumerate(records, 1)
        ),
        f"NY212488{len(records):08d}{len(records) + 2:08d}".ljust(80, "0"),
        f"NY000089{len(records):08d}{len(records) + 4:08d}".ljust(80, "0"),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Return one whose customer 10001 has given a mandate."""
    made = company_in(tmp_path / "company", SETTINGS)
    give(made, ("1", made.kid(10001)))
    return made


def give(company: Company, *records: tuple[str, str], number: int = 1) -> None:
    path = company.folder / f"mandates-{number}.txt"
    path.write_bytes(mandate_file(*records, number=number))
    (result,) = import_files(company.ledger, company.settings, stamp(DAY), [path])
    assert result.mandates == len(records), result


def run(company: Company, day: date = DAY, hour: int = NOON) -> ClaimRun:
    now = datetime.combine(day, datetime.min.time()).replace(hour=hour)
    return make_claims(company.ledger, company.settings, stamp(day), now)


def night(company: Company, run_id: str) -> NightResult:
    """Run the night after the mandate came."""
    day = later(1)
    moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    now = replace(stamp(day, at=moment.isoformat(timespec="seconds")), run_id=run_id)
    journal = Journal(company.settings.log.path, run_id, lambda: moment)
    return run_night(
        Night(company.ledger, company.settings, now, lambda: moment, lambda: False), journal
    )


def later(days: int) -> date:
    from datetime import timedelta

    return DAY + timedelta(days=days)


def test_a_mandate_is_the_customers_whose_kid_it_has(company: Company) -> None:
    (found,) = mandates(company.ledger.con)
    assert (found.customer_no, found.is_active, found.wants_notice) == ("10001", True, False)


def test_its_open_invoices_are_claimed_once(company: Company) -> None:
    done = run(company)
    assert [claim.invoice_no for claim in done.claims] == [10001, 10002]
    assert done.path is not None
    text = done.path.read_text("latin-1")
    assert text.count("NY210230") == 2
    assert company.kid(10002) in text
    again = run(company)
    assert (again.claims, again.path) == ((), None)
    assert check_ledger(company.ledger, full=True) == ()


def test_a_plan_is_what_is_done_and_changes_nothing(company: Company) -> None:
    now = datetime.combine(DAY, datetime.min.time()).replace(hour=NOON)
    planned = plan_claims(company.ledger, company.settings, stamp(DAY), now)
    assert told_claims(company.ledger.con) == []
    assert run(company).claims == planned.claims


def test_what_is_due_too_soon_is_left_out_and_says_so(company: Company) -> None:
    done = run(company, later(12))
    assert done.claims == ()
    assert "but the bank needs" in done.left_out[0].sentence


def test_one_that_was_paid_since_is_called_back_and_not_claimed_again(company: Company) -> None:
    run(company)
    company.receive(company.file("a.txt", paid(company.kid(10001), 25_000)))
    assert "called back tomorrow" in run(company).left_out[0].sentence
    done = run(company, later(1))
    assert [claim.invoice_no for claim in done.cancelled] == [10001]
    assert done.path is not None
    assert "NY219330" in done.path.read_text("latin-1")
    assert run(company, later(2)).path is None
    assert check_ledger(company.ledger, full=True) == ()


def test_a_part_payment_is_called_back_and_the_rest_claimed_anew(company: Company) -> None:
    run(company)
    company.receive(company.file("a.txt", paid(company.kid(10001), 10_000)))
    assert [claim.amount_ore for claim in run(company, later(1)).cancelled] == [25_000]
    assert [claim.amount_ore for claim in run(company, later(2)).claims] == [15_000]


def test_a_dispute_and_an_ended_mandate_call_back_too(company: Company) -> None:
    run(company)
    dispute(company.ledger, stamp(DAY), 10001, "feil vare")
    assert [claim.invoice_no for claim in run(company, later(1)).cancelled] == [10001]
    give(company, ("2", company.kid(10001)), number=2)
    assert [claim.invoice_no for claim in run(company, later(2)).cancelled] == [10002]


def test_too_late_to_call_back_is_said(company: Company) -> None:
    run(company)
    (first,) = [each for each in told_claims(company.ledger.con) if each.claim.invoice_no == 10001]
    company.receive(company.file("a.txt", paid(company.kid(10001), 25_000)))
    day_before = first.claim.due.toordinal() - 1
    done = run(company, date.fromordinal(day_before), hour=15)
    assert done.cancelled == ()
    assert "too late to be called back" in done.left_out[0].sentence


def test_a_file_that_was_not_laid_down_is_laid_down_later_byte_for_byte(company: Company) -> None:
    done = run(company)
    assert done.path is not None
    content = done.path.read_bytes()
    done.path.unlink()
    with company.ledger.write() as con:
        con.execute("UPDATE claim_file SET written_at = NULL")
    assert run(company).path is None
    assert done.path.read_bytes() == content


def test_a_mandate_of_nobody_is_told(tmp_path: Path) -> None:
    company = company_in(tmp_path / "company", SETTINGS)
    path = company.folder / "m.txt"
    path.write_bytes(mandate_file(("1", "99999900000017")))
    (result,) = company.receive(path)
    assert any("no customer's" in sentence for sentence in result.warnings)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("sender: '00123456'", "enabled: false", "not set up"),
        ("kid:\n", "kid:\n  layout: running\n", "KIDs that begin"),
    ],
)
def test_without_what_it_needs_it_says_what_to_set(
    company: Company, old: str, new: str, match: str
) -> None:
    path = company.folder / "config.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(SetupError, match=match):
        run(Company(company.folder))


def test_the_night_lays_the_file_down_and_says_where(company: Company) -> None:
    path = company.folder / "config.yaml"
    path.write_text(path.read_text().replace("avtalegiro:", "avtalegiro:\n  enabled: true"))
    enabled = Company(company.folder)
    result = night(enabled, "one")
    assert result.count("claims", "claims") == 2
    (problem,) = [each for each in result.problems if each.code == "BANK-CLAIMS"]
    assert "avtalegiro-0000001.txt" in problem.sentence
    assert night(enabled, "two").count("claims", "claims") == 0
