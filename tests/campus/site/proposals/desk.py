"""A team at its proposal, and staff who read it, by the pages that they use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from chainrule.campus.project.verdicts import Standing
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Membership, Team
from chainrule.campus.site.proposals.standings import form, of_team

WRITE, PREVIEW, HAND_IN, MINE = (
    "/project/proposal/write/",
    "/project/proposal/preview/",
    "/project/proposal/hand-in/",
    "/project/proposal/",
)
IN_TIME, LATE, TOO_LATE = "2026-02-10T12:00", "2026-02-10T23:10", "2026-02-11T23:00:01"
NOTE = "We went through every comment and changed what each of them asked for, as you can see for yourself below."


def answers(word: str = "bird") -> dict[str, str]:
    """Answers that can be handed in."""
    found = {}
    for question in form().questions:
        if question.kind == "link":
            found[question.id] = f"https://zenodo.org/records/{word}"
        elif question.kind == "line":
            found[question.id] = f"About every {word} there is"
        else:
            found[question.id] = " ".join(f"{word}{question.id}{number}" for number in range(question.least + 10))
    return found


def make_team(name: str, *members: User) -> Team:
    team = Team.objects.create(name=name)
    for member in members:
        Membership.objects.create(team=team, student=member, how=Membership.How.MADE)
    return team


def bases(client: Client) -> dict[str, str]:
    """The version that each field of the page begins from, and the edition."""
    page = client.get(WRITE).text
    found = dict(re.findall(r'name="(base-[a-z_]+)" value="(\d+)"', page))
    return {**found, **dict(re.findall(r'name="(edition)" value="(\d+)"', page))}


def fields(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"answer-{id}": text for id, text in texts.items()}


def save(client: Client, texts: Mapping[str, str], began: Mapping[str, str] | None = None, **more: Any) -> Any:
    """Save some answers; the other fields are not sent. `began`: what `bases` said when the page was opened."""
    began = began or bases(client)
    sent = {f"base-{id}": began[f"base-{id}"] for id in texts}
    return client.post(WRITE, {**fields(texts), **sent, "edition": began["edition"]}, **more)


def hand_in(client: Client, note: str = "") -> Any:
    """Hand in what the preview shows."""
    page = client.get(PREVIEW).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    return client.post(HAND_IN, {"seen": seen[1] if seen else "0", "note": note})


def decide(client: Client, team: Team, verdict: str, comment: str = "See the rubric.", **comments: str) -> Any:
    latest = of_team(team).latest
    sent = {f"comment-{id}": text for id, text in comments.items()}
    sent |= {"verdict": verdict, "comment": comment, "number": str(latest.number if latest else 0)}
    return client.post(f"/project/proposals/{team.pk}/", sent)


def standing(team: Team) -> Standing:
    return of_team(team).standing
