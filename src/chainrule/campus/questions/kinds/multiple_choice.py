"""Multiple choice: a scenario, one right option, and distractors that each say which misconception they stand for."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from chainrule import syntax
from chainrule.campus.questions.away import gives_away
from chainrule.campus.questions.running import Ran, Runs
from chainrule.campus.questions.text import as_read, block, duplicates, program
from chainrule.campus.questions.variant import (
    BadContent,
    Mark,
    Number,
    Part,
    Problem,
    Variant,
    marked,
    read_index,
    result_of,
)
from chainrule.chance import Draw


@dataclass(frozen=True)
class Option:
    """A possible answer, whether it is right, and the reason that a student reads afterwards."""

    text: str
    because: str
    is_right: bool

    def kept(self) -> dict[str, Any]:
        """The option as JSON; `Option(**kept)` reads it back."""
        return {"text": self.text, "because": self.because, "is_right": self.is_right}


def right(text: object, *, because: str) -> Option:
    """The right answer and why it is right."""
    return Option(str(text), block(because), True)


def wrong(text: object, *, because: str) -> Option:
    """A wrong answer that somebody would give, and what is wrong with it."""
    return Option(str(text), block(because), False)


class Choices:
    """What a multiple-choice question's function returns: the stem, one `right(...)` and at least two `wrong(...)`.

    Options stand in any order; every variant shuffles them by its seed. `shuffle=False` keeps an order
    that means something. `key` is a program that gets the answer in a way of its own (with PyTorch, by trying it out,
    by the course's own rules) and prints what the right option says, without `$` and backticks: the proof then refuses
    a key that is wrong, and a distractor that is right. Where no program can get it, `no_key` says why, in a few words;
    such questions are proven but for that, and `chainrule verify` lists them.
    """

    def __init__(self, stem: str, *options: Option, shuffle: bool = True, key: str = "", no_key: str = "") -> None:
        self.stem, self.options, self.shuffle, self.key = block(stem), options, shuffle, block(key)
        self.no_key = " ".join(no_key.split())
        if self.key and self.no_key:
            raise BadContent("there is a `key`, and a reason why there is none", "take one of `key` and `no_key` out")
        check_options(
            [o.text for o in options], [o.because for o in options], sum(o.is_right for o in options), 3, as_read
        )


def check_options(
    texts: Sequence[str], reasons: Sequence[str], rights: int, least: int, read: Callable[[str], str] = str
) -> None:
    """Raise `BadContent` unless there are enough options, one is right, no two are alike and each has its reason.

    `read` gives what a reader sees of an option, where it is not shown as it is written.
    """
    if rights != 1:
        raise BadContent(f"{rights} options are right", "give exactly one right option")
    if len(texts) < least:
        raise BadContent(f"there are {len(texts)} options", f"give at least {least}")
    if any(not text.strip() for text in texts):
        raise BadContent("an option is empty", "write what it says, or take it out")
    if alike := duplicates(texts, read):
        raise BadContent(
            f"two options say the same: `{alike[0]}` and `{alike[1]}`", "narrow the draw, or change one of them"
        )
    if any(not reason.strip() for reason in reasons):
        raise BadContent("an option has no reason", "say in `because` why it is right or wrong")


@dataclass(frozen=True)
class MultipleChoice(Variant):
    """A drawn multiple-choice question. An answer is `{"option": i}`, the position as shown, from 0."""

    kind: ClassVar[str] = "multiple_choice"
    group: ClassVar[str] = "multiple_choice"
    proves: ClassVar[tuple[str, ...]] = (
        "one option is right, no two read the same, and each has its reason",
        "the stem does not hold the key alone",
        "`key` gets the right option in a way of its own, also elsewhere",
    )
    content: ClassVar[type] = Choices

    stem: str
    options: tuple[Option, ...]
    key: str = ""
    no_key: str = ""

    @classmethod
    def make(cls, content: Choices, seed: int, minutes: float, shuffle: Draw) -> "MultipleChoice":
        """The variant that shows this content."""
        options = shuffle.shuffled(content.options) if content.shuffle else content.options
        return cls(seed, minutes, content.stem, tuple(options), content.key, content.no_key)

    def shown(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": [option.text for option in self.options]}

    def kept(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": [option.kept() for option in self.options]}

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "MultipleChoice":
        return cls(seed, minutes, kept["stem"], tuple(Option(**option) for option in kept["options"]))

    def parts(self) -> Mapping[str, Part]:
        return {"option": Number(0, len(self.options) - 1)}

    def read(self, answer: object) -> int | None:
        return read_index(answer, "option", 0, len(self.options))

    def _mark(self, answer: int, runs: Runs) -> Mark:
        chosen = self.options[answer]
        return marked(int(chosen.is_right), self.out_of, chosen.because)

    def _feedback(self, answer: int | None, runs: Runs) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "options": [
                {"text": option.text, "because": option.because, "is_right": option.is_right, "chosen": index == answer}
                for index, option in enumerate(self.options)
            ],
        }

    @property
    def unproven(self) -> str:
        return self.no_key

    def to_prove(self) -> tuple[str, ...]:
        return (program(self.key),) if self.key else ()

    def key_programs(self) -> tuple[str, ...]:
        return self.to_prove()

    def agree(self, here: Ran, elsewhere: Ran) -> bool:
        return (here.output.strip(), here.error) == (elsewhere.output.strip(), elsewhere.error)

    def given_away(self, runs: Runs) -> str:
        [key] = [option.text for option in self.options if option.is_right]
        wrong = [option.text for option in self.options if not option.is_right]
        return key if gives_away(self.stem, key, wrong) else ""

    def problems(self, runs: Runs) -> Sequence[Problem]:
        """`Choices` has refused what is wrong in itself; the right option is got again, in another way."""
        if not self.key and not self.no_key:
            fix = 'get it in `key="""..."""`, or say why no program can: no_key="..."'
            return [Problem("nothing but your word says which option is right", fix)]
        if self.key and only_prints(self.key):
            fix = 'compute it in another way, or say why no program can: no_key="..."'
            return [Problem("`key` prints a text and computes nothing", fix)]
        ran = result_of(program(self.key), runs) if self.key else None
        if ran is None:
            return ()
        if not ran.ok:
            return [Problem(f"`key` raised {ran.error} in line {ran.line}: {ran.message}", "correct `key`")]
        computed = ran.output.strip()
        agreeing = [option for option in self.options if unmarked(option.text) == computed]
        if [option.is_right for option in agreeing] == [True]:
            return ()
        [key] = [option.text for option in self.options if option.is_right]
        what = f"the right option says `{key}`, and `key` computes `{computed}`"
        return [Problem(what, "correct the option, or the program in `key`")]


def only_prints(key: str) -> bool:
    """Whether a program says an answer that it was given, and gets none."""
    try:
        tree = syntax.parse(key)
    except (SyntaxError, ValueError):
        return False  # told as the error that it raises
    return not any(
        isinstance(node, ast.BinOp | ast.Call | ast.Compare | ast.Subscript) and not is_print(node)
        for node in ast.walk(tree)
    )


def is_print(node: ast.AST) -> bool:
    """Whether a node is a call of `print`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def unmarked(text: str) -> str:
    """An option without the marks of math and code."""
    return text.replace("$", "").replace("`", "").strip()
