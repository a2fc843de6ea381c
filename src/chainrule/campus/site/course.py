"""The course, loaded once for all requests; with CHAINRULE_DEBUG again whenever a file of it changes.

course().assessments        bank()["03/shared_subgraph"]
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.conf import settings

from chainrule.course import find_course

if TYPE_CHECKING:
    from chainrule.campus.questions import Bank
    from chainrule.campus.syllabus import Course

Made = TypeVar("Made")


def folder() -> Path:
    """The folder that holds course.toml."""
    return find_course()


def fingerprint(root: Path) -> int:
    """A number that changes when any file below `root` does."""
    stats = ((path, path.stat()) for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return hash(tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats))


class Shelf(Generic[Made]):
    """Things made from the course's files, by key, made once (in debug: once a change).

    While one is being made, whoever wants the same one waits for it; the others are there to be had.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make, self._state = make, 0
        self._made: dict[Any, Made] = {}
        self._locks: dict[Any, threading.Lock] = {}

    def __call__(self, *key: Any) -> Made:
        state = fingerprint(folder()) if settings.DEBUG else 0
        if state != self._state:
            self._made, self._state = {}, state
        made = self._made
        if key not in made:
            with self._locks.setdefault(key, threading.Lock()):
                if key not in made:
                    made[key] = self._make(*key)
        return made[key]


def _load_course() -> Course:
    from chainrule.campus.syllabus import load_course

    return load_course(folder())


def _load_bank() -> Bank:
    from chainrule.campus.questions import load_bank

    return load_bank(folder(), leave_out_broken=True)


course: Callable[[], Course] = Shelf(_load_course)
bank: Callable[[], Bank] = Shelf(_load_bank)
