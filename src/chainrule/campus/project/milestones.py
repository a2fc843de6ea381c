"""What a milestone asks for, as its file in the course says it: rubric, README, statement, peer report, limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from chainrule.campus.project.proposal import ID, MOST_WORDS, count_words, length_problem, limits
from chainrule.campus.syllabus import Course
from chainrule.campus.syllabus.fields import Fields, read_toml
from chainrule.course import CourseError

FOLDER = Path("project")  # below the folder of the course
FILES = "milestone-*.toml"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
MOST_POINTS = 1000
MOST_MB = 10_000
MOST_SECONDS = 300  # that a notebook may run
STEPS = 5  # of a scale
Kind = Literal["text", "choice", "scale"]
KINDS: tuple[Kind, ...] = ("text", "choice", "scale")


@dataclass(frozen=True, slots=True)
class Level:
    """What a hand-in that earns these points has; `title` is a word or two, `text` what can be seen in the work."""

    points: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric. Its levels rise from 0 points; `between` says whether points between two may be given."""

    id: str
    title: str
    text: str
    levels: tuple[Level, ...]
    between: bool = False

    @property
    def points(self) -> int:
        """The most that it gives."""
        return self.levels[-1].points

    def level(self, points: float) -> Level | None:
        """The level that gives exactly these points."""
        return next((level for level in self.levels if level.points == points), None)

    def below(self, points: float) -> Level:
        """The highest level that gives no more than these points."""
        return max((level for level in self.levels if level.points <= points), key=lambda level: level.points)

    def gives(self, points: float) -> bool:
        """Whether these points can be given: those of a level, or of a place between two where that is allowed."""
        return self.level(points) is not None or (self.between and 0 <= points <= self.points)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that the README must have: `title`, or one of `also`. In one of them stands the table of `people`."""

    title: str
    text: str
    also: tuple[str, ...] = ()
    people: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a team, or a member, answers.

    A "text" has from `least` to `most` words. A "choice" is answered by one of the `options`, word for word. A "scale"
    is answered by a number from 1 to 5, and `options` says what each of them means.
    """

    id: str
    kind: Kind
    title: str
    asked: str
    help: str
    required: bool = True
    least: int = 0
    most: int = 0
    options: tuple[str, ...] = ()

    @property
    def limits(self) -> str:
        """How an answer has to look, in words."""
        if self.kind == "text":
            return limits(self.least, self.most)
        return "One of the options" if self.kind == "choice" else f"A number from 1 to {STEPS}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a hand-in may be, in MB (1,000,000 bytes), and in how many files."""

    repository_mb: int
    archive_mb: int
    file_mb: int
    files: int

    @property
    def repository(self) -> int:
        """Bytes of all files of the commit together."""
        return self.repository_mb * 1_000_000

    @property
    def archive(self) -> int:
        """Bytes of the ZIP, as it is uploaded."""
        return self.archive_mb * 1_000_000

    @property
    def file(self) -> int:
        """Bytes of one file; a larger one is told."""
        return self.file_mb * 1_000_000


@dataclass(frozen=True, slots=True)
class CodeRules:
    """Code of `from_lines` lines or more may have at most `largest_percent` of them in one file or cell."""

    from_lines: int
    largest_percent: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """All that one milestone asks for. `id` is that of the assessment in the course, as in `milestone-1`."""

    id: str
    title: str
    intro: str
    hand_in: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    readme_sections: tuple[Section, ...]
    statement: tuple[Asked, ...]
    peer: tuple[Asked, ...]
    limits: Limits
    code: CodeRules
    notebook_seconds: int = 0  # in which the main notebook is run from top to bottom; 0: it is not run

    @property
    def out_of(self) -> int:
        """The points of all criteria together."""
        return sum(criterion.points for criterion in self.criteria)

    def criterion(self, id: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.id == id), None)


def load(course: Path) -> dict[str, Milestone]:
    """The milestones of the course in this folder, by id, in the order of their files' names.

    Raises `CourseError` with file, line, problem and remedy. A course without such files has no milestones here.
    """
    return {path.stem: load_file(path) for path in sorted((course / FOLDER).glob(FILES))}


def load_file(path: Path) -> Milestone:
    """One milestone. Raises `CourseError`."""
    if not NAME.fullmatch(path.stem):
        raise CourseError(path, f"`{path.stem}` is no id of an assessment", "rename the file, as in milestone-1.toml")
    with read_toml(path) as top:
        return Milestone(
            path.stem,
            top.text("title"),
            top.text("intro"),
            top.texts("hand_in"),
            tuple(_criterion(at) for at in _named(top, "criteria")),
            _sections(top),
            tuple(_asked(at) for at in _named(top, "statement")),
            tuple(_asked(at) for at in _named(top, "peer")),
            _limits(top),
            _code(top),
            _notebook(top),
        )


