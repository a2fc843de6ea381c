"""Several at the same moment: one place is given once, one draw is made once, a killed server has drawn nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.campus.site.at_once import AT_ONCE, together
from tests.patience import patience

from chainrule.campus.project import draw as rules
from chainrule.campus.project.published import read
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.project import acts, draws
from chainrule.campus.site.project.models import Draw, Invitation, Membership, Team
from chainrule.campus.site.project.teams import all_teams, members_of, without_team

__all__ = ["together"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]
FORMING, FIXED = "2026-01-28T12:00", "2026-02-03T23:00"


@pytest.fixture
def students(make_user: Any, at: Any) -> list[Any]:
    at(FORMING)
    draws.promise(clock.now())
    return [make_user("student") for _ in range(AT_ONCE)]


def tried(act: Any, *given: Any) -> bool:
    try:
        act(*given)
    except acts.Refused:
        return False
    return True


def test_of_all_who_accept_at_once_as_many_are_in_as_there_is_room_for(
    students: list[Any], make_user: Any, together: Any
) -> None:
    owner = make_user("student")
    acts.make(owner, "Null Space", clock.now())
    for one in students:
        acts.invite(owner, one, clock.now())
    numbers = [Invitation.objects.get(student=one).pk for one in students]
    done = together(lambda n: tried(acts.answer, students[n], numbers[n], True, clock.now()))
    assert sum(done) == 2
    [team] = all_teams()
    assert len(members_of(team)) == 3


def test_one_student_who_makes_teams_at_once_is_in_one(students: list[Any], together: Any) -> None:
    done = together(lambda n: tried(acts.make, students[0], f"Number {n}", clock.now()))
    assert sum(done) == 1
    assert Membership.objects.filter(student=students[0], left_at__isnull=True).count() == 1
    assert Team.objects.count() == 1


def test_a_name_that_all_take_at_once_is_one_teams(students: list[Any], together: Any) -> None:
    done = together(lambda n: tried(acts.make, students[n], "Null Space", clock.now()))
    assert sum(done) == 1
    assert Team.objects.count() == 1


def test_a_promise_that_all_ask_for_at_once_is_one(together: Any, at: Any) -> None:
    at(FORMING)
    found = together(lambda n: draws.promise(clock.now()).commitment)
    assert len(set(found)) == 1
    assert AuditEntry.objects.filter(action="teams.promise").count() == 1


def test_of_all_servers_that_draw_at_once_one_does(students: list[Any], together: Any, at: Any) -> None:
    at(FIXED)
    done = together(lambda n: draws.draw(clock.now()))
    assert sorted(done) == [False] * (AT_ONCE - 1) + [True]
    assert without_team() == []
    assert sorted(len(members_of(team)) for team in all_teams()) == [2, 3, 3]
    assert Membership.objects.count() == AT_ONCE
    assert AuditEntry.objects.filter(action="teams.draw").count() == 1


def test_who_joins_in_the_moment_of_the_draw_is_in_one_team(students: list[Any], together: Any, at: Any) -> None:
    owner, *others = students
    acts.make(owner, "Null Space", clock.now())
    before = clock.now()  # what a request that came in time read
    at(FIXED)

    def act(n: int) -> bool:
        return draws.draw(clock.now()) if n % 2 else tried(acts.make, others[n // 2], f"Number {n}", before)

    together(act)
    drawn = read(json.dumps(Draw.objects.get().published).encode())
    assert rules.check(drawn) == []
    assert sorted(Membership.objects.filter(left_at__isnull=True).values_list("student", flat=True)) == sorted(
        one.pk for one in students
    )
    assert {len(team) for team in drawn.teams} == {len(members_of(team)) for team in all_teams()}


KILLED = """
import os, django
django.setup()
from chainrule.campus.site import clock
from chainrule.campus.site.project import draws
join, calls = draws.membership.join, []
def dies(*given):
    calls.append(given)
    if len(calls) > 4:
        os._exit(9)
    return join(*given)
draws.membership.join = dies
with clock.set_to("2026-02-03T23:00"):
    draws.draw(clock.now())
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other process opens the same file")
def test_a_server_that_is_killed_half_way_has_drawn_nothing(students: list[Any], tmp_path: Path, at: Any) -> None:
    environment = {**os.environ, "CHAINRULE_VAR": str(tmp_path)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True, timeout=patience(60)
    )
    assert killed.returncode == 9, killed.stderr
    assert len(without_team()) == AT_ONCE
    assert not Draw.objects.get().drawn_at
    at(FIXED)
    assert draws.draw(clock.now())
    assert rules.check(read(json.dumps(Draw.objects.get().published).encode())) == []
    assert without_team() == []
