"""Instants: deadlines, opening hours and ends of attempts, also where the clock changes."""

import datetime as dt
import zoneinfo
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import (
    attempt_ends,
    conflict_notice_due,
    due,
    last_full_start,
    lateness,
    teams_assigned,
    window,
)
from chainrule.campus.syllabus.deadlines import at, instant

MINUTE = dt.timedelta(minutes=1)
ZONES = ["Asia/Baku", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Nuuk",
         "Pacific/Apia", "Asia/Beirut", "Pacific/Chatham", "Asia/Kathmandu", "America/Santiago", "UTC"]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "iso"),
    [
        ("team-details", "2026-02-03T23:00:00+04:00"),
        ("proposal", "2026-02-10T23:00:00+04:00"),
        ("milestone-1", "2026-03-12T23:00:00+04:00"),
        ("milestone-2", "2026-04-28T23:00:00+04:00"),
        ("quiz-1", "2026-02-03T23:00:00+04:00"),
        ("final", "2026-05-12T23:00:00+04:00"),
    ],
)
def test_everything_is_due_at_eleven_in_the_evening_in_baku(course, id, iso):
    assert due(course, id).isoformat() == iso
    assert due(course, id).astimezone(dt.UTC).hour == 19


def test_the_day_of_team_details_is_the_day_of_the_assignment(course):
    assert teams_assigned(course) == due(course, "team-details")


def test_conflicts_are_told_two_weeks_before(course):
    assert conflict_notice_due(course, "midterm").isoformat() == "2026-03-03T23:00:00+04:00"
    assert conflict_notice_due(course, "final").isoformat() == "2026-04-28T23:00:00+04:00"


def test_a_quiz_is_open_from_morning_to_the_deadline_hour(course):
    hours = window(course, "quiz-1")
    assert (hours.opens.isoformat(), hours.closes.isoformat()) == (
        "2026-02-03T08:00:00+04:00",
        "2026-02-03T23:00:00+04:00",
    )
    assert hours.opens in hours
    assert hours.opens - dt.timedelta(microseconds=1) not in hours
    assert hours.closes not in hours
    with pytest.raises(LookupError):
        window(course, "proposal")


@pytest.mark.parametrize(
    ("started", "extra", "ends"),
    [
        ("08:00", 0, "08:30"),
        ("22:29", 0, "22:59"),
        ("22:30", 0, "23:00"),
        ("22:59", 0, "23:00"),
        ("08:00", 15, "08:45"),
        ("22:29", 15, "23:14"),
        ("22:45", 15, "23:15"),
        ("22:59", 45, "23:45"),
    ],
)
def test_closing_cuts_an_attempts_minutes_and_never_its_extra_time(course, started, extra, ends):
    day = course.assessment("quiz-1").date
    start, end = (at(day, dt.time.fromisoformat(text), course.timezone) for text in (started, ends))
    assert attempt_ends(course, "quiz-1", start, extra * MINUTE) == end
    assert last_full_start(course, "quiz-1") == window(course, "quiz-1").closes - 30 * MINUTE


def test_full_time_after_closing_is_a_setting(course):
    generous = replace(course, quiz_rules=replace(course.quiz_rules, full_time_after_closing=True))
    start = window(course, "quiz-1").closes - MINUTE
    assert attempt_ends(generous, "quiz-1", start) == start + 30 * MINUTE
    assert last_full_start(generous, "quiz-1") == window(course, "quiz-1").closes


def test_nobody_starts_outside_the_window(course):
    hours = window(course, "quiz-1")
    for moment in (hours.opens - MINUTE, hours.closes, hours.closes + MINUTE):
        with pytest.raises(ValueError, match="can be started from"):
            attempt_ends(course, "quiz-1", moment)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2036, 12, 31)), st.times(), st.sampled_from(ZONES))
def test_a_deadline_is_the_last_moment_that_the_clock_shows_its_hour(day, time, name):
    zone = zoneinfo.ZoneInfo(name)
    time = time.replace(microsecond=0)
    moment = at(day, time, zone)
    candidates = {dt.datetime.combine(day, time, zone).replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    assert instant(moment) == max(candidates)
    shown = moment.replace(tzinfo=None) == dt.datetime.combine(day, time)
    exists = any(c.astimezone(zone).replace(tzinfo=None) == dt.datetime.combine(day, time) for c in candidates)
    assert shown == exists
    assert dt.datetime.fromisoformat(moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("zone", "day", "time", "iso"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00"),  # this hour does not come
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+01:00"),  # this hour comes twice
        ("Africa/Cairo", "2026-04-24", "00:15", "2026-04-24T01:15:00+03:00"),
        ("Pacific/Apia", "2011-12-30", "23:00", "2011-12-31T23:00:00+14:00"),  # this day does not come
    ],
)
def test_where_the_clock_changes_nobody_loses_time(zone, day, time, iso):
    moment = at(dt.date.fromisoformat(day), dt.time.fromisoformat(time), zoneinfo.ZoneInfo(zone))
    assert moment.isoformat() == iso


@given(st.dates(dt.date(2020, 1, 1), dt.date(2036, 12, 31)), st.sampled_from(ZONES), st.integers(0, 90_000))
def test_lateness_is_true_seconds_in_every_zone_and_season(course, day, name, seconds):
    zone = zoneinfo.ZoneInfo(name)
    deadline = at(day, course.deadline_rules.time, zone)
    received = (instant(deadline) + dt.timedelta(seconds=seconds)).astimezone(zone)
    assert lateness(course.late_rules, deadline, received).by == dt.timedelta(seconds=seconds)


@given(
    st.sampled_from(ZONES),
    st.floats(0, 0.999),
    st.integers(0, 120),
    st.dates(dt.date(2020, 1, 1), dt.date(2036, 12, 31)),
)
def test_no_attempt_outlasts_its_time_or_its_window_but_by_extra_time(course, name, share, extra, day):
    quiz = replace(course.assessment("quiz-1"), date=day)
    moved = replace(course, timezone=zoneinfo.ZoneInfo(name), assessments=(quiz,))
    hours = window(moved, "quiz-1")
    start = instant(hours.opens) + share * (instant(hours.closes) - instant(hours.opens))
    ends = instant(attempt_ends(moved, "quiz-1", start, extra * MINUTE))
    assert start + extra * MINUTE <= ends
    assert ends == min(start + 30 * MINUTE, instant(hours.closes)) + extra * MINUTE
    if start <= instant(last_full_start(moved, "quiz-1")):
        assert ends == start + (30 + extra) * MINUTE
