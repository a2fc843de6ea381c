"""A limit is never shorter than what was asked for, and ends some day."""

import pytest
from tests import patience as module
from tests.patience import ALWAYS, MOST, patience


@pytest.mark.parametrize("clock", [[0.0, 0.001], [0.0, 0.02], [0.0, 0.08], [0.0, 100.0]])
def test_a_limit_grows_with_the_load_between_its_bounds(clock, monkeypatch):
    slow = min(max(clock[1] / module.QUIET, 1), MOST)
    monkeypatch.setattr(module.time, "perf_counter", iter(clock).__next__)
    assert patience(10.0) == pytest.approx(10.0 * ALWAYS * slow)
