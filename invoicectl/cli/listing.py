"""The options that lists share, read: whose rows, of which days, with which text, in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.ledger.listing import Narrowing


def narrowing(
    run: Run, *, customer: str = "", first: str = "", last: str = "", search: str = "", sort: str
) -> Narrowing:
    """Return which rows are wanted, from the texts of the options.

    Raises:
        NotFoundError: there is no such customer.
        InputError: a day is none, or the last one lies before the first.
    """
    from invoicectl.domain.dates import parse_day
    from invoicectl.errors import InputError
    from invoicectl.ledger.listing import Narrowing

    if customer:
        from invoicectl.ledger.customers import customer_of

        customer_of(run.ledger.con, customer)
    begin = parse_day(first, what="--from") if first else None
    end = parse_day(last, what="--to") if last else None
    if begin and end and end < begin:
        raise InputError(f"--to: {end:%d.%m.%Y} lies before --from, {begin:%d.%m.%Y}.")
    return Narrowing(customer, begin, end, search, sort)


def norwegian_midnight(day: date) -> str:
    """Return the instant at which a day begins in Norway, as the ledger writes instants (UTC)."""
    from datetime import UTC
    from datetime import datetime
    from datetime import time
    from zoneinfo import ZoneInfo

    from invoicectl.cli.context import TIME_ZONE

    begin = datetime.combine(day, time.min, tzinfo=ZoneInfo(TIME_ZONE))
    return begin.astimezone(UTC).isoformat(timespec="seconds")
