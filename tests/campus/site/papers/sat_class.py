"""The people of the demo class and the papers that they sat, without the other rooms' part of the demo."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import demo

NOW = dt.datetime(2026, 2, 20, 6, tzinfo=dt.UTC)  # two quizzes are over


@contextmanager
def class_that_sat(django_db_blocker: Any) -> Iterator[None]:
    """It is in the database until the end of the block: for a fixture of a whole file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.set_to(NOW):
            demo_people.make_people()
            demo.populate(course(), demo_people.people(), NOW)
        yield
        transaction.set_rollback(True)
