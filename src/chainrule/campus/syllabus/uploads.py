"""From which instant lateness counts: the receipt, or the start of an upload that a slow network held up."""

import datetime as dt
from dataclasses import dataclass

from chainrule.campus.syllabus.deadlines import instant
from chainrule.campus.syllabus.late_rules import LateRules

SHORTEST = dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One upload as the server saw it: its first byte, the moment at which it was whole, its size in bytes."""

    began: dt.datetime
    whole: dt.datetime
    size: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The instant that counts, whether it is the start of the upload, and why, in words."""

    at: dt.datetime
    from_start: bool
    why: str


def counted(rules: LateRules, due: dt.datetime, arrival: Arrival) -> Counted:
    """The instant that something due at `due` counts from.

    It is the receipt, but for an upload that began before the deadline and ended after it over a slow network: it took
    `slow.seconds` or more, or came at less than `slow.rate` kB (1,000 bytes) per second.
    Raises `ValueError` for a moment without a time zone.
    """
    began, whole = instant(arrival.began), instant(arrival.whole)
    took, slow = max(whole - began, SHORTEST).total_seconds(), rules.slow
    rate = arrival.size / 1000 / took
    said = f"{took:,.0f} s for {arrival.size / 1000:,.0f} kB, {rate:,.0f} kB per second"
    if not began <= instant(due) < whole:
        return Counted(arrival.whole, False, "The server had everything at this moment.")
    if slow is None:
        return Counted(arrival.whole, False, "The upload ended after the deadline, and its end counts.")
    if took >= slow.seconds or rate < slow.rate:
        return Counted(arrival.began, True, f"The upload began before the deadline, and the network was slow: {said}.")
    return Counted(arrival.whole, False, f"The upload ended after the deadline, and the network was not slow: {said}.")
