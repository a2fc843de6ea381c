"""Proving questions: each file on its own, then the papers that are drawn from all of them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from chainrule.campus.questions import Bank, Question, Runner, check_blueprint, load_question, prove_bank
from chainrule.campus.syllabus import Course
from chainrule.campus.syllabus.model import PaperRules
from chainrule.course import CourseError


def load_questions(folders: Mapping[int, Path], course: Course | None) -> tuple[Bank, list[CourseError]]:
    """The questions of some classes, and what is wrong with the files that are none."""
    outcomes = {one.number: [o.written for o in one.outcomes] for one in course.classes} if course else None
    questions: dict[str, Question] = {}
    errors: list[CourseError] = []
    for number, folder in folders.items():
        for path in sorted((folder / "questions").glob("*.py")):
            if path.name.startswith("_"):
                continue
            try:
                question = load_question(path, number, outcomes)
            except CourseError as error:
                errors.append(error)
            else:
                questions[question.id] = question
    return Bank(questions), errors


def prove_questions(bank: Bank, cache: Path | None) -> tuple[int, list[CourseError]]:
    """How many variants were proven, and what is wrong with them."""
    with Runner(cache) as runner:
        proofs = prove_bank(bank, runner)
    return sum(proof.tried for proof in proofs), [error for proof in proofs for error in proof.errors]


def paper_errors(bank: Bank, course: Course) -> Iterable[CourseError]:
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
