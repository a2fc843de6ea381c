"""The learner's labs: each is checked when its file is saved, by a thread of the server, one after another.

The folder is the truth. What came of the latest check of each lab is remembered here until the server ends; points,
passes and hints are written into the folder's own file at once.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from chainrule.campus.site import clock
from chainrule.campus.site.labs import grading
from chainrule.labs import Lab, Limits, NoVerdict, PlainLauncher, Run, Verdict, starter
from chainrule.labs.folder import Folder, FolderProblem, open_folder, read_file
from chainrule.labs.saves import saved_labs, state_of
from chainrule.labs.student_process import Running

log = logging.getLogger(__name__)
T = TypeVar("T")
LOOK_EVERY_MS = 200
LARGEST_SHOWN = 200_000  # bytes of a file on a page


@dataclass(frozen=True)
class Checked:
    """What came of a check: a verdict, or the problem because of which there is none."""

    at: datetime
    verdict: Verdict | None = None
    problem: str = ""


@dataclass(frozen=True)
class Standing:
    """A lab at this moment. `stamp` changes whenever a page that shows it should be drawn anew."""

    checked: Checked | None
    is_waiting: bool
    stamp: str


class Ended(PlainLauncher):
    """The plain launcher, and what it started last, so that the server's end can end it too: two run at most."""

    def __init__(self) -> None:
        self.running: deque[Running] = deque(maxlen=2)

    def start(self, limits: Limits) -> Running:
        self.running.append(super().start(limits))
        return self.running[-1]

    def close(self) -> None:
        for running in self.running:
            running.kill()


class Bench:
    """The labs of one folder."""

    def __init__(self, folder: Path, labs: Mapping[str, Lab]) -> None:
        self.path, self.labs = folder, labs
        self.launcher = Ended()
        self.count = 0
        self._checked: dict[str, Checked] = {}
        self._wanted: list[str] = []  # the first of them is being checked
        self._lock = threading.Lock()  # of the two above
        self._writing = threading.Lock()  # of the folder's file

    # --- the folder ---

    def file_of(self, number: str) -> Path:
        return self.path / self.labs[number].file_name

    def folder(self) -> Folder:
        """What the folder remembers now: the terminal may have written it. Raises `FolderProblem`."""
        return open_folder(self.path)

    def change(self, change: Callable[[Folder], T]) -> T:
        """Change what the folder remembers, on its newest state. Raises `FolderProblem`."""
        with self._writing:
            folder = self.folder()
            result = change(folder)
            folder.save()
            return result

    def restore(self, number: str) -> None:
        """Put the starter where there is no file; what is there stays."""
        try:
            with self.file_of(number).open("x", encoding="utf-8", newline="\n") as file:
                file.write(starter(self.labs[number]))
        except FileExistsError:
            pass
        except OSError as error:
            raise FolderProblem(f"{self.file_of(number)} cannot be written: {error.strerror}") from error

    # --- checking ---

    def standing(self, number: str) -> Standing:
        """Where one lab stands at this moment."""
        with self._lock:
            checked, waits = self._checked.get(number), number in self._wanted
        moment = checked.at.timestamp() if checked else 0
        return Standing(checked, waits, f"{moment:.6f}-{int(waits)}-{state_of(self.file_of(number)) is not None:d}")

    def want(self, number: str) -> None:
        """Ask for a check of what is saved now."""
        with self._lock:
            if number not in self._wanted[1:]:
                self._wanted.append(number)

    def work(self) -> None:
        """Do the checks that are wanted."""
        while self._wanted:
            number = self._wanted[0]
            made = self.check(number)
            with self._lock:
                self._checked[number] = made
                del self._wanted[0]

    def check(self, number: str) -> Checked:
        """Check what is saved now, with the inputs of before until all checks pass, and remember what passed."""
        lab, before = self.labs[number], self._checked.get(number)
        seed = before.verdict.seed if before and before.verdict and not before.verdict.passed else None
        try:
            source = read_file(self.file_of(number), f"chainrule reset {number} makes it again, with nothing written")
            run = Run(lab, source, lab.file_name, seed, self.launcher)
            verdict = run.verdict(list(run))
            self.change(lambda folder: folder.progress(number).update(verdict, datetime.now()))
        except (NoVerdict, FolderProblem) as problem:
            return Checked(clock.now(), problem=str(problem))
        return Checked(clock.now(), verdict)

    def watch(self) -> None:
        """Check at every save, without end; whatever goes wrong with one check, the next is made."""
        while True:
            try:
                for saved in saved_labs(self.path, self.labs, every_ms=LOOK_EVERY_MS):
                    if saved:
                        self.want(saved.number)
                    self.work()
            except Exception:
                log.exception("watching %s broke off; it begins again in a second", self.path)
            with self._lock:
                self._wanted.clear()
            time.sleep(1.0)

    def start(self) -> None:
        """Start the thread that watches; what it runs ends with the server."""
        atexit.register(self.launcher.close)
        threading.Thread(target=self.watch, name="labs", daemon=True).start()


_bench: Bench | None = None
_making = threading.Lock()


def bench() -> Bench:
    """The bench of this server's folder."""
    global _bench
    with _making:
        if _bench is None or _bench.path != settings.ALONE:
            _bench = Bench(settings.ALONE, grading.labs())
        return _bench


def shown(path: Path) -> tuple[str, str]:
    """(the text of a lab's file for a page, why it is not shown)."""
    try:
        content = read_file(path, "make it again by the button above")
        if len(content) > LARGEST_SHOWN:
            return "", f"The file has {len(content):,} bytes, too many to show here."
        if b"\0" in content:
            return "", "The file holds binary data, not Python text."
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return "", "The file is not UTF-8 text: save it as UTF-8 in your editor."
    except FolderProblem as problem:
        return "", str(problem).partition("\n")[0]