def errors(folder: Path, course: Course | None) -> list[CourseError]:
    """All that is wrong with the files of the milestones: in each, and between them and the course's assessments."""
    found, paths = [], sorted((folder / FOLDER).glob(FILES))
    for path in paths:
        try:
            load_file(path)
        except CourseError as error:
            found.append(error)
    if course is None or not paths:
        return found
    ids = [one.id for one in course.assessments if one.kind == "milestone"]
    for path in paths:
        if path.stem not in ids:
            problem = f"the course has no milestone `{path.stem}`"
            found.append(CourseError(path, problem, f"name the file by one of: {', '.join(ids) or 'there is none'}"))
    for id in ids:
        if id not in {path.stem for path in paths}:
            path = folder / FOLDER / f"{id}.toml"
            found.append(CourseError(path, f"the milestone `{id}` has no file", "write it: docs/milestones.md"))
    return found


def _named(top: Fields, key: str) -> list[Fields]:
    """The tables of a list whose entries have ids, each another one."""
    seen: set[str] = set()
    tables = top.tables(key)
    for at in tables:
        id = at.text("id")
        if not ID.fullmatch(id):
            at.refuse("id", f"`{id}` is no id", "begin with a letter, then letters, digits and _, all in lower case")
        if id in seen:
            at.refuse("id", f"two entries of `{key}` are called `{id}`", "rename one of them")
        seen.add(id)
    return tables


def _criterion(fields: Fields) -> Criterion:
    with fields as at:
        levels = [_level(level) for level in at.tables("levels", least=2)]
        if levels[0].points != 0:
            at.tables("levels")[0].refuse("points", "the first level gives points", "begin with a level of 0 points")
        for place, (one, next_one) in enumerate(pairwise(levels), 1):
            if next_one.points <= one.points:
                problem = f"{next_one.points} points come after {one.points}"
                at.tables("levels")[place].refuse("points", problem, "write the levels from few points to many")
        between = at.has("between") and at.switch("between")
        return Criterion(at.text("id"), at.text("title"), at.text("text"), tuple(levels), between)


def _level(fields: Fields) -> Level:
    with fields as at:
        return Level(at.integer("points", 0, MOST_POINTS), at.text("title"), at.text("text"))


def _sections(top: Fields) -> tuple[Section, ...]:
    sections = []
    for fields in top.tables("readme"):
        with fields as at:
            also = at.texts("also") if at.has("also") else ()
            people = at.has("people") and at.switch("people")
            sections.append(Section(at.text("title"), at.text("text"), also, people))
            if people and sum(section.people for section in sections) > 1:
                at.refuse("people", "a second section has the table of who did what", "leave `people` in one of them")
    if not any(section.people for section in sections):
        top.refuse("readme", "no section of the README has the table of who did what", "give one `people = true`")
    return tuple(sections)


def _asked(fields: Fields) -> Asked:
    with fields as at:
        kind = at.choice("kind", KINDS)
        required = at.switch("required") if at.has("required") else True
        least, most = _words(at) if kind == "text" else (0, 0)
        options = at.texts("options") if kind != "text" else ()
        if kind == "scale" and len(options) != STEPS:
            at.refuse("options", f"a scale has {STEPS} steps, found {len(options)}", "say what each number means")
        if kind == "choice" and (len(options) < 2 or len(set(options)) < len(options)):
            at.refuse("options", "a choice needs two options or more, each another one", "add or rename an option")
        return Asked(
            at.text("id"), kind, at.text("title"), at.text("asked"), at.text("help", ""), required, least, most, options
        )


def _words(at: Fields) -> tuple[int, int]:
    least, most = at.integer("least", 1, MOST_WORDS), at.integer("most", 1, MOST_WORDS)
    if most < least:
        at.refuse("most", f"at most {most} words are fewer than at least {least}", "make `most` the larger one")
    return least, most


def _limits(top: Fields) -> Limits:
    with top.table("limits") as at:
        found = Limits(
            at.integer("repository_mb", 1, MOST_MB),
            at.integer("archive_mb", 1, MOST_MB),
            at.integer("file_mb", 1, MOST_MB),
            at.integer("files", 1, 1_000_000),
        )
        if found.file_mb > found.repository_mb:
            at.refuse("file_mb", "one file may be larger than the whole repository", "make `file_mb` the smaller one")
        return found


def _code(top: Fields) -> CodeRules:
    with top.table("code") as at:
        return CodeRules(at.integer("from_lines", 1, 1_000_000), at.integer("largest_percent", 1, 100))


def _notebook(top: Fields) -> int:
    if not top.has("notebook"):
        return 0
    with top.table("notebook") as at:
        seconds = at.integer("seconds", 1, MOST_SECONDS)
        return seconds if at.switch("execute") else 0


def answer_problem(asked: Asked, answer: str) -> str:
    """What is wrong with one answer, as a sentence; "" where it can be handed in."""
    answer = answer.strip()
    if not answer:
        return "Missing." if asked.required else ""
    if asked.kind == "text":
        return length_problem(count_words(answer), asked.least, asked.most)
    if asked.kind == "scale":
        return "" if answer in map(str, range(1, STEPS + 1)) else f"Choose a number from 1 to {STEPS}."
    return "" if answer in asked.options else "Choose one of the options."


def answer_problems(questions: Sequence[Asked], answers: Mapping[str, str]) -> dict[str, str]:
    """What is missing, too short or too long, by the question's id. Empty where all can be handed in."""
    found = {asked.id: answer_problem(asked, answers.get(asked.id, "")) for asked in questions}
    return {id: words for id, words in found.items() if words}
