"""A course with a lab in NumPy and one in PyTorch: each is graded in a sandbox that has loaded what it needs."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from tests.campus.site.jobs.running import ROOT, SOFTMAX

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import Shelf
from chainrule.campus.site.jobs import boxes, performing
from chainrule.campus.site.labs import desk, grading
from chainrule.labs import Lab, load_labs, solution
from chainrule.labs.sandbox import SandboxLauncher

MOST_MB = 400  # of both zygotes with the jobs that stand ready
TELLS = "\nimport sys\nprint('PyTorch is there' if 'torch' in sys.modules else 'no PyTorch')\n"


@pytest.fixture
def labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Lab]]:
    """Lab 05 works with NumPy, lab 06 with PyTorch; nothing is started yet."""
    copytree(SOFTMAX / "lectures/05-softmax", tmp_path / "lectures/05-softmax")
    copytree(SOFTMAX.with_name("torch") / "lectures/05-softmax", tmp_path / "lectures/06-softmax")
    mixed = load_labs(tmp_path)
    monkeypatch.setattr(grading, "labs", lambda: mixed)
    monkeypatch.setattr(boxes, "_launchers", {})
    monkeypatch.setattr(grading, "packages", Shelf(grading.packages._make))
    monkeypatch.setattr(grading, "version", lambda number: grading.checks_version(mixed[number]))
    yield mixed
    boxes.close()


def told(student: User, lab: Lab) -> str:
    """What a right file of this lab prints while it is graded in the sandbox."""
    row = desk.hand_in(student, lab, solution(lab) + TELLS, "editor", "lab.py", clock.now())
    assert performing.do_next()
    row.refresh_from_db()
    assert row.verdict is not None
    assert row.verdict.passed
    assert row.verdict.isolated
    return str(row.verdict.details["output"]).strip()


def sandbox(loaded: tuple[str, ...]) -> SandboxLauncher:
    found = boxes.launcher(loaded)
    assert isinstance(found, SandboxLauncher)
    return found


@pytest.mark.slow
@pytest.mark.needs("the sandbox")
def test_a_numpy_lab_is_not_forked_from_the_process_with_pytorch(student: User, labs: dict[str, Lab]) -> None:
    assert told(student, labs["05"]) == "no PyTorch"
    assert list(boxes._launchers) == [boxes.NUMPY], "PyTorch was loaded before a lab asked for it"
    assert told(student, labs["06"]) == "PyTorch is there"
    assert told(student, labs["05"]) == "no PyTorch"
    both = [sandbox(loaded) for loaded in (boxes.NUMPY, boxes.TORCH)]
    zygotes = [each.warm() for each in both]
    for each in both:
        each._helper.submit(each._make_spares).result()
    assert sum(memory_of(zygote.process.pid) for zygote in zygotes) < MOST_MB
    boxes.close()
    assert not any(zygote.alive for zygote in zygotes)


def test_a_server_warms_what_the_labs_of_its_course_need(labs: dict[str, Lab], monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers need NumPy whatever labs there are."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(boxes, "launcher", asked.append)
    needed = {"05": [boxes.NUMPY], "06": [boxes.NUMPY, boxes.TORCH], "": [boxes.NUMPY]}
    for number, packages in needed.items():
        asked.clear()
        monkeypatch.setattr(grading, "labs", lambda some=number: {some: labs[some]} if some else {})
        boxes.warm_up()
        assert asked == packages


def memory_of(pid: int) -> float:
    """As the benchmark measures it."""
    spec = importlib.util.spec_from_file_location("ours", ROOT / "benchmarks/lab_check/ours.py")
    assert spec
    assert spec.loader
    ours = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ours)
    return float(ours.memory_of(pid))
