"""How teams form: until when they change, and whom a team can take in. Each answer is a sentence, or "" for yes."""

import datetime as dt
from dataclasses import dataclass

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.model import TeamRules

MOST_OPEN = 12
"""Invitations that a team, and requests that a student, can have open at a time: nobody writes to the whole class."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A team as it is when somebody wants to change it."""

    name: str
    members: int
    closed: bool = False


def why_fixed(deadline: dt.datetime, now: dt.datetime, *, drawn: bool) -> str:
    """Why students change no team any more: the last day is over, or the draw was made."""
    if now < deadline and not drawn:
        return ""
    return f"Teams are fixed since {wording.moment(deadline)}. Only the instructor can still change them."


def why_not_take_in(rules: TeamRules, team: Standing) -> str:
    """Why this team takes nobody in."""
    if team.members >= rules.members:
        return f"{team.name} is full: a team has at most {wording.number(rules.members)} members."
    if team.closed:
        return f"{team.name} is closed. One of its members can open it again."
    return ""


def why_not_join(team: str, own: str | None, who: str = "You are") -> str:
    """Why a student cannot join this team: they are in one, which they have to leave first."""
    if own is None:
        return ""
    if own == team:
        return f"{who} in {team} already."
    return f"{who} in {own}. Leave it first." if who == "You are" else f"{who} in another team now, {own}."


def why_not_more(open_ones: int) -> str:
    """Why no further invitation or request can be sent."""
    if open_ones < MOST_OPEN:
        return ""
    return f"{MOST_OPEN} of yours wait for an answer, and that is the most at a time. Take one back first."
