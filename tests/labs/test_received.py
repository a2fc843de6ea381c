"""What a process answers is bounded for a case and for a run, however often it is asked."""

from collections.abc import Callable

import pytest

from chainrule.labs import Draw, Lab, Student, check, run_checks, wire
from chainrule.labs.received import MAX_CASE, MAX_RUN, Received


def test_a_case_and_a_run_have_an_end() -> None:
    received = Received()
    received.add(MAX_CASE)
    with pytest.raises(wire.TooBig, match="in one case of a check"):
        received.add(1)
    received = Received()
    for _ in range(MAX_RUN // MAX_CASE):
        received.begin()
        received.add(MAX_CASE)
    received.begin()
    with pytest.raises(wire.TooBig, match="in all checks"):
        received.add(1)


def test_arrays_that_are_small_one_by_one_fail_the_check_together(lab_of: Callable[..., Lab]) -> None:
    @check("keeps what it reads", points=1, rounds=1, seconds=60)
    def keeps(student: Student, draw: Draw) -> None:
        kept = [student.zeros().read() for _ in range(4)]
        assert len(kept) == 4

    source = b"import numpy\ndef zeros(): return numpy.zeros(5 * 2**20)\n"
    (result,) = run_checks(lab_of(keeps), source, seed=1).results
    assert "arrays larger than 128 MB together, in one case of a check" in result.message
