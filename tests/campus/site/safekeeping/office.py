"""What a class does on a site, as a process of its own with the site's environment: `office.py begin|save|check`."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from chainrule.campus.questions.receipts import breaks  # noqa: E402
from chainrule.campus.site import clock  # noqa: E402
from chainrule.campus.site.accounts import audit  # noqa: E402
from chainrule.campus.site.accounts.models import User  # noqa: E402
from chainrule.campus.site.papers import receipts, saving, sitting  # noqa: E402
from chainrule.campus.site.papers.models import Attempt  # noqa: E402


def begin() -> None:
    """A student who sits quiz 1, with one answer."""
    call_command("migrate", interactive=False, verbosity=0)
    sona = User.objects.create(email="sona@example.edu", name="Sona Aliyeva", role="student", password="x")
    save(sitting.begin(sona, "quiz-1", clock.now()), 1)


def save(attempt: Attempt, number: int) -> None:
    """One more answer, which is acknowledged when this returns."""
    batch = saving.Batch("tab", "tab", [(number, 1 + number % 4, {"option": number % 3})])
    assert not saving.save(attempt, batch, attempt.began_at).refused
    audit.record(attempt.student, "test.save", str(number), about=attempt.student)


def save_on() -> None:
    """Answer after answer until our input ends; the number of each once it is acknowledged."""
    attempt = Attempt.objects.get()
    for number in range(2, 100_000):
        save(attempt, number)
        print(number, flush=True)


def check() -> None:
    """What the site holds, and whether its chains do."""
    attempt = Attempt.objects.get()
    held = receipts.held(attempt)
    audit.link_waiting()
    print(
        json.dumps(
            {
                "answers": len(held),
                "numbers": [link.link for link in held] == [*range(1, len(held) + 1)],
                "broken": breaks(held, receipts.start_of(attempt)),
                "seal": receipts.seal_of("x"),
                "log": audit.check().holds,
            }
        )
    )


{"begin": begin, "save": save_on, "check": check}[sys.argv[1]]()
