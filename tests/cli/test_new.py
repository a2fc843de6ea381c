"""`chainrule new`: next year's course from the command line."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from chainrule.campus.syllabus import load_course
from chainrule.cli.author import new
from chainrule.course import CourseError, find_course

SAME = ["--start", "2026-01-22", "--meets", "tue,thu", "--holidays", "2026-03-20..2026-03-30"]


def run(*arguments):
    return CliRunner().invoke(new, [str(argument) for argument in arguments])


def test_the_same_term_gives_the_same_course(tmp_path):
    result = run(tmp_path / "again", *SAME)
    assert result.exit_code == 0
    assert "29 classes, Thu 22 Jan 2026 to Thu 07 May 2026" in result.output
    assert "Tue 03 Feb 2026  Quiz 1" in result.output
    made, course = load_course(tmp_path / "again"), load_course(find_course())
    assert (made.classes, made.assessments) == (course.classes, course.assessments)


def test_weekdays_stay_when_none_are_given_and_holidays_repeat(tmp_path):
    holidays = ["--holidays", "2027-03-20..2027-03-30", "--holidays", "2027-02-16"]
    assert run(tmp_path / "next", "--start", "2027-01-21", *holidays).exit_code == 0
    term = load_course(tmp_path / "next").term
    assert term.meets == (1, 3)
    assert [(h.first.isoformat(), h.last.isoformat()) for h in term.holidays] == [
        ("2027-03-20", "2027-03-30"),
        ("2027-02-16", "2027-02-16"),
    ]


def test_force_keeps_what_was_there_and_says_where(tmp_path):
    target = tmp_path / "taken"
    target.mkdir()
    (target / "mine.txt").write_text("work")
    refused = run(target, *SAME)
    assert isinstance(refused.exception, CourseError)
    result = run(target, *SAME, "--force")
    assert result.exit_code == 0
    assert "taken.old-1" in result.output
    assert (tmp_path / "taken.old-1" / "mine.txt").read_text() == "work"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    result = run(tmp_path / "file" / "next", *SAME)
    assert isinstance(result.exception, CourseError)
    assert "could not be written" in result.exception.problem


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "22.01.2027"], "does not match the format"),
        ([], "--start"),
        (["--start", "2027-01-21", "--meets", "tue,thr"], "'thr' is not a weekday"),
        (["--start", "2027-01-21", "--meets", ","], "is not a weekday"),
        (["--start", "2027-01-21", "--holidays", "March"], "not a range of dates"),
        (["--start", "2027-01-21", "--holidays", "2027-03-30..2027-03-20"], "ends before it starts"),
    ],
)
def test_a_wrong_option_is_named(tmp_path, arguments, message):
    result = run(tmp_path / "next", *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "next").exists()


def test_the_command_tells_an_error_in_words(tmp_path):
    command = [sys.executable, "-c", "from chainrule.cli import main; main()", "new", str(tmp_path / "next")]
    result = subprocess.run([*command, "--start", "2027-01-22"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "is a Friday, but classes meet on tue, thu" in result.stderr
    assert "fix: change --start, --meets or --holidays" in result.stderr
    assert "Traceback" not in result.stderr
