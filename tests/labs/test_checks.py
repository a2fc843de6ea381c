"""Writing a check: handles, expected values, misconceptions, and what the student reads."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from chainrule.labs import BrokenCheck, Draw, Lab, Result, Student, check, run_checks

ResultOf = Callable[..., Result]
SOURCE = """
import math

class Value:
    def __init__(self, data, label=""):
        self.data, self.label, self.grad = data, label, 0.0
        self.parents = ()
    def make(self, data, *parents):
        new = Value(data)
        new.parents = parents
        return new
    def __add__(self, other): return self.make(self.data + other.data, self, other)
    def __mul__(self, other): return self.make(self.data * other.data, self, other)
    def __pow__(self, n): return self.make(self.data ** n, self)
    def __neg__(self): return self.make(-self.data, self)
    def __lt__(self, other): return self.data < other.data
    def __getitem__(self, i): return self.parents[i]
    def tanh(self): return self.make(math.tanh(self.data), self)
    def backward(self, upstream=1.0): self.grad = upstream
    def later(self): raise NotImplementedError("write Value.later")
    def fails(self): return self.helper([])
    def helper(self, empty): return empty[3]

def pair(): return (1, [2.0, None], {"a": True})
def array(): import numpy; return numpy.arange(6.0).reshape(2, 3)
"""


def message_of(result_of: ResultOf, function: Callable[[Student, Draw], None], **options: object) -> list[str]:
    """The lines of the message of a check that fails."""
    result = result_of(check("A sentence", points=1, **options)(function), SOURCE)
    assert not result.passed
    lines = result.message.split("\n")
    if lines[-1] == "The same numbers again: chainrule check 99 --seed 7":
        lines.pop()
    return lines


def test_every_kind_of_operation_reaches_the_object(result_of: ResultOf) -> None:
    def function(student: Student, draw: Draw) -> None:
        a, b = student.Value(2.0), student.Value(3.0, label="b")
        (a + b).data.should_be(5.0)
        (a * b).data.should_be(6)
        (a**3).data.should_be(8.0)
        (-a).data.should_be(-2.0)
        (a < b).should_be(True)
        (a + b)[1].should_be(b)
        b.label.should_be("b")
        a.data = 10.0
        (a * b).data.should_be(30.0)
        student.pair().should_be((1, [2.0, None], {"a": True}))
        student.pair().should_be_a(tuple)
        student.array().should_be(np.arange(6.0).reshape(2, 3))
        assert (a + b).parents[0].data.read() == 10.0
        made = student.execute("c = a + a\nd = [c.data, k]", a=a, k=4)
        made.d.should_be([20.0, 4])
        made.c.parents[0].should_be(a)
        (a + 1).should_raise(AttributeError, "data")

    result = result_of(check("Everything", points=1, rounds=1)(function), SOURCE)
    assert result.passed, result.message


# what the check does, the misconceptions it knows -> the lines that the student reads
def overwritten(student: Student, draw: Draw) -> None:
    a, b = student.Value(1.5), student.Value(2.0)
    c = a * b + a
    c.backward(upstream=3.0)
    c.grad.should_be(4.0, hint={3.0: "The gradient was set, not added to."})


def unnamed(student: Student, draw: Draw) -> None:
    (student.Value(-1.5) ** -2).data.should_be(1.0, hint={7.0: "no"})


def same_wrong_and_right(student: Student, draw: Draw) -> None:
    student.Value(3.0).data.should_be(4.0, hint={4.0: "never said", 3.0: "said"})


def unrelated_steps(student: Student, draw: Draw) -> None:
    a = student.Value(1.0)
    a.backward()
    b = student.Value(2.0)
    b.backward(upstream=5.0)
    b.grad.should_be(1.0)


def changed_in_between(student: Student, draw: Draw) -> None:
    a = student.Value(1.0)
    old = a + a
    a.data = 5.0
    old.data.should_be(10.0)


def not_itself(student: Student, draw: Draw) -> None:
    a = student.Value(1.0)
    (a + student.Value(2.0)).parents[1].should_be(a, hint="The left one first.")


def by_code(student: Student, draw: Draw) -> None:
    made = student.execute(
        """
        total = a
        for _ in range(k):
            total = total + a
        """,
        a=student.Value(1.0),
        k=3,
    )
    made.total.data.should_be(5.0)


def nothing_raised(student: Student, draw: Draw) -> None:
    (student.Value(1.0) ** 2).should_raise(TypeError, hint="Refuse it.")


def other_raised(student: Student, draw: Draw) -> None:
    (student.Value(1.0) ** "2").should_raise(ValueError)


def other_words(student: Student, draw: Draw) -> None:
    (student.Value(1.0) ** "2").should_raise(TypeError, says="a number, please")


def by_function(student: Student, draw: Draw) -> None:
    student.pair().should_be((1,), hint=lambda got: f"{len(got)} things came.")


MESSAGES = {
    overwritten: [
        "The gradient was set, not added to.",
        "`b.grad` should be 4.0, and it is 3.0.",
        "    a = Value(1.5)",
        "    b = a * Value(2.0) + a",
        "    b.backward(upstream=3.0)",
        "    b.grad",
    ],
    unnamed: ["`(Value(-1.5) ** (-2)).data` should be 1.0, and it is 0.444444."],
    same_wrong_and_right: ["said", "`Value(3.0).data` should be 4.0, and it is 3.0."],
    unrelated_steps: [
        "`a.grad` should be 1.0, and it is 5.0.",
        "    a = Value(2.0)",
        "    a.backward(upstream=5.0)",
        "    a.grad",
    ],
    changed_in_between: [
        "`b.data` should be 10.0, and it is 2.0.",
        "    a = Value(1.0)",
        "    b = a + a",
        "    a.data = 5.0",
        "    b.data",
    ],
    not_itself: [
        "The left one first.",
        "`(a + Value(2.0)).parents[1]` should be the very object `a`, and it is another one.",
        "    a = Value(1.0)",
        "    (a + Value(2.0)).parents[1]",
    ],
    by_code: [
        "`total.data` should be 5.0, and it is 4.0.",
        "    a = Value(1.0)",
        "    k = 3",
        "    total = a",
        "    for _ in range(k):",
        "        total = total + a",
        "    total.data",
    ],
    nothing_raised: ["Refuse it.", "`Value(1.0) ** 2` should raise TypeError, and it raised nothing."],
    other_raised: ["`Value(1.0) ** '2'` should raise ValueError, and it raised TypeError: "],
    other_words: ["`Value(1.0) ** '2'` should say 'a number, please' in its TypeError, and it says "],
    by_function: ["3 things came.", "`pair()` should be (1,), of length 1, and it is "],
}


@pytest.mark.parametrize("function", MESSAGES, ids=lambda function: function.__name__)
def test_a_failure_shows_the_misconception_and_a_program_that_can_be_run(
    result_of: ResultOf, function: Callable[[Student, Draw], None]
) -> None:
    lines, expected = message_of(result_of, function), MESSAGES[function]
    assert len(lines) == len(expected), lines
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning), lines


@pytest.mark.parametrize("function", [overwritten, unrelated_steps, changed_in_between], ids=lambda f: f.__name__)
def test_the_program_that_is_shown_does_what_was_said(
    result_of: ResultOf, function: Callable[[Student, Draw], None]
) -> None:
    lines = message_of(result_of, function)
    program = [line.removeprefix("    ") for line in lines if line.startswith("    ")]
    space: dict[str, object] = {}
    exec(SOURCE, space)
    exec("\n".join(program[:-1]), space)
    got = lines[-len(program) - 1].rpartition("it is ")[2].rstrip(".") if program else ""
    assert eval(program[-1], space) == float(got)


def test_a_long_chain_of_operations_is_shown_by_its_end(result_of: ResultOf) -> None:
    def function(student: Student, draw: Draw) -> None:
        total = student.Value(1.0)
        for _ in range(600):
            total = total + student.Value(1.0)
        total.data.should_be(1.0)

    lines = message_of(result_of, function)
    assert lines[0].endswith("should be 1.0, and it is 601.0.")
    assert re.fullmatch(r"    \.\.\. \d+ lines before", lines[1])
    assert len(lines) < 20
    assert max(map(len, lines)) < 200


def test_an_error_shows_where_it_was(result_of: ResultOf) -> None:
    lines = message_of(result_of, lambda student, draw: student.Value(1.0).fails().read())
    assert lines == [
        "`Value(1.0).fails()` raised IndexError: list index out of range",
        "    lab99.py, line 21, in fails: def fails(self): return self.helper([])",
        "    lab99.py, line 22, in helper: def helper(self, empty): return empty[3]",
    ]


def test_an_error_has_the_misconception_that_the_check_knows(result_of: ResultOf) -> None:
    lines = message_of(
        result_of,
        lambda student, draw: student.Value(1.0).fails().read(),
        when={"LookupError": "The list is empty."},
    )
    assert lines[0] == "The list is empty."


def test_what_is_not_written_yet_is_said_in_one_line(result_of: ResultOf) -> None:
    def function(student: Student, draw: Draw) -> None:
        student.Value(1.0).later().should_raise(NotImplementedError)

    result = result_of(check("A sentence", points=1)(function), SOURCE)
    assert (result.message, result.waits_for) == ("Not written yet: Value.later", "Value.later")


def test_a_name_that_is_not_there_is_named(result_of: ResultOf) -> None:
    lines = message_of(result_of, lambda student, draw: student.topological_order(1.0).read())
    assert lines[0] == "There is no `topological_order`. Was it renamed or deleted?"


NO_NUMBERS = {
    "numpy.array([[1.0], [1.0, 2.0]], dtype=object)": (
        "a NumPy array of dtype object (elements that are no numbers, or rows of different lengths)"
    ),
    "numpy.array(['a', 'bcd'])": "a NumPy array of dtype <U3 (text)",
    "numpy.array([b'bcd'])": "a NumPy array of dtype |S3 (text)",
    "numpy.zeros(2, dtype=[('x', 'f8')])": "a NumPy array of dtype [('x', '<f8')]",
    "numpy.array(['2026-11-25'], dtype='datetime64[D]')": "a NumPy array of dtype datetime64[D]",
    "numpy.matrix([[1.0]])": "a matrix, a subclass of NumPy array",
    "numpy.ma.array([1.0])": "a MaskedArray, a subclass of NumPy array",
    "type('ndarray', (numpy.ndarray,), {})(2)": "a ndarray, a subclass of NumPy array",
}


@pytest.mark.parametrize(("made", "says"), NO_NUMBERS.items(), ids=NO_NUMBERS.keys())
def test_an_array_that_is_not_of_numbers_is_named_by_its_dtype(result_of: ResultOf, made: str, says: str) -> None:
    def function(student: Student, draw: Draw) -> None:
        student.made().should_be(np.zeros(2))

    result = result_of(check("A sentence", points=1)(function), f"import numpy\ndef made(): return {made}")
    assert result.message.split("\n")[0] == f"`made()` should be a NumPy array, and it is {says}."


BAD_FILES = {
    "# coding: nonsense\nx = 1": "lab99.py: SyntaxError: unknown encoding: nonsense",
    "x = 1\ndef f(:": "lab99.py, line 2: SyntaxError: invalid syntax\n    def f(:",
}


@pytest.mark.parametrize(("source", "says"), BAD_FILES.items(), ids=BAD_FILES.keys())
def test_a_file_that_is_no_python_is_told_with_the_line_if_there_is_one(
    result_of: ResultOf, source: str, says: str
) -> None:
    assert result_of(check("A sentence", points=1)(lambda student, draw: None), source).message == says


AUTHORS = {
    "an error of its own": (lambda student, draw: 1 / 0, "ZeroDivisionError"),
    "the truth of a handle": (lambda student, draw: bool(student.Value(1.0)), "call .read()"),
    "the number of a handle": (lambda student, draw: float(student.Value(1.0)), "call .read()"),
    "iteration": (lambda student, draw: list(student.pair()), "not iterable"),
    "sending what is no data": (lambda student, draw: student.Value(object()).read(), "cannot send an object"),
    "too many operations": (lambda student, draw: [student.Value(i) for i in range(5000)], "student.execute"),
    "an empty range": (lambda student, draw: draw.floats(1.001, 1.002), "nothing is left to draw"),
}


@pytest.mark.parametrize(("function", "says"), AUTHORS.values(), ids=AUTHORS.keys())
def test_a_mistake_in_the_check_is_not_the_students(
    lab_of: Callable[..., Lab], function: Callable[[Student, Draw], None], says: str
) -> None:
    with pytest.raises(BrokenCheck, match="not your fault") as broken:
        run_checks(lab_of(check("A sentence", points=1)(function)), SOURCE.encode())
    assert says in str(broken.value)
    assert "test_checks.py" in str(broken.value)


@pytest.mark.parametrize("round", [0, 1, 5])
def test_a_draw_is_the_same_for_the_same_seed_and_different_for_another(round: int) -> None:
    def drawn(seed: int, name: str = "a") -> list[object]:
        draw = Draw(seed, name, round)
        return [*(draw.floats(-3, 3) for _ in range(4)), draw.integers(0, 10**9), draw.choice("abcdefgh")]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1) != drawn(1, "b")


@pytest.mark.parametrize("seed", range(30))
def test_floats_are_short_different_and_where_they_were_asked_for(seed: int) -> None:
    for round in (0, 1, 2):
        draw = Draw(seed, "x", round)
        numbers = [draw.floats(-3, 3, away_from=[0, 1], by=0.2) for _ in range(6)]
        assert len(set(numbers)) == 6
        for x in numbers:
            assert -3 <= x <= 3
            assert abs(x) >= 0.2
            assert abs(x - 1) >= 0.2
            assert round_trip(x)


def round_trip(x: float) -> bool:
    return f"{x:.2f}".rstrip("0").rstrip(".") in (repr(x), repr(x).removesuffix(".0"))
