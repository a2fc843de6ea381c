"""What one reader sees of a report of absence: its state in words, and the parts that are theirs to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.campus.site.absences import desk
from chainrule.campus.site.absences.models import AbsenceReport, AbsenceStep
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import absences
from chainrule.campus.syllabus.absences import Act, Case, Part, Person, State

WORDS = {
    State.WAITING: "waits for the academic advisor",
    State.MORE: "the advisor needs more",
    State.REFUSED: "proof not accepted",
    State.SEEN: "proof seen, waits for a decision",
    State.OTHER_WINDOW: "another time granted",
    State.EXEMPT: "exempt",
    State.NOTHING: "nothing follows",
    State.WITHDRAWN: "withdrawn",
}
BADGE = {
    State.WAITING: "warn",
    State.MORE: "warn",
    State.SEEN: "info",
    State.OTHER_WINDOW: "good",
    State.EXEMPT: "good",
}
NEXT = {
    State.WAITING: "Bring a document of proof to your academic advisor.",
    State.MORE: "Answer your advisor below, or bring what is missing.",
    State.REFUSED: "If you have other proof, say so below and bring it to your advisor.",
    State.SEEN: "Your instructor decides what follows. You will find it here and on your home page.",
    State.OTHER_WINDOW: "Your hours are on the page of the paper.",
    State.EXEMPT: "You need not do anything.",
    State.NOTHING: "The reason stands below. Ask your instructor about it if something is wrong.",
    State.WITHDRAWN: "You can report this absence again.",
}


@dataclass(frozen=True)
class Line:
    """One step as a reader sees it: `text` is empty where it is not theirs to read."""

    step: AbsenceStep
    text: str


@dataclass(frozen=True)
class Row:
    """One report as a reader sees it."""

    report: AbsenceReport
    case: Case
    person: Person

    @property
    def title(self) -> str:
        """What was missed."""
        id = self.report.assessment
        return course().assessment(id).title if course().has_assessment(id) else id

    @property
    def state(self) -> State:
        return self.case.state

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def badge(self) -> str:
        return BADGE.get(self.state, "")

    @property
    def next(self) -> str:
        """For the student: what happens now."""
        return NEXT[self.state]

    @property
    def parts(self) -> frozenset[Part]:
        return absences.shown_to(self.person, self.state)

    @property
    def text(self) -> str:
        """The student's words, where this reader reads them."""
        return self.report.text if Part.WORDS in self.parts else ""

    @property
    def possible(self) -> frozenset[Act]:
        return self.case.possible(self.person)

    @property
    def waits(self) -> bool:
        """Whether it waits for this reader."""
        waiting = {
            Person.STUDENT: (State.MORE,), Person.ADVISOR: (State.WAITING,), Person.INSTRUCTOR: (State.SEEN,)
        }  # fmt: skip
        return self.state in waiting.get(self.person, ())

    def lines(self) -> list[Line]:
        """What was done, each with its words where they are for this reader."""
        steps = self.report.steps.select_related("by")
        return [
            Line(one, one.text if absences.PART[absences.OF[one.what]] in self.parts else "") for one in steps
        ]  # fmt: skip


def rows(reports: Iterable[AbsenceReport], reader: User) -> list[Row]:
    """Several reports, for this reader."""
    found = list(reports)
    cases = desk.cases(found)
    return [Row(one, cases[one.pk], Person(reader.role)) for one in found]


def row(report: AbsenceReport, reader: User) -> Row:
    """One report, for this reader."""
    return rows([report], reader)[0]
