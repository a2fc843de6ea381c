"""What proposals put on the home page: for a student what the team can do, what was decided; for staff what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.project.proposal import problems
from chainrule.campus.project.verdicts import State, standing
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Due, News, Summary, Todo, Waiting
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import team_of
from chainrule.campus.site.proposals.models import Submission
from chainrule.campus.site.proposals.shown import Where, by_hand
from chainrule.campus.site.proposals.standings import done, draft, form, known, of_team, texts

FRESH = timedelta(days=14)
TITLES = {State.REVISE: "changes are asked for", State.REJECTED: "a different one is needed"}


def summary(user: Any, now: datetime) -> Summary:
    """What a student's team can do, and what was decided lately; how many proposals wait for staff."""
    if allows(user, "proposals.review"):
        return Summary(waiting=list(_waiting()))
    if not allows(user, "proposals.write"):
        return Summary()
    team = team_of(user)
    return _for_team(user, team, now) if team else Summary(due=list(_without_team(now)))


def _without_team(now: datetime) -> Iterator[Due]:
    where = Where(known(None), now)
    if where.may_write:
        yield Due(where.until, form().title, reverse("proposals:mine"), "you are in no team yet")


def _for_team(student: User, team: Team, now: datetime) -> Summary:
    found = of_team(team)
    where, address = Where(found, now), reverse("proposals:mine")
    news = [
        News(one.at, f"{form().title}: {one.get_verdict_display()}", address)
        for one in found.reviews
        if now - FRESH <= one.at <= now
    ]
    if not where.may_write or found.standing.state is State.WAITING or by_hand([student]):
        return Summary(news=news)
    answers = draft(found.proposal, found.standing.edition)
    ready, of = len(form().questions) - len(problems(form(), texts(answers))), len(form().questions)
    what = TITLES.get(found.standing.state)
    note = "late, still accepted" if found.standing.state is State.MISSING and where.is_late else ""
    title = f"{form().title}: {what}" if what else form().title
    counted = f"{ready} of {of} answers ready"
    todo = Todo(title, address, "Go on" if answers else "Begin", where.until, ", ".join(filter(None, (counted, note))))
    return Summary(todo=[todo], news=news)


def _waiting() -> Iterator[Waiting]:
    rows: dict[int, list[Submission]] = {}
    for row in Submission.objects.defer("form", "answers").order_by("number").prefetch_related("reviews"):
        rows.setdefault(row.proposal_id, []).append(row)
    count = sum(standing(done(of_proposal)).state is State.WAITING for of_proposal in rows.values())
    text = f"proposal{pluralize(count)} wait{pluralize(count, 's,')} for a verdict"
    yield Waiting(count, text, reverse("proposals:teams"), "Review")
