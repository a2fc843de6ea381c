"""A lab as a Jupyter notebook, and back: cells are found by their ids, whatever was done to the rest of the notebook.

A notebook is read as data here. Nothing in it is run, and nothing of its output is looked at.
"""

from __future__ import annotations

import ast
import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from chainrule import install, syntax
from chainrule.labs.cells import NotebookError, bound_by, cell_id, cells_of, read_cell
from chainrule.labs.lab import Lab, starter
from chainrule.labs.source import TO_WRITE, Definition, definitions

LARGEST_NOTEBOOK = 10 * 2**20
LONGEST_CELL = 100_000  # characters; Python needs hundreds of times as many bytes to parse them
INSTALL = """\
from __future__ import annotations  # so that a cell may speak of a class that is not there yet

try:
    import chainrule
except ImportError:  # on Colab, or wherever the package is not installed
    %pip install --quiet {package}
%load_ext chainrule"""
INTRO = """\
# Lab {number}: {title}

About {minutes} minutes. Each cell below holds one function of `{module}` with its body left out: write it there.
The last cell checks all of them. You may move cells, and add cells of your own; keep the cells with the functions.

A check in a notebook is a self-check, not a grade. To hand in, send this notebook: `chainrule submit {number} FILE`."""
GIVEN = """\
## What is written for you

The hints speak of it. You need not run it: the check puts what you write in its place.

<details><summary>The file as it is now</summary>

```python
{source}
```

</details>"""
AFTER = """\
%%check {number}
# Lines below run after the check, with what you have written:
"""


def notebook_of(lab: Lab, package: str = "") -> dict[str, Any]:
    """The lab as a notebook (nbformat 4.5) with stable cell ids, made from the same source as its starter.

    The first cell of code installs `package` where the library is not there, as on Colab; without one, what runs here.
    """
    package = install.quoted(package or install.source())
    about = {"number": lab.number, "title": lab.title, "minutes": lab.minutes, "module": "` and `".join(lab.modules)}
    cells = [
        cell(lab, "intro", "markdown", INTRO.format(**about)),
        cell(lab, "install", "code", INSTALL.format(package=package)),
        cell(lab, "given", "markdown", GIVEN.format(source=starter(lab).strip())),
    ]
    for name, text in starter_cells(lab).items():
        cells.append(cell(lab, f"hints-{name}", "markdown", folded_hints(name, lab.hints.get(name, ()))))
        cells.append(cell(lab, name, "code", text))
    cells.append(cell(lab, "check", "code", AFTER.format(**about)))
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "chainrule": {"lab": lab.number},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }


def notebook_file(lab: Lab) -> str:
    """What the notebook's file is called: `lab03.ipynb`."""
    return f"lab{lab.number}.ipynb"


def notebook_text(lab: Lab, package: str = "") -> str:
    """The notebook as a file."""
    return json.dumps(notebook_of(lab, package), indent=1, ensure_ascii=False) + "\n"


def cell(lab: Lab, part: str, kind: str, text: str) -> dict[str, Any]:
    """One cell. Colab drops `id` and keeps `metadata.id`, so the id stands in both."""
    name = cell_id(lab, part)
    made: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {"id": name}}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made | {"source": text.splitlines(keepends=True)}


def folded_hints(name: str, hints: tuple[str, ...]) -> str:
    """A heading, and below it each hint folded away."""
    folds = [
        f"<details><summary>Hint {number}</summary>\n\n{html.escape(hint, quote=False)}\n\n</details>"
        for number, hint in enumerate(hints, 1)
    ]
    return "\n\n".join([f"## `{name}`", *folds])


def starter_cells(lab: Lab) -> dict[str, str]:
    """The starter's text of each name to write, moved to the left margin."""
    source = starter(lab)
    lines = source.split("\n")
    return {
        name: "\n\n".join("\n".join(shifted(span(lines, node), node, -node.col_offset)) for node in nodes)
        for name, nodes in nodes_of(lab, source).items()
    }


