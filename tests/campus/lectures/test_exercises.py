"""Exercises: what the author writes, what the page shows, and what a lecture must have of them."""

import re

import pytest

from chainrule.campus.lectures import exercises, render_lecture
from chainrule.course import CourseError

ONE = "::: exercise apply 6 Give the engine a $\\cos$.\n::: hint\nThink.\n:::\n::: answer\nSo.\n:::\n:::\n"
OPEN = "::: exercise explore 12 Find out.\n:::\n"


def test_an_exercise_shows_its_number_tier_and_minutes_and_folds_hints_and_answer(write):
    lecture = write(f"{ONE}\n{OPEN}")
    first, second = lecture.exercises
    assert (first.number, first.tier, first.minutes, first.has_answer) == (1, "apply", 6, True)
    assert (second.number, second.tier, second.minutes, second.has_answer) == (2, "explore", 12, False)
    html = render_lecture(lecture, ()).html
    assert "Exercise 1. Apply, 6 min" in html
    assert "Exercise 2. Find out, 12 min" in html
    assert html.count('<details class="box box-hint">') == 1
    assert html.count('<details class="box box-answer">') == 1
    assert "katex" in html


def test_an_answer_of_ones_own_is_asked_for_above_the_worked_one_and_shows_only_by_a_script(write):
    lecture = write(f"{ONE}\n{OPEN}")
    html = render_lecture(lecture, ()).html
    [form] = re.findall(r'<form class="own-answer" data-ask="([0-9a-f]{12})" hidden>', html)
    assert html.index("box-hint") < html.index("own-answer") < html.index('<details class="box box-answer">')
    assert form == lecture.exercises[0].id
    assert lecture.answers_kept == {form}  # the other has no worked answer to compare with
    assert 'maxlength="2000" required' in html


def test_an_answer_is_kept_under_the_words_of_its_exercise(write):
    first, longer, asked = (
        write(text)
        for text in (ONE, ONE.replace("apply 6", "explore 9"), f"::: try {ONE[20:46]}\n::: number 1\nSo.\n:::\n")
    )
    assert first.answers_kept == longer.answers_kept
    assert not first.answers_kept & asked.answers_kept


def test_each_text_is_numbered_from_one(write):
    assert [write(f"{ONE}\n{OPEN}").exercises[0].number for _ in range(2)] == [1, 1]


@pytest.mark.parametrize(
    "head", ["", "apply", "apply 6", "aply 6 Why?", "apply six Why?", "apply 0 Why?", "6 apply Why?"]
)
def test_a_head_that_does_not_say_what_it_is_is_refused(write, head):
    with pytest.raises(CourseError, match=re.escape("does not say what it is")) as error:
        write(f"::: exercise {head}\nText.\n:::\n")
    assert error.value.line == 9
    assert "recall, apply, explore" in error.value.fix


def of(tiers: str, answered: int) -> tuple[exercises.Exercise, ...]:
    names = {name[0]: name for name in exercises.TIERS}
    return tuple(exercises.Exercise(n, names[t], 5, n <= answered, 20 + n, str(n)) for n, t in enumerate(tiers, 1))


def test_two_exercises_are_not_told_apart_by_the_same_words(write):
    found = write(f"{ONE}\n{ONE}").exercises
    errors = exercises.set_errors(found, write(ONE).path)
    [error] = [error for error in errors if "the same words" in error.problem]
    assert error.line == found[1].line


@pytest.mark.parametrize(
    ("found", "problems"),
    [
        ((), []),  # a lecture that has none yet
        (of("rraaaeee", 6), []),
        (of("rraaaeee", 5), ["5 of 8 exercises have a worked answer"]),
        (of("rraaaee", 7), ["the lecture has 7 exercises"]),
        (of("rrrraaaaaeeee", 13), ["the lecture has 13 exercises"]),
        (of("rraaaaae", 8), ["fewer than two exercises are of the tier `explore`"]),
    ],
)
def test_what_a_lecture_must_have(tmp_path, found, problems):
    errors = list(exercises.set_errors(found, tmp_path / "lecture.md"))
    assert [error.problem for error in errors] == problems
    assert all(error.line == 21 for error in errors)
