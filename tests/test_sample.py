"""A sample is all of a few things, and some of many, from the first to the last."""

import pytest
from tests.sample import sample


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 29, 400])
def test_a_sample_goes_from_the_first_to_the_last(count):
    taken = sample(range(count), 5)
    assert len(taken) == min(count, 5)
    assert taken == sorted(set(taken))
    assert taken[:1] == list(range(count))[:1]
    assert taken[-1:] == list(range(count))[-1:]
