"""A lab from its files: `lab.toml` says what is built, `checks.py` what is right, `mutants.py` which mistakes exist."""

from __future__ import annotations

import sys
import tomllib
import traceback
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from chainrule.course import PACKAGE, CourseError, lecture_folders
from chainrule.labs.broken import broken_names, planted
from chainrule.labs.check import Check, Mutant
from chainrule.labs.joined import joined
from chainrule.labs.source import definitions, emptied, imported

KEYS = {"title", "builds", "minutes", "hints"}
OPTIONAL = {"broken", "outcomes", "transfer"}
HINT_LEVELS = 3
# Names that a lab's own module cannot have: its other files, and what Python itself comes with.
NOT_OWN = sys.stdlib_module_names | {"checks", "mutants", "chainrule", "numpy", "torch"}
T = TypeVar("T", Check, Mutant)


@dataclass(frozen=True)
class LabOutcome:
    """A learning outcome as lab.toml words it: the names of the checks that show it, or why none can; and its line."""

    text: str
    checks: tuple[str, ...]
    reason: str
    line: int | None


@dataclass(frozen=True)
class Lab:
    """One lab of a course. `builds` are "module:name"; `hints` has three sentences for each name.

    What is of several modules is one file to the student, each module below the other. The names in `broken` are
    handed out with the mistakes that are in `faulty`, the solution but for these; all others are handed out empty.
    `transfer` are the checks of the tasks that the lecture does not solve.
    """

    number: str
    title: str
    builds: tuple[str, ...]
    minutes: int
    hints: Mapping[str, tuple[str, ...]]
    folder: Path
    checks: tuple[Check, ...]
    mutants: tuple[Mutant, ...]
    outcomes: tuple[LabOutcome, ...] = ()
    transfer: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    faulty: str = field(default="", repr=False)

    @property
    def points(self) -> int:
        """What the lab is worth: the points of its checks together."""
        return sum(check.points for check in self.checks)

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules of the library that the student writes, or the lab's own."""
        return tuple(dict.fromkeys(name.partition(":")[0] for name in self.builds))

    @property
    def of_the_library(self) -> tuple[str, ...]:
        """Those of `builds` that are the library's, and not of a file beside `lab.toml`."""
        return tuple(build for build in self.builds if build.startswith("chainrule."))

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be written, by its qualified name in its module."""
        return tuple(name.partition(":")[2] for name in self.builds)

    def part(self, name: str) -> str | None:
        """Which of `names` a function of the module belongs to: itself, or the class that holds it."""
        return next((asked for asked in self.names if name == asked or name.startswith(f"{asked}.")), None)

    def about(self, check: str) -> tuple[str, ...]:
        """The names that a check is about, as its author says; none for a check that is not there (any more)."""
        return next((each.about for each in self.checks if each.name == check), ())

    @property
    def needs_torch(self) -> bool:
        """Whether the student's file works with PyTorch, so that it is worth having it loaded beforehand."""
        return any("torch" in name.split(".") for name in imported(self.library_source))

    @property
    def file_name(self) -> str:
        """What the student's file is called."""
        return f"lab{self.number}.py"

    @cached_property
    def library_source(self) -> str:
        """The text of the modules as their authors wrote it: the library's, or the lab's own."""
        return joined({module: self.source_of(module) for module in self.modules})

    def source_of(self, module: str) -> str:
        """The text of one of the modules."""
        return module_path(module, self.folder).read_text(encoding="utf-8")

    def with_checks(self, checks: Iterable[Check]) -> Lab:
        """The same lab with other checks."""
        return replace(self, checks=tuple(checks))


def starter(lab: Lab) -> str:
    """What a student begins with: the library's modules with the bodies that the lab names emptied, or broken."""
    return emptied(lab.faulty or lab.library_source, [name for name in lab.names if name not in lab.broken])


def emptied_modules(lab: Lab) -> dict[str, str]:
    """The library's modules one by one, by name, with the same bodies emptied."""
    return {module: emptied(lab.source_of(module), lab.names) for module in lab.modules}


def solution(lab: Lab) -> str:
    """The verified solution: the library's modules."""
    return lab.library_source


def load_labs(course: Path) -> dict[str, Lab]:
    """Every lab of the course by its number ("03"). Raises `CourseError` for the first file that is wrong."""
    folders = lecture_folders(course)
    return {f"{n:02}": load_folder(folders[n], f"{n:02}") for n in folders if (folders[n] / "lab.toml").is_file()}


def load_lab(course: Path, number: str | int) -> Lab:
    """One lab; its number may be written 3, "3" or "03".

    Raises `LookupError` where the course has no such lab, and `CourseError` where one of its files is wrong.
    """
    folders = {n: f for n, f in lecture_folders(course).items() if (f / "lab.toml").is_file()}
    wanted = int(number) if str(number).strip().isdecimal() else -1
    if wanted not in folders:
        there = ", ".join(f"{n:02}" for n in folders) or "none"
        raise LookupError(f"there is no lab {str(number)[:40]}; this course has: {there}")
    return load_folder(folders[wanted], f"{wanted:02}")


