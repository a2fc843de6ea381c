"""A lab as a notebook, and back by cell id whatever was done to it."""

import ast
import copy
import json
import random

import pytest

from chainrule.course import find_course
from chainrule.labs import load_lab, run_checks, solution, starter
from chainrule.labs.notebook import LARGEST_NOTEBOOK, NotebookError, cell_id, notebook_of, source_of
from chainrule.labs.source import definitions


@pytest.fixture(scope="module")
def lab():
    return load_lab(find_course(), "03")


@pytest.fixture
def solved(lab):
    """The lab's notebook with the library's own bodies written into it."""
    notebook, source = notebook_of(lab), solution(lab)
    for name, node in definitions(source):
        if name in lab.names:
            text = ast.get_source_segment(source, node, padded=True)
            indent = node.col_offset
            lines = [line[indent:] for line in text.split("\n")]
            cell_of(notebook, lab, name)["source"] = "\n".join(lines)
    return notebook


def cell_of(notebook, lab, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id(lab, name))


def back(notebook, lab):
    return source_of(json.dumps(notebook).encode(), lab)


def same_code(one, other):
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


def test_an_untouched_notebook_is_the_starter(lab):
    assert back(notebook_of(lab), lab) == starter(lab)


def test_it_is_a_notebook_with_ids_that_stay(lab):
    notebook = notebook_of(lab)
    names = [cell["id"] for cell in notebook["cells"]]
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len(set(names)) == len(names)
    assert all(len(name) <= 64 for name in names)
    assert notebook == notebook_of(lab)


def test_a_solved_notebook_passes(lab, solved):
    source = back(solved, lab)
    assert same_code(source, solution(lab))
    assert run_checks(lab, source.encode(), seed=1).passed


def shuffle(cells, lab):
    random.Random(3).shuffle(cells)


def colab(cells, lab):
    for cell in cells:
        del cell["id"]


def clutter(cells, lab):
    for n in range(5):
        cells.insert(n * 3, {"cell_type": "code", "metadata": {}, "id": f"own{n}", "source": "1/0\n", "outputs": [{}]})


def magics(cells, lab):
    for cell in cells:
        if cell["id"] == cell_id(lab, "Value.exp"):
            cell["source"] = "%%time\n!ls\n" + cell["source"] + "\n%timeit 1\nprint(Value(2).exp())\n"


def unwritten_copy(cells, lab):
    cells += [cell for cell in notebook_of(lab)["cells"] if cell["id"] == cell_id(lab, "Value.exp")]


def no_text_cells(cells, lab):
    cells[:] = [cell for cell in cells if cell["cell_type"] == "code" and "install" not in cell["id"]]


@pytest.mark.parametrize("harm", [shuffle, colab, clutter, magics, unwritten_copy, no_text_cells])
def test_what_is_done_to_the_rest_changes_nothing(lab, solved, harm):
    harmed = copy.deepcopy(solved)
    harm(harmed["cells"], lab)
    assert same_code(back(harmed, lab), solution(lab))


def test_a_missing_cell_is_not_written(lab, solved):
    solved["cells"] = [cell for cell in solved["cells"] if cell["id"] != cell_id(lab, "Value.exp")]
    assert 'NotImplementedError("write Value.exp")' in back(solved, lab)


def test_helpers_come_along_and_long_strings_stay(lab, solved):
    text = 'import cmath\ndef half(x):\n    return x / 2\ndef exp(self):\n    s = """a\nb"""\n    return half(s)\n'
    cell_of(solved, lab, "Value.exp")["source"] = text
    source = back(solved, lab)
    assert "\ndef half(x):\n    return x / 2\n" in source
    assert "\nimport cmath\n" in source
    assert '        s = """a\nb"""\n        return half(s)\n' in source
    ast.parse(source)


WRONG = [
    (b"", "not JSON"),
    (b"\x89PNG\xff\x00", "not UTF-8"),
    (b"[" * 100_000, "not JSON"),
    (b"[1]", "no notebook"),
    (b'{"nbformat": 3, "worksheets": []}', "format is 3"),
    (b'{"nbformat": 4, "cells": [7]}', "damaged"),
    (b'{"nbformat": 4, "cells": []}', "no cell"),
    (b'{"nbformat": 4, "cells": [], "metadata": {"chainrule": {"lab": "05"}}}', "of lab 05, not of lab 03"),
    (b" " * (LARGEST_NOTEBOOK + 1), "10 MB"),
]


@pytest.mark.parametrize(("content", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_is_no_notebook_of_the_lab_is_refused_in_words(lab, content, words):
    with pytest.raises(NotebookError, match=words):
        source_of(content, lab)


def test_a_cell_that_is_no_python_is_named(lab, solved):
    cell_of(solved, lab, "Value.exp")["source"] = "def exp(self):\n    return (\n"
    with pytest.raises(NotebookError, match=r"of the cell of Value\.exp is no Python"):
        back(solved, lab)
