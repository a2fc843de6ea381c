"""The main notebook: which one it is, what is in it, and whether it is more than an empty shell."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chainrule.campus.project.checks.reading import decoded, junk, listed, names
from chainrule.campus.project.checks.verdict import Verdict

ID, TITLE = "notebook", "Main notebook"
RULE = (
    "The main notebook is `main.ipynb` in the top folder; where there is none, the only notebook in the top folder; "
    "where there is none there either, the only notebook of the repository."
)
MAIN = "main.ipynb"
KINDS = ("code", "markdown", "raw", "heading")
MERGE = "<<<<<<< "
MOST_CELLS = 5_000
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook; `number` counts all cells from 1, `ran` is whether an output is kept."""

    number: int
    kind: str
    source: str
    ran: bool = False


class NotANotebook(ValueError):
    """The message says what is wrong with the file, and what to do."""


def main_notebook(files: Mapping[str, bytes]) -> str | None:
    """The path of the main notebook by the rule; None where no notebook is it."""
    paths = notebooks(files)
    top = [path for path in paths if "/" not in path]
    named = [path for path in top if path.lower() == MAIN]
    return next((some[0] for some in (named, top or paths) if len(some) == 1), None)


def notebooks(files: Mapping[str, bytes]) -> list[str]:
    """The paths of all notebooks that a person put there, those in the top folder first."""
    found = [path for path in files if path.lower().endswith(".ipynb") and not junk(path)]
    return sorted(found, key=lambda path: (path.count("/"), path))


def cells(content: bytes) -> tuple[Cell, ...]:
    """The cells of a notebook in format 4. Raises `NotANotebook`."""
    if len(content) > MOST_BYTES:
        raise NotANotebook(f"it has more than {MOST_BYTES // 1_000_000} MB: clear large outputs and save it again")
    text = decoded(content)
    try:
        found = json.loads(text)
    except RecursionError:
        raise NotANotebook("it is nested too deeply: save it again with Jupyter or Colab") from None
    except ValueError as error:
        raise NotANotebook(_not_json(text, error)) from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list) or found.get("nbformat") != 4:
        version = found.get("nbformat") if isinstance(found, dict) else None
        old = f"it says format {version}" if type(version) is int and 0 <= version < 100 else "it has no cells"
        raise NotANotebook(f"{old}, where a notebook in format 4 is asked for: save it again with Jupyter or Colab")
    if len(found["cells"]) > MOST_CELLS:
        raise NotANotebook(f"it has more than {MOST_CELLS:,} cells")
    return tuple(_cell(number, cell) for number, cell in enumerate(found["cells"], 1))


def _not_json(text: str, error: ValueError) -> str:
    for number, line in enumerate(text.split("\n")[:100_000], 1):
        if line.startswith(MERGE):
            return f"line {number} holds the marks of a merge (<<<<<<<): choose one side, and save it again"
    at = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
    return f"it is not JSON{at}: open it in Jupyter or Colab, and save it again"


def _cell(number: int, cell: Any) -> Cell:
    if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
        raise NotANotebook(f"cell {number} is of no known kind: save it again with Jupyter or Colab")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotANotebook(f"cell {number} has no text: save it again with Jupyter or Colab")
    return Cell(number, cell["cell_type"], source, isinstance(cell.get("outputs"), list) and bool(cell["outputs"]))


def notebook(files: Mapping[str, bytes]) -> Verdict:
    """One main notebook, which can be read, has code, and was saved with what came out."""
    path, all_paths = main_notebook(files), notebooks(files)
    if not all_paths:
        return Verdict(ID, TITLE, "problem", f"There is no notebook. Put main.ipynb into the top folder. {RULE}")
    if path is None:
        text = f"It is not clear which notebook is the main one. Call it main.ipynb, in the top folder. {RULE}"
        return Verdict(ID, TITLE, "problem", text, listed(all_paths))
    try:
        found = cells(files[path])
    except NotANotebook as error:
        return Verdict(ID, TITLE, "problem", f"{names([path])} cannot be read: {error}.")
    code = [cell for cell in found if cell.kind == "code" and cell.source.strip()]
    if not code:
        return Verdict(ID, TITLE, "problem", f"{names([path])} has no cell with code. Hand in the one that runs.")
    ran = sum(cell.ran for cell in code)
    if not ran:
        text = f"No cell of {names([path])} shows an output. Run all cells from top to bottom, save it, and commit it."
        return Verdict(ID, TITLE, "problem", text)
    text = f"{names([path])} has {len(found)} cells, {len(code)} of them with code, {ran} of these with an output."
    return Verdict(ID, TITLE, "ok", text)