def load_folder(folder: Path, number: str) -> Lab:
    """The lab in one lecture's folder. Raises `CourseError`."""
    path = folder / "lab.toml"
    data, text = read_toml(path)
    wrong = Complaint(path, text)
    for key in sorted(KEYS - data.keys()):
        raise CourseError(path, f"`{key}` is missing", f"add {key} = ...; a lab has {', '.join(sorted(KEYS))}")
    for key in sorted(data.keys() - KEYS - OPTIONAL):
        there = ", ".join(sorted(KEYS | OPTIONAL))
        raise wrong(key, f"no key is called `{key}`", f"a lab has {there}; points stand at the checks")
    if not isinstance(data["title"], str) or not data["title"].strip():
        raise wrong("title", "`title` is no text", 'write title = "Backpropagation"')
    if type(data["minutes"]) is not int or not 1 <= data["minutes"] <= 600:
        raise wrong("minutes", "`minutes` is no number of minutes", "write minutes = 45")
    builds = built_names(data["builds"], folder, wrong)
    hints = hint_levels(data["hints"], builds, wrong)
    checks = collect(folder / "checks.py", Check)
    if not checks:
        raise CourseError(folder / "checks.py", "there is no check in this file", "write a function under @check(...)")
    for check in checks:
        for name in check.about:
            if name not in hints:
                problem = f"the check `{check.name}` is about {name}, which the lab does not build"
                raise CourseError(check.path, problem, f"name one of {', '.join(hints)}", check.line)
    mutants = collect(folder / "mutants.py", Mutant)
    outcomes = shown_outcomes(data.get("outcomes", {}), checks, wrong)
    transfer = transfer_checks(data.get("transfer", []), checks, wrong)
    lab = Lab(number, data["title"], builds, data["minutes"], hints, folder, checks, mutants, outcomes, transfer)
    if "broken" not in data:
        return lab
    broken = broken_names(data["broken"], lab.library_source, lab.names, mutants, checks, wrong)
    return replace(lab, broken=tuple(broken), faulty=planted(lab.library_source, broken.values()))


def next_lab(labs: Mapping[str, Lab], number: str, passed: Collection[str]) -> Lab | None:
    """The first lab after this one that is not among the passed, else the first of all; None where all are."""
    to_do = [lab for lab in labs.values() if lab.number not in passed and lab.number != number]
    return next((lab for lab in to_do if lab.number > number), to_do[0] if to_do else None)


