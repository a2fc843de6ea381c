"""Predict the output: a short program; the key is what running it printed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from chainrule.campus.questions.away import comments, gives_away
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.campus.questions.running import Ran, Runs
from chainrule.campus.questions.text import block, duplicates, imports, program, same_output, words
from chainrule.campus.questions.variant import (
    BadContent,
    Mark,
    Part,
    Problem,
    Text,
    Variant,
    marked,
    read_text,
    result_of,
)
from chainrule.chance import Draw

STEM = "What does this program print? If an error ends it, write the name of the error."
LONGEST_ANSWER = 2_000
LONGEST_KEY = 200
MOST_LINES = 8
MOST_DIGITS = 6  # of a number that is no whole one, without zeros at its ends
TOLERANCE = 1e-9
"""How far a number may be off, as a part of its size: what is lost where a computer prints 0.30000000000000004."""
MOST_TOLERANCE = 0.1


class Program:
    """What a predict-the-output question's function returns.

    Args:
        code: the program. Imports of `math`, `np`, `torch`, `nn`, `F` and `Value` are added where they are used.
        wrong: predictions that somebody would make, each `wrong("2.0", because="...")`.
        because: why the output is what it is; shown after release.
        stem: Markdown to stand before the code.
        raises: the name of the error that ends the program, where that is the point of the question.
        exact: whether how a number is written counts (`2` is not `2.0`), where the type is the point of the question.
        tolerance: how far a number may be off, as a part of its size, where it is to be worked out roughly: 0.01 is
            1%. The question then says so. By default only what is lost in printing is forgiven.
    """

    def __init__(
        self,
        code: str,
        *wrong: Option,
        because: str,
        stem: str = "",
        raises: str = "",
        exact: bool = False,
        tolerance: float = TOLERANCE,
    ) -> None:
        self.code, self.wrong, self.because, self.stem = block(code), wrong, block(because), block(stem)
        self.raises, self.exact, self.tolerance = raises, exact, tolerance
        if not TOLERANCE <= tolerance <= MOST_TOLERANCE:
            fix = f"give a part of the number's size from {TOLERANCE:g} to {MOST_TOLERANCE:g}: 0.01 is 1%"
            raise BadContent(f"the tolerance is {tolerance:g}", fix)
        if exact and tolerance > TOLERANCE:
            raise BadContent("`exact` and `tolerance` are both given", "take one of the two out")
        if any(option.is_right for option in wrong):
            raise BadContent("a right prediction is given", "take it out: the key is what the program prints")
        if not self.because.strip():
            raise BadContent("there is no reason", "say in `because` why the program prints what it prints")
        if alike := duplicates([option.text for option in wrong]):
            raise BadContent(f"two wrong predictions say the same: `{alike[0]}` and `{alike[1]}`", "narrow the draw")


@dataclass(frozen=True)
class PredictOutput(Variant):
    """A drawn predict-the-output question. An answer is `{"text": "what it prints"}`."""

    kind: ClassVar[str] = "predict_output"
    group: ClassVar[str] = "code"
    proves: ClassVar[tuple[str, ...]] = (
        "the key is what running the program printed, also elsewhere and with other last digits",
        "it is short enough to be predicted, and no wrong prediction says the same",
        "neither the stem nor a comment holds it",
    )
    content: ClassVar[type] = Program

    stem: str
    code: str
    wrong: tuple[Option, ...]
    because: str
    raises: str
    exact: bool
    key_given: str = ""  # where running the program alone cannot say it: it takes something from a student's file
    tolerance: float = TOLERANCE

    @classmethod
    def make(cls, content: Program, seed: int, minutes: float, shuffle: Draw) -> "PredictOutput":
        """The variant that shows this content."""
        rough = (
            f" A number may be off by {100 * content.tolerance:g}% of its size."
            if content.tolerance > TOLERANCE
            else ""
        )
        stem, about = f"{content.stem}\n\n{STEM}{rough}".strip(), (content.because, content.raises, content.exact)
        return cls(seed, minutes, stem, content.code, content.wrong, *about, tolerance=content.tolerance)

    def shown(self) -> dict[str, Any]:
        return {"stem": self.stem, "given": imports(self.code), "code": self.code, "longest_answer": LONGEST_ANSWER}

    def kept(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "code": self.code,
            "wrong": [option.kept() for option in self.wrong],
            "because": self.because,
            "raises": self.raises,
            "exact": self.exact,
            **({"key_given": self.key_given} if self.key_given else {}),
            # Not where it is the usual one: what was kept before there were others has the same name as today.
            **({"tolerance": self.tolerance} if self.tolerance != TOLERANCE else {}),
        }

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "PredictOutput":
        wrong = tuple(Option(**option) for option in kept["wrong"])
        about = kept["because"], kept["raises"], kept["exact"], str(kept.get("key_given", ""))
        tolerance = kept.get("tolerance", TOLERANCE)
        return cls(seed, minutes, kept["stem"], kept["code"], wrong, *about, tolerance)

    def parts(self) -> Mapping[str, Part]:
        return {"text": Text(LONGEST_ANSWER)}

    def read(self, answer: object) -> str | None:
        return read_text(answer, LONGEST_ANSWER)

    def author_programs(self) -> tuple[str, ...]:
        return () if self.key_given else (program(self.code),)

    def key_programs(self) -> tuple[str, ...]:
        return self.author_programs()

    def agree(self, here: Ran, elsewhere: Ran) -> bool:
        return here.error == elsewhere.error and self._says(printed(elsewhere), printed(here))

    def given_away(self, runs: Runs) -> str:
        key = self.key(runs) or ""
        stem = f"{self.stem}\n{comments(self.code)}"
        return key if gives_away(stem, key, [option.text for option in self.wrong]) else ""

    @property
    def _again(self) -> str:
        """The same program under another id, so that it is run a second time."""
        return program(self.code) + "# again\n"

    def to_prove(self) -> tuple[str, ...]:
        return (program(self.code), self._again)

    def key(self, runs: Runs) -> str | None:
        """What the program printed, and last the name of the error that ended it; None where it was not run."""
        if self.key_given:
            return self.key_given
        ran = result_of(program(self.code), runs)
        return None if ran is None else printed(ran)

    def _mark(self, answer: str, runs: Runs) -> Mark:
        key = self.key(runs)
        if key is None:
            return Mark("needs_run", None, self.out_of)
        if self._says(answer, key):
            return marked(1, self.out_of, self.because)
        return marked(0, self.out_of, self._reason(answer) or self.because)

    def _reason(self, answer: str) -> str:
        """Why this prediction is wrong, where the author foresaw it."""
        return next((option.because for option in self.wrong if self._says(answer, option.text)), "")

    def _says(self, answer: str, output: str) -> bool:
        """Whether an answer says what an output does. Where the output has no comma, commas between values are fine."""
        separated = answer if "," in output else answer.replace(",", " ")
        return same_output(separated, output, exact=self.exact, tolerance=self.tolerance)

    def _feedback(self, answer: str | None, runs: Runs) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "given": imports(self.code),
            "code": self.code,
            "answer": answer,
            "key": self.key(runs),
            "because": self.because,
        }

    def problems(self, runs: Runs) -> Sequence[Problem]:
        ran = runs_result(self.code, runs)
        key = printed(ran)
        if ran.error != self.raises:
            if self.raises:
                found = f"raised {ran.error}" if ran.error else "ran to its end"
                return [
                    Problem(f"the code should raise {self.raises} and {found}", "correct `raises`, or narrow the draw")
                ]
            fix = f"narrow the draw, or mark the error as the expected output with raises={ran.error!r}"
            return [Problem(f"the code raised {ran.error}: {ran.message}", fix)]
        if not key:
            return [Problem("the code prints nothing", "print what the student is to predict")]
        again = result_of(self._again, runs)
        if again is not None and printed(again) != key:
            return [Problem("the code prints something else every time", "seed its random generator inside the code")]
        if too_much := more_than_predicted(key):
            return [too_much]
        return [
            Problem(f"the wrong prediction `{option.text}` is what the code prints", "narrow the draw, or take it out")
            for option in self.wrong
            if self._says(option.text, key)
        ]


def more_than_predicted(key: str) -> Problem | None:
    """What of a key is more than a student can be asked to predict by hand."""
    if len(key) > LONGEST_KEY:
        return Problem(f"the code prints {len(key)} characters", f"print at most {LONGEST_KEY}: nobody can type more")
    if (lines := key.count("\n") + 1) > MOST_LINES:
        return Problem(f"the code prints {lines} lines", f"print at most {MOST_LINES}: the idea is seen in fewer")
    for word in words(key):
        digits = re.sub(r"[eE].*", "", word)
        if "." in digits and len(digits.replace(".", "").strip("0")) > MOST_DIGITS:
            what = f"the code prints {word}, which nobody computes by hand"
            return Problem(what, f"choose other numbers, or print it with at most {MOST_DIGITS} digits")
    return None


def printed(ran: Ran) -> str:
    """The key: the output, and the error's name after it where there was one."""
    return f"{ran.output}{ran.error}".strip()


def runs_result(code: str, runs: Runs) -> Ran:
    """The result of a program that must have been run."""
    ran = result_of(program(code), runs)
    assert ran is not None, "to_prove() names every program that problems() reads"
    return ran
