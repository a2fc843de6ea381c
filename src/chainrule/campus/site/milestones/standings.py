"""Where a team is with a milestone: what it asks for, the statement's draft, what was handed in, which of it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from chainrule.campus.project import milestones, receipt
from chainrule.campus.project.milestones import Milestone, answer_problems
from chainrule.campus.project.verdicts import cost_words
from chainrule.campus.site.course import Shelf, course, folder
from chainrule.campus.site.milestones.models import Answer, CheckRun, HandIn, Try
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.texts import latest_of
from chainrule.campus.syllabus import Assessment, Lateness, due

TRIES_SHOWN = 5


def _load() -> dict[str, Milestone]:
    return milestones.load(folder())


asked: Callable[[], dict[str, Milestone]] = Shelf(_load)
RUNS = Prefetch("runs", CheckRun.objects.order_by("pk"))


def assessments() -> list[Assessment]:
    """The milestones of the course, in its order."""
    return [one for one in course().assessments if one.kind == "milestone"]


def assessment(id: str) -> Assessment:
    """The milestone of this name. Raises `Http404`."""
    found = next((one for one in assessments() if one.id == id), None)
    if found is None:
        raise Http404(f"The course has no milestone {id}.")
    return found


def milestone(id: str) -> Milestone:
    """What it asks for. Raises `Http404` where nobody has written that yet."""
    assessment(id)
    if id not in asked():
        raise Http404(f"What {id} asks for is not written yet.")
    return asked()[id]


def hand_ins(team: Team, id: str) -> list[HandIn]:
    """All that a team handed in for a milestone, the oldest first, each with what the checks said."""
    rows = HandIn.objects.filter(team=team, milestone=id).select_related("by", "team").prefetch_related(RUNS)
    return list(rows.order_by("number"))


def tries(team: Team, id: str) -> list[Try]:
    """The last tries of a team, the latest first."""
    rows = Try.objects.filter(team=team, milestone=id).select_related("by").prefetch_related(RUNS)
    return list(rows.order_by("-pk")[:TRIES_SHOWN])


def counting(rows: Sequence[HandIn]) -> HandIn | None:
    """Which of a team's hand-ins counts: the latest. None is kept that the late policy does not accept."""
    return rows[-1] if rows else None


def counting_of_all(id: str) -> dict[int, HandIn]:
    """The hand-in that counts of each team that has one, by the team's number."""
    rows = HandIn.objects.filter(milestone=id).select_related("team", "by").prefetch_related(RUNS).order_by("number")
    return {row.team_id: row for row in rows}


def versions(team: Team, id: str) -> QuerySet[Answer]:
    """Every version of the statement's answers."""
    rows: QuerySet[Answer] = Answer.objects.filter(team=team, milestone=id)
    return rows


def draft(team: Team, id: str) -> dict[str, Answer]:
    """The latest version of each answer of the statement, by question."""
    return latest_of(versions(team, id))


def texts(milestone: Milestone, answers: dict[str, Answer]) -> dict[str, str]:
    """A draft as texts, for the questions that the statement has now."""
    return {one.id: answers[one.id].text if one.id in answers else "" for one in milestone.statement}


def seen(answers: dict[str, Answer]) -> int:
    """A number that changes when any answer of the draft does."""
    return max((answer.pk for answer in answers.values()), default=0)


@dataclass(frozen=True)
class Where:
    """Where a team is with a milestone at an hour; without a team, what the milestone's hours are."""

    id: str
    now: datetime
    rows: Sequence[HandIn] = ()

    @property
    def counting(self) -> HandIn | None:
        return counting(self.rows)

    @property
    def due(self) -> datetime:
        return due(course(), self.id)

    @property
    def closes(self) -> datetime:
        return receipt.closes(course(), self.id)

    @property
    def late_now(self) -> Lateness:
        """What the policy says of a hand-in that comes now."""
        return receipt.cost(course(), self.id, self.now)

    @property
    def words_now(self) -> str:
        return cost_words(self.late_now)

    @property
    def closed(self) -> str:
        """Why nothing is taken any more; "" while it is."""
        return receipt.refusal(course(), self.id, self.now)

    @property
    def words(self) -> str:
        """What the hand-in that counts costs."""
        return words(self.counting) if self.counting else ""

    @property
    def to_confirm(self) -> str:
        """What has to be agreed to before another one is handed in now."""
        before = self.counting.counts_at if self.counting else None
        return receipt.to_confirm(course(), self.id, before, self.now)

    @property
    def next(self) -> str:
        """What the team may do now."""
        if self.closed:
            return self.closed if not self.rows else "The milestone is closed. What counts stands below."
        if self.counting is None:
            return "Write the statement, try the checks, then hand in."
        if self.late_now.tier == 0:
            return "You may hand in again until the deadline: the latest hand-in counts."
        if self.to_confirm:
            return "You need not do anything. Another hand-in would count in place of this one, and cost more."
        return "You may hand in again: the latest hand-in counts."


def words(hand_in: HandIn) -> str:
    """ "On time." or "10 minutes late: −10%." of one hand-in."""
    return cost_words(receipt.cost(course(), hand_in.milestone, hand_in.counts_at))


def missing(milestone: Milestone, answers: dict[str, Answer]) -> dict[str, str]:
    """What is wrong with the statement's draft, by question."""
    return answer_problems(milestone.statement, texts(milestone, answers))
