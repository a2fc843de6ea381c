"""`%%check` in a real Jupyter kernel, fed as a front end feeds it: cells with their ids, run in any order."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from tests.patience import patience

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, solution
from chainrule.labs.notebook import notebook_of
from chainrule.labs.source import definitions

SECONDS = 60.0
Execute = Callable[..., str]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One kernel for all tests here: it takes a second or two to start."""
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager.start_kernel(cwd=str(tmp_path_factory.mktemp("kernel")))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=patience(SECONDS))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def execute(kernel: Any) -> Execute:
    """Run a cell; what it printed, or its error."""

    def run(code: str, cell: str | None = None) -> str:
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": False,
        }  # fmt: skip
        message = kernel.session.msg("execute_request", content, metadata={"cellId": cell} if cell else {})
        kernel.shell_channel.send(message)
        said: list[str] = []
        while True:
            answer = kernel.get_iopub_msg(timeout=patience(SECONDS))
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, data = answer["msg_type"], answer["content"]
            if kind == "stream":
                said.append(data["text"])
            elif kind == "execute_result":
                said.append(data["data"]["text/plain"])
            elif kind == "error":
                said.append("\n".join(data["traceback"]))
            elif kind == "status" and data["execution_state"] == "idle":
                break
        return re.sub(r"\x1b\[[0-9;]*m", "", "".join(said))

    run("%reset -f")
    run("if hasattr(get_ipython(), 'chainrule_notes'): get_ipython().chainrule_notes.cells.clear()")
    return run


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


def cells(lab: Lab, *, solved: bool) -> list[tuple[str, str]]:
    """(id, text) of the notebook's cells of code but the last, with the library's own bodies where solved."""
    source = solution(lab)
    bodies = {}
    for name, node in definitions(source):
        if solved and name in lab.names:
            segment = ast.get_source_segment(source, node, padded=True) or ""
            bodies[name] = "\n".join(line[node.col_offset :] for line in segment.split("\n"))
    found = []
    for cell in notebook_of(lab)["cells"]:
        if cell["cell_type"] == "code" and not cell["id"].endswith("-check"):
            name = next((n for n in bodies if cell["id"] == f"lab03-{n.replace('.', '-')}"), None)
            found.append((cell["id"], bodies[name] if name else "".join(cell["source"])))
    return found


def test_a_solved_notebook_passes_and_what_was_written_can_be_used(execute: Execute, lab: Lab) -> None:
    for identity, text in cells(lab, solved=True):
        assert "Traceback" not in execute(text, identity)
    said = execute("%%check 03\na = Value(3.0)\n(a * a).backward()\nprint('gradient', a.grad)\n", "lab03-check")
    assert f"{lab.points} of {lab.points} points" in said
    assert "self-check, not a grade" in said
    assert "gradient 6.0" in said


def test_an_untouched_notebook_fails_with_what_is_to_be_written(execute: Execute, lab: Lab) -> None:
    for identity, text in cells(lab, solved=False):
        execute(text, identity)
    said = execute("%%check 03\n", "lab03-check")
    assert f"0 of {lab.points} points" in said
    assert "Not written yet: Value.__add__" in said


def test_the_latest_run_of_a_cell_counts_whatever_the_order(execute: Execute, lab: Lab) -> None:
    written = cells(lab, solved=True)
    execute("%load_ext chainrule")
    for identity, text in reversed(written[1:]):
        execute(text.replace("return", "return  # first\n    return", 1) if "tanh" in identity else text, identity)
    wrong = execute("%%check 03\n")
    assert f"{lab.points} of {lab.points}" not in wrong
    identity, text = next(cell for cell in written if "tanh" in cell[0])
    execute("x = 1/0", "own-cell")
    execute(text, identity)
    assert f"{lab.points} of {lab.points} points" in execute("%%check 03\n")


def test_without_ids_a_cell_is_known_by_its_function(execute: Execute, lab: Lab) -> None:
    for _, text in cells(lab, solved=True):
        execute(text)
    said = execute("%%check 03\n")
    known = {name.rpartition(".")[2] for name in lab.names}
    assert len(known) == len(lab.names), "two names of this lab cannot be told apart without ids"
    assert f"{lab.points} of {lab.points} points" in said


def test_mistakes_in_a_cell_are_words_and_the_kernel_lives_on(execute: Execute, lab: Lab) -> None:
    execute("%load_ext chainrule")
    execute("def exp(self:\n", "lab03-Value-exp")
    assert "of the cell of Value.exp is no Python" in execute("%%check 03\n")
    execute("def exp(self):\n    while True: pass\n", "lab03-Value-exp")
    execute("import os\ndef exp(self):\n    os._exit(1)\n", "lab03-Value-exp")
    assert f"of {lab.points} points" in execute("%%check 03\n"), "the checks run in a process of their own"
    assert execute("40 + 2") == "42"
    assert "no lab 77" in execute("%%check 77\n")
    assert "Say which lab" in execute("%%check\n")
