"""The demo class: six teams found each other, and the draw put the rest together."""

from __future__ import annotations

from datetime import datetime, timedelta

from chainrule.campus.project import draw as rules
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.demo import generator
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.models import Draw, Invitation, Membership, Profile, Team
from chainrule.campus.syllabus import Course, teams_assigned

How = Membership.How
# (name, the places of its members among the students, whether they closed it)
TEAMS = (
    ("Steepest Descent", (0, 1, 2), False),
    ("Vanishing Point", (3, 4, 5), True),
    ("Null Space", (6, 7, 8), False),
    ("Early Stopping", (9, 10, 11), False),
    ("Overfit Club", (12, 13, 14), True),
    ("Softmax and Friends", (15, 16), False),
)
LOOKING = (
    (17, "Forecasting electricity demand, anything with time series.", "pandas, a little PyTorch.", "Weekends."),
    (18, "Medical images.", "I write and present well; new to training.", "Tuesday and Thursday evenings."),
    (21, "Speech and music.", "Audio in Python, git.", "8 hours a week, mostly late."),
)


def populate(course: Course, users: People, now: datetime) -> None:
    """Teams form in the first days of the course; the draw is made where its moment is over."""
    deadline = teams_assigned(course)
    opened = deadline - timedelta(days=12)
    if opened < now:
        _promise(course, deadline, opened)
    for place, (name, members, closed) in enumerate(TEAMS):
        if (at := opened + timedelta(days=1 + place)) < now:
            _form(name, [users.students[number] for number in members], closed, at)
    if (at := opened + timedelta(days=8)) < now:
        _look(users, at)
    if deadline < now:
        draws.draw(deadline)


def _promise(course: Course, deadline: datetime, at: datetime) -> None:
    chance = generator()
    seed, salt = chance.randbytes(rules.SEED_BYTES).hex(), chance.randbytes(rules.SEED_BYTES).hex()
    Draw.objects.create(
        course=course.code, deadline=deadline, seed=seed, salt=salt, committed_at=at,
        commitment=rules.commitment(course.code, deadline, seed),
    )  # fmt: skip


def _form(name: str, members: list[User], closed: bool, at: datetime) -> None:
    team = Team.objects.create(name=name, closed=closed, made_at=at)
    for place, student in enumerate(members):
        how = How.INVITED if place else How.MADE
        Membership.objects.create(team=team, student=student, how=how, joined_at=at + timedelta(hours=place))


def _look(users: People, at: datetime) -> None:
    """Three are on the board; one of them has an invitation that waits, and one asks a team."""
    for number, interests, skills, hours in LOOKING:
        Profile.objects.create(
            student=users.students[number], interests=interests, skills=skills, hours=hours, shown=True, changed_at=at
        )
    team = Team.objects.get(name=TEAMS[-1][0])
    for number, by in ((17, 15), (21, 21)):
        Invitation.objects.create(
            team=team, student=users.students[number], by=users.students[by], asked=number == by, made_at=at
        )
