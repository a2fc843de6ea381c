"""The health page's lines on grading: who does it, what waits, what to do where nobody does."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.jobs import graders, health, kinds, queue
from chainrule.campus.site.jobs.models import Grader
from chainrule.campus.site.labs.models import Submission


def submit(student: User, **fields: object) -> Submission:
    return Submission.objects.create(student=student, lab="03", source="x", wanted="v1", **fields)


def line(name: str) -> Line | None:
    return next((line for line in health.lines() if line.name == name), None)


def test_that_nobody_grades_is_said_with_what_to_do(db: None) -> None:
    said = line("Graded by")
    assert said
    assert not said.ok
    assert "submissions wait" in said.value
    assert ("chainrule worker" if connection.vendor == "postgresql" else "chainrule serve") in said.fix


def test_workers_are_named_as_long_as_they_are_heard(db: None) -> None:
    one = graders.enrol("lab-host", 2, kinds.edition())
    silent = graders.enrol("attic", 1, kinds.edition())
    Grader.objects.filter(pk=silent.pk).update(beat_at=queue.present() - queue.SILENCE * 2)
    assert line("Graded by") == Line("Graded by", "lab-host (2 threads)", True, health.who_grades().fix)
    graders.beat(silent)
    assert set(graders.alive()) == {one, silent}


def test_a_worker_with_other_checks_is_named(db: None) -> None:
    graders.enrol("lab-host", 2, kinds.edition())
    assert line("Versions") is None
    graders.enrol("attic", 1, "last week's")
    said = line("Versions")
    assert said
    assert not said.ok
    assert said.value.startswith("attic:")


def test_the_health_page_says_how_many_wait_and_for_how_long(student: User) -> None:
    nothing = line("Waiting")
    assert nothing
    assert nothing.value.startswith("nothing")
    submit(student)
    submit(student, queued_at=timezone.now() - timedelta(hours=1))
    said = line("Waiting")
    assert said
    assert not said.ok
    assert said.value.startswith("2 submissions")
    assert "the oldest for 60 min" in said.value


def test_files_that_could_not_be_graded_are_counted(student: User) -> None:
    assert line("Could not be graded") is None
    submit(student, state=Submission.State.FAILED)
    said = line("Could not be graded")
    assert said
    assert said.value == "1 submission"


def test_what_was_put_aside_is_counted_for_a_person_to_look_at(student: User) -> None:
    assert line("Put aside") is None
    submit(student, state=Submission.State.ASIDE)
    said = line("Put aside")
    assert said
    assert not said.ok
    assert "1 submission: workers died over it" in said.value
