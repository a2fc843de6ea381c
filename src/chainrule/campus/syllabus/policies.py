"""The syllabus in sentences: every text with the numbers of the rules filled in, and the rows of its tables."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.model import Assessment, Course, Holidays

NAME = re.compile(r"(?P<start>(?:^|(?<!e\.g)(?<!i\.e)[.!?] +)\**)?\{(?P<name>[a-z_]*)\}")


@dataclass(frozen=True, slots=True)
class PolicySection:
    """One section of the syllabus: a heading, its sentences in Markdown, and the small print below it."""

    id: str
    title: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One row of the course outline: a class, a stretch of holidays, or an exam on a day of its own."""

    number: int | None
    first: dt.date
    last: dt.date
    topic: str
    outcomes: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    holidays: Holidays | None = None


def policy_sentences(course: Course) -> tuple[PolicySection, ...]:
    """The sections of rules in the order of the syllabus. No number in them is written: all come from the settings."""
    notes = course.notes
    return (
        _section(course, "deadlines", "Deadline Policy", course.deadline_rules.text),
        _section(course, "project", "Team Project", course.project_rules.text),
        _section(course, "quizzes", "Quizzes", course.quiz_rules.text),
        _section(course, "exams", "Exams", course.exam_rules.text, notes.dates, notes.exams),
        _section(course, "outline", "Course Outline", notes.outline),
    )


def _section(course: Course, id: str, title: str, text: str, *notes: str) -> PolicySection:
    sentences = tuple(re.split(r"(?<=[.!?]) (?=[A-Z*])", fill(course, text)))
    return PolicySection(id, title, sentences, tuple(fill(course, note) for note in notes))


def fill(course: Course, text: str) -> str:
    """The text with each {name} replaced by what the settings say; at the start of a sentence with a capital letter.

    Raises `LookupError` in words for a name that is not known.
    """
    values = _values(course)

    def value(match: re.Match[str]) -> str:
        if match["name"] not in values:
            raise LookupError(f"{{{match['name']}}} is no setting; known are {', '.join(sorted(values))}")
        filled = values[match["name"]]
        if match["start"] is None:
            return filled
        return match["start"] + re.sub(r"[A-Za-z0-9]", lambda letter: letter[0].upper(), filled, count=1)

    return NAME.sub(value, text)


def _values(course: Course) -> Mapping[str, str]:
    project, quizzes, exams = course.project_rules, course.quiz_rules, course.exam_rules
    milestones = [(id, share) for id, share in project.shares if course.assessment(id).kind == "milestone"]
    proposal = next(share for id, share in project.shares if course.assessment(id).kind == "proposal")
    return {
        "deadline_time": f"{wording.hour(course.deadline_rules.time)} {zone_words(course)}",
        "late_submissions": late_sentence(course),
        "team_members": wording.number(project.teams.members),
        "team_assigned_before": wording.duration(project.teams.assigned_before),
        "proposal_share": wording.percent(proposal),
        "rejected_at_most": wording.percent(project.proposal.rejected_at_most),
        "milestone_count": wording.number(len(milestones)),
        "milestone_share": wording.listing(dict.fromkeys(wording.percent(share) for _, share in milestones)),
        "quiz_count": wording.number(len(course.quizzes)),
        "quiz_best": wording.number(quizzes.best),
        "quiz_questions": str(quizzes.blueprint.questions),
        "quiz_minutes": str(quizzes.minutes),
        "quiz_multiple_choice": str(quizzes.blueprint.multiple_choice),
        "quiz_short_answer": str(quizzes.blueprint.short_answer),
        "quiz_code": str(quizzes.blueprint.code),
        "quiz_samples": wording.number(quizzes.samples_per_type),
        "exam_count": wording.number(len(course.exams)),
        "exam_names": wording.listing(exam.id for exam in course.exams),
        "exam_questions": str(exams.blueprint.questions),
        "exam_minutes": str(exams.minutes),
        "exam_multiple_choice": str(exams.blueprint.multiple_choice),
        "exam_short_answer": str(exams.blueprint.short_answer),
        "exam_code": str(exams.blueprint.code),
        "conflict_notice": wording.duration(exams.conflict_notice),
    }


def late_sentence(course: Course) -> str:
    """The late policy in one sentence, from its tiers."""
    clauses, start = [], course.late_rules.grace
    for tier in course.late_rules.tiers:
        bonus = "" if tier.bonus else " with no claim for bonuses (if there are any)"
        span = f"of {wording.duration(start)} until {wording.duration(tier.until)}"
        clauses.append(f"late submissions {span} will receive a {wording.percent(tier.penalty)} penalty{bonus}")
        start = tier.until
    clauses.append(f"late submissions of more than {wording.duration(start)} will receive zero")
    return ", ".join(clauses).replace("late submissions", "**Late submissions**", 1) + "."


def zone_words(course: Course) -> str:
    """ "Baku time (UTC+4)": the place of the zone and its offsets between the first class and the last date."""
    dates = [course.classes[0].date, *(assessment.date for assessment in course.assessments)]
    time = course.deadline_rules.time
    moments = [dt.datetime.combine(date, time, course.timezone) for date in sorted(dates)]
    offsets = dict.fromkeys(_offset(moment) for moment in moments)
    place = course.timezone.key.rpartition("/")[2].replace("_", " ")
    return f"{place} time ({' or '.join(offsets)})"


def _offset(moment: dt.datetime) -> str:
    minutes = round((moment.utcoffset() or dt.timedelta(0)) / dt.timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def assessment_label(course: Course, id: str) -> str:
    """A row's name in the table of assessments: "Quizzes (8x)", "Team Project"."""
    title = next(weight.title for weight in course.weights if weight.id == id)
    return f"{title} ({course.quiz_rules.best}x)" if id == "quizzes" else title


def dated_label(assessment: Assessment) -> str:
    """What the outline says beside a class, in Markdown: "**Feb 3:** Quiz 1 [1-3]"."""
    covers = f" [{wording.class_range(assessment.covers)}]" if assessment.covers else ""
    deadline = " deadline" if assessment.kind in ("proposal", "milestone") else ""
    return f"**{wording.day(assessment.date)}:** {assessment.title}{deadline}{covers}"


def outline(course: Course) -> tuple[OutlineRow, ...]:
    """Every class, the holidays, and what is dated outside a class, in the order of their dates."""
    rows = [
        OutlineRow(
            meeting.number,
            meeting.date,
            meeting.date,
            meeting.topic,
            tuple(outcome.written for outcome in meeting.outcomes),
            tuple(a for a in course.assessments if a.beside == meeting.number),
        )
        for meeting in course.classes
    ]
    rows += [OutlineRow(None, h.first, h.last, h.name, holidays=h) for h in course.term.holidays]
    rows += [
        OutlineRow(None, a.date, a.date, a.title, assessments=(a,)) for a in course.assessments if a.beside is None
    ]
    return tuple(sorted(rows, key=lambda row: (row.first, row.number or 0)))
