"""Whether a question is the same everywhere: its variants and its keys, got here, against those got elsewhere.

Elsewhere is another process, where sets have another order, and where floats may end in other digits (`noise`).
"""

import json
from collections.abc import Iterator, Sequence

from chainrule.campus.questions.elsewhere import DIRECTIONS, making, running, towards_one
from chainrule.campus.questions.frozen import name_of
from chainrule.campus.questions.noise import varies
from chainrule.campus.questions.question import Question
from chainrule.campus.questions.running import Ran, Runner, RunnerDied, Runs, program_id
from chainrule.campus.questions.variant import Problem, Variant
from chainrule.course import CourseError

IN_A_SET = Problem(
    "it is another one in another process",
    "let no key hang on the order of a set, on `hash`, `id` or an address: sort, and draw everything from `draw`",
)
IN_LAST_DIGITS = Problem(
    "it hangs on the last digits of a float, which differ from machine to machine",
    "choose numbers that are on no edge of rounding, and print fewer digits",
)
NOTHING_KNOWN = ("Timeout", "Died")  # so ends what the machine, not the question, has stopped


def otherwise(question: Question, good: Sequence[Variant], runs: Runs, twin: Runner) -> list[CourseError]:
    """Where a question without errors is another one elsewhere; `twin` runs what runs there.

    Raises `RunnerDied` where that took too long: here it took less, so nothing is known.
    """
    return [*made_otherwise(question, good, twin), *keys(question, good, runs, twin)]


def made_otherwise(question: Question, good: Sequence[Variant], twin: Runner) -> Iterator[CourseError]:
    """Variants that are others when they are made elsewhere."""
    here = {variant.seed: name_of(variant) for variant in good}
    makings = list(making(question, len(good)))
    for (direction, seeds, _), found in zip(
        makings, patiently(question, twin, [one[2] for one in makings]), strict=True
    ):
        names = dict(zip(seeds, found.output.split(), strict=False))
        if found.error or len(names) != len(seeds):
            what = f"made in another process it ended with {found.error or 'no result'}: {found.message}"
            yield question.error(seeds[0], what, "let the file need nothing but the course")
            return
        why = IN_LAST_DIGITS if direction else IN_A_SET
        for seed in seeds:
            if here[seed] != names[seed]:
                yield question.error(seed, f"the variant is not the same everywhere: {why.what}", why.fix)


def keys(question: Question, good: Sequence[Variant], runs: Runs, twin: Runner) -> Iterator[CourseError]:
    """Keys that are others when their programs run elsewhere."""
    found = together(good, twin)
    for variant in good:
        for program in variant.key_programs():
            if why := differs(question, variant, program, runs, found, twin):
                yield question.error(variant.seed, f"the key is not the same everywhere: {why.what}", why.fix)
                break


Found = dict[tuple[str, int], Ran | None]
"""By program and direction what came of it; None where it is not known yet."""


def together(good: Sequence[Variant], twin: Runner) -> Found:
    """What comes of the programs of the keys when many run in one process, one after the other."""
    programs = list(dict.fromkeys(program for variant in good for program in variant.key_programs()))
    varying = [program for program in programs if varies(program)]
    batches = [
        (direction, some, batch)
        for direction in DIRECTIONS
        for some, batch in running(varying if direction else programs, direction)
    ]
    found: Found = {}
    for (direction, some, _), ran in zip(batches, twin.run([batch for _, _, batch in batches]), strict=True):
        results = [Ran(**one) for one in json.loads(ran.output)] if ran.ok else [None] * len(some)
        found |= {(program, direction): result for program, result in zip(some, results, strict=True)}
    return found


def differs(
    question: Question, variant: Variant, program: str, runs: Runs, found: Found, twin: Runner
) -> Problem | None:
    """Why a program says something else elsewhere, with what it says; None where it says the same.

    One that said something else among others is run once more, alone.
    """
    here = runs[program_id(program)]
    for direction in DIRECTIONS:
        if (program, direction) not in found:
            continue
        there = found[program, direction]
        if there is None or not variant.agree(here, there):
            [there] = patiently(question, twin, [towards_one(program, direction)])
        if not variant.agree(here, there):
            why = IN_LAST_DIGITS if direction else IN_A_SET
            return Problem(f"{why.what} ({said(here)}; elsewhere {said(there)})", why.fix)
    return None


def patiently(question: Question, twin: Runner, programs: Sequence[str]) -> list[Ran]:
    """Run the programs, and once more, alone, each that the machine stopped. Raises `RunnerDied` where it did again."""
    found = twin.run(programs)
    for place, ran in enumerate(found):
        if ran.error in NOTHING_KNOWN:
            [found[place]] = twin.run([programs[place]])
        if found[place].error in NOTHING_KNOWN:
            ended = f"twice with {found[place].error}: {found[place].message}; here it took less"
            raise RunnerDied(f"{question.id}: no verdict. Run in another process it ended {ended}. Try again later")
    return found


def said(ran: Ran) -> str:
    """What a program printed, in few words."""
    text = " ".join(f"{ran.output} {ran.error}".split())
    return f"`{text[:40]}{'...' if len(text) > 40 else ''}`" if text else "nothing"
