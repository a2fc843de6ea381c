"""Handing a milestone in: from which instant it counts, until when it is taken, what a later hand-in would cost."""

import datetime as dt

from chainrule.campus.project.verdicts import cost_words
from chainrule.campus.syllabus import Arrival, Counted, Course, Lateness, counted, due, lateness
from chainrule.campus.syllabus.wording import moment


def closes(course: Course, id: str) -> dt.datetime:
    """Until when the milestone is taken, with the heaviest penalty at the end."""
    tiers = course.late_rules.tiers
    return due(course, id) + tiers[-1].until if tiers else due(course, id)


def cost(course: Course, id: str, at: dt.datetime) -> Lateness:
    """What the late policy says of a hand-in that counts from `at`."""
    return lateness(course.late_rules, due(course, id), at)


def instant(course: Course, id: str, arrival: Arrival) -> Counted:
    """From which instant an upload counts, and why."""
    return counted(course.late_rules, due(course, id), arrival)


def refusal(course: Course, id: str, at: dt.datetime) -> str:
    """Why nothing is taken that counts from `at`, and what to do; "" where it is."""
    late = cost(course, id, at)
    if late.accepted:
        return ""
    return f"{late.rule} It was due on {moment(due(course, id))}. What you wrote is kept; talk to your instructor."


def to_confirm(course: Course, id: str, before: dt.datetime | None, at: dt.datetime) -> str:
    """What somebody must agree to who puts a hand-in of `at` in place of one of `before`; "" where it costs no more.

    A mark must not grow worse without anybody's noticing.
    """
    if before is None:
        return ""
    had, would = cost(course, id, before), cost(course, id, at)
    if would.tier <= had.tier:
        return ""
    bonus = " and no bonus" if had.bonus_allowed and not would.bonus_allowed else ""
    return (
        f"What you handed in before counts as: {cost_words(had)} One that comes now counts in its place, as: "
        f"{cost_words(would)[:-1]}{bonus}."
    )
