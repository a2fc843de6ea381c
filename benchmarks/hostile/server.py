"""A fresh site under attack: its processes, whether one of them was started again, and the memory that they hold."""

import datetime as dt
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

MOMENT = "2026-02-03T18:00"  # quiz 1 is open
STARTS_WITHIN = 180.0  # seconds
STUDENTS_CODE = ("bwrap", "chainrule.labs.sandbox")  # processes that are the sandbox's, with all below them


class Site:
    """`chainrule serve` on a new database in `folder` (or on PostgreSQL where DATABASE_URL names one)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_"))}
        self.environment = kept | {"CHAINRULE_VAR": str(folder / "var"), "PYTHONUNBUFFERED": "1"}
        self.environment.pop("CHAINRULE_DEMO", None)
        self.log = folder / "server.log"
        self.peak_mb = 0.0
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0  # monotonic: its clock goes on where it was killed
        self.lost_processes: list[str] = []
        self._seen: dict[int, str] = {}
        self._over = threading.Event()

    def office(self, *words: str) -> Any:
        """What `people.py` answers."""
        command = [sys.executable, str(Path(__file__).with_name("people.py")), *words]
        said = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, check=True, text=True).stdout
        return json.loads(said.splitlines()[-1])

    def start(self, workers: int = 2) -> int:
        """Start it; its port, once it answers: the same as before, where it was killed."""
        self._over = threading.Event()
        self._seen = {}
        self.began = self.began or time.monotonic()
        at = dt.datetime.fromisoformat(MOMENT) + dt.timedelta(seconds=round(time.monotonic() - self.began))
        code = "from chainrule.cli import main; main()"
        self.port = self.port or lasting_port()
        words = ["serve", "--port", str(self.port), "--at", at.isoformat(), "--workers", str(workers)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, *words],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if found := re.search(r"The course is at http://[^:]+:(\d+)/", self.log.read_text()):
                threading.Thread(target=self._watch, args=(self._over,), daemon=True).start()
                assert int(found[1]) == self.port, self.log.read_text()
                return self.port
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"the server does not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        """End it as an operator would; by force where that does not help."""
        self._over.set()
        below = [pid for pid, _ in family(self.process.pid)]
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """End all of its processes at once, as a machine does that loses its power."""
        self._over.set()
        if self.process is None:
            return
        for pid in (self.process.pid, *(pid for pid, _ in family(self.process.pid))):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # one that was being started is in no list
        self.process.wait()
        deadline = time.monotonic() + STARTS_WITHIN
        while not is_free(self.port) and time.monotonic() < deadline:  # on a busy machine a process takes time to die
            time.sleep(0.05)

    def _watch(self, over: threading.Event) -> None:
        """Look at the processes twice a second."""
        while not over.wait(0.5):
            there = [(self.process.pid, "serve"), *family(self.process.pid)]
            self.peak_mb = max(self.peak_mb, sum(memory_mb(pid) for pid, _ in there))
            children = {pid: name for pid, name in there if parent(pid) == self.process.pid}
            for pid, name in self._seen.items():
                if pid not in children and not over.is_set():
                    self.lost_processes.append(name)
            self._seen = children

    @property
    def server_restarts(self) -> int:
        """How often a process that serves pages, or its parent, was lost."""
        return sum("worker" not in name for name in self.lost_processes) + (self.process.poll() is not None)

    @property
    def grader_restarts(self) -> int:
        return sum("worker" in name for name in self.lost_processes)


def lasting_port() -> int:
    """A free port that the kernel hands to no connection: it stays free while a server is killed and starts again."""
    first_handed_out = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    ports = random.sample(range(10_000, first_handed_out), 100)
    return next(port for port in ports if is_free(port))


def is_free(port: int) -> bool:
    """Whether a server can listen there."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
            tried.listen()
        except OSError:
            return False
    return True


def family(pid: int) -> list[tuple[int, str]]:
    """(pid, command) of the server's processes below one; where the sandbox begins, students' code is another's."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                with suppress(OSError):
                    command = (
                        Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    )
                    if not any(word in command for word in STUDENTS_CODE):
                        found += [(child, command), *family(child)]
    return found


def parent(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def memory_mb(pid: int) -> float:
    """The proportional set size of one process."""
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0
