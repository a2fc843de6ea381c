"""Revisions of the rules: what differs between the rules in force and an edited course file, in words.

A rule is whatever deadlines, papers and grades are computed from. Texts, topics, people and the dates of classes are
none: they follow the file at once. `under` gives the course of the files with the rules of another one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.late_rules import LateTier
from chainrule.campus.syllabus.model import Assessment, Course, OwnCode, Weight

LABELS = {
    "timezone": "The time zone",
    "grades.decimals": "Decimals of a shown grade",
    "grades.drop_early": "The lowest quizzes are set aside from the start",
    "deadlines.time": "The hour of every deadline",
    "late.grace": "Late is what comes after the deadline by at least",
    "late.on_the_border": "On the border of two late tiers applies",
    "late.penalty_of": "A late penalty is a share of the mark",
    "late.penalty_on_bonus": "A late penalty makes a bonus smaller",
    "late.bonus_cap": "A bonus is capped by",
    "project.proposal.rejected_at_most": "After a rejection a proposal reaches at most",
    "project.proposal.resubmit_until": "Changes to a proposal are taken until",
    "project.teams.members": "Members of a team, at most",
    "project.teams.assigned_before": "Teams are drawn before the proposal by",
    "project.teams.assigned_to": "Students without a team are put into",
    "quizzes.best": "Quizzes that count",
    "papers.ask_optional_outcomes": "Papers ask optional outcomes",
}
OF_PAPERS = {
    "minutes": "minutes",
    "blueprint": "multiple choice/short answer/code questions",
    "levels": "share of each level of question",
    "opens": "open from",
    "closes": "close at",
    "full_time_after_closing": "whoever starts before closing gets the full time",
    "excused": "an excused absence means",
    "excused_uses_drop": "one left out takes the place of the discarded one",
    "samples_per_type": "samples of each type",
    "samples": "samples",
    "conflict_notice": "a conflict is told before the exam by",
}
OF_ASSESSMENTS = {
    "kind": "kind",
    "date": "date",
    "beside": "stands beside class",
    "covers": "asks about classes",
    "own_code": "questions about own code",
}
PERCENT = ("weights.", "project.shares.", "project.proposal.rejected_at_most")
NOT_RULES = ("title", "info", "text")
TABLES = ("grades", "letters", "late", "deadlines", "project", "quizzes", "exams", "papers", "timezone")
"""The tables of course.toml whose settings are rules."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule before and after, in words; empty where there was, or is, no such rule."""

    key: str
    what: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """The change as a line of a list."""
        if not self.before:
            return f"{self.what}: {self.after} (new)."
        if not self.after:
            return f"{self.what}: no more (it was {self.before})."
        return f"{self.what}: {self.after} instead of {self.before}."


def rules_of(course: Course) -> dict[str, Any]:
    """Every rule of a course by its dotted key."""
    found: dict[str, Any] = {f"weights.{weight.id}": weight.weight for weight in course.weights}
    found |= {f"letters.{letter.name}": letter.least for letter in course.letters}
    found |= {f"late.tiers.{place}": tier for place, tier in enumerate(course.late_rules.tiers, start=1)}
    found |= {f"project.shares.{id}": share for id, share in course.project_rules.shares}
    groups = {
        "grades": course.grade_rules,
        "deadlines": course.deadline_rules,
        "late": course.late_rules,
        "project.proposal": course.project_rules.proposal,
        "project.teams": course.project_rules.teams,
        "quizzes": course.quiz_rules,
        "exams": course.exam_rules,
    } | {f"assessments.{one.id}": one for one in course.assessments}
    for prefix, group in groups.items():
        found |= dict(_single(prefix, group))
    return found | {"timezone": course.timezone, "papers.ask_optional_outcomes": course.ask_optional_outcomes}


def _single(prefix: str, rules: Any) -> Iterator[tuple[str, Any]]:
    """The fields of one group of rules, but for texts and what has keys of its own."""
    for field in fields(rules):
        if field.name not in (*NOT_RULES, "id", "tiers"):
            yield f"{prefix}.{field.name}", getattr(rules, field.name)


def changes(before: Course, after: Course) -> tuple[Change, ...]:
    """Which rules differ, in the order of the course file."""
    old, new = rules_of(before), rules_of(after)
    found = []
    for key in dict.fromkeys([*new, *old]):
        if (key in old) != (key in new) or old.get(key) != new.get(key):
            words = [_worded(key, rules[key]) if key in rules else "" for rules in (old, new)]
            found.append(Change(key, _label(key, before, after), *words))
    return tuple(_without_details(found, before, after))


