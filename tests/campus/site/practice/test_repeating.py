"""What comes back, and when: after 1, 3 and 7 days."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from chainrule.campus.site.practice.repeating import Answered, Plan, plan

WHAT = (3, "Perform forward and backward passes.")
BAKU, NEW_YORK = ZoneInfo("Asia/Baku"), ZoneInfo("America/New_York")
FIRST = date(2026, 3, 1)
W, R = False, True

# (day of an answer, counted from the first, and whether it was right), ..., and after how many days it is due, or None
CASES = {
    "a right answer asks for nothing": ([(0, R)], None),
    "wrong: after 1 day": ([(0, W)], 1),
    "right then: after 3 days": ([(0, W), (1, R)], 1 + 3),
    "right again: after 7 days": ([(0, W), (1, R), (4, R)], 4 + 7),
    "right a third time: done": ([(0, W), (1, R), (4, R), (11, R)], None),
    "wrong in between: back to 1 day": ([(0, W), (1, R), (4, W)], 4 + 1),
    "wrong at the end: back to 1 day": ([(0, W), (1, R), (4, R), (11, W)], 11 + 1),
    "wrong long after it was done": ([(0, W), (1, R), (4, R), (11, R), (40, W)], 40 + 1),
    "right later than due counts from then": ([(0, W), (9, R)], 9 + 3),
    "wrong, and right on the same day: still after 1 day": ([(0, W), (0, R)], 1),
    "right, and right once more on the same day: one of them counts": ([(0, W), (1, R), (1, R)], 1 + 3),
    "right, and wrong on the same day: back to 1 day": ([(0, W), (1, R), (1, W)], 1 + 1),
    "right before it is due changes nothing": ([(0, W), (1, R), (2, R)], 1 + 3),
    "wrong before it is due: back to 1 day": ([(0, W), (1, R), (2, W)], 2 + 1),
    "the clock went back: the later answer is believed": ([(50, W), (0, R)], 1),
    "the clock went back after a right answer": ([(0, W), (50, R), (2, R)], 2 + 3),
    "and it goes on from there": ([(0, W), (50, R), (2, R), (5, R)], 5 + 7),
}


def asked(answers: list[tuple[int, bool]], today: date) -> Plan:
    days = [(datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(day), right) for day, right in answers]
    return plan([Answered(WHAT, at, right) for at, right in days], today, UTC)


@pytest.mark.parametrize("case", CASES)
def test_an_outcome_comes_back_after_1_then_3_then_7_days(case: str) -> None:
    answers, due = CASES[case]
    if due is None:
        assert not asked(answers, FIRST + timedelta(100))
        return
    day = FIRST + timedelta(due)
    before, then = asked(answers, day - timedelta(1)), asked(answers, day)
    assert [one.due for one in before.coming] == [day]
    assert not before.due
    assert [one.outcome for one in then.due] == [WHAT]
    assert not then.coming
    assert [one.outcome for one in asked(answers, day + timedelta(60)).due] == [WHAT], "it was forgotten"


def test_what_was_answered_under_a_clock_that_was_ahead_is_due_at_once() -> None:
    today = FIRST
    found = asked([(400, W)], today)
    assert [one.due for one in found.due] == [today]


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        (UTC, date(2026, 3, 2)),
        (BAKU, date(2026, 3, 3)),  # half past midnight there, on 2 March
        (NEW_YORK, date(2026, 3, 2)),
        (timezone(timedelta(hours=-12)), date(2026, 3, 2)),
        (timezone(timedelta(hours=14)), date(2026, 3, 3)),
    ],
)
def test_a_day_is_one_of_the_zone_that_is_handed_in(zone: tzinfo, due: date) -> None:
    late = Answered(WHAT, datetime(2026, 3, 1, 20, 30, tzinfo=UTC), right=False)
    assert [one.due for one in plan([late], late.at.astimezone(zone).date(), zone).coming] == [due]


def test_an_hour_that_summer_time_leaves_out_costs_no_day() -> None:
    evening = Answered(WHAT, datetime(2026, 3, 7, 23, 30, tzinfo=NEW_YORK), right=False)  # clocks change that night
    assert [one.due for one in plan([evening], date(2026, 3, 8), NEW_YORK).due] == [date(2026, 3, 8)]


def test_what_is_due_longest_comes_first_and_each_outcome_has_its_own_days() -> None:
    first, second, third = (2, "a"), (5, "b"), (1, "c")
    days = [(second, 0), (first, 0), (third, 1), (second, 2)]
    answers = [Answered(what, datetime(2026, 3, 1 + day, 9, tzinfo=UTC), right=False) for what, day in days]
    found = plan(answers, date(2026, 3, 3), UTC)
    assert [one.outcome for one in found.due] == [first, third]
    assert [one.outcome for one in found.coming] == [second]
    assert not plan([], date(2026, 3, 3), UTC)
