"""Proving questions: each file on its own, then the papers that are drawn from all of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chainrule.campus.proof.pieces import Outcome
from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions import Runner, check_blueprint, load_question, prove
from chainrule.campus.questions.own_code import check_class
from chainrule.campus.questions.question import LEVELS
from chainrule.campus.questions.running import HASH_SEED, HASH_SEED_ELSEWHERE, Process, RunnerDied
from chainrule.campus.questions.samples import sample_errors
from chainrule.campus.syllabus import Course
from chainrule.campus.syllabus.model import PaperRules
from chainrule.course import CourseError
from chainrule.labs import NoVerdict

UNTAUGHT = frozenset({"exercises", "summary", "sources"})  # sections that teach nothing


@dataclass(frozen=True)
class Asked:
    """What papers count of a question, and where it is taught: the lecture and the id of its section."""

    group: str
    class_number: int
    minutes: float
    level: str = ""
    taught_in: tuple[int, str] = (0, "")
    path: str = ""
    line: int = 0
    outcome: str = ""
    kind: str = ""


def prove_question(
    path: Path, number: int, course: Course | None, waiting: str | None, elsewhere: str | None
) -> Outcome:
    """How many variants of a question were proven, and what is wrong with them; what papers need to know of it."""
    outcomes = {one.number: [o.written for o in one.outcomes] for one in course.classes} if course else None
    try:
        question = load_question(path, number, outcomes)
    except CourseError as error:
        return Outcome({"variants": 0}, (error,))
    try:
        with Runner(
            at_once=1,
            start=partial(Process, waiting, HASH_SEED),
            elsewhere=partial(Process, elsewhere, HASH_SEED_ELSEWHERE),
        ) as runner:
            proof = prove(question, runner, read=rendered)
    except RunnerDied as died:
        raise NoVerdict(str(died)) from died
    asked = {
        "group": question.group,
        "class_number": number,
        "minutes": question.minutes,
        "level": question.level,
        "taught_in": list(question.taught_in),
        "path": str(path),
        "line": question.line,
        "outcome": question.outcome,
        "kind": question.kind,
    }
    unproven = tuple((f"{path}:{question.line}", reason) for reason in proof.unproven)
    return Outcome({"variants": proof.tried, "asked": asked}, proof.errors, unproven)


def section_errors(
    bank: Mapping[str, Asked], sections: Mapping[int, Collection[str]], course: Course
) -> Iterable[CourseError]:
    """Questions that name no section that teaches them, or one that is not there or comes after their first paper.

    `sections` are the ids of each lecture that has a text; questions of classes without one are not judged yet.
    """
    for asked in bank.values():
        lecture, section = asked.taught_in
        if asked.class_number not in sections and not section:
            continue
        problem, fix = "", 'name the section of the lecture that teaches it, as section="chain-rule"'
        first = min((max(a.covers) for a in course.assessments if asked.class_number in a.covers), default=None)
        if not section:
            problem = "the question names no section that teaches it"
        elif lecture not in sections:
            problem = f"section {section} is of lecture {lecture}, which has no text"
        elif section not in sections[lecture]:
            problem = f"lecture {lecture} has no section `{section}`"
            fix = f"its sections are {', '.join(sections[lecture])}"
        elif first is not None and lecture > first:
            problem = f"it is taught in lecture {lecture}, and its first paper covers the classes up to {first}"
            fix = "move the question to the folder of the class that teaches it"
        elif section in UNTAUGHT:
            problem, fix = f"the section `{section}` teaches nothing", "name the section that teaches what is asked"
        elif not asked.level:
            problem, fix = "the question has no level", f"write level=, one of {', '.join(LEVELS)}"
        if problem:
            yield CourseError(asked.path, problem, fix, asked.line)


def paper_errors(bank: Mapping[str, Asked], course: Course) -> Iterable[CourseError]:
    """Samples that are not as promised, and papers that the bank cannot give.

    Papers are judged that cover only classes with questions.
    """
    toml, samples = course.folder / "course.toml", course.quiz_rules.samples
    yield from sample_errors(bank, samples, course.quiz_rules.samples_per_type, toml)
    asked = {id: question for id, question in bank.items() if id not in samples}
    written = {question.class_number for question in bank.values()}
    for kind, rules in (("quiz", course.quiz_rules), ("exam", course.exam_rules)):
        for assessment in course.assessments:
            if assessment.kind == kind and set(assessment.covers) <= written:
                try:
                    check_blueprint(asked, blueprint(rules), assessment.covers, assessment.id, rules.minutes)
                    if (own := assessment.own_code) and own.not_passed == "same-class":
                        check_class(asked, own.lab, own.questions, assessment.id)
                except CourseError as error:
                    yield CourseError(toml, f"{assessment.id}: {error.problem}", error.fix)


def blueprint(rules: PaperRules) -> dict[str, int]:
    """A blueprint as the drawing of papers takes it: questions by group."""
    asked = rules.blueprint
    return {"multiple_choice": asked.multiple_choice, "short_answer": asked.short_answer, "code": asked.code}