def nodes_of(lab: Lab, source: str) -> dict[str, list[Definition]]:
    """The definitions of each name that the lab builds; a property's getter and setter are two of one name."""
    found = definitions(source)
    return {name: [node for other, node in found if other == name] for name in lab.names}


def first_line(node: ast.stmt) -> int:
    """The line of the first decorator, or of the statement itself."""
    decorators = node.decorator_list if isinstance(node, Definition) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def span(lines: list[str], node: ast.stmt) -> list[str]:
    return lines[first_line(node) - 1 : node.end_lineno]


def shifted(lines: list[str], node: ast.stmt, by: int) -> list[str]:
    """The lines of `node` indented `by` columns more, or less; the inside of a long string stays as it is.

    Docstrings move along: their indentation means nothing.
    """
    first = first_line(node)
    strings = {number for inside in string_insides(node) for number in inside}
    out = []
    for number, line in enumerate(lines, first):
        if number in strings or not line.strip():
            out.append(line)
        elif by < 0:
            out.append(line[-by:] if not line[:-by].strip() else line.lstrip())
        else:
            out.append(" " * by + line)
    return out


def string_insides(node: ast.stmt) -> Iterator[range]:
    """The lines of each long string in `node` after its first, docstrings left out; no line comes twice.

    An f-string is taken whole: Python 3.11 says of each of its parts that it spans all of it.
    """
    docstrings = {
        inner.body[0]
        for inner in ast.walk(node)
        if isinstance(inner, Definition) and ast.get_docstring(inner, clean=False) is not None
    }
    todo: list[ast.AST] = [node]
    while todo:
        inner = todo.pop()
        if isinstance(inner, (ast.Constant, ast.JoinedStr)):
            yield range(inner.lineno + 1, (inner.end_lineno or inner.lineno) + 1)
        elif inner not in docstrings:
            todo += ast.iter_child_nodes(inner)


def source_of(content: bytes, lab: Lab) -> str:
    """The lab's file that a notebook amounts to: the starter with what the cells hold put in its place.

    Cells are found by id alone, in any order; a cell that is missing counts as not written. What else stands in such
    a cell (imports, helpers) goes to the end of the file; calls that try things out are left out. Raises
    `NotebookError` where `content` is no notebook of this lab, or a cell is no Python.
    """
    return assembled(lab, written_cells(read_notebook(content), lab))


def read_notebook(content: bytes) -> dict[str, Any]:
    """The notebook as data. Raises `NotebookError`."""
    if len(content) > LARGEST_NOTEBOOK:
        size = f"{len(content) / 2**20:.0f} MB"
        raise NotebookError(f"the notebook has {size}; at most 10 MB are taken\n  fix: clear all outputs and save it")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotebookError("the file is not UTF-8 text, so it is no notebook\n  fix: send the .ipynb file") from error
    except (ValueError, RecursionError) as error:
        raise NotebookError("the file is not JSON, so it is no notebook\n  fix: save it again in Jupyter") from error
    if not isinstance(data, dict) or "nbformat" not in data:
        raise NotebookError("the file is JSON, but no notebook\n  fix: send the .ipynb file that you worked in")
    if data["nbformat"] != 4 or not isinstance(data.get("cells"), list):
        version = data["nbformat"] if isinstance(data["nbformat"], int | float) else "unknown"
        raise NotebookError(f"the notebook's format is {version}, not 4\n  fix: open it in Jupyter and save it again")
    return data


