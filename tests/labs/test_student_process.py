"""A worker that dies, hangs, floods, lies or never starts is told apart, in bounded time."""

import json
import os
import signal
import struct
import sys
import threading
import time
from dataclasses import dataclass

import pytest

from chainrule.labs import CannotStart, Draw, Limits, PlainLauncher, Student, check, run_checks
from chainrule.labs.student_process import PlainProcess, Running, Worker, WorkerLost, far


@dataclass
class Program:
    """Starts any Python program in place of the worker."""

    code: str
    isolated: bool = False
    description: str = "a program"

    def start(self, limits: Limits) -> Running:
        return PlainProcess([sys.executable, "-I", "-c", "import os, sys, time, struct, json\n" + self.code])


def sends(*contents: bytes) -> str:
    """A program that is asked something, sends these bytes and waits."""
    return f"os.read(0, 1)\nfor part in {contents!r}: os.write(1, part)\ntime.sleep(60)"


def framed(message: object, blobs: bytes = b"") -> bytes:
    text = json.dumps(message).encode()
    return struct.pack(">II", len(text), len(blobs)) + text + blobs


ENDED, TIMEOUT, GARBAGE, FLOOD = WorkerLost.ENDED, WorkerLost.TIMEOUT, WorkerLost.GARBAGE, WorkerLost.FLOOD
PROGRAMS = {
    "ends at once": ("os._exit(3)", ENDED, "exit code 3"),
    "is killed": ("os.kill(os.getpid(), 15)", ENDED, "signal SIGTERM"),
    "closes its end": ("os.close(1); time.sleep(60)", ENDED, "closed the checker's channel"),
    "says nothing": ("time.sleep(60)", TIMEOUT, ""),
    "begins a frame and stops": (sends(struct.pack(">II", 100, 0), b"{"), TIMEOUT, ""),
    "begins a header and stops": (sends(b"\0\0"), TIMEOUT, ""),
    "announces four gigabytes": (sends(b"\xff" * 8), GARBAGE, ""),
    "sends noise": (sends(b"\0\0\0\5\0\0\0\0noise"), GARBAGE, "not JSON"),
    "answers another question": (sends(framed({"n": 2, "value": 1})), GARBAGE, "no question"),
    "answers with a list": (sends(framed([1])), GARBAGE, "no question"),
    "answers with true for one": (sends(framed({"n": "1"})), GARBAGE, "no question"),
    "floods with frames": (f"os.read(0, 1)\nwhile True: os.write(1, {framed({'n': 0})!r})", GARBAGE, "no question"),
    "floods its output": ("while True: os.write(2, b'x' * 65536)", FLOOD, ""),
}


