"""What teams put on the home page: for a student what to do about theirs, for staff who has none."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Due, News, Summary, Todo, Waiting
from chainrule.campus.site.course import course
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.models import Invitation, Membership, Team
from chainrule.campus.site.project.teams import team_of, without_team

FRESH = timedelta(days=14)
TOLD = (Membership.How.ASKED, Membership.How.DRAWN, Membership.How.PLACED)  # what others did for the student


def summary(user: Any, now: datetime) -> Summary:
    """What can be done about teams at this moment."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "teams.see_class"):
        return Summary(waiting=list(_waiting(user, now)))
    if not allows(user, "teams.form"):
        return Summary()
    team = team_of(user)
    if now >= draws.deadline():
        return Summary(todo=[] if team else list(_left_over()), news=list(_news(user, now)))
    due = [Due(draws.deadline(), _title(), reverse("project:teams"), f"you are in {team}")] if team else []
    return Summary(todo=list(_todo(user, team)), due=due, news=list(_news(user, now)))


def _title() -> str:
    return next((a.title for a in course().assessments if a.kind == "teams"), "Teams")


def _todo(student: User, team: Team | None) -> Iterator[Todo]:
    address, until = reverse("project:teams"), draws.deadline()
    if team is None:
        note = "who has no team by then is put into one by the draw"
        yield Todo("Form a team", address, "Find a team", until=until, note=note)
    mine = Q(asked=False, student=student) | Q(asked=True, team=team)
    for one in Invitation.objects.filter(mine, outcome=Invitation.Outcome.OPEN).select_related("team", "student"):
        title = f"{one.student} asks to join {one.team}" if one.asked else f"{one.team} invites you"
        yield Todo(title, address, "Answer", until=until, note="accept or decline")


def _left_over() -> Iterator[Todo]:
    yield Todo("You are in no team", reverse("project:teams"), "See what to do", note="the instructor places you")


def _news(student: User, now: datetime) -> Iterator[News]:
    for one in Membership.objects.filter(
        student=student, left_at__isnull=True, how__in=TOLD, joined_at__gte=now - FRESH, joined_at__lte=now
    ).select_related("team"):
        yield News(one.joined_at, f"You are in {one.team}: {one.get_how_display()}", reverse("project:teams"))


def _waiting(user: User, now: datetime) -> Iterator[Waiting]:
    count = len(without_team())
    text, address = f"student{pluralize(count)} without a team", reverse("project:class")
    if now < draws.deadline():
        yield Waiting(count, text, address, "See who", by=draws.deadline())
    else:
        action = "Place them" if allows(user, "teams.place") else "See who"
        yield Waiting(count, f"{text}, after the last day", address, action)
