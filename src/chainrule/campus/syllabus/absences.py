"""A report of absence: who can do what next, and what each person sees of it.

The student reports, the academic advisor says whether the proof was seen, the instructor decides what follows. What was
done is a row of acts; what other rooms hold beside them (an excuse, another sitting, an exemption) are `Facts`. Both
together are a `Case`, which says where the report stands and why an act is not possible.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from chainrule.campus.syllabus.deadlines import at, due, instant
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course

REPORTED_WITHIN = dt.timedelta(days=7)
"""How long after a paper has closed, or a deadline has passed, an absence can still be reported on the site."""

KEPT_AFTER = dt.timedelta(days=14)
"""How long after the last day of the course a document of proof is kept: reports can still be made for half of that."""

MOST_WORDS = 10
"""How often a student can add to one report."""


class Person(Enum):
    """Who acts on a report, or reads it."""

    STUDENT = "student"
    ADVISOR = "advisor"
    INSTRUCTOR = "instructor"
    ASSISTANT = "assistant"


class State(Enum):
    """Where a report stands."""

    WAITING = "waiting"  # for the advisor
    MORE = "more"  # for the student: the advisor needs more
    REFUSED = "refused"  # the advisor has not accepted the proof, or has taken the excuse back
    SEEN = "seen"  # for the instructor
    OTHER_WINDOW = "window"
    EXEMPT = "exempt"
    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"


class Act(Enum):
    """What is done to a report after it was made."""

    ADD = "add"
    WITHDRAW = "withdraw"
    SEE = "see"
    REFUSE = "refuse"
    ASK = "ask"
    WINDOW = "window"
    EXEMPT = "exempt"
    NOTHING = "nothing"


class Part(Enum):
    """What a report holds, by who wrote it."""

    WORDS = "words"  # the student's
    PROOF = "proof"  # the advisor's
    DECISION = "decision"  # the instructor's


LEADS_TO = {
    Act.ADD: State.WAITING,
    Act.WITHDRAW: State.WITHDRAWN,
    Act.SEE: State.SEEN,
    Act.REFUSE: State.REFUSED,
    Act.ASK: State.MORE,
    Act.WINDOW: State.OTHER_WINDOW,
    Act.EXEMPT: State.EXEMPT,
    Act.NOTHING: State.NOTHING,
}
OF = {
    Act.ADD: Person.STUDENT,
    Act.WITHDRAW: Person.STUDENT,
    Act.SEE: Person.ADVISOR,
    Act.REFUSE: Person.ADVISOR,
    Act.ASK: Person.ADVISOR,
    Act.WINDOW: Person.INSTRUCTOR,
    Act.EXEMPT: Person.INSTRUCTOR,
    Act.NOTHING: Person.INSTRUCTOR,
}
POSSIBLE = {
    State.WAITING: {Act.ADD, Act.WITHDRAW, Act.SEE, Act.REFUSE, Act.ASK},
    State.MORE: {Act.ADD, Act.SEE, Act.REFUSE},
    State.REFUSED: {Act.ADD, Act.SEE},
    State.SEEN: {Act.REFUSE, Act.WINDOW, Act.EXEMPT, Act.NOTHING},
    State.NOTHING: {Act.WINDOW, Act.EXEMPT},
    State.OTHER_WINDOW: set[Act](),
    State.EXEMPT: set[Act](),
    State.WITHDRAWN: set[Act](),
}
PART = {Person.STUDENT: Part.WORDS, Person.ADVISOR: Part.PROOF, Person.INSTRUCTOR: Part.DECISION}
WHY_NOT = {
    State.WAITING: "The academic advisor has not said yet whether the proof was seen.",
    State.MORE: "The academic advisor has asked for more, and waits for it.",
    State.REFUSED: "The academic advisor has not accepted the proof. Bring other proof, and add a line to the report.",
    State.SEEN: "The academic advisor has seen the proof already. The instructor decides now.",
    State.OTHER_WINDOW: "Another time was granted already. To change it, grant another one on the page of the paper.",
    State.EXEMPT: "There is an exemption already. It is taken back on the page of the paper.",
    State.NOTHING: "It was decided that nothing follows. The instructor can still grant another time or an exemption.",
    State.WITHDRAWN: "This report was withdrawn. The absence can be reported again.",
}
NO_DEADLINE = (
    "This is a deadline. By the rules of the course an excuse is for a quiz or an exam: no deadline is moved by it, "
    "and nobody is exempt from one. You can decide that nothing follows."
)


class Impossible(Exception):
    """An act that cannot be done to a report now; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What other rooms hold for this student and paper, since the report was made where it has a date."""

    excused: bool = False
    granted: bool = False
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A report with all that was done about it. `is_sat`: it is about a quiz or an exam, not about a deadline."""

    acts: Sequence[Act] = ()
    facts: Facts = Facts()
    is_sat: bool = True

    @property
    def state(self) -> State:
        """Where it stands. What other rooms hold goes before what was done here: they may have gone on without it."""
        last = LEADS_TO[self.acts[-1]] if self.acts else State.WAITING
        if last is State.WITHDRAWN or not self.is_sat:
            return last
        if self.facts.exempt:
            return State.EXEMPT
        if self.facts.granted:
            return State.OTHER_WINDOW
        if last is State.NOTHING:
            return last
        if self.facts.excused:
            return State.SEEN
        return State.REFUSED if last in (State.SEEN, State.OTHER_WINDOW, State.EXEMPT) else last

    def why_not(self, act: Act, person: Person) -> str:
        """Why this person cannot do this now, as a sentence; empty where it can be done."""
        if OF[act] is not person:
            return f"Only the {OF[act].value} can do that."
        if act in (Act.WINDOW, Act.EXEMPT) and not self.is_sat:
            return NO_DEADLINE
        if act is Act.WITHDRAW and any(OF[one] is not Person.STUDENT for one in self.acts):
            return "Somebody has acted on this report already. Add a line to it instead, or ask your academic advisor."
        if act not in POSSIBLE[self.state]:
            return WHY_NOT[self.state]
        if act is Act.ADD and self.acts.count(Act.ADD) >= MOST_WORDS:
            return f"You have added to this report {MOST_WORDS} times. Go to your academic advisor."
        return ""

    def possible(self, person: Person) -> frozenset[Act]:
        """What this person can do now."""
        return frozenset(act for act in Act if not self.why_not(act, person))


