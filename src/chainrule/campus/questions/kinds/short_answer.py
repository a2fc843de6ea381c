"""Short answer: a question for a human to mark, by a rubric that was tried on answers with known points."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from chainrule.campus.questions.away import sentence_in
from chainrule.campus.questions.running import Runs
from chainrule.campus.questions.text import block
from chainrule.campus.questions.variant import (
    BadContent,
    HumanMark,
    Mark,
    Part,
    Problem,
    Text,
    Variant,
    read_text,
)
from chainrule.chance import Draw

LONGEST_ANSWER = 2_000
FEWEST_EXAMPLES = 9
EXAMPLE = re.compile(r"^[ \t]*([0-9.]+(?:, *[0-9.]+)*):[ \t]", re.MULTILINE)


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what is looked for, its points, what counts as it, and what looks like it and does not."""

    name: str
    points: float
    counts: str
    does_not: str

    def kept(self) -> dict[str, Any]:
        """The criterion as JSON; `Criterion(**kept)` reads it back."""
        return {"name": self.name, "points": self.points, "counts": self.counts, "does_not": self.does_not}


@dataclass(frozen=True)
class Example:
    """An answer and the points that each criterion must give it, in the rubric's order."""

    text: str
    points: tuple[float, ...]


def read_examples(text: str) -> tuple[Example, ...]:
    """Answers, each after its points by criterion and a colon at the start of a line; an answer may take several lines.

    >>> [e.points for e in read_examples("1, 0.5: it is added up\\n0, 0: no idea")]
    [(1.0, 0.5), (0.0, 0.0)]
    """
    before, *parts = EXAMPLE.split(block(text))
    if before.strip():
        start = before.strip()[:40]
        raise BadContent(f"the examples start with `{start}`", "start each with its points and a colon: `1, 0.5: ...`")
    answers = zip(parts[::2], parts[1::2], strict=True)
    return tuple(Example(" ".join(a.split()), tuple(float(p) for p in points.split(","))) for points, a in answers)


class OpenQuestion:
    """What a short-answer question's function returns.

    Args:
        stem: the question (Markdown).
        model: an answer that gets every point, in the length that is asked for; shown after release.
        rubric: the criteria. Half points are fine.
        examples: at least nine answers as students write them, each after the points that it gets by criterion, such as
            `1, 0.5: it is added up, because ...`. Some get none, some a part, some all. Markers calibrate on them.
    """

    def __init__(self, stem: str, *, model: str, rubric: Sequence[Criterion], examples: str) -> None:
        self.stem, self.model = block(stem), " ".join(model.split())
        self.rubric, self.examples = tuple(rubric), read_examples(examples)


