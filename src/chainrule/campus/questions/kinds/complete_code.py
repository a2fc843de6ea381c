"""Complete the fragment: code with one blank; what the student writes there is run and compared with the reference."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

from chainrule import syntax
from chainrule.campus.questions.away import comments, gives_away, spans
from chainrule.campus.questions.kinds.multiple_choice import Option, check_options
from chainrule.campus.questions.running import Ran, Runs
from chainrule.campus.questions.text import (
    BLANK,
    block,
    imports,
    program,
    same_code,
    same_output,
    typed,
    without_comment,
    words,
)
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

STEM = f"Write what stands in place of `{BLANK}`."
LONGEST_ANSWER = 300
TOLERANCE = 1e-6
FEWEST_RIGHT = 3  # the reference and two others
SHOWN = "# shown"  # at the end of a line of the test that a note may name
# What ended a run, by the name of the error. A name that is not here is one of the fill's own making.
ENDED = {
    "Timeout": "because it took too long",
    "TooMuchOutput": "because it printed too much",
    "Died": "because its process died",
    "NameError": "with a NameError: a name is used that nothing defines",
    "UnboundLocalError": "with an UnboundLocalError: a name is used before it is given a value",
    "AttributeError": "with an AttributeError: something is asked for an attribute that it does not have",
    "TypeError": "with a TypeError: something gets a kind of value, or a number of arguments, that it does not take",
    "ValueError": "with a ValueError: a value does not fit, for example in its shape",
    "IndexError": "with an IndexError: an index is out of range",
    "KeyError": "with a KeyError: a key is not there",
    "ZeroDivisionError": "with a ZeroDivisionError: something is divided by zero",
    "OverflowError": "with an OverflowError: a number is too large",
    "RuntimeError": "with a RuntimeError",
    "RecursionError": "with a RecursionError: a function calls itself without end",
    "AssertionError": "with an AssertionError: something does not hold that must",
    "SyntaxError": "with a SyntaxError: with this fill the code is no Python",
    "IndentationError": "with an IndentationError: with this fill the code is no Python",
    "ImportError": "with an ImportError: something is imported that is not there",
    "ModuleNotFoundError": "with a ModuleNotFoundError: something is imported that is not there",
    "MemoryError": "with a MemoryError: it takes too much memory",
    "StopIteration": "with a StopIteration: something is asked for its next element, and there is none",
    "NotImplementedError": "with a NotImplementedError",
    "LinAlgError": "with a LinAlgError: the matrix does not allow it",
}
STATEMENTS = (ast.Assign, ast.AugAssign, ast.Expr)


class Fragment:
    """What a complete-the-fragment question's function returns.

    Args:
        stem: what the code is meant to do (Markdown).
        code: the code, with `____` once, in place of an expression or, alone on its line, of a statement.
        test: code that tries the fragment: it prints what came out, and may assert what must hold. A fill is right
            when the program runs to its end and prints what it prints with the reference (numbers within 1e-6). So
            print what wrong fills get wrong. The student does not see the test, nor what an error in it says; a line of
            it that ends in `# shown` may be named, after release, as the one where a fill went wrong.
        fills: one `right(...)`, the reference, and at least three `wrong(...)`, which must fail.
        rights: other fills that are right, at least two, in ways as different as students find them. The test must
            pass each: a test that was tried with the reference alone may fail whoever went another way.
    """

    def __init__(self, stem: str, code: str, test: str, *fills: Option, rights: Sequence[str] = ()) -> None:
        self.stem, self.code, self.test = block(stem), block(code), block(test)
        check_options([f.text for f in fills], [f.because for f in fills], sum(f.is_right for f in fills), least=4)
        if self.code.count(BLANK) != 1:
            raise BadContent(f"the code has {self.code.count(BLANK)} blanks", f"write {BLANK} once")
        reference = next(fill for fill in fills if fill.is_right)
        others = tuple(Option(text, reference.because, True) for text in rights)
        self.fills = (reference, *others, *(fill for fill in fills if not fill.is_right))
        for one, other in combinations(self.fills, 2):
            if same_code(one.text, other.text) or same_tree(one.text, other.text):
                raise BadContent(f"the fill `{other.text}` is there twice", "take one of the two out")
        for fill in self.fills:
            if reason := refusal(fill.text, self.code):
                raise BadContent(
                    f"the fill `{fill.text}` would be refused: {reason}", "make it one expression or statement"
                )


@dataclass(frozen=True)
class CompleteCode(Variant):
    """A drawn complete-the-fragment question. An answer is `{"text": "what stands in the blank"}`."""

    kind: ClassVar[str] = "complete_code"
    group: ClassVar[str] = "code"
    proves: ClassVar[tuple[str, ...]] = (
        "the reference and every other right fill pass the test, also elsewhere and with other last digits",
        "each wrong fill fails it",
        "neither the stem nor a comment holds a right fill",
    )
    content: ClassVar[type] = Fragment

    stem: str
    code: str
    test: str
    fills: tuple[Option, ...]

    @classmethod
    def make(cls, content: Fragment, seed: int, minutes: float, shuffle: Draw) -> "CompleteCode":
        """The variant that shows this content."""
        return cls(seed, minutes, f"{content.stem}\n\n{STEM}".strip(), content.code, content.test, content.fills)

    @property
    def reference(self) -> Option:
        """The author's own fill, the first of those that are right."""
        return next(fill for fill in self.fills if fill.is_right)

    def shown(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "given": imports(self.code),
            "code": self.code,
            "blank": BLANK,
            "longest_answer": LONGEST_ANSWER,
        }

    def kept(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "code": self.code,
            "test": self.test,
            "fills": [fill.kept() for fill in self.fills],
        }

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "CompleteCode":
        fills = tuple(Option(**fill) for fill in kept["fills"])
        return cls(seed, minutes, kept["stem"], kept["code"], kept["test"], fills)

    def parts(self) -> Mapping[str, Part]:
        return {"text": Text(LONGEST_ANSWER)}

    def read(self, answer: object) -> str | None:
        text = read_text(answer, LONGEST_ANSWER + 1)
        return text and (only_the_blank(without_comment(typed(text)), self.code) or None)

    def _filled(self, fill: str) -> str:
        return program(self.code.replace(BLANK, fill), self.test)

    def _known(self, fill: str) -> Option | None:
        """The author's fill that is the same code, whose result is proven."""
        return next((known for known in self.fills if same_code(known.text, fill)), None)

    def author_programs(self) -> tuple[str, ...]:
        return (self._filled(self.reference.text),)

    def student_programs(self, answer: object) -> tuple[str, ...]:
        fill = self.read(answer)
        if fill is None or self._known(fill) or refusal(fill, self.code):
            return ()
        return (self._filled(fill),)

    def _mark(self, answer: str, runs: Runs) -> Mark:
        if known := self._known(answer):
            return marked(int(known.is_right), self.out_of, known.because)
        if reason := refusal(answer, self.code):
            return marked(0, self.out_of, reason)
        expected, got = result_of(self._filled(self.reference.text), runs), result_of(self._filled(answer), runs)
        if expected is None or got is None:
            return Mark("needs_run", None, self.out_of)
        if agrees(got, expected):
            return marked(1, self.out_of, self.reference.because)
        return marked(0, self.out_of, self._went_wrong(answer, got, expected))

    def _went_wrong(self, fill: str, got: Ran, expected: Ran) -> str:
        """How the run of a wrong fill differs, in words of our own.

        What the program says is not passed on: a fill can make an error say anything, the hidden test's lines too.
        """
        code, test = len(block(self.code.replace(BLANK, fill)).split("\n")), self.test.split("\n")
        first = len(self._filled(fill).rstrip("\n").split("\n")) - code - len(test)  # lines of imports before the code
        if not got.error:
            return f"It runs, and gives something else{at_shown(test, first_other_print(self.test, got, expected))}."
        ended = ENDED.get(got.error, "with an error")
        line = (got.line or 0) - first
        where = f", in line {line} of the code" if 1 <= line <= code else at_shown(test, line - code)
        return f"The program ended {ended}{where}."

    def _feedback(self, answer: str | None, runs: Runs) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "given": imports(self.code),
            "code": self.code,
            "blank": BLANK,
            "answer": answer,
            "key": self.reference.text,
            "because": self.reference.because,
        }

    def to_prove(self) -> tuple[str, ...]:
        return tuple(self._filled(fill.text) for fill in self.fills)

    def key_programs(self) -> tuple[str, ...]:
        return tuple(self._filled(fill.text) for fill in self.fills if fill.is_right)

    def agree(self, here: Ran, elsewhere: Ran) -> bool:
        return agrees(elsewhere, here)

    def given_away(self, runs: Runs) -> str:
        stem = f"{spans(self.stem)}\n{comments(self.code)}"
        return next((fill.text for fill in self.fills if fill.is_right and gives_away(stem, fill.text)), "")

    def problems(self, runs: Runs) -> Sequence[Problem]:
        results = {fill: ran for fill in self.fills if (ran := result_of(self._filled(fill.text), runs))}
        expected = results[self.reference]
        if not expected.ok:
            ended = f"{expected.error} in line {expected.line}: {expected.message}"
            return [
                Problem(f"the reference `{self.reference.text}` fails: {ended}", "correct the reference or the test")
            ]
        if not expected.output.strip():
            return [Problem("the test prints nothing", "print what the fragment computed: fills are told apart by it")]
        found = []
        for fill, ran in results.items():
            if fill.is_right and not agrees(ran, expected):
                how = f"ends in {ran.error} in line {ran.line}: {ran.message}" if ran.error else "prints something else"
                what = f"the right fill `{fill.text}` fails the test: it {how}"
                found.append(Problem(what, "let the test take whatever is right, or take the fill out"))
            if not fill.is_right and agrees(ran, expected):
                what = f"the wrong fill `{fill.text}` passes the test"
                found.append(Problem(what, "let the test tell it from the reference"))
        if sum(fill.is_right for fill in self.fills) < FEWEST_RIGHT:
            what = "the test was tried with fewer than three right fills, so that it may fail others"
            found.append(Problem(what, "give at least two other right fills: rights=[...]"))
        return found


