"""The demo class: marks by one and by two people, reports about team-mates; later on a release, and the gallery."""

from __future__ import annotations

from datetime import datetime, timedelta

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.rubrics import gallery, giving, peers, releasing
from chainrule.campus.site.rubrics.giving import Typed
from chainrule.campus.site.rubrics.standings import Known, Part, closes, milestones, of_class
from chainrule.campus.syllabus import Course

HOUR = timedelta(hours=1)
MARKED_AFTER, RELEASED_AFTER = 10 * HOUR, 120 * HOUR  # from the last moment at which a hand-in is taken
ONCE, TWICE = 2, 3  # teams that are marked before the release: by one, and up to here by two
SAYS = "Wrote the part that loads the data and trained the baseline; their commits are in the folder of the loader."
COMMENTS = (
    "The table says what was measured on which data. Say also how far two runs differ.",
    "Read this part again.",
)
OVERALL = "The path from the data to the number runs. Next, write the number down before you look for it."
HALF = "Wrote more than half of the code, as your team-mates and the history say."
PROJECT = (
    "Ten seconds of sound go in, the name of a bird comes out: 41 of 50 species by a small network on spectrograms."
)


def populate(course: Course, users: People, now: datetime) -> None:
    """What happened with each milestone that is over, up to now."""
    for milestone in milestones():
        at = closes(milestone.id) + MARKED_AFTER
        teams = [known for known in of_class(milestone, now) if known.hand_in and known.members]
        if at > now or len(teams) < TWICE:
            continue
        over = closes(milestone.id) + RELEASED_AFTER < now
        _report(milestone, teams[0].members, at)
        for place, known in enumerate(teams if over else teams[:TWICE]):
            _mark(known, place, users, at + place * HOUR / 4, twice=not over and place >= ONCE)
        if over:
            releasing.adjust(
                teams[0].team, milestone, teams[0].members[0], 2, "points", HALF, users.instructors[0], at + 9 * HOUR
            )
            releasing.release(milestone, users.instructors[0], closes(milestone.id) + RELEASED_AFTER)
            _show(teams[0], closes(milestone.id) + RELEASED_AFTER)


def _mark(known: Known, place: int, users: People, at: datetime, twice: bool) -> None:
    """The first assistant marks; the second one too, who reads one criterion otherwise."""
    assert known.number is not None
    criteria = known.milestone.criteria
    levels = {one.id: float(one.levels[-1 - (place + number) % 2].points) for number, one in enumerate(criteria)}
    typed = Typed(levels, {criteria[place % len(criteria)].id: COMMENTS[place % len(COMMENTS)]}, OVERALL)
    first, second = users.assistants
    giving.save(known.team, known.milestone, first, typed, (Part.FIRST, 0, known.number), at)
    if twice:
        giving.appoint(known.team, known.milestone, second, users.instructors[0], at)
        levels = {**levels, criteria[0].id: float(criteria[0].levels[1].points)}
        other = Typed(levels, {}, "A model, but I find no simpler rule beside it.")
        giving.save(known.team, known.milestone, second, other, (Part.SECOND, 0, known.number), at + HOUR)


def _report(milestone: Milestone, members: tuple[User, ...], at: datetime) -> None:
    """All but the last member report about each other."""
    answers = {one.id: SAYS if one.kind == "text" else "3" for one in milestone.peer if one.required}
    for author in members[:-1]:
        for about in members:
            if about != author:
                peers.report(author, about, milestone, answers, at)


def _show(known: Known, at: datetime) -> None:
    """The team's project is in the gallery: each member agreed."""
    first, *others = known.members
    made = gallery.offer(known.team, first, "Birds by their song", PROJECT, "main.ipynb", at)
    for member in others:
        gallery.agree(known.team, member, made.number, at)
