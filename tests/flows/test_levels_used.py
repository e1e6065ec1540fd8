"""Every key at every level, from `set` to what leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.dunning import Send
from invoicectl.domain.dunning import Wait
from invoicectl.domain.effective import Level
from invoicectl.domain.outbox import Purpose
from invoicectl.flows.claim_levels import ClaimLevels
from invoicectl.flows.deliver import deliver
from invoicectl.flows.dun import plan_notices
from invoicectl.flows.dun import send_notices
from invoicectl.flows.issue import issue
from invoicectl.flows.letter import message_for
from invoicectl.flows.outbox import send_copy
from invoicectl.flows.plan import plan
from invoicectl.flows.sending import look_for
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.invoices import document_sha256
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import message_of
from invoicectl.settings.levels import level_keys
from tests.build import DAY
from tests.build import customer
from tests.build import stamp
from tests.channels.servers import Mailbox
from tests.channels.servers import mail_server
from tests.documents.examples import png_logo
from tests.levelling import LEVELS
from tests.levelling import MAIL
from tests.levelling import Company
from tests.levelling import new_company

if TYPE_CHECKING:
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.outbox import MessageFacts
    from invoicectl.flows.levels import Effective

LATE = date(2026, 12, 15)
FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one draft."""

    invoice: Invoice
    delivery: Delivery
    message: MessageFacts
    step: Send | Wait | None
    held: Effective
    pdf: bytes


def outcome(company: Company) -> Outcome:
    """Issue and deliver the draft, and look at what is to be done about it in December."""
    ledger, settings = company.ledger, company.settings
    result = issue(ledger, settings, stamp())
    assert [issued.invoice_no for issued in result.issued] == [10001], result.refused
    con = ledger.con
    delivery = delivery_of(con, result.issued[0].delivery_id)
    with ledger.write() as con:
        con.execute("UPDATE outbox SET state='sending' WHERE id = ?", (delivery.delivery_id,))
        con.execute(
            "UPDATE outbox SET state='sent', sent_at='2026-10-01T08:00:00+00:00' WHERE id = ?",
            (delivery.delivery_id,),
        )
    planned = plan_notices(ledger, settings, LATE)
    return Outcome(
        invoice_of(con, 10001),
        delivery,
        message_of(con, delivery.delivery_id),
        planned[0].step if planned else None,
        ClaimLevels(con, settings).held("10001", 10001),
        document_content(con, document_sha256(con, 10001)),
    )


def check_terms_and_texts(found: Outcome) -> None:
    invoice, text = found.invoice, found.message.text
    assert invoice.due == date(2026, 10, 17)  # a Saturday, not moved
    assert (invoice.language.value, invoice.currency) == ("en", "NOK")
    assert (invoice.delivery_place, invoice.our_reference) == ("Kai 4", "Kari")
    assert (invoice.your_reference, invoice.order_reference) == ("Ola", "PO 9")
    assert (invoice.head_text, invoice.foot_text) == ("Topp", "Bunn")
    assert found.message.subject == "10001 til Østre Ærfugl AS"
    assert "Fra Fjordkaffe AS:\nNOK 250.00, 17 Oct 2026.01000100100014\n" in text
    assert found.held.invoice_price_list == "engros"


def check_sending(found: Outcome) -> None:
    assert (found.delivery.channel, found.delivery.recipient) == ("email", "til@example.no")
    assert found.message.cc == ("a@example.no", "b@example.no")
    assert found.held.email_copy_to == "arkiv@example.no"
    assert [each.filename for each in found.message.enclosed] == ["vilkaar.txt"]
    assert found.held.sending_reminders_to == "purring@example.no"
    assert found.invoice.due == date(2026, 11, 2)  # a month is a Sunday, moved to the bank day


def check_look(found: Outcome) -> None:
    assert found.held.theme_name.value == "granitt"
    assert "#AA0000" in found.message.html
    assert b"/Subtype /Image" in found.pdf or b"/Subtype/Image" in found.pdf
    assert found.delivery.channel == "folder"
    assert found.invoice.due == date(2026, 12, 30)
    assert found.step is None  # nothing is overdue yet


