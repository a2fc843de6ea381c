"""Starts workers in the sandbox: keeps zygotes warm, gives each job its streams and its control group, ends it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from chainrule import machine
from chainrule.labs.sandbox import bwrap
from chainrule.labs.sandbox.cgroups import Cgroup, CgroupTree, find_tree
from chainrule.labs.sandbox.filter import FilterError, compile_filter
from chainrule.labs.sandbox.layers import Layers
from chainrule.labs.student_process import (
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    SANDBOX_DIED,
    CannotStart,
    Limits,
    processor_seconds,
)

START_SECONDS = 60.0
JOB_SECONDS = 10.0
MAX_STATUS = 4096
MIB = 2**20


@dataclass(frozen=True)
class BoxLimits:
    """What one job may take, beside the memory and time that the checker's own `Limits` name."""

    memory_bytes: int = 1024 * MIB
    processes: int = 64
    cpu_seconds: int = 60
    tmp_bytes: int = 64 * MIB
    shm_bytes: int = 64 * MIB
    files: int = 4096
    address_bytes: int = 0  # 0: no limit of its own, the control group counts what is really used


class ZygoteDied(Exception):
    """The zygote went away before it took the job; a new one can be started."""


class Zygote:
    """One warm process in a box of its own, ready to fork jobs."""

    def __init__(self, preload: Sequence[str], limits: BoxLimits, layers: Layers) -> None:
        bubblewrap = bwrap.find_bubblewrap()
        if bubblewrap is None:
            raise CannotStart(machine.part("bubblewrap").word)
        shows = bwrap.interpreter_to_show() + bwrap.packages_to_show(tuple(preload))
        shows += bwrap.programs_to_show() + (() if layers.library else bwrap.library_to_show())
        self.folder = Path(tempfile.mkdtemp(prefix="chainrule-box-"))
        self.folder.chmod(0o755)
        stage = self.folder if os.geteuid() == 0 else None
        if stage is None:
            shows = tuple(copied(show, self.folder) for show in shows)
        uid, gid = bwrap.service_user() if layers.user else (os.geteuid(), os.getegid())
        self.control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {
            "control": inside.fileno(),
            "binds": [[str(show.source), show.staged] for show in shows],
            "stage": str(self.folder),
            "uid": uid,
            "gid": gid,
            "closed": layers.descriptors,
            "command": bwrap.command(
                bubblewrap,
                shows,
                stage,
                preload,
                layers=layers,
                tmp_bytes=limits.tmp_bytes,
                shm_bytes=limits.shm_bytes,
            ),
        }
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the zygote
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(Path(__file__).with_name("enter.py")), json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                env={} if layers.environment else None,
                cwd="/",
                pass_fds=(inside.fileno(),) if layers.descriptors else self.everything(inside),
                start_new_session=True,
            )
        finally:
            inside.close()
        self.control.settimeout(START_SECONDS)
        try:
            ready = self.control.recv(16)
        except OSError:
            ready = b""
        # What was staged or copied below it lives on in the zygote's own view of the file system.
        shutil.rmtree(self.folder, ignore_errors=True)
        if ready != b"ready":
            self.close()
            raise CannotStart(f"the sandbox could not be started: {self.complaint()}")

    def everything(self, inside: socket.socket) -> tuple[int, ...]:
        """The descriptors that a careless server lets through (for the proof of the layer "descriptors")."""
        leaky = []
        for descriptor in range(3, 1024):
            with contextlib.suppress(OSError):
                if os.get_inheritable(descriptor):
                    leaky.append(descriptor)
        return (*leaky, inside.fileno())

    def complaint(self) -> str:
        """What the zygote, or bubblewrap, last said."""
        with contextlib.suppress(ValueError, OSError):
            self.errors.seek(0)
            lines = self.errors.read(MAX_STATUS).decode("utf-8", "replace").strip().splitlines()
            return lines[-1] if lines else "it said nothing"
        return "it said nothing"

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def order(self, message: dict[str, Any], descriptors: list[int]) -> None:
        """Have a job forked. Raises `ZygoteDied`."""
        try:
            socket.send_fds(self.control, [json.dumps(message).encode()], descriptors)
        except OSError as error:
            raise ZygoteDied(str(error)) from error

    def close(self) -> None:
        """End the zygote and every job of it: they live in its process namespace, which dies with it."""
        with contextlib.suppress(OSError):
            self.control.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def copied(show: bwrap.Show, folder: Path) -> bwrap.Show:
    """A file as a copy: of what is bound, `/proc/self/mountinfo` tells where on this machine it lies."""
    if not show.source.is_file():
        return show
    place = folder / show.staged.replace("/", "-")
    shutil.copyfile(show.source, place)
    return replace(show, source=place)


