"""Proving labs: that the files are right, then the checks with the solution, and each mutant by itself."""

from pathlib import Path

from chainrule.campus.proof.pieces import Outcome
from chainrule.course import CourseError
from chainrule.labs import load_lab
from chainrule.labs.proof import SEEDS, mutant_is_caught, prove_checks
from chainrule.labs.student_process import Launcher
from chainrule.labs.warmed import WarmLauncher


def read_lab(course: Path, number: int) -> Outcome:
    """What is wrong with a lab's files, or else the mutants that there are, by name."""
    try:
        lab = load_lab(course, number)
    except CourseError as error:
        return Outcome(errors=(error,))
    return Outcome({"mutants": [mutant.name for mutant in lab.mutants]})


def prove_lab_checks(course: Path, number: int, waiting: str | None) -> Outcome:
    """What is wrong with a lab whatever its mutants."""
    return Outcome(errors=tuple(prove_checks(load_lab(course, number), SEEDS, launcher(waiting))))


def prove_mutant(course: Path, number: int, name: str, waiting: str | None) -> Outcome:
    """Whether one mutant is caught by the check that it names, with the words that it names."""
    lab = load_lab(course, number)
    [mutant] = [mutant for mutant in lab.mutants if mutant.name == name]
    error = mutant_is_caught(lab, mutant, launcher(waiting))
    return Outcome({"caught": int(error is None)}, (error,) if error else ())


def launcher(waiting: str | None) -> Launcher | None:
    """What starts a worker: a fork of the interpreter that waits, where there is one."""
    return WarmLauncher(waiting) if waiting else None
