"""The people of the site under attack, by a process of its own in the site's environment.

    python people.py make 30 12     # migrate, make 30 honest students, 12 attackers and an instructor: their sessions
    python people.py kept           # every answer event that the database has, and every hand-in with its points
    python people.py chains FOLDER  # each attempt's chain, and the verdict on each list of receipts in a folder

Each prints one line of JSON.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainrule.campus.site.settings")

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from chainrule.campus.questions.receipts import breaks  # noqa: E402
from chainrule.campus.site.accounts.models import User  # noqa: E402
from chainrule.campus.site.labs.models import Submission  # noqa: E402
from chainrule.campus.site.papers import receipts  # noqa: E402
from chainrule.campus.site.papers.models import AnswerEvent, Attempt  # noqa: E402

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


def chains(folder: Path) -> dict[str, Any]:
    """The answers of each attempt in the order of its chain, the breaks in it, and what is said of each list."""
    attempts = {attempt.pk: attempt for attempt in Attempt.objects.all()}
    held = {pk: receipts.held(attempt) for pk, attempt in attempts.items()}
    lists = {}
    for file in sorted(folder.glob("*.json")):
        listed = receipts.read(file.read_bytes(), 2**26)
        report = receipts.check(attempts[listed.attempt], listed)
        lists[file.stem] = [[f.link.client, f.link.sequence, f.what, f.why] for f in report.findings]
    return {
        "held": {pk: [[link.client, link.sequence] for link in links] for pk, links in held.items()},
        "breaks": {pk: breaks(links, receipts.start_of(attempts[pk])) for pk, links in held.items()},
        "lists": lists,
    }


def answer(order: str, *words: str) -> dict[str, Any]:
    if order == "make":
        return make(*map(int, words))
    return chains(Path(*words)) if order == "chains" else kept()


if __name__ == "__main__":
    print(json.dumps(answer(*sys.argv[1:])))