class Job:
    """One student's process in the box: a `Running` for the checker."""

    def __init__(
        self, zygote: Zygote, layers: Layers, limits: BoxLimits, tree: CgroupTree | None, later: Callable[..., object]
    ) -> None:
        """`later(function, argument)` is called with what nobody need wait for."""
        message = {
            "layers": asdict(layers),
            "limits": asdict(limits) | {"processes_of_all": limits.processes * (16 if tree else 4)},
            "filter": compile_filter().hex() if layers.seccomp else "",
        }
        self.zygote, self.tree, self.later = zygote, tree, later
        self.cgroup: Cgroup | None = None
        self.cpu_seconds = limits.cpu_seconds
        self.allowed = {
            OUT_OF_MEMORY: f"{limits.memory_bytes // MIB:,} MB",
            OUT_OF_TIME: f"{limits.cpu_seconds:,} seconds",
        }
        self.process: int | None = None  # a descriptor of the job's process: its number may soon be another's
        self.pid = 0
        self.status, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.status.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.status.settimeout(JOB_SECONDS)
        requests, replies, output = os.pipe(), os.pipe(), os.pipe()
        given = [theirs.fileno(), requests[0], replies[1], output[1]]
        self.requests: IO[bytes] = os.fdopen(requests[1], "wb", buffering=0)
        self.replies: IO[bytes] = os.fdopen(replies[0], "rb", buffering=0)
        self.output: IO[bytes] = os.fdopen(output[0], "rb", buffering=0)
        try:
            zygote.order(message, given)
        except ZygoteDied:
            self.abandon()
            raise
        finally:
            theirs.close()
            for descriptor in given[1:]:
                os.close(descriptor)
        try:
            self.pid = pid = self.meet()
            self.process = os.pidfd_open(pid)
            if tree is not None:
                self.cgroup = tree.make(
                    memory_bytes=limits.memory_bytes if layers.memory else None,
                    processes=limits.processes if layers.pids else None,
                )
                self.cgroup.add(pid)
            self.status.send(b"go")
        except BaseException as error:
            self.kill()
            self.abandon()
            if isinstance(error, (ProcessLookupError, BrokenPipeError)):  # it was there a moment ago
                raise ZygoteDied(str(error)) from error
            raise

    def meet(self) -> int:
        """Wait until the job says that it is ready; its process number, as the kernel tells it to us."""
        try:
            data, ancillary, _, _ = self.status.recvmsg(MAX_STATUS, socket.CMSG_SPACE(12))
        except OSError as error:
            raise ZygoteDied(str(error)) from error
        if not data:
            raise ZygoteDied("the zygote ended")
        said = json.loads(data)
        if "ready" not in said:
            raise CannotStart(f"a job could not enter the sandbox: {said.get('failed', 'no reason given')}")
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                return int(struct.unpack("3i", content[:12])[0])
        raise CannotStart("the kernel did not say which process the job is")

    @property
    def waits(self) -> bool:
        """Whether the job is still there; its witness says a word only when it has ended."""
        word = select.poll()
        word.register(self.status, select.POLLIN)
        return self.zygote.alive and not word.poll(0)

    def computed(self) -> float | None:
        """Seconds of processor: of all its processes where a control group counts them, else of its first."""
        if self.cgroup is not None and (seconds := self.cgroup.computed()) is not None:
            return seconds
        return processor_seconds(self.pid) if self.process is not None else None

    def kill(self, patience: float = 0.0) -> int | None:
        """End the job with everything that it started, and say how it had ended by itself, if it had."""
        code = self.how_it_ended(patience)
        if self.process is not None:
            # Process 1 of the job's namespace: when it dies, the kernel ends all the others in there.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.process, signal.SIGKILL)
            os.close(self.process)
            self.process = None
        if self.cgroup is not None:
            out_of_memory = self.cgroup.ran_out_of_memory()
            if self.tree is not None:
                self.later(self.tree.done_with, self.cgroup)
            self.cgroup = None
            code = OUT_OF_MEMORY if out_of_memory else code
        self.status.close()
        return code

    def how_it_ended(self, patience: float) -> int | None:
        """What the witness says; `SANDBOX_DIED` where it is gone without a word, which the job cannot bring about."""
        self.status.settimeout(patience)
        try:
            said = self.status.recv(MAX_STATUS)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError:
            return SANDBOX_DIED
        if not said:
            return SANDBOX_DIED
        report = json.loads(said)
        code: int | None = report.get("ended")
        # Two clocks of the kernel: the one that ends a process for its seconds counts ticks, the other is exact.
        if code == -signal.SIGKILL and report["cpu"] >= self.cpu_seconds / 2:
            return OUT_OF_TIME
        return code

    def abandon(self) -> None:
        """Close the streams of a job that never began."""
        self.status.close()
        for stream in (self.requests, self.replies, self.output):
            stream.close()


