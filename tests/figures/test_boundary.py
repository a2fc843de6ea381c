"""The decision boundary: on the line where the score is 0, with every point on its own side."""

import pytest

from chainrule.figures.boundary import COLUMNS, ROWS, boundary, field, letters, score_at

CORNERS = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)]


def right_of(limit: float):  # type: ignore[no-untyped-def]
    return lambda places: [x - limit for x, _ in places]


@pytest.mark.parametrize("limit", [0.7, 2.0, 3.9])
def test_dots_begin_where_the_score_is_above_zero(limit: float) -> None:
    scored = field(CORNERS, right_of(limit))
    lines = letters(scored, CORNERS, [-1, 1, 1, -1]).splitlines()
    assert len(lines) == ROWS
    assert max(map(len, lines)) == COLUMNS
    dotted = [index for index, x in enumerate(scored.xs) if x > limit]
    assert lines[ROWS // 2].index(".") == dotted[0]
    assert "".join(lines).count("o") == "".join(lines).count("x") == 2


def test_the_top_line_is_the_largest_y() -> None:
    scored = field(CORNERS, lambda places: [y - 1.0 for _, y in places])
    lines = letters(scored, [], []).splitlines()
    assert lines[0] == "." * COLUMNS
    assert len(lines) < ROWS or not lines[-1]


def test_the_picture_says_how_many_points_lie_on_their_side() -> None:
    scored = field(CORNERS, right_of(2.0))
    assert "4 of 4 points" in boundary(scored, CORNERS, [-1, 1, 1, -1], title="All right")
    assert "3 of 4 points" in boundary(scored, CORNERS, [1, 1, 1, -1], title="One wrong")


def test_a_network_that_says_the_same_everywhere_has_no_boundary() -> None:
    scored = field(CORNERS, lambda places: [1.0 for _ in places])
    assert "<path" not in boundary(scored, CORNERS, [1, 1, 1, 1], title="One side")
    assert score_at(scored, 100.0, -100.0) == 1.0  # outside: the nearest place


def test_points_in_one_place_still_have_a_field_around_them() -> None:
    scored = field([(1.0, 1.0)], right_of(1.0))
    assert scored.xs[0] < 1.0 < scored.xs[-1]
