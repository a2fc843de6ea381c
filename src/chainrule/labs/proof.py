"""Prove a lab: nothing written earns nothing, nor does the library wrapped; constants earn little; the solution passes;
and every planted mistake is caught and named.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from chainrule.course import CourseError
from chainrule.labs.check import Check, Mutant
from chainrule.labs.lab import Lab, line_in, solution, starter
from chainrule.labs.misspelt import did_you_mean, unknown_to_the_solution
from chainrule.labs.run import BrokenCheck, Verdict, run_checks
from chainrule.labs.shortcuts import constants_earn_little, wrapper_earns_nothing
from chainrule.labs.student_process import Launcher

LEAST_MUTANTS = 5
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Proof:
    """What was found out about a lab: every error, how many mutants there are, how many were caught and named."""

    lab: str
    errors: tuple[CourseError, ...]
    mutants: int
    caught: int


def prove_lab(lab: Lab, *, seeds: Sequence[int] = SEEDS, launch: Launcher | None = None) -> Proof:
    """Run the starter, an empty and a broken file, the solution and every mutant, and say what is not as it must be."""
    errors = prove_checks(lab, seeds, launch)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda mutant: mutant_is_caught(lab, mutant, launch), lab.mutants))
    errors += [error for error in found if error]
    return Proof(lab.number, tuple(errors), len(lab.mutants), found.count(None))


def prove_checks(lab: Lab, seeds: Sequence[int], launch: Launcher | None) -> list[CourseError]:
    """What is wrong with a lab whatever its mutants do."""
    errors = [*unreadable_is_told(lab, launch), *enough_mutants(lab)]
    passes = partial(solution_passes, seeds=seeds)
    for parts in ((untouched_fails, passes), (wrapper_earns_nothing, constants_earn_little)):
        found: list[CourseError] = []
        for part in parts:
            try:
                found += part(lab, launch=launch)
            except BrokenCheck as broken:
                found.append(CourseError(broken.check.path, broken.problem, broken.fix, broken.line))
        errors += found
        if found:  # what passes with nothing written passes with anything: that is mended first
            break
    return list({(str(error)): error for error in errors}.values())


def untouched_fails(lab: Lab, *, launch: Launcher | None) -> list[CourseError]:
    """A check that passes with nothing written tests nothing that the lab builds."""
    verdict = run(lab, starter(lab), launch)
    if verdict.problem:
        problem = f"the starter does not run: {verdict.problem}"
        return [CourseError(lab.folder / "lab.toml", problem, "build other names")]
    by_name = {check.name: check for check in lab.checks}
    return [
        at(by_name[r.name], f"`{r.name}` passes with nothing written", "use what the lab builds, and read a value")
        for r in verdict.results
        if r.passed
    ]


def unreadable_is_told(lab: Lab, launch: Launcher | None) -> list[CourseError]:
    """An empty file and a syntax error get a message that says so."""
    text = starter(lab) + "\ndef broken(:\n"
    line = f"line {text.count(chr(10))}"
    cases = (("", "empty"), (text, line))
    return [
        CourseError(lab.folder, f"a file that does not load gets the answer {problem!r}", f"it must say {words}")
        for source, words in cases
        if words not in (problem := run(lab, source, launch).problem)
    ]


def solution_passes(lab: Lab, *, seeds: Sequence[int], launch: Launcher | None) -> list[CourseError]:
    """The library passes every check, whatever the inputs."""
    errors: dict[str, CourseError] = {}
    by_name = {check.name: check for check in lab.checks}
    for seed in seeds:
        verdict = run(lab, solution(lab), launch, seed)
        if verdict.problem:
            return [CourseError(lab.folder, f"the solution does not run: {verdict.problem}", "mend the library")]
        for result in verdict.results:
            if not result.passed and result.name not in errors:
                errors[result.name] = failing(by_name[result.name], result.message, lab)
    return list(errors.values())


def failing(check: Check, message: str, lab: Lab) -> CourseError:
    """The error for a check that the solution fails: a name that the solution does not have, or something deeper."""
    if unknown := unknown_to_the_solution(message, check, solution(lab)):
        name, fix, line = unknown
        return CourseError(check.path, f"`{check.name}` uses `{name}`, which the solution does not have", fix, line)
    return at(check, f"the solution fails `{check.name}`: {message}", "mend the check, or the library")


def enough_mutants(lab: Lab) -> list[CourseError]:
    """There are enough mutants, and each check has one that it catches."""
    path = lab.folder / "mutants.py"
    named = {mutant.caught_by for mutant in lab.mutants}
    errors = [
        at(check, f"no mutant shows that `{check.name}` can fail", f"plant a mistake in {path.name} for it to catch")
        for check in lab.checks
        if check.name not in named
    ]
    if len(lab.mutants) < LEAST_MUTANTS:
        problem = f"{len(lab.mutants)} mutants are too few"
        errors.append(CourseError(path, problem, f"plant at least {LEAST_MUTANTS} mistakes that students make"))
    return errors


def mutant_is_caught(lab: Lab, mutant: Mutant, launch: Launcher | None) -> CourseError | None:
    """What is wrong with one mutant: it must change the code, run, fail its check, and be named by the message."""

    def wrong(problem: str, fix: str, line: int | None = None) -> CourseError:
        return CourseError(mutant.path, f"the mutant `{mutant.name}` {problem}", fix, line or mutant.line)

    named = [check for check in lab.checks if check.name == mutant.caught_by]
    if not named:
        names = [check.name for check in lab.checks]
        fix = f"{did_you_mean(mutant.caught_by, names)} The lab has {', '.join(sorted(names))}"
        return wrong(f"is to be caught by `{mutant.caught_by}`, and no check has that name", fix)
    before = solution(lab)
    try:
        after = mutant.function(before)
    except Exception as error:
        problem = f"raised {type(error).__name__} while it edited the source: {error}"
        return wrong(problem, "mend the edit", line_in(mutant.path, error))
    if not isinstance(after, str):
        return wrong(f"gave {type(after).__name__}, not a text", "return the edited source")
    if after == before:
        return wrong("changes nothing", "its edit matches nothing in the library: write it anew")
    try:
        verdict = run(lab.with_checks(named), after, launch)
    except BrokenCheck as broken:
        return wrong(f"breaks its check: {broken.problem}", "a check must stand whatever comes back")
    if verdict.problem:
        return wrong(f"does not run: {verdict.problem}", "a planted mistake must load like the solution")
    (result,) = verdict.results
    if result.passed:
        return wrong(f"is not caught by `{mutant.caught_by}`", "mend the check, or name the one that catches it")
    if result.waits_for or mutant.says not in result.message:
        problem = (
            f"is caught by `{mutant.caught_by}`, but the message does not say {mutant.says!r}:\n    {result.message}"
        )
        return wrong(problem, "give the check a hint for this wrong value")
    return None


def run(lab: Lab, source: str, launch: Launcher | None, seed: int = SEEDS[0]) -> Verdict:
    return run_checks(lab, source.encode(), filename=lab.file_name, seed=seed, launch=launch)


def at(check: Check, problem: str, fix: str) -> CourseError:
    return CourseError(check.path, problem, fix, check.line)
