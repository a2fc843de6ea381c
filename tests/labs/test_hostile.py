"""Student code that breaks, cheats or misbehaves gets a clear verdict, and never a traceback of ours."""

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from chainrule.labs import Draw, Lab, Limits, PlainLauncher, Result, Student, check, run_checks
from chainrule.labs.student_process import Running

ResultOf = Callable[..., Result]


@check("answer(x) is 2 x", points=1, rounds=2, seconds=10)
def answer(student: Student, draw: Draw) -> None:
    x = draw.floats(3, 9)
    student.answer(x).should_be(2 * x)


@check("answer(x) is 2 x, and soon", points=1, rounds=1, seconds=0.7)
def soon(student: Student, draw: Draw) -> None:
    student.answer(draw.floats(3, 9)).should_be(8.5)


@check("answer(x) is a list", points=1, rounds=1, seconds=10)
def listed(student: Student, draw: Draw) -> None:
    student.answer(draw.floats(3, 9)).should_be([1.0, 2.0])


@check("zero_grad gives nothing", points=1, rounds=1, seconds=10)
def cleared(student: Student, draw: Draw) -> None:
    student.zero_grad([]).should_be(None)


def body(code: str, before: str = "") -> str:
    """A file whose `answer` runs `code`."""
    indented = "\n    ".join(code.strip().split("\n"))
    return f"import os, sys, time\n{before}\ndef answer(x):\n    {indented}\n"


LIAR = """
class Lie(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    __hash__ = float.__hash__
"""
EVIL = """
class Evil:
    def __reduce__(self): return (os._exit, (0,))
    def __eq__(self, other): return True
    def __float__(self): return 7.0
    def __array__(self, *args): os._exit(0)
    def __repr__(self): os._exit(0)
    __hash__ = None
"""
BAD_ERROR = """
class Bad(Exception):
    def __str__(self): raise Bad()
    __repr__ = __str__
"""
FORGED = """
import json, struct
for n in range(1, 40):
    text = json.dumps({"n": n, "value": 1.0}).encode()
    for fd in range(3, 12):
        try: os.write(fd, struct.pack(">II", len(text), 0) + text)
        except OSError: pass
"""
FORGED_IN_PLACE = """
import json, struct
frame = sys._getframe()
while "message" not in frame.f_locals: frame = frame.f_back
text = json.dumps({"n": frame.f_locals["message"]["n"], "value": 1.0}).encode()
for fd in range(3, 12):
    try: os.write(fd, struct.pack(">II", len(text), 0) + text)
    except OSError: pass
return 2 * x
"""

