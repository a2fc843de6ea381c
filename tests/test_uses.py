"""What code uses of the library is found without running it: all that counts, and not everything."""

import pytest

from chainrule.course import PACKAGE
from chainrule.uses import uses


def names(text: str) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in uses(text).files}


@pytest.mark.parametrize(
    "text",
    [
        "from chainrule.autograd import Value",
        "import chainrule.autograd as ag",
        "def f():\n    from chainrule.autograd.value import Value\n",
        'key = """\nfrom chainrule import autograd\n"""',
        'builds = ["chainrule.autograd.value:Value.__add__"]',
        "from chainrule import (\n    svg,\n    autograd,\n)",
        "from chainrule.nn import Linear; import chainrule.autograd",
    ],
)
def test_every_way_to_name_a_module_counts_with_all_that_it_imports(text):
    assert {"autograd/__init__.py", "autograd/value.py", "autograd/real.py"} <= names(text)


def test_what_is_not_imported_does_not_count():
    found = names("from chainrule.autograd import Value")
    assert not {name for name in found if name.startswith(("nn/", "models/", "campus/", "labs/", "cli/"))}
    assert names("print('chainrule, a course; import this')") == set()


def test_a_package_that_imports_by_name_counts_whole_and_its_data_too():
    found = names("from chainrule.data import load")
    assert {"data/sets.py", "data/augment.py", "data/files/digits.bin.gz"} <= found


def test_what_is_installed_beside_it_counts_by_its_version(monkeypatch):
    before, plain = uses("import torch\nimport os").digest, uses("1").digest
    assert "os" not in uses("import os").others
    monkeypatch.setattr("chainrule.uses.installed", lambda name: "99.0" if name == "torch" else "1.0")
    assert uses("import torch").digest != before
    monkeypatch.setattr("chainrule.uses.installed", lambda name: None)
    assert uses("1").digest != plain  # NumPy counts always


def test_an_edit_changes_the_hash_of_those_who_use_it_alone(monkeypatch):
    texts = "from chainrule.autograd import Value", "from chainrule.probability import Normal"
    before = [uses(text).digest for text in texts]
    monkeypatch.setattr("chainrule.uses.content_hash", lambda path: "new" if path.name == "value.py" else "old")
    edited = [uses(text).digest for text in texts]
    monkeypatch.setattr("chainrule.uses.content_hash", lambda path: "old")
    unedited = [uses(text).digest for text in texts]
    assert edited[0] != unedited[0]
    assert edited[1] == unedited[1]
    assert len({*before, *unedited}) == 4
