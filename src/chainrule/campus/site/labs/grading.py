"""One submission, graded: the checks of its lab run on it in the sandbox, and the verdict stored."""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
import time
from typing import Any

from django.conf import settings

from chainrule import labs as labs_room
from chainrule.campus.site.core import course
from chainrule.campus.site.labs import leases, queue
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.labs import BrokenCheck, CannotStart, Lab, Launcher, PlainLauncher, load_labs, run_checks
from chainrule.labs.sandbox import SandboxLauncher, self_test, warm_and_proven

log = logging.getLogger(__name__)
SPARES = 2  # jobs that stand ready in the sandbox: as many as the server grades at once, unless told otherwise
BROKEN_CHECK = (
    "The check “{}” could not be run. This is not your fault: your file is kept as you handed it in, and your "
    "instructor sees this."
)
NUMPY, TORCH = ("numpy",), ("numpy", "torch")  # what a zygote loads beforehand
labs = course.Shelf(lambda: load_labs(course.folder()))
_launchers: dict[tuple[str, ...], Launcher] = {}
_starting = {NUMPY: threading.Lock(), TORCH: threading.Lock()}


class NotGraded(Exception):
    """This machine cannot grade now; the message says why and what to do."""


packages = course.Shelf(lambda number: TORCH if labs()[number].needs_torch else NUMPY)
"""What a lab's files find loaded, by the lab's number. A fork of a process with PyTorch takes longer than one without,
so labs that work with NumPy alone have a launcher, and a zygote, of their own."""


def launcher(loaded: tuple[str, ...] = NUMPY) -> Launcher:
    """How this server starts a student's code that wants these packages; started when it is first asked for."""
    with _starting[loaded]:
        if loaded not in _launchers:
            _launchers[loaded] = started(loaded)
        return _launchers[loaded]


def close() -> None:
    """End every sandbox that was started."""
    for loaded, lock in _starting.items():
        with lock:
            ended = _launchers.pop(loaded, None)
        if isinstance(ended, SandboxLauncher):
            ended.close()


def warm_up() -> None:
    """Start each launcher that a lab of this course needs. Raises `NotGraded` where the sandbox does not hold."""
    for loaded in sorted({packages(number) for number in labs()} or {NUMPY}):
        launcher(loaded)


def started(loaded: tuple[str, ...]) -> Launcher:
    """A launcher that has proven itself: of the sandbox.

    Where the sandbox cannot work, a demo (one person's own machine) falls back on a plain process, and says so beside
    every verdict; a site with real students refuses instead.
    """
    reason = "the sandbox needs Linux"
    if settings.SANDBOX and sys.platform == "linux":
        sandbox = SandboxLauncher(preload=loaded, hidden=hidden_modules(labs()), spares=SPARES)
        try:
            warning = warm_and_proven(sandbox)
        except CannotStart as error:
            reason = str(error)
        else:
            if warning:
                log.warning("student code is isolated, but: %s", warning)
            return sandbox
    if settings.DEMO or not settings.SANDBOX:
        log.warning("student code is NOT isolated: %s", reason)
        return PlainLauncher()
    raise NotGraded(f"nothing is graded until the sandbox works: {reason}. `chainrule doctor` shows each layer.")


def hidden_modules(labs_: dict[str, Lab]) -> tuple[str, ...]:
    """The modules that labs ask students to write; the box does not have them but with the lab's names emptied."""
    return tuple(sorted({name.split(":")[0] for lab in labs_.values() for name in lab.builds}))


def checks_version(lab: Lab) -> str:
    """A name for what a verdict of this lab rests on: its checks and the library's own source of what it builds."""
    digest = hashlib.sha256()
    for path in (lab.folder / "lab.toml", lab.folder / "checks.py"):
        digest.update(path.read_bytes())
    digest.update(lab.library_source.encode())
    return digest.hexdigest()[:16]


version = course.Shelf(lambda number: checks_version(labs()[number]))
"""The version of a lab's checks as this process has loaded them."""


def versions() -> dict[str, str]:
    """The versions of the checks that this process grades with, by lab."""
    return {number: version(number) for number in labs()}


def versions_taken() -> dict[str, str] | None:
    """What this process takes from the queue. In debug, where checks change under it, whatever is there."""
    return None if settings.DEBUG else versions()


edition = course.Shelf(lambda: hashlib.sha256(repr(sorted(versions().items())).encode()).hexdigest()[:16])
"""One name for all of them: two processes with the same edition give the same verdicts."""


def grade(submission: Submission) -> Verdict:
    """Run the checks. Raises `BrokenCheck`, `CannotStart` or `NotGraded` where this machine cannot do it now."""
    lab = labs()[submission.lab]
    starter = launcher(packages(lab.number))
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
        "output": said.output,
        "description": said.description,
    }


def grade_next() -> bool:
    """Take the next submission, grade it, store the verdict. False when nothing waits.

    Raises `NotGraded` where this machine cannot grade; what it had taken is given back.
    """
    submission = queue.take(versions=versions_taken())
    if submission is None:
        return False
    with leases.held(submission):
        try:
            verdict = grade(submission)
        except (CannotStart, NotGraded) as error:
            missing = refusal()
            log.error("submission %s was not graded: %s", submission.pk, error)
            queue.give_back(submission, str(error), fault_of_the_machine=bool(missing))
            if missing:
                raise NotGraded(missing) from error
        except BrokenCheck as error:
            log.exception("submission %s was not graded", submission.pk)
            queue.give_back(submission, BROKEN_CHECK.format(error.check.name), detail=str(error))
        except Exception:
            log.exception("submission %s broke the grader", submission.pk)
            queue.give_back(submission, "The grader broke off. Your instructor has been told; your file is kept.")
        else:
            queue.record(submission, verdict)
    return True


def refusal() -> str:
    """Why this machine may grade nothing now, tried anew; empty where the sandbox holds, or none is asked for."""
    if not settings.SANDBOX or settings.DEMO:
        return ""
    if sys.platform != "linux":
        return "the sandbox needs Linux"
    return self_test(hidden_modules(labs())).refusal


def work_once() -> bool:
    """`grade_next`, where a machine that cannot grade is no error: it has nothing to do."""
    try:
        return grade_next()
    except NotGraded as error:
        log.error("this machine grades nothing now: %s", error)
        return False
