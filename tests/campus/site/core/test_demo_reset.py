"""The demo class made anew, outside of the one transaction in which test_demo.py keeps its class.

PostgreSQL empties no table while changes to it are pending, as they are in a transaction that stays open.
"""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import demo, parts


def test_a_reset_makes_the_class_of_another_moment_and_removes_what_was_tried(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "functions", lambda module, name: ())  # the people alone, without their work
    call_command("demo", at="2026-02-12T10:00", stdout=StringIO())
    User.objects.filter(email="student@example.edu").update(name="Changed")
    call_command("demo", "--reset", at="2026-02-03T18:00", stdout=StringIO())
    assert demo.made_for() == dt.datetime(2026, 2, 3, 14, tzinfo=dt.UTC)
    assert User.objects.get(email="student@example.edu").name == demo_people.STUDENTS[0]


def test_a_reset_removes_nothing_where_there_are_real_accounts(student: User) -> None:
    before = set(User.objects.all())
    with pytest.raises(CommandError, match="nothing was removed"):
        call_command("demo", "--reset", stdout=StringIO())
    assert set(User.objects.all()) == before >= {student}
