"""One submission, graded: the checks of its lab run on it in the sandbox, and what they say as a verdict."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from chainrule import labs as labs_room
from chainrule.campus.site import course
from chainrule.campus.site.jobs import boxes
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.labs import Lab, load_labs, run_checks, starter

labs = course.Shelf(lambda: load_labs(course.folder()))
packages = course.Shelf(lambda number: boxes.TORCH if labs()[number].needs_torch else boxes.NUMPY)
"""What a lab's files find loaded, by the lab's number. A fork of a process with PyTorch takes longer than one without,
so labs that work with NumPy alone have a launcher, and a zygote, of their own."""


def checks_version(lab: Lab) -> str:
    """A name for what a verdict of this lab rests on: its checks, what it hands out and its solution."""
    digest = hashlib.sha256()
    for path in (lab.folder / "lab.toml", lab.folder / "checks.py"):
        digest.update(path.read_bytes())
    digest.update(starter(lab).encode() + lab.library_source.encode())
    return digest.hexdigest()[:16]


version = course.Shelf(lambda number: checks_version(labs()[number]))
"""The version of a lab's checks as this process has loaded them."""


def versions() -> dict[str, str]:
    """The versions of the checks that this process grades with, by lab."""
    return {number: version(number) for number in labs()}


edition = course.Shelf(lambda: hashlib.sha256(repr(sorted(versions().items())).encode()).hexdigest()[:16])
"""One name for all of them: two processes with the same edition give the same verdicts."""


def grade(submission: Submission) -> Verdict:
    """Run the checks. Raises `BrokenCheck`, `CannotStart` or `NoSandbox` where this machine cannot do it now."""
    lab = labs()[submission.lab]
    starter = boxes.launcher(packages(lab.number))
    began = time.perf_counter()
    said = run_checks(lab, submission.source.encode(), filename=submission.filename, launch=starter)
    return Verdict(
        checks_version=version(submission.lab),
        points=said.points,
        out_of=said.out_of,
        details=details_of(said),
        isolated=said.isolated,
        seconds=time.perf_counter() - began,
    )


def details_of(said: labs_room.Verdict) -> dict[str, Any]:
    """A verdict as the database keeps it: what `check --json` prints, and what the page shows beside."""
    checks = [
        {**check, "sentence": result.sentence, "points": result.points, "waits_for": result.waits_for}
        for check, result in zip(said.as_dict()["checks"], said.results, strict=True)
    ]
    return {
        **said.as_dict(),
        "checks": checks,
        "seed": said.seed,
        "problem": said.problem,
        "by_clock": said.by_clock,
        "output": said.output,
        "description": said.description,
    }
