"""How the course reads its syllabus: every reading names its setting and follows it."""

import importlib.metadata
import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chainrule.campus.syllabus import lateness, load_course, reading_tools, readings

ROOT = Path(__file__).parents[3]


def by_id(course):
    return {reading.id: reading for _, group in readings(course) for reading in group}


def test_every_reading_is_complete_and_has_its_own_id(course):
    listed = [reading for _, group in readings(course) for reading in group]
    assert len(listed) == len(by_id(course)) >= 30
    for reading in listed:
        assert reading.question.endswith("?")
        assert reading.answer.endswith(".")
        assert reading.why.endswith((".", "”."))
        assert not re.search(r"[{}]|None|datetime", reading.question + reading.answer + reading.why)


def test_every_setting_named_is_in_the_file_as_it_is_written(course, course_text):
    for reading in by_id(course).values():
        for setting in reading.settings:
            assert setting.value == course.settings[setting.key]
            assert f"{setting.key.rpartition('.')[2]} = {setting.value}" in course_text


def test_every_setting_marked_as_a_reading_is_on_the_page(course, course_text):
    marked = re.findall(r"# reading:[^\n]*\n(?:#[^\n]*\n)*([a-z_]+) = ", course_text)
    named = {setting.key.rpartition(".")[2] for reading in by_id(course).values() for setting in reading.settings}
    assert len(marked) == 19
    assert set(marked) <= named


# what the instructor changes, the reading that follows, what its answer says then
CHANGES = [
    (('grace = "1 minute"', 'grace = "2 minutes"'), "late-grace", "exactly two minutes"),
    (('on_the_border = "milder"', 'on_the_border = "harsher"'), "late-borders", "the harsher tier applies"),
    (('until = "30 minutes"', 'until = "1 hour"'), "late-borders", "At exactly one hour"),
    (("time = 23:00:00", "time = 22:00:00"), "deadline-zone", "10 PM (22:00)"),
    (('penalty_of = "earned"', 'penalty_of = "full"'), "penalty-base", "Of the full mark"),
    (("penalty_on_bonus = false", "penalty_on_bonus = true"), "bonus-order", "made smaller by the same penalty"),
    (('bonus_cap = "course"', 'bonus_cap = "item"'), "bonus-cap", "No:"),
    (("opens = 08:00:00", "opens = 09:15:00"), "quiz-hours", "from 09:15"),
    (("minutes = 60", "minutes = 75"), "exam-hours", "The 75 minutes"),
    (("opens = 08:00:00", "opens = 08:00:00\ncloses = 21:00:00"), "quiz-hours", "closes at 21:00"),
    (("minutes = 30", "minutes = 40"), "cut-off", "A start by 22:20"),
    (("full_time_after_closing = false", "full_time_after_closing = true"), "cut-off", "The full 30 minutes"),
    (("best = 8", "best = 5"), "quiz-count", "9 are sat and 5 count: the best ones, each worth 5 points"),
    (("best = 8", "best = 9"), "quiz-count", "9 are sat and 9 count: all"),
    (("best = 8", "best = 9"), "missed-quiz", "None is discarded"),
    (("best = 8", "best = 7"), "missed-quiz", "the lowest two are discarded"),
    (('excused = "left-out"', 'excused = "make-up"'), "excused-quiz", "sat again as a make-up"),
    (("excused_uses_drop = true", "excused_uses_drop = false"), "excused-quiz", "is discarded as well"),
    (('excused = "make-up"', 'excused = "other-exam"'), "excused-exam", "The other exam counts for both"),
    (('covers = "14"', 'covers = "12-14"'), "not-in-quizzes", "classes 4, 9, 15, 17, 24, 28-29"),
    (("ask_optional_outcomes = false", "ask_optional_outcomes = true"), "optional-outcomes", "Yes"),
    (('conflict_notice = "2 weeks"', 'conflict_notice = "1 week"'), "conflict-notice", "10 March, 23:00 (midterm)"),
    (('assigned_before = "1 week"', 'assigned_before = "5 days"'), "team-details", "5 February, 23:00"),
    (('assigned_to = "new-teams"', 'assigned_to = "open-teams"'), "team-assignment", "They fill the smallest teams"),
    (('resubmit_until = "milestone-1"', 'resubmit_until = "quiz-4"'), "proposal-revise", "Until 3 March, 23:00"),
    (("rejected_at_most = 5", "rejected_at_most = 2.5"), "proposal-reject", "then 2.5% of the project"),
    (("drop_early = true", "drop_early = false"), "drop-early", "Every quiz so far counts"),
    (("decimals = 2", "decimals = 0"), "rounding", "whole numbers"),
    (("slow_upload_seconds = 30", "slow_upload_seconds = 45"), "late-received", "took 45 seconds or more"),
    (("[deadlines]", "[letters]\nA = 90\nF = 0\n\n[deadlines]"), "letters", "A from 90 and F from 0"),
]


@pytest.mark.parametrize(
    ("change", "id", "says"), CHANGES, ids=[f"{change[1]}-{n}" for n, change in enumerate(CHANGES)]
)
def test_a_reading_follows_its_setting(course, changed, change, id, says):
    before, after = by_id(course)[id], by_id(load_course(changed(change)))[id]
    assert says in after.answer
    assert says not in before.answer


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ((2026, 3, 28, 23), (2026, 3, 30, 0)),  # clocks go forward in the night: a day of 24 hours ends an hour later
        ((2026, 10, 24, 23), (2026, 10, 25, 22)),  # and back: an hour earlier
        ((2026, 3, 10, 23), (2026, 3, 11, 23)),
    ],
)
def test_lateness_over_a_change_of_the_clock_is_what_the_reading_says(course, due, last):
    assert "By the time that passed" in by_id(course)["late-clock-change"].answer
    assert "one day is as long" in by_id(course)["late-clock-change"].answer
    berlin = ZoneInfo("Europe/Berlin")
    deadline, end = (datetime(*moment, tzinfo=berlin) for moment in (due, last))
    assert lateness(course.late_rules, deadline, end).accepted
    assert not lateness(course.late_rules, deadline, end + timedelta(seconds=1)).accepted


def test_an_older_python_in_the_text_is_answered_with_the_one_that_is_needed(course):
    from dataclasses import replace

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert needed == f">={'.'.join(map(str, reading_tools.OLDEST))}"
    found = by_id(course)["python"]
    assert found.question == "Is Python 3.9 enough?"
    assert "3.11 or later" in found.answer
    assert "The text says 3.9 or later" in found.why
    newer = replace(course, technology=course.technology.replace("3.9 or later", "3.12 or later"))
    assert by_id(newer)["python"].question == "Which Python does the course need?"
    silent = replace(course, technology="A computer.")
    assert by_id(silent)["python"].answer == "Python 3.11 or later."


@pytest.mark.parametrize(("package", "oldest"), [("numpy", (3, 11)), ("torch", (3, 10))])
def test_the_reason_for_the_newer_python_is_what_the_packages_say(package, oldest):
    asked = re.fullmatch(r">=(\d+)\.(\d+).*", importlib.metadata.metadata(package)["Requires-Python"])
    assert asked
    assert (int(asked[1]), int(asked[2])) == oldest
