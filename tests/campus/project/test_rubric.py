"""From levels to points: totals, adjustments, two markers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.milestones import load
from chainrule.campus.project.rubric import Adjustment, NotMarked, compare, mark
from chainrule.campus.syllabus.derivation import recombine
from chainrule.course import find_course

MILESTONE = load(find_course())["milestone-1"]
BEST = {criterion.id: criterion.points for criterion in MILESTONE.criteria}
SOME = {"baseline": 20, "data": 14, "evaluation": 8, "results": 25}
MARKINGS = st.fixed_dictionaries(
    {one.id: st.sampled_from([level.points for level in one.levels]) for one in MILESTONE.criteria}
)


def test_a_mark_is_the_sum_of_its_levels_and_says_which_they_are() -> None:
    marked = mark(MILESTONE, SOME, ["Ann", "Bo"])
    assert (marked.team.value, marked.team.out_of) == (67, 100)
    part = marked.team.find("An evaluation that was decided before")
    assert (part.value, part.out_of) == (8, 25)
    assert part.rule.startswith("A metric: A metric is named")
    assert {name: own.value for name, own in marked.members.items()} == {"Ann": 67, "Bo": 67}


@pytest.mark.parametrize(
    ("points", "value", "rule"),
    [
        (-10, 57, "Wrote no code."),
        (5.5, 72.5, "Wrote no code."),
        (-90, 0, "Wrote no code. (-90 points, of which -67 count: a mark is from 0 to 100.)"),
        (50, 100, "Wrote no code. (+50 points, of which +33 count: a mark is from 0 to 100.)"),
    ],
)
def test_an_adjustment_is_one_members_and_ends_at_the_bounds(points: float, value: float, rule: str) -> None:
    marked = mark(MILESTONE, SOME, ["Ann", "Bo"], {"Bo": Adjustment(points, " Wrote no code. ")})
    assert (marked.members["Ann"].value, marked.members["Bo"].value) == (67, value)
    assert marked.members["Bo"].out_of == 100
    assert marked.members["Bo"].find("Adjustment").rule == rule


@pytest.mark.parametrize(
    ("levels", "adjustments", "wrong"),
    [
        ({}, {}, "A running baseline: choose a level."),
        (SOME | {"data": 13}, {}, "Data described: no level gives 13 points. Choose one of 0, 7, 14, 20."),
        (SOME | {"data": math.nan}, {}, "no level gives nan points"),
        (SOME | {"data": False}, {}, "no level gives False points"),
        (SOME | {"style": 3}, {}, "no such criterion"),
        (SOME, {"Eve": Adjustment(1, "x")}, "Eve: not in this team"),
        (SOME, {"Bo": Adjustment(0, "x")}, "Bo: an adjustment is a number of points"),
        (SOME, {"Bo": Adjustment(math.inf, "x")}, "Bo: an adjustment is a number of points"),
        (SOME, {"Bo": Adjustment(3, "  ")}, "Bo: say why"),
    ],
)
def test_what_makes_no_mark_is_told(levels: dict, adjustments: dict, wrong: str) -> None:
    with pytest.raises(NotMarked, match=wrong.replace("(", r"\(")):
        mark(MILESTONE, levels, ["Ann", "Bo"], adjustments)


@given(MARKINGS, st.floats(-200, 200).filter(bool))
def test_every_number_of_a_mark_is_that_of_its_parts(levels: dict[str, int], points: float) -> None:
    marked = mark(MILESTONE, levels, ["Ann"], {"Ann": Adjustment(points, "why")})
    assert marked.team.value == sum(levels.values())
    for node in marked.members["Ann"].walk():
        assert recombine(node) == (node.value, node.out_of)
    assert -1e-9 <= (marked.members["Ann"].value or 0) <= 100 + 1e-9


def test_two_markers_agree_or_differ_by_criterion() -> None:
    assert compare(MILESTONE, SOME, dict(SOME)).agreed
    found = compare(MILESTONE, SOME, SOME | {"data": 20, "results": 16})
    assert [(one.criterion.id, one.first, one.second, one.by) for one in found.differences] == [
        ("data", 14, 20, 6),
        ("results", 25, 16, 9),
    ]
    assert (found.agreed, found.by) == (False, 3)
    assert found.text == (
        "The markers differ in 2 of 4 criteria, by 15 points together: Data described (6), "
        "First results, with a plan (9). A moderator decides these."
    )
    with pytest.raises(NotMarked, match="The second marking: A running baseline: choose a level"):
        compare(MILESTONE, SOME, {})
