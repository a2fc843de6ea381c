"""Next year's course: every date moved, nothing else changed, nothing lost."""

import datetime as dt
import re
import shutil

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chainrule.campus.syllabus import load_course
from chainrule.campus.syllabus.model import Holidays, Term
from chainrule.campus.syllabus.moving import moved_dates, moved_text, new_course
from chainrule.course import CourseError

NEXT_YEAR = Term(dt.date(2027, 1, 21), (1, 3), (Holidays("Novruz", dt.date(2027, 3, 20), dt.date(2027, 3, 30)),))


@pytest.fixture
def source(course, tmp_path):
    """A course folder of its own, with a file beside `course.toml` and a revision behind it."""
    folder = tmp_path / "this-year"
    folder.mkdir()
    shutil.copy(course.folder / "course.toml", folder)
    (folder / "revisions.md").write_text("## v0\n- No revisions yet\n\n## v1 (2026-02-14)\n- Snow.\n")
    (folder / "lectures" / "03-x" / "__pycache__").mkdir(parents=True)
    (folder / "lectures" / "03-x" / "lecture.md").write_text("# Text of 2026")
    (folder / "lectures" / "03-x" / "__pycache__" / "checks.pyc").write_bytes(b"")
    return folder


def counted_dates(first, meets, holidays, count):
    """Class dates by counting days, without the code under test."""
    days = (first + dt.timedelta(days=n) for n in range(400))
    free = (day for day in days if day.weekday() in meets and not any(a <= day <= b for a, b in holidays))
    return [next(free) for _ in range(count)]


def without_dates(text):
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)


def test_every_date_moves_with_its_class(source, tmp_path):
    made = new_course(source, tmp_path / "next-year", NEXT_YEAR).course
    dates = counted_dates(NEXT_YEAR.first_class, (1, 3), [(dt.date(2027, 3, 20), dt.date(2027, 3, 30))], 29)
    assert [meeting.date for meeting in made.classes] == dates
    for assessment in load_course(source).assessments:
        expected = dates[assessment.beside - 1] if assessment.beside else dates[-1] + dt.timedelta(days=5)
        assert made.assessment(assessment.id).date == expected
    assert made == load_course(tmp_path / "next-year")


