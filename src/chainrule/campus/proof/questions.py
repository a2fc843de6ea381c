"""Proving questions: each file on its own, then the papers that are drawn from all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chainrule.campus.proof.pieces import Outcome
from chainrule.campus.questions import Runner, check_blueprint, load_question, prove
from chainrule.campus.questions.running import Process, RunnerDied
from chainrule.campus.syllabus import Course
from chainrule.campus.syllabus.model import PaperRules
from chainrule.course import CourseError
from chainrule.labs import NoVerdict


@dataclass(frozen=True)
class Asked:
    """What a paper's blueprint counts of a question."""

    group: str
    class_number: int
    minutes: float


def prove_question(path: Path, number: int, course: Course | None, waiting: str | None) -> Outcome:
    """How many variants of a question were proven, and what is wrong with them; what papers need to know of it."""
    outcomes = {one.number: [o.written for o in one.outcomes] for one in course.classes} if course else None
    try:
        question = load_question(path, number, outcomes)
    except CourseError as error:
        return Outcome({"variants": 0}, (error,))
    try:
        with Runner(at_once=1, start=partial(Process, waiting)) as runner:
            proof = prove(question, runner)
    except RunnerDied as died:
        raise NoVerdict(str(died)) from died
    asked = {"group": question.group, "class_number": number, "minutes": question.minutes}
    unproven = tuple((f"{path}:{question.line}", reason) for reason in proof.unproven)
    return Outcome({"variants": proof.tried, "asked": asked}, proof.errors, unproven)


def paper_errors(bank: Mapping[str, Asked], course: Course) -> Iterable[CourseError]:
    """Papers that the bank cannot give, among those that cover only classes with questions."""
    written = {question.class_number for question in bank.values()}
    for kind, rules in (("quiz", course.quiz_rules), ("exam", course.exam_rules)):
        for assessment in course.assessments:
            if assessment.kind == kind and set(assessment.covers) <= written:
                try:
                    check_blueprint(bank, blueprint(rules), assessment.covers, assessment.id, rules.minutes)
                except CourseError as error:
                    yield CourseError(course.folder / "course.toml", f"{assessment.id}: {error.problem}", error.fix)


def blueprint(rules: PaperRules) -> dict[str, int]:
    """A blueprint as the drawing of papers takes it: questions by group."""
    asked = rules.blueprint
    return {"multiple_choice": asked.multiple_choice, "short_answer": asked.short_answer, "code": asked.code}