def check_off(found: Outcome) -> None:
    assert isinstance(found.step, Wait)
    assert (found.step.rule, "reminders.enabled" in found.step.reason) == ("OFF", True)
    held = found.held
    assert (held.reminders_plan.value, held.collection_agency) == ("full", "Inkasso AS")
    assert held.reminders_fee
    assert held.reminders_interest
    assert held.reminders_compensation
    assert held.sms_enabled
    assert held.letters_inkassovarsel
    assert found.invoice.due == date(2026, 10, 20)


def check_offers(found: Outcome) -> None:
    held = found.held
    assert (held.orders_quote_comment, held.orders_order_comment) == ("Hei", "Takk")
    assert (held.orders_quote_email_subject, held.orders_quote_email_text) == ("{no}", "Se {no}")
    assert (held.orders_order_email_subject, held.orders_order_email_text) == ("{no}!", "Takk.")


def check_too_small(found: Outcome) -> None:
    assert isinstance(found.step, Wait)
    assert found.step.rule == "PAY-7"


def check_too_early(found: Outcome) -> None:
    assert isinstance(found.step, Wait)
    assert found.step.rule == "PAY-4"


ROUNDS = [
    (
        check_terms_and_texts,
        (
            "invoice.terms_days=16", "invoice.due_date_roll=none", "invoice.language=en",
            "invoice.currency=NOK", "invoice.price_list=engros", "invoice.delivery_place=Kai 4",
            "invoice.our_reference=Kari", "invoice.your_reference=Ola",
            "invoice.order_reference=PO 9", "invoice.head_text=Topp", "invoice.foot_text=Bunn",
            "invoice.email_subject={no} til {customer}",
            "invoice.email_text=Fra {seller}:\n{amount}, {due}.{kid}",
        ),
    ),
    (
        check_sending,
        (
            "invoice.send_by=email", "sending.to=til@example.no", "invoice.terms_months=1",
            "sending.reminders_to=purring@example.no", "sending.cc=a@example.no,b@example.no",
            "email.copy_to=arkiv@example.no", "sending.attachments=vilkaar.txt",
        ),
    ),
    (
        check_look,
        (
            "theme.name=granitt", "theme.accent=#aa0000", "theme.logo=logo.png",
            "invoice.express_terms=yes", "invoice.terms_days=90", "invoice.send_by=folder",
        ),
    ),
    (
        check_off,
        (
            "reminders.enabled=no", "reminders.plan=full", "reminders.fee=yes",
            "reminders.interest=yes", "reminders.compensation=yes", "sms.enabled=yes",
            "letters.inkassovarsel=yes", "collection.agency=Inkasso AS", "invoice.due_day=20",
        ),
    ),
    (
        check_offers,
        (
            "orders.quote_comment=Hei", "orders.order_comment=Takk",
            "orders.quote_email_subject={no}", "orders.quote_email_text=Se {no}",
            "orders.order_email_subject={no}!", "orders.order_email_text=Takk.",
        ),
    ),
    (check_too_small, ("reminders.min_amount=250,01",)),
    (check_too_early, ("reminders.first_after_days=200",)),
    (check_too_early, ("reminders.grace_days=30", "invoice.terms_days=55")),
]  # fmt: skip


def test_every_key_has_its_turn() -> None:
    named = {each.partition("=")[0] for _, assignments in ROUNDS for each in assignments}
    assert named == set(level_keys())


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("check", "assignments"), ROUNDS)
def test_a_key_set_at_a_level_is_what_comes_out(
    tmp_path: Path, level: Level, check: object, assignments: tuple[str, ...]
) -> None:
    assert callable(check)
    folder = tmp_path / "company"
    company = new_company(folder, _company_of("otherwise"))
    (folder / "logo.png").write_bytes(png_logo())
    (folder / "vilkaar.txt").write_text("vilkår\n", "utf-8")
    with company.ledger:
        company.draft()
        company.set(level, *assignments)
        check(outcome(company))