def shown_to(person: Person, state: State) -> frozenset[Part]:
    """The parts of a report that a person reads. The instructor reads the student's words after the advisor acted."""
    if person is Person.STUDENT:
        return frozenset(Part)
    if person is Person.ADVISOR:
        return frozenset({Part.WORDS, Part.PROOF})
    if person is Person.ASSISTANT:
        return frozenset({Part.PROOF})
    early = state in (State.WAITING, State.MORE, State.WITHDRAWN)
    return frozenset({Part.PROOF, Part.DECISION}) if early else frozenset(Part)


def can_be_missed(course: Course) -> list[Assessment]:
    """What an absence can be reported for: quizzes, exams, and deadlines with something to hand in; by date."""
    found = (one for one in course.assessments if one.kind != "teams")
    return sorted(found, key=lambda one: (one.date, one.id))


def is_sat(assessment: Assessment) -> bool:
    """Whether it is a paper, which can be sat at another time, and not a deadline."""
    return assessment.kind in SITTINGS


def reported_until(course: Course, id: str, own_end: dt.datetime | None = None) -> dt.datetime:
    """The last moment to report an absence; `own_end` is when a sitting ends that only this student was granted."""
    ends = max(instant(due(course, id)), instant(own_end)) if own_end else instant(due(course, id))
    return ends + REPORTED_WITHIN


def documents_until(course: Course) -> dt.datetime:
    """When documents of proof are deleted: some days after the last class or assessment."""
    last = max([one.date for one in course.classes] + [one.date for one in course.assessments])
    return at(last + KEPT_AFTER, dt.time(), course.timezone)
