"""What a student wrote in the labs that passed, in place of the library's own while a model is trained."""

from __future__ import annotations

import hashlib
import importlib
import sys
import types
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chainrule.labs.folder import Folder
from chainrule.labs.lab import Lab

# What a class has because it is one, whatever was written in it.
OF_EVERY_CLASS = {"__dict__", "__weakref__", "__module__", "__doc__", "__qualname__", "__annotations__", "__slots__"}


class MineProblem(Exception):
    """Nothing of the student's can be used; the message says why and what to do."""


@dataclass(frozen=True)
class Passed:
    """A lab that passed, with the file that did."""

    lab: Lab
    path: Path

    @property
    def words(self) -> str:
        names = (build.partition(":")[2] for build in self.lab.of_the_library)
        return f"{', '.join(names)} (lab {self.lab.number})"

    @cached_property
    def module(self) -> types.ModuleType:
        """The student's file, loaded. Raises `MineProblem` where it does not load."""
        module = types.ModuleType(f"chainrule_mine.{self.path.stem}")
        module.__file__ = str(self.path)
        sys.modules[module.__name__] = module  # dataclasses look their module up
        try:
            exec(compile(self.path.read_bytes(), str(self.path), "exec", dont_inherit=True), module.__dict__)
        except Exception as error:
            raise MineProblem(f"{self.path.name} does not load{place(self.path, error)}: {error}") from error
        return module


def can_be_trained(lab: Lab) -> bool:
    """Whether recipes can train with what a student wrote: no recipe uses what is in a module of the lab's own."""
    return bool(lab.of_the_library)


def passed_labs(folder: Folder, labs: Iterable[Lab]) -> tuple[list[Passed], list[str]]:
    """The labs whose file is the one that passed, and a sentence for each other that was passed once.

    Raises `MineProblem` where no lab has passed, or every file was changed since.
    """
    usable, notes = [], []
    for lab in labs:
        progress, path = folder.progress(lab.number), folder.file_of(lab)
        if not progress.passed or not can_be_trained(lab):
            continue
        try:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == progress.passed_sha256
            why = f"{path.name} is not the file that passed"
        except OSError as error:
            same, why = False, f"{path.name} cannot be read ({error.strerror})"
        if same:
            usable.append(Passed(lab, path))
        else:
            notes.append(f"lab {lab.number} is not used: {why}; chainrule check {lab.number}")
    if not usable:
        said = "".join(f"\n  {note}" for note in notes)
        raise MineProblem(f"none of the labs in {folder.path} has passed as it is{said}\n  fix: chainrule watch")
    return usable, notes


@contextmanager
def in_place(passed: Sequence[Passed]) -> Iterator[None]:
    """While it is entered, the names that the labs build are the student's, wherever the library uses them.

    A function that another module imported by its name, a method that a class has under a second one, and a default of
    an argument are replaced as well. What else the student's module defines stays the library's, but for helpers that
    their code calls. Raises `MineProblem` where a file does not load or lacks a name.
    """
    swapped: list[tuple[Any, Any]] = []  # the library's, the student's
    added: list[tuple[type, str]] = []
    try:
        for each in passed:
            put(each, swapped, added)
        yield
    finally:
        replace_everywhere([(new, old) for old, new in swapped])
        for owner, name in added:
            delattr(owner, name)


def put(passed: Passed, swapped: list[tuple[Any, Any]], added: list[tuple[type, str]]) -> None:
    """Put one lab's names in place; what was changed is written down in the two lists."""
    mine, pairs = passed.module, list[tuple[Any, Any]]()
    for build in passed.lab.of_the_library:
        module, _, name = build.partition(":")
        pairs += bodies(passed, importlib.import_module(module), name)
    modules = dict.fromkeys(build.partition(":")[0] for build in passed.lab.of_the_library)
    known = {name: own for module in modules for name, own in vars(sys.modules[module]).items()}
    for name, theirs in list(vars(mine).items()):  # their code is to make and to recognize objects of the library
        own = known.get(name)
        if isinstance(theirs, type) and isinstance(own, type) and theirs.__module__ == mine.__name__:
            adopt(theirs, own, added)
            setattr(mine, name, own)
    swapped += pairs
    replace_everywhere(pairs)