def written_cells(notebook: Mapping[str, Any], lab: Lab) -> dict[str, str]:
    """The text for each name; of two cells with one id, the last that is written. Raises `NotebookError`."""
    cells: list[tuple[list[str], str]] = []
    for each in notebook["cells"]:
        if not isinstance(each, dict):
            raise NotebookError("the notebook is damaged: a cell is no object\n  fix: save it again in Jupyter")
        if each.get("cell_type") == "code":
            names = list(ids(each))
            cells.append((names, text_of(each, next((one for one in names if of_lab(one, lab)), "another cell"))))
    marked = lab_of(notebook)
    known = any(of_lab(one, lab) for each in notebook["cells"] for one in ids(each))
    if marked not in (None, lab.number) and not known:
        raise NotebookError(f"this is the notebook of lab {str(marked)[:10]}, not of lab {lab.number}")
    written = [any(f'"{TO_WRITE}{name}"' in text for name in lab.names) for _, text in cells]
    found = cells_of(lab, [each for _, each in sorted(zip(written, cells, strict=True), key=lambda one: not one[0])])
    if not found and not known:
        fix = f"chainrule notebook {lab.number} -o lab{lab.number}.ipynb makes one"
        raise NotebookError(f"no cell of this notebook is one of lab {lab.number}'s\n  fix: {fix}")
    return found


def of_lab(identity: str, lab: Lab) -> bool:
    return identity.startswith(f"lab{lab.number}-")


def lab_of(notebook: Mapping[str, Any]) -> str | None:
    """The number of the lab that a notebook says it is of."""
    metadata = notebook.get("metadata")
    mark = metadata.get("chainrule") if isinstance(metadata, dict) else None
    number = mark.get("lab") if isinstance(mark, dict) else None
    return number if isinstance(number, str) else None


def ids(cell: Mapping[str, Any]) -> Iterator[str]:
    metadata = cell.get("metadata")
    for name in (cell.get("id"), metadata.get("id") if isinstance(metadata, dict) else None):
        if isinstance(name, str):
            yield name


def text_of(cell: Mapping[str, Any], name: str) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotebookError(f"the cell of {name} is damaged: its source is no text\n  fix: save it again in Jupyter")
    if len(source) > LONGEST_CELL:
        raise NotebookError(f"the cell of {name} has {len(source):,} characters; at most {LONGEST_CELL:,} are taken")
    return source


def assembled(lab: Lab, cells: Mapping[str, str]) -> str:
    """The lab's file with what the cells hold. Raises `NotebookError` for what is no Python, or replaces the lab's."""
    source = starter(lab)
    lines = source.split("\n")
    places = nodes_of(lab, source)
    taken = {name for node in syntax.parse(source).body for name in bound_by(node)}
    ends = [name.rpartition(".")[2] for name in cells]
    helpers: dict[str, None] = {}
    changes: list[tuple[int, int, list[str]]] = []
    for name in lab.names:
        if name not in cells:
            continue
        written = read_cell(cells[name], name, ends)
        for helper in written.helpers:
            twice = bound_by(helper) & taken
            if twice and not isinstance(helper, ast.Import | ast.ImportFrom):
                raise NotebookError(second(name, min(twice)))
            if not (isinstance(helper, ast.ImportFrom) and helper.module == "__future__"):
                helpers["\n".join(["", "", *span(written.lines, helper)])] = None
        if not written.nodes:
            continue
        column = places[name][0].col_offset
        new = [line for node in written.nodes for line in ["", *shifted(span(written.lines, node), node, column)]][1:]
        first, *others = places[name]
        changes.append((first_line(first) - 1, first.end_lineno or first.lineno, new))
        changes += [(first_line(other) - 1, other.end_lineno or other.lineno, []) for other in others]
    for start, end, new in sorted(changes, key=lambda change: change[0], reverse=True):
        lines[start:end] = new
    return "\n".join(lines).rstrip("\n") + "\n" + ("\n".join(helpers)[1:] + "\n" if helpers else "")


def second(name: str, twice: str) -> str:
    """What is wrong where a cell defines a name of the lab's file anew."""
    short = name.rpartition(".")[2]
    return (
        f"the cell of {name} defines `{twice}` a second time, which would replace the lab's\n"
        f"  fix: write `def {short}` at the left margin, without `{twice}` around or beside it, or give it another name"
    )
