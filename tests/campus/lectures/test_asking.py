"""What a `try` box may ask for, what the page then holds, and what is refused with line and remedy."""

import re

import pytest

from chainrule.campus.lectures import asking, render_lecture
from chainrule.course import CourseError


def test_a_number_is_asked_for_and_what_stands_below_unfolds_as_its_answer(write):
    lecture = write("::: try What is $2 - 6$?\nTake a pen.\n\n::: number -4\nBecause.\n:::\n")
    [asked] = lecture.asks
    assert (asked.number, asked.within, asked.options) == ("-4", 0.0, ())
    html = render_lecture(lecture, ()).html
    form = html.index('<form class="ask')
    assert html.index("Take a pen.") < form < html.index('<details class="box box-answer">') < html.index("Because.")
    assert f'data-ask="{asked.id}" data-number="-4" data-within="0.0"' in html


def test_a_choice_is_asked_for_with_markdown_in_it(write):
    lecture = write("::: try Which?\n::: choice\n- [ ] $x$ < 1\n* [x] `y`\n\n:::\nBecause.\n:::\n")
    [asked] = lecture.asks
    assert [(option.text, option.is_right) for option in asked.options] == [("$x$ < 1", False), ("`y`", True)]
    html = render_lecture(lecture, ()).html
    assert 'data-choice="2"' in html
    assert html.count('type="radio"') == 2
    assert "katex" in html
    assert "&lt; 1" in html


def test_an_answer_box_of_the_author_stays_the_answer(write):
    text = "::: try Which?\n::: number 1\nA hint for all.\n\n::: answer\nBecause.\n:::\n:::\n"
    html = render_lecture(write(text), ()).html
    assert html.count("box-answer") == 1
    assert html.index("A hint for all.") < html.index("box-answer") < html.index("Because.")


def test_a_box_that_asks_for_nothing_is_what_it_was(write):
    html = render_lecture(write("::: try Why?\nBecause.\n:::\n"), ()).html
    assert '<details class="box box-try"><summary>' in html
    assert "<form" not in html


def test_code_in_the_answer_runs_as_before(write):
    lecture = write("::: try What?\n::: number 2\n```python\n1 + 1\n```\n:::\n")
    assert [block.source for block in lecture.blocks] == ["1 + 1"]


def test_an_answer_is_kept_under_the_words_of_its_question(write):
    one, other = (
        write(f"::: try {words}\n::: number {n}\nSo.\n:::\n").asks[0].id for words, n in (("A?", 1), ("A?", 2))
    )
    assert one == other
    assert one != write("::: try B?\n::: number 1\nSo.\n:::\n").asks[0].id
    assert re.fullmatch("[0-9a-f]{12}", one)


@pytest.mark.parametrize(
    ("key", "within"), [("-4", 0.0), ("-7.3", 0.05), ("0.10", 0.005), ("3e-4", 0.0), ("1.5e3", 0.05)]
)
def test_rounding_to_the_decimals_of_the_key_is_forgiven(key, within):
    assert asking.tolerance(key) == pytest.approx(within)


def test_more_is_forgiven_where_the_author_says_so(write):
    [asked] = write("::: try How many?\n::: number 300 within=20\nAbout.\n:::\n").asks
    assert asked.within == 20.0


WRONG = [
    ("::: number 4\n", 9, "stands in no `try` box"),
    ("::: note N\n::: number 4\n:::\n", 10, "stands in no `try` box"),
    ("::: try Q?\n::: number four\nSo.\n:::\n", 10, "is not one number"),
    ("::: try Q?\n::: number 4 5\nSo.\n:::\n", 10, "is not one number"),
    ("::: try Q?\n::: number 4 whithin=1\nSo.\n:::\n", 10, "is not one number"),
    ("::: try Q?\n::: number 4 within=much\nSo.\n:::\n", 10, "is not a number"),
    ("::: try Q?\n::: number 4 within=-1\nSo.\n:::\n", 10, "is not a number"),
    ("::: try Q?\n::: number 2.5e-3\nSo.\n:::\n", 10, "how much is forgiven"),
    ("::: try Q?\n::: number 4\n:::\n", 10, "gives no reason"),
    ("::: try\n::: number 4\nSo.\n:::\n", 9, "has no question"),
    ("::: try Q?\n::: number 4\n::: number 5\nSo.\n:::\n", 11, "asks twice"),
    ("::: try Q?\n::: choice\n- [x] a\n:::\nSo.\n:::\n", 10, "has 1 choices, of which 1"),
    ("::: try Q?\n::: choice\n- [x] a\n- [x] b\n:::\nSo.\n:::\n", 10, "has 2 choices, of which 2"),
    ("::: try Q?\n::: choice\n- [x] a\n- b\n:::\nSo.\n:::\n", 12, "is no choice: - b"),
    ("::: try Q?\n::: choice\n- [x] a\n- [ ] a\n:::\nSo.\n:::\n", 10, "are the same"),
    ("::: try Q?\n::: choice\n- [x] a\n", 9, "never closed"),
    ("::: try Q?\n::: number 1\nSo.\n:::\n\n::: try Q?\n::: number 2\nSo.\n:::\n", 15, "asked again in the same words"),
]


@pytest.mark.parametrize(("text", "line", "problem"), WRONG)
def test_what_cannot_be_asked_is_refused_with_its_line(write, text, line, problem):
    with pytest.raises(CourseError, match=re.escape(problem)) as error:
        write(text)
    assert error.value.line == line
    assert error.value.fix
