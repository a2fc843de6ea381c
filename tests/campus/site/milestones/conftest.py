"""Two members of a team, each with a browser, some hours before milestone 1 is due."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.milestones.desk import IN_TIME
from tests.campus.site.proposals.desk import make_team

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Team


@dataclass
class Pair:
    """A team of two."""

    team: Team
    students: tuple[User, User]
    first: Client
    second: Client


@pytest.fixture
def pair(make_user: Any, client_of: Any, at: Any) -> Pair:
    at(IN_TIME)
    students = make_user("student", "Sona Aliyeva"), make_user("student", "Farid Musa")
    team = make_team("Null Space", *students)
    return Pair(team, students, client_of(students[0]), client_of(students[1]))
