"""A project is invoiced once, with what is behind it, whatever is done in between."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.draft import Origin
from invoicectl.domain.work_deadline import Urgency
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.draft import Change
from invoicectl.flows.draft import change_draft
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.draft import preview
from invoicectl.flows.issue import issue
from invoicectl.flows.project_edit import edit_project
from invoicectl.flows.project_instalments import InstalmentWish
from invoicectl.flows.project_instalments import add_instalment
from invoicectl.flows.project_instalments import edit_instalment
from invoicectl.flows.project_instalments import instalment_plan
from invoicectl.flows.project_instalments import remove_instalment
from invoicectl.flows.project_invoice import InvoiceWish
from invoicectl.flows.project_invoice import invoice_projects
from invoicectl.flows.project_invoice import plan_project_invoices
from invoicectl.flows.project_log import edit_work
from invoicectl.flows.project_log import remove_work
from invoicectl.flows.project_reopen import reopen
from invoicectl.flows.project_reopen import reopenable
from invoicectl.flows.project_wip import wip
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.specifications import specification_of
from invoicectl.ledger.work import Wanted
from invoicectl.ledger.work import find_work
from tests.build import customer
from tests.build import line
from tests.flows.projects import Office
from tests.flows.projects import office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        found.project()
        yield found


def test_a_draft_says_who_what_and_when(desk: Office) -> None:
    texts = {"our_reference": "Kari", "your_reference": "Per", "order_reference": "PO-7"}
    edit_project(desk.ledger, desk.settings, desk.stamp, "P1", texts)
    desk.log(date="2026-09-03", activity="Design", hours="3:20")
    desk.log(date="2026-09-17", expense="100", markup="10", vat_code="6")
    desk.log(date="2026-09-10", km="42", rate="5")
    (draft_no,) = desk.invoice().draft_nos
    made = draft_of(desk.ledger.con, draft_no)
    assert (made.delivered_from, made.delivered_to) == (date(2026, 9, 3), date(2026, 9, 17))
    assert (made.our_reference, made.your_reference, made.order_reference) == (
        "Kari",
        "Per",
        "PO-7",
    )
    assert made.origin == Origin(project_no="P1")
    assert [(one.description, one.unit, one.vat_code) for one in made.lines] == [
        ("Nettbutikk: Design", "HUR", "3"),
        ("Nettbutikk: kjøring", "KMT", "3"),
        ("Nettbutikk: Møte", "C62", "6"),
    ]
    composed = preview(desk.ledger, desk.settings, desk.today, draft_no).composed
    assert composed.is_issuable
    assert composed.invoice is not None
    assert composed.invoice.net_ore == 4_000_00 + 210_00 + 110_00
    assert composed.invoice.specification == specification_of(desk.ledger.con, draft_no)
    assert composed.invoice.specification is not None
    assert composed.invoice.specification.net_ore == composed.invoice.net_ore


def test_a_dry_run_is_what_is_then_made_and_changes_nothing(desk: Office) -> None:
    desk.log()
    before = desk.ledger.con.total_changes
    wish = InvoiceWish(desk.today)
    (planned,) = plan_project_invoices(desk.ledger, desk.settings, desk.stamp, ["P1", "p1"], wish)
    assert desk.ledger.con.total_changes == before
    assert desk.invoice().parts == planned.parts


def test_work_is_taken_up_to_a_day_and_once(desk: Office) -> None:
    desk.log(date="2026-09-30")
    desk.log(date="2026-10-01")
    assert len(desk.invoice(last_day=date(2026, 9, 30)).draft_nos) == 1
    assert len(desk.invoice().draft_nos) == 1
    assert desk.invoice().draft_nos == ()
    with pytest.raises(InputError, match="has not come yet"):
        desk.invoice(last_day=date(2026, 10, 2))


def test_nothing_is_invoiced_at_a_price_nobody_has_said(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        desk.project(rate="")
        desk.log()
        desk.log(km="10")
        assert desk.standing().uninvoiced.unpriced == 2
        with pytest.raises(FaultsError) as caught:
            desk.invoice()
        assert len(caught.value.faults) == 2
        assert drafts(desk.ledger.con) == []
    with office(tmp_path / "with", "projects:\n  hourly_rate: 900\n  km_rate: 5\n") as desk:
        desk.project(rate="")
        desk.log()
        desk.log(km="10")
        assert desk.invoice().parts[0].net_ore == 1_800_00 + 50_00


def test_one_that_cannot_be_invoiced_does_not_stop_the_others_when_all_are_asked_for(
    desk: Office,
) -> None:
    desk.project(rate="", name="Uten pris")
    desk.log("P1")
    desk.log("P2")
    numbers = ["P2", "P1"]
    with pytest.raises(FaultsError, match="has no hourly rate"):
        invoice_projects(desk.ledger, desk.settings, desk.stamp, numbers, InvoiceWish(desk.today))
    assert drafts(desk.ledger.con) == []
    wish = InvoiceWish(desk.today, leaves_out=True)
    left, made = invoice_projects(desk.ledger, desk.settings, desk.stamp, numbers, wish)
    assert "has no hourly rate" in left.refused
    assert (left.draft_nos, made.draft_nos, made.refused) == ((), (1,), "")


def test_a_blocked_customer_gets_no_draft(desk: Office) -> None:
    desk.log()
    save_customer(desk.ledger, customer(blocked_reason="Betaler ikke"), desk.stamp)
    with pytest.raises(InputError, match="blocked"):
        desk.invoice()
    with pytest.raises(FaultsError, match=r"customer: .*blocked"):
        desk.project()


@pytest.mark.parametrize("place", ["project.drafted", "project.invoiced", "ledger.before-commit"])
def test_a_program_cut_off_leaves_nothing_half_done(
    desk: Office, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(name: str) -> None:
        if name == place:
            raise KeyboardInterrupt

    desk.log()
    desk.log(expense="10")
    with monkeypatch.context() as patch:
        patch.setattr("invoicectl.seams._hooks", [cut])
        with pytest.raises(KeyboardInterrupt):
            desk.invoice()
    assert drafts(desk.ledger.con) == []
    assert desk.standing().uninvoiced.drafted_ore == 0
    assert desk.invoice().parts[0].net_ore == 2_410_00


def test_a_draft_that_is_removed_sets_its_work_free(desk: Office) -> None:
    desk.log()
    (first,) = desk.invoice().draft_nos
    drop_draft(desk.ledger, desk.stamp, first)
    (second,) = desk.invoice().draft_nos
    assert second != first
    assert origin_of(desk.ledger.con, first) == Origin(project_no="P1")


def test_lines_changed_by_hand_are_pointed_out(desk: Office) -> None:
    desk.log()
    (draft_no,) = desk.invoice().draft_nos
    change_draft(desk.ledger, desk.stamp, draft_no, Change(), lines=(line("Rundt", "1", "2000"),))
    composed = preview(desk.ledger, desk.settings, desk.today, draft_no).composed
    assert composed.is_issuable
    assert any("no line comes to that" in each for each in composed.findings.warnings)


def test_only_an_invoice_credited_whole_is_free_again(desk: Office) -> None:
    desk.log()
    desk.log(expense="100")
    desk.invoice()
    issue(desk.ledger, desk.settings, desk.stamp)
    with pytest.raises(InputError, match="not credited whole"):
        reopen(desk.ledger, desk.stamp, 10001)
    credit_draft(desk.ledger, desk.stamp, 10001, reason="Feil", lines=["1"])
    issue(desk.ledger, desk.settings, desk.stamp)
    assert reopenable(desk.ledger.con, "P1") == ()
    with pytest.raises(InputError, match="not credited whole"):
        reopen(desk.ledger, desk.stamp, 10001)
    credit_draft(desk.ledger, desk.stamp, 10001, reason="Feil")
    issue(desk.ledger, desk.settings, desk.stamp)
    assert reopenable(desk.ledger.con, "P1") == (10001,)
    assert reopen(desk.ledger, desk.stamp, 10001).entries == 2
    assert reopen(desk.ledger, desk.stamp, 10001).entries == 0
    assert reopenable(desk.ledger.con, "P1") == ()
    assert desk.invoice().parts[0].net_ore == 2_500_00
    with pytest.raises(InputError, match="no invoice of a project"):
        reopen(desk.ledger, desk.stamp, 10002)


def test_what_waits_is_told_with_its_last_day(desk: Office) -> None:
    desk.log(date="2026-07-15")
    desk.log(date="2026-09-15", hours="1")
    desk.log(date="2026-09-16", hours="4", billable="no")
    (found,) = wip(desk.ledger.con, desk.settings, desk.today)
    waits = found.uninvoiced
    assert (waits.minutes, waits.value_ore, waits.entries) == (180, 3_600_00, 2)
    assert (waits.oldest, waits.last_day) == (date(2026, 7, 15), date(2026, 9, 30))
    assert waits.urgency is Urgency.LATE
    assert found.used.minutes == 420
    assert wip(desk.ledger.con, desk.settings, desk.today, customer_no="10002") == []


def test_an_earlier_day_is_seen_as_it_was(desk: Office) -> None:
    desk.log(date="2026-09-15")
    desk.invoice()
    issue(desk.ledger, desk.settings, desk.stamp)
    assert wip(desk.ledger.con, desk.settings, desk.today) == []
    (before,) = wip(desk.ledger.con, desk.settings, date(2026, 9, 30))
    assert before.uninvoiced.value_ore == 2_400_00
    assert wip(desk.ledger.con, desk.settings, date(2026, 9, 14)) == []


# fixed price


@pytest.fixture
def fixed(desk: Office) -> Office:
    desk.project(name="Logo", fixed_price="100000")
    return desk


def plan(desk: Office, *wishes: InstalmentWish) -> None:
    for wish in wishes:
        add_instalment(desk.ledger, desk.stamp, "P2", wish)


def test_instalments_come_to_the_price_to_the_ore(fixed: Office) -> None:
    third = InstalmentWish("Del", percent_bp=3333, invoice_on=date(2026, 9, 1))
    plan(fixed, third)
    with pytest.raises(InputError, match="lack 66 670,00 kr of the fixed price"):
        fixed.invoice("P2")
    plan(fixed, InstalmentWish("Slutt", is_rest=True))
    with pytest.raises(InputError, match="is more than the 0,00 kr left"):
        plan(fixed, InstalmentWish("Mer", amount_ore=1))
    with pytest.raises(InputError, match="nothing is left"):
        plan(fixed, InstalmentWish("Mer", is_rest=True))
    assert fixed.invoice("P2").parts[0].net_ore == 33_330_00
    assert fixed.invoice("P2").draft_nos == ()
    assert fixed.invoice("P2", instalment=2).parts[0].net_ore == 66_670_00
    with pytest.raises(InputError, match="in draft D2 already"):
        fixed.invoice("P2", instalment=2)
    issue(fixed.ledger, fixed.settings, fixed.stamp)
    assert fixed.standing("P2").invoiced_ore == 100_000_00
    with pytest.raises(InputError, match="was invoiced as 10001"):
        remove_instalment(fixed.ledger, fixed.stamp, "P2", 1)


def test_hours_are_part_of_a_fixed_price_unless_said_otherwise(fixed: Office) -> None:
    assert not fixed.log("P2").kept.entry.is_billable
    assert fixed.log("P2", billable="yes").kept.entry.is_billable
    assert fixed.log("P2", expense="10").kept.entry.is_billable


def test_vat_is_not_invoiced_before_delivery(fixed: Office) -> None:
    ahead = InstalmentWish(
        "Start", is_rest=True, invoice_on=date(2026, 9, 1), delivered_on=date(2026, 12, 1)
    )
    with pytest.raises(InputError, match="INV-27"):
        plan(fixed, ahead)
    plan(fixed, InstalmentWish("Start", is_rest=True, invoice_on=date(2026, 12, 1)))
    assert fixed.invoice("P2").parts == ()
    with pytest.raises(
        InputError, match=r"INV-27: instalment 1 is delivered on 01\.12\.2026"
    ) as no:
        fixed.invoice("P2", instalment=1)
    assert "--delivered 2026-10-01" in no.value.hint
    wish = InstalmentWish(delivered_on=fixed.today)
    edit_instalment(fixed.ledger, fixed.stamp, "P2", 1, wish)
    assert fixed.invoice("P2", instalment=1).parts[0].draft.delivered_to == fixed.today


def test_what_the_law_lets_be_invoiced_ahead_is_a_draft_of_its_own(fixed: Office) -> None:
    plan(
        fixed,
        InstalmentWish("Levert", percent_bp=5000, invoice_on=date(2026, 9, 1)),
        InstalmentWish(
            "Abonnement", is_rest=True, invoice_on=date(2026, 9, 1),
            delivered_on=date(2026, 12, 31), is_advance=True,
        ),
    )  # fmt: skip
    now, ahead = fixed.invoice("P2").parts
    assert (now.draft.is_advance, ahead.draft.is_advance) == (False, True)
    result = issue(fixed.ledger, fixed.settings, fixed.stamp)
    assert [len(result.issued), len(result.refused)] == [2, 0]


def test_an_instalment_of_a_credited_invoice_is_free_again(fixed: Office) -> None:
    plan(fixed, InstalmentWish("Alt", is_rest=True, invoice_on=date(2026, 9, 1)))
    fixed.invoice("P2")
    issue(fixed.ledger, fixed.settings, fixed.stamp)
    credit_draft(fixed.ledger, fixed.stamp, 10001, reason="Feil")
    issue(fixed.ledger, fixed.settings, fixed.stamp)
    assert reopen(fixed.ledger, fixed.stamp, 10001).entries == 1
    assert fixed.invoice("P2").parts[0].net_ore == 100_000_00


# whatever happens in whatever order


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["log", "log", "log", "expense", "edit", "remove", "invoice", "drop", "send", "credit",
             "reopen"]
        ),
        st.integers(0, 7),
    ),
    max_size=25,
)  # fmt: skip


@given(STEPS)
@profile(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_every_entry_is_in_one_place_whatever_is_done(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, office(Path(folder) / "firm") as desk:
        desk.project()
        for what, at in steps:
            act(desk, what, at)
            agree(desk)
        assert check_ledger(desk.ledger, full=True) == ()


def act(desk: Office, what: str, at: int) -> None:
    """Do one thing that a person might; a refusal is an answer too."""
    ledger, settings, when = desk.ledger, desk.settings, desk.stamp
    work = [each.entry.entry_no for each in find_work(ledger.con, Wanted(with_removed=True))]
    number = work[at % len(work)] if work else 1
    made = [each.draft_no for each in drafts(ledger.con)] or [99]
    invoice_no = 10001 + at % 3
    acts: dict[str, Callable[[], object]] = {
        "log": lambda: desk.log(hours=f"0:{at * 7 + 1:02d}", activity="AB"[at % 2]),
        "expense": lambda: desk.log(expense=f"{at},99", markup="7,5"),
        "edit": lambda: edit_work(ledger, settings, when, number, {"hours": "0:20"}),
        "remove": lambda: remove_work(ledger, when, number),
        "invoice": desk.invoice,
        "drop": lambda: drop_draft(ledger, when, made[at % len(made)]),
        "send": lambda: issue(ledger, settings, when),
        "credit": lambda: credit_draft(ledger, when, invoice_no, reason="Feil"),
        "reopen": lambda: reopen(ledger, when, invoice_no),
    }
    with suppress(InputError, FaultsError):
        acts[what]()


def agree(desk: Office) -> None:
    """Hold each draft and invoice against the entries that say they are in it."""
    con = desk.ledger.con
    work = find_work(con, Wanted(project_no="P1"))
    by_draft: dict[int, int] = {}
    for each in work:
        if each.draft_no is not None:
            assert each.net_ore is not None
            by_draft[each.draft_no] = by_draft.get(each.draft_no, 0) + each.net_ore
    for draft_no, net_ore in by_draft.items():
        spec = specification_of(con, draft_no)
        assert spec is not None
        assert spec.net_ore == net_ore
        issued = {each.invoice_no for each in work if each.draft_no == draft_no}
        assert len(issued) == 1
        (invoice_no,) = issued
        if invoice_no is not None:
            assert invoice_of(con, invoice_no).net_ore == net_ore
    standing = desk.standing()
    taken = sum(by_draft.values())
    assert standing.invoiced_ore + standing.uninvoiced.drafted_ore == taken
    assert standing.used.value_ore == standing.invoiced_ore + standing.uninvoiced.value_ore
    plan_of = instalment_plan(con, project_of(con, "P1"))
    assert plan_of.planned == ()
