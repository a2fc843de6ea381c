"""Several modules as one file: what a lab that builds names of more than one gives a student."""

import ast

import pytest

from chainrule.labs.joined import joined

WINDOWS = '"""Windows."""\n\nfrom torch import Tensor\n\n\ndef windows(x: Tensor) -> Tensor:\n    return x\n'
POOLING = (
    '"""Pooling: a smaller picture.\n\nMore of it."""\n\nimport math\n\nfrom torch import Tensor\n\n'
    "from here.windows import windows\n\nLEAST = -math.inf\n\n\ndef pool(x: Tensor) -> Tensor:\n    return windows(x)\n"
)


def test_one_module_stays_as_it_is() -> None:
    assert joined({"here.windows": WINDOWS}) == WINDOWS


def test_all_that_they_define_is_in_it_and_every_import_once() -> None:
    text = joined({"here.windows": WINDOWS, "here.pooling": POOLING})
    tree = ast.parse(text)
    assert ast.get_docstring(tree) == "Windows."
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["windows", "pool"]
    assert text.count("from torch import Tensor") == text.count("import math") == 1


def test_what_one_takes_from_another_is_in_the_file_already() -> None:
    assert "from here.windows" not in joined({"here.windows": WINDOWS, "here.pooling": POOLING})


def test_each_part_says_whose_it_is() -> None:
    text = joined({"here.windows": WINDOWS, "here.pooling": POOLING})
    assert "# ---- here.windows ----" in text
    assert "# ---- here.pooling: Pooling: a smaller picture. ----" in text


def test_a_name_that_two_define_is_refused() -> None:
    with pytest.raises(ValueError, match=r"here\.a and here\.b both define X"):
        joined({"here.a": "X = 1\n", "here.b": "def X(): ...\n"})


def test_an_import_under_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="under another name, w"):
        joined({"here.windows": WINDOWS, "here.b": "from here.windows import windows as w\n"})
