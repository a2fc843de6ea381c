"""The demo class: made-up people in mid-semester, so that every page has something to show.

`chainrule manage demo` (and `chainrule serve --demo`) calls `load`. It makes the people (`accounts.demo_people`), then
lets each app add its part. An app takes part by a module `demo.py` with one function:

    def populate(course: Course, users: People, now: datetime) -> None: ...

It runs in one transaction with the others, once: the database is marked, so that a second call changes nothing. It may
take randomness from `random.Random(4701)` only, and dates before `now` (normally DEMO_STARTS_AT) only.
"""

import random
from datetime import datetime

from django.core.management import call_command
from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.demo_people import make_people, people
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course


class DemoRefused(Exception):
    """The database holds real accounts; the demo class does not belong there."""


def made_for() -> datetime | None:
    """The moment that the demo class in this database has reached; None where there is none."""
    loaded = AuditEntry.objects.filter(action="demo.load").first()
    return datetime.fromisoformat(loaded.details["at"]) if loaded else None


def reset(now: datetime) -> None:
    """Empty the database and fill it with the demo class of another moment.

    Raises `DemoRefused`, and removes nothing, where it holds accounts that are not made up.
    """
    real = User.objects.filter(is_demo=False).count()
    if real:
        raise DemoRefused(
            f"this database has {real} accounts that are not of the demo class: nothing was removed\n"
            "  fix: make the demo in a database of its own (CHAINRULE_VAR=DIR, or another DATABASE_URL)"
        )
    call_command("flush", interactive=False, verbosity=0)
    load(now)


def load(now: datetime, force: bool = False) -> bool:
    """Fill the database with the demo class; False when it is there already.

    Raises `DemoRefused` where the database holds accounts that are not made up, unless forced.
    """
    with transaction.atomic():
        if AuditEntry.objects.filter(action="demo.load").exists():
            return False
        if not force and User.objects.filter(is_demo=False).exists():
            raise DemoRefused(
                "this database has accounts of real people: load the demo into one of its own (CHAINRULE_VAR=...)"
            )
        make_people()
        for _, populate in parts.functions("demo", "populate"):
            populate(course(), people(), now)
        audit.record(None, "demo.load", "demo class", at=now.isoformat())
    return True


def generator() -> random.Random:
    """The demo's source of chance: the same in every installation."""
    return random.Random(4701)