def test_words_comments_and_other_files_stay(source, tmp_path):
    target = tmp_path / "next-year"
    new_course(source, target, NEXT_YEAR)
    before, after = ((folder / "course.toml").read_text() for folder in (source, target))
    assert without_dates(after) == without_dates(before)
    assert after != before
    assert (target / "lectures" / "03-x" / "lecture.md").read_text() == "# Text of 2026"
    assert not list(target.rglob("*.pyc"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_comment_beside_a_date_and_the_ends_of_lines_stay(course, course_text, end):
    text = course_text.replace("date = 2026-05-12", "date = 2026-05-12  # in the large hall").replace("\n", end)
    moved = moved_text(text, NEXT_YEAR, moved_dates(course, NEXT_YEAR))
    assert re.search(r"date = 2027-05-\d\d  # in the large hall", moved)
    assert without_dates(moved) == without_dates(text)


def test_the_new_course_starts_at_v0(source, tmp_path):
    assert load_course(source).revision == "v1"
    assert new_course(source, tmp_path / "next-year", NEXT_YEAR).course.revision == "v0"


def test_the_same_term_gives_the_same_file(source, tmp_path):
    target = tmp_path / "again"
    new_course(source, target, load_course(source).term)
    assert (target / "course.toml").read_bytes() == (source / "course.toml").read_bytes()


def test_there_and_back_again(source, tmp_path):
    there, back = tmp_path / "there", tmp_path / "back"
    new_course(source, there, NEXT_YEAR)
    new_course(there, back, load_course(source).term)
    assert (back / "course.toml").read_bytes() == (source / "course.toml").read_bytes()


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_holidays_are_added_and_taken_away(course, course_text, tmp_path, count):
    days = [dt.date(2027, 2, 1) + dt.timedelta(weeks=4 * n) for n in range(count)]
    holidays = tuple(Holidays("Holidays", day, day + dt.timedelta(days=2)) for day in days)
    term = Term(dt.date(2027, 1, 21), (1, 3), holidays)
    text = moved_text(course_text, term, moved_dates(course, term))
    (tmp_path / "course.toml").write_text(text)
    shutil.copy(course.folder / "revisions.md", tmp_path)
    assert load_course(tmp_path).term == term
    comments = [line for line in course_text.split("\n") if line.startswith("#")]
    assert [line for line in text.split("\n") if line.startswith("#")] == comments


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.dates(dt.date(2026, 8, 1), dt.date(2031, 12, 31)),
    other=st.integers(0, 6),
    gap=st.integers(8, 120),
    length=st.integers(0, 20),
)
def test_any_term_that_is_possible_is_moved_to_right(course, course_text, tmp_path, start, other, gap, length):
    away = (start + dt.timedelta(days=gap), start + dt.timedelta(days=gap + length))
    meets = tuple(sorted({start.weekday(), other}))
    term = Term(start, meets, (Holidays("Holidays", *away),))
    dates = counted_dates(start, meets, [away], 29)
    (tmp_path / "course.toml").write_text(moved_text(course_text, term, moved_dates(course, term)))
    shutil.copy(course.folder / "revisions.md", tmp_path)
    final = dates[-1] + dt.timedelta(days=5)
    assume(not away[0] <= final <= away[1])
    assume(dates[5] - dates[3] >= dt.timedelta(weeks=1))
    moved = load_course(tmp_path)
    assert [meeting.date for meeting in moved.classes] == dates
    assert moved.assessment("final").date == final
    assert {a.id: a.date for a in moved.assessments if a.beside} == {
        a.id: dates[a.beside - 1] for a in course.assessments if a.beside
    }


IMPOSSIBLE = [
    (Term(dt.date(2027, 1, 22), (1, 3)), "is a Friday, but classes meet on tue, thu"),
    (Term(dt.date(2027, 1, 18), (0, 2, 4)), "when students are assigned to teams"),
    (
        Term(dt.date(2027, 1, 21), (1, 3), (Holidays("H", dt.date(2027, 3, 1), dt.date(2029, 3, 1)),)),
        "would be more than a year after",
    ),
    (
        Term(dt.date(2027, 1, 21), (1, 3), (Holidays("H", dt.date(2027, 5, 4), dt.date(2027, 5, 4)),)),
        "final on 2027-05-04 lies in the holidays",
    ),
    (
        Term(
            dt.date(2027, 1, 21),
            (1, 3),
            (
                Holidays("H", dt.date(2027, 3, 1), dt.date(2027, 3, 9)),
                Holidays("H", dt.date(2027, 3, 9), dt.date(2027, 3, 10)),
            ),
        ),
        "overlap",
    ),
]


@pytest.mark.parametrize(("term", "message"), IMPOSSIBLE)
def test_an_impossible_calendar_says_which_and_leaves_nothing_behind(source, tmp_path, term, message):
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CourseError) as caught:
        new_course(source, tmp_path / "next-year", term)
    assert "the new calendar does not work" in caught.value.problem
    assert message in caught.value.problem
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_final_on_a_day_without_classes_is_pointed_out(source, tmp_path):
    made = new_course(source, tmp_path / "next-year", Term(dt.date(2027, 1, 18), (0, 1)))
    assert any("final falls on Saturday" in note for note in made.notes)
    assert any("no holidays" in note for note in made.notes)


def test_nothing_is_overwritten(source, tmp_path):
    target = tmp_path / "taken"
    target.mkdir()
    (target / "mine.txt").write_text("work of weeks")
    with pytest.raises(CourseError, match="not empty"):
        new_course(source, target, NEXT_YEAR)
    made = new_course(source, target, NEXT_YEAR, replace=True)
    assert (made.kept / "mine.txt").read_text() == "work of weeks"
    again = new_course(source, target, NEXT_YEAR, replace=True)
    assert {made.kept.name, again.kept.name} == {"taken.old-1", "taken.old-2"}


def test_an_empty_folder_is_used(source, tmp_path):
    target = tmp_path / "a" / "b"
    target.mkdir(parents=True)
    assert new_course(source, target, NEXT_YEAR).kept is None
    assert load_course(target).classes[0].date == NEXT_YEAR.first_class


def test_a_course_is_made_neither_inside_nor_around_another(source, tmp_path):
    for target in (source, source / "next", source.parent):
        with pytest.raises(CourseError, match="inside"):
            new_course(source, target, NEXT_YEAR, replace=True)


def test_a_file_in_the_way_is_named(source, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CourseError, match="file of this name"):
        new_course(source, tmp_path / "file", NEXT_YEAR, replace=True)
