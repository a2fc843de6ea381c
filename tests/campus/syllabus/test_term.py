"""Class dates, against a second way to compute them."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chainrule.campus.syllabus.model import Holidays, Term
from chainrule.campus.syllabus.term import TermError, class_dates

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
MEETS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


@st.composite
def terms(draw):
    first = draw(DAYS)
    holidays = []
    for _ in range(draw(st.integers(0, 3))):
        start = first + dt.timedelta(days=draw(st.integers(1, 150)))
        holidays.append(Holidays("Holidays", start, start + dt.timedelta(days=draw(st.integers(0, 20)))))
    return Term(first, tuple(sorted({*draw(MEETS), first.weekday()})), tuple(holidays))


@given(terms(), st.integers(1, 45))
def test_classes_are_the_first_days_of_all_days_that_qualify(term, count):
    days = (term.first_class + dt.timedelta(days=n) for n in range(367))
    free = [d for d in days if d.weekday() in term.meets and not any(h.first <= d <= h.last for h in term.holidays)]
    assume(len(free) >= count)
    assert list(class_dates(term, count)) == free[:count]


@given(terms())
def test_more_classes_never_move_earlier_ones(term):
    try:
        longer = class_dates(term, 30)
    except TermError:
        return
    assert class_dates(term, 29) == longer[:29]


def test_a_class_on_the_last_day_of_holidays_is_none():
    term = Term(dt.date(2026, 3, 19), (1, 3), (Holidays("Holidays", dt.date(2026, 3, 20), dt.date(2026, 3, 31)),))
    assert class_dates(term, 2)[1] == dt.date(2026, 4, 2)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Term(dt.date(2026, 1, 23), (1, 3)), "is a Friday, but classes meet on tue, thu"),
        (
            Term(dt.date(2026, 1, 22), (3,), (Holidays("Snow", dt.date(2026, 1, 22), dt.date(2026, 1, 22)),)),
            "lies in the holidays",
        ),
        (
            Term(dt.date(2026, 1, 22), (3,), (Holidays("Snow", dt.date(2026, 1, 23), dt.date(2199, 1, 1)),)),
            "class 2 would be more than a year after",
        ),
    ],
)
def test_a_term_that_cannot_be_says_why(term, message):
    with pytest.raises(TermError, match=message):
        class_dates(term, 3)
