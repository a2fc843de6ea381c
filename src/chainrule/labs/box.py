"""The program in the student's process: loads their file, does what the checker asks, sends plain data back.

It is started as a script with an isolated interpreter (`python -I box.py`), reads requests from descriptor 0 and
answers on what was descriptor 1. Both are moved out of the way first: what the student prints goes to descriptor 2.
It holds no checks, no expected values and no seed, and nothing that it says is trusted. A request is one of

    {"n": 1, "load": {...}}                         the student's file, and modules to put in place of the library's
    {"n": 2, "begin": true, "do": [...], "read": packed or null}
                                                    operations on objects by handle, then one value back;
                                                    `begin` says that it is a new case: forget every object before

Object 0 is the student's module. An operation is [kind, number of the result, ...]; see `OPERATIONS`.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import operator
import os
import sys
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.labs import wire
else:  # the package is not imported here: its library stays out of the student's process
    _beside = __file__.removesuffix("box.py") + "wire.py"
    _spec = importlib.util.spec_from_file_location("_chainrule_wire", _beside)
    wire = importlib.util.module_from_spec(_spec)
    sys.modules[_spec.name] = wire
    _spec.loader.exec_module(wire)

BROKEN = 70  # the exit code that says so
CPU_SECONDS = 300
MAX_OBJECTS = 10_000
OPERATORS = {
    name: getattr(operator, name)
    for names in ("add sub mul truediv floordiv mod pow matmul neg pos abs", "getitem is_ lt le gt ge eq ne")
    for name in names.split()
}


def main() -> None:
    """Serve requests until the checker closes its end."""
    requests, replies = os.dup(0), os.dup(1)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.dup2(2, 1)
    os.close(silence)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    box = Box((sys.stdout, sys.stderr))
    try:
        while header := read_exactly(requests, wire.LENGTHS.size):
            message, blobs = wire.unframe(header, read_exactly(requests, wire.frame_size(header)))
            write_all(replies, box.answer(message, blobs))
    except BaseException:  # the student's code broke this program; the checker sees the end of the stream
        os._exit(BROKEN)
    os._exit(0)  # threads that the student left running have no say


def read_exactly(descriptor: int, size: int) -> bytes:
    """`size` bytes, or none at the end of the stream."""
    parts = []
    while size:
        part = os.read(descriptor, min(size, 2**20))
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


class Box:
    """The student's module and the objects that the checker holds by number."""

    def __init__(self, printed: tuple[Any, ...]) -> None:
        self.printed = printed  # the streams as they were before the student could replace them
        self.objects: dict[int, Any] = {}
        self.file = ""
        self.blobs = memoryview(b"")

    def answer(self, message: dict[str, Any], blobs: memoryview) -> bytes:
        """The reply to one request. What the student's code raises is part of the reply."""
        self.blobs = blobs
        reply: dict[str, Any] = {"n": message["n"]}
        out = bytearray()
        done = 0
        try:
            if "load" in message:
                self.load(**message["load"])
            else:
                if message["begin"]:
                    self.objects = {0: self.objects[0]}
                for kind, result, *arguments in message["do"]:
                    self.keep(result, OPERATIONS[kind](self, *arguments))
                    done += 1
                if message["read"] is not None:
                    reply["value"] = wire.pack(self.value(message["read"]), out, refuse)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are the student's as well
            reply = {"n": message["n"], "at": done, "error": describe(error, self.file)}
            out = bytearray()
        self.flush()
        try:
            return wire.frame(reply, bytes(out))
        except wire.TooBig as error:
            return wire.frame({"n": message["n"], "at": done, "error": describe(error, self.file)})

    def flush(self) -> None:
        for stream in self.printed:
            try:
                stream.flush()
            except (ValueError, OSError):  # the student closed it
                continue

    def load(self, file: str, source: list[int], library: dict[str, list[int]], closed: list[str], memory: int) -> None:
        """Run the student's file as a module, beside the library's modules that are sent: [start, length, package].

        Of the packages in `closed` there is nothing else.
        """
        limit(memory)
        self.file = file
        code = {
            name: (self.blobs[start : start + size], bool(folder)) for name, (start, size, folder) in library.items()
        }
        sys.meta_path.insert(0, Library(code, tuple(closed)))
        start, length = source
        name = module_name(file)
        module = ModuleType(name)
        module.__file__ = file
        sys.modules[name] = module
        self.objects = {0: module}
        exec(compile(bytes(self.blobs[start : start + length]), file, "exec", dont_inherit=True), module.__dict__)

    def keep(self, number: int, value: Any) -> None:
        if len(self.objects) >= MAX_OBJECTS:
            raise wire.TooBig(f"more than {MAX_OBJECTS:,} objects in one case")
        self.objects[number] = value

    def value(self, packed: Any) -> Any:
        return wire.unpack(packed, self.blobs, self.object)

    def object(self, tag: str, packed: Any) -> Any:
        if tag != "ref":
            raise wire.ProtocolError(f"no kind of value is called {tag}")
        return self.objects[packed["ref"]]

    # The operations. Every argument is packed; an object is {"ref": number}.

    def get(self, target: Any, name: str) -> Any:
        return getattr(self.value(target), name)

    def set(self, target: Any, name: str, value: Any) -> None:
        setattr(self.value(target), name, self.value(value))

    def call(self, target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        positional = [self.value(argument) for argument in arguments]
        return self.value(target)(*positional, **{name: self.value(value) for name, value in named.items()})

    def operate(self, name: str, operands: list[Any]) -> Any:
        return OPERATORS[name](*[self.value(operand) for operand in operands])

    def execute(self, code: str, named: dict[str, Any]) -> ModuleType:
        """Run `code` in the student's module with `named` beside it; what it defines is an object's attributes."""
        space = ModuleType("snippet")
        space.__dict__.update(self.objects[0].__dict__)
        space.__dict__.update({name: self.value(value) for name, value in named.items()})
        exec(compile(code, "<check>", "exec", dont_inherit=True), space.__dict__)
        return space


OPERATIONS: dict[str, Callable[..., Any]] = {
    "get": Box.get,
    "set": Box.set,
    "call": Box.call,
    "operate": Box.operate,
    "execute": Box.execute,
}


class Library(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules whose code came from the checker, and hides the rest of packages that a file has no use for."""

    def __init__(self, code: dict[str, tuple[Any, bool]], closed: tuple[str, ...]) -> None:
        self.code, self.closed = code, closed

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        bare = any(name.startswith(f"{fullname}.") for name in self.code)
        if fullname in self.code or bare:
            folder = bare or self.code[fullname][1]
            return importlib.machinery.ModuleSpec(fullname, self, origin="<the library>", is_package=folder)
        if fullname.partition(".")[0] in self.closed:
            raise ModuleNotFoundError(f"{fullname} is not there while this file is checked", name=fullname)
        return None

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ in self.code:
            exec(marshal.loads(self.code[module.__name__][0]), module.__dict__)


def module_name(file: str) -> str:
    """The file's own name where a module can have it, else `lab`."""
    name = file.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return name if name.isidentifier() and name not in sys.stdlib_module_names and name not in sys.modules else "lab"


def refuse(value: Any) -> dict[str, str]:
    """The name of a type that does not travel, with the plain type that it pretends to be, if any."""
    kind = type(value)
    array = getattr(sys.modules.get("numpy"), "ndarray", None)
    if kind is array:  # one of numbers travels
        return {"refused": f"NumPy array of dtype {dtype_of(value)}"[:100], "subclass_of": ""}
    names: dict[Any, str] = {base: base.__name__ for base in (int, float, str, list, tuple, dict)}
    names[array] = "NumPy array"
    plain = [names[base] for base in kind.__mro__[1:] if base in names]
    return {"refused": str(kind.__name__)[:100], "subclass_of": plain[0] if plain else ""}


def dtype_of(array: Any) -> str:
    """The dtype of an array that is not of numbers, with the usual reason for it."""
    reasons = {"O": " (elements that are no numbers, or rows of different lengths)", "U": " (text)", "S": " (text)"}
    return f"{str(array.dtype)[:60]}{reasons.get(array.dtype.kind, '')}"


def describe(error: BaseException, file: str) -> dict[str, Any]:
    """An exception as plain data: type, its ancestors, message, and the lines of the student's file on its way."""
    kind = type(error)
    try:
        message = str(error)[: wire.MAX_MESSAGE]
        if kind is KeyError and len(error.args) == 1:
            message = f"no key {message}"
    except BaseException:
        message = "(its message cannot be read: __str__ raises an error)"
    found: dict[str, Any] = {
        "type": str(kind.__name__)[:100],
        "kinds": [str(base.__name__)[:100] for base in kind.__mro__[:-1]][:20],
        "message": message,
        "lines": lines_of(error.__traceback__, file),
    }
    if isinstance(error, SyntaxError) and error.filename == file:
        found["message"] = str(error.msg)[: wire.MAX_MESSAGE]
        found["lines"] = [[error.lineno or 0, ""]]
    if isinstance(error, wire.TooBig):
        found["type"] = "TooBig"
    return found


def lines_of(trace: TracebackType | None, file: str, most: int = 8) -> list[list[Any]]:
    """[line, function] of each step in the student's file; of a long way, both ends."""
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            lines.append([trace.tb_lineno, code.co_name[:100]])
        trace = trace.tb_next
    return lines if len(lines) <= most else lines[:2] + lines[2 - most :]


def reserved() -> int:
    """Bytes of address space that this process has, where the system says so."""
    try:
        sizes = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            return int(os.read(sizes, 100).split()[0]) * os.sysconf("SC_PAGE_SIZE")
        finally:
            os.close(sizes)
    except (OSError, ValueError, AttributeError):
        return 0


def limit(memory: int) -> None:
    """At most `memory` bytes more (0: no limit) and some minutes of CPU, where the system can hold a process to that.

    PyTorch, where it is loaded already, has reserved gigabytes of addresses that it will never use; they do not count.
    The minutes are for a process that outlives its checker; a check's own time is the checker's to keep.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, CPU_SECONDS)]
    if memory:
        wanted.append((resource.RLIMIT_AS, reserved() + memory))
    for what, size in wanted:
        _, most = resource.getrlimit(what)
        size = size if most == resource.RLIM_INFINITY else min(size, most)
        try:
            resource.setrlimit(what, (size, size))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    main()
