"""Workers that are forked from an interpreter that waits: for proofs, which start hundreds of them.

As little isolated as a plain subprocess, and the same to the checker: a process, folder and environment of its own.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from types import MappingProxyType

from chainrule import warm
from chainrule.labs.student_process import (
    BOX,
    CannotStart,
    Limits,
    PlainLauncher,
    bare_environment,
    processor_seconds,
)

# As `-I -B` for a plain subprocess: the interpreter that waits is started without the user's environment anyway.
OPTIONS = ("-P", "-s", "-B")


class WarmLauncher:
    """Starts workers in the server at `address`."""

    isolated = False
    description = PlainLauncher.description

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self, limits: Limits) -> WarmProcess:
        return WarmProcess(self.address)


class WarmProcess:
    """A worker in an empty folder and a session of its own."""

    allowed: Mapping[int, str] = MappingProxyType({})

    def __init__(self, address: str) -> None:
        self.folder = tempfile.mkdtemp(prefix="chainrule-")
        try:
            self.process, self.requests, self.replies, self.output = warm.piped(
                address, BOX, folder=self.folder, environment=bare_environment(self.folder)
            )
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise CannotStart(f"no worker could be forked ({error}); is the machine out of memory?") from error

    def computed(self) -> float | None:
        return processor_seconds(self.process.pid)

    def kill(self, patience: float = 0.0) -> int | None:
        code = self.process.poll()
        if code is None and patience:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self.process.wait(patience)
        self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code
