"""What comes next, from what is done."""

import pytest

from chainrule.campus.site.alone.progress import Row, next_step
from chainrule.campus.site.practice.choosing import Standing
from chainrule.course import find_course
from chainrule.labs import Lab, load_lab
from chainrule.labs.folder import LabProgress

BEGUN, DONE = Standing(6, 1, 1, 3, 1), Standing(6, 3, 3, 3, 3)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 3)


@pytest.mark.parametrize(
    ("read", "is_read", "practice", "progress", "address"),
    [
        (0.0, False, BEGUN, LabProgress(), "/lectures/03/"),
        (0.4, False, BEGUN, LabProgress(), "/lectures/03/"),
        (1.0, True, BEGUN, LabProgress(), "/practice/03/"),
        (1.0, True, DONE, LabProgress(), "/labs/03/"),
        (1.0, True, DONE, LabProgress(best=4), "/labs/03/"),
        (1.0, True, None, LabProgress(), "/labs/03/"),
        (1.0, True, DONE, LabProgress(passed="2026-02-12T10:00:00"), "/lectures/04/"),
        (None, False, BEGUN, None, "/lectures/04/"),
    ],
)
def test_a_lecture_is_read_then_practised_then_built(
    lab: Lab, read: float | None, is_read: bool, practice: Standing, progress: LabProgress, address: str
) -> None:
    first = Row(3, "Backpropagation", read, is_read, lab if read is not None else None, progress, practice)
    step = next_step([first, Row(4, "More of it", 0.0)])
    assert step is not None
    assert step.address == address


def test_when_all_is_done_nothing_comes_next() -> None:
    assert next_step([Row(3, "Backpropagation", 1.0, True), Row(5, "no text", None, practice=BEGUN)]) is None
    assert next_step([]) is None
