"""Write docs/tour.ipynb from docs/tour.py: a cell for each `# %%`, of text where `[markdown]` stands behind it.

Run `.venv/bin/python scripts/notebook.py` after the tour was changed. A test holds the notebook to its source, and
another runs all its cells.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE, NOTEBOOK = ROOT / "docs/tour.py", ROOT / "docs/tour.ipynb"
MARK = "# %%"


def cells_of(source: str) -> list[dict[str, Any]]:
    """The cells of a script in the percent format; what stands before the first mark is left out.

    >>> [cell["source"] for cell in cells_of("left out\\n# %% [markdown]\\n# # Title\\n# %%\\nx = 1\\n")]
    ['# Title', 'x = 1']
    """
    cells = []
    for number, part in enumerate(f"\n{source}".split(f"\n{MARK}")[1:], 1):
        head, _, body = part.partition("\n")
        text, about = body.strip("\n"), {"id": f"cell-{number:02}", "metadata": {}}
        if head.strip() == "[markdown]":
            text = "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())
            cells.append({"cell_type": "markdown", **about, "source": text})
        else:
            cells.append({"cell_type": "code", **about, "execution_count": None, "outputs": [], "source": text})
    return cells


def notebook_of(source: str) -> str:
    """The notebook (nbformat 4.5) as JSON."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells_of(source)}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook_of(SOURCE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{NOTEBOOK.relative_to(ROOT)} is written")
