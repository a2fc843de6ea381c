"""The demo class: made-up people in mid-semester, so that every page has something to show.

`chainrule manage demo` (and `chainrule serve --demo`) calls `load`. It makes the people here, then lets each app add
its part. An app takes part by a module `demo.py` with one function:

    def populate(course: Course, users: People, now: datetime) -> None: ...

It runs in one transaction with the others, once: the database is marked, so that a second call changes nothing. It may
take randomness from `random.Random(4701)` only, and dates before `now` (normally DEMO_STARTS_AT) only.
"""

import random
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.core import parts

PASSWORD = "chainrule-demo"

STAFF = {
    "instructor": (("instructor@example.edu", "Leyla Demirova"), ("second.instructor@example.edu", "Tomás Arrieta")),
    "assistant": (("assistant@example.edu", "Nadia Haddad"), ("second.assistant@example.edu", "Kwame Boateng")),
    "advisor": (("advisor@example.edu", "Mirjam Oksanen"),),
}
# The first is the one to sign in as: student@example.edu.
STUDENTS = (
    "Aysel Karimli", "Rashid Guliyev", "Mei-Ling Zhao", "Oluwaseun Adeyemi", "Ingrid Solheim", "Mateus Carvalho",
    "Farida Nazarova", "Haruto Ishida", "Chloé Marchand", "Emre Yıldırım", "Zuzanna Wrona", "Samir Bensalah",
    "Priya Raghunathan", "Elvin Hasanov", "Lucía Ferreyra", "Nino Kapanadze", "Jakub Dvořák", "Amina Traoré",
    "Daniel O’Rourke", "Sevda Mirzayeva", "Minh Anh Trịnh", "Yusuf Abdi", "Katarina Lindqvist", "Orkhan Rzayev",
)  # fmt: skip


class DemoRefused(Exception):
    """The database holds real accounts; the demo class does not belong there."""


@dataclass(frozen=True)
class People:
    """Who the demo class consists of."""

    students: tuple[User, ...]
    assistants: tuple[User, ...]
    instructors: tuple[User, ...]
    advisors: tuple[User, ...]


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, email, password) to try each role with."""
    return [
        ("student", "student@example.edu", PASSWORD),
        *((role, staff[0][0], PASSWORD) for role, staff in STAFF.items()),
    ]


def people() -> People:
    """The demo class as it stands in the database."""
    by_role = {role: tuple(User.objects.filter(role=role, is_demo=True).order_by("pk")) for role in User.Role.values}
    return People(by_role["student"], by_role["assistant"], by_role["instructor"], by_role["advisor"])


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
    from chainrule.campus.site.core.course import course

    with transaction.atomic():
        if AuditEntry.objects.filter(action="demo.load").exists():
            return False
        if not force and User.objects.filter(is_demo=False).exists():
            raise DemoRefused(
                "this database has accounts of real people: load the demo into one of its own (CHAINRULE_VAR=...)"
            )
        _make_people()
        for _, populate in parts.functions("demo", "populate"):
            populate(course(), people(), now)
        audit.record(None, "demo.load", "demo class", at=now.isoformat())
    return True


def _make_people() -> None:
    password = make_password(PASSWORD)  # one hash for all: hashing thirty times takes half a minute
    students = [("student@example.edu" if not i else _email(name), name) for i, name in enumerate(STUDENTS)]
    for role, members in [*STAFF.items(), ("student", tuple(students))]:
        for email, name in members:
            User.objects.create(email=email, name=name, role=role, password=password, is_demo=True)


def _email(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace(" ", "."))
    return "".join(c for c in letters if c == "." or (c.isascii() and c.isalpha())) + "@example.edu"


def generator() -> random.Random:
    """The demo's source of chance: the same in every installation."""
    return random.Random(4701)
