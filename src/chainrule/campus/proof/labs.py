"""Proving labs: that the files are right, then the checks with the solution, and the mutants, some at a time."""

from collections.abc import Collection
from pathlib import Path

from chainrule.campus.proof.pieces import Outcome
from chainrule.course import CourseError, lecture_folders
from chainrule.labs import load_lab
from chainrule.labs.lab import read_toml
from chainrule.labs.proof import SEEDS, mutant_is_caught, prove_checks
from chainrule.labs.student_process import Launcher
from chainrule.labs.warmed import WarmLauncher


def read_lab(course: Path, number: int) -> Outcome:
    """What is wrong with a lab's files, or else the mutants that there are, by name, and the outcomes that it shows."""
    try:
        lab = load_lab(course, number)
    except CourseError as error:
        return Outcome(errors=(error,))
    if not lab.transfer:
        problem = "the lab names no task that the lecture does not solve"
        fix = 'name the checks of one: transfer = ["a_check"]'
        return Outcome(errors=(CourseError(lab.folder / "lab.toml", problem, fix),))
    outcomes = [[one.text, list(one.checks), one.reason, one.line] for one in lab.outcomes]
    return Outcome({"mutants": [mutant.name for mutant in lab.mutants], "shows": outcomes})


def bodies(course: Path) -> dict[int, tuple[str, ...]]:
    """What each lab builds, by the names that links to it use; nothing for one whose file cannot be read."""
    found = {}
    for number, folder in lecture_folders(course).items():
        if (folder / "lab.toml").is_file():
            try:
                builds = read_toml(folder / "lab.toml")[0].get("builds", ())
            except CourseError:
                builds = ()
            found[number] = tuple(str(name).partition(":")[2] for name in builds)
    return found


def prove_lab_checks(course: Path, number: int, waiting: str | None) -> Outcome:
    """What is wrong with a lab whatever its mutants."""
    return Outcome(errors=tuple(prove_checks(load_lab(course, number), SEEDS, launcher(waiting))))


def prove_mutants(course: Path, number: int, names: Collection[str], waiting: str | None) -> Outcome:
    """Whether each of these mutants is caught by the check that it names, with the words that it names."""
    lab = load_lab(course, number)
    mutants = [mutant for mutant in lab.mutants if mutant.name in names]
    errors = [error for mutant in mutants if (error := mutant_is_caught(lab, mutant, launcher(waiting)))]
    return Outcome({"caught": len(mutants) - len(errors)}, tuple(errors))


def launcher(waiting: str | None) -> Launcher | None:
    """What starts a worker: a fork of the interpreter that waits, where there is one."""
    return WarmLauncher(waiting) if waiting else None
