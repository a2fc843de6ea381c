"""The student's process as the checker sees it: started by a launcher, asked with a deadline, killed as a group."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Protocol

from chainrule.labs import wire
from chainrule.labs.visible import visible

BOX = Path(__file__).with_name("box.py")
BOX_BROKEN = 70  # what box.py ends with when the student's code has broken it
KEPT_OUTPUT = 10_000
OUTPUT_LIMIT = 50_000_000
SOON = 0.01  # seconds, less than which nobody waits for
# No exit codes of any system's, but a launcher's words: the kernel ended the process for its memory or for its seconds
# of processor; the sandbox around it died, which is no fault of the student's.
OUT_OF_MEMORY, OUT_OF_TIME, SANDBOX_DIED = 1000, 1001, 1002

Reply = tuple[bytes | bytearray, bytes | bytearray]  # a header and its body


@dataclass(frozen=True)
class Limits:
    """What a student's process may take: bytes of address space beyond what it begins with (0: no limit), seconds to
    load its file, bytes printed.
    """

    memory: int = 4 * 2**30
    load_seconds: float = 20.0
    output: int = OUTPUT_LIMIT


class WorkerLost(Exception):
    """The student's process ended, hung or sent what is no answer. `reason` is one of the class's constants.

    `INTERRUPTED` alone is no fault of the student's: the sandbox around the process died, and all that was asked of
    it is to be asked again of a new one.
    """

    ENDED, TIMEOUT, GARBAGE, FLOOD, BROKEN = "ended", "timeout", "garbage", "flood", "broken"
    BY_CLOCK = "by the clock"  # the detail of a timeout that came before the processor's seconds were used up
    MEMORY, PROCESSOR, INTERRUPTED = "memory", "processor", "interrupted"

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason, detail)


REASONS: Mapping[int | None, str] = {
    OUT_OF_MEMORY: WorkerLost.MEMORY,
    OUT_OF_TIME: WorkerLost.PROCESSOR,
    SANDBOX_DIED: WorkerLost.INTERRUPTED,
    BOX_BROKEN: WorkerLost.BROKEN,
}


class NoVerdict(Exception):
    """Nothing can be said about a student's file, and not because of it; the message says why and what to do."""


class CannotStart(NoVerdict):
    """No worker could be started."""


class Running(Protocol):
    """A started process: requests go in, replies and what was printed come out.

    `allowed` says in words what it may have of memory and processor, by the code that `kill` gives for too much of it.
    """

    requests: IO[bytes]
    replies: IO[bytes]
    output: IO[bytes]

    @property
    def allowed(self) -> Mapping[int, str]:
        """What it may have."""

    def computed(self) -> float | None:
        """Seconds of processor that it and all that it started have used, where the system counts them."""

    def kill(self, patience: float = 0.0) -> int | None:
        """End the process and everything that it started; its exit code (or `OUT_OF_MEMORY` ...), where it is known.

        One that closed its end a moment ago may still be on its way out, and is given `patience` seconds to get there.
        """


class Launcher(Protocol):
    """How a worker is started. The one thing that differs between a laptop and a server."""

    isolated: bool
    description: str

    def start(self, limits: Limits) -> Running:
        """Start `box.py`. Raises `CannotStart`."""


class PlainLauncher:
    """A subprocess of the same user: enough against accidents, no protection against malice."""

    isolated = False
    description = "self-check, not a grade; your code is not isolated here"

    def start(self, limits: Limits) -> Running:
        return PlainProcess([sys.executable, "-I", "-X", "utf8", "-B", str(BOX)])


class PlainProcess:
    """A program without the user's environment, in an empty folder and a session of its own."""

    allowed: Mapping[int, str] = MappingProxyType({})

    def __init__(self, command: Sequence[str]) -> None:
        self.folder = tempfile.mkdtemp(prefix="chainrule-")
        try:
            self.process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=self.folder,
                env=bare_environment(self.folder),
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise CannotStart(f"no Python process could be started ({error}); is the machine out of memory?") from error
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        self.requests, self.replies, self.output = self.process.stdin, self.process.stdout, self.process.stderr

    def computed(self) -> float | None:
        return processor_seconds(self.process.pid)

    def kill(self, patience: float = 0.0) -> int | None:
        code = self.process.poll()  # before the group is killed: how it ended by itself
        if code is None and patience:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self.process.wait(patience)
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code


