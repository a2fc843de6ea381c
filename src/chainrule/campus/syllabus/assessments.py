"""The mark of one quiz, exam, milestone or proposal: what was given, less what lateness costs, and a bonus."""

import datetime as dt
from dataclasses import replace
from enum import Enum

from chainrule.campus.syllabus.deadlines import due, instant
from chainrule.campus.syllabus.derivation import Derivation, Status, total
from chainrule.campus.syllabus.late import FULL, Lateness, lateness
from chainrule.campus.syllabus.late_rules import LateRules
from chainrule.campus.syllabus.model import Assessment, Course
from chainrule.campus.syllabus.scores import Awaiting, Excused, Pending, Proposal, Score, Scores
from chainrule.campus.syllabus.wording import moment


class View(Enum):
    """What stands for a mark that is not known yet: nothing, zero, or the full mark that is still in reach."""

    SO_FAR = "so far"
    NOTHING_MORE = "if nothing more is done"
    AT_BEST = "at best"


def marked(rules: LateRules, label: str, score: Score, late: Lateness | None = None) -> Derivation:
    """The mark that `score` comes to: points, then the late penalty, then the bonus.

    The penalty is a share of the points (or of the full mark, by `rules.penalty_of`) and never takes more than the
    points. The bonus comes after it, whole, unless the lateness takes it away or `rules` say otherwise.
    """
    given = Derivation("Mark", score.points, score.out_of, "As it was given.")
    parts = [given]
    cost = 0.0
    if late and late.tier:
        cost = _cost(rules, score, late)
        parts.append(Derivation("Late penalty", 0.0 - cost, 0, late.rule))
    if score.bonus:
        parts.append(_bonus(rules, score, late, score.out_of - score.points + cost))
    if len(parts) == 1:
        return replace(given, label=label)
    return total(label, "The mark, less the late penalty, plus the bonus.", *parts)


def _cost(rules: LateRules, score: Score, late: Lateness) -> float:
    if late.penalty >= FULL:
        return score.points
    base = score.points if rules.penalty_of == "earned" else score.out_of
    return min(score.points, base * late.penalty / FULL)


def _bonus(rules: LateRules, score: Score, late: Lateness | None, room: float) -> Derivation:
    """The bonus that counts; `room` is what the mark lacks to be full."""
    if late and not late.bonus_allowed:
        return Derivation("Bonus", 0.0, 0, f"None: {late.rule}")
    bonus, rule = score.bonus, "Added after the penalty."
    if late and rules.penalty_on_bonus:
        bonus, rule = bonus * (1 - late.penalty / FULL), "Added, made smaller by the penalty as the mark is."
    if rules.bonus_cap == "item" and bonus > room:
        bonus, rule = room, "Added up to the full mark."
    return Derivation("Bonus", bonus, 0, rule)


def sitting_mark(course: Course, id: str, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The mark of a quiz or an exam. Missing is zero once the paper has closed; before that it is not known."""
    label, record = course.assessment(id).title, scores.get(id)
    if isinstance(record, Score):
        return marked(course.late_rules, label, record)
    if isinstance(record, Awaiting):
        return unknown(label, FULL, "awaiting", "Waits to be marked.", view)
    if isinstance(record, Pending):
        return unknown(label, FULL, "not-yet", record.why, view)
    if isinstance(record, Excused):
        return unknown(label, FULL, "excused", "Excused: a make-up sitting is to come.", view)
    closes = due(course, id)
    if instant(now) >= instant(closes):
        return Derivation(label, 0.0, FULL, f"Missed: closed on {moment(closes)}. Counts zero.", status="missed")
    return unknown(label, FULL, "not-yet", f"Not yet: closes on {moment(closes)}.", view)


def milestone_mark(course: Course, id: str, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The mark of a milestone, with its late penalty. Missing is zero once it is too late to hand it in."""
    label, record, deadline = course.assessment(id).title, scores.get(id), due(course, id)
    if isinstance(record, Score):
        late = lateness(course.late_rules, deadline, record.received) if record.received else None
        return marked(course.late_rules, label, record, late)
    awaiting = record if isinstance(record, Awaiting) else None
    return _not_marked(course, course.assessment(id), awaiting, now, view, FULL)


def proposal_mark(course: Course, id: str, scores: Scores, now: dt.datetime, view: View) -> Derivation:
    """The proposal's part of the project grade.

    A pass is the full share. "revise" is a provisional zero until the changes pass, then the full share. After a
    rejection a different proposal that passes reaches `rejected_at_most`. The lateness of the first hand-in stays.
    """
    rules, share, assessment = course.project_rules.proposal, course.project_rules.share(id), course.assessment(id)
    record, label = scores.get(id), assessment.title
    if not isinstance(record, Proposal) or not record.verdicts:
        awaiting = record if isinstance(record, Awaiting) else None
        if isinstance(record, Proposal) and (record.received or record.awaiting):
            awaiting = Awaiting(record.received)
        return _not_marked(course, assessment, awaiting, now, view, share)
    if share == 0:
        return Derivation(label, 0.0, 0, "Carries no mark in this course.")
    rejected = "reject" in record.verdicts
    late = lateness(course.late_rules, due(course, id), record.received) if record.received else None
    reach = marked(course.late_rules, label, Score(rules.rejected_at_most if rejected else share, share), late)
    if record.verdicts[-1] == "pass":
        why = f"Passed after a rejection: {rules.rejected_at_most:g} of {share:g}." if rejected else "Passed."
        return replace(reach, rule=f"{why} {reach.rule if reach.parts else ''}".strip())
    until = due(course, rules.resubmit_until)
    if instant(now) > instant(until) and not record.awaiting:
        return Derivation(label, 0.0, share, f"Nothing that passed came by {moment(until)}.", status="missed")
    in_reach = f"up to {reach.value or 0:g} of {share:g} when it passes"
    what = "A different proposal" if record.verdicts[-1] == "reject" else "The changed proposal"
    rule = f"A provisional zero. {what} earns {in_reach}."
    value = reach.value if view is View.AT_BEST else 0.0
    return Derivation(label, value, share, rule, status="provisional")


def _not_marked(
    course: Course, assessment: Assessment, awaiting: Awaiting | None, now: dt.datetime, view: View, out_of: float
) -> Derivation:
    """Something with a deadline that is not there, or waits to be marked: at best the full mark less the penalty."""
    label, deadline = assessment.title, due(course, assessment.id)
    late = lateness(course.late_rules, deadline, (awaiting.received if awaiting else None) or now)
    if awaiting and awaiting.received is None:
        late = lateness(course.late_rules, deadline, deadline)
    if not late.accepted:
        return Derivation(label, 0.0, out_of, f"{'Came' if awaiting else 'Missing.'} {late.rule}", status="missed")
    at_best = out_of * (1 - late.penalty / FULL)
    if awaiting:
        return unknown(label, out_of, "awaiting", f"Waits to be marked. {late.rule}", view, at_best)
    rule = f"Not yet: due on {moment(deadline)}." if late.tier == 0 else f"Overdue. {late.rule}"
    return unknown(label, out_of, "not-yet", rule, view, at_best)


def unknown(
    label: str, out_of: float, status: Status, rule: str, view: View, at_best: float | None = None
) -> Derivation:
    """A mark that nobody knows yet, as the view wants it: nothing, zero, or `at_best` (the full mark by default)."""
    values = {View.SO_FAR: None, View.NOTHING_MORE: 0.0, View.AT_BEST: out_of if at_best is None else at_best}
    return Derivation(label, values[view], out_of, rule, status=status)
