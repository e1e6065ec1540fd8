"""A quote is accepted whole or in part, declined, or left to expire; then it is an order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.money import MICRO
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import quote_status
from invoicectl.errors import InputError
from invoicectl.flows.quote_answer import Acceptance
from invoicectl.flows.quote_answer import accept_quote
from invoicectl.flows.quote_answer import decline_quote
from invoicectl.flows.quote_answer import expire_quotes
from invoicectl.flows.quote_answer import quote_to_order
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.orders import order_of
from invoicectl.settings.model import Settings
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import left
from tests.selling import new_quote

LATE = date(2026, 11, 1)
SEPARATE = "\norders:\n  series: separate\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def ordered(ledger: Ledger, number: int) -> list[tuple[int, int]]:
    return [(each.n, each.ordered_micro // MICRO) for each in order_of(ledger.con, number).lines]


def test_a_quote_accepted_whole_keeps_its_number_as_an_order(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_quote(ledger, settings)
    accepted = accept_quote(ledger, settings, stamp(), number, Acceptance(order_reference="PO-7"))
    assert (accepted.rest_no, accepted.is_new) == (None, True)
    for _ in range(2):
        assert quote_to_order(ledger, settings, stamp(), number) == number
    order = order_of(ledger.con, number)
    assert (order.state, order.order_reference) == (OrderState.ORDER, "PO-7")
    assert quote_status(order, LATE) is QuoteStatus.ORDERED
    assert left(ledger, number) == {1: (10, 0), 2: (4, 0)}


def test_accepted_in_part_the_rest_is_declined(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    accept_quote(ledger, settings, stamp(), number, Acceptance(("1=3",)))
    assert ordered(ledger, number) == [(1, 3), (2, 0)]
    quote_to_order(ledger, settings, stamp(), number)
    assert left(ledger, number) == {1: (3, 0)}


def test_accepted_in_part_the_rest_can_stay_on_offer(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    accepted = accept_quote(
        ledger, settings, stamp(), number, Acceptance(("1=3", "2"), keep_rest=True)
    )
    assert accepted.rest_no == 2
    assert ordered(ledger, 2) == [(1, 7)]
    rest = order_of(ledger.con, 2)
    assert (rest.quote_no, rest.state, rest.valid_to) == (
        number, OrderState.QUOTE, date(2026, 10, 31),
    )  # fmt: skip
    again = accept_quote(ledger, settings, stamp(), number, Acceptance(keep_rest=True))
    assert (again.is_new, again.rest_no) == (False, None)
    accept_quote(ledger, settings, stamp(), 2, Acceptance())
    assert quote_to_order(ledger, settings, stamp(), 2) == 2


@given(st.lists(st.integers(0, 9), min_size=2, max_size=2).filter(any))
@profile(max_examples=15)
def test_what_is_accepted_and_what_is_kept_is_what_was_offered(
    tmp_path_factory: pytest.TempPathFactory, parts: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("any") / "company"
    settings = settings_for(folder)
    with new_ledger(folder) as ledger:
        number = new_quote(ledger, settings, line("A", "9"), line("B", "9"))
        lines = tuple(f"{n}={part}" for n, part in enumerate(parts, 1))
        accepted = accept_quote(
            ledger, settings, stamp(), number, Acceptance(lines, keep_rest=True)
        )
        kept = dict(ordered(ledger, accepted.rest_no)) if accepted.rest_no else {}
        assert [part for _, part in ordered(ledger, number)] == parts
        assert sum(kept.values()) + sum(parts) == 18


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("1=11",), "line 1 offers 10, not 11"),
        (("1=-1",), "line 1 offers 10, not -1"),
        (("3",), "has no line 3"),
        (("x",), "'x' is no line"),
        (("1", "1=2"), "line 1 is named twice"),
        (("1=0",), "accepts nothing"),
        (("1=a",), "not a number"),
    ],
)
def test_what_was_not_offered_cannot_be_accepted(
    ledger: Ledger, settings: Settings, lines: tuple[str, ...], sentence: str
) -> None:
    number = new_quote(ledger, settings)
    with pytest.raises(InputError, match=sentence):
        accept_quote(ledger, settings, stamp(), number, Acceptance(lines))
    assert order_of(ledger.con, number).state is OrderState.QUOTE


def test_an_expired_quote_is_accepted_only_anyway(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    with pytest.raises(InputError, match=r"expired on 31\.10\.2026"):
        accept_quote(ledger, settings, stamp(LATE), number, Acceptance())
    accept_quote(ledger, settings, stamp(LATE), number, Acceptance(is_anyway=True))
    assert order_of(ledger.con, number).state is OrderState.ACCEPTED


def test_a_declined_quote_is_accepted_only_anyway(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    assert decline_quote(ledger, stamp(), number, "Too expensive")
    assert not decline_quote(ledger, stamp(), number, "Too expensive")
    with pytest.raises(InputError, match="was declined"):
        accept_quote(ledger, settings, stamp(), number, Acceptance())
    accept_quote(ledger, settings, stamp(), number, Acceptance(is_anyway=True))
    with pytest.raises(InputError, match="cannot be declined"):
        decline_quote(ledger, stamp(), number, "")


def test_quotes_expire_by_date_or_when_named(ledger: Ledger, settings: Settings) -> None:
    old = new_quote(ledger, settings)
    young = new_quote(ledger, settings, day=LATE)
    assert expire_quotes(ledger, stamp(LATE), ()) == (old,)
    assert expire_quotes(ledger, stamp(LATE), ()) == ()
    assert expire_quotes(ledger, stamp(LATE), (young, young)) == (young,)
    answered = new_quote(ledger, settings, day=LATE)
    decline_quote(ledger, stamp(LATE), answered, "")
    with pytest.raises(InputError, match="declined already"):
        expire_quotes(ledger, stamp(LATE), (answered,))


def test_only_an_accepted_quote_becomes_an_order(ledger: Ledger, settings: Settings) -> None:
    number = new_quote(ledger, settings)
    with pytest.raises(InputError, match="is not accepted"):
        quote_to_order(ledger, settings, stamp(), number)


def test_with_series_of_their_own_the_order_has_its_own_number(
    tmp_path: Path, ledger: Ledger
) -> None:
    settings = settings_for(tmp_path / "company", SEPARATE)
    number = new_quote(ledger, settings)
    accept_quote(ledger, settings, stamp(), number, Acceptance(("2=1",)))
    made = [quote_to_order(ledger, settings, stamp(), number) for _ in range(2)]
    assert (number, made) == (50001, [1, 1])
    order, quote = order_of(ledger.con, 1), order_of(ledger.con, number)
    assert (order.quote_no, order.quoted_on, order.state) == (number, None, OrderState.ORDER)
    assert left(ledger, 1) == {2: (1, 0)}
    assert quote_status(quote, LATE) is QuoteStatus.ORDERED
    with pytest.raises(InputError, match="has become order 1"):
        decline_quote(ledger, stamp(), number, "")
