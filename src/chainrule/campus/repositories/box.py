"""The box in which Git runs: bubblewrap without a network, one small program in it, and what that program sends.

What comes out of the box is bytes of a process that has read a hostile repository: it is measured and never trusted.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainrule import machine
from chainrule.campus.repositories.model import CannotFetch, Limits
from chainrule.labs.sandbox import Layers, bwrap
from chainrule.labs.sandbox.cgroups import Cgroup, CgroupTree, find_tree
from chainrule.labs.sandbox.filter import FilterError, compile_filter

DOOR = "/door"  # the folder inside that holds the proxy's socket
SOCKET = "proxy"
LONGEST_LINE = 64 * 1024
CERTIFICATES = ("/etc/ssl/certs", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted")
ENTER = bwrap.PACKAGE / "labs/sandbox/enter.py"
PROGRAMS = (Path(__file__).with_name("inside.py"), bwrap.PACKAGE / "labs/sandbox/kernel.py")
ADDRESS_SPACE = 4  # times the memory: what a process may reserve, for machines without control groups
START_SECONDS = 20.0


class OutOfTime(Exception):
    """The deadline came first."""


class Lost(Exception):
    """The box ended, or said what it never says. `memory`: it was ended for its memory."""

    def __init__(self, memory: bool) -> None:
        super().__init__("the box in which Git runs ended")
        self.memory = memory


@dataclass(frozen=True)
class Said:
    """What a command said: the beginning, where it is `cut`, and the end of its complaints."""

    code: int
    output: bytes
    cut: bool
    errors: str


@functools.cache
def control_groups() -> CgroupTree | None:
    """Where this machine lets us make control groups."""
    tree = find_tree()
    if tree is not None:
        tree.sweep()
    return tree


def shows(door: Path) -> tuple[bwrap.Show, ...]:
    """What the box shows beside the system: an interpreter, two programs of ours, certificates, the door."""
    programs = tuple(bwrap.Show(path, f"/box/{path.name}") for path in PROGRAMS)
    certificates = tuple(bwrap.Show(Path(name), name) for name in CERTIFICATES if Path(name).is_dir())
    return (*bwrap.interpreter_to_show(), *programs, *certificates, bwrap.Show(door, DOOR))


class Box:
    """A box that waits for commands of Git. Close it, whatever happens, in the thread that made it."""

    def __init__(self, door: Path, limits: Limits, environment: Mapping[str, str]) -> None:
        """`door` is a folder that holds the proxy's socket. Raises `CannotFetch`."""
        bubblewrap = bwrap.find_bubblewrap()
        if bubblewrap is None:
            raise CannotFetch(machine.part("bubblewrap").word)
        self.limits = limits
        self.ends = time.monotonic() + limits.seconds
        self.group: Cgroup | None = None
        self.tree = control_groups()
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the box
        self.folder = Path(tempfile.mkdtemp(prefix="chainrule-git-"))
        self.folder.chmod(0o755)
        self.control, theirs = socket.socketpair()
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            with theirs:
                self.process = self._started(bubblewrap, door, theirs)
        except (OSError, LookupError) as error:
            self.control.close()
            self.errors.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise CannotFetch(f"the box for Git could not be started: {error}") from error
        try:
            self.port = self._met(dict(environment))
        except BaseException:
            self.close()
            raise

    def _started(self, bubblewrap: str, door: Path, theirs: socket.socket) -> subprocess.Popen[bytes]:
        """Bubblewrap, with the program in it on its way."""
        shown = shows(door)
        uid, gid = bwrap.service_user()
        stage = self.folder if os.geteuid() == 0 else None
        if stage is not None:
            os.chown(door, uid, gid)
            os.chown(door / SOCKET, uid, gid)
        order = {
            "control": theirs.fileno(),
            "binds": [[str(show.source), show.staged] for show in shown],
            "stage": str(self.folder),
            "uid": uid,
            "gid": gid,
            "closed": True,
            "command": bwrap.command(
                bubblewrap,
                shown,
                stage,
                [f"{DOOR}/{SOCKET}"],
                layers=Layers(),
                tmp_bytes=self.limits.disk_bytes,
                shm_bytes=2**20,
                program="/box/inside.py",
            ),
        }
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(ENTER), json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            env={},
            cwd="/",
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )

    def _met(self, environment: dict[str, str]) -> int:
        """Put the program into a control group, then let it go on; the port of its relay. Raises `CannotFetch`."""
        self.control.settimeout(START_SECONDS)
        try:
            said, ancillary, _, _ = self.control.recvmsg(5, socket.CMSG_SPACE(12))
            if said != b"ready":
                raise CannotFetch(f"the box for Git could not be started: {self._complaint()}")
            pid = next(struct.unpack("3i", content[:12])[0] for *_, content in ancillary)
            if self.tree is not None:
                self.group = self.tree.make(memory_bytes=self.limits.memory_bytes, processes=self.limits.processes)
                self.group.add(pid)
            self.stream = self.control.makefile("rwb")
            self._tell({"limits": self._rlimits(), "filter": filter_program(), "environment": environment})
            return int(self._heard()["port"])  # nothing hostile has been read yet
        except (OSError, Lost, StopIteration) as error:
            raise CannotFetch(f"the box for Git could not be started: {self._complaint()} ({error})") from error

    def _rlimits(self) -> dict[str, int]:
        """The kernel's own limits for each process: behind the control group, or where there is none."""
        return {
            "RLIMIT_AS": ADDRESS_SPACE * self.limits.memory_bytes if self.group else self.limits.memory_bytes,
            "RLIMIT_FSIZE": self.limits.disk_bytes,
            "RLIMIT_CPU": int(self.limits.seconds) + 1,
            "RLIMIT_NOFILE": 256,
            "RLIMIT_CORE": 0,
        }

    def _complaint(self) -> str:
        """What bubblewrap last said."""
        self.errors.seek(0)
        lines = self.errors.read(4096).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def run(self, arguments: Sequence[str], limit: int, given: bytes = b"") -> Said:
        """Run a command to its end, or until it has said so many bytes. Raises `OutOfTime`, `Lost`."""
        self._tell({"arguments": list(arguments), "limit": limit, "input": len(given)}, given)
        output = bytearray()
        while size := int.from_bytes(self._read(4), "big"):
            if len(output) + size > limit:
                raise Lost(False)
            output += self._read(size)
        match self._heard():
            case {"code": int(code), "cut": bool(cut), "errors": str(errors)}:
                return Said(code, bytes(output), cut, errors)
        raise Lost(False)

    def _patience(self) -> None:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        self.control.settimeout(left)

    def _tell(self, order: dict[str, Any], given: bytes = b"") -> None:
        self._patience()
        try:
            self.stream.write(json.dumps(order).encode() + b"\n" + given)
            self.stream.flush()
        except TimeoutError:
            raise OutOfTime from None
        except OSError:
            raise Lost(self.starved) from None

    def _read(self, size: int) -> bytes:
        """So many bytes. One that trickles cannot outlast the deadline: each read has what is left of it."""
        got = bytearray()
        while len(got) < size:
            self._patience()
            try:
                chunk = self.stream.read1(size - len(got))
            except TimeoutError:
                raise OutOfTime from None
            except OSError:
                chunk = b""
            if not chunk:
                raise Lost(self.starved)
            got += chunk
        return bytes(got)

    def _heard(self) -> Any:
        """A line of JSON."""
        line = bytearray()
        while not line.endswith(b"\n"):
            if len(line) > LONGEST_LINE:
                raise Lost(False)
            line += self._read(1)
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            raise Lost(False) from None

    @property
    def starved(self) -> bool:
        """Whether the kernel ended something in the box for its memory."""
        return self.group is not None and self.group.ran_out_of_memory()

    def close(self) -> None:
        """End all that runs in the box, and leave nothing of it."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()  # all others are in its process namespace, which ends with it
        self.process.wait()
        self.control.close()
        self.errors.close()
        if self.group is not None and self.tree is not None:
            self.tree.done_with(self.group)
        shutil.rmtree(self.folder, ignore_errors=True)


def filter_program() -> str:
    """The filter of system calls, as text. Raises `CannotFetch`."""
    try:
        return compile_filter(internet=True).hex()
    except FilterError as error:
        raise CannotFetch(str(error)) from error


Launcher = Callable[[Path, Limits, Mapping[str, str]], Box]
