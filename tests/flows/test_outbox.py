from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.deliver import deliver
from invoicectl.flows.issue import issue
from invoicectl.flows.outbox import Decision
from invoicectl.flows.outbox import resolve
from invoicectl.flows.outbox import retry
from invoicectl.flows.outbox import send_copy
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import payload_of
from invoicectl.ledger.outbox import settle
from invoicectl.settings.model import Settings
from tests.build import add
from tests.build import customer
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

REACHED_FROM = {
    DeliveryState.QUEUED: (),
    DeliveryState.SENDING: (),
    DeliveryState.SENT: (DeliveryState.SENT,),
    DeliveryState.FAILED: (DeliveryState.FAILED,),
    DeliveryState.UNCERTAIN: (DeliveryState.UNCERTAIN,),
    DeliveryState.DELIVERED: (DeliveryState.SENT, DeliveryState.DELIVERED),
    DeliveryState.BOUNCED: (DeliveryState.SENT, DeliveryState.BOUNCED),
    DeliveryState.CANCELLED: (DeliveryState.FAILED, DeliveryState.CANCELLED),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path, settings: Settings) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        add(opened, draft())
        issue(opened, settings, stamp())
        yield opened


def brought_to(ledger: Ledger, state: DeliveryState) -> int:
    """Bring the only delivery to a state by the steps there are, and return its id."""
    (each,) = deliveries(ledger.con)
    with ledger.write() as con:
        if state is not DeliveryState.QUEUED:
            claim(con, each, b"payload", stamp())
        for step in REACHED_FROM[state]:
            settle(con, each.delivery_id, step, stamp=stamp(), sentence="test")
    return each.delivery_id


@pytest.mark.parametrize("state", DeliveryState)
def test_only_what_failed_or_waits_is_tried_again(ledger: Ledger, state: DeliveryState) -> None:
    number = brought_to(ledger, state)
    if state in {DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.QUEUED}:
        assert retry(ledger, stamp(), number).state is DeliveryState.QUEUED
        assert delivery_of(ledger.con, number).key == "invoice:10001:folder:1"
    else:
        with pytest.raises(InputError, match=state.value):
            retry(ledger, stamp(), number)


@pytest.mark.parametrize("state", DeliveryState)
def test_only_what_is_uncertain_is_settled(ledger: Ledger, state: DeliveryState) -> None:
    number = brought_to(ledger, state)
    if state is not DeliveryState.UNCERTAIN:
        with pytest.raises(InputError, match=f"is {state.value}"):
            resolve(ledger, stamp(), number, Decision.SENT)
        return
    payload = payload_of(ledger.con, number)
    assert resolve(ledger, stamp(), number, Decision.RESEND).state is DeliveryState.QUEUED
    assert payload_of(ledger.con, number) == payload  # the same bytes go again


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.SENT, DeliveryState.SENT), (Decision.FAILED, DeliveryState.FAILED)],
)
def test_a_person_may_settle_either_way(
    ledger: Ledger, decision: Decision, state: DeliveryState
) -> None:
    number = brought_to(ledger, DeliveryState.UNCERTAIN)
    assert resolve(ledger, stamp(), number, decision).state is state


@pytest.mark.parametrize("state", DeliveryState)
def test_a_copy_is_made_of_what_cannot_go_by_itself_any_more(
    ledger: Ledger, settings: Settings, state: DeliveryState
) -> None:
    number = brought_to(ledger, state)
    if state in {DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN}:
        with pytest.raises(InputError, match="may still be sent"):
            send_copy(ledger, settings, stamp(), number)
        return
    made = send_copy(ledger, settings, stamp(), number)
    old = delivery_of(ledger.con, number)
    assert (made.key, made.generation) == ("invoice:10001:folder:2", 2)
    assert made.document_sha256 == old.document_sha256
    assert old.state is (DeliveryState.CANCELLED if state is DeliveryState.FAILED else state)


def test_a_copy_goes_to_the_address_of_today_or_the_one_given(
    ledger: Ledger, settings: Settings, tmp_path: Path
) -> None:
    number = brought_to(ledger, DeliveryState.SENT)
    save_customer(ledger, customer(email="ny@aerfugl.example"), stamp())
    assert send_copy(ledger, settings, stamp(), number).recipient == "ny@aerfugl.example"
    server = "email:\n  host: mail.invalid\n  from_address: a@b.example\n"
    with_mail = settings_for(tmp_path / "company", server)
    made = send_copy(ledger, with_mail, stamp(), number, to="ola@x.example")
    assert (made.channel, made.recipient, made.generation) == ("email", "ola@x.example", 3)
    with pytest.raises(InputError):
        send_copy(ledger, with_mail, stamp(), number, to="ola")
    assert len(deliveries(ledger.con)) == 3


def test_the_copy_is_a_message_of_its_own(
    ledger: Ledger, settings: Settings, tmp_path: Path
) -> None:
    now = datetime.fromisoformat(stamp().at)
    deliver(ledger, settings, stamp(), now=lambda: now)
    send_copy(ledger, settings, stamp(), 1)
    deliver(ledger, settings, stamp(), now=lambda: now)
    laid = sorted(path.name for path in (tmp_path / "company" / "outbox").iterdir())
    assert laid == ["invoice_10001_folder_1", "invoice_10001_folder_2"]


def test_what_is_not_there_is_said(ledger: Ledger, settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="delivery 9"):
        retry(ledger, stamp(), 9)
    with pytest.raises(NotFoundError, match="delivery 9"):
        resolve(ledger, stamp(), 9, Decision.SENT)
    with pytest.raises(NotFoundError, match="delivery 9"):
        send_copy(ledger, settings, stamp(), 9)
