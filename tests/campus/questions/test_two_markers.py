"""Second marks: which answers get one, when somebody decides, how far markers agree; by numbers worked out by hand."""

from fractions import Fraction

import pytest

from chainrule.campus.questions import HumanMark
from chainrule.campus.questions.two_markers import Both, is_chosen, kappa, must_be_decided, of_all, of_markers

NAMES = [f"quiz-1/{attempt}/{item}" for attempt in range(400) for item in (5, 6, 7)]
SECRET = b"a secret"


def chosen(percent: int, secret: bytes = SECRET) -> set[str]:
    return {name for name in NAMES if is_chosen(secret, name, percent)}


def test_the_share_that_is_asked_for_is_chosen_and_stays_chosen_when_more_are() -> None:
    assert chosen(0) == set()
    assert chosen(100) == set(NAMES)
    assert chosen(10) < chosen(25) < chosen(50)
    for percent in (10, 25, 50):
        assert abs(len(chosen(percent)) / len(NAMES) - percent / 100) < 0.04


def test_nobody_without_the_secret_knows_which() -> None:
    both = chosen(50) & chosen(50, b"another secret")
    assert abs(len(both) / len(NAMES) - 0.25) < 0.05


@pytest.mark.parametrize(
    ("first", "second", "allowed", "decide"),
    [
        (("1", "1"), ("1", "1"), "0", False),
        (("1", "0.5"), ("1", "1"), "0", True),
        (("1", "0.5"), ("1", "1"), "0.5", False),
        (("1", "0"), ("1", "1"), "0.5", True),
        (("1", "0"), ("0", "1"), "0", False),  # the same points, for something else
    ],
)
def test_somebody_decides_where_the_points_differ_by_more_than_is_allowed(
    first: tuple[str, ...], second: tuple[str, ...], allowed: str, decide: bool
) -> None:
    marks = [HumanMark(tuple(map(Fraction, points))) for points in (first, second)]
    assert must_be_decided(*marks, Fraction(allowed)) is decide
    assert must_be_decided(*reversed(marks), Fraction(allowed)) is decide


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ([0, 1, 0, 1], [0, 1, 0, 1], 1.0),
        ([0, 0, 1, 1], [0, 1, 1, 1], 0.5),  # 1 of 4 differs; by chance 1/2 * 3/4 + 1/2 * 1/4 = 1/2 would
        ([0, 1], [1, 0], -1.0),
        ([0, 0.5, 1], [0.1, 0.5, 1], 1 - (0.01 / 3) / ((0.01 + 0.25 + 1 + 0.16 + 0 + 0.25 + 0.81 + 0.25 + 0) / 9)),
        ([1, 1, 1], [1, 1, 1], None),
        ([1], [0], None),
        ([], [], None),
    ],
)
def test_kappa_is_what_the_formula_gives(one: list[float], other: list[float], found: float | None) -> None:
    assert kappa(one, other) == (found if found is None else pytest.approx(found))


def test_each_marker_is_held_against_whoever_marked_the_same_answers() -> None:
    pairs = [Both(1, 2, 1.0, 0.5), Both(2, 1, 0.5, 0.75), Both(3, 1, 0.0, 0.0)]
    rows = {row.marker: row for row in of_markers(pairs)}
    assert [row.marker for row in of_markers(pairs)] == [1, 3, 2], "the most generous first"
    assert {marker: row.answers for marker, row in rows.items()} == {1: 3, 2: 2, 3: 1}
    assert rows[1].difference == pytest.approx((0.5 + 0.25 + 0.0) / 3)
    assert rows[2].difference == pytest.approx(-(0.5 + 0.25) / 2)
    assert (rows[1].equal, rows[3].kappa) == (pytest.approx(1 / 3), None)
    assert rows[1].few


def test_all_pairs_together_name_no_marker_and_few_is_said_of_fewer_than_twenty() -> None:
    assert of_all([]) is None
    pairs = [Both(1, 2, place % 2, place % 2) for place in range(20)]
    found, fewer = of_all(pairs), of_all(pairs[1:])
    assert found is not None
    assert fewer is not None
    assert (found.marker, found.difference, found.equal, found.kappa) == (None, None, 1.0, pytest.approx(1.0))
    assert (found.few, fewer.few) == (False, True)
