"""The options that lists share, read: whose rows, of which days, with which text, in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from invoicectl.cli.context import Run
    from invoicectl.cli.output import Column
    from invoicectl.ledger.listing import Narrowing


def narrowing(
    run: Run, *, customer: str = "", first: str = "", last: str = "", search: str = "", sort: str
) -> Narrowing:
    """Return which rows are wanted, from the texts of the options.

    Raises:
        NotFoundError: there is no such customer.
        InputError: a day is none, or the last one lies before the first.
    """
    from invoicectl.ledger.listing import Narrowing

    require_customer(run, customer)
    begin, end = days_between(first, last)
    return Narrowing(customer, begin, end, search, sort)


def require_customer(run: Run, customer: str) -> None:
    """Refuse `--customer` when nobody has that number; '' asks for nobody.

    Raises:
        NotFoundError: there is no such customer.
    """
    if customer:
        from invoicectl.ledger.customers import customer_of

        customer_of(run.ledger.con, customer)


def days_between(first: str, last: str) -> tuple[date | None, date | None]:
    """Return the days of `--from` and `--to`, None for one that is not given.

    Raises:
        InputError: a day is none, or the last one lies before the first.
    """
    from invoicectl.domain.dates import parse_day
    from invoicectl.errors import InputError

    begin = parse_day(first, what="--from") if first else None
    end = parse_day(last, what="--to") if last else None
    if begin and end and end < begin:
        raise InputError(f"--to: {end:%d.%m.%Y} lies before --from, {begin:%d.%m.%Y}.")
    return begin, end


def sorted_rows(
    rows: Sequence[Sequence[object]], columns: Sequence[Column], sort: str
) -> list[Sequence[object]]:
    """Return rows by the column that `--sort` names, as in JSON or CSV; '' leaves them as they are.

    Words go by the Norwegian alphabet; what is empty comes last, also from high to low.

    Raises:
        InputError: no such column; names those there are.
    """
    from invoicectl.ledger.listing import sorted_column

    if not sort:
        return list(rows)
    names = [column.name.removesuffix("_ore") for column in columns]
    name, is_reverse = sorted_column(sort, names)
    at = names.index(name)
    filled = [row for row in rows if row[at] not in (None, "")]
    filled.sort(key=lambda row: _key(row[at]), reverse=is_reverse)
    return [*filled, *(row for row in rows if row[at] in (None, ""))]


def _key(value: object) -> tuple[int, str]:
    from invoicectl.ledger.listing import norwegian_key

    return (value, "") if isinstance(value, int) else (0, norwegian_key(str(value)))


def norwegian_midnight(day: date) -> str:
    """Return the instant at which a day begins in Norway, as the ledger writes instants (UTC)."""
    from datetime import UTC
    from datetime import datetime
    from datetime import time
    from zoneinfo import ZoneInfo

    from invoicectl.cli.context import TIME_ZONE

    begin = datetime.combine(day, time.min, tzinfo=ZoneInfo(TIME_ZONE))
    return begin.astimezone(UTC).isoformat(timespec="seconds")
