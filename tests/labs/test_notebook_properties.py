"""Back from a notebook to the lab's file: by cell id, whatever the student did to the rest. A property of all edits."""

import ast
import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, solution, starter
from chainrule.labs.broken import still_broken
from chainrule.labs.cells import NotebookError, cell_id
from chainrule.labs.notebook import notebook_of, source_of, string_insides
from chainrule.labs.source import definitions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OWN_CODE = st.sampled_from(
    ["1/0", "def exp(self):\n    return 'mine'", "class Value: pass", "%%bash\nrm -rf /", "def (", "", "x = 1"]
)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


@pytest.fixture(scope="module")
def solved(lab: Lab) -> dict[str, Any]:
    """The notebook with the library's own bodies."""
    notebook, source = notebook_of(lab), solution(lab)
    by_id = {cell["id"]: cell for cell in notebook["cells"]}
    for name, node in definitions(source):
        if name in lab.names:
            text = ast.get_source_segment(source, node, padded=True) or ""
            by_id[cell_id(lab, name)]["source"] = "\n".join(line[node.col_offset :] for line in text.split("\n"))
    return notebook


def own_cells() -> st.SearchStrategy[dict[str, Any]]:
    """Cells that a student adds, of any kind, with any output."""
    return st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown", "raw", "odd"]), "source": OWN_CODE, "metadata": JSON},
        optional={"id": st.text(max_size=70).filter(lambda t: not t.startswith("lab03-")), "outputs": JSON},
    )


def as_list(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@st.composite
def edits(draw: st.DrawFn, notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook as it may come back: moved, added to, filled with outputs, its metadata lost, its ids in one place."""
    made = copy.deepcopy(notebook)
    cells = draw(st.permutations(made["cells"]))
    for cell in cells:
        lost = draw(st.sampled_from(["nothing", "id", "metadata", "metadata.id"]))
        if lost == "id":  # as Colab does
            del cell["id"]
        elif lost == "metadata":
            cell["metadata"] = draw(st.sampled_from([{}, None, "odd", []]))
        elif lost == "metadata.id":
            cell["metadata"] = {"collapsed": True}
        if cell["cell_type"] == "code":
            cell["outputs"] = draw(st.just([]) | JSON)
            cell["execution_count"] = draw(st.none() | st.integers())
            if draw(st.booleans()):
                cell["source"] = as_list("".join(cell["source"]))
            if draw(st.booleans()):
                cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
        elif draw(st.booleans()):
            cell["source"] = draw(st.text(max_size=30))
    for own in draw(st.lists(own_cells(), max_size=4)):
        cells.insert(draw(st.integers(0, len(cells))), own)
    if draw(st.booleans()):
        cells = [cell for cell in cells if cell["cell_type"] == "code"]
    made["cells"] = cells
    made["metadata"] = draw(st.just({}) | JSON)
    made["nbformat_minor"] = draw(st.integers(0, 9))
    return made


def same_code(one: str, other: str) -> bool:
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_is_done_to_the_rest_changes_nothing(lab: Lab, solved: dict[str, Any], data: st.DataObject) -> None:
    edited = data.draw(edits(solved))
    assert same_code(source_of(json.dumps(edited).encode(), lab), solution(lab))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_cell_that_is_split_or_lost_takes_nothing_else_with_it(
    lab: Lab, solved: dict[str, Any], data: st.DataObject
) -> None:
    """Split with the cursor in it, a cell keeps its id in its first half; what it held is found by its definition."""
    edited = copy.deepcopy(solved)
    name = data.draw(st.sampled_from(lab.names))
    place = next(n for n, cell in enumerate(edited["cells"]) if cell["id"] == cell_id(lab, name))
    lines = "".join(edited["cells"][place]["source"]).splitlines(keepends=True)
    how = data.draw(st.sampled_from(["lost", "both ids lost", "helper first", "split after", "split before"]))
    if how == "lost":
        del edited["cells"][place]
    elif how == "both ids lost":
        del edited["cells"][place]["id"], edited["cells"][place]["metadata"]["id"]
    elif how == "helper first":
        edited["cells"][place]["source"] = "import math\n\nHALF = 0.5\n\n" + "".join(lines)
    elif how == "split before":
        edited["cells"][place]["source"] = "%matplotlib inline\nHALF = 0.5\n"
        edited["cells"].insert(place + 1, {"cell_type": "code", "metadata": {}, "source": lines})
    else:
        own = {"cell_type": "code", "metadata": {}, "source": "print('the other half')"}
        edited["cells"].insert(place + 1, own)
    source = source_of(json.dumps(edited).encode(), lab)
    ast.parse(source)
    broken = still_broken(source, starter(lab), lab.broken)
    written = f'NotImplementedError("write {name}")' not in source and name not in broken
    assert written == (how != "lost")
    assert ("HALF = 0.5" in source) == (how in ("helper first", "split before"))
    others = {other for other in lab.names if other != name and f'"write {other}"' in source}
    assert not others


def outcome(content: Any, lab: Lab) -> str:
    """The file that a notebook amounts to; or, where it is none, the sentence that says so."""
    try:
        source = source_of(json.dumps(content).encode(), lab)
    except NotebookError as error:
        return f"refused: {error}"
    ast.parse(source)
    return source


@settings(max_examples=200, deadline=None)
@given(JSON | st.dictionaries(st.sampled_from(["nbformat", "cells", "metadata"]), JSON))
def test_whatever_json_it_is_a_notebook_or_a_sentence(lab: Lab, anything: Any) -> None:
    said = outcome(anything, lab)
    assert said.startswith("refused: ")
    assert len(said) < 500


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_whatever_a_cell_holds_the_file_is_python_or_the_cell_is_named(lab: Lab, text: str) -> None:
    cell = {"cell_type": "code", "id": cell_id(lab, "Value.exp"), "source": text}
    said = outcome({"nbformat": 4, "cells": [cell]}, lab)
    assert "Value.exp" in said if said.startswith("refused: ") else "class Value" in said


PARTS = st.sampled_from(["a", "{x}", "{x:>{w}}", "{'b'}", "{{", "\n", "\n\n  "])
LONG = st.builds(
    lambda prefix, parts: f'{prefix}"""{"".join(parts)}"""',
    st.sampled_from(["f", "rf", "", "r", "b"]),
    st.lists(PARTS, max_size=30),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LONG, min_size=1, max_size=6), st.sampled_from([" + ", "\n    ", " "]), st.booleans())
def test_no_line_of_a_cell_is_looked_at_twice_for_the_strings_in_it(
    strings: list[str], between: str, documented: bool
) -> None:
    """Else the parts of one f-string, each of which spans all of it, take the square of its length."""
    if between == " ":  # bytes and text do not run into one string
        strings = [text.removeprefix("b") for text in strings]
    doc = '    """What\n    it does."""\n' if documented else ""
    text = f"def exp(self, x=1, w=9):\n{doc}    y = 0\n    {between.join(strings)}\n"
    (node,) = ast.parse(text).body
    inside = [number for lines in string_insides(node) for number in lines]
    assert len(inside) == len(set(inside)) == sum(string.count("\n") for string in strings)
