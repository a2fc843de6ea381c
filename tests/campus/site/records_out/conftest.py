"""A student of whom the site holds something of many kinds, each text with a word that is found again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from tests.campus.site.papers.conftest import OPEN, mark_all, right_events

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit, tokens
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.invigilation.models import Event, Seat
from chainrule.campus.site.labs.models import Submission, Verdict, Workbench
from chainrule.campus.site.lectures.models import Answered
from chainrule.campus.site.papers import attempt_marks, runs, saving, sitting
from chainrule.campus.site.papers.models import Attempt, Exemption, LookAgain, Sitting
from chainrule.campus.site.practice.models import Answer

WORD = "zanzibar"  # stands in every text of theirs


@pytest.fixture
def attempt(student: User, at: Callable[[str], None]) -> Attempt:
    """Quiz 1, handed in; its code was run, and nobody has marked it."""
    at(OPEN)
    now = clock.now()
    begun = sitting.begin(student, "quiz-1", now)
    said = [(n, item, {"text": WORD} if answer == {"text": "Each path adds its part."} else answer)
            for n, item, answer in right_events(begun)]  # fmt: skip
    saving.save(begun, saving.Batch("t", "t", said), now)
    sitting.submit(begun, now)
    runs.run_pending(isolated=runs.runner())
    return Attempt.objects.get(pk=begun.pk)


@pytest.fixture
def marked(attempt: Attempt, assistant: User) -> Attempt:
    """The same with every short answer marked."""
    mark_all(attempt, assistant)
    assert attempt_marks.result(attempt).final
    return attempt


@pytest.fixture
def everywhere(student: User, instructor: User, advisor: User, marked: Attempt, client_of: Any) -> User:
    """The student, with rows in many tables."""
    now = clock.now()
    by = {"granted_by": instructor}
    Sitting.objects.create(
        student=student, paper="quiz-2", opens_at=now, closes_at=now, minutes=30, reason=WORD, room=WORD, **by
    )
    Exemption.objects.create(student=student, paper="quiz-3", reason=WORD, **by)
    Excuse.objects.create(student=student, assessment="quiz-4", document=WORD, verified_by=advisor)
    RecordedScore.objects.create(
        student=student, item="milestone-1", points=4, out_of=5, note=WORD, recorded_by=instructor
    )
    file = Submission.objects.create(
        student=student, lab="01", source=f"# {WORD}", filename=f"{WORD}.py", wanted="v1", state="done"
    )
    details = {"checks": [{"name": "a", "passed": True, "message": WORD}], "output": WORD, "problem": ""}
    file.verdict = Verdict.objects.create(
        submission=file, checks_version="v1", points=3, out_of=4, details=details, isolated=True, seconds=0.1
    )
    file.save()
    Workbench.objects.create(student=student, lab="01", draft=WORD)
    LookAgain.objects.create(attempt=marked, item=1, by=student, text=WORD)
    Seat.objects.create(paper="quiz-1", student=student, label=WORD, address="192.0.2.7", browser=WORD)
    Event.objects.create(paper="quiz-1", student=student, what="address", detail=WORD)
    Answered.objects.create(user=student, lecture=1, ask="a", answer=WORD)
    Answer.objects.create(learner=student, question="01/x", seed=1, given={"text": WORD}, out_of=1)
    tokens.make(student, WORD, now)
    AccessAttempt.objects.create(username=student.email, ip_address="192.0.2.7", failures_since_start=1)
    audit.record(instructor, "papers.exempt", f"quiz-3: {student}", about=student, reason=WORD)
    audit.record(instructor, "excuses.record", f"{student}: quiz-4 excused", document=WORD)  # as it was written once
    audit.link_waiting()
    client_of(student)
    assert Session.objects.exists()
    return student


def kept() -> Iterator[tuple[str, str]]:
    """Every value of every row of every table, as (model, text)."""
    for model in apps.get_models():
        for row in model._base_manager.values():
            yield from ((model._meta.label, str(value)) for value in row.values())
