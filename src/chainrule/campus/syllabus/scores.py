"""What is on record for one student: the input of every grade."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chainrule.campus.syllabus.model import SITTINGS, Course

Verdict = Literal["pass", "revise", "reject"]


@dataclass(frozen=True, slots=True)
class Score:
    """A mark: `points` of `out_of`, and a `bonus` in the same points. `received` matters for what has a deadline."""

    points: float
    out_of: float
    bonus: float = 0.0
    received: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.out_of) and self.out_of > 0):
            raise ValueError(f"a score is out of a positive number, not {self.out_of}")
        if not 0 <= self.points <= self.out_of:
            raise ValueError(
                f"points lie between 0 and {self.out_of:g}, not at {self.points}; a bonus is recorded apart"
            )
        if not (math.isfinite(self.bonus) and self.bonus >= 0):
            raise ValueError(f"a bonus is zero or more, not {self.bonus}")


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Sat or handed in, and not marked yet."""

    received: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Neither sat nor missed, although its hours may be over: `why` is a sentence that says what is to come."""

    why: str


@dataclass(frozen=True, slots=True)
class Excused:
    """Missed, with an excuse that an academic advisor verified."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The project proposal: when it first came, the verdicts so far, and whether a new version waits for one."""

    received: dt.datetime | None
    verdicts: tuple[Verdict, ...] = ()
    awaiting: bool = False

    def __post_init__(self) -> None:
        if "pass" in self.verdicts[:-1]:
            raise ValueError("nothing follows a proposal's pass")
        if self.awaiting and self.verdicts[-1:] == ("pass",):
            raise ValueError("a proposal that passed waits for no verdict")


Record = Score | Awaiting | Pending | Excused | Proposal
Scores = Mapping[str, Record]
"""Records by assessment id. What is not there has not been sat or handed in."""


def check_scores(course: Course, scores: Scores) -> None:
    """Raise `ValueError` for a record that does not fit its assessment, `LookupError` for an unknown one."""
    for id, record in scores.items():
        kind = course.assessment(id).kind
        if kind == "teams":
            raise ValueError(f"{id} carries no mark")
        if isinstance(record, Proposal) and kind != "proposal":
            raise ValueError(f"{id} is a {kind}: record a Score, not verdicts")
        if isinstance(record, Score) and kind == "proposal":
            raise ValueError(f"{id} is marked by verdicts: record a Proposal, not a Score")
        if isinstance(record, Excused) and kind not in SITTINGS:
            raise ValueError(f"{id} is a deadline: an excuse is for a quiz or an exam that was missed")
        if isinstance(record, Pending) and kind not in SITTINGS:
            raise ValueError(f"{id} is a deadline: only a quiz or an exam can be sat at another time")


def fits(course: Course, id: str, record: Record) -> bool:
    """Whether the course has a place for this record."""
    try:
        check_scores(course, {id: record})
    except (LookupError, ValueError):
        return False
    return True