def _without_details(found: list[Change], before: Course, after: Course) -> Iterator[Change]:
    """Of an assessment that is new or gone one line, in place of one for each of its fields."""
    for change in found:
        table, _, rest = change.key.partition(".")
        id, _, name = rest.partition(".")
        both = before.has_assessment(id) and after.has_assessment(id)
        if table != "assessments" or both:
            yield change
        elif name == "date":
            yield replace(change, what=change.what.removesuffix(": date"))


def _label(key: str, before: Course, after: Course) -> str:
    table, _, rest = key.partition(".")
    if key in LABELS:
        return LABELS[key]
    if table in ("quizzes", "exams"):
        return f"{table.capitalize()}: {OF_PAPERS.get(rest, rest)}"
    if table == "weights":
        return f"The weight of {_title(rest, (*after.weights, *before.weights))}"
    if table == "letters":
        return f"The letter {rest} begins at"
    if key.startswith("late.tiers."):
        return f"Late tier {rest.removeprefix('tiers.')}"
    assessments = (*after.assessments, *before.assessments)
    if key.startswith("project.shares."):
        return f"The share of {_title(rest.removeprefix('shares.'), assessments)} in the project"
    if table == "assessments":
        id, _, name = rest.partition(".")
        return f"{_title(id, assessments)}: {OF_ASSESSMENTS.get(name, name)}"
    return key


def _title(id: str, among: tuple[Weight | Assessment, ...]) -> str:
    return next(one.title for one in among if one.id == id)


def _worded(key: str, value: Any) -> str:
    """A value as it reads in a sentence."""
    if key.startswith(PERCENT):
        return wording.percent(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, LateTier):
        bonus = "" if value.bonus else " and without bonus"
        return f"{wording.percent(value.penalty)} less{bonus} up to {wording.duration(value.until)} late"
    if isinstance(value, dt.timedelta):
        return wording.duration(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}".removesuffix(":00")
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, OwnCode):
        return f"{value.questions} from lab {value.lab}, else of {value.not_passed}"
    if isinstance(value, Mapping):
        return wording.listing(f"{name} {share:g}" for name, share in value.items()) or "not set"
    if isinstance(value, tuple):
        numbers = all(isinstance(one, int) for one in value)
        return (wording.class_range(value) if numbers else wording.listing(value)) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value)


def under(files: Course, rules: Course) -> Course:
    """The course of `files` with the rules, and the revisions, of `rules`; as it is where both have the same."""
    if rules_of(files) == rules_of(rules):
        older = len(files.revisions) < len(rules.revisions)
        return replace(files, revisions=rules.revisions) if older else files
    is_rule = {key: key.split(".")[0] in TABLES for key in {**files.settings, **rules.settings}}
    return replace(
        files,
        timezone=rules.timezone,
        assessments=tuple(_placed(one, files) for one in rules.assessments),
        weights=tuple(_titled(one, files) for one in rules.weights),
        grade_rules=rules.grade_rules,
        letters=rules.letters,
        deadline_rules=replace(rules.deadline_rules, text=files.deadline_rules.text),
        late_rules=rules.late_rules,
        project_rules=replace(rules.project_rules, text=files.project_rules.text),
        quiz_rules=replace(rules.quiz_rules, text=files.quiz_rules.text),
        exam_rules=replace(rules.exam_rules, text=files.exam_rules.text),
        ask_optional_outcomes=rules.ask_optional_outcomes,
        revisions=rules.revisions,
        settings={key: value for key, value in files.settings.items() if not is_rule[key]}
        | {key: value for key, value in rules.settings.items() if is_rule[key]},
    )


def _titled(weight: Weight, files: Course) -> Weight:
    same = next((one for one in files.weights if one.id == weight.id), weight)
    return replace(weight, title=same.title, info=same.info)


def _placed(assessment: Assessment, files: Course) -> Assessment:
    """The assessment with the title of the files, and beside no class, and about none, that they have no more."""
    last = len(files.classes)
    beside = assessment.beside if assessment.beside and assessment.beside <= last else None
    title = files.assessment(assessment.id).title if files.has_assessment(assessment.id) else assessment.title
    covers = tuple(number for number in assessment.covers if number <= last)
    return replace(assessment, title=title, beside=beside, covers=covers)


def section(version: str, day: dt.date, summary: str, found: tuple[Change, ...]) -> str:
    """The section of `revisions.md` that records a revision."""
    lines = "\n".join(f"- {change.sentence}" for change in found)
    return "\n\n".join(part for part in (f"## {version} ({day})", summary.strip(), lines) if part) + "\n"
