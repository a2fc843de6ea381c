"""Whatever is in a course file, loading it either works or says what is wrong."""

import doctest
import shutil
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.campus.syllabus import load_course, model
from chainrule.campus.syllabus.lines import key_lines
from chainrule.course import CourseError

FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NOISE = st.sampled_from(
    ["", "#", '"', "'''", "[", "]", "{", "}", "=", "\n", "0", "-", ".", "nan", "\x00", "é", "\\", ","]
)


def outcome_of_loading(folder):
    """The course, or its error; anything else that is raised fails the test."""
    try:
        return load_course(folder)
    except CourseError as error:
        return error


@FUZZ
@given(data=st.data())
def test_noise_anywhere_is_an_error_in_words_or_still_a_course(write, course_text, data):
    start = data.draw(st.integers(0, len(course_text)))
    length = data.draw(st.integers(0, 30))
    noise = data.draw(st.lists(NOISE, max_size=4).map("".join))
    outcome_of_loading(write((course_text[:start] + noise + course_text[start + length :]).encode()))


@FUZZ
@given(data=st.data())
def test_half_a_file_is_an_error_in_words(write, course_text, data):
    end = data.draw(st.integers(0, course_text.index("number = 29")))
    assert isinstance(outcome_of_loading(write(course_text[:end].encode())), CourseError)


def single_lines(text):
    """(key, line number) of every kind of key whose value ends on its own line; of alike entries, the first."""
    lines, seen = text.split("\n"), set()
    for key, line in key_lines(text).items():
        kind = tuple(step for step in key if isinstance(step, str))
        whole = lines[line - 1].startswith(f"{key[-1]} = ") and not lines[line - 1].endswith(("[", '"""'))
        if whole and kind not in seen:
            seen.add(kind)
            yield key, line


def test_every_key_is_needed_and_its_absence_is_named(write, course_text):
    lines = course_text.split("\n")
    optional = ("office", "program", "url", "class", "published", "package", "levels", "needs")
    keys = [(key, line) for key, line in single_lines(course_text) if key[-1] not in optional]
    assert len(keys) > 50
    for key, line in keys:
        error = outcome_of_loading(write("\n".join(lines[: line - 1] + lines[line:]).encode()))
        assert isinstance(error, CourseError), key
        assert key[-1] in f"{error.problem} {error.fix}", (key, error)


@pytest.mark.parametrize(
    "value", ["[]", "{}", "-1", "1e308", '""', "true", "1979-05-27", "99999999999999999999", "inf"]
)
def test_no_value_of_a_wrong_kind_gets_through_unnamed(write, course_text, value):
    lines = course_text.split("\n")
    for key, line in single_lines(course_text):
        outcome_of_loading(write("\n".join([*lines[: line - 1], f"{key[-1]} = {value}", *lines[line:]]).encode()))


def test_every_key_of_the_course_file_is_found_on_its_line(course_text):
    found, lines = key_lines(course_text), course_text.split("\n")

    def walk(value, at):
        if isinstance(value, dict):
            for key, below in value.items():
                yield (*at, key)
                yield from walk(below, (*at, key))
        elif isinstance(value, list):
            for index, below in enumerate(value):
                yield from walk(below, (*at, index))

    inline = [(paper, shares) for paper in ("quizzes", "exams") for shares in ("blueprint", "levels")]
    inline.append(("term", "holidays"))
    for at in walk(tomllib.loads(course_text), ()):
        if at[:2] in inline and len(at) > 2:
            continue
        assert str(at[-1]) in lines[found[at] - 1], at


def test_lines_are_not_led_astray_by_what_strings_and_comments_hold():
    text = (
        '# [no.table]\na = """\n[no]\nb = 1 \\""" no\n"""\n'
        "c = '''\nd = 2'''\n[t] # = [\n'e.f' . g = 3\nh = [\n  '[',\n  [1,\n   2],\n]\ni = {j = ']'}\n"
        "[[x]]\n[x.y]\nk = 1\n[[x.z]]\n[[x]]\n[[x.z]]\nk = 2"
    )
    assert tomllib.loads(text)["x"][1]["z"][0]["k"] == 2
    assert key_lines(text) == {
        ("a",): 2, ("c",): 6, ("t",): 8, ("t", "e.f", "g"): 9, ("t", "h"): 10, ("t", "h", 0): 11, ("t", "h", 1): 12,
        ("t", "i"): 15, ("x", 0): 16, ("x",): 16, ("x", 0, "y"): 17, ("x", 0, "y", "k"): 18, ("x", 0, "z", 0): 19,
        ("x", 0, "z"): 19, ("x", 1): 20, ("x", 1, "z", 0): 21, ("x", 1, "z"): 21, ("x", 1, "z", 0, "k"): 22,
    }  # fmt: skip


def test_a_course_is_read_the_same_twice(course, tmp_path):
    shutil.copy(course.folder / "course.toml", tmp_path)
    shutil.copy(course.folder / "revisions.md", tmp_path)
    again = load_course(tmp_path)
    assert (again.classes, again.assessments, again.settings) == (course.classes, course.assessments, course.settings)


def test_the_examples_of_the_model_run():
    assert doctest.testmod(model).failed == 0
