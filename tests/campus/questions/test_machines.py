"""What a program asks of its machine."""

import pytest

from chainrule.campus.questions.machines import asked


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import sys\nprint(sys.platform)", ["sys.platform"]),
        ("import os\nprint(os.sep.join(['a', 'b']))", ["os.sep"]),
        ("import platform\nprint(platform.machine())", ["platform.machine"]),
        ("import time\nprint(time.time())", ["time.time"]),
        ("import torch\nprint(torch.cuda.is_available())", ["torch.cuda.is_available"]),
        ("import torch\ntorch.cuda.is_available = lambda: True\nprint(torch.cuda.is_available())", []),
        ("import os\nprint(os.path.join('a', 'b'))", []),
        ("import torch\nprint(torch.zeros(3))", []),
        ("x.platform", []),
        ("this is no (", []),
    ],
)
def test_names_that_differ_from_machine_to_machine_are_found(source, names):
    assert [name for name, _ in asked(source)] == names


def test_each_has_its_line():
    assert list(asked("import sys\n\nprint(sys.maxsize)")) == [("sys.maxsize", 3)]