@dataclass(frozen=True)
class ShortAnswer(Variant):
    """A drawn short-answer question. An answer is `{"text": "..."}`; its points come from a human."""

    kind: ClassVar[str] = "short_answer"
    group: ClassVar[str] = "short_answer"
    proves: ClassVar[tuple[str, ...]] = (
        "the rubric is whole, and the examples show each criterion met and not met",
        "some examples get nothing, some a part, some all",
        "the stem holds no sentence of the model answer",
    )
    content: ClassVar[type] = OpenQuestion

    stem: str
    model: str
    rubric: tuple[Criterion, ...]
    examples: tuple[Example, ...]

    @classmethod
    def make(cls, content: OpenQuestion, seed: int, minutes: float, shuffle: Draw) -> "ShortAnswer":
        """The variant that shows this content."""
        return cls(seed, minutes, content.stem, content.model, content.rubric, content.examples)

    @property
    def out_of(self) -> Fraction:
        return sum((Fraction(criterion.points) for criterion in self.rubric), Fraction(0))

    def shown(self) -> dict[str, Any]:
        return {"stem": self.stem, "longest_answer": LONGEST_ANSWER}

    def for_marker(self) -> dict[str, Any]:
        """What a person who marks needs beside the answer, as JSON: the rubric and the examples with their points."""
        return {
            "stem": self.stem,
            "model": self.model,
            "rubric": [criterion.kept() for criterion in self.rubric],
            "examples": [{"text": e.text, "points": list(e.points), "total": sum(e.points)} for e in self.examples],
        }

    def kept(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "model": self.model,
            "rubric": [criterion.kept() for criterion in self.rubric],
            "examples": [{"text": example.text, "points": list(example.points)} for example in self.examples],
        }

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "ShortAnswer":
        rubric = tuple(Criterion(**criterion) for criterion in kept["rubric"])
        examples = tuple(Example(example["text"], tuple(example["points"])) for example in kept["examples"])
        return cls(seed, minutes, kept["stem"], kept["model"], rubric, examples)

    def parts(self) -> Mapping[str, Part]:
        return {"text": Text(LONGEST_ANSWER)}

    def read(self, answer: object) -> str | None:
        return read_text(answer, LONGEST_ANSWER)

    def _mark(self, answer: str, runs: Runs) -> Mark:
        return Mark("needs_human", None, self.out_of)

    def mark_by_hand(self, human: HumanMark) -> Mark:
        """The mark from a marker's points. Raises ValueError where they do not fit the rubric."""
        if len(human.points) != len(self.rubric):
            raise ValueError(f"the rubric has {len(self.rubric)} criteria, {len(human.points)} points were given")
        for points, criterion in zip(human.points, self.rubric, strict=True):
            if not 0 <= points <= Fraction(criterion.points):
                raise ValueError(
                    f"`{criterion.name}` takes 0 to {criterion.points:g} points, {float(points):g} were given"
                )
        parts = {criterion.name: points for criterion, points in zip(self.rubric, human.points, strict=True)}
        return Mark("marked", sum(human.points, Fraction(0)), self.out_of, human.comment, parts)

    def _feedback(self, answer: str | None, runs: Runs) -> dict[str, Any]:
        rubric = [criterion.kept() for criterion in self.rubric]
        return {"stem": self.stem, "answer": answer, "key": self.model, "rubric": rubric}

    def given_away(self, runs: Runs) -> str:
        return sentence_in(self.stem, self.model)

    def problems(self, runs: Runs) -> Sequence[Problem]:
        found = []
        names = [criterion.name for criterion in self.rubric]
        if not names or len(set(names)) != len(names):
            what = "the rubric is empty or names a criterion twice"
            return [Problem(what, "give each criterion a name of its own")]
        for c in self.rubric:
            if c.points <= 0 or (2 * c.points) % 1 or not all(text.strip() for text in (c.name, c.counts, c.does_not)):
                fix = "give it points (halves are fine) and say what counts and what does not"
                found.append(Problem(f"the criterion `{c.name}` is not complete", fix))
        if not self.model:
            found.append(Problem("there is no model answer", "write one that gets every point"))
        return [*found, *self._problems_of_examples()]

    def _problems_of_examples(self) -> list[Problem]:
        found = []
        for e in self.examples:
            start = e.text[:40]
            if len(e.points) != len(self.rubric):
                fix = "give one number a criterion"
                found.append(
                    Problem(f"the example `{start}...` has {len(e.points)} points for {len(self.rubric)} criteria", fix)
                )
            elif any(not 0 <= p <= c.points or (2 * p) % 1 for p, c in zip(e.points, self.rubric, strict=True)):
                found.append(
                    Problem(f"the example `{start}...` has points outside its criteria", "give each 0 to its points")
                )
        if len(self.examples) < FEWEST_EXAMPLES:
            found.append(Problem(f"there are {len(self.examples)} examples", f"give at least {FEWEST_EXAMPLES}"))
        if len({e.text.casefold() for e in self.examples}) != len(self.examples):
            found.append(Problem("two examples are the same answer", "change one of them"))
        totals = [Fraction(sum(e.points)) for e in self.examples]
        for name, there in (
            ("none", any(total == 0 for total in totals)),
            ("a part", any(0 < total < self.out_of for total in totals)),
            ("all", any(total == self.out_of for total in totals)),
        ):
            if not there:
                found.append(Problem(f"no example gets {name} of the points", "add one: markers need to see it"))
        for index, criterion in enumerate(self.rubric):
            given = {e.points[index] for e in self.examples if len(e.points) == len(self.rubric)}
            if not {0, criterion.points} <= given:
                what = f"no example shows both an answer that meets `{criterion.name}` and one that does not"
                found.append(Problem(what, "add the one that is missing"))
        return found
