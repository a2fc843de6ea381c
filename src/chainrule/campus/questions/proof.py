"""Proving questions: every variant that a student can get is made, its code is run, and what it claims is checked."""

from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.campus.questions.bank import Bank
from chainrule.campus.questions.question import SEEDS, Question
from chainrule.campus.questions.running import Runner
from chainrule.campus.questions.variant import Variant
from chainrule.course import CourseError


@dataclass(frozen=True)
class Proof:
    """What proving a question found: its errors, how many variants were tried and how many of them differ.

    `unproven` holds the reasons for which an author left the right answer without a second way to get it.
    """

    id: str
    errors: tuple[CourseError, ...]
    tried: int
    distinct: int
    unproven: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors


def prove(question: Question, runner: Runner, variants: int = SEEDS) -> Proof:
    """Prove the variants of the seeds 0 to `variants` - 1."""
    return prove_all([question], runner, variants)[0]


def prove_bank(bank: Bank, runner: Runner, variants: int = SEEDS) -> tuple[Proof, ...]:
    """Prove every question of a bank; all code goes to the runner in one batch."""
    return prove_all(bank.values(), runner, variants)


def prove_all(questions: Iterable[Question], runner: Runner, variants: int = SEEDS) -> tuple[Proof, ...]:
    """Prove some questions: make the variants, run their code together, judge each."""
    made = [(question, *make(question, variants)) for question in questions]
    runs = runner.run_cached(program for _, good, _ in made for variant in good for program in variant.to_prove())
    proofs = []
    for question, good, errors in made:
        for variant in good:
            problems = variant.problems(runs)
            errors += [question.error(variant.seed, found.what, found.fix) for found in problems]
        distinct = len({tuple(sorted(contents(variant))) for variant in good})
        proofs.append(Proof(question.id, first_of_each(errors), variants, distinct, unproven(good)))
    return tuple(proofs)


def make(question: Question, variants: int) -> tuple[list[Variant], list[CourseError]]:
    """The variants that could be made, and the errors of those that could not."""
    good: list[Variant] = []
    errors: list[CourseError] = []
    for seed in range(variants):
        try:
            variant = question.variant(seed)
            if question.variant(seed) != variant:
                fix = "draw everything from `draw`: no random, no time, no set order"
                raise question.error(seed, "the same seed gave two different variants", fix)
            good.append(variant)
        except CourseError as error:
            errors.append(error)
    return good, errors


def unproven(variants: Iterable[Variant]) -> tuple[str, ...]:
    """Why the right answer of a question is taken on its author's word; nothing where it is not."""
    return tuple(dict.fromkeys(variant.unproven for variant in variants if variant.unproven))


def first_of_each(errors: Iterable[CourseError]) -> tuple[CourseError, ...]:
    """The first error of each remedy, with the number of those that have the same."""
    by_fix: dict[str, list[CourseError]] = {}
    for error in errors:
        by_fix.setdefault(error.fix, []).append(error)
    return tuple(counted(same[0], len(same) - 1) for same in by_fix.values())


def counted(error: CourseError, more: int) -> CourseError:
    """The error, saying how many more are like it."""
    return (
        CourseError(error.path, f"{error.problem} (and {more} more like it)", error.fix, error.line) if more else error
    )


def contents(variant: Variant) -> Iterable[str]:
    """What makes a variant different to a student: its texts, whatever their order."""
    for name, value in variant.for_student().items():
        if isinstance(value, list):
            yield from (f"{name}: {each}" for each in value)
        else:
            yield f"{name}: {value}"
