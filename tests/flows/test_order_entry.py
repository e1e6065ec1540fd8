"""Quotes and orders are numbered, made once, changed as far as deliveries allow, and closed."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from invoicectl.domain.draft import DraftLine
from invoicectl.domain.money import MICRO
from invoicectl.domain.order import OrderState
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.order_change import LineChange
from invoicectl.flows.order_change import change_order
from invoicectl.flows.order_change import close_order
from invoicectl.flows.order_change import reopen_order
from invoicectl.flows.order_entry import OrderChange
from invoicectl.flows.order_entry import make_order
from invoicectl.flows.quote_answer import Acceptance
from invoicectl.flows.quote_answer import accept_quote
from invoicectl.flows.quote_answer import quote_to_order
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import save_customer
from invoicectl.ledger.log import entries
from invoicectl.ledger.orders import order_of
from invoicectl.settings.model import Settings
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import NOTHING
from tests.selling import deliver
from tests.selling import left
from tests.selling import new_order
from tests.selling import new_quote
from tests.selling import to_draft
from tests.selling import two_lines

SEPARATE = "\norders:\n  series: separate\n  first_number: 3\n  first_quote_number: 2\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((line("Kaffe", "0", "100"),), "Line 1, Kaffe: the quantity is 0."),
        ((line("Kaffe", "-1", "100"),), "cannot come to less than nothing"),
        ((line("Kaffe", "99999999999", "99999999999"),), r"more than 100\s000\s000\s000,00 kr"),
    ],
    ids=["nothing", "below-zero", "absurd"],
)
@pytest.mark.parametrize("make", [new_quote, new_order])
def test_lines_that_could_never_be_invoiced_are_refused(
    ledger: Ledger,
    settings: Settings,
    make: Callable[..., int],
    lines: tuple[DraftLine, ...],
    why: str,
) -> None:
    with pytest.raises(InputError, match=why):
        make(ledger, settings, *lines)
    number = make(ledger, settings)
    with pytest.raises(InputError, match=why.replace("Line 1", "Line 3")):
        change_order(
            ledger, stamp(), number, NOTHING, LineChange(more=(*lines, *lines * 20)),
            is_quote=make is new_quote,
        )  # fmt: skip
    assert order_of(ledger.con, number).revision == 1


def test_a_line_may_take_off_from_the_others(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings, *two_lines(), line("Avslag", "-1", "50"))
    assert len(order_of(ledger.con, number).lines) == 3


def test_what_is_delivered_in_full_is_closed_without_a_reason(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)
    assert close_order(ledger, stamp(), number, "")
    assert order_of(ledger.con, number).state is OrderState.CLOSED


def test_quotes_and_orders_share_a_series(ledger: Ledger, settings: Settings) -> None:
    assert new_quote(ledger, settings) == 1
    assert new_order(ledger, settings) == 2
    assert new_quote(ledger, settings) == 3


def test_in_series_of_their_own_no_number_names_two_things(tmp_path: Path, ledger: Ledger) -> None:
    settings = settings_for(tmp_path / "company", SEPARATE)
    made = [new_quote(ledger, settings) for _ in range(2)]
    made += [new_order(ledger, settings) for _ in range(2)]
    made.append(new_quote(ledger, settings))
    assert made == [2, 3, 4, 5, 6]


def test_a_quote_is_valid_for_as_long_as_the_settings_say(
    ledger: Ledger, settings: Settings
) -> None:
    assert order_of(ledger.con, new_quote(ledger, settings)).valid_to == date(2026, 10, 31)
    chosen = OrderChange(valid_to=date(2026, 12, 24))
    number = new_quote(ledger, settings, change=chosen)
    assert order_of(ledger.con, number).valid_to == date(2026, 12, 24)
    with pytest.raises(InputError, match="has passed"):
        new_quote(ledger, settings, change=OrderChange(valid_to=date(2026, 9, 30)))
    assert new_quote(ledger, settings) == 3, "a refused quote takes no number"


def test_the_same_key_makes_one_order(ledger: Ledger, settings: Settings) -> None:
    made = [
        make_order(
            ledger, settings, stamp(), "10001", two_lines(), NOTHING, is_quote=False, key="web-7"
        )
        for _ in range(2)
    ]
    assert made == [(1, True), (1, False)]


@pytest.mark.parametrize(
    ("customer_no", "lines", "sentence"),
    [("9", two_lines(), "no customer 9"), ("10001", (), "needs a line")],
)
def test_what_cannot_be_ordered(
    ledger: Ledger, settings: Settings, customer_no: str, lines: tuple[()], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        make_order(ledger, settings, stamp(), customer_no, lines, NOTHING, is_quote=False)


def test_nothing_new_is_sold_to_a_blocked_customer(ledger: Ledger, settings: Settings) -> None:
    blocked = replace(customer_of(ledger.con, "10001"), blocked_reason="pays late")
    save_customer(ledger, blocked, stamp())
    with pytest.raises(InputError, match="blocked: pays late"):
        new_order(ledger, settings)


def test_a_project_has_to_exist(ledger: Ledger, settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="project P9"):
        new_order(ledger, settings, change=OrderChange(project_no="P9"))


def test_a_change_of_a_quote_puts_it_on_offer_again(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    lines = LineChange(quantities={1: 12 * MICRO, 2: 0}, more=(line("Frakt", "1", "149"),))
    change = OrderChange(comment="Ny pris")
    new = change_order(ledger, stamp(), number, change, lines, is_quote=True)
    assert [(each.n, each.line.quantity_micro // MICRO) for each in new.lines] == [(1, 12), (2, 1)]
    assert (new.revision, new.comment) == (2, "Ny pris")
    assert order_of(ledger.con, number) == new
    again = change_order(ledger, stamp(), number, change, LineChange(), is_quote=True)
    assert again == new, "the same change once more is none"


def test_what_is_delivered_or_invoiced_stays_ordered(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number, "1=4")
    for change, sentence in (
        (LineChange(lines=two_lines()), "cannot be replaced"),
        (LineChange(quantities={1: 3 * MICRO}), "4 of it are delivered"),
        (LineChange(quantities={1: -4 * MICRO}), "4 of it are delivered"),
        (LineChange(quantities={7: MICRO}), "has no line 7"),
    ):
        with pytest.raises(InputError, match=sentence):
            change_order(ledger, stamp(), number, NOTHING, change, is_quote=False)
    change_order(
        ledger, stamp(), number, NOTHING, LineChange(quantities={1: 4 * MICRO}), is_quote=False
    )
    assert left(ledger, number) == {1: (0, 4), 2: (4, 0)}


def test_a_quote_is_no_order_and_an_order_no_quote(ledger: Ledger, settings: Settings) -> None:
    quote, order = new_quote(ledger, settings), new_order(ledger, settings)
    with pytest.raises(InputError, match="1 is a quote"):
        change_order(ledger, stamp(), quote, NOTHING, LineChange(), is_quote=False)
    with pytest.raises(InputError, match="2 is an order"):
        change_order(ledger, stamp(), order, NOTHING, LineChange(), is_quote=True)
    with pytest.raises(NotFoundError, match="no quote 9"):
        change_order(ledger, stamp(), 9, NOTHING, LineChange(), is_quote=True)


def test_an_accepted_quote_no_longer_changes(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    accept_quote(ledger, settings, stamp(), number, Acceptance())
    with pytest.raises(InputError, match="is accepted"):
        change_order(ledger, stamp(), number, OrderChange(comment="x"), LineChange(), is_quote=True)


def test_a_line_the_customer_declined_can_be_ordered_after_all(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_quote(ledger, settings)
    accept_quote(ledger, settings, stamp(), number, Acceptance(("1=2",)))
    quote_to_order(ledger, settings, stamp(), number)
    with pytest.raises(InputError, match="leave no line"):
        change_order(
            ledger, stamp(), number, NOTHING, LineChange(quantities={1: 0}), is_quote=False
        )
    change_order(
        ledger, stamp(), number, NOTHING, LineChange(quantities={2: 3 * MICRO}), is_quote=False
    )
    assert left(ledger, number) == {1: (2, 0), 2: (3, 0)}


def test_closing_drops_the_rest_and_keeps_what_is_delivered(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number, "1=4")
    with pytest.raises(InputError, match="needs a reason"):
        close_order(ledger, stamp(), number, " ")
    assert close_order(ledger, stamp(), number, "Sold out")
    assert not close_order(ledger, stamp(), number, "Sold out")
    assert left(ledger, number) == {1: (0, 4), 2: (0, 0)}
    with pytest.raises(InputError, match="is closed"):
        deliver(ledger, number)
    assert to_draft(ledger, settings, number) == 1
    assert reopen_order(ledger, stamp(), number)
    assert not reopen_order(ledger, stamp(), number)
    assert left(ledger, number) == {1: (6, 0), 2: (4, 0)}
    assert order_of(ledger.con, number).state is OrderState.ORDER
    events = [entry.event for entry in entries(ledger.con, ref="O1")]
    assert events == [
        "order.made", "order.delivered", "order.closed", "order.drafted", "order.reopened",
    ]  # fmt: skip
