"""A student, or staff, at the pages of teams."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Invitation
from chainrule.campus.site.project.teams import members_of, team_of

TEAMS, BOARD, CLASS, PLACE = (
    "/project/teams/",
    "/project/teams/board/",
    "/project/teams/class/",
    "/project/teams/class/place/",
)
DRAW, FILE = "/project/teams/draw/", "/project/teams/draw.json"
FORMING, LAST, FIXED = "2026-01-28T12:00", "2026-02-03T22:59:59", "2026-02-03T23:00"


@dataclass
class Desk:
    """Somebody with a browser."""

    user: User
    client: Client

    def do(self, act: str, **form: Any) -> str:
        """Send a form; what the site says then."""
        answer = self.client.post(f"{TEAMS}do/", {"do": act, **form}, follow=True)
        assert answer.status_code == 200
        return " ".join(str(message) for message in answer.context["messages"])

    def page(self, address: str = TEAMS) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return re.sub(r"\s+", " ", answer.content.decode())

    @property
    def team(self) -> str | None:
        there = team_of(self.user)
        return there.name if there else None

    def invited(self) -> Invitation:
        """The invitation or request of theirs that waits."""
        return Invitation.objects.get(student=self.user, outcome="")

    def answer(self, act: str, to: "Desk") -> str:
        return self.do(act, number=to.invited().pk)


@pytest.fixture
def desk(make_user: Callable[..., User], client_of: Callable[[User], Client], at: Any) -> Callable[..., Desk]:
    """`desk("Sona Aliyeva")` is a student, on a day when teams form."""
    at(FORMING)

    def sit(name: str = "", role: str = "student") -> Desk:
        user = make_user(role, name)
        return Desk(user, client_of(user))

    return sit


def together_in(name: str, *desks: Desk) -> None:
    """A team of these, formed by invitation."""
    first, *others = desks
    first.do("make", name=name)
    for other in others:
        first.do("invite", email=other.user.email)
        other.answer("accept", other)
    there = team_of(first.user)
    assert there is not None
    assert members_of(there) == [one.user for one in desks]
