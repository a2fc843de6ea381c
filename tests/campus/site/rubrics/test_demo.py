"""The demo class has teams in each state of marking, and after the release marks, reports and a gallery."""

from collections.abc import Callable

import pytest
from tests.campus.site.rubrics.desk import ID, rubric

from chainrule.campus.project.two_marks import State
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.demo_people import make_people, people
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.milestones import demo as milestones_demo
from chainrule.campus.site.project import demo as project_demo
from chainrule.campus.site.rubrics import demo, gallery, peers
from chainrule.campus.site.rubrics.models import Version
from chainrule.campus.site.rubrics.standings import of_class, released
from chainrule.campus.syllabus import Score


@pytest.fixture
def load(db: None, at: Callable[[str], None]) -> Callable[[str], None]:
    """`load("2026-03-15T10:00")`: the demo's teams, hand-ins and marks at this moment."""

    def populate(moment: str) -> None:
        at(moment)
        make_people()
        for part in (project_demo, milestones_demo, demo):
            part.populate(course(), people(), clock.now())

    return populate


def test_while_milestone_1_is_marked_each_state_is_there(load: Callable[[str], None]) -> None:
    load("2026-03-15T10:00")
    states = [known.state for known in of_class(rubric(), clock.now())]
    assert {State.MARKED, State.DIFFER, State.TO_MARK} <= set(states)
    assert peers.missing(rubric(), clock.now())
    assert released() == set()
    assert not gallery.entries()


def test_later_the_marks_are_released_and_a_project_is_shown(load: Callable[[str], None]) -> None:
    load("2026-03-20T10:00")
    assert released() == {ID}
    assert isinstance(records.scores_of(people().students[0], clock.now())[ID], Score)
    assert [entry.is_shown for entry in gallery.entries()] == [True]


def test_before_the_deadline_nothing_is_marked(load: Callable[[str], None]) -> None:
    load("2026-02-12T10:00")
    assert not Version.objects.exists()
