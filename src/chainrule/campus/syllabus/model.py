"""What a course is made of: the typed, checked content of `course.toml`. Nothing here computes a rule."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from chainrule.campus.syllabus.grade_rules import GradeRules, Letter, RiskRules
from chainrule.campus.syllabus.late_rules import LateRules
from chainrule.campus.syllabus.revisions import Revision

Role = Literal["instructor", "advisor"]
Kind = Literal["quiz", "exam", "teams", "proposal", "milestone"]
TeamAssignment = Literal["new-teams", "open-teams"]
QuizExcuse = Literal["left-out", "make-up"]
ExamExcuse = Literal["make-up", "other-exam"]
NotPassed = Literal["same-class", "any-class"]

ROLES: tuple[Role, ...] = get_args(Role)
KINDS: tuple[Kind, ...] = get_args(Kind)
TEAM_ASSIGNMENTS: tuple[TeamAssignment, ...] = get_args(TeamAssignment)
QUIZ_EXCUSES: tuple[QuizExcuse, ...] = get_args(QuizExcuse)
EXAM_EXCUSES: tuple[ExamExcuse, ...] = get_args(ExamExcuse)
NOT_PASSED: tuple[NotPassed, ...] = get_args(NotPassed)

LEVELS = ("recall", "apply", "diagnose", "transfer")
"""What a question asks of a student; the bank's questions say which it is."""

OPTIONAL = "Optional:"
"""How the sentence of an optional outcome starts."""

SITTINGS: frozenset[Kind] = frozenset({"quiz", "exam"})
"""Kinds that are sat: they open, run for some minutes and close. The other kinds are handed in by a deadline."""


