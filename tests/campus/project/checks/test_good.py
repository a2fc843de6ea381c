"""A hand-in with nothing wrong is told nothing, whatever its shape."""

import pytest
from tests.campus.project.checks.good import GOOD


@pytest.mark.parametrize("shape", GOOD)
def test_a_good_repository_raises_no_alarm(shape: str) -> None:
    verdicts = GOOD[shape]().verdicts()
    assert {id: one for id, one in verdicts.items() if one.outcome != "ok"} == {}
    assert len(verdicts) == 12
