"""Sites that really run, for the tests of grading jobs: a database, servers and workers as processes, a class."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from tests.patience import patience

ROOT = Path(__file__).parents[4]
SOFTMAX = ROOT / "benchmarks/lab_check/numpy"
PATIENCE = 240.0  # seconds until a test gives up; nothing is asserted about time


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    return [below for child in children(pid) for below in (child, *descendants(child))]


def is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def softmax_course(folder: Path) -> Path:
    """A whole course whose only lab is the small one of the benchmark."""
    shutil.copytree(ROOT / "course", folder, ignore=lambda path, names: ["lectures"] if "lectures" in names else [])
    shutil.copytree(SOFTMAX / "lectures", folder / "lectures")
    return folder


class Site:
    """A database with a class, and what is started on it. `url` is PostgreSQL's, or empty for SQLite."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url
        self.processes: list[subprocess.Popen[bytes]] = []
        self.offices: list[Callable[[], str]] = []  # that may still be at work
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DATABASE_URL", "DJANGO_"))}
        self.environment = kept | {"CHAINRULE_VAR": str(folder / "var"), "CHAINRULE_COURSE": str(SOFTMAX)}
        if url:
            self.environment["DATABASE_URL"] = url

    def start(self, *words: str, before: str = "") -> "subprocess.Popen[bytes]":
        """A `chainrule` command, with what it says in a file; `before` is Python that is run first."""
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        code = f"{before}\nfrom chainrule.cli import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def said(self, process: "subprocess.Popen[bytes]") -> str:
        return (self.folder / f"{self.processes.index(process)}.log").read_text()

    def worker(self, name: str, threads: int = 2) -> "subprocess.Popen[bytes]":
        """A worker that is ready."""
        process = self.start("worker", "--threads", str(threads), "--name", name)
        self.until(lambda: f"Worker {name} grades" in self.said(process) or process.poll() is not None, "a worker")
        assert process.poll() is None, self.said(process)
        return process

    def server(self, *words: str) -> "subprocess.Popen[bytes]":
        """A server that answers."""
        process = self.start("serve", "--port", "0", *words)
        self.until(lambda: "The course is at" in self.said(process) or process.poll() is not None, "a server")
        assert process.poll() is None, self.said(process)
        return process

    def office(self, *orders: str, ready: bool = False) -> Callable[[], str]:
        """Start `classroom.py`, and wait until it is `ready`; what it says in the end."""
        command = [sys.executable, str(Path(__file__).with_name("classroom.py")), *orders]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, env=self.environment, text=True, **pipes)  # type: ignore[call-overload]
        if ready:
            assert process.stdout.readline() == "ready\n", process.communicate()[1]

        def said() -> str:
            out, errors = process.communicate()
            assert process.returncode == 0, errors
            return str(out)

        return said

    def migrate(self) -> None:
        self.office("migrate")()

    def hand_in(self, **files: dict[int, int]) -> None:
        """Queue files, as `hand_in(quick={student: how many})`."""
        self.office(json.dumps(files), "0")()

    def hand_in_after(self, graded: int, **files: dict[int, int]) -> Callable[[], int]:
        """The same once so many are graded; ask then how many were graded when they were queued."""
        said = self.office(json.dumps(files), str(graded), ready=True)
        return lambda: int(said())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as postgresql:
                return postgresql.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "var/site.sqlite3", timeout=20)) as lite:
            return lite.execute(sql).fetchall()

    def states(self) -> Counter[str]:
        return Counter(dict(self.ask("SELECT state, count(*) FROM campus_labs_submission GROUP BY state")))

    def verdicts(self) -> list[tuple[int, bool, bool, int]]:
        """(submission, passed, isolated, tries) of each verdict, in the order in which they came."""
        return self.ask(
            "SELECT v.submission_id, v.points >= v.out_of, v.isolated, s.tries FROM campus_labs_verdict v "
            "JOIN campus_labs_submission s ON s.id = v.submission_id ORDER BY v.id"
        )

    def workers_of(self, server: "subprocess.Popen[bytes]") -> list[int]:
        """The workers that a server keeps beside it."""
        return [pid for pid in children(server.pid) if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """What `holds` says, once that is something."""
        deadline = time.monotonic() + patience(PATIENCE)
        while not (found := holds()):
            said = "\n".join(self.said(process) for process in self.processes)
            assert time.monotonic() < deadline, f"waited in vain for {what}:\n{said[-6000:]}"
            time.sleep(0.1)
        return found

    def until_graded(self, count: int) -> None:
        self.until(lambda: self.states() == {"done": count}, f"{count} grades")

    def hand_in_until_running(self, **files: dict[int, int]) -> None:
        """Queue files, and return while one of them is under way.

        It looks from the moment they lie in the database. A worker may find them by itself, and on a busy machine it is
        done with one before the process that queued them has woken it and ended.
        """
        self.offices.append(self.office(json.dumps(files), "0", ready=True))
        self.until_running()

    def until_running(self) -> None:
        self.until(lambda: self.states()["running"], "a job under way")


@contextmanager
def site(folder: Path, url: str = "") -> Iterator[Site]:
    """A site whose processes are gone at the end."""
    it = Site(folder, url)
    try:
        yield it
        for said in it.offices:
            said()
    finally:
        for process in it.processes:
            if process.poll() is None:
                for pid in [process.pid, *descendants(process.pid)]:
                    kill(pid)
            process.wait()


def kill(pid: int) -> None:
    """kill -9."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
