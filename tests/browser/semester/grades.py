"""What the site says of grades: the file, the instructor's page, the student's own page."""

import csv
import io
import re
from collections.abc import Mapping
from fractions import Fraction

from tests.browser.semester.by_hand import shown
from tests.browser.semester.cast import Cast
from tests.browser.semester.pages import Person


def book(cast: Cast) -> dict[str, Mapping[str, str]]:
    """The grade book's file, by email."""
    text = cast.instructor.get("/gradebook.csv").text.removeprefix("\ufeff")
    return {row["email"]: row for row in csv.DictReader(io.StringIO(text))}


def column_is(cast: Cast, paper: str, by_hand: Mapping[str, Fraction | None]) -> None:
    """Each student's mark of one assessment in the file, in percent, is the one of the table."""
    there = {email: row[f"{paper} %"] for email, row in book(cast).items()}
    expected = {email: "" if mark is None else shown(100 * mark, 4) for email, mark in by_hand.items()}
    assert there == expected, {one: (there.get(one), expected.get(one)) for one in {*there, *expected}}


def grade_on(person: Person, path: str) -> str:
    """The number that heads a page of grades: of what is decided, in percent."""
    found = re.search(r"<dt>So far</dt><dd class=\"num\"><strong>([\d.]+)%", person.get(path).text)
    assert found is not None
    return found[1]


def agree(cast: Cast, by_hand: Mapping[str, str]) -> None:
    """The student's own page, the grade book's file and the instructor's page say what the table says."""
    file = {email: row["so far (shown)"] for email, row in book(cast).items()}
    assert file == by_hand, {one: (file.get(one), by_hand[one]) for one in by_hand if file.get(one) != by_hand[one]}
    for person in cast.students.values():
        assert grade_on(person, "/grades/") == by_hand[person.email], person.name
        assert grade_on(cast.instructor, f"/gradebook/{cast.keys[person.email]}/") == by_hand[person.email], person.name
