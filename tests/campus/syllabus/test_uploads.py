"""Which instant of an upload counts: its receipt, or its start where a slow network carried it over the deadline."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import Arrival, counted, due
from chainrule.campus.syllabus.late_rules import SlowUploads

MEGABYTE = 1_000_000
SLOW = SlowUploads(seconds=30, rate=200)

# seconds from the deadline to the first byte and to the last, bytes, whether the start counts
CASES = [
    (-100, -10, 10 * MEGABYTE, False),  # all before: there is nothing to decide
    (-100, 0, 10 * MEGABYTE, False),  # whole at the deadline to the second
    (-100, 1, 10 * MEGABYTE, True),  # long
    (-29, 1, 10 * MEGABYTE, True),  # exactly as long as the rule says
    (-28, 1, 10 * MEGABYTE, False),  # fast: 345 kB per second
    (-5, 5, MEGABYTE, True),  # short, but at 100 kB per second
    (-5, 5, 2 * MEGABYTE, False),  # at exactly the rate
    (0, 40, MEGABYTE, True),  # began at the deadline to the second
    (0.001, 4000, MEGABYTE, False),  # began after it: late, whatever the network
    (-0.5, 0.5, MEGABYTE, False),
]


def at(course, seconds):
    return due(course, "milestone-1") + dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(("began", "whole", "size", "from_start"), CASES)
def test_the_start_counts_where_a_slow_network_carried_it_over_the_deadline(course, began, whole, size, from_start):
    rules = replace(course.late_rules, slow=SLOW)
    found = counted(rules, at(course, 0), Arrival(at(course, began), at(course, whole), size))
    assert found.from_start is from_start
    assert found.at == at(course, began if from_start else whole)
    assert found.why.endswith(".")


def test_a_course_without_the_setting_counts_the_end(course):
    rules = replace(course.late_rules, slow=None)
    found = counted(rules, at(course, 0), Arrival(at(course, -900), at(course, 900), MEGABYTE))
    assert (found.at, found.from_start) == (at(course, 900), False)


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4), st.integers(0, 10**8))
def test_it_never_counts_as_later_than_the_receipt_nor_as_earlier_than_the_start(course, began, took, size):
    arrival = Arrival(at(course, began), at(course, began + took), size)
    found = counted(replace(course.late_rules, slow=SLOW), at(course, 0), arrival)
    assert arrival.began <= found.at <= arrival.whole
    assert found.from_start is False or arrival.began <= at(course, 0) < arrival.whole


def test_a_moment_without_a_zone_is_refused(course):
    naive = dt.datetime(2026, 3, 12, 23)
    with pytest.raises(ValueError, match="no time zone"):
        counted(course.late_rules, at(course, 0), Arrival(naive, naive, 1))
