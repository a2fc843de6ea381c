"""The late policy at its boundaries."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import due, lateness
from chainrule.campus.syllabus.late_rules import LateRules, LateTier

BOUNDARIES = [
    # seconds after the deadline, tier, penalty in percent, bonus allowed, accepted
    (-86400, 0, 0, True, True),
    (0, 0, 0, True, True),
    (1, 0, 0, True, True),
    (45, 0, 0, True, True),
    (59, 0, 0, True, True),
    (59.999999, 0, 0, True, True),
    (60, 1, 10, True, True),
    (61, 1, 10, True, True),
    (29 * 60 + 59, 1, 10, True, True),
    (30 * 60, 1, 10, True, True),
    (30 * 60 + 1, 2, 25, False, True),
    (12 * 3600, 2, 25, False, True),
    (24 * 3600, 2, 25, False, True),
    (24 * 3600 + 0.000001, 3, 100, False, False),
    (24 * 3600 + 1, 3, 100, False, False),
    (365 * 86400, 3, 100, False, False),
]


@pytest.mark.parametrize(("seconds", "tier", "penalty", "bonus", "accepted"), BOUNDARIES)
def test_the_late_policy_of_the_syllabus(course, seconds, tier, penalty, bonus, accepted):
    deadline = due(course, "proposal")
    late = lateness(course.late_rules, deadline, deadline + dt.timedelta(seconds=seconds))
    assert (late.tier, late.penalty, late.bonus_allowed, late.accepted) == (tier, penalty, bonus, accepted)


def test_the_harsher_reading_moves_inner_borders_only(course):
    rules = replace(course.late_rules, on_the_border="harsher")
    deadline = due(course, "proposal")
    at = [lateness(rules, deadline, deadline + dt.timedelta(minutes=minutes)).tier for minutes in (1, 29, 30, 24 * 60)]
    assert at == [1, 1, 2, 2]


def test_a_moment_without_a_zone_is_refused(course):
    with pytest.raises(ValueError, match="no time zone"):
        lateness(course.late_rules, due(course, "proposal"), dt.datetime(2026, 2, 10, 23))


@st.composite
def rules(draw):
    minutes = sorted(draw(st.sets(st.integers(1, 5000), min_size=2, max_size=6)))
    penalties = sorted(draw(st.lists(st.floats(0, 100), min_size=len(minutes) - 1, max_size=len(minutes) - 1)))
    bonuses = sorted((draw(st.booleans()) for _ in penalties), reverse=True)
    grace, *ends = (dt.timedelta(minutes=m) for m in minutes)
    tiers = tuple(LateTier(*tier) for tier in zip(ends, penalties, bonuses, strict=True))
    return LateRules(grace, tiers, draw(st.sampled_from(["milder", "harsher"])), "earned", False, "course")


DELAYS = st.timedeltas(dt.timedelta(days=-2), dt.timedelta(days=5)) | st.integers(0, 5001).map(
    lambda m: dt.timedelta(minutes=m)
)
DEADLINE = dt.datetime(2026, 2, 10, 19, tzinfo=dt.UTC)


@given(rules(), DELAYS, DELAYS)
def test_later_is_never_better(rules, one, other):
    early, late = (lateness(rules, DEADLINE, DEADLINE + delay) for delay in sorted((one, other)))
    assert early.tier <= late.tier
    assert early.penalty <= late.penalty
    assert early.bonus_allowed >= late.bonus_allowed
    assert early.accepted >= late.accepted


@given(rules(), DELAYS)
def test_every_delay_is_in_the_tier_whose_bounds_hold_it(rules, delay):
    late = lateness(rules, DEADLINE, DEADLINE + delay)
    bounds = [rules.grace, *(tier.until for tier in rules.tiers)]
    if late.tier == 0:
        assert delay < rules.grace
        assert late.penalty == 0
    else:
        assert bounds[late.tier - 1] <= delay
        assert late.tier == len(bounds) or delay <= bounds[late.tier]
    assert late.accepted == (delay <= bounds[-1])
    assert late.by == max(delay, dt.timedelta(0))