@pytest.mark.parametrize(("check", "assignments"), ROUNDS)
def test_a_key_of_the_company_is_what_comes_out(
    tmp_path: Path, check: object, assignments: tuple[str, ...]
) -> None:
    assert callable(check)
    below = ("sending.", "invoice.your_reference", "invoice.order_reference", "invoice.language")
    of_file = [each for each in assignments if not each.startswith(below)]
    of_customer = [each for each in assignments if each.startswith(below)]
    folder = tmp_path / "company"
    folder.mkdir(mode=0o700)
    (folder / "logo.png").write_bytes(png_logo())
    (folder / "vilkaar.txt").write_text("vilkår\n", "utf-8")
    company = new_company(folder, _company_of(*of_file))
    with company.ledger:
        company.draft()
        if of_customer:
            company.set(Level.CUSTOMER, *of_customer)
        check(outcome(company))


def _company_of(*assignments: str) -> str:
    """Return a settings file's text in which the company itself gives these keys."""
    import yaml

    found: dict[str, dict[str, object]] = yaml.safe_load(MAIL)
    for each in assignments:
        name, mark, text = each.partition("=")
        section, _, key = name.partition(".")
        if not mark:
            continue
        value: object = text
        if name == "invoice.send_by":
            value = dict.fromkeys(("business", "consumer", "public"), text)
        found.setdefault(section, {})[key] = value
    return yaml.safe_dump(found, allow_unicode=True)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = new_company(tmp_path / "company", MAIL)
    with made.ledger:
        yield made


def test_a_letter_goes_with_its_copies_and_files_as_they_were(
    company: Company, tmp_path: Path
) -> None:
    terms = tmp_path / "company" / "vilkaar.txt"
    terms.write_text("before\n", "utf-8")
    company.draft()
    company.set(
        Level.PROJECT, "sending.attachments=vilkaar.txt", "sending.cc=a@example.no",
        "invoice.send_by=folder",
    )  # fmt: skip
    issue(company.ledger, company.settings, stamp())
    terms.write_text("after\n", "utf-8")
    con = company.ledger.con
    (delivery,) = deliveries(con)
    message = message_for(con, delivery)
    assert [(each.filename, each.media_type) for each in message.attachments] == [
        ("Faktura-10001.pdf", "application/pdf"),
        ("vilkaar.txt", "text/plain"),
    ]
    assert message.attachments[1].content == b"before\n"
    deliver(
        company.ledger, company.settings, stamp(), now=lambda: datetime.fromisoformat(stamp().at)
    )
    laid = tmp_path / "company" / "outbox" / "invoice_10001_folder_1"
    assert (laid / "vilkaar.txt").read_bytes() == b"before\n"
    assert b"\r\nCc: a@example.no\r\n" in (laid / "message.eml").read_bytes()


def test_a_file_that_is_gone_stops_its_drafts_alone_and_the_plan_says_so(
    company: Company, tmp_path: Path
) -> None:
    terms = tmp_path / "company" / "vilkaar.txt"
    terms.write_text("x", "utf-8")
    company.draft()
    company.set(Level.INVOICE, "sending.attachments=vilkaar.txt")
    company.draft()
    terms.unlink()
    planned = plan(company.ledger, company.settings, DAY)
    assert [row.invoice_no for row in planned] == [None, 10001]
    assert "vilkaar.txt cannot be read: there is no such file" in planned[0].refusals[0]
    result = issue(company.ledger, company.settings, stamp())
    assert [refused.ref for refused in result.refused] == ["D1"]
    assert [issued.ref for issued in result.issued] == ["D2"]


