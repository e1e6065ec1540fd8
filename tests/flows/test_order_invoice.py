"""What is delivered is drafted once, in parts if need be; a draft that goes away frees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl import seams
from invoicectl.domain.draft import DraftLine
from invoicectl.domain.order import AdvanceKind
from invoicectl.domain.order import OrderStatus
from invoicectl.domain.order import order_status
from invoicectl.errors import InputError
from invoicectl.flows.credit import credit_draft
from invoicectl.flows.draft import Change
from invoicectl.flows.draft import change_draft
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.order_change import LineChange
from invoicectl.flows.order_change import change_order
from invoicectl.flows.order_delivery import DeliveryNote
from invoicectl.flows.order_delivery import deliver_order
from invoicectl.flows.order_entry import OrderChange
from invoicectl.flows.order_invoice import InvoiceWish
from invoicectl.flows.order_invoice import invoice_order
from invoicectl.flows.order_release import release_credited
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.drafts import drafts
from invoicectl.ledger.drafts import origin_of
from invoicectl.ledger.invoices import invoice_of
from invoicectl.ledger.order_progress import documents_of_order
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import order_of
from invoicectl.settings.model import Settings
from tests.build import DAY
from tests.build import line
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp
from tests.selling import deliver
from tests.selling import left
from tests.selling import new_order
from tests.selling import to_draft

NEXT = DAY + timedelta(days=6)
AHEAD = InvoiceWish(is_advance=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "company")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path / "company") as opened:
        yield opened


def status(ledger: Ledger, number: int) -> OrderStatus:
    order = order_of(ledger.con, number)
    return order_status(order, progress_of(ledger.con, order))


def on_draft(ledger: Ledger, draft_no: int) -> list[tuple[str, int]]:
    found = draft_of(ledger.con, draft_no)
    return [(each.description, each.quantity_micro // 10**6) for each in found.lines]


def test_partial_deliveries_to_the_end(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    assert to_draft(ledger, settings, number) is None
    deliver(ledger, number, "1=4")
    assert status(ledger, number) is OrderStatus.PART
    assert to_draft(ledger, settings, number) == 1
    assert on_draft(ledger, 1) == [("Kaffe", 4)]
    assert to_draft(ledger, settings, number) is None, "the same delivery is drafted once"
    issue(ledger, settings, stamp())
    deliver(ledger, number, "1=1", on=DAY + timedelta(days=2))
    deliver(ledger, number, on=NEXT)
    assert left(ledger, number) == {1: (0, 6), 2: (0, 4)}
    assert status(ledger, number) is OrderStatus.DELIVERED
    assert to_draft(ledger, settings, number, day=NEXT) == 2
    assert on_draft(ledger, 2) == [("Kaffe", 6), ("Te", 4)]
    assert status(ledger, number) is OrderStatus.DRAFTED
    issue(ledger, settings, stamp(NEXT))
    assert status(ledger, number) is OrderStatus.INVOICED
    first, second = invoice_of(ledger.con, 10001), invoice_of(ledger.con, 10002)
    assert first.net_ore + second.net_ore == 120_000
    assert (first.delivered_from, first.delivered_to) == (DAY, DAY)
    assert (second.delivered_from, second.delivered_to) == (DAY + timedelta(days=2), NEXT)
    found = documents_of_order(ledger.con, number)
    assert [(each.draft_no, each.invoice_no) for each in found] == [(1, 10001), (2, 10002)]
    assert origin_of(ledger.con, 2).order_no == number


def test_a_draft_that_is_removed_frees_what_was_on_it(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number, "1=4")
    to_draft(ledger, settings, number)
    drop_draft(ledger, stamp(), 1)
    assert left(ledger, number) == {1: (6, 4), 2: (4, 0)}
    assert to_draft(ledger, settings, number) == 2


def test_the_lines_of_such_a_draft_are_not_replaced(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)
    to_draft(ledger, settings, number)
    with pytest.raises(InputError, match="was made from order 1"):
        change_draft(ledger, stamp(), 1, Change(), lines=(line(),))
    change_draft(ledger, stamp(), 1, Change(), more_lines=(line("Frakt", "1", "149"),))
    assert on_draft(ledger, 1) == [("Kaffe", 10), ("Te", 4), ("Frakt", 1)]
    issue(ledger, settings, stamp())
    assert status(ledger, number) is OrderStatus.INVOICED


def test_the_customers_order_number_and_own_references_reach_the_invoice(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings, change=OrderChange(order_reference="PO-7"))
    deliver(ledger, number)
    to_draft(ledger, settings, number)
    issue(ledger, settings, stamp())
    assert invoice_of(ledger.con, 10001).order_reference == "PO-7"


def test_the_first_of_several_deliveries_says_when_to_invoice(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings, day=date(2026, 8, 1))
    deliver(ledger, number, "1=4", on=date(2026, 8, 20))
    deliver(ledger, number, on=date(2026, 9, 10))
    wish = InvoiceWish(is_dry=True)
    for today, late in ((date(2026, 9, 20), False), (date(2026, 9, 21), True)):
        made = invoice_order(ledger, settings, stamp(today), number, wish)
        assert made is not None
        said = [each[:6] for each in made.preview.composed.findings.warnings]
        assert said == (["INV-23"] if late else [])


def test_a_rehearsal_makes_nothing(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)
    before = list(ledger.con.iterdump())
    made = invoice_order(ledger, settings, stamp(), number, InvoiceWish(is_dry=True))
    assert made is not None
    assert made.preview.composed.invoice is not None
    assert made.preview.composed.invoice.total_ore == 150_000
    assert list(ledger.con.iterdump()) == before


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("1=11",), "only 10 are left to deliver, not 11"),
        (("1=-1",), "only 0 can be taken back"),
        (("9=1",), "has no line 9"),
        (("1=0",), None),
    ],
)
def test_no_more_is_delivered_than_was_ordered(
    ledger: Ledger, settings: Settings, lines: tuple[str, ...], sentence: str | None
) -> None:
    number = new_order(ledger, settings)
    if sentence is None:
        deliver(ledger, number, *lines)
    else:
        with pytest.raises(InputError, match=sentence):
            deliver(ledger, number, *lines)
    assert left(ledger, number) == {1: (10, 0), 2: (4, 0)}


def test_a_delivery_cannot_be_noted_before_it_happens(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    with pytest.raises(InputError, match="still to come"):
        deliver_order(ledger, stamp(), number, DeliveryNote(on=NEXT))


def test_a_delivery_noted_wrongly_is_taken_back(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number, "1=4")
    deliver(ledger, number, "1=-3")
    assert left(ledger, number)[1] == (9, 1)
    to_draft(ledger, settings, number)
    with pytest.raises(InputError, match="only 0 can be taken back"):
        deliver(ledger, number, "1=-1")


def test_the_same_key_notes_a_delivery_once(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    given_ = DeliveryNote(on=DAY, lines=("1=2",), key="parcel-9")
    found = [len(deliver_order(ledger, stamp(), number, given_).delivered) for _ in range(2)]
    assert found == [1, 0]
    assert left(ledger, number)[1] == (8, 2)


def test_lines_below_zero_are_delivered_and_invoiced_too(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings, line("Kaffe", "10", "100"), line("Pant", "-3", "2"))
    deliver(ledger, number)
    assert to_draft(ledger, settings, number) == 1
    assert on_draft(ledger, 1) == [("Kaffe", 10), ("Pant", -3)]


def ahead_order(ledger: Ledger, settings: Settings, *lines: DraftLine, until: date) -> int:
    change = OrderChange(delivery_from=DAY, delivery_to=until, advance_kind=AdvanceKind.RENT)
    return new_order(ledger, settings, *lines, change=change)


def test_vat_is_not_invoiced_before_delivery(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    with pytest.raises(InputError, match=r"^INV-27: VAT may not be invoiced before delivery"):
        invoice_order(ledger, settings, stamp(), number, AHEAD)
    kind = OrderChange(advance_kind=AdvanceKind.SUBSCRIPTION)
    change_order(ledger, stamp(), number, kind, LineChange(), is_quote=False)
    with pytest.raises(InputError, match=r"^INV-27: nothing says when"):
        invoice_order(ledger, settings, stamp(), number, AHEAD)
    assert drafts(ledger.con) == []


def test_the_kinds_the_law_names_are_invoiced_up_to_a_year_ahead(
    ledger: Ledger, settings: Settings
) -> None:
    number = ahead_order(ledger, settings, until=date(2027, 10, 1))
    made = invoice_order(ledger, settings, stamp(), number, AHEAD)
    assert made is not None
    assert made.preview.composed.is_issuable
    assert status(ledger, number) is OrderStatus.NEW, "it still has to be delivered"
    deliver(ledger, number)
    assert to_draft(ledger, settings, number) is None, "it is invoiced already"
    over = ahead_order(ledger, settings, until=date(2027, 10, 2))
    with pytest.raises(InputError, match=r"^INV-27: .*more than a year ahead"):
        invoice_order(ledger, settings, stamp(), over, AHEAD)


def test_what_has_no_vat_may_be_invoiced_ahead(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings, line(vat_code="6"))
    assert invoice_order(ledger, settings, stamp(), number, AHEAD) is not None


def test_a_delivered_order_is_not_ahead_of_anything(ledger: Ledger, settings: Settings) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)
    assert invoice_order(ledger, settings, stamp(), number, AHEAD) is not None


def test_what_a_credit_note_took_back_is_invoiced_again_only_when_a_person_says_so(
    ledger: Ledger, settings: Settings
) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)
    to_draft(ledger, settings, number)
    issue(ledger, settings, stamp())
    credit_draft(ledger, stamp(), 10001, reason="Feil pris", lines=("1=6",))
    issue(ledger, settings, stamp())
    assert to_draft(ledger, settings, number) is None
    assert status(ledger, number) is OrderStatus.INVOICED
    assert release_credited(ledger, stamp(), number, 10002)
    assert not release_credited(ledger, stamp(), number, 10002)
    assert left(ledger, number) == {1: (0, 6), 2: (0, 0)}
    assert to_draft(ledger, settings, number) == 3
    assert on_draft(ledger, 3) == [("Kaffe", 6)]
    found = documents_of_order(ledger.con, number)
    assert [(each.invoice_no, each.total_ore) for each in found] == [
        (10001, 150_000), (10002, -75_000), (None, None),
    ]  # fmt: skip
    with pytest.raises(InputError, match="is no credit note"):
        release_credited(ledger, stamp(), number, 10001)
    other = new_order(ledger, settings)
    with pytest.raises(InputError, match="takes back nothing of order 2"):
        release_credited(ledger, stamp(), other, 10002)


def test_a_crash_leaves_a_whole_draft_or_none(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = new_order(ledger, settings)
    deliver(ledger, number)

    def die(name: str) -> None:
        if name == "order.drafted":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(seams, "_hooks", [die])
        with pytest.raises(KeyboardInterrupt):
            to_draft(ledger, settings, number)
    assert drafts(ledger.con) == []
    assert left(ledger, number) == {1: (0, 10), 2: (0, 4)}
    assert to_draft(ledger, settings, number) is not None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.integers(1, 2), st.integers(-4, 6)),
        st.tuples(st.just("draft"), st.just(0), st.just(0)),
        st.tuples(st.just("remove"), st.just(0), st.just(0)),
        st.tuples(st.just("issue"), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@given(STEPS)
@profile(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_done_each_unit_is_invoiced_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("any") / "company"
    settings = settings_for(folder)
    with new_ledger(folder) as ledger:
        number = new_order(ledger, settings)
        for what, n, units in steps:
            _step(ledger, settings, number, (what, n, units))
        order = order_of(ledger.con, number)
        for each in progress_of(ledger.con, order):
            assert 0 <= each.taken_micro <= each.delivered_micro <= each.line.ordered_micro
        deliver(ledger, number)
        to_draft(ledger, settings, number)
        issue(ledger, settings, stamp())
        assert status(ledger, number) is OrderStatus.INVOICED
        rows = ledger.con.execute("SELECT sum(net_ore) FROM invoice")
        assert rows.fetchone()[0] == 120_000


def _step(ledger: Ledger, settings: Settings, number: int, step: tuple[str, int, int]) -> None:
    what, n, units = step
    if what == "deliver":
        try:
            deliver(ledger, number, f"{n}={units}")
        except InputError:
            return
    elif what == "draft":
        to_draft(ledger, settings, number)
    elif what == "issue":
        issue(ledger, settings, stamp())
    else:
        for draft in drafts(ledger.con):
            drop_draft(ledger, stamp(), draft.draft_no)
