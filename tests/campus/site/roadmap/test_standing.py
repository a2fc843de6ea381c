"""How far somebody is: by class, and where to go on."""

import pytest

from chainrule.campus.site.roadmap.picture import RADIUS, picture
from chainrule.campus.site.roadmap.standing import (
    Part,
    Stop,
    answering,
    building,
    missing,
    next_stop,
    practising,
    reading,
)


def stop(number: int, *shares: float, needs: tuple[int, ...] = ()) -> Stop:
    return Stop(number, "A topic", needs, tuple(Part("Text", "/", share, "") for share in shares))


@pytest.mark.parametrize(
    ("shares", "state"),
    [((), "planned"), ((0.0, 0.0), "open"), ((0.2, 0.0), "begun"), ((1.0, 0.0), "begun"), ((1.0, 1.0), "done")],
)
def test_a_class_is_done_where_all_of_it_is(shares: tuple[float, ...], state: str) -> None:
    assert stop(1, *shares).state == state


@pytest.mark.parametrize(
    ("part", "share", "words"),
    [
        (reading(3, 0.0, False), 0.0, ""),
        (reading(3, 0.5, False), 0.5, "50% read"),
        (reading(3, 1.0, False), 0.99, "99% read"),
        (reading(3, 0.96, True), 1.0, "read"),
        (answering(3, 2, 8), 0.25, "2 of 8"),
        (building(3, None, 0.0, False), 0.0, ""),
        (building(3, 5, 20, False), 0.25, "5 of 20 points"),
        (building(3, 20, 20, False), 0.99, "20 of 20 points"),
        (building(3, 20, 20, True), 1.0, "passed"),
        (practising(3, 1, 4), 0.25, "1 of 4 outcomes"),
        (practising(3, 0, 0), 1.0, "0 of 0 outcomes"),
    ],
)
def test_a_part_is_done_only_where_it_is_whole(part: Part, share: float, words: str) -> None:
    assert (part.share, part.words) == (share, words)


def test_one_goes_on_with_what_was_begun_and_lacks_nothing() -> None:
    stops = [stop(1, 1.0), stop(2, 0.0), stop(3, 0.5, needs=(1,)), stop(4, 0.5, needs=(2,))]
    assert missing(stops) == {1: (), 2: (), 3: (), 4: (2,)}
    assert next_stop(stops) == stops[2]
    assert next_stop([stop(1, 1.0), stop(2, 0.0)]) == stop(2, 0.0)
    assert next_stop([stop(1, 0.0), stop(2, 0.5, needs=(1,))]) == stop(2, 0.5, needs=(1,)), "who has begun goes on"
    assert next_stop([stop(1, 1.0), stop(2)]) is None


def test_a_class_that_has_no_text_stops_nobody() -> None:
    assert missing([stop(2), stop(3, 0.0, needs=(2,))])[3] == ()


def test_in_the_picture_each_class_stands_below_what_it_needs_and_none_covers_another() -> None:
    needs = {1: (), 2: (), 3: (2,), 4: (3,), 5: (4, 2), 6: (1, 77)}
    drawn = picture(needs)
    y = {node.number: node.y for node in drawn.nodes}
    assert all(y[number] > y[one] + 2 * RADIUS for number, ones in needs.items() for one in ones if one in y)
    spots = [(node.x, node.y) for node in drawn.nodes]
    assert len(drawn.arrows) == 5
    assert all((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 > (2 * RADIUS) ** 2 for a in spots for b in spots if a is not b)
    assert all(RADIUS <= x <= drawn.width - RADIUS for x, _ in spots)
    assert picture({}).nodes == ()
