"""What the pages of a proposal show: where it stands, what comes next, what its mark means, what was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chainrule.campus.project import verdicts
from chainrule.campus.project.proposal import Question, count_words, not_a_link, problem
from chainrule.campus.project.verdicts import Act, State
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.proposals.models import Answer, Submission
from chainrule.campus.site.proposals.standings import Known, form

WORDS = {
    State.MISSING: ("not handed in", ""),
    State.WAITING: ("waits for a verdict", "info"),
    State.REVISE: ("revise", "warn"),
    State.REJECTED: ("rejected", "bad"),
    State.PASSED: ("passed", "good"),
}


@dataclass(frozen=True)
class Where:
    """A proposal's state in words, for its team and for staff."""

    known: Known
    now: datetime

    @property
    def state(self) -> str:
        return self.known.standing.state.value

    @property
    def words(self) -> str:
        return WORDS[self.known.standing.state][0]

    @property
    def badge(self) -> str:
        return WORDS[self.known.standing.state][1]

    @property
    def mark(self) -> Any:
        """How the mark came about: a derivation of the syllabus."""
        return verdicts.mark(course(), self.known.standing, self.now)

    @property
    def zero(self) -> str:
        return verdicts.zero(course(), self.known.standing, self.now)

    @property
    def next(self) -> str:
        return verdicts.next_for_team(course(), self.known.standing, self.now)

    @property
    def may_write(self) -> bool:
        return not verdicts.refusal(course(), self.known.standing, Act.HAND_IN, self.now)

    @property
    def may_take_back(self) -> bool:
        return not verdicts.refusal(course(), self.known.standing, Act.TAKE_BACK, self.now)

    @property
    def deadline(self) -> datetime:
        return verdicts.deadline(course())

    @property
    def last_day(self) -> datetime:
        return verdicts.last_day(course())

    @property
    def until(self) -> datetime:
        """Until when the team may do what it may do next."""
        if self.known.standing.state in (State.REVISE, State.REJECTED):
            return self.last_day
        is_on_time = verdicts.cost(course(), self.now).tier == 0
        return self.deadline if is_on_time else self.deadline + course().late_rules.tiers[-1].until

    @property
    def is_over(self) -> bool:
        """Whether changes would come too late, so that a verdict other than a pass is final."""
        return self.now > self.last_day

    @property
    def received(self) -> datetime | None:
        return self.known.standing.received

    @property
    def cost(self) -> str:
        """What the first hand-in cost, or would cost now."""
        return verdicts.cost_words(verdicts.cost(course(), self.received or self.now))

    @property
    def is_late(self) -> bool:
        return verdicts.cost(course(), self.received or self.now).tier > 0


@dataclass(frozen=True)
class Field:
    """A question with the text that stands in its field, and what is said about it."""

    question: Question
    text: str
    latest: Answer | None = None
    clash: bool = False
    why: str = ""

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def problem(self) -> str:
        return problem(self.question, self.text)

    @property
    def link(self) -> str:
        """The address to follow, where the answer is one."""
        return self.text if self.question.kind == "link" and self.text and not not_a_link(self.text) else ""


def fields(answers: dict[str, Answer]) -> list[Field]:
    """The draft, by the questions of the form."""
    return [
        Field(one, answers[one.id].text if one.id in answers else "", answers.get(one.id)) for one in form().questions
    ]


def link_of(question: dict[str, Any], text: str) -> str:
    """The same for an answer that was handed in."""
    return text if question["kind"] == "link" and not not_a_link(text) else ""


def frozen(submission: Submission) -> list[dict[str, Any]]:
    """What was handed in, question by question."""
    return [{"question": one, "text": text, "link": link_of(one, text)} for one, text in submission.pairs]


def by_hand(students: list[User]) -> list[User]:
    """Those of whom staff recorded something for the proposal by hand: that counts in place of the team's."""
    rows: dict[int, list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(student__in=students, item=verdicts.item(course())):
        rows.setdefault(row.student_id, []).append(row)
    return [student for student in students if records.standing(rows.get(student.pk, []))]