class Complaint:
    """Makes errors about one key of a TOML file, with its line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def __call__(self, needle: str, problem: str, fix: str) -> CourseError:
        return CourseError(self.path, problem, fix, self.line(needle))

    def line(self, needle: str) -> int | None:
        """The line that begins with `needle`, else the first that holds it."""
        holding = [n for n, text in enumerate(self.lines, 1) if needle in text]
        beginning = [n for n in holding if self.lines[n - 1].strip().startswith(needle)]
        return next(iter(beginning + holding), None)


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The file as data and as text. Raises `CourseError` where it is no TOML in UTF-8."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except UnicodeDecodeError as error:
        raise CourseError(path, "the file is not UTF-8 text", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        line = words.partition("at line ")[2].partition(",")[0]
        raise CourseError(path, words, "mend the line", int(line) if line.isdecimal() else None) from error


def module_path(module: str, folder: Path) -> Path:
    """Where the source of a module is, whether or not there is such a file.

    `chainrule.autograd.value` is of the library; a name without a dot is a file of the lab's own, beside `lab.toml`.
    """
    first, *inside = module.split(".")
    return PACKAGE.joinpath(*inside).with_suffix(".py") if inside else folder / f"{first}.py"


def may_be_built(module: str, folder: Path) -> bool:
    """Whether a lab in `folder` can ask for names of this module: one file of the library, or one of its own."""
    own = module.isidentifier() and module not in NOT_OWN
    return (own or module.startswith("chainrule.")) and module_path(module, folder).is_file()


def built_names(builds: Any, folder: Path, wrong: Complaint) -> tuple[str, ...]:
    """`builds`, once every name in it is known to be there. Raises `CourseError`."""
    if not isinstance(builds, list) or not builds or not all(isinstance(name, str) for name in builds):
        fix = 'write builds = ["chainrule.autograd.value:Value.__add__"]'
        raise wrong("builds", "`builds` is no list of names", fix)
    modules = list(dict.fromkeys(name.partition(":")[0] for name in builds))
    for name in builds:
        module, colon, inside = name.partition(":")
        if not colon or not inside:
            raise wrong(name, f'"{name}" names no module and name', 'write "module:name", with a colon')
        if not may_be_built(module, folder):
            fix = "name a module of chainrule that is one file, or a file beside lab.toml without its .py"
            raise wrong(name, f"the library has no module {module}", fix)
    sources = {module: module_path(module, folder).read_text(encoding="utf-8") for module in modules}
    try:
        joined(sources)
    except ValueError as error:
        raise wrong("builds", f"these modules cannot be one file: {error}", "split the lab in two") from error
    there = {module: [name for name, _ in definitions(source)] for module, source in sources.items()}
    names = tuple(name.partition(":")[2] for name in builds)
    for build in builds:
        module, _, name = build.partition(":")
        defined = there[module]
        if name not in defined:
            close = [other for other in defined if other.rpartition(".")[2] == name.rpartition(".")[2]] or defined
            raise wrong(f":{name}", f"{module} defines no {name}", f"did you mean one of {', '.join(close[:8])}?")
        if names.count(name) > 1 or any(name.startswith(f"{other}.") for other in names):
            raise wrong(f":{name}", f"{name} is named twice, or with the class that holds it", "name it once")
    return tuple(builds)


def hint_levels(hints: Any, builds: tuple[str, ...], wrong: Complaint) -> dict[str, tuple[str, ...]]:
    """Three hints for every name that is built, and for no other. Raises `CourseError`."""
    names = [name.partition(":")[2] for name in builds]
    if not isinstance(hints, dict):
        raise wrong("hints", "`hints` is no table", 'write [hints] and below it "name" = ["...", "...", "..."]')
    for name, levels in hints.items():
        if name not in names:
            problem = f"there are hints for {name}, which the lab does not build"
            raise wrong(f'"{name}"', problem, f"name one of {', '.join(names)}")
        texts = isinstance(levels, list) and all(isinstance(level, str) and level.strip() for level in levels)
        if not texts or len(levels) != HINT_LEVELS:
            found = len(levels) if isinstance(levels, list) else 0
            problem = f"{name} needs hints in three levels, found {found}"
            raise wrong(f'"{name}"', problem, "write three sentences, each of which says more")
    for name in names:
        if name not in hints:
            fix = f'add "{name}" = ["...", "...", "..."] under [hints]'
            raise wrong("[hints]", f"there are no hints for {name}", fix)
    return {name: tuple(hints[name]) for name in names}


def shown_outcomes(outcomes: Any, checks: Collection[Check], wrong: Complaint) -> tuple[LabOutcome, ...]:
    """The outcomes of the class, each with checks that are there or with a reason. Raises `CourseError`."""
    if not isinstance(outcomes, dict):
        raise wrong("outcomes", "`outcomes` is no table", 'write [outcomes] and below it "The outcome." = ["a_check"]')
    names, found = [check.name for check in checks], []
    for text, shown in outcomes.items():
        beginning = f'"{text}"'
        if isinstance(shown, str) and shown.strip():
            found.append(LabOutcome(text, (), shown.strip(), wrong.line(beginning)))
            continue
        if not isinstance(shown, list) or not shown or not all(isinstance(name, str) for name in shown):
            fix = 'write the names of checks, ["a_check"], or in words why no check can show it'
            raise wrong(beginning, f'the outcome "{text}" names no check and gives no reason', fix)
        for name in shown:
            if name not in names:
                problem = f'the outcome "{text}" names the check `{name}`, which is not in checks.py'
                raise wrong(beginning, problem, f"name one of {', '.join(names)}")
        found.append(LabOutcome(text, tuple(shown), "", wrong.line(beginning)))
    return tuple(found)


def transfer_checks(names: Any, checks: Collection[Check], wrong: Complaint) -> tuple[str, ...]:
    """The checks of the tasks that the lecture does not solve. Raises `CourseError` for one that is not there."""
    there = [check.name for check in checks]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise wrong("transfer", "`transfer` is no list of checks", 'write transfer = ["a_check"]')
    for name in names:
        if name not in there:
            problem = f"`transfer` names the check `{name}`, which is not in checks.py"
            raise wrong("transfer", problem, f"name one of {', '.join(there)}")
    return tuple(names)


def collect(path: Path, kind: type[T]) -> tuple[T, ...]:
    """What `path` defines of this kind, in order. The file is the author's: it runs here. Raises `CourseError`."""
    if not path.is_file():
        raise CourseError(path, "the file is missing", f"write {path.name} beside lab.toml")
    space: dict[str, Any] = {"__name__": f"chainrule_course.{path.stem}", "__file__": str(path)}
    try:
        source = path.read_text(encoding="utf-8")
        once_each(path, source)
        exec(compile(source, str(path), "exec", dont_inherit=True), space)
    except CourseError:
        raise
    except UnicodeDecodeError as error:
        raise CourseError(path, "the file is not UTF-8 text", "save it as UTF-8") from error
    except SyntaxError as error:
        raise CourseError(path, f"{error.msg}", "mend the line", error.lineno) from error
    except Exception as error:
        raise CourseError(path, f"{type(error).__name__}: {error}", "mend the line", line_in(path, error)) from error
    return tuple(value for value in space.values() if isinstance(value, kind))


def once_each(path: Path, source: str) -> None:
    """Two functions of the same name would leave the second alone, without a word. Raises `CourseError`."""
    seen: dict[str, int] = {}
    for name, node in definitions(source):
        if name in seen:
            raise CourseError(path, f"`{name}` is defined in line {seen[name]} already", "rename one", node.lineno)
        seen[name] = node.lineno


def line_in(path: Path, error: BaseException) -> int | None:
    """The line of `path` that an error came through last."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None
