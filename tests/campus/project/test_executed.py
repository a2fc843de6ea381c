"""A notebook run from top to bottom: what it prints, its first error, the modules that it imports, its time."""

import json

import pytest

from chainrule.campus.project.executed import Executed, execute, for_python, modules
from chainrule.labs import PlainLauncher

SECONDS = 20.0


def notebook(*sources: str) -> bytes:
    cells = [{"cell_type": "code", "metadata": {}, "source": source, "outputs": []} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def run(*sources: str, seconds: float = SECONDS, **files: bytes) -> Executed:
    there = {f"{name.replace('__', '/')}.py": content for name, content in files.items()}
    return execute({"main.ipynb": notebook(*sources), **there}, "main.ipynb", PlainLauncher(), seconds)


def test_cells_run_in_order_in_one_namespace_with_the_repository_s_modules() -> None:
    found = run(
        "from model import answer\nfrom tools.words import loud",
        "x = answer()\nprint(loud('yes'))\nx",
        model=b"def answer():\n    return 42\n",
        tools__words=b"def loud(text):\n    return text.upper()\n",
    )
    assert [one.output for one in found.cells] == ["", "YES\n42\n"]
    assert found.problem == ""


def test_the_first_error_is_shown_and_ends_it() -> None:
    found = run("print(1)", "y = 1\n1 / 0", "print('never')")
    assert [(one.output, one.error) for one in found.cells] == [
        ("1\n", ""),
        ("", "ZeroDivisionError: division by zero (line 2)"),
    ]
    assert found.problem == "Cell 2 failed, and the cells after it were not run."


def test_what_ran_before_time_was_up_is_kept() -> None:
    found = run("print('kept')", "while True: pass", seconds=1.0)
    assert [one.output for one in found.cells] == ["kept\n"]
    assert found.problem == "The notebook was stopped here: its time was up."


def test_what_a_cell_says_is_cleaned_and_short() -> None:
    (one,) = run("print('\\x1b[31m' + '\\u202e' + 'a' * 100_000)").cells
    assert "\x1b" not in one.output
    assert "\u202e" not in one.output
    assert len(one.output) < 21_000


@pytest.mark.parametrize(
    "cell", ["import os; os._exit(0)", "cell = None", "import sys; sys.exit(3)", "raise SystemExit"]
)
def test_whatever_a_cell_does_there_is_a_result(cell: str) -> None:
    found = run("print('before')", cell)
    assert found.cells[0].output == "before\n"
    assert json.dumps(found.as_dict())


def test_a_process_that_lies_is_not_believed() -> None:
    lie = "import notebook_cells\nnotebook_cells.cell = lambda source: {'output': 3, 'error': None}"
    found = run(lie, "1")
    assert found.cells[-1].error == "Its process sent no result."


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("!pip install torch", ""),
        ("%%bash\nls", ""),
        ("x = 5 % 2", "x = 5 % 2"),
    ],
)
def test_lines_for_jupyter_are_left_out(source: str, left: str) -> None:
    assert for_python(source) == left


def test_modules_have_the_names_that_the_notebook_imports() -> None:
    files = {
        "a.py": b"1",
        "pkg/__init__.py": b"2",
        "pkg/b.py": b"3",
        "no-name.py": b"4",
        "x/y-z/c.py": b"5",
        "d.txt": b"",
    }
    assert modules(files) == {"a": "1", "pkg": "2", "pkg.b": "3"}
    assert len(modules({f"m{n}.py": b"" for n in range(500)})) == 200
    assert modules({"big.py": b"#" * 3_000_000}) == {}
