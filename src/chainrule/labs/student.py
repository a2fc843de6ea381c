"""What a check works with: the student's module and its objects, reached by handle in another process.

Operations on a handle are written down and sent together when a value is needed; so a check costs few round trips,
and what was written down is also the short program that a failed check shows.
"""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

from chainrule.labs import wire
from chainrule.labs.compare import Refused, article, describe, difference, show
from chainrule.labs.hints import Hint, misconception
from chainrule.labs.needed import appended
from chainrule.labs.received import Received
from chainrule.labs.source import TO_WRITE
from chainrule.labs.student_process import Worker, WorkerLost, far
from chainrule.labs.visible import visible

CLOSED = ("chainrule",)  # what a student's process has of it, the checker sends
TOLERANCE = 1e-6
SAME_OBJECT = "should be the very object {other}, and it is another one"
MAX_STEPS = 2_000
MAX_NAME = 100  # characters of a name


@dataclass(frozen=True)
class Step:
    """One operation as the check's author wrote it; arguments may hold handles."""

    kind: str
    number: int
    arguments: tuple[Any, ...]


class CheckFailed(Exception):
    """The student's code gave another answer than the right one.

    `problem` ends a sentence that begins with the object that `number` names ("should be 4.0, and it is 1.0");
    `{other}` in it stands for the object that `other` names.
    """

    def __init__(self, problem: str, number: int, misconception: str = "", other: int | None = None) -> None:
        self.problem, self.number, self.misconception, self.other = problem, number, misconception, other
        super().__init__(problem)


@dataclass
class StudentError(Exception):
    """The student's code raised an error: its type and ancestors by name, its message, [line, function] on its way."""

    type: str
    kinds: tuple[str, ...]
    message: str
    lines: tuple[tuple[int, str], ...]
    number: int  # of the step that raised it; -1 while the file was loaded


