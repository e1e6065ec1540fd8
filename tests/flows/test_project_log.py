"""Work is written down by day and person, put right in the open, and locked once invoiced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from invoicectl.domain.project import ProjectRate
from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.project_edit import close_project
from invoicectl.flows.project_edit import edit_project
from invoicectl.flows.project_edit import set_rate
from invoicectl.flows.project_log import Logged
from invoicectl.flows.project_log import edit_work
from invoicectl.flows.project_log import log_work
from invoicectl.flows.project_log import read_receipt
from invoicectl.flows.project_log import remove_work
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.log import entries as log_entries
from invoicectl.ledger.work import Wanted
from invoicectl.ledger.work import find_work
from invoicectl.ledger.work import former_of
from invoicectl.ledger.work import work_of
from tests.flows.projects import Office
from tests.flows.projects import office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        found.project()
        yield found


def nobody_named(desk: Office) -> Logged:
    """Write down two hours without saying whose."""
    texts = {"hours": "2", "text": "Møte"}
    return log_work(desk.ledger, desk.settings, desk.stamp, "P1", texts)


def test_the_user_of_the_machine_is_taken_once_with_a_word(tmp_path: Path) -> None:
    with office(tmp_path / "company") as desk:
        desk.project()
        (said,) = nobody_named(desk).warnings
        assert said.startswith(f"'{desk.stamp.actor}', the user of this machine")
        assert nobody_named(desk).warnings == ()
        assert desk.log(person="Ola").warnings == ()


def test_who_the_settings_name_is_taken_without_a_word(tmp_path: Path) -> None:
    with office(tmp_path / "company", "\nprojects:\n  person: Kari Nordmann\n") as desk:
        desk.project()
        done = nobody_named(desk)
        assert (done.kept.entry.person, done.warnings) == ("Kari Nordmann", ())


def test_an_entry_is_kept_as_it_was_said(desk: Office) -> None:
    done = desk.log(hours="3:20", activity="Design", date="30.09.2026")
    entry = work_of(desk.ledger.con, done.kept.entry.entry_no).entry
    assert (entry.minutes, entry.activity, entry.person) == (200, "Design", "Kari")
    assert entry.worked_on == date(2026, 9, 30)
    assert done.priced.value_ore == 4_000_00
    (said,) = log_entries(desk.ledger.con, event="work.logged")
    assert said.detail == "P1, 30.09.2026 Kari 3,33 h Design: Møte"


def test_a_key_makes_one_entry_however_often(desk: Office) -> None:
    first = desk.log(key="tempo-1")
    again = desk.log(key="tempo-1")
    assert (first.is_new, again.is_new) == (True, False)
    assert len(find_work(desk.ledger.con, Wanted())) == 1
    with pytest.raises(InputError, match="says something else"):
        desk.log(key="tempo-1", hours="3")


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"hours": "25"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"hours": "1", "expense": "2"}, "hours"),
        ({"hours": "1", "date": "2026-10-02"}, "date"),
        ({"hours": "1", "text": ""}, "text"),
        ({"hours": "1", "person": " "}, "person"),
        ({"hours": "1", "markup": "10"}, "markup"),
        ({"hours": "1", "vat_code": "99"}, "vat_code"),
        ({"expense": "0"}, "expense"),
        ({"expense": "10", "rate": "1"}, "rate"),
        ({"expense": "10", "markup": "1001"}, "markup"),
        ({"km": "0"}, "km"),
    ],
)
def test_a_slip_is_named_by_its_field_and_nothing_is_kept(
    desk: Office, texts: dict[str, str], field: str
) -> None:
    with pytest.raises(FaultsError, match=f"(?m)^{field}: "):
        desk.log(**texts)
    assert find_work(desk.ledger.con, Wanted()) == []


def test_a_closed_project_takes_nothing_more(desk: Office) -> None:
    close_project(desk.ledger, desk.stamp, "p1")
    with pytest.raises(InputError, match=r"was closed on 01\.10\.2026"):
        desk.log()
    close_project(desk.ledger, desk.stamp, "P1", undo=True)
    assert desk.log().is_new


def test_more_hours_than_a_day_has_are_pointed_out(desk: Office) -> None:
    assert desk.log(hours="20").warnings == ()
    assert "Kari now has 25,00 hours on 01.10.2026" in desk.log(hours="5").warnings[0]


def test_a_budget_that_nears_its_end_is_pointed_out(desk: Office) -> None:
    edit_project(desk.ledger, desk.settings, desk.stamp, "P1", {"budget_hours": "10"})
    assert desk.log(hours="7,9").warnings == ()
    assert desk.log(hours="0,1").warnings == (
        "Project P1 nears its budget: 8,00 of 10,00 hours (80 %).",
    )


def test_a_change_keeps_what_was_said_before(desk: Office) -> None:
    number = desk.log().kept.entry.entry_no
    edit_work(desk.ledger, desk.settings, desk.stamp, number, {"hours": "1,5"}, reason="Lunsj")
    edit_work(desk.ledger, desk.settings, desk.stamp, number, {"hours": "1,5"})
    remove_work(desk.ledger, desk.stamp, number, reason="Feil prosjekt")
    first, second = former_of(desk.ledger.con, number)
    assert (first.change, first.reason, json.loads(first.former)["minutes"]) == (
        "changed", "Lunsj", 120,
    )  # fmt: skip
    assert (second.change, json.loads(second.former)["minutes"]) == ("removed", 90)
    assert find_work(desk.ledger.con, Wanted()) == []
    (kept,) = find_work(desk.ledger.con, Wanted(with_removed=True))
    assert kept.entry.is_removed
    with pytest.raises(InputError, match="was removed"):
        edit_work(desk.ledger, desk.settings, desk.stamp, number, {"hours": "2"})


def test_an_entry_moves_to_another_project_but_never_to_another_kind(desk: Office) -> None:
    desk.project(name="Annet")
    number = desk.log().kept.entry.entry_no
    moved = edit_work(desk.ledger, desk.settings, desk.stamp, number, {"project": "P2"})
    assert moved.kept.entry.project_no == "P2"
    with pytest.raises(FaultsError, match="entry 1 is hours"):
        edit_work(desk.ledger, desk.settings, desk.stamp, number, {"expense": "10"})
    with pytest.raises(NotFoundError):
        edit_work(desk.ledger, desk.settings, desk.stamp, number, {"project": "P3"})


def test_what_is_in_a_draft_or_an_invoice_is_locked(desk: Office) -> None:
    number = desk.log().kept.entry.entry_no
    (draft_no,) = desk.invoice().draft_nos
    with pytest.raises(InputError, match=f"is in draft D{draft_no}"):
        edit_work(desk.ledger, desk.settings, desk.stamp, number, {"hours": "1"})
    drop_draft(desk.ledger, desk.stamp, draft_no)
    edit_work(desk.ledger, desk.settings, desk.stamp, number, {"hours": "1"})
    desk.invoice()
    issue(desk.ledger, desk.settings, desk.stamp)
    with pytest.raises(InputError, match="was invoiced as 10001"):
        remove_work(desk.ledger, desk.stamp, number)


def test_the_ledger_itself_refuses_to_change_what_is_taken(desk: Office) -> None:
    number = desk.log().kept.entry.entry_no
    desk.invoice()
    with pytest.raises(Exception, match="never changes"), desk.ledger.write() as con:
        con.execute("UPDATE work SET minutes = 1 WHERE entry_no = ?", (number,))
    with pytest.raises(Exception, match="one draft or invoice only"), desk.ledger.write() as con:
        con.execute("INSERT INTO work_draft VALUES(?, 99, 1)", (number,))


def test_rates_change_what_is_free_and_leave_what_is_drafted(desk: Office) -> None:
    desk.log(date="2026-09-01")
    made = desk.invoice(last_day=date(2026, 9, 30))
    desk.log()
    set_rate(desk.ledger, desk.stamp, "P1", ProjectRate(2_000_000_000, person="kari"))
    assert made.parts[0].net_ore == 2_400_00
    waits = desk.standing().uninvoiced
    assert (waits.drafted_ore, waits.value_ore) == (2_400_00, 2_400_00 + 4_000_00)
    set_rate(desk.ledger, desk.stamp, "P1", ProjectRate(0, person="KARI"), remove=True)
    assert desk.standing().uninvoiced.value_ore == 4_800_00
    with pytest.raises(InputError, match="has no rate for Kari"):
        set_rate(desk.ledger, desk.stamp, "P1", ProjectRate(0, person="Kari"), remove=True)


def test_a_receipt_is_kept_whole_and_only_of_an_expense(desk: Office, tmp_path: Path) -> None:
    file = tmp_path / "taxi.pdf"
    file.write_bytes(b"%PDF-1.4 taxi")
    receipt = read_receipt(file)
    texts = {"expense": "499", "text": "Taxi", "person": "Ola"}
    done = log_work(desk.ledger, desk.settings, desk.stamp, "P1", texts, receipt=receipt)
    sha256 = done.kept.entry.receipt_sha256
    assert sha256 is not None
    assert document_content(desk.ledger.con, sha256) == b"%PDF-1.4 taxi"
    with pytest.raises(InputError, match="belongs to an expense"):
        log_work(
            desk.ledger, desk.settings, desk.stamp, "P1",
            {"hours": "1", "text": "x"}, receipt=receipt,
        )  # fmt: skip
    file.write_bytes(b"#!/bin/sh")
    with pytest.raises(BadFileError, match="PDF, PNG or JPEG"):
        read_receipt(file)
