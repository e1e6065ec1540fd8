from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Uncertain
from invoicectl.domain.outbox import Delivery
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import Exit
from invoicectl.flows import deliver as module
from invoicectl.flows.deliver import deliver
from invoicectl.flows.delivered import DeliverResult
from invoicectl.flows.issue import issue
from invoicectl.flows.recover import recover
from invoicectl.flows.verdict import BACKOFF
from invoicectl.flows.verdict import TRIES_MAX
from invoicectl.flows.verdict import verdict_of
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.log import entries
from invoicectl.ledger.outbox import attempts_of
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import payload_of
from invoicectl.ledger.receipts import append_receipt
from invoicectl.settings.model import Settings
from tests.build import add
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.channels.servers import Fault
from tests.channels.servers import Mailbox
from tests.channels.servers import Script
from tests.channels.servers import ScriptedServer
from tests.channels.servers import free_port
from tests.channels.servers import mail_server

NOON = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def by_mail(tmp_path: Path, port: int, more: str = "") -> Settings:
    """Return settings that send by a server on loopback."""
    server = (
        f"email:\n  host: 127.0.0.1\n  port: {port}\n  tls: none\n  timeout_s: 5\n"
        f"  from_address: faktura@fjordkaffe.example\n  rate_per_minute: 10000\n{more}"
    )
    return settings_for(tmp_path / "company", server)


def issued(ledger: Ledger, settings: Settings, count: int = 1) -> list[Delivery]:
    """Issue so many invoices and return their deliveries."""
    add(ledger, *[draft("10001" if n % 2 else "10002") for n in range(count)])
    assert len(issue(ledger, settings, stamp()).issued) == count
    return deliveries(ledger.con)


def run(ledger: Ledger, settings: Settings, clock: Clock, *only: int) -> DeliverResult:
    at = clock.at.isoformat(timespec="seconds")
    return deliver(ledger, settings, replace(stamp(), at=at), now=clock, only=only)


def states(ledger: Ledger) -> list[str]:
    return [each.state.value for each in deliveries(ledger.con)]


