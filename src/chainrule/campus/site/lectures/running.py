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
from chainrule.campus.lectures import BlockOutput, Lecture, live
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
Program = Mapping[str, Any]  # plain data, as the queue keeps it: {"pieces": [...], "shows": index}


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
    index = given.get("block")
    try:
        changed = {int(key): inputs.code(source) for key, source in dict(given.get("changed") or {}).items()}
        if type(index) is not int:
            raise TypeError
    except (TypeError, ValueError, AttributeError):
        raise Refused("block: the number of a block; changed: sources by the numbers of their blocks", 400) from None
    try:
        return {"pieces": [asdict(piece) for piece in live.program(lecture, index, changed)], "shows": index}
    except Unfit as unfit:
        raise Refused(str(unfit), 400) from unfit


def pieces_of(program: Program) -> list[Piece]:
    return [Piece(**{**piece, "watch": tuple(piece["watch"])}) for piece in program["pieces"]]


# --- doing it ---


def perform(program: Program, launcher: Launcher | None = None) -> dict[str, Any]:
    """Run a program; what the page is to show. Raises `CannotStart`, and `NoSandbox` where none may run here."""
    pieces, index = pieces_of(program), program["shows"]
    came = live.run(pieces, launcher or launcher_for(pieces))
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
