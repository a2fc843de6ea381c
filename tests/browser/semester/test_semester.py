"""A whole semester on a moved clock: a real server, a real browser, and grades that a table by hand gives too."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.semester import by_hand
from tests.browser.semester.cast import Cast, enrol
from tests.browser.semester.course import make_course
from tests.browser.semester.grades import column_is
from tests.browser.semester.running import Semester
from tests.browser.semester.sitting import mark, release, sit, sit_plainly

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.needs("the sandbox")]
PLAIN = "16"  # sits without JavaScript


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Semester]:
    """The site on the first day."""
    one = Semester(tmp_path, make_course(tmp_path / "course"))
    one.to("2026-01-22T09:00")
    one.start()
    yield one
    one.stop()


def all_sit(cast: Cast, paper: str) -> None:
    for student in cast.there():
        result = student.papers.get(paper)
        if result is None or result.right is None or result.how == "m":
            continue
        person = cast.students[student.number]
        if student.number == PLAIN:
            sit_plainly(person, paper, result.right)
        else:
            sit(person, paper, result.right, hand_in=result.how != "c")


def marks_by_hand(cast: Cast, paper: str, regraded: str = "") -> dict[str, Fraction | None]:
    """By email what the paper is worth to everybody who is in the course; None for who is excused."""
    found: dict[str, Fraction | None] = {}
    for student in cast.there():
        excused = paper in student.papers and student.papers[paper].how == "e"
        found[student.email] = None if excused else by_hand.scores(student, regraded).get(paper, Fraction(0))
    return found


def test_a_whole_semester(site: Semester, browser: Browser) -> None:
    cast = enrol(site, browser)
    for n, day in ((1, "2026-02-03"),):
        site.to(f"{day}T18:00")
        all_sit(cast, f"quiz-{n}")
        site.to(f"{day}T23:30")
        mark(cast, f"quiz-{n}")
        release(cast, f"quiz-{n}")
        column_is(cast, f"quiz-{n}", marks_by_hand(cast, f"quiz-{n}"))
    cast.close()
    assert not cast.complaints