def bodies(passed: Passed, library: types.ModuleType, name: str) -> Iterator[tuple[Any, Any]]:
    """What `name` is in the library and in the student's module; a class stands for all that it defines."""
    ours: Any = library
    theirs: Any = passed.module
    for part in name.split("."):
        ours, theirs = vars(ours).get(part), vars(theirs).get(part)
        if theirs is None or ours is None:
            raise MineProblem(f"{passed.path.name} has no {name}, which lab {passed.lab.number} builds")
    if not isinstance(ours, type):
        yield ours, theirs
        return
    for part in vars(ours).keys() & vars(theirs).keys() - OF_EVERY_CLASS:
        if callable(vars(ours)[part]) or isinstance(vars(ours)[part], property | staticmethod | classmethod):
            yield vars(ours)[part], vars(theirs)[part]


def adopt(theirs: type, own: type, added: list[tuple[type, str]]) -> None:
    """Let methods written in the student's class work in the library's: `super()`, and helpers that they call."""
    for name, value in list(vars(theirs).items()):
        for function in functions(value):
            for variable, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
                if variable == "__class__":
                    cell.cell_contents = own
        if name not in vars(own) and name not in OF_EVERY_CLASS and not hasattr(own, name) and functions(value):
            setattr(own, name, value)
            added.append((own, name))


def functions(value: Any) -> list[types.FunctionType]:
    """The plain functions that a method or property is made of."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    parts = [value.fget, value.fset, value.fdel] if isinstance(value, property) else [value]
    return [part for part in parts if isinstance(part, types.FunctionType)]


def replace_everywhere(pairs: Sequence[tuple[Any, Any]]) -> None:
    """In all loaded modules of the library: each first thing of a pair becomes the second, whatever name it has."""
    new_of: dict[int, Any] = {id(old): new for old, new in pairs}
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "chainrule"]
    seen: set[int] = set()
    for module in modules:
        for name, value in list(vars(module).items()):
            if id(value) in new_of:
                setattr(module, name, new_of[id(value)])
            elif isinstance(value, type) and value.__module__.partition(".")[0] == "chainrule":
                replace_in_class(value, new_of, seen)
            elif isinstance(value, types.FunctionType):
                replace_defaults(value, new_of, seen)


def replace_in_class(owner: type, new_of: dict[int, Any], seen: set[int]) -> None:
    """The same among what a class holds."""
    if id(owner) in seen:
        return
    seen.add(id(owner))
    for name, value in list(vars(owner).items()):
        if id(value) in new_of:
            setattr(owner, name, new_of[id(value)])
        elif isinstance(value, type) and name not in OF_EVERY_CLASS:
            replace_in_class(value, new_of, seen)
        else:
            for function in functions(value):
                replace_defaults(function, new_of, seen)


def replace_defaults(function: types.FunctionType, new_of: dict[int, Any], seen: set[int]) -> None:
    """The same among the defaults of a function's arguments."""
    if id(function) in seen:
        return
    seen.add(id(function))
    if function.__defaults__ and any(id(value) in new_of for value in function.__defaults__):
        function.__defaults__ = tuple(new_of.get(id(value), value) for value in function.__defaults__)
    if function.__kwdefaults__ and any(id(value) in new_of for value in function.__kwdefaults__.values()):
        function.__kwdefaults__ = {name: new_of.get(id(v), v) for name, v in function.__kwdefaults__.items()}


def place(path: Path, error: BaseException) -> str:
    """Where in a student's file an error came from: ", line 12, in __add__"; empty where it did not."""
    found = ""
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if code.co_filename == str(path):
            inside = "" if code.co_name == "<module>" else f", in {code.co_qualname}"
            found = f", line {trace.tb_lineno}{inside}"
        trace = trace.tb_next
    if not found and isinstance(error, SyntaxError) and error.filename == str(path):
        found = f", line {error.lineno}"
    return found


def blame(passed: Sequence[Passed], error: BaseException) -> str | None:
    """An error in words, if it came through a student's file: which one, which line, and what it says."""
    for each in passed:
        where = place(each.path, error)
        if where:
            return f"{each.path.name}{where}: {type(error).__name__}: {error}"
    return None
