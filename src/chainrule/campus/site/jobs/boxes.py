"""How this process starts a student's code: launchers of the sandbox, proven before they are used."""

from __future__ import annotations

import importlib
import logging
import sys
import threading
from collections import defaultdict

from django.conf import settings

from chainrule.campus.site.jobs.kinds import kinds
from chainrule.labs import CannotStart, Launcher, PlainLauncher
from chainrule.labs.sandbox import SandboxLauncher, self_test, warm_and_proven

log = logging.getLogger(__name__)
SPARES = 2  # jobs that stand ready in the sandbox: as many as the server grades at once, unless told otherwise
NUMPY, TORCH = ("numpy",), ("numpy", "torch")  # what a zygote loads beforehand
_launchers: dict[tuple[str, ...], Launcher] = {}
_starting: defaultdict[tuple[str, ...], threading.Lock] = defaultdict(threading.Lock)


class NoSandbox(Exception):
    """This machine may run no student's code now; the message says why and what to do."""


def launcher(loaded: tuple[str, ...] = NUMPY) -> Launcher:
    """How code that wants these packages is started; it is made ready when it is first asked for.

    A fork of a process with PyTorch takes longer than one without, so each set of packages has a launcher of its own.
    Raises `NoSandbox`.
    """
    with _starting[loaded]:
        if loaded not in _launchers:
            _launchers[loaded] = started(loaded)
        return _launchers[loaded]


def close() -> None:
    """End every sandbox that was started."""
    for loaded in list(_starting):
        with _starting[loaded]:
            ended = _launchers.pop(loaded, None)
        if isinstance(ended, SandboxLauncher):
            ended.close()


def warm_up() -> None:
    """Start each launcher that this site's jobs need, and load PyTorch, which checks ask what is right.

    Raises `NoSandbox` where the sandbox does not hold.
    """
    for loaded in sorted(set().union(*(kind.packages() for kind in kinds())) or {NUMPY}):
        launcher(loaded)
    importlib.import_module("torch")


def started(loaded: tuple[str, ...]) -> Launcher:
    """A launcher that has proven itself: of the sandbox.

    Where the sandbox cannot work, a demo (one person's own machine) falls back on a plain process, and says so beside
    every verdict; a site with real students refuses instead.
    """
    reason = "the sandbox needs Linux"
    if settings.SANDBOX and sys.platform == "linux":
        sandbox = SandboxLauncher(preload=loaded, spares=SPARES)
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
    raise NoSandbox(f"nothing is graded until the sandbox works: {reason}. `chainrule doctor` shows each layer.")


def refusal() -> str:
    """Why this machine may run nothing now, tried anew; empty where the sandbox holds, or none is asked for."""
    if not settings.SANDBOX or settings.DEMO:
        return ""
    if sys.platform != "linux":
        return "the sandbox needs Linux"
    return self_test().refusal
