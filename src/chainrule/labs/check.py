"""A check: what a right implementation does, in a sentence, in points, and in a few lines that try it.

In a lab's `checks.py`, where loops and statements go by `student.execute("...", a=a)`, and `should_be_a(list)` and
`should_raise(TypeError)` ask for the other things:

    @check("A Value used twice receives both gradients", points=3)
    def shared_subgraph(student, draw):
        x = draw.floats(-3, 3, away_from=[0, 1])
        a = student.Value(x)
        (a * a + a).backward()
        slope = oracle.finite_difference(lambda t: t * t + t, x)
        a.grad.should_be(slope, hint={x: "The gradient of one use was overwritten by that of the other: add them up"})

And in its `mutants.py` a planted mistake, the check that must catch it, and words that its message must hold:

    @mutant("a gradient is set, not added to", caught_by="shared_subgraph", says="overwritten")
    def overwrite(source):
        return source.replace("parent.grad += ", "parent.grad = ")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chainrule.course import CourseError
from chainrule.labs.inputs import Draw
from chainrule.labs.student import Student

Function = Callable[[Student, Draw], None]


@dataclass(frozen=True)
class Check:
    """One check of a lab; see `check`."""

    name: str
    sentence: str
    points: int
    rounds: int
    seconds: float
    when: Mapping[str, str]
    function: Function
    path: Path
    line: int
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """One planted mistake; see `mutant`."""

    name: str
    mistake: str
    caught_by: str
    says: str
    function: Callable[[str], str] = field(repr=False)
    path: Path
    line: int


def check(
    sentence: str,
    *,
    points: int | None = None,
    rounds: int = 4,
    seconds: float = 5.0,
    when: Mapping[str, str] | None = None,
    about: Iterable[str] = (),
) -> Callable[[Function], Check]:
    """Make a check of a function of (student, draw).

    `sentence` says what is tested, `points` what it is worth. The function runs `rounds` times, each with other
    inputs from `draw`, in at most `seconds` of the student's time together. `when` names the misconception behind an
    error by its type, and behind a run that takes too long by "timeout":

        @check("A chain of 100,000 operations", points=2, rounds=1,
               when={"RecursionError": "a function that calls itself once for every node cannot go this deep"})
        def long_chain(student, draw): ...

    `about` are the names of the lab whose hints help where it fails: `about=["Value.backward"]`.
    """

    def decorate(function: Function) -> Check:
        code = function.__code__
        if type(points) is not int or points < 1:
            raise CourseError(
                code.co_filename,
                f"the check `{function.__name__}` has no points",
                "write @check(..., points=1)",
                code.co_firstlineno,
            )
        return Check(
            name=function.__name__,
            sentence=sentence,
            points=points,
            rounds=rounds,
            seconds=seconds,
            when=dict(when or {}),
            function=function,
            path=Path(code.co_filename),
            line=code.co_firstlineno,
            about=(about,) if isinstance(about, str) else tuple(about),
        )

    return decorate


def mutant(mistake: str, *, caught_by: str, says: str) -> Callable[[Callable[[str], str]], Mutant]:
    """Make a planted mistake of a function that edits the solution's source.

    `mistake` says what a student who writes this believes. The check named by `caught_by` must fail on it, with a
    message that holds `says`: the words that would tell that student what is wrong.

        @mutant("the second use overwrites the first", caught_by="shared_subgraph", says="overwritten")
        def overwrite(source):
            return source.replace("parent.grad += ", "parent.grad = ")
    """

    def decorate(function: Callable[[str], str]) -> Mutant:
        code = function.__code__
        if not says.strip():
            problem = f"the mutant `{function.__name__}` does not say how it is to be named"
            raise CourseError(code.co_filename, problem, "write says='...'", code.co_firstlineno)
        return Mutant(
            function.__name__, mistake, caught_by, says, function, Path(code.co_filename), code.co_firstlineno
        )

    return decorate
