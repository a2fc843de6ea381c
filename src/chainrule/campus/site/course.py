"""The course, loaded once for all requests; with CHAINRULE_DEBUG again whenever a file of it changes.

course().assessments        bank()["03/shared_subgraph"]

Its rules are those in force. A site with students keeps them (`campus.site.revising`), so that an edited course.toml
changes no grade before the revision is applied; everything else is as the files have it.

`bank()` has the questions of a private bank too, where the site has one (`chainrule serve --bank`): it is for papers
and staff. Whatever everybody may see takes `public_bank()`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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


def state_of_files() -> int:
    """A number that changes when a file of the course or of the private bank does."""
    return hash(tuple(fingerprint(root) for root in (folder(), settings.PRIVATE_BANK) if root))


class Shelf(Generic[Made]):
    """Things made from the course's files, by key, made once (in debug: once a change).

    While one is being made, whoever wants the same one waits for it; the others are there to be had. `given`: what is
    handed out in place of what was made.
    """

    def __init__(self, make: Callable[..., Made], given: Callable[[Made], Made] | None = None) -> None:
        self._make, self._given, self._state = make, given, 0
        self._made: dict[Any, Made] = {}
        self._locks: dict[Any, threading.Lock] = {}

    def __call__(self, *key: Any) -> Made:
        made = self.made(*key)
        return self._given(made) if self._given else made

    def made(self, *key: Any) -> Made:
        """What was made of the files."""
        state = state_of_files() if settings.DEBUG else 0
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


def _load_public_bank() -> Bank:
    from chainrule.campus.questions import load_bank

    return load_bank(folder(), leave_out_broken=True)


def _load_bank() -> Bank:
    from chainrule.campus.questions import load_private_bank, overlaid

    private: Path | None = settings.PRIVATE_BANK
    return overlaid(public_bank(), load_private_bank(private)) if private else public_bank()


public_bank: Callable[[], Bank] = Shelf(_load_public_bank)
bank: Callable[[], Bank] = Shelf(_load_bank)


class RulesInForce:
    """The course whose rules are in force, None where those of the files are; and what it makes of the files."""

    def __init__(self) -> None:
        self.rules: Course | None = None
        self._joined: tuple[Course, Course, Course] | None = None

    def hold(self, rules: Course | None) -> None:
        """From now on these rules are in force, in this process."""
        self.rules = rules

    def of(self, files: Course) -> Course:
        """The course of the files under the rules in force."""
        rules, joined = self.rules, self._joined
        if rules is None:
            return files
        if joined is None or joined[0] is not files or joined[1] is not rules:
            from chainrule.campus.syllabus.revising import under

            joined = self._joined = (files, rules, under(files, rules))
        return joined[2]


in_force = RulesInForce()
_looked_at: ContextVar[Course | None] = ContextVar("looked_at", default=None)


def _under_the_rules(files: Course) -> Course:
    return _looked_at.get() or in_force.of(files)


_files = Shelf(_load_course, given=_under_the_rules)
course: Callable[[], Course] = _files


def as_written() -> Course:
    """The course as its files have it, with the rules that they hold."""
    return _files.made()


@contextmanager
def looked_at(other: Course) -> Iterator[None]:
    """Inside, and in this thread alone, `course()` is another one: what would the site say under its rules?"""
    token = _looked_at.set(other)
    try:
        yield
    finally:
        _looked_at.reset(token)


def check_private_bank() -> None:
    """Raise `CourseError` where the private bank is no folder of questions, or names one as the course does."""
    from chainrule.campus.questions import clashes, load_private_bank

    private: Path | None = settings.PRIVATE_BANK
    if private:
        for error in clashes(public_bank(), load_private_bank(private)):
            raise error