CASES = {
    "ends the program": (answer, body("os._exit(0)"), "ended the program (exit code 0)"),
    "kills itself": (answer, body("os.kill(os.getpid(), 9)"), "ended the program (signal SIGKILL)"),
    "crashes the interpreter": (answer, body("import ctypes; ctypes.string_at(0)"), "signal SIGSEGV"),
    "exits politely": (answer, body("sys.exit(0)"), "raised SystemExit: 0"),
    "raises KeyboardInterrupt": (answer, body("raise KeyboardInterrupt"), "raised KeyboardInterrupt"),
    "prints PASS": (answer, body("print('PASS', flush=True); print('{\"passed\": true}')"), "and it is None"),
    "loops without end": (soon, body("while True: pass"), "did not finish within 0.7 seconds"),
    "sleeps and ignores signals": (
        soon,
        body("import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\ntime.sleep(60)"),
        "did not finish",
    ),
    "asks for a petabyte": (answer, body("bytearray(10**15)"), "asked for more memory"),
    "fills the memory": (answer, body("a = []\nwhile True: a.append(bytearray(10**7))"), "asked for more memory"),
    "closes every descriptor": (answer, body("os.closerange(0, 200); return 2 * x"), "broke the program"),
    "prints without end": (answer, body("while True: print('x' * 10_000)"), "printed without end"),
    "empties sys.modules": (answer, body("sys.modules.clear(); return 3 * x"), "should be"),
    "replaces modules": (
        answer,
        body("return 3 * x", "for name in list(sys.modules): sys.modules[name] = None"),
        "should be",
    ),
    "patches the built-ins": (
        answer,
        body("return 2 * x", "import builtins\nbuiltins.isinstance = lambda *a: True"),
        "broke the program that runs it",
    ),
    "patches the comparison": (
        answer,
        body("return 3 * x", "import math\nmath.isclose = lambda *a, **k: True"),
        "should be",
    ),
    "a float that lies": (answer, body("return Lie(1.0)", LIAR), "a Lie, a subclass of float"),
    "an object that is evil to touch": (answer, body("return Evil()", EVIL), "and it is an Evil"),
    "evil inside a list": (listed, body("return [Evil(), 2.0]", EVIL), "should be [1.0, 2.0], and it is [<Evil>, 2.0]"),
    "nested without end": (answer, body("a = []\na.append(a)\nreturn a"), "too large to look at: nested"),
    "nested deep": (answer, body("a = []\nfor _ in range(10**6): a = [a]\nreturn a"), "too large to look at: nested"),
    "a huge string": (answer, body("return 'x' * 10**8"), "too large to look at: a string of 100,000,000"),
    "a huge integer": (answer, body("return 10**50_000"), "too large to look at: an integer"),
    "a huge list": (listed, body("return [1.0] * 10**6"), "too large to look at: more than"),
    "a generator for a list": (
        listed,
        body("return (y for y in (1.0, 2.0))"),
        "should be a list, and it is a generator",
    ),
    "a tuple for a list": (listed, body("return (1.0, 2.0)"), "should be a list, and it is a tuple"),
    "text for a number": (answer, body("return str(2 * x)"), "and it is a str"),
    "truth for a number": (answer, body("return True"), "and it is True"),
    "NaN": (answer, body("return float('nan')"), "and it is nan"),
    "infinity": (answer, body("return float('inf')"), "and it is inf"),
    "an error that cannot be printed": (
        answer,
        body("raise Bad", BAD_ERROR),
        "(its message cannot be read",
    ),
    "an error with a long message": (answer, body("raise ValueError('y' * 10**7)"), "raised ValueError: yyy"),
    "an error with escape codes": (answer, body("raise ValueError('\\x1b[2J')"), "ValueError: \\x1b[2J"),
    "recursion without end": (answer, body("return answer(x)"), "raised RecursionError"),
    "garbage into every descriptor": (
        answer,
        body("for fd in range(3, 12):\n    try: os.write(fd, b'PASS' * 5)\n    except OSError: pass\nreturn 2 * x"),
        "got in the way of the checker",
    ),
    "forged answers": (answer, body(FORGED + "return 2 * x"), "got in the way of the checker"),
    "a forged answer in its place": (answer, body(FORGED_IN_PLACE), "and it is 1.0"),
    "the reference by import": (
        answer,
        body("return topological_order(Value(x))", "from chainrule.autograd.value import Value, topological_order"),
        "Not written yet: topological_order",
    ),
    "the reference by way of the labs": (
        answer,
        body("from chainrule.labs import load_lab"),
        "chainrule.labs is not there while this file is checked",
    ),
    "no function": (cleared, "x = 1\n", "There is no `zero_grad`"),
}


@pytest.mark.parametrize(("tried", "source", "says"), CASES.values(), ids=CASES.keys())
def test_gets_a_clear_verdict(result_of: ResultOf, tried: object, source: str, says: str) -> None:
    result = result_of(tried, source, limits=Limits(memory=2**30))
    assert not result.passed
    assert says in result.message
    assert "Traceback" not in result.message
    assert "box.py" not in result.message
    assert len(result.message) < 4000


