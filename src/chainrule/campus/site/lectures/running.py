"""Running what a reader changed in a lecture: the program that it becomes, where it runs, what the page then shows.

On a class's site it waits in the queue for the sandbox (`job.py`); on a learner's own machine it runs at once, in a
plain process that is forked from one that waits with NumPy or PyTorch loaded.
"""

from __future__ import annotations

import atexit
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings

from chainrule import warm
from chainrule.campus.lectures import BlockOutput, Lecture, lines, live
from chainrule.campus.lectures.code import live_html
from chainrule.campus.lectures.live import Piece, Unfit
from chainrule.campus.site import inputs, rates
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import Shelf
from chainrule.campus.site.jobs import boxes, queue, wake
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.lectures.models import LiveRun
from chainrule.campus.site.share import Share
from chainrule.labs import Launcher, PlainLauncher
from chainrule.labs.warmed import OPTIONS, WarmLauncher

LARGEST = 1_000_000  # bytes of a request
RATE = rates.Rate("lecture-run", 60, 2 * 60)
MAX_WAITING = 3
CHANGED = "The lecture has changed since you opened this page. Load it again; changes that still fit are kept."
alone = Share(at_once=2, waiting=4, patience=60.0)
Program = Mapping[str, Any]
"""Plain data, as the queue keeps it: {"pieces": [...], "shows": index}, and of a `try` box its "ask" and "code"."""


class Refused(Exception):
    """It is not run now; the message says why, in words, and `status` is that of the answer."""

    def __init__(self, problem: str, status: int) -> None:
        super().__init__(problem)
        self.status = status


def _version(number: int) -> str:
    blocks = [(block.index, block.source, block.raises) for block in texts.text(number).blocks]
    return hashlib.sha256(repr(blocks).encode()).hexdigest()[:16]


version = Shelf(_version)
"""A name for the code of a lecture: an index means the same block as long as it is the same."""


# --- from a request to a program ---


def program(lecture: Lecture, given: Mapping[str, Any]) -> Program:
    """What a page asks for: {"version", "block", "changed": {index: source}}. Raises `Refused`."""
    if given.get("version") != version(lecture.number):
        raise Refused(CHANGED, 409)
    if "ask" in given:
        return program_of_try(lecture, given)
    index, changed = given.get("block"), changed_in(given)
    if type(index) is not int:
        raise Refused("block: the number of a block", 400)
    try:
        return {"pieces": [asdict(piece) for piece in live.program(lecture, index, changed)], "shows": index}
    except Unfit as unfit:
        raise Refused(str(unfit), 400) from unfit


def program_of_try(lecture: Lecture, given: Mapping[str, Any]) -> Program:
    """As `program`, for {"version", "ask": id, "code", "changed"}: a line for a `try` box. Raises `Refused`."""
    asked = next((one for one in lecture.asks if one.code and one.id == given.get("ask")), None)
    if given.get("version") != version(lecture.number) or asked is None:
        raise Refused(CHANGED, 409)
    code = given.get("code")
    if type(code) is not str or not code.strip():
        raise Refused("Write a line of code.", 400)
    code = inputs.code(code)
    try:
        pieces = lines.program(lecture, asked, code, changed_in(given))
    except Unfit as unfit:
        raise Refused(str(unfit), 400) from unfit
    return {"pieces": [asdict(piece) for piece in pieces], "shows": len(lecture.blocks), "ask": asked.id, "code": code}


def changed_in(given: Mapping[str, Any]) -> dict[int, str]:
    """The blocks that a reader changed. Raises `Refused`."""
    try:
        return {int(key): inputs.code(source) for key, source in dict(given.get("changed") or {}).items()}
    except (TypeError, ValueError, AttributeError):
        raise Refused("changed: sources by the numbers of their blocks", 400) from None


def pieces_of(program: Program) -> list[Piece]:
    return [Piece(**{**piece, "watch": tuple(piece["watch"])}) for piece in program["pieces"]]


# --- doing it ---


def perform(number: int, program: Program, launcher: Launcher | None = None) -> dict[str, Any]:
    """Run a program of a lecture; what the page is to show. Raises `CannotStart`, and `NoSandbox` if none may run."""
    pieces, index = pieces_of(program), program["shows"]
    came = live.run(pieces, launcher or launcher_for(pieces))
    if "ask" in program:
        lecture = texts.text(number)
        asked = next((one for one in lecture.asks if one.id == program["ask"]), None)
        if asked is None:
            return {"error": CHANGED}
        judged = lines.judge(lecture, asked, program["code"], came)
        return {"verdict": judged.verdict, "said": judged.said}
    if came.failed not in (None, index, -1):
        problem = f"A block above ended with an error, so this one has not run.\n{came.problem}"
        return {"html": live_html(BlockOutput(index, error=problem), f"run-{index}"), "failed": came.failed}
    output = came.output(index)
    if came.problem and not output.error:
        output = BlockOutput(index, came.printed, error=came.problem)
    return {"html": live_html(output, f"run-{index}"), "failed": came.failed}


def launcher_for(pieces: list[Piece]) -> Launcher:
    """What starts a program: on a class's site the sandbox."""
    torch = live.wants_torch(pieces)
    if not settings.ALONE:
        return boxes.launcher(boxes.TORCH if torch else boxes.NUMPY)
    if not warm.AVAILABLE:
        return PlainLauncher()
    return WarmLauncher(_servers().address(warm.TORCH_ALONE if torch else warm.NUMPY, options=OPTIONS))


_made: list[warm.Servers] = []
_making = threading.Lock()


def _servers() -> warm.Servers:
    """The interpreters that wait, which end with this process."""
    with _making:
        if not _made:
            _made.append(warm.Servers())
            atexit.register(_made[0].close)
        return _made[0]


# --- the queue ---


def begin(reader: User, number: int, program: Program) -> LiveRun:
    """Queue a program. Raises `Refused` after many in a short time, and where several of the reader's wait already."""
    if seconds := RATE.wait(reader.pk):
        raise Refused(f"You ran {RATE.most} blocks in a short time: wait {rates.words(seconds)}", 429)
    if unfinished(reader).count() >= MAX_WAITING:
        raise Refused(f"{MAX_WAITING} of your blocks are running: wait for one, or stop it", 429)
    RATE.count(reader.pk)
    made = LiveRun.objects.create(reader=reader, lecture=number, program=program)
    wake.workers()
    return made


def unfinished(reader: User) -> Any:
    """What of this reader's waits or runs."""
    return LiveRun.objects.filter(reader=reader, state__in=(LiveRun.State.QUEUED, LiveRun.State.RUNNING))


def stop(reader: User, pk: int) -> None:
    """Take one out of the queue. What runs already ends at its limit, and nobody waits for it."""
    queue.cancel(unfinished(reader).filter(pk=pk))
