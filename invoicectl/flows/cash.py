"""The report of money in: weeks behind, weeks ahead, and the habits it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from invoicectl.domain.cash import Habit
from invoicectl.domain.cash import Week
from invoicectl.domain.cash import expected_on
from invoicectl.domain.cash import habits
from invoicectl.domain.cash import monday_of
from invoicectl.domain.cash import weeks
from invoicectl.ledger.cash import came_in
from invoicectl.ledger.cash import days_late
from invoicectl.ledger.cash import owed

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.ledger.connect import Ledger

_HABIT_DAYS = 730


@dataclass(frozen=True, slots=True)
class Cash:
    """Weeks in order; `later_ore` is expected after the last of them."""

    weeks: tuple[Week, ...]
    habit: Habit
    late: tuple[Habit, ...]
    later_ore: int


def cash(ledger: Ledger, today: date, *, back: int = 8, ahead: int = 8) -> Cash:
    """Return what came in by week and what may be expected, by what each customer usually does.

    Args:
        ledger: open.
        today: the day that parts past and future.
        back: weeks before this one.
        ahead: weeks after this one.
    """
    con = ledger.con
    known = habits(days_late(con, today - timedelta(days=_HABIT_DAYS)))
    open_ones = owed(con)
    first = monday_of(today) - timedelta(weeks=back)
    found = weeks(came_in(con, first), open_ones, known, today=today, back=back, ahead=ahead)
    end = found[-1].monday + timedelta(weeks=1)
    later_ore = sum(each.open_ore for each in open_ones if expected_on(each, known, today) >= end)
    owing = {each.customer_no for each in open_ones}
    late = sorted(
        (habit for number, habit in known.items() if number in owing),
        key=lambda habit: (-habit.days_late, habit.customer_no),
    )
    return Cash(found, known[""], tuple(late), later_ore)
