"""The one person of a course for one; and that nobody is that person on a class's site."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import LEARNER, TABLE
from chainrule.campus.site.alone.learner import learner


def test_every_request_is_the_learners(alone: Client) -> None:
    page = alone.get("/")
    assert page.status_code == 200
    assert page.wsgi_request.user == learner()
    assert page.wsgi_request.user.role == LEARNER


def test_the_learner_is_made_once(db: None) -> None:
    assert learner() == learner()
    assert User.objects.count() == 1


def test_without_the_setting_a_visitor_stays_a_visitor(client_of: Callable[..., Client], settings: Any) -> None:
    assert settings.ALONE is None
    assert not [name for name in settings.MIDDLEWARE if "alone" in name]
    page = client_of(None).get("/")
    assert not page.wsgi_request.user.is_authenticated
    assert b'href="/practice/"' not in page.content
    assert client_of(None).get("/practice/").status_code == 302  # a student of the class has practice, after signing in
    assert all(client_of(None).get(address).status_code == 404 for address in ("/progress/", "/labs/03/check/"))


def test_nobody_signs_in_as_the_learner(client_of: Callable[..., Client]) -> None:
    row = learner()
    row.set_password("correct horse battery")
    row.save()
    browser = client_of(None)
    browser.post("/sign-in/", {"username": row.email, "password": "correct horse battery"})
    assert not browser.get("/").wsgi_request.user.is_authenticated
    assert not client_of(row).get("/").wsgi_request.user.is_authenticated  # with a session that was made all the same


def test_no_account_is_given_the_learners_role(db: None, tmp_path: Any) -> None:
    with pytest.raises(CommandError, match="learner"):
        call_command("adduser", "somebody@example.edu", name="Somebody", role=LEARNER)
    roster = tmp_path / "class.csv"
    roster.write_text("email,name,role\nsomebody@example.edu,Somebody,learner\n")
    with pytest.raises(CommandError, match="role"):
        call_command("adduser", csv=roster)
    assert not User.objects.exists()


def test_the_learner_may_do_nothing_of_a_class() -> None:
    assert {action for action, roles in TABLE.items() if LEARNER in roles} == {
        "site.use", "lectures.read", "lectures.keep_place", "lectures.run", "roadmap.read",
        "practice.work", "alone.work",
    }  # fmt: skip
