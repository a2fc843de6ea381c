"""What may happen to a team's proposal, who may do it when, and what its mark is in each state.

    MISSING --hand in--> WAITING --pass--> PASSED
                            |--revise--> REVISE --hand in--> WAITING
                            '--reject--> REJECTED --hand in--> WAITING

Until the deadline a team may hand in again what waits. Staff may take a verdict back while nothing new came after it.
The marks are those of `syllabus.assessments.proposal_mark`; nothing here works one out.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from chainrule.campus.syllabus import Course, Lateness, Proposal, due, lateness, rounded
from chainrule.campus.syllabus.assessments import View, proposal_mark
from chainrule.campus.syllabus.deadlines import instant
from chainrule.campus.syllabus.derivation import Derivation
from chainrule.campus.syllabus.scores import Verdict
from chainrule.campus.syllabus.wording import moment


class State(Enum):
    """Where a team's proposal is."""

    MISSING = "missing"
    WAITING = "waiting"
    REVISE = "revise"
    REJECTED = "rejected"
    PASSED = "passed"


class Act(Enum):
    """What somebody does. A team hands in; staff do the rest."""

    HAND_IN = "hand in"
    PASS = "pass"
    REVISE = "revise"
    REJECT = "reject"
    TAKE_BACK = "take back"


VERDICTS: dict[Act, Verdict] = {Act.PASS: "pass", Act.REVISE: "revise", Act.REJECT: "reject"}
DECIDED = {"pass": State.PASSED, "revise": State.REVISE, "reject": State.REJECTED}

TRANSITIONS: dict[tuple[State, Act], State] = {
    (State.MISSING, Act.HAND_IN): State.WAITING,
    (State.WAITING, Act.HAND_IN): State.WAITING,
    (State.WAITING, Act.PASS): State.PASSED,
    (State.WAITING, Act.REVISE): State.REVISE,
    (State.WAITING, Act.REJECT): State.REJECTED,
    (State.REVISE, Act.HAND_IN): State.WAITING,
    (State.REVISE, Act.TAKE_BACK): State.WAITING,
    (State.REJECTED, Act.HAND_IN): State.WAITING,
    (State.REJECTED, Act.TAKE_BACK): State.WAITING,
    (State.PASSED, Act.TAKE_BACK): State.WAITING,
}

NOTHING_CAME = "Nothing has been handed in yet, so there is nothing to decide. Wait for the team."
STILL_OUT = "The team has been asked for changes and has not handed them in. Wait for them, or take the verdict back."
STILL_REJECTED = "It is rejected, and no different proposal has come. Wait for one, or take the verdict back."
DONE = "The proposal has passed. To decide otherwise, take that verdict back first."
IMPOSSIBLE: dict[tuple[State, Act], str] = {
    **dict.fromkeys([(State.MISSING, act) for act in VERDICTS], NOTHING_CAME),
    **dict.fromkeys([(State.REVISE, act) for act in VERDICTS], STILL_OUT),
    **dict.fromkeys([(State.REJECTED, act) for act in VERDICTS], STILL_REJECTED),
    **dict.fromkeys([(State.PASSED, act) for act in VERDICTS], DONE),
    (State.MISSING, Act.TAKE_BACK): "There is no verdict to take back: nothing has been handed in.",
    (State.WAITING, Act.TAKE_BACK): "There is no verdict to take back: what was handed in last waits for one.",
    (State.PASSED, Act.HAND_IN): "The proposal has passed. Nothing more can be handed in, and nothing needs to be.",
}


class Impossible(Exception):
    """An act that the state or the hour does not allow; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proposal is after all that was done: its state, when it first came, and the verdicts that stand."""

    state: State = State.MISSING
    received: dt.datetime | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def edition(self) -> int:
        """1 for the first proposal; one more after each rejection, when a different one has to be written."""
        return 1 + self.verdicts.count("reject")

    @property
    def record(self) -> Proposal | None:
        """What is on record for each member; None where nothing came."""
        if self.state is State.MISSING:
            return None
        return Proposal(self.received, self.verdicts, awaiting=self.state is State.WAITING)

    def after(self, act: Act, at: dt.datetime) -> "Standing":
        """Where it is after one more act. Raises `Impossible` where the table has no such step."""
        if (self.state, act) not in TRANSITIONS:
            raise Impossible(IMPOSSIBLE[self.state, act])
        state = TRANSITIONS[self.state, act]
        if act is Act.HAND_IN:
            return Standing(state, self.received or at, self.verdicts)
        if act is Act.TAKE_BACK:
            return Standing(state, self.received, self.verdicts[:-1])
        return Standing(state, self.received, (*self.verdicts, VERDICTS[act]))


