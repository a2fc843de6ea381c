"""The demo class has one report of absence in each state."""

from collections.abc import Callable
from datetime import timedelta

from chainrule.campus.site import clock
from chainrule.campus.site.absences import demo, desk
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.site.accounts.demo_people import make_people, people
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.models import Sitting
from chainrule.campus.syllabus.absences import State


def test_the_demo_class_shows_each_state_once(db: None, at: Callable[[str], None]) -> None:
    at("2026-02-12T10:00")
    make_people()
    now, users = clock.now(), people()
    Sitting.objects.create(  # as the demo of papers grants it
        student=users.students[0], paper="quiz-1", opens_at=now, closes_at=now + timedelta(hours=9), minutes=30,
        reason="A power cut.", granted_by=users.instructors[0], granted_at=now - timedelta(days=1),
    )  # fmt: skip
    demo.populate(course(), users, now)
    states = [case.state for case in desk.cases(AbsenceReport.objects.all()).values()]
    assert sorted(states, key=str) == sorted(State, key=str)


def test_before_the_first_quiz_nobody_was_absent(db: None, at: Callable[[str], None]) -> None:
    at("2026-01-25T10:00")
    make_people()
    demo.populate(course(), people(), clock.now())
    assert not AbsenceReport.objects.exists()