def test_the_folder_gets_each_message_with_its_document(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    settings = settings_for(tmp_path / "company")
    issued(ledger, settings, 60)  # more than a page, and laid by threads
    result = run(ledger, settings, clock)
    assert (result.sent, result.queued, result.exit_status) == (60, 0, Exit.DONE)
    outbox = tmp_path / "company" / "outbox"
    assert len(list(outbox.glob("invoice_*_folder_1/Faktura-*.pdf"))) == 60
    first = delivery_of(ledger.con, 1)
    letter = outbox / first.reference / "message.eml"
    assert letter.read_bytes() == payload_of(ledger.con, 1)
    assert first.sent_at == "2026-10-01T10:00:00+00:00"
    assert [entry.event for entry in entries(ledger.con, event="delivery", limit=-1)] == [
        "delivery.sent"
    ] * 60
    assert run(ledger, settings, clock).outcomes == ()


def test_mail_goes_to_each_customer_and_says_so(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        settings = by_mail(tmp_path, port)
        issued(ledger, settings, 2)
        result = run(ledger, settings, clock)
    assert (result.sent, result.exit_status) == (2, Exit.DONE)
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [
        ["kari@nordmann.example"],
        ["post@aerfugl.example"],
    ]
    assert mailbox.payloads()[0] == payload_of(ledger.con, 1)
    assert attempts_of(ledger.con, 1)[0][1] == "sent"


def test_a_refused_address_fails_and_stops_no_other(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ledger.write() as con:
        con.execute("UPDATE customer SET email = 'nobody@x.example' WHERE customer_no = '10002'")
    with mail_server(Mailbox()) as port:
        settings = by_mail(tmp_path, port)
        issued(ledger, settings, 2)
        result = run(ledger, settings, clock)
    assert states(ledger) == ["failed", "sent"]
    assert "No such user" in delivery_of(ledger.con, 1).last_error
    assert result.exit_status is Exit.PERSON_NEEDED


def test_a_server_that_is_down_stops_the_channel_and_burns_no_try(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    settings = by_mail(tmp_path, free_port())
    issued(ledger, settings, 3)
    for _ in range(TRIES_MAX + 2):
        result = run(ledger, settings, clock)
        assert (result.sent, result.queued) == (0, 3)
        assert result.exit_status is Exit.NETWORK
        assert list(result.halted) == ["email"]
    assert states(ledger) == ["queued"] * 3
    assert delivery_of(ledger.con, 2).attempts == 0  # never tried after the first


def test_a_greylisted_message_waits_longer_each_time_and_then_fails(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ScriptedServer(Script(rcpt=b"451 4.7.1 Try again later\r\n")) as server:
        settings = by_mail(tmp_path, server.port)
        issued(ledger, settings)
        for tries in range(1, TRIES_MAX):
            result = run(ledger, settings, clock)
            assert result.exit_status is Exit.PARTLY
            each = delivery_of(ledger.con, 1)
            wait = BACKOFF[min(tries, len(BACKOFF)) - 1]
            assert each.not_before == (clock.at + wait).isoformat(timespec="seconds")
            clock.at += wait - timedelta(seconds=1)
            assert run(ledger, settings, clock).outcomes == ()
            clock.at += timedelta(seconds=1)
        assert run(ledger, settings, clock).exit_status is Exit.PERSON_NEEDED
    assert states(ledger) == ["failed"]


def test_a_line_that_dies_after_the_last_byte_is_uncertain_then_sent_once_more(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ScriptedServer(Script(after_dot=Fault.DROP)) as server:
        settings = by_mail(tmp_path, server.port)
        issued(ledger, settings)
        assert run(ledger, settings, clock).exit_status is Exit.PERSON_NEEDED
        assert states(ledger) == ["uncertain"]
        clock.at += timedelta(minutes=29)
        run(ledger, settings, clock)
        assert len(server.kept) == 1  # half an hour has not passed
        clock.at += timedelta(minutes=1)
        run(ledger, settings, clock)
        assert states(ledger) == ["uncertain"]
        clock.at += timedelta(days=9)
        run(ledger, settings, clock)
        assert len(server.kept) == 2  # once more, and never again by itself
        assert server.kept[0] == server.kept[1]


def test_with_hold_an_uncertain_one_waits_for_a_person(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ScriptedServer(Script(after_dot=Fault.DROP)) as server:
        settings = by_mail(tmp_path, server.port, "  on_uncertain: hold\n")
        issued(ledger, settings)
        run(ledger, settings, clock)
        clock.at += timedelta(days=1)
        result = run(ledger, settings, clock)
        assert (len(server.kept), result.waiting_uncertain) == (1, 1)


def test_a_refused_login_puts_the_message_back(
    ledger: Ledger, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    refusing = Script(ehlo=b"250-scripted\r\n250 AUTH PLAIN\r\n", auth=b"535 5.7.8 No\r\n")
    with ScriptedServer(refusing) as server:
        more = "  username: faktura\n  password_env: MAIL_PASSWORD\n"
        settings = by_mail(tmp_path, server.port, more)
        issued(ledger, settings, 2)
        result = run(ledger, settings, clock)
    assert result.credentials_refused
    assert result.exit_status is Exit.CREDENTIALS
    assert states(ledger) == ["queued", "queued"]


def test_the_days_limit_leaves_the_rest_for_tomorrow(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with mail_server(Mailbox()) as port:
        settings = by_mail(tmp_path, port, "  max_per_day: 2\n")
        issued(ledger, settings, 5)
        first = run(ledger, settings, clock)
        assert (first.sent, first.queued, first.exit_status) == (2, 3, Exit.PARTLY)
        assert "max_per_day" in first.limited
        clock.at = datetime(2026, 10, 1, 21, 59, tzinfo=UTC)
        assert run(ledger, settings, clock).sent == 0
        clock.at = datetime(2026, 10, 1, 22, 0, tzinfo=UTC)  # midnight in Norway
        assert run(ledger, settings, clock).sent == 2


def test_only_what_is_named_is_delivered(ledger: Ledger, tmp_path: Path, clock: Clock) -> None:
    settings = settings_for(tmp_path / "company")
    issued(ledger, settings, 3)
    result = run(ledger, settings, clock, 2)
    assert [each.delivery_id for each in result.outcomes] == [2]
    assert states(ledger) == ["queued", "sent", "queued"]


def test_a_notice_is_cancelled_when_its_invoice_is_no_longer_owed(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    from invoicectl.flows.credit import credit_draft

    settings = settings_for(tmp_path / "company")
    (sent,) = issued(ledger, settings)
    notice(ledger, sent)
    made = credit_draft(ledger, stamp(), sent.invoice_no or 0, reason="x")
    issue(ledger, settings, stamp(), [f"D{made}"])
    run(ledger, settings, clock)
    assert states(ledger) == ["sent", "cancelled", "sent"]
    assert "paid or credited" in delivery_of(ledger.con, 2).last_error


def notice(ledger: Ledger, about: Delivery) -> None:
    """Queue a reminder about what a delivery carried, by the same channel."""
    from invoicectl.domain.outbox import NewDelivery
    from invoicectl.ledger.outbox import message_of
    from invoicectl.ledger.outbox import queue_delivery

    new = NewDelivery(
        key=f"notice:{about.ref}:1:{about.channel}",
        purpose=Purpose.NOTICE,
        ref=f"{about.ref}:1",
        invoice_no=about.invoice_no,
        customer_no=about.customer_no,
        channel=about.channel,
        recipient=about.recipient,
        message=message_of(ledger.con, about.delivery_id),
        document_sha256=about.document_sha256,
        may_repeat=False,
    )
    with ledger.write() as con:
        queue_delivery(con, new, stamp())


# channel, purpose, receipt? -> what a row left as `sending` becomes
LEFT = [
    ("folder", False, False, "queued"),
    ("folder", False, True, "sent"),
    ("email", False, False, "uncertain"),
    ("email", False, True, "sent"),
    ("email", True, False, "uncertain"),
    ("email", True, True, "sent"),
]


@pytest.mark.parametrize(("channel", "is_notice", "receipt", "state"), LEFT)
def test_what_a_crash_left_is_settled_by_evidence(
    ledger: Ledger, tmp_path: Path, channel: str, is_notice: bool, receipt: bool, state: str
) -> None:
    settings = settings_for(tmp_path / "company")
    if channel == "email":
        settings = by_mail(tmp_path, 9)
    (each,) = issued(ledger, settings)
    if is_notice:
        notice(ledger, each)
        each = deliveries(ledger.con)[1]
    with ledger.write() as con:
        claim(con, each, b"x", stamp())
    if receipt:
        append_receipt(ledger.path, each.key, "there", "2026-10-01T10:00:00+00:00")
    found = recover(ledger, settings, stamp())
    assert delivery_of(ledger.con, each.delivery_id).state == state
    assert found.by_evidence + found.uncertain + found.queued_again == 1


def test_a_notice_in_doubt_is_never_sent_again_by_itself(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ScriptedServer(Script(after_dot=Fault.DROP)) as server:
        settings = by_mail(tmp_path, server.port)
        (each,) = issued(ledger, settings)
        with ledger.write() as con:
            claim(con, each, b"x", stamp())
        notice(ledger, each)
        run(ledger, settings, clock, 2)
        clock.at += timedelta(days=2)
        run(ledger, settings, clock, 2)
    assert len(server.kept) == 1
    assert delivery_of(ledger.con, 2).state is DeliveryState.UNCERTAIN


def test_an_address_that_cannot_be_used_fails_before_anything_leaves(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    with ledger.write() as con:
        con.execute("UPDATE customer SET email = 'not an address'")
    with mail_server(mailbox := Mailbox()) as port:
        settings = by_mail(tmp_path, port)
        issued(ledger, settings)
        result = run(ledger, settings, clock)
    assert (result.failed, mailbox.envelopes) == (1, [])
    assert "not an address" in delivery_of(ledger.con, 1).last_error


def test_a_channel_that_is_gone_from_the_settings_leaves_its_letters(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    issued(ledger, by_mail(tmp_path, 9))
    result = run(ledger, settings_for(tmp_path / "company"), clock)
    assert result.halted == {"email": "The channel email is not set up."}
    assert states(ledger) == ["queued"]


VERDICTS = [
    (Sent("id"), 0, DeliveryState.SENT, None),
    (Refused("no"), 0, DeliveryState.FAILED, None),
    (Uncertain("?"), 0, DeliveryState.UNCERTAIN, None),
    (NotReached("down", halts=True), 99, DeliveryState.QUEUED, None),
    (NotReached("later"), 0, DeliveryState.QUEUED, timedelta(minutes=5)),
    (NotReached("later"), 1, DeliveryState.QUEUED, timedelta(minutes=30)),
    (NotReached("later"), 4, DeliveryState.QUEUED, timedelta(hours=24)),
    (NotReached("later"), 6, DeliveryState.QUEUED, timedelta(hours=24)),
    (NotReached("later"), 7, DeliveryState.FAILED, None),
]


@pytest.mark.parametrize(("outcome", "attempts", "state", "wait"), VERDICTS)
def test_every_outcome_has_one_verdict(
    ledger: Ledger,
    tmp_path: Path,
    outcome: Sent | Refused | Uncertain | NotReached,
    attempts: int,
    state: DeliveryState,
    wait: timedelta | None,
) -> None:
    (each,) = issued(ledger, settings_for(tmp_path / "company"))
    verdict = verdict_of(replace(each, attempts=attempts), outcome, NOON)
    until = (NOON + wait).isoformat(timespec="seconds") if wait else None
    assert (verdict.state, verdict.not_before) == (state, until)


def test_batches_are_for_channels_that_show_what_is_there() -> None:
    assert {"folder"} == module.IN_BATCHES


def test_the_business_day_does_not_decide_when_a_letter_waits(
    ledger: Ledger, tmp_path: Path, clock: Clock
) -> None:
    settings = settings_for(tmp_path / "company")
    issued(ledger, settings)
    clock.at = NOON + timedelta(days=1)
    deliver(ledger, settings, stamp(date(2026, 10, 2)), now=clock)
    assert delivery_of(ledger.con, 1).sent_at == "2026-10-02T10:00:00+00:00"
