"""A `try` box that asks for a line of code: what an author writes, how a reader's line is judged, what is proven."""

import pytest

from chainrule.campus.lectures import lines, live, render_lecture
from chainrule.campus.lectures.lines import RIGHT, UNREAD, WRONG
from chainrule.course import CourseError
from chainrule.labs import PlainLauncher

ABOVE = "```python\ndz, y = -4.0, 2.0\n```\n\n"
CHECKED = "::: try Which line?\n::: code\ndx = dz * y\n---\ndx       # -> -8.0\n:::\nBecause.\n:::\n"
VALUE = "::: try What times what?\n::: code\ndz * y    # -8.0\n:::\nBecause.\n:::\n"


def judged(lecture, code, changed=None):
    [asked] = lecture.asks
    came = live.run(lines.program(lecture, asked, code, changed or {}), PlainLauncher())
    return lines.judge(lecture, asked, code, came)


@pytest.mark.parametrize(
    ("code", "verdict", "said"),
    [
        ("dx = y * dz", RIGHT, ""),
        ("dx = -8", RIGHT, ""),
        ("dx = dz + y", WRONG, "dx should be -8.0, and is -2.0."),
        ("pass", WRONG, "NameError"),
        ("dx = dz *", UNREAD, "SyntaxError"),
        ("dx = q", UNREAD, "NameError"),
        ("import os; os._exit(0)", UNREAD, "ended the program"),
        ("class A:\n    def __repr__(self): return '9' * 5000\ndx = A()", WRONG, "dx should be -8.0"),
        ("class A:\n    def __repr__(self): return '1e99999999999999999999'\ndx = A()", WRONG, "dx should be -8.0"),
    ],
)
def test_a_line_is_judged_by_what_the_check_of_it_gives(write, code, verdict, said):
    found = judged(write(ABOVE + CHECKED), code)
    assert found.verdict == verdict
    assert said in found.said


def test_without_a_check_the_last_line_is_judged(write):
    lecture = write(ABOVE + VALUE)
    assert judged(lecture, "a = y\na * dz").verdict == RIGHT
    assert judged(lecture, "answer = y * dz").verdict == RIGHT
    assert judged(lecture, "dz + y").said == "Your last line should be -8.0, and is -2.0."
    assert judged(lecture, "# nothing").verdict == WRONG


def test_the_blocks_above_have_run_as_the_reader_left_them(write):
    lecture = write(ABOVE + VALUE)
    assert judged(lecture, "dz * y", {0: "dz, y = 1, 1"}).verdict == WRONG
    broken = judged(lecture, "dz * y", {0: "1 / 0"})
    assert broken.verdict == UNREAD
    assert broken.said.startswith("A block above ended with an error.\nZeroDivisionError")


def test_the_box_holds_a_hidden_form_and_the_authors_lines_in_its_answer(write):
    html = render_lecture(write(ABOVE + CHECKED), ()).html
    form, answer = html.index('<form class="ask ask-code"'), html.index('class="box box-answer"')
    assert form < html.index(" hidden>", form) < answer
    assert "dz" not in html[form:answer]
    assert html.index("-8.0", answer) < html.index("Because.", answer)


def test_the_authors_lines_are_no_block_of_the_lecture(write):
    assert len(write(ABOVE + CHECKED).blocks) == 1


WRONG_TEXTS = [
    ("::: code\n:::\nSo.\n", 15, "no line of code"),
    ("::: code\nx = 1\n---\n:::\nSo.\n", 15, "the check is empty"),
    ("::: code\nx = 1\n---\nx # -> 1\n---\nx\n:::\nSo.\n", 18, "2 lines `---`"),
    ("::: code\nx = 1\n:::\nSo.\n", 15, "nothing is said"),
    ("::: code\nx = 1   # -> 1\ny = 2\n:::\nSo.\n", 15, "only the last line's"),
    ("::: code\nx =   # -> 1\n:::\nSo.\n", 15, "not Python"),
    ("::: code\nx = 1\n---\nfor x in y:  # -> 3\n    pass\n:::\nSo.\n", 17, "top level"),
    ("::: code\nx # 1\n:::\n", 14, "gives no reason"),
]


@pytest.mark.parametrize(("inside", "line", "problem"), WRONG_TEXTS)
def test_what_an_author_wrote_wrongly_is_named_with_its_line(write, inside, line, problem):
    with pytest.raises(CourseError, match=problem) as caught:
        write(f"{ABOVE}::: try Which?\n{inside}:::\n")
    assert caught.value.line == line


def test_the_authors_own_line_must_pass_and_an_empty_one_must_not(write):
    def problems(text):
        return [(error.line, error.problem) for error in lines.prove(write(ABOVE + text), PlainLauncher())]

    assert problems(CHECKED) == problems(VALUE) == []
    [(line, problem)] = problems(CHECKED.replace("dz * y", "dz + y"))
    assert (line, problem) == (15, "the author's own lines do not pass: dx should be -8.0, and is -2.0.")
    [(_, problem)] = problems(CHECKED.replace("dx       # -> -8.0", "y        # -> 2.0"))
    assert problem == "an empty answer passes"
    [(_, problem)] = [
        (e.line, e.problem) for e in lines.prove(write("```python\nimport pandas\n```\n" + VALUE), PlainLauncher())
    ]
    assert "nobody can answer" in problem
