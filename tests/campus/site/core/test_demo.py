"""The demo class, and housekeeping."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from tests.parts import SANDBOX, need

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.core import demo, home, housekeeping, parts
from chainrule.cli import serve

NOW = dt.datetime(2026, 2, 12, 6, tzinfo=dt.UTC)


def test_a_database_with_real_accounts_takes_the_demo_by_force_only(
    student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "functions", lambda module, name: ())  # the people alone, without their work
    with pytest.raises(CommandError, match="accounts of real people"):
        call_command("demo", stdout=StringIO())
    assert User.objects.count() == 1
    call_command("demo", "--force", stdout=StringIO())
    assert User.objects.count() > 24


@pytest.fixture(scope="module")
def demo_class(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo class, loaded once: labs are really graded for it. Undone after this file's tests."""
    need(SANDBOX)
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.set_to(NOW):
            assert demo.load(NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo_class: None, db: None, at: Any) -> None:
    at("2026-02-12T10:00")


def test_the_class_has_24_students_and_staff_of_every_role(loaded: None) -> None:
    people = demo_people.people()
    assert len(people.students) == 24
    assert people.instructors
    assert people.assistants
    assert people.advisors
    users = User.objects.all()
    assert all(user.is_demo and user.email.endswith("@example.edu") for user in users)
    assert len({user.name for user in users}) == len(users)


def test_a_class_of_another_moment_is_named_with_the_way_to_a_fresh_one(
    loaded: None, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STARTS_AT = NOW
    serve.make_demo()
    assert capsys.readouterr().out == ""
    settings.STARTS_AT = dt.datetime(2026, 2, 3, 14, tzinfo=dt.UTC)
    serve.make_demo()
    said = capsys.readouterr().out
    assert "made for 12 February 2026, 10:00, and the clock now starts at 3 February 2026, 18:00" in said
    assert "manage demo --reset --at 2026-02-03T18:00 " in said
    monkeypatch.setenv("CHAINRULE_CALLED_BY", "make")
    serve.make_demo()
    assert "fix: make demo-reset AT=2026-02-03T18:00 " in capsys.readouterr().out


def test_a_second_load_changes_nothing(loaded: None) -> None:
    before = sorted(User.objects.values_list("email", "password"))
    assert not demo.load(NOW)
    assert sorted(User.objects.values_list("email", "password")) == before
    assert AuditEntry.objects.filter(action="demo.load").count() == 1


@pytest.mark.parametrize("role", ["student", "instructor", "assistant", "advisor"])
def test_demo_accounts_sign_in_while_the_site_is_a_demo_and_only_then(
    loaded: None, client: Client, settings: Any, role: str
) -> None:
    ((email, password),) = [(e, p) for r, e, p in demo_people.sign_ins() if r == role]
    form = {"username": email, "password": password}
    assert client.post("/sign-in/", form).status_code == 200
    settings.DEMO = True
    assert client.post("/sign-in/", form).status_code == 302
    assert client.get("/account/").status_code == 200
    settings.DEMO = False
    assert client.get("/account/").status_code == 302, "a session from the demo must end with it"


def test_the_sign_in_page_tells_the_demo_password_in_a_demo_only(client: Client, db: None, settings: Any) -> None:
    assert demo_people.PASSWORD not in client.get("/sign-in/").text
    settings.DEMO = True
    assert demo_people.PASSWORD in client.get("/sign-in/").text


def test_nothing_in_the_demo_lies_in_its_future(loaded: None) -> None:
    from chainrule.campus.site.lectures.models import ReadingPosition

    assert not ReadingPosition.objects.filter(at__gt=NOW).exists()
    assert ReadingPosition.objects.exists()


def test_every_role_has_something_on_its_home_page(loaded: None, client_of: Any) -> None:
    people = demo_people.people()
    for user in (people.students[0], people.assistants[0], people.instructors[0], people.advisors[0]):
        assert client_of(user).get("/").status_code == 200
    summary = home.gather(people.students[0], NOW)
    assert summary.due
    assert summary.resume


def test_a_tick_that_fails_is_logged_and_the_others_have_their_turn(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def fails(now: dt.datetime) -> None:
        raise RuntimeError("no luck")

    ticks = (("labs", fails), ("papers", done.append))
    monkeypatch.setattr(parts, "functions", lambda module, name: ticks)
    monkeypatch.setattr(housekeeping.connection, "close", lambda: None)
    housekeeping.tick_once()
    assert len(done) == 1
    assert "housekeeping of labs failed" in caplog.text