@pytest.mark.parametrize(("code", "reason", "detail"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_lost_worker_is_told_by_its_reason(code: str, reason: str, detail: str) -> None:
    seconds = 0.5 if reason == TIMEOUT else 20
    with Worker(Program(code), Limits()) as worker, pytest.raises(WorkerLost) as lost:
        worker.ask({"do": [], "read": None}, b"", seconds)
    assert lost.value.reason == reason
    assert detail in lost.value.detail
    with pytest.raises(WorkerLost):
        worker.ask({"do": [], "read": None}, b"", 1)


def test_answers_before_a_question_are_not_even_read() -> None:
    """One that sends without end, having answered, fills the pipe and nothing of ours."""
    large = framed({"n": 2, "value": 1}, bytes(2**16))
    again = f"while True: os.write(1, {large[: -(2**16)]!r} + bytes(2**16))"
    code = f"os.read(0, 65536)\nos.write(1, {framed({'n': 1})!r})\n{again}"
    with Worker(Program(code), Limits()) as worker:
        worker.ask({"do": [], "read": None}, b"", 20)
        worker.threads[1].join(20)  # it does not read on
        assert worker.replies.qsize() == 2  # what was wrong, and that there will be no more
        with pytest.raises(WorkerLost) as lost:
            worker.ask({"do": [], "read": None}, b"", 20)
    assert (lost.value.reason, lost.value.detail) == (GARBAGE, "an answer to no question")


@check("zero_grad is 1.0", points=1, rounds=1, seconds=5)
def reads(student: Student, draw: Draw) -> None:
    student.zero_grad.should_be(1.0)


ANSWERS = {
    "a value that cannot be": {"value": {"pickle": "x"}},
    "a value outside of its message": {"value": {"array": [0, 10**9]}},
    "no value": {},
    "an error without parts": {"error": {}},
    "an error that is text": {"error": "x", "at": 0},
    "an error of wrong parts": {"error": {"type": 1, "kinds": [], "message": "", "lines": []}, "at": 0},
    "an error of wrong lines": {"error": {"type": "E", "kinds": [], "message": "", "lines": [[1, 2, 3]]}, "at": 0},
    "an error at no place": {"error": {"type": "E", "kinds": [], "message": "", "lines": []}, "at": "here"},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_worker_that_lies_is_told_so(lab_of, answer: dict) -> None:
    code = f"""
for n in (1, 2):
    os.read(0, 65536)
    text = json.dumps({{"n": n, **({answer!r} if n == 2 else {{}})}}).encode()
    os.write(1, struct.pack(">II", len(text), 0) + text)
time.sleep(60)
"""
    (result,) = run_checks(lab_of(reads), b"zero_grad = 1.0", launch=Program(code), seed=1).results
    assert not result.passed
    assert "got in the way of the checker" in result.message


def test_a_lie_about_the_error_stays_a_failure(lab_of) -> None:
    """Places out of range, endless names: shown as far as they make sense."""
    error = {"type": "E" * 5, "kinds": ["E"], "message": "m", "lines": [[10**9, "f"], [-1, "g"]]}
    code = f"""
for n in (1, 2):
    os.read(0, 65536)
    text = json.dumps({{"n": n, **({{"error": {error!r}, "at": 10**9}} if n == 2 else {{}})}}).encode()
    os.write(1, struct.pack(">II", len(text), 0) + text)
time.sleep(60)
"""
    (result,) = run_checks(lab_of(reads), b"zero_grad = 1.0", launch=Program(code), seed=1).results
    assert not result.passed
    assert "EEEEE: m" in result.message


def test_an_endless_error_is_cut(lab_of) -> None:
    code = """
for n in (1, 2):
    os.read(0, 65536)
    error = {"type": "E" * 10**5, "kinds": [], "message": "m" * 10**6, "lines": [[1, "f" * 999]] * 999}
    text = json.dumps({"n": n, **({"error": error, "at": 0} if n == 2 else {})}).encode()
    content = struct.pack(">II", len(text), 0) + text
    while content:
        content = content[os.write(1, content):]
time.sleep(60)
"""
    (result,) = run_checks(lab_of(reads), b"zero_grad = 1.0", launch=Program(code), seed=1).results
    assert "EEE" in result.message
    assert len(result.message) < 6_000


def test_a_worker_that_does_not_read_cannot_hold_the_checker(lab_of) -> None:
    began = time.monotonic()
    source = b"zero_grad = 1.0\n" + b"# much\n" * 100_000  # more than fits into a pipe
    verdict = run_checks(
        lab_of(reads), source, filename="lab.py", launch=Program("time.sleep(60)"), limits=Limits(load_seconds=0.5)
    )
    assert "did not finish within 0.5 seconds" in verdict.problem
    assert time.monotonic() - began < 30


def test_a_worker_that_cannot_start_is_no_verdict(lab_of) -> None:
    @dataclass
    class Broken:
        isolated: bool = True
        description: str = "broken"

        def start(self, limits: Limits) -> Running:
            return PlainProcess(["/no/such/program"])

    with pytest.raises(CannotStart, match="could be started"):
        run_checks(lab_of(reads), b"zero_grad = 1.0", launch=Broken())


def test_the_plain_launcher_says_what_it_is() -> None:
    assert not PlainLauncher().isolated
    assert "not a grade" in PlainLauncher().description
    assert "not isolated" in PlainLauncher().description


def test_nothing_is_left_behind(lab_of, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    verdict = run_checks(lab_of(reads), b"zero_grad = 1.0\nopen('made-by-student', 'w').write('x')", seed=1)
    assert verdict.passed
    assert not list(tmp_path.iterdir())


def answers_after(seconds: float) -> str:
    """A program that computes for so long before it answers."""
    computes = f"end = time.process_time() + {seconds}\nwhile time.process_time() < end: pass"
    return f"os.read(0, 1)\n{computes}\nos.write(1, {framed({'n': 1})!r})\ntime.sleep(60)"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the processor's seconds of others")
def test_a_process_that_waits_for_the_processor_is_not_late() -> None:
    """It is stopped for longer than its seconds, as on a machine where 62 others spin; then it goes on."""
    program = Program(answers_after(0.1))
    with Worker(program, Limits()) as worker:
        pid = worker.running.process.pid  # type: ignore[attr-defined]
        os.kill(pid, signal.SIGSTOP)
        threading.Timer(1.5, os.kill, [pid, signal.SIGCONT]).start()
        worker.ask({"do": [], "read": None}, b"", 1.0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the processor's seconds of others")
def test_a_process_that_computes_too_long_is_late_and_one_that_sleeps_too() -> None:
    for code in (answers_after(1_000), "os.read(0, 1); time.sleep(1_000)"):
        with Worker(Program(code), Limits()) as worker, pytest.raises(WorkerLost) as lost:
            worker.ask({"do": [], "read": None}, b"", 0.3)
        assert lost.value.reason == TIMEOUT
    assert far(0.3) < 3
    assert far(20) == 40
