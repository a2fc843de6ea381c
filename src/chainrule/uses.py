"""What a piece of the course's code uses of the library: the modules that it names, all that these import, and a hash.

A result that was got by running code stands until the code changes, or something that it uses. Nothing is run to find
out: the library's files are read as syntax trees, the course's texts as texts, because they hold programs in strings.
"""

import ast
import functools
import hashlib
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chainrule import __version__, syntax
from chainrule.course import PACKAGE

ROOT = PACKAGE.name
APART = (f"{ROOT}.cli", f"{ROOT}.campus.site")  # commands and pages: no code of a course calls them
IMPORT = re.compile(r"\b(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n;]+)|import[ \t]+([\w., \t]+))")
DOTTED = re.compile(rf"\b{ROOT}(?:\.\w+)+")


@dataclass(frozen=True)
class Uses:
    """Files of the library, and what is installed beside it, by the names that are imported."""

    files: frozenset[Path]
    others: frozenset[str]

    @property
    def digest(self) -> str:
        """A hash of all that is used: the files' contents, and the versions of what is installed."""
        whole = hashlib.sha256(" ".join(versions(self.others)).encode())
        for path in sorted(self.files):
            whole.update(f"\0{name_of(path)}\0{content_hash(path)}".encode())
        return whole.hexdigest()

    def __or__(self, other: "Uses") -> "Uses":
        return Uses(self.files | other.files, self.others | other.others)


@functools.cache
def name_of(path: Path) -> str:
    """Where a file is in the library."""
    return path.relative_to(PACKAGE).as_posix()


def uses(*texts: str) -> Uses:
    """What some code uses; programs in its strings and dotted names in its comments count like its own imports."""
    return closure(frozenset(name for text in texts for name in named(text)))


def named(text: str) -> Iterator[str]:
    """The modules that a text names; of `from a import b` both `a` and `a.b`, of which the second may be no module."""
    yield from DOTTED.findall(text)
    for source, names, plain in IMPORT.findall(text):
        for name in re.findall(r"[\w.]+", plain) if plain else [source]:
            yield name
        for name in re.findall(r"\w+", names):
            yield f"{source}.{name}"


def closure(names: frozenset[str]) -> Uses:
    """The named modules and everything that they import, each with the packages that hold it."""
    files: set[Path] = set()
    others: set[str] = set()
    waiting, seen = list(names), set(names)
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] != ROOT:
            others.add(name.partition(".")[0])
            continue
        if name.startswith(APART):
            continue
        for path in files_of(name):
            if path not in files:
                files.add(path)
                more = set(imported(path, stamp(path)) if path.suffix == ".py" else ()) - seen
                seen |= more
                waiting += more
    return Uses(frozenset(files), frozenset(others - sys.stdlib_module_names))


@functools.cache
def files_of(name: str) -> tuple[Path, ...]:
    """The file of a module and the packages above it; with a package, what it keeps beside its code."""
    folder, found = PACKAGE, list[Path]()
    for part in name.split(".")[1:]:
        if (module := folder / f"{part}.py").is_file():
            return *found, module
        if not (folder / part / "__init__.py").is_file():
            break  # a name that is in the module before
        folder = folder / part
        found += [folder / "__init__.py", *kept_beside(folder)]
    return tuple(found)


@functools.cache
def kept_beside(package: Path) -> tuple[Path, ...]:
    """The files of a package that are no code: its data, in folders that are no packages themselves."""
    found: list[Path] = []
    todo = [package]
    while todo:
        for path in todo.pop().iterdir():
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                found.append(path)
            elif path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
                todo.append(path)
    return tuple(found)


@functools.lru_cache(maxsize=4096)
def imported(path: Path, stamp: tuple[int, int]) -> tuple[str, ...]:
    """What a file of the library imports, anywhere in it; by a computed name, perhaps all of its package."""
    if path == PACKAGE / "__init__.py":
        return ()  # its one import is the notebooks' door to a command
    names: list[str] = []
    todo: list[ast.AST] = [syntax.parse(path.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            todo += node.orelse
            continue
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names += by_name(node, path)
        todo += ast.iter_child_nodes(node)
    return tuple(dict.fromkeys(names))


def by_name(call: ast.Call, path: Path) -> list[str]:
    """What a call of `import_module` may import."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return [first.value]
    return [module_name(inside) for inside in path.parent.rglob("*.py")]


def module_name(path: Path) -> str:
    """`.../chainrule/autograd/value.py` -> `chainrule.autograd.value`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join([ROOT, *(part for part in parts if part != "__init__")])


def versions(names: Iterable[str]) -> Iterator[str]:
    """The versions on which a result depends: ours, Python's, and those of the packages with these names."""
    yield f"{__version__} {platform.python_version()} {platform.system()} {platform.machine()}"
    for name in sorted({"numpy", *names}):
        if found := installed(name):
            yield f"{name} {found}"


@functools.cache
def installed(name: str) -> str | None:
    """The version of an installed package, or None."""
    try:
        return version(name)
    except (PackageNotFoundError, ValueError):
        return None


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def content_hash(path: Path) -> str:
    """The hash of a file's content."""
    return _content_hash(path, stamp(path))


@functools.lru_cache(maxsize=4096)
def _content_hash(path: Path, stamp: tuple[int, int]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