def standing(done: Iterable[tuple[Act, dt.datetime]]) -> Standing:
    """Where a proposal is after these acts, in their order. Raises `Impossible`."""
    found = Standing()
    for act, at in done:
        found = found.after(act, at)
    return found


def item(course: Course) -> str:
    """The id of the proposal among the course's assessments; a course has exactly one."""
    return next(assessment.id for assessment in course.assessments if assessment.kind == "proposal")


def deadline(course: Course) -> dt.datetime:
    return due(course, item(course))


def last_day(course: Course) -> dt.datetime:
    """Until when changes, or a different proposal, may come."""
    return due(course, course.project_rules.proposal.resubmit_until)


def cost(course: Course, received: dt.datetime) -> Lateness:
    """What the late policy says of a first hand-in at this instant."""
    return lateness(course.late_rules, deadline(course), received)


def cost_words(late: Lateness) -> str:
    """ "On time." or "10 minutes late: −10%." """
    if late.tier == 0:
        return "On time."
    return f"{span(late.by)} late: −{late.penalty:g}%."


def span(by: dt.timedelta) -> str:
    """Whole days, hours and minutes, the largest two of them: "1 minute", "2 hours 5 minutes"."""
    minutes = by // dt.timedelta(minutes=1)
    counts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    words = [f"{count} {unit}{'s' * (count != 1)}" for count, unit in counts if count]
    return " ".join(words[:2]) or "0 minutes"


def refusal(course: Course, at: Standing, act: Act, now: dt.datetime) -> str:
    """Why nobody may do this now, and what to do; "" where it may be done."""
    if (at.state, act) not in TRANSITIONS:
        return IMPOSSIBLE[at.state, act]
    if act is not Act.HAND_IN:
        return ""
    late, until = cost(course, now), last_day(course)
    if at.state is State.MISSING and not late.accepted:
        return f"{late.rule} It was due on {moment(deadline(course))}. Your text is kept; talk to your instructor."
    if at.state is State.WAITING and late.tier:
        return "The deadline is over, so what you handed in stays as it is. Wait for the verdict."
    if at.state in (State.REVISE, State.REJECTED) and instant(now) > instant(until):
        return f"The last day to hand in once more was {moment(until)}. Talk to your instructor."
    return ""


def mark(course: Course, at: Standing, now: dt.datetime, view: View = View.SO_FAR) -> Derivation:
    """The proposal's mark of each member, by the syllabus."""
    id, record = item(course), at.record
    return proposal_mark(course, id, {id: record} if record else {}, now, view)


def next_for_team(course: Course, at: Standing, now: dt.datetime) -> str:
    """What the team may do now, in a sentence or two."""
    until = moment(last_day(course))
    closed = refusal(course, at, Act.HAND_IN, now)
    match at.state:
        case _ if closed:
            return closed
        case State.MISSING if cost(course, now).tier:
            return f"Hand in now: {cost(course, now).rule}"
        case State.MISSING:
            return f"Answer the questions and hand in by {moment(deadline(course))}."
        case State.WAITING:
            return f"Staff read it next. Until {moment(deadline(course))} you may change it and hand in again."
        case State.REVISE:
            return f"Read the comments, change your answers and hand in again by {until}."
        case _:
            return f"Write a substantially different proposal and hand it in by {until}."


def zero(course: Course, at: Standing, now: dt.datetime) -> str:
    """What a mark of 0.00 means in this state."""
    best, share = (mark(course, at, now, View.AT_BEST).value or 0.0), course.project_rules.share(item(course))
    reach = f"{rounded(best, course.grade_rules.decimals)} of {share:g}"
    over = bool(refusal(course, at, Act.HAND_IN, now))
    match at.state:
        case State.MISSING if over:
            return "Missing: nothing was handed in while it was accepted. This zero is final."
        case State.MISSING:
            return f"There is no mark yet. If nothing is handed in, 0.00 means missing. In reach: {reach}."
        case State.WAITING if not at.verdicts:
            return f"There is no mark yet: staff have not decided. In reach: {reach}."
        case State.WAITING:
            return f"0.00 is provisional: staff have not decided on what was handed in last. In reach: {reach}."
        case State.REVISE if over:
            return f"Revise: no changes came by {moment(last_day(course))}. This zero is final."
        case State.REVISE:
            return f"Revise: 0.00 is provisional until the changes are approved. In reach: {reach}."
        case State.REJECTED if over:
            return f"Rejected: no different proposal came by {moment(last_day(course))}. This zero is final."
        case State.REJECTED:
            return f"Rejected: 0.00 until a substantially different proposal passes. In reach: {reach}."
        case _:
            return f"Passed: {reach}. Nothing more will change it."