class Session:
    """The conversation of one check with one worker."""

    def __init__(self, worker: Worker, received: Received | None = None) -> None:
        self.worker = worker
        self.received = received or Received()
        self.seconds = 0.0  # of processor, that the check has left
        self.wall = 0.0
        self.steps: list[Step] = []
        self.sent = 0
        self.new_case = False
        self.last_read: tuple[int, Any] | None = None  # what the check itself was given to work with

    def allow(self, seconds: float) -> None:
        """Give the next questions together so many seconds."""
        self.seconds, self.wall = seconds, far(seconds)

    def load(self, file: str, source: bytes, library: Mapping[str, str], closed: Iterable[str] = CLOSED) -> None:
        """Run the student's file in the worker, with these modules (name and source) of the packages in `closed` alone.

        Raises `StudentError` and `WorkerLost`.
        """
        self.allow(self.worker.limits.load_seconds)
        blobs = bytearray(source)
        modules = appended(library, blobs)
        request = {"file": file, "source": [0, len(source)], "library": modules, "closed": list(closed)}
        self.ask({"load": {**request, "memory": self.worker.limits.memory}}, bytes(blobs))

    def begin(self) -> None:
        """Forget every object: a new case. The process is told with the next thing that it is asked."""
        self.steps, self.sent, self.last_read = [], 0, None
        self.received.begin()
        self.new_case = True

    def record(self, kind: str, *arguments: Any) -> Handle:
        """Write an operation down, to be done before the next value is read."""
        if len(self.steps) >= MAX_STEPS:
            raise ValueError(f"a case of a check may do {MAX_STEPS:,} operations; use student.execute for loops")
        self.steps.append(Step(kind, len(self.steps) + 1, arguments))
        return Handle(self, len(self.steps))

    def flush(self) -> None:
        """Do what was written down."""
        self.exchange(None)

    def read(self, handle: Handle) -> Any:
        """Do what was written down and bring one object back as plain data."""
        return self.exchange(handle)

    def exchange(self, handle: Handle | None) -> Any:
        todo = self.steps[self.sent :]
        if not todo and handle is None:
            return None
        blobs = bytearray()
        operations = [[step.kind, step.number, *packed_arguments(step, blobs)] for step in todo]
        self.sent = len(self.steps)
        read = None if handle is None else pack(handle, blobs)
        numbers = [step.number for step in todo] + [number_of(handle) if handle is not None else 0]
        request = {"begin": self.new_case, "do": operations, "read": read}
        self.new_case = False
        reply, content = self.ask(request, bytes(blobs), numbers)
        return None if handle is None else self.unpacked(reply, content)

    def unpacked(self, reply: Mapping[str, Any], content: bytes | memoryview) -> Any:
        """The value in a reply. The check's own time runs while it is read."""
        began = time.monotonic()
        try:
            if "value" not in reply:
                raise wire.ProtocolError("an answer without a value")
            return wire.unpack(reply["value"], content, refused, began + self.seconds)
        except wire.ProtocolError as error:
            self.worker.close()
            raise WorkerLost(WorkerLost.GARBAGE, str(error)) from None
        except wire.TooSlow:
            self.worker.close()
            raise WorkerLost(WorkerLost.TIMEOUT) from None
        finally:
            self.seconds -= time.monotonic() - began

    def ask(
        self, request: dict[str, Any], blobs: bytes, numbers: Sequence[int] = ()
    ) -> tuple[dict[str, Any], bytes | memoryview]:
        """One request, within what is left of the check's time."""
        clock, began = time.monotonic(), self.worker.computed()
        try:
            reply, content = self.worker.ask(request, blobs, self.seconds, self.wall)
        finally:
            passed, now = time.monotonic() - clock, self.worker.computed()
            self.wall -= passed
            self.seconds -= passed if began is None or now is None else now - began
        try:
            self.received.add(len(content))
        except wire.TooBig as error:
            number = numbers[-1] if numbers else -1
            raise StudentError("TooBig", ("TooBig", "Exception", "BaseException"), str(error), (), number) from None
        if "error" in reply:
            try:
                raise error_in(reply, numbers)
            except wire.ProtocolError as problem:
                self.worker.close()
                raise WorkerLost(WorkerLost.GARBAGE, str(problem)) from None
        return reply, content


def error_in(reply: Mapping[str, Any], numbers: Sequence[int]) -> StudentError:
    """The error that a reply tells of. Nothing in it is trusted; raises `ProtocolError` for what cannot be."""
    error, at = reply["error"], reply.get("at")
    try:
        kinds = tuple(visible(kind, MAX_NAME) for kind in error["kinds"] if type(kind) is str)
        lines = tuple((line, name) for line, name in error["lines"] if type(line) is int and type(name) is str)
        kind, message = error["type"], error["message"]
    except (TypeError, KeyError, ValueError) as problem:
        raise wire.ProtocolError("an error without its parts") from problem
    if type(kind) is not str or type(message) is not str or type(at) is not int:
        raise wire.ProtocolError("an error without its parts")
    lines = tuple((line, visible(name, MAX_NAME)) for line, name in lines[:20])
    return StudentError(
        visible(kind, MAX_NAME),
        kinds[:20],
        visible(message, wire.MAX_MESSAGE),
        lines,
        numbers[at] if 0 <= at < len(numbers) else -1,
    )


