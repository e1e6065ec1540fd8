"""What is left of an order follows from what was done, in whatever order it was done."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.order import Delivered
from invoicectl.domain.order import LineOrder
from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import OrderStatus
from invoicectl.domain.order import Progress
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import SalesOrder
from invoicectl.domain.order import delivery_days
from invoicectl.domain.order import is_part
from invoicectl.domain.order import order_status
from invoicectl.domain.order import quote_status
from invoicectl.domain.order import sorted_lines

DAY = date(2026, 10, 1)
LAST = date(2026, 10, 31)


def line(n: int = 1, quantity: int = 10) -> OrderLine:
    return OrderLine(n, DraftLine("Kaffe", quantity, 100))


def quote(state: OrderState = OrderState.SENT, ordered_on: date | None = None) -> SalesOrder:
    return SalesOrder(
        "10001", (line(),), state, DAY, quoted_on=DAY, valid_to=LAST, ordered_on=ordered_on
    )


def order(state: OrderState = OrderState.ORDER) -> SalesOrder:
    return SalesOrder("10001", (line(),), state, DAY, ordered_on=DAY)


@pytest.mark.parametrize(
    ("state", "today", "status"),
    [
        (OrderState.QUOTE, LAST, QuoteStatus.NEW),
        (OrderState.SENT, LAST, QuoteStatus.SENT),
        (OrderState.QUOTE, LAST + timedelta(days=1), QuoteStatus.EXPIRED),
        (OrderState.SENT, LAST + timedelta(days=1), QuoteStatus.EXPIRED),
        (OrderState.EXPIRED, DAY, QuoteStatus.EXPIRED),
        (OrderState.ACCEPTED, LAST + timedelta(days=9), QuoteStatus.ACCEPTED),
        (OrderState.DECLINED, DAY, QuoteStatus.DECLINED),
    ],
)
def test_a_quote_expires_by_itself_the_day_after_its_last(
    state: OrderState, today: date, status: QuoteStatus
) -> None:
    assert quote_status(quote(state), today) is status


def test_a_quote_that_became_an_order_stays_so() -> None:
    assert quote_status(quote(OrderState.ORDER, DAY), LAST) is QuoteStatus.ORDERED
    assert quote_status(quote(OrderState.ACCEPTED, DAY), LAST) is QuoteStatus.ORDERED


@pytest.mark.parametrize(
    ("state", "delivered", "drafted", "invoiced", "status"),
    [
        (OrderState.ORDER, 0, 0, 0, OrderStatus.NEW),
        (OrderState.CONFIRMED, 0, 0, 0, OrderStatus.CONFIRMED),
        (OrderState.CONFIRMED, 4, 0, 4, OrderStatus.PART),
        (OrderState.ORDER, 10, 0, 4, OrderStatus.DELIVERED),
        (OrderState.ORDER, 10, 6, 4, OrderStatus.DRAFTED),
        (OrderState.ORDER, 10, 0, 10, OrderStatus.INVOICED),
        (OrderState.ORDER, 0, 0, 10, OrderStatus.NEW),
        (OrderState.CLOSED, 4, 0, 4, OrderStatus.CLOSED),
        (OrderState.CLOSED, 4, 0, 0, OrderStatus.DELIVERED),
        (OrderState.CLOSED, 4, 4, 0, OrderStatus.DRAFTED),
    ],
)
def test_an_order_stands_where_its_lines_do(
    state: OrderState, delivered: int, drafted: int, invoiced: int, status: OrderStatus
) -> None:
    is_closed = state is OrderState.CLOSED
    lines = (Progress(line(), delivered, drafted, invoiced, is_closed=is_closed),)
    assert order_status(order(state), lines) is status


def test_what_was_invoiced_ahead_is_not_invoiced_again_when_it_is_delivered() -> None:
    ahead = Progress(line(), 0, 0, 10)
    assert (ahead.to_deliver_micro, ahead.to_invoice_micro, ahead.ahead_micro) == (10, 0, 0)
    half = Progress(line(), 4, 0, 10)
    assert (half.to_deliver_micro, half.to_invoice_micro) == (6, 0)


def test_a_line_below_zero_runs_the_other_way() -> None:
    back = Progress(line(quantity=-10), -4, 0, 0)
    assert (back.to_deliver_micro, back.to_invoice_micro, back.ahead_micro) == (-6, -4, -10)


def test_nothing_is_left_to_deliver_of_a_closed_order() -> None:
    closed = Progress(line(), 4, 0, 1, is_closed=True)
    assert (closed.to_deliver_micro, closed.to_invoice_micro, closed.ahead_micro) == (0, 3, 3)


def days(*rows: tuple[int, int], skip: int = 0, take: int) -> list[int]:
    given = tuple(Delivered(1, micro, date(2026, 10, day)) for day, micro in rows)
    return [each.day for each in delivery_days(given, skip, take)]


def test_an_invoice_bears_the_days_of_what_is_on_it() -> None:
    rows = ((3, 4), (8, 4), (20, 2))
    assert days(*rows, take=10) == [3, 8, 20]
    assert days(*rows, skip=4, take=4) == [8]
    assert days(*rows, skip=6, take=4) == [8, 20]
    assert days(*rows, skip=10, take=0) == []


def test_a_delivery_taken_back_shortens_the_latest() -> None:
    assert days((3, 4), (8, 4), (9, -4), take=4) == [3]
    assert days((3, 4), (8, 4), (9, -1), take=7) == [3, 8]
    assert days((3, -4), (8, -4), (9, 4), take=-4) == [3]


@given(
    st.lists(st.tuples(st.integers(1, 28), st.integers(1, 50)), min_size=1, max_size=8), st.data()
)
def test_partial_invoices_together_bear_every_day_of_delivery(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    given_ = tuple(Delivered(1, micro, date(2026, 10, day)) for day, micro in rows)
    left, skip, seen = sum(micro for _, micro in rows), 0, set[date]()
    while left:
        take = data.draw(st.integers(1, left))
        found = delivery_days(given_, skip, take)
        assert found
        assert list(found) == sorted(found)
        seen.update(found)
        skip, left = skip + take, left - take
    assert seen == {each.on for each in given_}


def test_lines_are_sorted_as_the_settings_say() -> None:
    lines = (
        OrderLine(1, DraftLine("Te", 1, 1)),
        OrderLine(2, DraftLine("ærlig", 1, 1, product_no="B")),
        OrderLine(3, DraftLine("Kaffe", 1, 1, product_no="A")),
    )

    def numbers(by: LineOrder) -> list[int]:
        return [each.n for each in sorted_lines(lines, by)]

    assert numbers(LineOrder.ENTERED) == [1, 2, 3]
    assert numbers(LineOrder.PRODUCT) == [3, 2, 1]
    assert numbers(LineOrder.TEXT) == [3, 1, 2]


@pytest.mark.parametrize(
    ("part", "whole", "is_within"),
    [(0, 5, True), (5, 5, True), (6, 5, False), (-1, 5, False), (-5, -5, True), (1, -5, False)],
)
def test_a_part_lies_between_nothing_and_the_whole(part: int, whole: int, is_within: bool) -> None:
    assert is_part(part, whole) is is_within
