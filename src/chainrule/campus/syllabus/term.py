"""Class dates: computed from the first class, the weekdays and the holidays."""

import datetime as dt

from chainrule.campus.syllabus.model import Term

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_TERM = dt.timedelta(days=366)


class TermError(ValueError):
    """The term cannot hold its classes; the message says which class, and why."""


def class_dates(term: Term, count: int) -> tuple[dt.date, ...]:
    """The dates of `count` classes: every day from `first_class` on whose weekday is in `meets`, holidays left out.

    Raises `TermError` when the first class is on no such day, or when a class would lie more than a year after it.

    >>> class_dates(Term(dt.date(2026, 1, 22), (1, 3)), 3)[-1]
    datetime.date(2026, 1, 29)
    """
    first = term.first_class
    if first.weekday() not in term.meets:
        meets = ", ".join(WEEKDAYS[day] for day in term.meets)
        raise TermError(f"the first class, {first}, is a {first:%A}, but classes meet on {meets}")
    for holidays in term.holidays:
        if first in holidays:
            raise TermError(f"the first class, {first}, lies in the holidays {holidays.first} to {holidays.last}")
    dates: list[dt.date] = []
    day = first
    while len(dates) < count:
        if day - first > LONGEST_TERM:
            raise TermError(f"class {len(dates) + 1} would be more than a year after the first class, {first}")
        if day.weekday() in term.meets and not any(day in holidays for holidays in term.holidays):
            dates.append(day)
        day += dt.timedelta(days=1)
    return tuple(dates)
