"""The code of a repository: files and cells, parsed and never run, and whether it is one monolith."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from chainrule import syntax
from chainrule.campus.project.checks.notebook import NotANotebook, cells, main_notebook, notebooks
from chainrule.campus.project.checks.reading import counted, decoded, junk, listed, names
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.project.milestones import CodeRules

LONGEST = 200_000  # bytes of a file or cell that is parsed
MOST_PARSED = 2_000_000  # bytes of all that is parsed
MOST_UNITS = 6_000
WIDE = 200  # letters; a longer line counts as several
# Cells that begin so hold Python; other `%%` say that they hold something else.
PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit", "%%python", "%%python3")
MAGIC = ("%", "!", "?")
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})


@dataclass(frozen=True, slots=True)
class Import:
    """What one statement imports: the dotted name. `tried`: it stands where a failure is caught."""

    name: str
    place: str
    tried: bool = False

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Unit:
    """A Python file, or a code cell of a notebook. `problem` says why it could not be parsed."""

    path: str
    cell: int | None
    lines: int
    functions: int = 0
    imports: tuple[Import, ...] = ()
    problem: str = ""

    @property
    def place(self) -> str:
        return self.path if self.cell is None else f"{self.path}, cell {self.cell}"


def units(files: Mapping[str, bytes]) -> tuple[Unit, ...]:
    """All Python that a person put there: files, then the code cells of notebooks that can be read."""
    left, found = MOST_PARSED, list[Unit]()
    for path, cell, source in _sources(files):
        if len(found) >= MOST_UNITS:
            break
        unit = Unit(path, cell, lines_of(source))
        if len(source) > LONGEST:
            found.append(replace(unit, problem=f"too long to be read: {len(source):,} letters"))
            continue
        if len(source) > left:
            found.append(replace(unit, problem=f"not read: all code together is longer than {MOST_PARSED:,} letters"))
            continue
        left -= len(source)
        found.append(_read(unit, source))
    return tuple(found)


def _sources(files: Mapping[str, bytes]) -> Iterator[tuple[str, int | None, str]]:
    for path in sorted(files):
        if path.endswith(".py") and not junk(path):
            yield path, None, decoded(files[path])
    for path in notebooks(files):
        try:
            found = cells(files[path])
        except NotANotebook:
            continue
        for cell in found:
            if cell.kind == "code" and cell.source.strip() and _is_python(cell.source):
                yield path, cell.number, cell.source


def _is_python(source: str) -> bool:
    first = source.lstrip()[:40]
    return not first.startswith("%%") or first.split(maxsplit=1)[0] in PYTHON_CELLS


def lines_of(source: str) -> int:
    """Lines that are not blank; a line of more than 200 letters counts as several."""
    return sum(1 + len(line) // WIDE for line in source.splitlines() if line.strip())


def _read(unit: Unit, source: str) -> Unit:
    try:
        tree = _tree(source, in_notebook=unit.cell is not None)
    except SyntaxError as error:
        return replace(
            unit, problem=f"line {error.lineno}: this is not Python {sys.version_info[0]}.{sys.version_info[1]}"
        )
    except (ValueError, RecursionError, MemoryError):
        return replace(unit, problem="this cannot be read as Python")
    functions = sum(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))
    return replace(unit, functions=functions, imports=tuple(_imports(tree, unit.place)))


def _tree(source: str, in_notebook: bool) -> ast.Module:
    """The tree of a file or cell. In a cell, what is for Jupyter (`%`, `!`, `?`) is left out where it is no Python."""
    try:
        return syntax.parse(source)
    except SyntaxError:
        if not in_notebook:
            raise
    return syntax.parse("\n".join(_without_magic(line) for line in source.split("\n")))


def _without_magic(line: str) -> str:
    bare = line.lstrip()
    indent = line[: len(line) - len(bare)]
    if bare.startswith(MAGIC) or bare.rstrip().endswith("?"):
        return f"{indent}pass"
    name, is_set, value = bare.partition("=")
    if is_set and value.lstrip().startswith(("!", "%")):
        return f"{indent}{name}= None"
    return line


def _imports(tree: ast.Module, place: str) -> Iterator[Import]:
    tried = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(_catches(handler) for handler in node.handlers)
        for inner in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, place, id(node) in tried) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (Import(f"{node.module}.{alias.name}", place, id(node) in tried) for alias in node.names)


def _catches(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in IMPORT_ERRORS) for kind in caught)


def own_modules(files: Mapping[str, bytes]) -> frozenset[str]:
    """The names under which the repository's own files can be imported from one of its folders.

    A name of Python's own library counts only where it stands in the top folder.
    """
    found = set()
    for path in files:
        if not path.endswith(".py") or junk(path):
            continue
        *folders, file = path.split("/")
        stem = file.removesuffix(".py")
        for place, name in enumerate([*folders, stem]):
            if place == 0 or name not in sys.stdlib_module_names:
                found.add(name)
    return frozenset(found - {"__init__", "__main__", "setup", "conftest"})


def imports(files: Mapping[str, bytes], code: tuple[Unit, ...]) -> Verdict:
    """Whether the main notebook imports modules of the repository, by the syntax trees of its cells."""
    id, title = "imports", "Notebook and modules"
    path, own = main_notebook(files), own_modules(files)
    of_notebook = [unit for unit in code if unit.path == path and unit.cell is not None]
    if not of_notebook:
        return Verdict(id, title, "not tried", "There is no main notebook with code that could be looked at.")
    if not own:
        text = (
            f"The repository has no Python modules beside {names([path or ''])}. Move functions and classes into "
            "files such as model.py and train.py, and import them in the notebook."
        )
        return Verdict(id, title, "problem", text)
    used = sorted({one.top for unit in of_notebook for one in unit.imports if one.top in own})
    if not used:
        text = (
            f"No cell of {names([path or ''])} imports a module of the repository ({names(sorted(own))}). The code "
            "that is handed in should be the code that makes the results: import it in the notebook."
        )
        return Verdict(id, title, "problem", text)
    return Verdict(id, title, "ok", f"{names([path or ''])} imports {names(used)} of the repository.")


def monolith(rules: CodeRules, code: tuple[Unit, ...]) -> Verdict:
    """How large the largest file and cell are against the whole, and whether there are functions at all."""
    id, title = "code", "Code in parts"
    if not code:
        return Verdict(id, title, "problem", "There is no Python code. Commit the files and notebooks that you ran.")
    by_file: dict[str, int] = {}
    for unit in code:
        by_file[unit.path] = by_file.get(unit.path, 0) + unit.lines
    whole = sum(by_file.values())
    largest = max(by_file, key=lambda path: (by_file[path], path))
    percent = 100 * by_file[largest] // max(whole, 1)
    functions = sum(unit.functions for unit in code)
    figures = (
        f"{counted(whole, 'line')} that are not blank, in {counted(len(by_file), 'file')} with "
        f"{counted(functions, 'function')}; {by_file[largest]:,} of them ({percent}%) in {names([largest])}"
    )
    unread = [f"{unit.place}: {unit.problem}" for unit in code if unit.problem]
    details = listed([figures, *_largest_cell(code, whole), *unread])
    if whole >= rules.from_lines and percent > rules.largest_percent:
        text = (
            f"The code is one monolith: {figures}. At most {rules.largest_percent}% should be in one file. Move "
            "parts that have a name of their own (data, model, training, evaluation) into modules."
        )
        return Verdict(id, title, "problem", text, details)
    if whole >= rules.from_lines and not functions and not unread:
        text = (
            f"There is no function in {counted(whole, 'line')} of code. Write what has a name of its own as a function."
        )
        return Verdict(id, title, "problem", text, details)
    if unread:
        text = f"{counted(len(unread), 'file or cell')} could not be read. Look whether they run. {figures}."
        return Verdict(id, title, "notice", text.replace("file or cells", "files or cells"), details)
    return Verdict(id, title, "ok", f"{figures}.", details)


def _largest_cell(code: tuple[Unit, ...], whole: int) -> Iterator[str]:
    in_cells = [unit for unit in code if unit.cell is not None]
    if in_cells:
        largest = max(in_cells, key=lambda unit: unit.lines)
        percent = 100 * largest.lines // max(whole, 1)
        yield f"largest cell: {largest.place}, {counted(largest.lines, 'line')} ({percent}%)"