def bare_environment(folder: str) -> dict[str, str]:
    """No variable of the user's but what an interpreter needs to start; numerical libraries use one thread."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "HOME": folder, "TMPDIR": folder, "TEMP": folder, "TMP": folder, "LANG": "C.UTF-8"}


def far(seconds: float) -> float:
    """The seconds by the clock on the wall in which `seconds` of processor must be there, however busy the machine."""
    return seconds + min(2 * seconds + 1.0, 20.0)


def processor_seconds(pid: int) -> float | None:
    """What a process, and its children that ended, have used of the processor; None where Linux does not say."""
    try:
        times = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[11:15]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


class Worker:
    """One student's process. Every wait has an end, whatever the process does.

    Reading and writing happen in threads, so that neither a full pipe nor a silent one can hold the checker; this
    works the same on every system. The threads end with the pipes.
    """

    def __init__(self, launcher: Launcher, limits: Limits) -> None:
        self.limits = limits
        self.running = launcher.start(limits)
        self.number = 0
        self.exit_code: int | None = None
        self.alive = True
        self.printed = bytearray()
        self.printed_size = 0
        self.requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.replies: queue.SimpleQueue[Reply | wire.ProtocolError | None] = queue.SimpleQueue()
        self.asked = False
        self.threads = [
            threading.Thread(target=work, name=f"worker-{work.__name__}", daemon=True)
            for work in (self.feed, self.collect, self.listen)
        ]
        for thread in self.threads:
            thread.start()

    def ask(
        self, request: dict[str, Any], blobs: bytes, seconds: float, wall: float | None = None
    ) -> tuple[dict[str, Any], bytes | memoryview]:
        """The reply to one request. Raises `WorkerLost`; the process is then gone.

        `seconds` are of its own processor time, where that is known, and `wall` those by the clock, which runs on
        while other jobs have the processor; without it the clock has as many as `far` gives.
        """
        if not self.alive:
            raise WorkerLost(WorkerLost.ENDED)
        self.number += 1
        self.asked = True
        self.requests.put(wire.frame({"n": self.number, **request}, blobs))
        came = self.wait(seconds, far(seconds) if wall is None else wall)
        if came is None:
            self.close(patience=0.05)
            if self.printed_size > self.limits.output:
                raise WorkerLost(WorkerLost.FLOOD)
            reason = REASONS.get(self.exit_code, WorkerLost.ENDED)
            if reason == WorkerLost.ENDED:
                raise WorkerLost(reason, how_it_ended(self.exit_code))
            raise WorkerLost(reason, self.running.allowed.get(self.exit_code or 0, ""))
        try:
            if isinstance(came, wire.ProtocolError):
                raise came
            reply, content = wire.unframe(*came)
        except wire.ProtocolError as error:
            self.close()
            raise WorkerLost(WorkerLost.GARBAGE, str(error)) from None
        if type(reply) is not dict or reply.get("n") != self.number:
            self.close()
            raise WorkerLost(WorkerLost.GARBAGE, "an answer to no question")
        return reply, content

    def wait(self, seconds: float, wall: float) -> Reply | wire.ProtocolError | None:
        """What comes next. A job that waits for the processor is not late; one that sleeps is, at the wall's end."""
        began, clock = self.computed(), time.monotonic()
        left = min(seconds, wall)
        while True:
            with contextlib.suppress(queue.Empty):
                return self.replies.get(timeout=max(left, SOON))
            passed, now = time.monotonic() - clock, self.computed()
            used = passed if began is None or now is None else now - began
            left = min(seconds - used, wall - passed)
            if left <= 0.0:
                self.close()
                raise WorkerLost(WorkerLost.TIMEOUT, WorkerLost.BY_CLOCK if used < seconds else "")

    def computed(self) -> float | None:
        """Seconds of processor that the process and what it started have used, where the system counts them."""
        return self.running.computed()

    def close(self, patience: float = 0.0) -> None:
        """End the process and all that it started. How it ended by itself is known to those who have `patience`."""
        if not self.alive:
            return
        self.alive = False
        self.requests.put(None)
        self.exit_code = self.running.kill(patience)
        give_up = time.monotonic() + 0.5
        for thread in self.threads:
            thread.join(max(0.0, give_up - time.monotonic()))

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def output(self) -> str:
        """What the student's code printed: the beginning, and how much more there was."""
        text = visible(bytes(self.printed).decode("utf-8", "replace"))
        more = self.printed_size - len(self.printed)
        return f"{text}\n... and {more:,} bytes more" if more else text

    def feed(self) -> None:
        """Write requests until there are no more."""
        with contextlib.suppress(OSError, ValueError), self.running.requests as stream:
            while (content := self.requests.get()) is not None:
                view = memoryview(content)
                while view:
                    view = view[stream.write(view) :]

    def collect(self) -> None:
        """Read one reply to each question; None when there will be no more.

        What is no frame, or comes before anything was asked, is the end, and is not read: so one reply at most is kept
        in memory, however many are sent.
        """
        read = reader(self.running.replies)
        with contextlib.suppress(OSError, ValueError), self.running.replies:
            while self.alive and (header := read(wire.LENGTHS.size)):
                try:
                    if not self.asked:
                        raise wire.ProtocolError("an answer to no question")
                    body = read(wire.frame_size(header))
                except wire.ProtocolError as error:
                    self.replies.put(error)
                    break
                self.asked = False
                self.replies.put((header, body))
        self.replies.put(None)

    def listen(self) -> None:
        """Keep the beginning of what is printed; past all reason, give up on the process."""
        with contextlib.suppress(OSError, ValueError), self.running.output as stream:
            while self.printed_size <= self.limits.output and (part := stream.read(65536)):
                self.printed += part[: max(0, KEPT_OUTPUT - len(self.printed))]
                self.printed_size += len(part)
            if self.printed_size > self.limits.output:
                self.replies.put(None)


def reader(stream: IO[bytes]) -> Callable[[int], bytearray]:
    """Read exactly so many bytes; none at all at the end of the stream."""

    def read(size: int) -> bytearray:
        content = bytearray()
        while len(content) < size:
            part = stream.read(min(size - len(content), 2**20))
            if not part:
                return bytearray()
            content += part
        return content

    return read


def how_it_ended(code: int | None) -> str:
    """An exit code in words; negative ones are signals."""
    if code is None:
        return "it closed the checker's channel"
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
