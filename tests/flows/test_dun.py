from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from pathlib import Path
from sqlite3 import IntegrityError
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import Send
from invoicectl.domain.dunning import Wait
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Purpose
from invoicectl.errors import NotFoundError
from invoicectl.flows.deliver import deliver
from invoicectl.flows.dun import CUSTOMER_MAX
from invoicectl.flows.dun import PlannedNotice
from invoicectl.flows.dun import plan_notices
from invoicectl.flows.dun import send_notices
from invoicectl.flows.issue import issue
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.disputes import open_dispute
from invoicectl.ledger.disputes import settle_dispute
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.notices import add_notice
from invoicectl.ledger.notices import notices_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import message_of
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import add
from tests.build import customer
from tests.build import draft
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

LATE = date(2026, 10, 26)
"""Well after the due date of what was issued on the first, 15 October, and three bank days."""

FIRST = 10001


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as made:
        yield made


def sold(ledger: Ledger, settings: Settings, count: int = 1, customer_no: str = "10001") -> None:
    """Issue and deliver so many invoices of 250 kroner."""
    add(ledger, *(draft(customer_no) for _ in range(count)))
    issue(ledger, settings, stamp())
    sent(ledger, settings, DAY)


def sent(ledger: Ledger, settings: Settings, day: date) -> None:
    """Deliver everything that waits."""
    at = stamp(day)
    deliver(ledger, settings, at, now=lambda: datetime.fromisoformat(at.at))


def dunned(ledger: Ledger, settings: Settings, day: date = LATE) -> tuple[int, ...]:
    """Plan and make the letters of a day, and return the deliveries."""
    plan = plan_notices(ledger, settings, day)
    return send_notices(ledger, settings, stamp(day), plan).queued


def only(plan: tuple[PlannedNotice, ...]) -> PlannedNotice:
    (planned,) = plan
    return planned


def test_an_overdue_invoice_gets_one_letter_and_no_second(
    ledger: Ledger, settings: Settings
) -> None:
    sold(ledger, settings)
    planned = only(plan_notices(ledger, settings, LATE))
    assert planned.step == Send(
        NoticeKind.BETALINGSPAAMINNELSE,
        1,
        "FEE-11",
        "11 days overdue, no letter sent yet; without a fee it is always allowed",
    )
    assert (planned.open_ore, planned.days_over, planned.channel) == (25_000, 11, "folder")
    assert len(dunned(ledger, settings)) == 1
    assert dunned(ledger, settings) == ()
    assert dunned(ledger, settings, date(2026, 12, 1)) == ()
    (letter,) = notices_of(ledger.con, FIRST)
    assert (letter.kind, letter.fee_ore) == (NoticeKind.BETALINGSPAAMINNELSE, 0)


def test_the_letter_and_its_place_in_the_outbox_are_one(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings)
    (delivery_id,) = dunned(ledger, settings)
    (delivery,) = deliveries(ledger.con, states=(DeliveryState.QUEUED,))
    assert delivery.delivery_id == delivery_id
    assert delivery.purpose is Purpose.NOTICE
    assert delivery.key == f"notice:{FIRST}-1:folder:1"
    assert not delivery.may_repeat
    assert delivery.document_sha256
    message = message_of(ledger.con, delivery_id)
    assert message.in_reply_to == f"invoice:{FIRST}:folder:1"
    assert message.attachment_name.endswith(f"{FIRST}.pdf")
    assert "250,00" in message.text
    events = [entry.event for entry in entries(ledger.con, ref=str(FIRST))]
    assert events.count("notice.made") == 1


def test_the_letter_goes_to_the_address_for_letters(ledger: Ledger, settings: Settings) -> None:
    save_customer(ledger, customer(notice_email="regnskap@aerfugl.example"), stamp())
    sold(ledger, settings)
    planned = only(plan_notices(ledger, settings, LATE))
    assert planned.recipient == "regnskap@aerfugl.example"
    dunned(ledger, settings)
    (delivery,) = deliveries(ledger.con, states=(DeliveryState.QUEUED,))
    assert delivery.recipient == "regnskap@aerfugl.example"


def test_a_plan_changes_nothing(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings)
    before = hashlib.sha256(ledger.path.read_bytes()).digest()
    assert plan_notices(ledger, settings, LATE)
    assert hashlib.sha256(ledger.path.read_bytes()).digest() == before


def test_the_real_run_does_exactly_the_plan(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings, 3)
    sold(ledger, settings, 2, "10002")
    with ledger.write() as con:
        open_dispute(con, 10_002, "wrong", stamp())
    plan = plan_notices(ledger, settings, LATE)
    made = send_notices(ledger, settings, stamp(LATE), plan)
    letters = [planned.invoice_no for planned in plan if planned.is_letter]
    queued = deliveries(ledger.con, states=(DeliveryState.QUEUED,))
    assert [each.invoice_no for each in queued] == letters == [10_001, 10_003, 10_004, 10_005]
    assert len(made.queued) == len(letters)
    assert made.dropped == ()