def test_the_plan_is_what_the_run_does_with_its_steps(company: Company) -> None:
    company.draft()
    company.set(Level.CUSTOMER, "sending.to=", "invoice.send_by=email,folder")
    (planned,) = plan(company.ledger, company.settings, DAY)
    assert (planned.channel, planned.recipient) == ("folder", "")
    assert planned.warnings[-1] == "Customer 10001 has no e-mail address: laid in the folder."
    (issued,) = issue(company.ledger, company.settings, stamp()).issued
    assert (issued.channel, issued.warnings) == ("folder", planned.warnings)


def test_a_reminder_goes_by_the_invoices_own_settings(company: Company) -> None:
    company.draft()
    company.set(
        Level.PROJECT, "sending.reminders_to=purring@example.no", "sending.cc=sjef@example.no"
    )
    found = outcome(company)
    assert isinstance(found.step, Send)
    planned = plan_notices(company.ledger, company.settings, LATE)
    assert [row.recipient for row in planned] == ["purring@example.no"]
    (queued,) = send_notices(company.ledger, company.settings, stamp(LATE), planned).queued
    letter = delivery_of(company.ledger.con, queued)
    assert (letter.purpose, letter.recipient) == (Purpose.NOTICE, "purring@example.no")
    assert message_of(company.ledger.con, queued).cc == ("sjef@example.no",)
    assert message_of(company.ledger.con, queued).enclosed == ()


def test_a_plan_made_before_letters_were_switched_off_sends_none(company: Company) -> None:
    company.draft()
    outcome(company)
    planned = plan_notices(company.ledger, company.settings, LATE)
    company.set(Level.INVOICE, "reminders.enabled=no")
    result = send_notices(company.ledger, company.settings, stamp(LATE), planned)
    assert (result.queued, result.dropped) == ((), (10001,))
    (again,) = plan_notices(company.ledger, company.settings, LATE)
    assert isinstance(again.step, Wait)
    assert again.step.reason == "letters are switched off for this invoice (reminders.enabled)"


def test_a_further_copy_goes_where_the_levels_say_now(company: Company) -> None:
    company.draft()
    outcome(company)
    company.set(Level.ORDER, "sending.to=ny@example.no")
    copy = send_copy(company.ledger, company.settings, stamp(), 1)
    assert copy.recipient == "ny@example.no"
    other = send_copy(company.ledger, company.settings, stamp(), 1, to="hit@example.no")
    assert other.recipient == "hit@example.no"


def test_looks_differ_from_draft_to_draft_in_one_run(company: Company) -> None:
    numbers = [company.draft() for _ in range(3)]
    company.set(Level.INVOICE, "theme.accent=#aa0000", draft_no=numbers[1])
    issue(company.ledger, company.settings, stamp())
    con = company.ledger.con
    sizes = [document_content(con, document_sha256(con, 10001 + n)) for n in range(3)]
    assert b"0.667 0 0 rg" not in sizes[0]
    html = [message_of(con, each.delivery_id).html for each in deliveries(con)]
    assert ["#AA0000" in text for text in html] == [False, True, False]
    one = customer_of(con, "10001")
    look = look_for(con, company.settings, one, company.origin, numbers[1])
    assert look.accent == "#aa0000"
    assert look_for(con, company.settings, one, company.origin).accent != "#aa0000"
    assert one == customer()


def test_a_chosen_unseen_copy_is_in_the_envelope_and_not_in_the_books_of_others(
    tmp_path: Path,
) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        mail = f"  host: 127.0.0.1\n  port: {port}\n  tls: none\n  copy_to: vanlig@example.no\n"
        more = MAIL.replace("  host: smtp.example.no\n", mail)
        made = new_company(tmp_path / "company", more)
        with made.ledger:
            made.draft()
            made.draft()
            made.set(Level.INVOICE, "email.copy_to=prosjekt@example.no", "sending.cc=a@example.no")
            issue(made.ledger, made.settings, stamp())
            now = datetime.fromisoformat(stamp().at)
            deliver(made.ledger, made.settings, stamp(), now=lambda: now)
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [
        ["post@aerfugl.example", "a@example.no", "prosjekt@example.no"],
        ["post@aerfugl.example", "vanlig@example.no"],
    ]
