"""Proving questions: every variant that a student can get is made, its code is run, and what it claims is checked.

What each kind claims is beside the kind (`problems`); here stands what holds for all: a variant is the same in every
process, the stem does not hold the key, no two options look the same, variants do not repeat, and no key hangs on the
machine, the order of a set or the last digit of a float.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chainrule.campus.questions.bank import Bank
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.machines import asked
from chainrule.campus.questions.question import SEEDS, Question
from chainrule.campus.questions.running import Runner, Runs
from chainrule.campus.questions.sameness import otherwise
from chainrule.campus.questions.text import as_read, duplicates
from chainrule.campus.questions.variant import Problem, Variant
from chainrule.course import CourseError

Reader = Callable[[str], str]
Made = tuple[Question, list[Variant], list[CourseError]]  # what could be made, and why the rest could not
JUDGED_FROM = 16  # variants: fewer say nothing of how often they repeat


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


def prove(question: Question, runner: Runner, variants: int = SEEDS, read: Reader = as_read) -> Proof:
    """Prove the variants of the seeds 0 to `variants` - 1. `read` gives what a reader sees of an option."""
    return prove_all([question], runner, variants, read)[0]


def prove_bank(bank: Bank, runner: Runner, variants: int = SEEDS, read: Reader = as_read) -> tuple[Proof, ...]:
    """Prove every question of a bank; all code goes to the runner in one batch."""
    return prove_all(bank.values(), runner, variants, read)


def prove_all(
    questions: Iterable[Question], runner: Runner, variants: int = SEEDS, read: Reader = as_read
) -> tuple[Proof, ...]:
    """Prove some questions: make the variants, run their code together, here and elsewhere, judge each."""
    made: list[Made] = [(question, *make(question, variants)) for question in questions]
    runs = runner.run_cached(program for _, good, _ in made for variant in good for program in variant.to_prove())
    proofs = []
    for question, good, errors in made:
        for variant in good:
            problems = [*variant.problems(runs), *shown_wrong(variant, runs, read)]
            errors += [question.error(variant.seed, found.what, found.fix) for found in problems]
        errors += repeated(question, good)
        errors = errors or list(asks_machine(question, good))
        errors = errors or otherwise(question, good, runs, runner.elsewhere)
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


def shown_wrong(variant: Variant, runs: Runs, read: Reader) -> Iterator[Problem]:
    """What a student sees that they must not: the key in the stem, one option twice."""
    if key := variant.given_away(runs):
        yield Problem(f"the stem holds the key, `{key}`", "say it in other words, or name the other options there too")
    if isinstance(variant, MultipleChoice):
        try:
            alike = duplicates([option.text for option in variant.options], read)
        except CourseError as error:
            yield Problem(f"an option cannot be shown: {error.problem}", error.fix)
            return
        if alike:
            what = f"two options look the same on the page: `{alike[0]}` and `{alike[1]}`"
            yield Problem(what, "narrow the draw, or change one of them")


def repeated(question: Question, good: Sequence[Variant]) -> Iterator[CourseError]:
    """Whether most students get the same variant, although something is drawn.

    A question that draws nothing is one question for all, as its author wants it.
    """
    if len(good) < JUDGED_FROM or not any(question.draws(variant.seed) for variant in good):
        return
    by_seed = {variant.seed: tuple(sorted(contents(variant))) for variant in good}
    [(most, times)] = Counter(by_seed.values()).most_common(1)
    if 2 * times > len(good):
        first, second = [seed for seed, shown in by_seed.items() if shown == most][:2]
        what = f"it shows what variant {second} shows, as {times} of {len(good)} variants do"
        yield question.error(first, what, "draw from more: most students would get the same")


def asks_machine(question: Question, good: Sequence[Variant]) -> Iterator[CourseError]:
    """What the question, or a program that makes its key, asks of the machine."""
    fix = "let the key be the same on every machine: take it out, or give it a value in the program"
    for name, line in asked(question.path.read_text(encoding="utf-8")):
        yield question.error(good[0].seed if good else 0, f"the question asks its machine, by `{name}`", fix, line)
    for variant in good:
        found = [each for program in variant.key_programs() for each in asked(program)]
        for name, _ in found[:1]:
            yield question.error(variant.seed, f"the program of the key asks its machine, by `{name}`", fix)


# --- counting ---------------------------------------------------------------------------------------------------------


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