HARMLESS = {
    "warnings": body("import warnings; warnings.warn('old'); print('on stderr', file=sys.stderr); return 2 * x"),
    "a thread left running": body(
        "import threading; threading.Thread(target=time.sleep, args=(60,)).start(); return 2 * x"
    ),
    "output that is not text": body("os.write(1, b'\\xff\\x00' * 1000); return 2 * x"),
    "closed output": body("return 2 * x", "sys.stdout.close(); sys.stderr.close()"),
    "replaced output": body("return 2 * x", "sys.stdout = sys.stderr = None"),
    "a child left running": body("if os.fork() == 0: time.sleep(60)\nreturn 2 * x"),
    "a NumPy number": body("import numpy; return numpy.float64(2 * x)"),
    "a main guard": body("return 2 * x") + "if __name__ == '__main__':\n    raise SystemExit('not for the checker')\n",
    "a data class": body("return D(2 * x).y", "from dataclasses import dataclass\n@dataclass\nclass D:\n    y: float"),
    "changed folder and environment": body("os.chdir('/'); os.environ.clear(); return 2 * x"),
    "much output": body("return 2 * x", "print('x' * 3_000_000)"),
}


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS.keys())
def test_right_code_passes_whatever_else_it_does(result_of: ResultOf, source: str) -> None:
    before = threading.active_count()
    began = time.monotonic()
    result = result_of(answer, source)
    assert result.passed, result.message
    assert time.monotonic() - began < 40  # nothing waited for the minute that a thread or a child would take
    assert threading.active_count() <= before


def test_an_orphan_in_a_session_of_its_own_is_not_waited_for(result_of: ResultOf) -> None:
    """Without a sandbox it may live on; the verdict does not depend on it."""
    began = time.monotonic()
    source = body("if os.fork() == 0:\n    os.setsid()\n    time.sleep(25)\n    os._exit(0)\nreturn 2 * x")
    assert result_of(answer, source).passed
    assert time.monotonic() - began < 20


def test_each_check_after_a_lost_worker_gets_a_new_one(lab_of: Callable[..., Lab]) -> None:
    @check("ends", points=1)
    def ends(student: Student, draw: Draw) -> None:
        student.end().read()

    source = body("return 2 * x") + "def end(): os._exit(3)\n"
    verdict = run_checks(lab_of(ends, answer, ends), source.encode(), seed=1)
    assert [result.passed for result in verdict.results] == [False, True, False]


def test_what_is_printed_is_kept_and_shortened(lab_of: Callable[..., Lab]) -> None:
    source = body("print('called with', x); return 2 * x", "print('loaded \\x1b[31m'); print('y' * 100_000)")
    output = run_checks(lab_of(answer), source.encode(), seed=1).output
    assert output.startswith("loaded \\x1b[31m\nyyy")
    assert "bytes more" in output
    assert len(output) < 20_000


def test_the_environment_of_the_user_is_not_there(result_of: ResultOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", "secret")
    result = result_of(answer, body("return sorted(os.environ) + [os.getcwd(), os.listdir()] + sys.argv[1:]"))
    assert "MY_TOKEN" not in result.message
    assert "HOME" in result.message
    assert str(Path.cwd()) not in result.message


class Tee(io.BytesIO):
    """Keeps what is written on its way to the worker."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self.stream, self.seen = stream, bytearray()

    def write(self, content: object) -> int:
        self.seen += content
        return self.stream.write(content)

    def close(self) -> None:
        self.stream.close()


def test_neither_seed_nor_expected_value_is_sent(lab_of: Callable[..., Lab]) -> None:
    tees: list[Tee] = []

    class Listening(PlainLauncher):
        def start(self, limits: Limits) -> Running:
            running = super().start(limits)
            tees.append(Tee(running.requests))
            running.requests = tees[-1]
            return running

    verdict = run_checks(lab_of(answer), body("return 2 * x").encode(), seed=987654321, launch=Listening())
    assert verdict.passed
    sent = bytes(tees[0].seen)
    assert b"987654321" not in sent
    x = Draw(987654321, "answer", 1).floats(3, 9)
    assert repr(x).encode() in sent
    assert repr(2 * x).encode() not in sent
