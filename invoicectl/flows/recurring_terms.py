"""Terms of an agreement, read from what a person says, with the limits the law sets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.dates import DAY
from invoicectl.domain.dates import add_months
from invoicectl.domain.indexation import IndexKind
from invoicectl.domain.indexation import month_before
from invoicectl.domain.period_text import check_placeholders
from invoicectl.domain.recurrence import Rule
from invoicectl.domain.recurrence import Unit
from invoicectl.domain.recurrence import nth_last_day
from invoicectl.domain.recurrence import parse_every
from invoicectl.domain.recurrence import parse_on
from invoicectl.domain.recurring import AgreedLine
from invoicectl.domain.recurring import Agreement
from invoicectl.domain.recurring import Prices
from invoicectl.domain.recurring import Supply
from invoicectl.domain.recurring import too_far_ahead
from invoicectl.domain.recurring import too_late
from invoicectl.domain.vat import VAT_CODES
from invoicectl.domain.vat import VatClass
from invoicectl.errors import InputError
from invoicectl.flows.lines import check_amounts
from invoicectl.flows.lines import default_vat_code
from invoicectl.flows.lines import product_line
from invoicectl.flows.lines import typed_line

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.model import Settings

from invoicectl.flows.recurring_wish import NONE
from invoicectl.flows.recurring_wish import Wish
from invoicectl.flows.recurring_wish import day_of

_TEXTS: Final = (
    "name", "project_no", "delivery_place", "our_reference", "your_reference", "order_reference",
    "head_text", "foot_text",
)  # fmt: skip


def agreed_lines(
    con: Connection, settings: Settings, wish: Wish, *, customer_no: str, day: date
) -> tuple[AgreedLine, ...]:
    """Return the lines that were typed, then those whose price the product list gives.

    Raises:
        InputError: not a line, or a placeholder that is not known.
        NotFoundError: no such product.
    """
    del customer_no, day  # the price is looked up when a period is invoiced
    code = default_vat_code(settings)
    typed = [AgreedLine(typed_line(text, vat_code=code)) for text in wish.lines]
    listed = [AgreedLine(product_line(con, text), is_listed=True) for text in wish.products]
    for each in typed:
        check_placeholders(each.line.description, what="--line")
    return (*typed, *listed)


def new_terms(settings: Settings, customer_no: str, wish: Wish, today: date) -> Agreement:
    """Return an agreement without lines, as a person asks for it.

    Raises:
        InputError: a part cannot be understood, or two contradict each other.
    """
    start = day_of(wish.start, what="--start") if wish.start else today
    first = Agreement(customer_no, (Rule(start),), ())
    supply = _supply(wish, None)
    if supply is not None:
        first = replace(first, rules=(Rule(start, days_ahead=settings.recurring.days_ahead),))
    agreement = with_terms(first, wish)
    if wish.invoiced_to is None:
        return agreement
    done = day_of(wish.invoiced_to, what="--invoiced-to")
    if done < start - DAY or (agreement.ends_on and done >= agreement.ends_on):
        raise InputError("--invoiced-to: that day is not between start and end of the agreement.")
    return replace(agreement, next_first=done + DAY)


def with_terms(agreement: Agreement, wish: Wish, *, since: date | None = None) -> Agreement:
    """Return the agreement with all that is wished but its lines and its index.

    Args:
        agreement: as it is.
        wish: what a person sets.
        since: the first day under a new rule; the start when None.

    Raises:
        InputError: a part cannot be understood, or two contradict each other.
    """
    supply = _supply(wish, agreement.in_advance_as)
    rules = _rules(agreement, wish, since or agreement.starts_on, in_advance=supply is not None)
    given = {name: getattr(wish, name) for name in (*_TEXTS, "is_automatic", "is_prorated")}
    for name in ("head_text", "foot_text"):
        if given[name]:
            check_placeholders(given[name], what=f"--{name.replace('_', '-')}")
    changed = replace(
        agreement,
        rules=rules,
        in_advance_as=supply,
        ends_on=_end(agreement, rules, wish),
        **{name: value for name, value in given.items() if value is not None},
    )
    if wish.minimum_months is not None:
        months = wish.minimum_months
        last = add_months(agreement.starts_on, months) - DAY if months else None
        changed = replace(changed, minimum_until=last)
    return changed


def with_prices(agreement: Agreement, since: date, lines: tuple[AgreedLine, ...]) -> Agreement:
    """Return the agreement with lines that hold from a day on, in place of later ones.

    Raises:
        InputError: a line has no quantity, or together they come to what cannot be invoiced.
    """
    check_amounts((each.line for each in lines), what="A recurring invoice")
    base = ""
    if agreement.index.kind is IndexKind.TABLE:
        base = month_before(since, agreement.index.lag_months)
    earlier = tuple(prices for prices in agreement.prices if prices.since < since)
    return replace(agreement, prices=(*earlier, Prices(since, lines, base)))


def check_law(agreement: Agreement) -> None:
    """Refuse terms under which an invoice would break the law on advance invoicing.

    Raises:
        InputError: VAT would be invoiced more than a year before delivery is over (INV-27).
    """
    coming = too_far_ahead(agreement) if is_taxed(agreement) else None
    if coming is None:
        return
    first, last = coming.period.first, coming.period.last
    raise InputError(
        f"INV-27: the period {first:%d.%m.%Y} to {last:%d.%m.%Y} would be invoiced on"
        f" {coming.on:%d.%m.%Y}; nothing may be invoiced more than one year ahead.",
        hint="Take a shorter period, fewer --days-ahead, or leave --in-advance out.",
    )


def law_warnings(agreement: Agreement) -> tuple[str, ...]:
    """Return what the law wants otherwise of an agreement, and leaves room for (INV-25)."""
    coming = too_late(agreement) if is_taxed(agreement) else None
    if coming is None:
        return ()
    first, last = coming.period.first, coming.period.last
    sentence = (
        "INV-25: what is delivered over time is invoiced within a month after its VAT term;"
        f" {first:%d.%m.%Y} to {last:%d.%m.%Y} would be invoiced on {coming.on:%d.%m.%Y}. Take"
        " shorter periods, unless the amounts are insignificant or you file VAT once a year."
    )
    return (sentence,)


def is_taxed(agreement: Agreement) -> bool:
    """Return whether any line bears VAT, now or later."""
    return any(
        VAT_CODES[each.line.vat_code].vat_class is not VatClass.NONE
        for prices in agreement.prices
        for each in prices.lines
    )


def _supply(wish: Wish, now: Supply | None) -> Supply | None:
    if wish.in_advance is None:
        return now
    word = wish.in_advance.strip().casefold()
    if word == NONE:
        return None
    known = [supply.value for supply in Supply]
    if word not in known:
        raise InputError(
            f"--in-advance: '{wish.in_advance[:40]}' may not be invoiced before delivery (INV-27).",
            hint=f"The law allows it for {', '.join(known)}; everything else is in arrears.",
        )
    return Supply(word)


def _rules(agreement: Agreement, wish: Wish, since: date, *, in_advance: bool) -> tuple[Rule, ...]:
    old = agreement.rule
    rule = replace(old, since=since) if wish.changes_rule else old
    if wish.every is not None:
        count, unit = parse_every(wish.every)
        rule = replace(rule, interval=count, unit=unit)
    if wish.on is not None:
        on = "" if wish.on.strip().casefold() == NONE else parse_on(wish.on)
        rule = replace(rule, on=on)
    if wish.is_calendar is not None:
        rule = replace(rule, is_calendar=wish.is_calendar)
    if wish.days_ahead is not None:
        rule = replace(rule, days_ahead=wish.days_ahead)
    if rule.on and rule.unit is Unit.WEEK:
        raise InputError("--on names a day of the month; periods of weeks have none.")
    if not in_advance and rule.days_ahead and wish.days_ahead is None:
        rule = replace(rule, days_ahead=0)
    if rule.days_ahead and not in_advance:
        raise InputError(
            "--days-ahead is for invoices in advance only: VAT may not be invoiced before delivery"
            " (INV-27).",
            hint="Say what is supplied with --in-advance subscription, rent or fee.",
        )
    if rule == old:
        return agreement.rules
    earlier = tuple(each for each in agreement.rules if each.since < rule.since)
    return (*earlier, rule)


def _end(agreement: Agreement, rules: tuple[Rule, ...], wish: Wish) -> date | None:
    if wish.until is not None and wish.count is not None:
        raise InputError("Give --until or --count, not both.")
    if wish.count is not None:
        if len(rules) > 1:
            raise InputError("--count is not for an agreement whose rule has changed: use --until.")
        return nth_last_day(rules[0], wish.count)
    if wish.until is None:
        return agreement.ends_on
    if wish.until.strip().casefold() == NONE:
        return None
    until = day_of(wish.until, what="--until")
    if until < agreement.starts_on:
        raise InputError(
            f"--until: {until:%d.%m.%Y} lies before the start, {agreement.starts_on:%d.%m.%Y}."
        )
    return until
