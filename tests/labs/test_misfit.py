"""Whatever a process answers, to whatever a check asks: the file has failed the check, and the sentence says how.

The answers here are forged as a hostile process could forge them; no process runs but for the solution's.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chainrule.labs import BrokenCheck, Draw, Lab, Limits, PlainLauncher, Run, Student, check, wire
from chainrule.labs.check import Check
from chainrule.labs.student import Session

SOLUTION = """
def answer(x): return 2 * x
def listed(x): return [x, 2 * x]
def named(x): return {"x": x}
def fails(x): raise TypeError("no number")
class Thing: pass
thing = Thing()
"""


def packed(value: Any) -> tuple[dict[str, Any], bytes]:
    blobs = bytearray()
    return {"value": wire.pack(value, blobs, lambda _: {"refused": "Odd", "subclass_of": "float"})}, bytes(blobs)


def error(**parts: Any) -> tuple[dict[str, Any], bytes]:
    said = {"type": "TypeError", "kinds": ["TypeError"], "message": "no number", "lines": [[1, "answer"]]} | parts
    return {"error": said, "at": parts.get("at", 0)}, b""


VALUES = {
    "a number": 1.5, "a whole number": 7, "an endless number": 10**3_999, "a truth": True, "nothing": None,
    "a text": "text", "an odd text": "\0\ud800\u202e", "a list": [1.0, [2.0, [3.0]]], "an empty list": [],
    "a tuple": (1, 2), "a dict": {"x": [1], 2: None, (1, True): "y"}, "a complex number": 1j,
    "an array": np.arange(6.0).reshape(2, 3), "an empty array": np.zeros((0, 3)), "whole numbers": np.arange(3),
    "truths": np.array([True, False]), "numbers of 16 bytes": np.zeros(2, np.longdouble), "a scalar": np.float32(2.0),
    "many axes": np.zeros((1,) * 60), "not a number": float("nan"), "an array of NaN": np.full(3, np.nan),
    "an object": object(), "a list of objects": [object(), 1.0],
}  # fmt: skip
REPLIES: Mapping[str, tuple[dict[str, Any], bytes]] = {
    **{name: packed(value) for name, value in VALUES.items()},
    "an error": error(),
    "an error without words": error(type="", kinds=[], message="", lines=[]),
    "an odd error": error(type="\0\ud800", message="\u202e\0" * 5_000, kinds=["\ud800"] * 50, lines=[[-1, "\0"]]),
    "an error of a step that is not there": error(at=10**9),
    "an error of a step before": error(at=-7),
    "an error in no order": error(lines=[[1]]),
    "an error that is none": ({"error": 7, "at": 0}, b""),
    "an error with odd parts": error(kinds=[1, None], lines=[["1", 2]]),
    "too much": error(type="TooBig", kinds=["TooBig"], message="a lot"),
    "still to write": error(type="NotImplementedError", kinds=["NotImplementedError"], message="write answer"),
    "no value": ({}, b""),
    "an unknown kind": ({"value": {"odd": 1}}, b""),
    "an array from nowhere": ({"value": {"array": [0, 10**9]}}, b""),
    "a slice of no numbers": ({"value": {"array": ["0", None]}}, b""),
    "a reference": ({"value": {"ref": 1}}, b""),
    "nobody's dict": ({"value": {"dict": [[{"list": []}, 1]]}}, b""),
}


class Forged:
    """A worker that answers everything with the same."""

    alive, output, limits = True, "", Limits()

    def __init__(self, reply: dict[str, Any], blobs: bytes) -> None:
        self.reply = reply, blobs

    def ask(self, *_: object) -> tuple[dict[str, Any], bytes]:
        return self.reply

    def computed(self) -> None:
        return None

    def close(self) -> None:
        self.alive = False


def operation(function: Callable[[Student, Draw], None]) -> Check:
    return check("An operation", points=1, rounds=1)(function)


@operation
def number(student: Student, draw: Draw) -> None:
    student.answer(3.25).should_be(6.5, hint={9.0: "nine"})


@operation
def sequence(student: Student, draw: Draw) -> None:
    student.listed(3.25).should_be([3.25, 6.5], hint=lambda got: f"{got[0] + got[1]} and {1 / len(got)}")


@operation
def mapping(student: Student, draw: Draw) -> None:
    student.named(1.25).should_be({"x": 1.25}, hint=lambda got: f"x is {got['x']}")


@operation
def array(student: Student, draw: Draw) -> None:
    student.answer(np.array([1.25, 3.0])).should_be(np.array([2.5, 6.0]))


@operation
def identity(student: Student, draw: Draw) -> None:
    student.thing.should_be(student.thing, hint="the very one")


@operation
def kind(student: Student, draw: Draw) -> None:
    student.listed(1.25).should_be_a(list)
    student.listed(1.25).should_be([1.25, 2.5])


@operation
def raises(student: Student, draw: Draw) -> None:
    student.fails(1).should_raise(TypeError, says="number")
    student.answer(1.25).should_be(2.5)


@operation
def attribute(student: Student, draw: Draw) -> None:
    student.thing.x = 1.25
    student.thing.x.should_be(1.25)


@operation
def execution(student: Student, draw: Draw) -> None:
    student.execute("found = [answer(x) for _ in range(2)]", x=1.25).found.should_be([2.5, 2.5])


@operation
def arithmetic(student: Student, draw: Draw) -> None:
    (-student.answer(1.25) * 2 - student.listed(1.5)[0]).should_be(-6.5)


OPERATIONS = (number, sequence, mapping, array, identity, kind, raises, attribute, execution, arithmetic)


@operation
def used(student: Student, draw: Draw) -> None:
    first, second = student.listed(draw.floats(1, 3)).read()
    assert abs(second / first - 2) < 0.01


@operation
def misspelt(student: Student, draw: Draw) -> None:
    if student.answer(2).read() != 4:
        print(answr)  # noqa: F821


@operation
def wrong_anyway(student: Student, draw: Draw) -> None:
    raise ValueError("the check itself")


@pytest.fixture
def outcome(tmp_path: Path) -> Callable[[Check, str], Any]:
    """The result of one check whose process gives one of the replies; the lab is whole, its solution runs."""
    (tmp_path / "double.py").write_text(SOLUTION)

    def run(one: Check, reply: str) -> Any:
        lab = Lab("99", "Twice", ("double:answer",), 5, {}, tmp_path, (one,), ())
        it = Run(lab, b"x = 1", "lab99.py", 1, PlainLauncher())
        it.session = Session(Forged(*REPLIES[reply]))  # type: ignore[arg-type]
        return it.one(one)

    return run


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_every_answer_to_every_question_gets_a_sentence(one: Check, outcome: Callable[[Check, str], Any]) -> None:
    for reply in REPLIES:
        result = outcome(one, reply)
        assert not result.passed, reply
        assert result.message, reply
        assert len(result.message) < 10_000, reply
        assert result.message == result.message.encode("utf-8").decode(), reply
        assert not {"\0", "\u202e"} & set(result.message), reply
        assert "fault" not in result.message, reply


def test_the_table_is_fair(outcome: Callable[[Check, str], Any], tmp_path: Path) -> None:
    """The solution passes every check of it, so that what fails above is the answer's fault."""
    lab = Lab("99", "Twice", ("double:answer",), 5, {}, tmp_path, (*OPERATIONS, used), ())
    run = Run(lab, SOLUTION.encode(), "lab99.py", 1, PlainLauncher())
    assert [result.message for result in run] == [""] * len(lab.checks)


@pytest.mark.parametrize("reply", ["a text", "an empty list", "nothing", "a list of objects", "an array", "an object"])
def test_what_a_check_cannot_work_with_is_the_answers_fault(outcome: Callable[[Check, str], Any], reply: str) -> None:
    message = outcome(used, reply).message
    assert "the check cannot go on with it" in message
    assert "listed(" in message


@pytest.mark.parametrize(("one", "says"), [(misspelt, "NameError"), (wrong_anyway, "the check itself")])
def test_a_mistake_of_the_checks_author_is_theirs(one: Check, says: str, outcome: Callable[[Check, str], Any]) -> None:
    with pytest.raises(BrokenCheck, match=says):
        outcome(one, "a number")
