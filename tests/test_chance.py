"""The generator of questions: its values never change, and nothing in it is favoured."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.chance import Draw


def test_these_values_stand_for_ever():
    draw = Draw("03/shared_subgraph", 7)
    drawn = [draw.integer(1, 100), draw.choice("abcdef"), draw.number(0, 1, places=2), draw.shuffled(range(6))]
    assert drawn == [87, "d", 0.18, [2, 3, 5, 4, 0, 1]]
    assert [Draw(seed).integer(0, 10**30) for seed in ("é", b"\xff", -3)] == [
        365031414657311617277025617785,
        376545464997506050255372126252,
        939397479418615987734301068682,
    ]


def test_seeds_that_read_the_same_are_different():
    seeds = [("1", "23"), ("12", "3"), (1, 23), ("1", 23), (123,), ("123",), (b"123",), ()]
    assert len({Draw(*seed).integer(0, 10**18) for seed in seeds}) == len(seeds)


@given(st.integers(), st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_what_is_drawn_lies_within_its_bounds(seed, low, width):
    draw = Draw(seed)
    assert low <= draw.integer(low, low + width) <= low + width
    assert low <= draw.uniform(low, low + width) <= low + width
    assert low <= draw.number(low, low + width, places=2) <= low + width


@given(st.integers(), st.lists(st.integers(), max_size=20))
def test_shuffling_keeps_what_there_is_and_sampling_takes_no_place_twice(seed, options):
    before = list(options)
    assert sorted(Draw(seed).shuffled(options)) == sorted(options)
    half = Draw(seed).sample(range(len(options)), len(options) // 2)
    assert len(set(half)) == len(half)
    assert options == before


def test_every_order_and_every_number_is_about_as_likely():
    orders = Counter(tuple(Draw("order", seed).shuffled("abc")) for seed in range(3000))
    assert len(orders) == 6
    assert all(400 < count < 600 for count in orders.values())
    numbers = Counter(Draw("number", seed).integer(0, 4) for seed in range(3000))
    assert all(500 < numbers[value] < 700 for value in range(5))


@pytest.mark.parametrize(
    "ask", [lambda d: d.choice([]), lambda d: d.integer(2, 1), lambda d: d.sample([1], 2), lambda d: d.number(2, 1)]
)
def test_what_cannot_be_drawn_is_an_error(ask):
    with pytest.raises(ValueError):
        ask(Draw(1))
