"""A question: an author's function of a seeded generator, with what the course needs to know about it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Protocol

from chainrule.campus.questions.kinds.complete_code import CompleteCode
from chainrule.campus.questions.kinds.find_error import FindError
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.predict_output import PredictOutput
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.variant import BadContent, Variant
from chainrule.chance import Draw
from chainrule.course import CourseError

SEEDS = 32
"""Papers draw from the seeds 0 to SEEDS - 1, and a proof tries each: no student gets a variant that was not proven."""

SYLLABUS = "chainrule.campus.syllabus"

KINDS: dict[str, type[Any]] = {
    kind.kind: kind for kind in (MultipleChoice, ShortAnswer, FindError, PredictOutput, CompleteCode)
}
LEVELS = ("recall", "apply", "diagnose", "transfer")
"""What a question asks of a student: to know, to use, to find what is wrong, to use where it was not taught."""

OWN_CODE = "own_code_"
"""How the questions of a paper about own code are named, and no file of the bank: see `own_code`."""

GROUPS = tuple(dict.fromkeys(kind.group for kind in KINDS.values()))


class Author(Protocol):
    """A function that makes one variant's content from a seeded generator."""

    __name__: str
    __doc__: str | None
    __code__: CodeType
    __globals__: dict[str, Any]

    def __call__(self, draw: Draw) -> object: ...


MOST_MADE = 8192  # variants that a process keeps: a course of 250 questions


@dataclass(frozen=True)
class Question:
    """A question of the bank. `variant(seed)` is what a student gets.

    `section` is the id of the section that teaches it, in the class's lecture or in another ("04#gradient-checking"),
    and `level` one of `LEVELS`. `private`: its file is not in the public course.
    """

    kind: str
    class_number: int
    outcome: str
    minutes: float
    idea: str
    author: Author
    id: str = ""
    section: str = ""
    level: str = ""
    private: bool = False

    @property
    def group(self) -> str:
        """What a blueprint counts: `multiple_choice`, `short_answer` or `code`."""
        return str(KINDS[self.kind].group)

    @property
    def optional(self) -> bool:
        """Whether the syllabus calls its outcome optional."""
        return self.outcome.lower().startswith("optional")

    @property
    def title(self) -> str:
        """What the question tests: the first line of the function's docstring."""
        return (self.author.__doc__ or "").strip().split("\n")[0]

    @property
    def taught_in(self) -> tuple[int, str]:
        """The lecture and the section that teach it; the section is "" where none is named."""
        lecture, hash_, section = self.section.partition("#")
        return (int(lecture), section) if hash_ else (self.class_number, self.section)

    @property
    def asks_rules(self) -> bool:
        """Whether it asks what this course's own rules come to, as its file takes them from the syllabus."""
        used = (getattr(value, "__module__", None) or "" for value in self.author.__globals__.values())
        return any(str(module).startswith(SYLLABUS) for module in used)

    @property
    def path(self) -> Path:
        """The question's file."""
        return Path(self.author.__code__.co_filename)

    @property
    def line(self) -> int:
        """The line of the function's decorator."""
        return self.author.__code__.co_firstlineno

    def named(self, id: str, outcome: str) -> "Question":
        """The question under its name in the bank, with the outcome written out."""
        return replace(self, id=id, outcome=outcome)

    def variant(self, seed: int) -> Variant:
        """The variant of this seed: the same on every machine and on every day.

        Raises `CourseError` where the author's function fails for this seed, with what it had drawn.
        """
        try:
            made = self.author(Draw(self.id, seed))
            wanted = KINDS[self.kind].content
            if not isinstance(made, wanted):
                raise BadContent(f"the function returned {type(made).__name__}", f"return {wanted.__name__}(...)")
            variant = KINDS[self.kind].make(made, seed, self.minutes, Draw(self.id, seed, "order"))
            variant.for_student()
        except BadContent as error:
            raise self.error(seed, error.problem.what, error.problem.fix) from None
        except (Exception, SystemExit) as error:
            line = error.lineno if isinstance(error, SyntaxError) else line_in(error, self.path)
            what = f"{type(error).__name__}: {error}"
            if isinstance(error, SyntaxError):
                raise self.error(
                    seed, f"the code does not parse, {what}", "correct the code in the question"
                ) from error
            raise self.error(
                seed, f"the function raised {what}", "narrow the draw, or mend the function", line
            ) from error
        assert isinstance(variant, Variant)
        return variant

    def draws(self, seed: int) -> bool:
        """Whether the author's function draws anything for this seed."""
        draw = Draw(self.id, seed)
        self.author(draw)
        return draw.used

    def error(self, seed: int, what: str, fix: str, line: int | None = None) -> CourseError:
        """The error that tells the author which variant, what it had drawn, what is wrong and what to do."""
        drawn = values_of(self.author, Draw(self.id, seed))
        return CourseError(self.path, f"variant {seed}{f' ({drawn})' if drawn else ''}: {what}", fix, line or self.line)


def line_in(error: BaseException, path: Path) -> int | None:
    """The last line of this file on the way to the error."""
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def values_of(author: Author, draw: Draw) -> str:
    """The simple values in the author's function when it ended, as `h=31 k=5`: it is run once more, watched."""
    seen: dict[str, object] = {}

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code is author.__code__:
            seen.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        author(draw)
    except (Exception, SystemExit):
        pass  # it is known to fail; what it had drawn until then is what is wanted
    finally:
        sys.setprofile(before)
    simple = {
        name: value
        for name, value in seen.items()
        if isinstance(value, int | float | str | list | tuple) and name != "draw"
    }
    return " ".join(
        f"{name}={text}" for name, value in simple.items() if len(text := repr(value)) <= 40 and "\\n" not in text
    )


def _decorator(kind: str) -> Callable[..., Callable[[Author], Question]]:
    def decorator(
        *, class_: int, outcome: str, minutes: float, idea: str = "", section: str = "", level: str = ""
    ) -> Callable[[Author], Question]:
        def decorate(author: Author) -> Question:
            return Question(kind, class_, outcome, minutes, idea, author, section=section, level=level)

        return decorate

    decorator.__name__ = decorator.__qualname__ = kind
    returns = KINDS[kind].content.__name__
    decorator.__doc__ = f"""Make a function of `draw` a question of the kind `{kind}`; it returns `{returns}(...)`.

    Args:
        class_: the class of the syllabus that the question belongs to, the number of its lecture's folder.
        outcome: the learning outcome that it tests, as in course.toml, or a beginning that only one outcome has.
        minutes: how long a prepared student needs.
        idea: a name shared by questions that test the same thing; a paper holds at most one of them where it can.
        section: the id of the section that teaches it, as "chain-rule", or as "04#chain-rule" in another lecture.
        level: what it asks of a student: "recall", "apply", "diagnose" or "transfer".
    """
    return decorator


multiple_choice = _decorator("multiple_choice")
short_answer = _decorator("short_answer")
find_error = _decorator("find_error")
predict_output = _decorator("predict_output")
complete_code = _decorator("complete_code")


@lru_cache(maxsize=MOST_MADE)
def once(question: Question, seed: int) -> Variant:
    """A question's variant, made once in a process: where a class begins a paper, many are asked the same.

    A proof makes each anew (`Question.variant`), to see that it comes out the same.
    """
    return question.variant(seed)