def test_what_was_disputed_since_the_plan_is_dropped(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings)
    plan = plan_notices(ledger, settings, LATE)
    with ledger.write() as con:
        open_dispute(con, FIRST, "wrong", stamp())
    assert send_notices(ledger, settings, stamp(LATE), plan).dropped == (FIRST,)
    with ledger.write() as con:
        settle_dispute(con, FIRST, "right after all", stamp())
    assert send_notices(ledger, settings, stamp(LATE), plan).dropped == ()


def test_an_invoice_that_has_not_left_is_not_dunned(ledger: Ledger, settings: Settings) -> None:
    add(ledger, draft())
    issue(ledger, settings, stamp())
    step = only(plan_notices(ledger, settings, LATE)).step
    assert isinstance(step, Wait)
    assert step.rule == "OUTBOX"
    sent(ledger, settings, LATE)
    assert only(plan_notices(ledger, settings, LATE)).is_letter


def test_letters_switched_off_wait_and_say_so(ledger: Ledger, tmp_path: Path) -> None:
    off = settings_for(tmp_path / "company", "reminders:\n  enabled: false\n")
    sold(ledger, off)
    step = only(plan_notices(ledger, off, LATE)).step
    assert isinstance(step, Wait)
    assert "reminders.enabled" in step.reason
    assert dunned(ledger, off) == ()


def test_one_customer_never_gets_a_heap_of_letters_at_once(
    ledger: Ledger, settings: Settings
) -> None:
    sold(ledger, settings, CUSTOMER_MAX + 3)
    assert len(dunned(ledger, settings)) == CUSTOMER_MAX
    assert len(dunned(ledger, settings)) == 3
    assert dunned(ledger, settings) == ()


def test_one_customer_alone_can_be_asked_for(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings)
    sold(ledger, settings, customer_no="10002")
    assert only(plan_notices(ledger, settings, LATE, customer_no="10002")).customer_no == "10002"
    with pytest.raises(NotFoundError):
        plan_notices(ledger, settings, LATE, customer_no="4711")


def test_a_cancelled_letter_does_not_count_and_its_number_is_not_used_again(
    ledger: Ledger, settings: Settings
) -> None:
    sold(ledger, settings)
    dunned(ledger, settings)
    with ledger.write() as con:
        open_dispute(con, FIRST, "wrong", stamp())
    sent(ledger, settings, LATE)
    (cancelled,) = deliveries(ledger.con, states=(DeliveryState.CANCELLED,))
    assert cancelled.purpose is Purpose.NOTICE
    assert notices_of(ledger.con, FIRST) == ()
    with ledger.write() as con:
        settle_dispute(con, FIRST, "right after all", stamp())
    assert len(dunned(ledger, settings)) == 1
    (delivery,) = deliveries(ledger.con, states=(DeliveryState.QUEUED,))
    assert delivery.key == f"notice:{FIRST}-2:folder:1"


def test_a_letter_that_names_another_amount_than_is_open_does_not_leave(
    ledger: Ledger, settings: Settings
) -> None:
    sold(ledger, settings)
    planned = only(plan_notices(ledger, settings, LATE))
    (first,) = send_notices(ledger, settings, stamp(LATE), [planned]).queued
    credit = replace(
        draft(), credits_no=FIRST, credit_reason="one too many", lines=credit_line(ledger)
    )
    add(ledger, credit, day=LATE)
    issue(ledger, settings, stamp(LATE))
    sent(ledger, settings, LATE)
    state = {each.delivery_id: each.state for each in deliveries(ledger.con)}
    assert state[first] is DeliveryState.CANCELLED
    again = only(plan_notices(ledger, settings, LATE))
    assert again.is_letter
    assert again.open_ore == 12_500


def credit_line(ledger: Ledger) -> tuple[DraftLine, ...]:
    """Take one of the two things on the first invoice back."""
    line = invoice_of(ledger.con, FIRST).lines[0]
    return (
        DraftLine(line.description, line.quantity_micro // 2, line.unit_price_micro, credits_n=1),
    )


def test_the_ledger_refuses_the_same_letter_twice(ledger: Ledger, settings: Settings) -> None:
    sold(ledger, settings)
    (delivery_id,) = dunned(ledger, settings)
    step = Send(NoticeKind.BETALINGSPAAMINNELSE, 1, "FEE-11", "")
    with pytest.raises(IntegrityError, match="UNIQUE"), ledger.write() as con:
        add_notice(
            con, FIRST, step, notice_no=1, open_ore=1, outbox_id=delivery_id, stamp=stamp(LATE)
        )


@profile(max_examples=8)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 3))
def test_any_row_of_runs_sends_each_letter_once(counts: list[int], runs: int) -> None:
    with TemporaryDirectory() as folder:
        settings = settings_for(Path(folder) / "company")
        with new_ledger(Path(folder) / "company") as ledger:
            for at, count in enumerate(counts):
                sold(ledger, settings, count, ("10001", "10002")[at % 2])
            days = [date(2026, 11, 1 + run) for run in range(runs + 3)]
            made = [dunned(ledger, settings, day) for day in days]
            queued = deliveries(ledger.con, states=(DeliveryState.QUEUED,))
            assert sorted(each.invoice_no or 0 for each in queued) == [
                FIRST + n for n in range(sum(counts))
            ]
            assert sum(map(len, made)) == sum(counts)
