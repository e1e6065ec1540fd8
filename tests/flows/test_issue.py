from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl import seams
from invoicectl.documents.bulk import RenderPool
from invoicectl.domain.draft import Draft
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import GuardError
from invoicectl.errors import InvoicectlError
from invoicectl.errors import NotFoundError
from invoicectl.errors import SetupError
from invoicectl.flows import issue as module
from invoicectl.flows.issue import issue
from invoicectl.flows.issue import plan
from invoicectl.flows.prepare import Preparing
from invoicectl.flows.sending import look_of
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.invoices import evidence_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.invoices import open_principal_ore
from invoicectl.ledger.log import entries
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import message_of
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import add
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

UNPRINTABLE = line("Kaffe \U0001f600 漢字")
"""No packaged font has these signs, which shows only when the document is drawn."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def test_everything_of_a_document_is_written_together(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft("10001", line(), line("Te", "1", "50", vat_code="31")))
    result = issue(ledger, settings, stamp())
    (issued,) = result.issued
    assert (issued.ref, issued.invoice_no, issued.total_ore) == ("D1", 10001, 30750)
    con = ledger.con
    invoice = invoice_of(con, 10001)
    assert (invoice.due, invoice.kid) == (date(2026, 10, 15), "01000100100014")
    content = document_content(con, document_sha256(con, 10001))
    assert content.startswith(b"%PDF")
    assert open_principal_ore(con, 10001) == 30750
    evidence = con.execute("SELECT evidence FROM voucher WHERE idempotency_key = 'invoice:10001'")
    assert evidence.fetchone() == (evidence_of(con, 10001),)
    (delivery,) = deliveries(con)
    assert (delivery.key, delivery.state) == ("invoice:10001:folder:1", DeliveryState.QUEUED)
    assert delivery.document_sha256 == hashlib.sha256(content).hexdigest()
    assert message_of(con, delivery.delivery_id).attachment_name == "Faktura-10001.pdf"
    assert message_of(con, delivery.delivery_id).dated_at == "2026-10-01T10:00:00+02:00"
    assert drafts(con) == []
    assert [entry.event for entry in entries(con, event="invoice")] == ["invoice.issued"]


def test_a_refused_draft_stays_and_burns_no_number(ledger: Ledger, settings: Settings) -> None:
    refs = add(ledger, draft(), draft("10001", line(price="0")), draft("10002"))
    result = issue(ledger, settings, stamp())
    assert [(each.ref, each.invoice_no) for each in result.issued] == [("D1", 10001), ("D3", 10002)]
    (refused,) = result.refused
    assert (refused.ref, refused.customer_name) == (refs[1], "Østre Ærfugl AS")
    assert refused.sentences[0].startswith("INV-10:")
    assert [each.ref for each in drafts(ledger.con)] == ["D2"]


def test_what_cannot_be_drawn_stops_no_other(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(), draft("10001", UNPRINTABLE), draft("10002"))
    result = issue(ledger, settings, stamp())
    assert [(each.ref, each.invoice_no) for each in result.issued] == [("D1", 10001), ("D3", 10002)]
    assert [each.ref for each in result.refused] == ["D2"]
    assert "U+1F600" in result.refused[0].sentences[0] or "😀" in result.refused[0].sentences[0]


def test_issuing_again_does_nothing(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft())
    issue(ledger, settings, stamp())
    before = list(ledger.con.iterdump())
    assert issue(ledger, settings, stamp()) == module.IssueResult()
    assert list(ledger.con.iterdump()) == before


def test_held_drafts_wait_and_say_so_when_named(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(is_ready=False))
    assert issue(ledger, settings, stamp()) == module.IssueResult()
    (refused,) = issue(ledger, settings, stamp(), ["D1"]).refused
    assert "--ready" in refused.sentences[0]


def test_only_the_named_drafts_are_issued_in_their_order(
    ledger: Ledger, settings: Settings
) -> None:
    add(ledger, *[draft()] * 4)
    result = issue(ledger, settings, stamp(), ["d3", "D1", "D3"])
    assert [(each.ref, each.invoice_no) for each in result.issued] == [("D1", 10001), ("D3", 10002)]
    with pytest.raises(NotFoundError, match="There is no draft D1"):
        issue(ledger, settings, stamp(), ["D1"])


def test_a_day_before_the_newest_document_is_refused(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(), draft())
    issue(ledger, settings, stamp(), ["D1"])
    with pytest.raises(GuardError, match="10001 was issued on 2026-10-01"):
        issue(ledger, settings, stamp(date(2026, 9, 30)))
    with pytest.raises(GuardError):
        plan(ledger, settings, date(2026, 9, 30))


def test_a_kid_that_is_taken_is_refused(tmp_path: Path, ledger: Ledger) -> None:
    long = "  customer_digits: 5\n  invoice_digits: 6\n"
    more = settings_for(tmp_path / "company", long)
    add(ledger, draft())
    issue(ledger, more, stamp())
    kid = invoice_of(ledger.con, 10001).kid
    assert kid == "100010100012"
    running = settings_for(tmp_path / "company", "  layout: running\n  length: 12\n")
    number = int(kid[:-1])
    preparing = Preparing(ledger.con, running, DAY)
    held = preparing.held(draft(), customer())
    composed = preparing.composed(draft(), customer(), held, number)
    assert composed.invoice is not None
    assert composed.invoice.kid == kid
    assert composed.findings.refusals[0].startswith(f"KID {kid} belongs to 10001")


def test_workers_draw_the_same_bytes(ledger: Ledger, settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    twin = settings_for(other)
    with new_ledger(other) as second:
        for each in (ledger, second):
            add(each, *[draft(lines=(line(f"Kaffe {n}"),)) for n in range(30)])
        issue(ledger, settings, stamp())
        second_path = second.path
    with RenderPool(look_of(twin)) as pool:
        from invoicectl.ledger.connect import open_ledger

        with open_ledger(second_path) as reopened:
            issue(reopened, twin, stamp(), pool=pool)
            hashes = [document_sha256(reopened.con, 10001 + n) for n in range(30)]
    assert hashes == [document_sha256(ledger.con, 10001 + n) for n in range(30)]


def test_many_are_issued_in_chunks_with_refused_ones_between(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK", 3)
    told: list[int] = []
    made = [draft(lines=(UNPRINTABLE if n == 4 else line(),)) for n in range(8)]
    made[6] = draft(lines=(line(price="0"),))
    add(ledger, *made)
    result = issue(ledger, settings, stamp(), progress=told.append)
    assert [each.invoice_no for each in result.issued] == list(range(10001, 10007))
    assert [each.ref for each in result.refused] == ["D5", "D7"]
    assert told == [3, 6, 8]


def test_a_fault_in_the_middle_leaves_nothing(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft(), draft())
    for name in ("issue.number-taken", "issue.invoice-added", "issue.posted", "issue.queued"):

        def stop(passed: str, wanted: str = name) -> None:
            if passed == wanted:
                raise ZeroDivisionError

        seams.hook(stop)
        try:
            with pytest.raises(ZeroDivisionError):
                issue(ledger, settings, stamp())
        finally:
            seams._hooks.remove(stop)
        assert next_invoice_no(ledger.con) == 10001
        assert len(drafts(ledger.con)) == 2
        assert deliveries(ledger.con) == []
        assert ledger.con.execute("SELECT count(*) FROM document").fetchone() == (0,)


DRAFTS = st.lists(
    st.builds(
        draft,
        st.sampled_from(["10001", "10002"]),
        st.builds(
            line,
            st.sampled_from(["Kaffe", "Kaffe 漢", ""]),
            st.sampled_from(["1", "2,5", "0"]),
            st.sampled_from(["100", "0", "-3", "0,004"]),
            vat_code=st.sampled_from(["3", "31", "6", "51"]),
        ),
        is_ready=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@profile(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DRAFTS)
def test_the_plan_is_what_the_real_run_does(
    tmp_path_factory: pytest.TempPathFactory, made: list[Draft]
) -> None:
    folder = tmp_path_factory.mktemp("plan") / "company"
    settings = settings_for(folder)
    with closing(new_ledger(folder)) as ledger:
        add(ledger, *made)
        before = list(ledger.con.iterdump())
        planned = plan(ledger, settings, DAY)
        assert list(ledger.con.iterdump()) == before
        result = issue(ledger, settings, stamp())
        assert [
            (each.ref, each.invoice_no, each.total_ore, each.due)
            for each in planned
            if each.invoice_no is not None
        ] == [(each.ref, each.invoice_no, each.total_ore, each.due) for each in result.issued]
        assert [(each.ref, each.refusals) for each in planned if each.invoice_no is None] == [
            (each.ref, each.sentences) for each in result.refused
        ]
        kids = {each.kid for each in planned if each.kid}
        assert kids == {invoice_of(ledger.con, each.invoice_no).kid for each in result.issued}


def test_the_plan_and_the_run_warn_alike_and_count_what_went_before(tmp_path: Path) -> None:
    folder = tmp_path / "limited"
    limited = customer(credit_limit_ore=50_000, blocked_reason="Owes since May")
    settings = settings_for(folder)
    with closing(new_ledger(folder, customers=(limited,))) as ledger:
        add(ledger, draft(), draft(), draft())  # 250 kroner each
        planned = plan(ledger, settings, DAY)
        issued = issue(ledger, settings, stamp()).issued
    assert [each.warnings for each in issued] == [each.warnings for each in planned]
    blocked = "Customer 10001 is blocked: Owes since May."
    assert [each.warnings[0] for each in issued] == [blocked] * 3
    assert [len(each.warnings) for each in issued] == [1, 1, 2]
    assert "limit" in issued[2].warnings[1]


def test_the_customer_without_address_gets_it_in_the_folder(tmp_path: Path, ledger: Ledger) -> None:
    server = "email:\n  host: mail.invalid\n  from_address: a@b.example\n"
    settings = settings_for(tmp_path / "company", server)
    with ledger.write() as con:
        con.execute("UPDATE customer SET email = '' WHERE customer_no = '10002'")
    add(ledger, draft(), draft("10002"))
    planned = plan(ledger, settings, DAY)
    assert [(each.channel, each.recipient) for each in planned] == [
        ("email", "post@aerfugl.example"),
        ("folder", ""),
    ]
    assert planned[1].warnings == ("Customer 10002 has no e-mail address: laid in the folder.",)
    result = issue(ledger, settings, stamp())
    assert [each.channel for each in deliveries(ledger.con)] == ["email", "folder"]
    assert [each.kind for each in result.issued] == [DocumentKind.INVOICE] * 2


def test_a_draft_that_is_gone_since_it_was_chosen_is_passed_over(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ledger, draft(), draft("10001", UNPRINTABLE))
    monkeypatch.setattr(module, "_chunks", lambda *_: iter([[1, 2, 99]]))
    result = issue(ledger, settings, stamp())
    assert [each.ref for each in result.issued] == ["D1"]
    assert [each.ref for each in result.refused] == ["D2"]


def test_a_logo_that_is_no_picture_stops_before_the_first_number(
    tmp_path: Path, ledger: Ledger
) -> None:
    (tmp_path / "company" / "logo.png").write_bytes(b"no picture")
    settings = settings_for(tmp_path / "company", "theme:\n  logo: logo.png\n")
    add(ledger, draft())
    for call in (lambda: issue(ledger, settings, stamp()), lambda: plan(ledger, settings, DAY)):
        with pytest.raises(InvoicectlError, match="logo"):
            call()
    assert next_invoice_no(ledger.con) == 10001
    missing = settings_for(tmp_path / "company", "theme:\n  logo: gone.png\n")
    with pytest.raises(SetupError, match=r"gone\.png cannot be read"):
        issue(ledger, missing, stamp())


def test_what_a_document_says_is_frozen_at_issue(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft())
    issue(ledger, settings, stamp())
    old = invoice_of(ledger.con, 10001)
    from invoicectl.ledger.customers import save_customer

    save_customer(ledger, customer(name="Nytt navn AS", city="Bodø"), stamp())
    assert invoice_of(ledger.con, 10001) == old
    assert replace(old.buyer, name="") == replace(customer().buyer(), name="")
