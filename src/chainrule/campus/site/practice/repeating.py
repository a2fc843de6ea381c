"""What to repeat and when: an outcome answered wrong comes back after 1 day, then after 3, then after 7. Pure.

What was answered, the day and the time zone are handed in. Days are counted, not hours: what was answered wrong in the
evening is due the next morning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

DAYS = (1, 3, 7)
"""How long an outcome rests: after a wrong answer, after the first right one, after the second; the third ends it."""

Outcome = tuple[int, str]
"""A class and one of its outcomes, as the course words it."""


@dataclass(frozen=True)
class Answered:
    """One answer to a question about an outcome. Answers come in the order in which they were given."""

    outcome: Outcome
    at: datetime
    right: bool


@dataclass(frozen=True)
class Repeat:
    """An outcome that comes back: the day from which it rests, and how many right answers brought it there."""

    outcome: Outcome
    since: date
    rights: int = 0

    @property
    def due(self) -> date:
        return self.since + timedelta(DAYS[self.rights])


@dataclass(frozen=True)
class Plan:
    """What is due today, the longest overdue first, and what comes next, the soonest first."""

    due: tuple[Repeat, ...] = ()
    coming: tuple[Repeat, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.due or self.coming)


def plan(answers: Iterable[Answered], today: date, zone: tzinfo) -> Plan:
    """What is to be repeated, by the answers until now."""
    waiting: dict[Outcome, Repeat] = {}
    for answer in answers:
        day = answer.at.astimezone(zone).date()
        found = after(waiting.pop(answer.outcome, None), answer.outcome, day, right=answer.right)
        if found is not None:
            waiting[answer.outcome] = found
    repeats = sorted((believed(one, today) for one in waiting.values()), key=lambda one: (one.due, one.outcome))
    return Plan(
        tuple(one for one in repeats if one.due <= today),
        tuple(one for one in repeats if one.due > today),
    )


def after(before: Repeat | None, outcome: Outcome, day: date, *, right: bool) -> Repeat | None:
    """What becomes of an outcome by an answer on a day; None: it need not come back.

    A wrong answer sends it to the beginning. A right one counts when it is due: the same again on the same day is
    memory of an hour ago. An outcome that was never answered wrong is not in the plan.
    """
    if not right:
        return Repeat(outcome, day)
    if before is None:
        return None
    if day < before.since:
        before = replace(before, since=day)  # the clock went back since: it was wrong before
    if day < before.due:
        return before
    return None if before.rights + 1 == len(DAYS) else Repeat(outcome, day, before.rights + 1)


def believed(repeat: Repeat, today: date) -> Repeat:
    """The same; where it rests from a day still to come, the clock was wrong then: it is due at once."""
    if repeat.since <= today:
        return repeat
    return replace(repeat, since=today - timedelta(DAYS[repeat.rights]))