@dataclass(frozen=True, slots=True)
class Person:
    """An instructor (with an office) or an academic advisor (with the programs advised)."""

    role: Role
    name: str
    email: str
    office: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One learning outcome: `text` is plain, `markdown` keeps the emphasis; neither carries the mark "Optional:"."""

    text: str
    markdown: str
    optional: bool = False

    @property
    def written(self) -> str:
        """The sentence as the syllabus has it."""
        return f"{OPTIONAL} {self.markdown}" if self.optional else self.markdown


@dataclass(frozen=True, slots=True)
class ClassMeeting:
    """One class of the outline. The date is computed from the term, never written down.

    `needs` are the numbers of the classes without which it cannot be followed.
    """

    number: int
    date: dt.date
    topic: str
    outcomes: tuple[Outcome, ...]
    needs: tuple[int, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        """The parts of the topic: "Regularization / Optimization" has two."""
        return tuple(self.topic.split(" / "))


@dataclass(frozen=True, slots=True)
class OwnCode:
    """That so many code questions of a paper are about the student's own file of a lab.

    `not_passed` says what those get whose lab has not passed when they begin: bank questions of the lab's class
    ("same-class"), or of any class that the paper covers ("any-class").
    """

    lab: int
    questions: int
    not_passed: NotPassed


@dataclass(frozen=True, slots=True)
class Assessment:
    """Something with a date: a quiz, an exam, or a deadline of the project.

    `beside` is the number of the class that it stands beside in the outline, None for the final exam.
    `covers` holds the class numbers that a quiz or an exam asks about; `own_code` says whether it asks about the
    student's own code.
    """

    id: str
    kind: Kind
    title: str
    date: dt.date
    beside: int | None = None
    covers: tuple[int, ...] = ()
    own_code: OwnCode | None = None


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days without classes, first and last included."""

    name: str
    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Term:
    """When classes meet: from the first class on, on these weekdays (Monday is 0), except in holidays."""

    first_class: dt.date
    meets: tuple[int, ...]
    holidays: tuple[Holidays, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """A part of the course grade, in percent: the project, the quizzes, or one exam by its id."""

    id: str
    title: str
    info: str
    weight: float


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """The hour of every deadline in the course's time zone, and the policy's text with {names} for its numbers."""

    time: dt.time
    text: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How many questions of each type a paper draws."""

    multiple_choice: int
    short_answer: int
    code: int

    @property
    def questions(self) -> int:
        return self.multiple_choice + self.short_answer + self.code

    def __str__(self) -> str:
        return f"{self.multiple_choice}/{self.short_answer}/{self.code}"


@dataclass(frozen=True, slots=True)
class PaperRules:
    """What holds for every quiz, or for every exam: its blueprint, its minutes, the hours it is open on its date."""

    minutes: int
    blueprint: Blueprint
    levels: Mapping[str, float]  # the share of each level of question; empty where none is asked for
    opens: dt.time
    closes: dt.time
    full_time_after_closing: bool
    text: str

    @property
    def time_limit(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class QuizRules(PaperRules):
    """The best `best` quizzes count."""

    best: int
    samples_per_type: int
    samples: tuple[str, ...]  # ids of questions that are published with their keys, and asked by no paper
    excused: QuizExcuse
    excused_uses_drop: bool


@dataclass(frozen=True, slots=True)
class ExamRules(PaperRules):
    """A conflict in a student's schedule is to be told `conflict_notice` before the exam."""

    conflict_notice: dt.timedelta
    excused: ExamExcuse


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """After a rejection a different proposal reaches at most this percentage of the project grade."""

    rejected_at_most: float
    resubmit_until: str


@dataclass(frozen=True, slots=True)
class TeamRules:
    """Teams of up to `members`; who has none is assigned at random `assigned_before` the proposal's deadline."""

    members: int
    assigned_before: dt.timedelta
    assigned_to: TeamAssignment


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """`shares`: (assessment id, percent of the project grade), together 100."""

    shares: tuple[tuple[str, float], ...]
    proposal: ProposalRules
    teams: TeamRules
    text: str

    def share(self, id: str) -> float:
        return dict(self.shares)[id]


@dataclass(frozen=True, slots=True)
class Notes:
    """The small print of the syllabus."""

    contacts: str
    dates: str
    exams: str
    outline: str


@dataclass(frozen=True, slots=True)
class Book:
    """One entry of the suggested reading."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Notebooks:
    """Labs as notebooks: the folder on GitHub where they are published ("" for none), what their first cell
    installs ("" while no index has the package: then the site's own wheel).

    Google Colab opens notebooks from GitHub, from Drive and by upload, and from nowhere else.
    """

    published: str = ""
    package: str = ""

    def colab_address(self, file_name: str) -> str:
        """What opens a published notebook in Colab; empty where none are published.

        >>> Notebooks("https://github.com/ada/course/tree/main/notebooks").colab_address("lab03.ipynb")
        'https://colab.research.google.com/github/ada/course/blob/main/notebooks/lab03.ipynb'
        """
        if not self.published:
            return ""
        place = self.published.removeprefix("https://github.com/").replace("/tree/", "/blob/", 1)
        return f"https://colab.research.google.com/github/{place}/{file_name}"


@dataclass(frozen=True, repr=False)
class Course:
    """A course, checked. `load_course` is the only way to get one that hangs together.

    Every text may hold {names} of settings; `policies.policy_sentences` and `policies.fill` give the text as it reads.
    """

    folder: Path
    code: str
    title: str
    description: str
    timezone: ZoneInfo
    prerequisites: tuple[str, ...]
    technology: str
    notebooks: Notebooks
    people: tuple[Person, ...]
    term: Term
    classes: tuple[ClassMeeting, ...]
    assessments: tuple[Assessment, ...]
    weights: tuple[Weight, ...]
    grade_rules: GradeRules
    letters: tuple[Letter, ...]
    """From the best down, the last from 0 up; empty where the institution has none."""
    risk_rules: RiskRules
    deadline_rules: DeadlineRules
    late_rules: LateRules
    project_rules: ProjectRules
    quiz_rules: QuizRules
    exam_rules: ExamRules
    ask_optional_outcomes: bool
    keep_documents: bool  # of proof for an absence, encrypted, until after the term
    notes: Notes
    suggested_reading: tuple[Book, ...]
    revisions: tuple[Revision, ...]
    settings: Mapping[str, str]
    """Every single setting as it is written in the file, by its dotted key: `settings["late.grace"]`."""

    def __repr__(self) -> str:
        return f"<Course {self.code}: {self.title}, {len(self.classes)} classes from {self.term.first_class}>"

    @property
    def instructors(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role == "instructor")

    @property
    def advisors(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role == "advisor")

    @cached_property
    def quizzes(self) -> tuple[Assessment, ...]:
        """In the order of their dates."""
        return self._of_kind("quiz")

    @cached_property
    def exams(self) -> tuple[Assessment, ...]:
        """In the order of their dates."""
        return self._of_kind("exam")

    @property
    def revision(self) -> str:
        """The version of the rules that this course holds, such as "v0"."""
        return self.revisions[-1].version

    def meeting(self, number: int) -> ClassMeeting:
        """The class with this number; raises `LookupError` in words."""
        if not 1 <= number <= len(self.classes):
            raise LookupError(f"there is no class {number}: the course has classes 1 to {len(self.classes)}")
        return self.classes[number - 1]

    def assessment(self, id: str) -> Assessment:
        """The assessment with this id, such as `quiz-1`; raises `LookupError` in words."""
        if id in self._by_id:
            return self._by_id[id]
        raise LookupError(f"there is no assessment {id!r}: the course has {', '.join(self._by_id)}")

    def has_assessment(self, id: str) -> bool:
        return id in self._by_id

    @cached_property
    def _by_id(self) -> Mapping[str, Assessment]:
        return {assessment.id: assessment for assessment in self.assessments}

    def paper_rules(self, id: str) -> QuizRules | ExamRules:
        """The rules that a quiz or an exam follows; raises `LookupError` for anything that is not sat."""
        kind = self.assessment(id).kind
        if kind == "quiz":
            return self.quiz_rules
        if kind == "exam":
            return self.exam_rules
        raise LookupError(f"{id!r} is a deadline, not a paper: it has no questions and no minutes")

    def _of_kind(self, kind: Kind) -> tuple[Assessment, ...]:
        return tuple(sorted((a for a in self.assessments if a.kind == kind), key=lambda a: a.date))
