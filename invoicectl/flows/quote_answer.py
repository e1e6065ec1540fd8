"""What becomes of a quote: accepted whole or in part, declined, expired, made an order."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.domain.effective import Level
from invoicectl.domain.money import decimal_text
from invoicectl.domain.order import OrderLine
from invoicectl.domain.order import OrderState
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import SalesOrder
from invoicectl.domain.order import is_part
from invoicectl.domain.order import is_past
from invoicectl.domain.order import quote_status
from invoicectl.errors import InputError
from invoicectl.flows.order_entry import quote_of
from invoicectl.flows.order_entry import stored_new
from invoicectl.flows.order_quantities import line_quantities
from invoicectl.ledger.log import note
from invoicectl.ledger.orders import order_from_quote
from invoicectl.ledger.orders import order_of
from invoicectl.ledger.orders import orders_where
from invoicectl.ledger.orders import save_order
from invoicectl.ledger.overrides import overrides_of
from invoicectl.ledger.overrides import write_overrides
from invoicectl.seams import fp
from invoicectl.settings.orders import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a customer accepts: `lines` as `1=3`, all when empty.

    With `keep_rest` what is not accepted stays on offer as a quote of its own. `is_anyway` accepts
    a quote that has expired or was declined. `order_reference` is the customer's order number.
    """

    lines: tuple[str, ...] = ()
    keep_rest: bool = False
    is_anyway: bool = False
    order_reference: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The quote as accepted, and the number of the quote that holds the rest, if any.

    `is_new` is False when it was accepted before and nothing was done.
    """

    quote: SalesOrder
    rest_no: int | None = None
    is_new: bool = True


def accept_quote(
    ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int, how: Acceptance
) -> Accepted:
    """Write down that the customer accepts a quote, or a part of it.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it has expired or was declined, is an order already, or that accepts nothing
            or more than is offered.
    """
    with ledger.write() as con:
        quote = quote_of(con, order_no)
        if quote.state is OrderState.ACCEPTED:
            if how.lines:
                raise InputError(f"Quote {order_no} is accepted already.")
            return Accepted(quote, is_new=False)
        if not how.is_anyway:
            _check_on_offer(quote, stamp)
        lines = _accepted_lines(quote, how.lines)
        accepted = replace(
            quote,
            lines=lines,
            state=OrderState.ACCEPTED,
            reason="",
            order_reference=how.order_reference or quote.order_reference,
        )
        save_order(con, accepted, stamp)
        note(con, stamp, "quote.accepted", quote.ref, _in_words(lines))
        fp("quote.accepted")
        rest = _rest(accepted)
        rest_no = None
        if rest and how.keep_rest:
            kept = replace(
                quote, lines=rest, state=OrderState.QUOTE, revision=1, made_on=stamp.today,
                quoted_on=stamp.today, quote_no=order_no,
            )  # fmt: skip
            rest_no = stored_new(con, settings, stamp, kept).order_no
            _same_settings(con, order_no, rest_no)
    return Accepted(accepted, rest_no)


def decline_quote(ledger: Ledger, stamp: Stamp, order_no: int, reason: str) -> bool:
    """Write down that the customer declines; return whether that changed anything.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it is accepted or an order already.
    """
    with ledger.write() as con:
        quote = quote_of(con, order_no)
        if quote.state is OrderState.ACCEPTED:
            raise InputError(f"Quote {order_no} is accepted; it cannot be declined any more.")
        if quote.state is OrderState.DECLINED:
            return False
        save_order(con, replace(quote, state=OrderState.DECLINED, reason=reason.strip()), stamp)
        note(con, stamp, "quote.declined", quote.ref, reason.strip())
    return True


def expire_quotes(ledger: Ledger, stamp: Stamp, numbers: Sequence[int]) -> tuple[int, ...]:
    """End quotes and return their numbers: the named ones now, else all whose last day has passed.

    Raises:
        NotFoundError: there is no such quote.
        InputError: one is accepted, declined or an order already.
    """
    with ledger.write() as con:
        if numbers:
            found = [quote_of(con, number) for number in dict.fromkeys(numbers)]
        else:
            on_offer = orders_where(con, states=(OrderState.QUOTE, OrderState.SENT))
            found = [q for q in on_offer if quote_status(q, stamp.today) is QuoteStatus.EXPIRED]
        for quote in found:
            if quote.state in {OrderState.ACCEPTED, OrderState.DECLINED}:
                raise InputError(f"Quote {quote.order_no} is {quote.state.value} already.")
        ended = [quote for quote in found if quote.state is not OrderState.EXPIRED]
        for quote in ended:
            save_order(con, replace(quote, state=OrderState.EXPIRED), stamp)
            note(con, stamp, "quote.expired", quote.ref)
    return tuple(quote.order_no for quote in ended)


def quote_to_order(ledger: Ledger, settings: Settings, stamp: Stamp, order_no: int) -> int:
    """Make an accepted quote an order and return its number; done before, the number made then.

    With a shared series the order keeps the number of the quote.

    Raises:
        NotFoundError: there is no such quote.
        InputError: it is not accepted.
    """
    with ledger.write() as con:
        found = order_of(con, order_no, what="quote")
        if found.ordered_on is not None:
            return order_no if not found.is_quote else order_from_quote(con, order_no) or order_no
        if found.state is not OrderState.ACCEPTED:
            raise InputError(
                f"Quote {order_no} is not accepted.",
                hint=f"'invoicectl quote accept {order_no}' says that it is.",
            )
        today = stamp.today
        if settings.orders.series is Series.SHARED:
            order = replace(found, state=OrderState.ORDER, ordered_on=today)
            save_order(con, order, stamp)
            note(con, stamp, "order.made", order.ref, "from the quote of the same number")
            return order_no
        lines = tuple(
            OrderLine(each.n, each.of(each.ordered_micro))
            for each in found.lines
            if each.ordered_micro
        )
        order = replace(
            found, order_no=0, lines=lines, state=OrderState.ORDER, revision=1, made_on=today,
            quoted_on=None, ordered_on=today, valid_to=None, quote_no=order_no,
        )  # fmt: skip
        made = stored_new(con, settings, stamp, order)
        _same_settings(con, order_no, made.order_no)
        save_order(con, replace(found, ordered_on=today), stamp)
        note(con, stamp, "quote.ordered", found.ref, f"order {made.order_no}")
    return made.order_no


def _check_on_offer(quote: SalesOrder, stamp: Stamp) -> None:
    """Refuse to accept what is no longer on offer."""
    status = quote_status(quote, stamp.today)
    hint = "--anyway accepts it all the same."
    if status is QuoteStatus.EXPIRED:
        when = f" on {quote.valid_to:%d.%m.%Y}" if is_past(quote, stamp.today) else ""
        raise InputError(f"Quote {quote.order_no} expired{when}.", hint=hint)
    if status is QuoteStatus.DECLINED:
        raise InputError(f"Quote {quote.order_no} was declined.", hint=hint)


def _accepted_lines(quote: SalesOrder, texts: Sequence[str]) -> tuple[OrderLine, ...]:
    """Return the lines with what is accepted of each; a line that is not named is declined."""
    if not texts:
        return tuple(replace(each, accepted_micro=None) for each in quote.lines)
    named = line_quantities(quote, texts)
    lines = []
    for each in quote.lines:
        whole = each.line.quantity_micro
        micro = named.get(each.n, 0)
        wanted = whole if micro is None else micro
        if not is_part(wanted, whole):
            raise InputError(
                f"--line: line {each.n} offers {decimal_text(whole)}, not {decimal_text(wanted)}.",
                hint=f"'invoicectl quote edit {quote.order_no}' changes the offer.",
            )
        lines.append(replace(each, accepted_micro=None if wanted == whole else wanted))
    if not any(each.ordered_micro for each in lines):
        raise InputError(
            "That accepts nothing.",
            hint=f"'invoicectl quote decline {quote.order_no}' declines it.",
        )
    return tuple(lines)


def _rest(quote: SalesOrder) -> tuple[OrderLine, ...]:
    """Return what was offered and is not accepted."""
    left = [(each, each.line.quantity_micro - each.ordered_micro) for each in quote.lines]
    some = [each.of(micro) for each, micro in left if micro]
    return tuple(OrderLine(n, line) for n, line in enumerate(some, 1))


def _same_settings(con: Connection, old_no: int, new_no: int) -> None:
    """Give a quote or order the settings of the one it comes from."""
    said = overrides_of(con, Level.ORDER, str(old_no))
    write_overrides(con, Level.ORDER, str(new_no), said)


def _in_words(lines: Sequence[OrderLine]) -> str:
    parts = [
        f"line {each.n}: {decimal_text(each.ordered_micro)} of"
        f" {decimal_text(each.line.quantity_micro)}"
        for each in lines
        if each.accepted_micro is not None
    ]
    return f"in part, {'; '.join(parts)}" if parts else "whole"
