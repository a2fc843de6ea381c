"""A whole semester on a moved clock: a real server, a real browser, and grades that a table by hand gives too.

What everybody does is the table in `plan.py`; what that comes to is worked out in `by_hand.py`, from the syllabus'
sentences. People do everything through the site's pages: some in Chromium, the others by the same forms over HTTP.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.page_walk import problems
from tests.browser.semester import absences, by_hand, in_a_browser, milestones, proposals, regrading, revising, teams
from tests.browser.semester.cast import Cast, enrol, wait_for
from tests.browser.semester.course import make_course
from tests.browser.semester.grades import agree, column_is
from tests.browser.semester.plan import STUDENTS, TEAMS
from tests.browser.semester.running import Semester
from tests.browser.semester.sitting import is_closed, mark, release, sit, sit_plainly

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.needs("the sandbox"), pytest.mark.needs("git")]
IN_A_BROWSER, PLAIN = "01", "16"  # sits quiz 1 in Chromium; sits without JavaScript
REGRADED = "quiz-5"
Scene = Callable[[Cast], None]


@pytest.fixture
def cast(tmp_path: Path, browser: Browser) -> Iterator[Cast]:
    """The site on the first day, with all who are there from the beginning."""
    with milestones.git_host(tmp_path / "git") as git:
        site = Semester(tmp_path, make_course(tmp_path / "course"), git)
        site.to("2026-01-22T09:00")
        site.start()
        there = enrol(site, browser)
        yield there
        there.close()
        site.stop()
    assert not there.complaints, "\n".join(there.complaints)


def all_sit(cast: Cast, paper: str) -> None:
    """Everybody who sits it with the class."""
    for student in cast.there():
        result, person = student.papers.get(paper), cast.students[student.number]
        if result is None or result.right is None or result.how == "m":
            continue
        if paper == "quiz-1" and student.number == IN_A_BROWSER:
            in_a_browser.sit_with_a_network_cut(cast, person, paper, "Quiz 1", result.right)
        elif student.number == PLAIN:
            sit_plainly(person, paper, result.right)
        else:
            sit(person, paper, result.right, hand_in=result.how != "c")


def comes_out(cast: Cast, paper: str) -> None:
    """It is marked and released, and the grade book has what the table says."""
    wait_for(cast.site, f"the end of {paper}", lambda: is_closed(cast, paper))
    if paper == "quiz-1":
        in_a_browser.mark_some(cast, paper)
    mark(cast, paper)
    release(cast, paper)
    column_is(cast, paper, marks_by_hand(cast, paper))


def marks_by_hand(cast: Cast, paper: str, regraded: str = "") -> dict[str, Fraction | None]:
    """By email what the paper is worth to everybody who is in the course; None for who is excused."""
    found: dict[str, Fraction | None] = {}
    for student in cast.there():
        excused = paper in student.papers and student.papers[paper].how == "e"
        found[student.email] = None if excused else by_hand.scores(student, regraded).get(paper, Fraction(0))
    return found


def regrade(cast: Cast) -> None:
    """Everybody gets the point of one question."""
    regrading.everybody_gets_it(cast)
    column_is(cast, REGRADED, marks_by_hand(cast, REGRADED, REGRADED))


def sits_alone(cast: Cast) -> None:
    """The exam of who was absent from it."""
    result = next(one for one in STUDENTS if one.number == "10").papers["midterm"]
    sit(cast.students["10"], "midterm", result.right or 0)


def paper(id: str, sat: str, out: str = "") -> list[tuple[str, Scene]]:
    """A paper is sat on its day, and comes out in the night."""
    return [(f"{sat}T18:00", partial(all_sit, paper=id)), (f"{out or sat}T23:30", partial(comes_out, paper=id))]


def milestone(number: int, out: str) -> list[tuple[str, Scene]]:
    """Teams hand in, each at its own instant; later the marks are released."""
    came = [(at, partial(milestones.hand_in, number=number, team=team)) for at, team in milestones.moments(number)]
    return [*came, (f"{out}T12:00", partial(milestones.marked, number=number))]


CALENDAR: list[tuple[str, Scene]] = [
    ("2026-01-27T18:00", teams.form_in_a_browser),
    ("2026-01-27T19:00", teams.form_by_hand),
    ("2026-02-03T18:00", partial(all_sit, paper="quiz-1")),
    ("2026-02-03T22:30", teams.drop),
    ("2026-02-03T23:00:02", teams.drawn),
    ("2026-02-03T23:30", partial(comes_out, paper="quiz-1")),
    ("2026-02-09T20:00", proposals.come_in),
    ("2026-02-10T23:09", partial(proposals.comes_late, team="Nine minutes", words="9 minutes late: −10%.")),
    ("2026-02-11T01:00", partial(proposals.comes_late, team="Two hours", words="2 hours late: −25%.")),
    ("2026-02-11T10:00", proposals.first_verdicts),
    *paper("quiz-2", "2026-02-12"),
    ("2026-02-12T23:55", partial(proposals.comes_too_late, team="Alone")),
    ("2026-02-13T12:00", teams.add),
    ("2026-02-18T20:00", partial(absences.excused_in_a_browser, student="05", title="Quiz 3", day="2026-02-19")),
    ("2026-02-18T21:00", partial(absences.exempted, student="06", paper="quiz-3", day="2026-02-19")),
    *paper("quiz-3", "2026-02-19"),
    ("2026-02-20T12:00", proposals.once_more),
    *paper("quiz-4", "2026-03-03"),
    *paper("quiz-5", "2026-03-12"),
    *milestone(1, "2026-03-15"),
    ("2026-03-15T13:00", regrade),
    ("2026-03-16T12:00", partial(absences.sits_later, student="10", paper="midterm", day="2026-03-17")),
    ("2026-03-17T18:00", partial(all_sit, paper="midterm")),
    ("2026-03-19T11:00", sits_alone),
    ("2026-03-19T23:30", partial(comes_out, paper="midterm")),
    *paper("quiz-6", "2026-04-07"),
    *paper("quiz-7", "2026-04-14"),
    *paper("quiz-8", "2026-04-21"),
    ("2026-04-10T12:00", revising.softened),
    *milestone(2, "2026-05-01"),
    *paper("quiz-9", "2026-05-05"),
    ("2026-05-11T12:00", partial(absences.reported, student="11", paper="final", day="2026-05-12")),
    *paper("final", "2026-05-12"),
    ("2026-05-13T12:00", absences.refused),
]
SCENES = sorted(CALENDAR, key=lambda scene: datetime.fromisoformat(scene[0]))


def grades_by_hand(cast: Cast) -> dict[str, str]:
    """The course grade of everybody, as it is displayed."""
    found = {}
    for student in cast.there():
        team = TEAMS[next(name for name, there in cast.teams.items() if student.name in there)]
        project = by_hand.proposal_part(team.verdicts, team.late) + sum(
            by_hand.milestone_part(one.points, one.bonus, one.late) for one in team.milestones if one
        )
        exams = by_hand.scores(student)
        quizzes = by_hand.quiz_part(student, REGRADED)
        grade = by_hand.course(quizzes, project, exams["midterm"], exams["final"])
        found[student.email] = by_hand.shown(grade)
    return found


def reads_well(cast: Cast) -> None:
    """Axe finds nothing on what each role looks at when all is over."""
    one = cast.keys[cast.students["05"].email]
    looked_at = (
        (cast.students["05"], ("/", "/grades/", "/papers/", "/project/", "/project/proposal/", "/absences/")),
        (cast.assistant, ("/", "/marking/", "/gradebook/", "/project/proposals/")),
        (cast.instructor, ("/", "/gradebook/", f"/gradebook/{one}/", "/gradebook/statistics/", "/papers/final/class/")),
        (cast.advisor, ("/", "/excuses/", "/excuses/reports/", "/gradebook/")),
    )
    for person, paths in looked_at:
        page = cast.page_of(person)
        for path in paths:
            page.goto(path)
            assert list(problems(page, path)) == []


def the_end(cast: Cast) -> None:
    """All say the same grades, a student looks why, and every page reads well."""
    expected = grades_by_hand(cast)
    agree(cast, expected)
    student = cast.students[IN_A_BROWSER]
    in_a_browser.why(cast, student, expected[student.email])
    reads_well(cast)


def test_a_whole_semester(cast: Cast) -> None:
    for moment, scene in [*SCENES, ("2026-05-20T12:00", the_end)]:
        cast.site.to(moment)
        scene(cast)
