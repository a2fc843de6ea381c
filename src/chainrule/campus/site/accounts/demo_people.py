"""The people of the demo class, who can sign in only while the site runs as a demo. `core.demo` loads them."""

import unicodedata
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from chainrule.campus.site.accounts.models import User

PASSWORD = "chainrule-demo"
SECTIONS = ("A", "B")

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


def make_people() -> None:
    """An account for each of them."""
    password = make_password(PASSWORD)  # one hash for all: hashing thirty times takes half a minute
    for role, members in STAFF.items():
        for email, name in members:
            User.objects.create(email=email, name=name, role=role, password=password, is_demo=True)
    for place, name in enumerate(STUDENTS):
        email = "student@example.edu" if not place else _email(name)
        of_class = {"section": SECTIONS[place % len(SECTIONS)], "student_id": f"00{4701 + 37 * place}"}
        User.objects.create(email=email, name=name, role="student", password=password, is_demo=True, **of_class)


def _email(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace(" ", "."))
    return "".join(c for c in letters if c == "." or (c.isascii() and c.isalpha())) + "@example.edu"
