"""A team of two that handed in milestone 1, after the deadline; browsers of its members and of staff."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.rubrics.desk import AFTER, hand_in, make_team

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.project.models import Team


@dataclass
class Pair:
    """A team of two, and what it handed in."""

    team: Team
    students: tuple[User, User]
    clients: tuple[Client, Client]
    hand_in: HandIn


@pytest.fixture
def pair(make_user: Any, client_of: Any, at: Any) -> Pair:
    at(AFTER)
    students = make_user("student", "Sona Aliyeva"), make_user("student", "Farid Musa")
    team = make_team("Null Space", *students)
    return Pair(team, students, (client_of(students[0]), client_of(students[1])), hand_in(team, students[0]))


@pytest.fixture
def head(instructor: User, client_of: Any) -> Client:
    """The instructor's browser."""
    return client_of(instructor)


@pytest.fixture
def marker(assistant: User, client_of: Any) -> Client:
    """The assistant's browser."""
    return client_of(assistant)
