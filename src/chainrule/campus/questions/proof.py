"""Proving questions: every variant that a student can get is made, its code is run, and what it claims is checked."""

from collections.abc import Iterable
from dataclasses import dataclass

from chainrule.campus.questions.bank import Bank
from chainrule.campus.questions.question import SEEDS, Question
from chainrule.campus.questions.running import Runner
from chainrule.campus.questions.variant import BadContent, Variant
from chainrule.course import CourseError


@dataclass(frozen=True)
class Proof:
    """What proving a question found: its errors, how many variants were tried and how many of them differ."""

    id: str
    errors: tuple[CourseError, ...]
    tried: int
    distinct: int

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
            try:
                problems = variant.problems(runs)
            except BadContent as error:
                problems = [error.problem]
            errors += [(variant.seed, question.error(variant.seed, p.what, p.fix), p.fix) for p in problems]
        distinct = len({tuple(sorted(contents(variant))) for variant in good})
        proofs.append(Proof(question.id, first_of_each(errors), variants, distinct))
    return tuple(proofs)


def make(question: Question, variants: int) -> tuple[list[Variant], list[tuple[int, CourseError, str]]]:
    """The variants that could be made, and the errors of those that could not."""
    good: list[Variant] = []
    errors = []
    for seed in range(variants):
        try:
            variant = question.variant(seed)
            if question.variant(seed) != variant:
                fix = "draw everything from `draw`: no random, no time, no set order"
                raise question.error(seed, "the same seed gave two different variants", fix)
            good.append(variant)
        except CourseError as error:
            errors.append((seed, error, error.fix))
    return good, errors


def first_of_each(errors: list[tuple[int, CourseError, str]]) -> tuple[CourseError, ...]:
    """One error for each remedy, the one of the lowest seed, with the number of variants that have it too."""
    by_fix: dict[str, list[CourseError]] = {}
    for _, error, fix in sorted(errors, key=lambda each: each[0]):
        by_fix.setdefault(fix, []).append(error)
    return tuple(
        first
        if len(same) == 1
        else CourseError(first.path, f"{first.problem} (and {len(same) - 1} more like it)", first.fix, first.line)
        for same in by_fix.values()
        for first in same[:1]
    )


def contents(variant: Variant) -> Iterable[str]:
    """What makes a variant different to a student: its texts, whatever their order."""
    for name, value in variant.for_student().items():
        if isinstance(value, list):
            yield from (f"{name}: {each}" for each in value)
        else:
            yield f"{name}: {value}"