def same_tree(one: str, other: str) -> bool:
    """Whether two fills are one program, brackets and marks of texts aside."""
    try:
        return ast.dump(syntax.parse(one)) == ast.dump(syntax.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def at_shown(test: list[str], line: int | None) -> str:
    """ ", at `print(f(3))`" where this line of the test (from 1) is marked as one that may be shown; else ""."""
    if line is None or not 1 <= line <= len(test) or not test[line - 1].rstrip().endswith(SHOWN):
        return ""
    return f", at `{test[line - 1].rstrip().removesuffix(SHOWN).strip()}`"


def first_other_print(test: str, got: Ran, expected: Ran) -> int | None:
    """The line of the test that prints the first line that differs; None where lines and prints cannot be matched."""
    prints = []
    for node in syntax.parse(test).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print":
            prints.append(node.end_lineno or node.lineno)
        elif any(isinstance(inner, ast.Name) and inner.id == "print" for inner in ast.walk(node)):
            return None
    wanted, have = expected.output.splitlines(), got.output.splitlines()
    if not len(prints) == len(wanted) == len(have):
        return None
    differ = (not same_output(a, b, tolerance=TOLERANCE) for a, b in zip(have, wanted, strict=True))
    return next((line for line, other in zip(prints, differ, strict=True) if other), None)


def agrees(got: Ran, expected: Ran) -> bool:
    """Whether a filled program ran to its end and printed what it prints with the reference."""
    return got.ok and expected.ok and same_output(got.output, expected.output, tolerance=TOLERANCE)


def only_the_blank(fill: str, code: str) -> str:
    """The fill without the rest of its line, where the student wrote the whole line.

    >>> only_the_blank("total += x*w", "total += ____")
    'x*w'
    """
    before, after = next(line for line in code.split("\n") if BLANK in line).split(BLANK)
    around = [r"\s*".join(map(re.escape, words(part))) for part in (before, after)]
    whole = re.fullmatch(rf"{around[0]}\s*(\S.*?)\s*{around[1]}", fill, re.DOTALL) if around[0] else None
    return whole.group(1) if whole else fill


def refusal(fill: str, code: str) -> str:
    """Why a fill is not even run, or "". The blank takes one expression or, alone on its line, one simple statement.

    This keeps a fill from being a program of its own. It is no sandbox: what is run is still run in another process.
    """
    if len(fill) > LONGEST_ANSWER:
        return f"The answer is longer than {LONGEST_ANSWER} characters."
    alone = any(line.strip() == BLANK for line in code.split("\n"))
    does_not_read = f"The blank takes one {'statement' if alone else 'expression'}; this does not read as one."
    try:
        tree = syntax.parse(fill) if alone else syntax.parse_expression(fill)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return does_not_read
    if isinstance(tree, ast.Module) and (len(tree.body) != 1 or not isinstance(tree.body[0], STATEMENTS)):
        return does_not_read
    names = (getattr(node, "attr", "") or getattr(node, "id", "") for node in ast.walk(tree))
    hidden = next((name for name in names if name.startswith("__")), "")
    return f"`{hidden}` has no place in the answer." if hidden else ""