class Handle:
    """An object in the student's process. Use it as the object itself; `should_be` asks for its value.

    Attributes, calls, arithmetic, comparisons and indexing give new handles; setting an attribute sets it there.
    `read()` brings plain data back: an int, float, bool, str, None, tuple, list, dict, array or tensor.
    """

    __slots__ = ("_number", "_session")
    __array_ufunc__ = None
    __iter__ = None
    _number: int
    _session: Session

    def __init__(self, session: Session, number: int) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_number", number)

    def should_be(self, expected: Any, hint: Hint = (), tolerance: float = TOLERANCE) -> None:
        """Fail the check unless this object equals `expected`, in type and value.

        Numbers and arrays may differ by `tolerance` (relative, and absolute around zero). A handle as `expected`
        means that very object. `hint` says which misconception stands behind a wrong value: `{wrong: "sentence"}`,
        one sentence for every wrong value, or a function that makes it of what came.
        """
        if isinstance(expected, Handle):
            if not self._is(expected):
                raise CheckFailed(SAME_OBJECT, self._number, hint if isinstance(hint, str) else "", expected._number)
            return
        got = self._session.read(self)
        problem = difference(got, expected, tolerance)
        if problem:
            raise CheckFailed(problem, self._number, misconception(got, expected, hint, tolerance))

    def _is(self, other: Handle) -> bool:
        """Whether both are one object. A process that says so of any two, the student's module too, is not believed."""
        said = [self._session.read(self._operate("is_", self, thing)) for thing in (other, Handle(self._session, 0))]
        return said[0] is True and said[1] is False

    def should_be_a(self, kind: type, hint: str = "") -> None:
        """Fail the check unless this object is plain data of exactly this type; what is in it may be anything."""
        got = self._session.read(self)
        if type(got) is not kind:
            raise CheckFailed(f"should be {article(kind.__name__)}, and it is {describe(got)}", self._number, hint)

    def should_reach(self, measure: Callable[[Any], float], what: str, *, at_most: float, hint: Hint = ()) -> None:
        """Fail the check unless a number that the checker computes of this object's value is small enough.

        For a training run that must reach a number: `measure` is given what came back as plain data, and computes
        outside the student's process; `what` is the number in words. NaN is not small enough.
        """
        got = self.read()
        reached = float(measure(got))
        if not reached <= at_most:
            problem = f"should bring {what} to {show(at_most)} or less, and brings it to {show(reached)}"
            raise CheckFailed(problem, self._number, misconception(got, None, hint, TOLERANCE))

    def should_raise(self, kind: type[BaseException], says: str = "", hint: str = "") -> None:
        """Fail the check unless making this object raised an error of this kind, with `says` in its message."""
        try:
            self._session.flush()
        except StudentError as error:
            if error.number != self._number or not_written(error):
                raise
            if kind.__name__ not in error.kinds:
                problem = f"should raise {kind.__name__}, and it raised {error.type}: {error.message}"
            elif says not in error.message:
                problem = f"should say {says!r} in its {kind.__name__}, and it says {error.message!r}"
            else:
                return
            raise CheckFailed(problem, self._number, hint) from None
        raise CheckFailed(f"should raise {kind.__name__}, and it raised nothing", self._number, hint)

    def read(self) -> Any:
        """The object's value as plain data; `Refused` where it has none.

        An error that the check meets while it works with the value fails the check, as a wrong value does.
        """
        value = self._session.read(self)
        self._session.last_read = self._number, value
        return value

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("__"):  # what Python, NumPy or a debugger looks for is not the student's
            raise AttributeError(name)
        return self._session.record("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._session.record("set", self, name, value)

    def __call__(self, *arguments: Any, **named: Any) -> Handle:
        return self._session.record("call", self, arguments, named)

    def __bool__(self) -> NoReturn:
        raise TypeError("the truth of a handle is not known here; call .read()")

    def __float__(self) -> NoReturn:
        raise TypeError("the number of a handle is not known here; call .read()")

    def __repr__(self) -> str:
        return f"<object {self._number} in the student's process>"

    def _operate(self, name: str, *operands: Any) -> Handle:
        return self._session.record("operate", name, operands)

    # fmt: off
    def __add__(self, other: Any) -> Handle: return self._operate("add", self, other)
    def __radd__(self, other: Any) -> Handle: return self._operate("add", other, self)
    def __sub__(self, other: Any) -> Handle: return self._operate("sub", self, other)
    def __rsub__(self, other: Any) -> Handle: return self._operate("sub", other, self)
    def __mul__(self, other: Any) -> Handle: return self._operate("mul", self, other)
    def __rmul__(self, other: Any) -> Handle: return self._operate("mul", other, self)
    def __truediv__(self, other: Any) -> Handle: return self._operate("truediv", self, other)
    def __rtruediv__(self, other: Any) -> Handle: return self._operate("truediv", other, self)
    def __pow__(self, other: Any) -> Handle: return self._operate("pow", self, other)
    def __rpow__(self, other: Any) -> Handle: return self._operate("pow", other, self)
    def __matmul__(self, other: Any) -> Handle: return self._operate("matmul", self, other)
    def __rmatmul__(self, other: Any) -> Handle: return self._operate("matmul", other, self)
    def __neg__(self) -> Handle: return self._operate("neg", self)
    def __lt__(self, other: Any) -> Handle: return self._operate("lt", self, other)
    def __le__(self, other: Any) -> Handle: return self._operate("le", self, other)
    def __gt__(self, other: Any) -> Handle: return self._operate("gt", self, other)
    def __ge__(self, other: Any) -> Handle: return self._operate("ge", self, other)
    def __getitem__(self, key: Any) -> Handle: return self._operate("getitem", self, key)
    # fmt: on


class Student(Handle):
    """The student's module: `student.Value(2.0)` makes one of their objects."""

    __slots__ = ()

    def __init__(self, session: Session) -> None:
        super().__init__(session, 0)

    def execute(self, code: str, **named: Any) -> Handle:
        """Run lines of code in the student's module, with `named` objects beside its own names.

        What the code defines is an attribute of the handle that comes back. For loops that would be too many
        operations one by one, and for what an expression cannot say.
        """
        return self._session.record("execute", textwrap.dedent(code).strip(), named)


asking: ContextVar[Session | None] = ContextVar("asking", default=None)


def ask_student_first() -> None:
    """Do what the running check has written down so far. What is not written yet then needs no expected value."""
    session = asking.get()
    if session is not None:
        session.flush()


def number_of(handle: Handle) -> int:
    return handle._number


def pack(value: Any, blobs: bytearray) -> Any:
    """A check's argument for the wire. TypeError for what a check may not send."""

    def special(value: Any) -> dict[str, int]:
        if isinstance(value, Handle):
            return {"ref": value._number}
        raise TypeError(
            f"a check cannot send {article(type(value).__name__)} to the student's process; send plain data"
        )

    return wire.pack(value, blobs, special)


def packed_arguments(step: Step, blobs: bytearray) -> list[Any]:
    """The arguments of one operation, in the order that the box takes them."""
    if step.kind == "get":
        target, name = step.arguments
        return [pack(target, blobs), name]
    if step.kind == "set":
        target, name, value = step.arguments
        return [pack(target, blobs), name, pack(value, blobs)]
    if step.kind == "call":
        target, positional, named = step.arguments
        return [
            pack(target, blobs),
            [pack(argument, blobs) for argument in positional],
            {name: pack(value, blobs) for name, value in named.items()},
        ]
    first, rest = step.arguments  # operate: name, operands; execute: code, named
    if step.kind == "operate":
        return [first, [pack(operand, blobs) for operand in rest]]
    return [first, {name: pack(value, blobs) for name, value in rest.items()}]


def refused(tag: str, packed: Mapping[str, Any]) -> Refused:
    name, base = packed.get("refused"), packed.get("subclass_of")
    if tag != "refused" or type(name) is not str or type(base) is not str:
        raise wire.ProtocolError("a value of no known kind")
    return Refused(visible(name, MAX_NAME), visible(base, MAX_NAME))


def not_written(error: StudentError) -> str | None:
    """The name of what an emptied body says is still to be written."""
    if error.type != "NotImplementedError" or not error.message.startswith(TO_WRITE):
        return None
    return error.message.removeprefix(TO_WRITE)
