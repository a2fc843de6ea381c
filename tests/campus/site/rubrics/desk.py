"""A team with a milestone handed in, and staff who mark it, by the pages that they use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from chainrule.campus.project.milestones import Milestone
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.milestones.models import CheckRun, HandIn
from chainrule.campus.site.project.models import Membership, Team
from chainrule.campus.site.rubrics.models import Release
from chainrule.campus.site.rubrics.standings import Known, deadline, milestone_or_404, of_team

ID = "milestone-1"
BEFORE, AFTER, CLOSED = "2026-03-12T12:00", "2026-03-13T09:00", "2026-03-14T09:00"
LIST, RELEASE = f"/project/marking/{ID}/", f"/project/marking/{ID}/release/"
FEEDBACK, REPORT, GALLERY = f"/project/feedback/{ID}/", f"/project/reports/{ID}/", "/project/gallery/"
OFFER = f"{GALLERY}own/"
VERDICTS = [
    {"id": "readme", "title": "README", "outcome": "problem", "text": "It has no section Data.", "details": []},
    {"id": "history", "title": "Who committed", "outcome": "ok", "text": "12 commits.", "details": ["Sona: 7 (58%)"]},
]


def rubric() -> Milestone:
    return milestone_or_404(ID)


def make_team(name: str, *members: User, at: datetime | None = None) -> Team:
    team = Team.objects.create(name=name)
    for member in members:
        joined = at or deadline(ID) - timedelta(days=20)
        Membership.objects.create(team=team, student=member, how=Membership.How.MADE, joined_at=joined)
    return team


def hand_in(team: Team, by: User, at: datetime | None = None, address: str = "https://github.com/null/space") -> HandIn:
    """What n3's pages store, with checks that have run."""
    at = at or deadline(ID) - timedelta(hours=2)
    row = HandIn.objects.create(
        team=team, milestone=ID, address=address, by=by, received_at=at, started_at=at, counts_at=at, why="In time.",
        number=HandIn.objects.filter(team=team, milestone=ID).count() + 1, state=HandIn.State.DONE,
        asked=[{"id": "used", "title": "Did you use AI tools?"}], statement={"used": "No"}, members=[by.name],
    )  # fmt: skip
    CheckRun.objects.create(hand_in=row, commit="f" * 40, branch="trunk", verdicts=VERDICTS, at=at)
    return row


def known(team: Team) -> Known:
    return of_team(team, rubric(), clock.now())


def best() -> dict[str, float]:
    """The most points of each criterion."""
    return {one.id: float(one.points) for one in rubric().criteria}


def lowest() -> dict[str, float]:
    return dict.fromkeys(best(), 0.0)


def page_of(team: Team) -> str:
    return f"{LIST}{team.pk}/"


def form(client: Client, team: Team, levels: Mapping[str, float], comment: str = "", **more: Any) -> dict[str, Any]:
    """What the page's form sends: the hidden fields as the page has them now."""
    context = client.get(page_of(team)).context
    latest, hand_in = context["latest"], context["known"].hand_in
    hidden = {
        "part": context["part"],
        "seen": latest.number if latest else 0,
        "number": hand_in.number if hand_in else 0,
    }
    return {**hidden, **{f"level-{id}": f"{points:g}" for id, points in levels.items()}, "comment": comment, **more}


def mark(client: Client, team: Team, levels: Mapping[str, float], comment: str = "", **more: Any) -> Any:
    return client.post(page_of(team), form(client, team, levels, comment, **more))


def appoint(client: Client, team: Team, marker: User | None) -> Any:
    return client.post(f"{page_of(team)}second-marker/", {"marker": marker.pk if marker else 0})


def adjust(
    client: Client, team: Team, student: User, amount: str, reason: str = "Did half.", unit: str = "points"
) -> Any:
    sent = {"student": student.pk, "amount": amount, "unit": unit, "reason": reason}
    return client.post(f"{page_of(team)}adjust/", sent, follow=True)


def decide(client: Client, team: Team, takes: str, reason: str = "Closer to the text.", **more: Any) -> Any:
    seen = client.get(f"{page_of(team)}differences/").context["seen"]
    return client.post(f"{page_of(team)}decide/", {"takes": takes, "reason": reason, "seen": seen, **more})


def release(by: User) -> None:
    Release.objects.create(milestone=ID, by=by)
