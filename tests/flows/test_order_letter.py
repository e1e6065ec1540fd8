"""Quotes, confirmations and payment requests: each is kept with its bytes and sent once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from invoicectl.domain.money import MICRO
from invoicectl.domain.order import OrderState
from invoicectl.domain.outbox import Purpose
from invoicectl.domain.sales_document import SalesDocumentKind
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.order_change import LineChange
from invoicectl.flows.order_change import change_order
from invoicectl.flows.order_change import close_order
from invoicectl.flows.order_letter import confirm_order
from invoicectl.flows.order_letter import send_quote
from invoicectl.flows.order_version import Wish
from invoicectl.flows.order_version import current_pdf
from invoicectl.flows.order_version import version_pdf
from invoicectl.flows.payment_request import Asked
from invoicectl.flows.payment_request import request_payment
from invoicectl.flows.quote_answer import decline_quote
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.documents import document_content
from invoicectl.ledger.invoices import next_invoice_no
from invoicectl.ledger.order_letters import requests_of
from invoicectl.ledger.order_letters import versions_of
from invoicectl.ledger.orders import order_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.outbox import message_of
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import NOTHING
from tests.selling import new_order
from tests.selling import new_quote

NEXT = date(2026, 10, 5)
PLAIN = Wish()
AGAIN = Wish(is_again=True)
QUOTE = SalesDocumentKind.QUOTE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def test_a_quote_is_queued_with_its_bytes(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    sent = send_quote(ledger, settings, stamp(), number, PLAIN)
    assert (sent.version, sent.total_ore) == (1, 150_000)
    (delivery,) = deliveries(ledger.con)
    assert sent.delivery == delivery
    assert (delivery.purpose, delivery.invoice_no) == (Purpose.QUOTE, None)
    assert delivery.document_sha256 is not None
    assert document_content(ledger.con, delivery.document_sha256).startswith(b"%PDF")
    message = message_of(ledger.con, delivery.delivery_id)
    assert message.attachment_name == "Tilbud-1.pdf"
    assert order_of(ledger.con, number).state is OrderState.SENT


def test_a_quote_that_has_not_changed_goes_once(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    first = send_quote(ledger, settings, stamp(), number, PLAIN)
    second = send_quote(ledger, settings, stamp(NEXT), number, PLAIN)
    assert (second.is_new, second.made_on, second.delivery) == (False, DAY, first.delivery)
    copy = send_quote(ledger, settings, stamp(NEXT), number, AGAIN)
    one, other = deliveries(ledger.con)
    assert (copy.is_new, copy.delivery) == (True, other)
    assert one.document_sha256 == other.document_sha256, "a copy is the very same document"


def test_a_changed_quote_is_a_new_version_and_the_old_one_is_kept(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_quote(ledger, settings)
    send_quote(ledger, settings, stamp(), number, PLAIN)
    lines = LineChange(quantities={1: 5 * MICRO})
    change_order(ledger, stamp(NEXT), number, NOTHING, lines, is_quote=True)
    order = order_of(ledger.con, number)
    assert current_pdf(ledger.con, settings, order, QUOTE, NEXT)[2] is False
    sent = send_quote(ledger, settings, stamp(NEXT), number, PLAIN)
    assert (sent.version, sent.total_ore) == (2, 87_500)
    first, second = versions_of(ledger.con, number, QUOTE)
    assert (first.sent_on, second.sent_on) == (DAY, NEXT)
    order = order_of(ledger.con, number)
    old, _ = version_pdf(ledger.con, settings, order, QUOTE, 1)
    new, _, is_sent = current_pdf(ledger.con, settings, order, QUOTE, date(2026, 12, 1))
    assert is_sent
    assert old == document_content(ledger.con, first.document_sha256)
    assert new == document_content(ledger.con, second.document_sha256) != old
    with pytest.raises(NotFoundError, match="version 3"):
        version_pdf(ledger.con, settings, order, QUOTE, 3)


def test_only_what_is_on_offer_is_sent(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    with pytest.raises(InputError, match="has expired"):
        send_quote(ledger, settings, stamp(date(2026, 11, 1)), number, PLAIN)
    decline_quote(ledger, stamp(), number, "")
    with pytest.raises(InputError, match="declined already"):
        send_quote(ledger, settings, stamp(), number, PLAIN)


def test_a_confirmation_is_due_again_after_a_change(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    assert confirm_order(ledger, settings, stamp(), number, PLAIN).version == 1
    assert order_of(ledger.con, number).state is OrderState.CONFIRMED
    assert confirm_order(ledger, settings, stamp(), number, PLAIN).is_new is False
    lines = LineChange(quantities={1: 11 * MICRO})
    change_order(ledger, stamp(), number, NOTHING, lines, is_quote=False)
    assert order_of(ledger.con, number).state is OrderState.ORDER
    assert confirm_order(ledger, settings, stamp(), number, PLAIN).version == 2
    close_order(ledger, stamp(), number, "Sold out")
    with pytest.raises(InputError, match="is closed"):
        confirm_order(ledger, settings, stamp(), number, PLAIN)


def test_a_rehearsal_sends_nothing(ledger: Ledger, settings: Settings) -> None:
    quote, order = new_quote(ledger, settings), new_order(ledger, settings)
    before = list(ledger.con.iterdump())
    dry = Wish(is_dry=True)
    for sent in (
        send_quote(ledger, settings, stamp(), quote, dry),
        confirm_order(ledger, settings, stamp(), order, dry),
        request_payment(ledger, settings, stamp(), order, Asked(amount_ore=100), dry),
    ):
        assert sent.delivery is not None
        assert sent.delivery.recipient == "post@aerfugl.example"
    assert list(ledger.con.iterdump()) == before


def test_a_payment_request_takes_no_number_and_books_nothing(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings)
    before = next_invoice_no(ledger.con)
    sent = request_payment(ledger, settings, stamp(), number, Asked(percent_bp=3333), PLAIN)
    assert (sent.total_ore, sent.due) == (49_995, date(2026, 10, 12))  # the 11th is a Sunday
    assert next_invoice_no(ledger.con) == before
    assert ledger.con.execute("SELECT count(*) FROM voucher").fetchone() == (0,)
    (delivery,) = deliveries(ledger.con)
    assert delivery.purpose is Purpose.PAYMENT_REQUEST


def test_the_same_request_twice_is_one(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    half = Asked(percent_bp=5000)
    request_payment(ledger, settings, stamp(), number, half, PLAIN)
    assert request_payment(ledger, settings, stamp(), number, half, PLAIN).is_new is False
    further = request_payment(ledger, settings, stamp(), number, half, AGAIN)
    assert further.version == 2
    assert [one.amount_ore for one in requests_of(ledger.con, number)] == [75_000, 75_000]
    with pytest.raises(InputError, match="asked for already") as caught:
        request_payment(ledger, settings, stamp(), number, Asked(amount_ore=1), PLAIN)
    assert "at most 0,00" in caught.value.hint


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked(), "needs an amount"),
        (Asked(amount_ore=150_001), "comes to 1 500,00 kr with VAT"),
        (Asked(amount_ore=1, due=date(2026, 9, 1)), "has passed"),
    ],
)
def test_what_cannot_be_asked_for(
    ledger: Ledger, settings: Settings, asked: Asked, sentence: str
) -> None:
    number = new_order(ledger, settings)
    with pytest.raises(InputError, match=sentence):
        request_payment(ledger, settings, stamp(), number, asked, PLAIN)
    assert requests_of(ledger.con, number) == ()
