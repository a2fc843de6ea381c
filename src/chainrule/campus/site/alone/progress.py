"""How far the learner is, lecture by lecture, and what comes next. Pure: what is known is handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.campus.site.practice.choosing import Standing
from chainrule.labs import Lab
from chainrule.labs.folder import LabProgress


@dataclass(frozen=True)
class Row:
    """One lecture: how far it is read (None: it has no text), its lab and its questions where it has them."""

    number: int
    topic: str
    read: float | None = None
    is_read: bool = False
    lab: Lab | None = None
    progress: LabProgress | None = None
    practice: Standing | None = None

    @property
    def passed(self) -> bool:
        return bool(self.progress and self.progress.passed)


@dataclass(frozen=True)
class Step:
    """What to do next: the words of a link, where it leads, and a sentence about it."""

    title: str
    address: str
    why: str


def next_step(rows: Iterable[Row]) -> Step | None:
    """The first thing that is not done of the first lecture with a text that is not finished; None where all is done.

    A lecture is read, then practised until each of its outcomes has a right answer, then its lab is built.
    """
    for row in rows:
        if row.read is None:
            continue
        if not row.is_read:
            title = f"{'Go on with' if row.read else 'Read'} lecture {row.number}: {row.topic}"
            fresh = "Text, code with what it prints, and figures that you can take apart."
            why = f"You have read {row.read:.0%} of it." if row.read else fresh
            return Step(title, f"/lectures/{row.number:02d}/", why)
        if row.practice and not row.practice.is_done:
            title = f"Practise lecture {row.number}: {row.topic}"
            why = f"{row.practice.outcomes_right} of {row.practice.outcomes} outcomes have a right answer so far."
            return Step(title, f"/practice/{row.number:02d}/", why)
        if row.lab and not row.passed:
            best = row.progress.best if row.progress else 0
            title = f"Build lab {row.number}: {row.lab.title}"
            why = f"Best so far: {best} of {row.lab.points} points." if best else f"About {row.lab.minutes} minutes."
            return Step(title, f"/labs/{row.number:02d}/", why)
    return None