@dataclass
class SandboxLauncher:
    """Starts workers in the sandbox, from one warm zygote that is replaced when it dies.

    To enter its namespaces and its control group a job mostly waits for the kernel. So `spares` of them, which have
    seen nothing yet, stand ready before they are asked for. Each serves one checker and no other, as all jobs do.
    """

    preload: tuple[str, ...] = ("numpy",)
    layers: Layers = field(default_factory=Layers)
    limits: BoxLimits = field(default_factory=BoxLimits)
    spares: int = 0
    isolated: bool = True
    description: str = "graded in the sandbox"

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        # The kernel ends a zygote with the *thread* that started it, so one thread that stays starts them all.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="sandbox-keeper")
        # Makes spares, and removes control groups: the kernel lets go of one some moments after its last process died.
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="sandbox-helper")
        self._zygote: Zygote | None = None
        self._ready: deque[Job] = deque()
        self._tree = find_tree()
        if self._tree is not None:
            self._tree.sweep()

    def warm(self) -> Zygote:
        """The zygote, started if there is none or it has died. Raises `CannotStart`."""
        with self._lock:
            if self._zygote is None or not self._zygote.alive:
                if self._zygote is not None:
                    self._zygote.close()
                try:
                    order = self._keeper.submit(Zygote, self.preload, self.limits, self.layers)
                    self._zygote = order.result()
                except (OSError, LookupError) as error:
                    raise CannotStart(f"the sandbox could not be started: {error}") from error
                self._helper.submit(self._make_spares)
            return self._zygote

    def start(self, limits: Limits) -> Job:
        """A job in the box. A zygote that died is replaced once, unnoticed. Raises `CannotStart`."""
        job = self._spare() or self._fresh()
        self._helper.submit(self._make_spares)
        return job

    @property
    def weighs(self) -> bool:
        """Whether each job has a weight of its own for the processor, so that one cannot take it from the others."""
        return self._tree is not None and self._tree.weighs

    def close(self) -> None:
        """End the zygote and all its jobs."""
        with self._lock:
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None
        self._helper.submit(self._drop_spares).result()

    def _fresh(self) -> Job:
        """A job made now."""
        try:
            for attempt in (1, 2):
                zygote = self.warm()
                try:
                    return self._job(zygote)
                except ZygoteDied as error:
                    if attempt == 2:
                        raise CannotStart(f"the sandbox died twice: {error}; {zygote.complaint()}") from error
                    zygote.close()
        except FilterError as error:
            raise CannotStart(str(error)) from error
        except OSError as error:  # no descriptor, no control group: the machine's trouble, not the student's
            raise CannotStart(f"a job could not be started: {error}") from error
        raise AssertionError("unreachable")

    def _job(self, zygote: Zygote) -> Job:
        return Job(zygote, self.layers, self.limits, self._tree, self._helper.submit)

    def _spare(self) -> Job | None:
        """A job that stands ready, if one does; those that died while they waited are dropped."""
        with contextlib.suppress(IndexError):
            while not (job := self._ready.popleft()).waits:
                discard(job)
            return job
        return None

    def _make_spares(self) -> None:
        """Have as many jobs ready as are wanted. What goes wrong here is met, and told, by the next `start`."""
        self._ready.extend([job for _ in range(len(self._ready)) if (job := self._spare())])  # without the dead
        with contextlib.suppress(ZygoteDied, CannotStart, FilterError, OSError):
            while len(self._ready) < self.spares and (zygote := self._zygote) is not None:
                self._ready.append(self._job(zygote))

    def _drop_spares(self) -> None:
        while self._ready:
            discard(self._ready.popleft())


def discard(job: Job) -> None:
    """End a job that nobody has asked anything."""
    job.kill()
    job.abandon()
