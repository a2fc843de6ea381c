"""A lab as a notebook, and back by cell id whatever was done to it."""

import ast
import copy
import json
import random
import re

import pytest

from chainrule.course import find_course
from chainrule.labs import load_lab, run_checks, solution, starter
from chainrule.labs.cells import NotebookError, cell_id, python_of
from chainrule.labs.notebook import LARGEST_NOTEBOOK, notebook_of, source_of
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


def no_ids(cells, lab):
    for cell in cells:
        cell.pop("id", None)
        cell["metadata"] = {}


def merged(cells, lab):
    """As Jupyter merges cells: the first one's id stays."""
    first, second = (next(c for c in cells if c["id"] == cell_id(lab, name)) for name in ("Value.exp", "Value.log"))
    first["source"] = f"{first['source']}\n\n{second['source']}"
    cells.remove(second)


def split(cells, lab):
    place = next(n for n, cell in enumerate(cells) if cell["id"] == cell_id(lab, "Value.exp"))
    moved = {"cell_type": "code", "metadata": {}, "id": "a1b2", "source": cells[place]["source"]}
    cells[place]["source"] = "%%time\nimport math\n"
    cells.insert(place + 1, moved)


def no_text_cells(cells, lab):
    cells[:] = [cell for cell in cells if cell["cell_type"] == "code" and "install" not in cell["id"]]


@pytest.mark.parametrize("harm", [shuffle, colab, clutter, magics, unwritten_copy, no_text_cells, no_ids, merged])
def test_what_is_done_to_the_rest_changes_nothing(lab, solved, harm):
    harmed = copy.deepcopy(solved)
    harm(harmed["cells"], lab)
    assert same_code(back(harmed, lab), solution(lab))


def test_a_definition_that_lost_its_id_is_found_with_what_its_cell_still_holds(lab, solved):
    split(solved["cells"], lab)
    source = back(solved, lab)
    assert source.endswith("\nimport math\n")
    assert same_code(source.removesuffix("\nimport math\n"), solution(lab))


@pytest.mark.parametrize(
    ("cell", "twice"),
    [
        ("class Value:\n    def exp(self):\n        return self\n", "Value"),
        ("def exp(self):\n    return self\n\nclass Value:\n    pass\n", "Value"),
        ("def exp(self):\n    return self\n\ndef as_value(x):\n    return x\n", "as_value"),
        ("def exp(self):\n    return self\n\nNumber = float\n", "Number"),
    ],
)
def test_what_the_file_has_is_not_replaced_in_silence(lab, solved, cell, twice):
    cell_of(solved, lab, "Value.exp")["source"] = cell
    with pytest.raises(NotebookError, match=f"defines `{twice}` a second time") as caught:
        back(solved, lab)
    assert "cell of Value.exp" in str(caught.value)
    assert "at the left margin" in str(caught.value)


def test_it_shows_what_its_hints_call_written(lab):
    [given] = [cell for cell in notebook_of(lab)["cells"] if cell["id"] == cell_id(lab, "given")]
    shown = "".join(given["source"])
    named = set(re.findall(r"`(\w+)`[^.`]*(?:is|are) written", " ".join(" ".join(h) for h in lab.hints.values())))
    assert {"__neg__", "sigmoid", "__radd__"} <= named
    for name in [*named, "as_value", "new_node", "real"]:
        assert re.search(rf"(def|import) {name}\b", shown), name


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%time f(1)\nx = 1", "pass\nx = 1"),
        ("x = (7\n% 5)\n!ls", "x = (7\n% 5)\npass"),
        ("x = 7 \\\n% 5\n%time", "x = 7 \\\n% 5\npass"),
        ('s = """\n%time\n!ls\n?x\n"""\n?s', 's = """\n%time\n!ls\n?x\n"""\npass'),
        ("!pip install \\\n  torch \\\n  numpy\nx = 1", "pass\n\n\nx = 1"),
        ("files = !ls *.py\na, b = %who\nx = 1", "pass\npass\nx = 1"),
        ("Value?\nValue.exp??  # how\n?math\nx = 1", "pass\npass\npass\nx = 1"),
        ("if x:\n    !ls\n    %pwd\ny = [\n1,\n]", "if x:\n    pass\n    pass\ny = [\n1,\n]"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("\n%%bash\nrm -rf x\n", "\n\n\n"),
        ("%%writefile a.py\ndef exp(self): pass", "\n"),
        ("print('a = !b', 'really?')\n# 100 % of it?\n!ls", "print('a = !b', 'really?')\n# 100 % of it?\npass"),
        ('f"""{x\n% 5}"""\n!ls', 'f"""{x\n% 5}"""\npass'),
        ("x = 'it' \\\n    '!ls'\n!ls", "x = 'it' \\\n    '!ls'\npass"),
    ],
)
def test_only_a_logical_line_of_ipythons_is_left_out_with_its_continuation(cell, python):
    assert python_of(cell) == python
    assert python_of(cell.replace("\n", "\r\n")) == python


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
