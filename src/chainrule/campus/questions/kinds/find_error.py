"""Find the error: code that fails its test, the one line at fault, and which edit mends it, each proven by running."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from chainrule.campus.questions.away import comments, gives_away, spans
from chainrule.campus.questions.kinds.multiple_choice import check_options
from chainrule.campus.questions.running import Ran, Runs
from chainrule.campus.questions.text import block, imports, line_of, program, replace_line
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

STEM = "One line is wrong. Which line, and which change mends the program?"
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Edit:
    """A change of one line: the line as it stands, what it becomes, and why that does or does not mend the code."""

    line: str
    into: str
    because: str
    is_right: bool

    @property
    def text(self) -> str:
        """The option as shown: the new line alone, so that it does not give the old one away."""
        return self.into or "(delete the line)"

    def kept(self) -> dict[str, Any]:
        """The edit as JSON; `Edit(**kept)` reads it back."""
        return {"line": self.line, "into": self.into, "because": self.because, "is_right": self.is_right}


def right_edit(line: str, into: str, *, because: str) -> Edit:
    """The edit that mends the code: `line` is the one at fault."""
    return Edit(line.strip(), block(into).strip(), block(because), True)


def wrong_edit(line: str, into: str, *, because: str) -> Edit:
    """An edit, of the line at fault or of another, that does not mend the code."""
    return Edit(line.strip(), block(into).strip(), block(because), False)


class Faulty:
    """What a find-the-error question's function returns.

    Args:
        stem: what the code is meant to do (Markdown).
        code: the code with one line at fault.
        test: code that fails after the code as given and passes after the mended code. The student does not see it.
        edits: one `right_edit` and at least three `wrong_edit`. At least one of the wrong ones changes the line at
            fault and at least one another line, so that the options do not tell which line it is.
    """

    def __init__(self, stem: str, code: str, test: str, *edits: Edit) -> None:
        self.stem, self.code, self.test, self.edits = block(stem), block(code), block(test), edits
        check_options([e.text for e in edits], [e.because for e in edits], sum(e.is_right for e in edits), least=4)
        try:
            self.lines = tuple(line_of(self.code, edit.line) for edit in edits)
        except ValueError as error:
            raise BadContent(str(error), "name a line of the code as it stands there, once") from None
        at_fault = self.at_fault
        wrong = [line for line, edit in zip(self.lines, edits, strict=True) if not edit.is_right]
        if at_fault not in wrong or all(line == at_fault for line in wrong):
            raise BadContent(
                "the wrong edits give the line at fault away",
                "let at least one wrong edit change the line at fault and at least one another line",
            )

    @property
    def at_fault(self) -> int:
        """The number of the line at fault."""
        return next(line for line, edit in zip(self.lines, self.edits, strict=True) if edit.is_right)


@dataclass(frozen=True)
class FindError(Variant):
    """A drawn find-the-error question. An answer is `{"line": n, "option": i}`; each gives half of the points."""

    kind: ClassVar[str] = "find_error"
    group: ClassVar[str] = "code"
    proves: ClassVar[tuple[str, ...]] = (
        "the code as given fails its test and passes with the right change, also elsewhere and with other last digits",
        "each wrong change still fails",
        "neither the stem nor a comment holds the right change alone",
    )
    content: ClassVar[type] = Faulty

    stem: str
    code: str
    test: str
    at_fault: int
    edits: tuple[Edit, ...]

    @classmethod
    def make(cls, content: Faulty, seed: int, minutes: float, shuffle: Draw) -> "FindError":
        """The variant that shows this content."""
        edits = tuple(shuffle.shuffled(content.edits))
        return cls(
            seed, minutes, f"{content.stem}\n\n{STEM}".strip(), content.code, content.test, content.at_fault, edits
        )

    def shown(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "given": imports(self.code),
            "code": self.code,
            "lines": self.code.count("\n") + 1,
            "options": [edit.text for edit in self.edits],
        }

    def kept(self) -> dict[str, Any]:
        return {
            "stem": self.stem,
            "code": self.code,
            "test": self.test,
            "at_fault": self.at_fault,
            "edits": [edit.kept() for edit in self.edits],
        }

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "FindError":
        edits = tuple(Edit(**edit) for edit in kept["edits"])
        return cls(seed, minutes, kept["stem"], kept["code"], kept["test"], kept["at_fault"], edits)

    def parts(self) -> Mapping[str, Part]:
        return {"line": Number(1, self.code.count("\n") + 1), "option": Number(0, len(self.edits) - 1)}

    def read(self, answer: object) -> tuple[int | None, int | None] | None:
        line = read_index(answer, "line", 1, self.code.count("\n") + 2)
        option = read_index(answer, "option", 0, len(self.edits))
        return None if line is None and option is None else (line, option)

    def _mark(self, answer: tuple[int | None, int | None], runs: Runs) -> Mark:
        line, option = answer
        found = line == self.at_fault
        mends = option is not None and self.edits[option].is_right
        note = "No change was chosen." if option is None else self.edits[option].because
        return marked(HALF * (found + mends), self.out_of, note, line=HALF * found, option=HALF * mends)

    def _feedback(self, answer: tuple[int | None, int | None] | None, runs: Runs) -> dict[str, Any]:
        line, option = answer or (None, None)
        return {
            "stem": self.stem,
            "given": imports(self.code),
            "code": self.code,
            "line": line,
            "key_line": self.at_fault,
            "options": [
                {"text": edit.text, "because": edit.because, "is_right": edit.is_right, "chosen": index == option}
                for index, edit in enumerate(self.edits)
            ],
        }

    def _edited(self, edit: Edit) -> str:
        return program(replace_line(self.code, line_of(self.code, edit.line), edit.into), self.test)

    def to_prove(self) -> tuple[str, ...]:
        return (program(self.code, self.test), *(self._edited(edit) for edit in self.edits))

    def key_programs(self) -> tuple[str, ...]:
        return (program(self.code, self.test), *(self._edited(edit) for edit in self.edits if edit.is_right))

    def agree(self, here: Ran, elsewhere: Ran) -> bool:
        return here.ok == elsewhere.ok

    def given_away(self, runs: Runs) -> str:
        [key] = [edit.into for edit in self.edits if edit.is_right]
        wrong = [edit.into for edit in self.edits if not edit.is_right]
        return key if gives_away(f"{spans(self.stem)}\n{comments(self.code)}", key, wrong) else ""

    def problems(self, runs: Runs) -> Sequence[Problem]:
        found = []
        as_given = result_of(program(self.code, self.test), runs)
        assert as_given is not None
        if as_given.ok:
            found.append(
                Problem("the code as given passes its test", "let the test show the error, or narrow the draw")
            )
        elif as_given.error in ("SyntaxError", "Timeout", "Died"):
            found.append(
                Problem(f"the code as given ends with {as_given.error}: {as_given.message}", "let it run and be wrong")
            )
        for edit in self.edits:
            ran = result_of(self._edited(edit), runs)
            assert ran is not None
            if edit.is_right and not ran.ok:
                what = f"mended with `{edit.text}` the code still fails: {ran.error} in line {ran.line}: {ran.message}"
                found.append(Problem(what, "correct the mended line or the test"))
            if not edit.is_right and ran.ok:
                found.append(
                    Problem(f"the wrong edit `{edit.text}` passes the test", "let the test tell it from the right one")
                )
        return found
