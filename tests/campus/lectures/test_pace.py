"""Minutes of a lecture: what counts, and on which path."""

import pytest

from chainrule.campus.lectures import pace
from chainrule.campus.lectures.model import Pace

WORDS = "word " * pace.WORDS_PER_MINUTE
TITLE = "# A title\n\n"


def paced(write, text, title=TITLE + "## One\n\n"):
    lecture = write(text, title=title)
    return {found.section: found for found in pace.paces(lecture.body, lecture.blocks, lecture.path)}


def rounded(found):
    return tuple(round(part, 2) for part in found.parts)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (WORDS, 1.0),
        ("$x$ $y$", 2 * pace.PER_FORMULA),
        ("$$\nx\n$$", pace.PER_FORMULA),
        ("```python\n1\n```", pace.PER_BLOCK),
        ("```python hide-code\n1\n```", 0.0),
        ('```python fold-code="prints one"\n1\n```', 0.0),
        ('::: figure autograd.chain_rule "See"', pace.PER_FIGURE),
        ('::: explorable graph-stepper expression="a" a=1', pace.PER_EXPLORABLE),
        ("::: try " + WORDS + "\n" + WORDS + "\n:::", 2 + pace.PER_TRY),
        ("- " + WORDS + "\n\n> " + WORDS, 2.0),
    ],
)
def test_what_costs_how_much(write, text, minutes):
    heading = 1 / pace.WORDS_PER_MINUTE  # "One"
    assert paced(write, text + "\n")["one"].core == pytest.approx(minutes + heading)


def test_deeper_boxes_exercises_and_sources_are_no_part_of_the_core_path(write):
    text = f"""{WORDS}

::: deeper A proof
{WORDS}

::: note Within
{WORDS}
:::
:::

{WORDS}

## Exercises

{WORDS}

::: exercise apply 6 Do it.
{WORDS}
:::

::: exercise explore 12 Find out.
:::

## Sources

{WORDS}
"""
    found = paced(write, text)
    assert rounded(found["one"]) == (2.01, 2.02, 0.0)
    assert rounded(found["exercises"]) == (0.0, 0.0, 18)
    assert found["sources"].parts == (0.0, 0.0, 0.0)


def test_what_stands_before_the_first_section_has_no_name(write):
    found = paced(write, WORDS + "\n\n## One\n\nText.\n", title=TITLE)
    assert list(found) == ["", "one"]
    assert found[""].core == pytest.approx(1.0, abs=0.02)


def test_whole_minutes_are_shown_and_what_takes_any_time_takes_one() -> None:
    assert Pace("a", 3.4, 0.1, 0.0).shown == Pace("a", 3, 1, 0)
