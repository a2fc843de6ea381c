"""Proving a course: everything that exists is tried, and everything that is wrong is told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from chainrule.campus.proof.labs import prove_lab_of
from chainrule.campus.proof.lectures import prove_lecture
from chainrule.campus.proof.questions import load_questions, paper_errors, prove_questions
from chainrule.campus.proof.report import LabCount, Report
from chainrule.campus.syllabus import Course, load_course
from chainrule.course import CourseError, lecture_folders

PartName = Literal["lectures", "labs", "questions"]
PARTS: tuple[PartName, ...] = get_args(PartName)


def verify(
    folder: Path,
    *,
    parts: Collection[PartName] = PARTS,
    classes: Collection[int] = (),
    cache: Path | None = None,
    tell: Callable[[str], None] = lambda step: None,
) -> Report:
    """Prove the course in `folder`, and go on after what is wrong.

    Args:
        parts: what to prove; course.toml is always read.
        classes: the classes to prove; none means all that have a folder.
        cache: a folder for results, so that what was proven and has not changed is not run again.
        tell: told what is being done, in a few words.

    Raises `LookupError` for a class without a folder. Where a process cannot be started nothing is known: what the labs
    and the questions raise then (`labs.CannotStart`, `questions.RunnerDied`) comes through.
    """
    found = _Found(folder, cache, tell)
    folders = found.folders(classes)
    if "lectures" in parts:
        found.prove_lectures(folders)
    if "labs" in parts:
        found.prove_labs(folders)
    if "questions" in parts:
        found.prove_questions(folders, whole=not classes)
    wrong = {part: tuple(errors) for part, errors in found.wrong.items()}
    return Report(wrong, found.lectures, found.blocks, found.labs, found.questions, found.variants)


@dataclass
class _Found:
    """What was found so far."""

    folder: Path
    cache: Path | None
    tell: Callable[[str], None]
    wrong: dict[str, list[CourseError]] = field(default_factory=lambda: {"course": []})
    lectures: int = 0
    blocks: int = 0
    labs: dict[str, LabCount] = field(default_factory=dict)
    questions: int = 0
    variants: int = 0
    course: Course | None = None

    def __post_init__(self) -> None:
        self.tell("course.toml")
        try:
            self.course = load_course(self.folder)
        except CourseError as error:
            self.wrong["course"].append(error)

    def folders(self, classes: Collection[int]) -> dict[int, Path]:
        """The folders of the classes asked for, by number."""
        try:
            folders = lecture_folders(self.folder)
        except CourseError as error:
            self.wrong["course"].append(error)
            return {}
        for number in classes:
            if number not in folders:
                there = ", ".join(map(str, folders)) or "none"
                raise LookupError(f"class {number} has no folder under lectures/; there is {there}")
        return {number: folder for number, folder in folders.items() if not classes or number in classes}

    def prove_lectures(self, folders: dict[int, Path]) -> None:
        wrong = self.wrong.setdefault("lectures", [])
        for number, folder in folders.items():
            if (folder / "lecture.md").exists():
                self.tell(f"lecture {number:02}")
                blocks, errors = prove_lecture(folder, self.course, self._kept("lectures"))
                self.lectures += 1
                self.blocks += blocks
                wrong += errors

    def prove_labs(self, folders: dict[int, Path]) -> None:
        wrong = self.wrong.setdefault("labs", [])
        for number, folder in folders.items():
            if (folder / "lab.toml").exists():
                self.tell(f"lab {number:02}")
                count, errors = prove_lab_of(self.folder, folder, number, self._kept("labs"))
                self.labs[f"{number:02}"] = count
                wrong += errors

    def prove_questions(self, folders: dict[int, Path], whole: bool) -> None:
        bank, errors = load_questions(folders, self.course)
        self.tell(f"{len(bank)} questions")
        self.variants, wrong = prove_questions(bank, self._kept("runs"))
        self.questions = len(bank)
        if whole and not errors and self.course:
            wrong += paper_errors(bank, self.course)
        self.wrong["questions"] = [*errors, *wrong]

    def _kept(self, name: str) -> Path | None:
        return self.cache / name if self.cache else None
