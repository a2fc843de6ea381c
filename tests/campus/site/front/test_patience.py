"""How long a connection may wait, and which gives way: rules without sockets."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.campus.site.front.patience import WAITING, Stage, Standing, gives_way

BUSY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
STANDINGS = st.lists(
    st.builds(
        Standing,
        address=st.sampled_from(["10.0.0.1", "10.0.0.2", "10.0.0.3"]),
        stage=st.sampled_from(list(Stage)),
        since=st.integers(0, 100).map(float),
    ),
    max_size=30,
)


def test_each_stage_is_one_of_its_own() -> None:
    """Two members of an Enum with equal values are one and the same."""
    assert len(list(Stage)) == 6


@pytest.mark.parametrize(
    ("stage", "passed", "seconds", "over"),
    [
        (Stage.IDLE, 0, 10.0, False),
        (Stage.IDLE, 0, 10.1, True),
        (Stage.IDLE, 10**6, 10.1, True),  # nothing passes in it
        (Stage.HEAD, 30_000, 10.1, True),
        (Stage.BODY, 0, 20.1, True),
        (Stage.BODY, 80_000, 30.0, False),  # ten seconds' worth
        (Stage.BODY, 80_000, 30.1, True),
        (Stage.ANSWER, 80_000, 30.1, True),
        (Stage.LAST_WORDS, 10**9, 5.1, True),
        (Stage.SERVED, 0, 10**9, False),
    ],
)
def test_a_stage_has_its_seconds_and_bytes_earn_more(stage: Stage, passed: int, seconds: float, over: bool) -> None:
    assert Standing("", stage, 100.0, passed).over(100.0 + seconds) is over


@BUSY_MACHINE
@given(STANDINGS, st.integers(0, 30))
def test_only_who_waits_gives_way_and_as_many_as_are_asked_for(standings: list[Standing], count: int) -> None:
    places = gives_way(standings, count)
    waiting = [one for one in standings if one.stage in WAITING]
    assert len(set(places)) == len(places) == min(count, len(waiting))
    assert all(standings[place].stage in WAITING for place in places)


@BUSY_MACHINE
@given(STANDINGS, st.integers(0, 30))
def test_no_address_loses_one_while_another_keeps_two_more(standings: list[Standing], count: int) -> None:
    places = set(gives_way(standings, count))
    waiting = {place: one.address for place, one in enumerate(standings) if one.stage in WAITING}
    kept = {name: sum(p not in places for p, a in waiting.items() if a == name) for name in waiting.values()}
    for name in {waiting[place] for place in places}:
        assert kept[name] + 1 >= max(kept.values())


def test_of_an_address_the_idle_go_first_and_among_them_who_waited_longest() -> None:
    standings = [
        Standing("a", Stage.BODY, 1.0),
        Standing("a", Stage.IDLE, 5.0),
        Standing("a", Stage.IDLE, 2.0),
        Standing("a", Stage.HEAD, 0.0),
        Standing("b", Stage.IDLE, 0.0),
    ]
    assert gives_way(standings, 4)[:3] == [2, 1, 3]
    assert 4 in gives_way(standings, 5)
