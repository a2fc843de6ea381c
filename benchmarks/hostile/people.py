"""The people of the site under attack, by a process of its own in the site's environment.

    python people.py make 30 12     # migrate, make 30 honest students, 12 attackers and an instructor: their sessions
    python people.py kept           # every answer event that the database has, and every hand-in with its points

Both print one line of JSON.
"""

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainrule.campus.site.settings")

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from chainrule.campus.site.accounts.models import User  # noqa: E402
from chainrule.campus.site.labs.models import Submission  # noqa: E402
from chainrule.campus.site.papers.models import AnswerEvent  # noqa: E402

PASSWORD = "correct horse battery"


def make(honest: int, attackers: int) -> dict[str, list[list[str]]]:
    """[email, session] of each, by what they are."""
    call_command("migrate", interactive=False, verbosity=0)
    password = make_password(PASSWORD)
    wanted = {"honest": (honest, "student"), "attacker": (attackers, "student"), "instructor": (1, "instructor")}
    people: dict[str, list[list[str]]] = {}
    for group, (count, role) in wanted.items():
        people[group] = []
        for number in range(count):
            email = f"{group}{number}@example.edu"
            user = User.objects.create(email=email, name=f"{group} {number}", role=role, password=password)
            client = Client()
            client.force_login(user, backend="chainrule.campus.site.accounts.backend.EmailBackend")
            people[group].append([email, client.cookies["sessionid"].value])
    return people


def kept() -> dict[str, Any]:
    """What the database holds in the end."""
    events = AnswerEvent.objects.values_list("attempt_id", "client", "sequence", "item", "answer")
    hand_ins = Submission.objects.select_related("verdict").defer("source")
    return {
        "events": [list(event) for event in events],
        "hand_ins": {row.pk: [row.state, row.verdict.points if row.verdict else None] for row in hand_ins},
    }


if __name__ == "__main__":
    order, *numbers = sys.argv[1:]
    print(json.dumps(make(*map(int, numbers)) if order == "make" else kept()))
