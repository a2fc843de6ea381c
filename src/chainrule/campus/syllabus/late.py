"""The late policy: how late something came, what that costs, and whether it is still accepted."""

import datetime as dt
from dataclasses import dataclass

from chainrule.campus.syllabus.deadlines import instant
from chainrule.campus.syllabus.late_rules import LateRules
from chainrule.campus.syllabus.wording import duration

FULL = 100.0


@dataclass(frozen=True, slots=True)
class Lateness:
    """`tier` is 0 for on time, then 1, 2, ...; `penalty` is in percent. What is not `accepted` is worth zero."""

    tier: int
    by: dt.timedelta
    penalty: float
    bonus_allowed: bool
    accepted: bool
    rule: str


def lateness(rules: LateRules, due: dt.datetime, received: dt.datetime) -> Lateness:
    """What the late policy says about something due at `due` that the server had whole at `received`.

    Less than `rules.grace` late is on time. Exactly on the border of two tiers `rules.on_the_border` decides; exactly
    at the end of the last tier is still in it, and anything later is zero.
    Raises `ValueError` for a moment without a time zone.
    """
    by = instant(received) - instant(due)
    if by < rules.grace:
        return Lateness(0, max(by, dt.timedelta(0)), 0.0, True, True, "On time.")
    last = len(rules.tiers)
    for number, tier in enumerate(rules.tiers, start=1):
        if by < tier.until or (by == tier.until and (rules.on_the_border == "milder" or number == last)):
            bonus = "" if tier.bonus else ", no bonus"
            rule = f"Up to {duration(tier.until)} late: {tier.penalty:g}% less{bonus}."
            return Lateness(number, by, tier.penalty, tier.bonus, True, rule)
    return Lateness(last + 1, by, FULL, False, False, f"More than {duration(rules.tiers[-1].until)} late: zero.")
