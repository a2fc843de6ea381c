"""The tour of five models: the notebook is what its source says, and all its cells run, in a kernel, in minutes."""

import doctest
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from scripts import notebook
from tests.patience import patience, slowness

MOST_SECONDS = 600


def test_the_committed_notebook_is_what_the_script_writes() -> None:
    kept = notebook.NOTEBOOK.read_text(encoding="utf-8")
    written = notebook.notebook_of(notebook.SOURCE.read_text(encoding="utf-8"))
    assert kept == written, "the tour changed: run .venv/bin/python scripts/notebook.py"


def test_the_example_of_the_script_is_true() -> None:
    assert doctest.testmod(notebook).failed == 0


@pytest.fixture
def kernel(tmp_path: Any) -> Iterator[Any]:
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=patience(60))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.slow
@pytest.mark.needs("data sets")
def test_the_tour_trains_and_draws_from_top_to_bottom_in_under_ten_minutes(kernel: Any) -> None:
    cells = json.loads(notebook.NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    began, shown = time.monotonic(), []
    for cell in cells:
        if cell["cell_type"] == "code":
            answer = kernel.execute_interactive(
                cell["source"], timeout=patience(MOST_SECONDS), output_hook=lambda told: shown.append(told["content"])
            )
            assert answer["content"]["status"] == "ok", "\n".join(answer["content"]["traceback"])
    assert time.monotonic() - began < MOST_SECONDS * slowness()
    pictures = [content["data"] for content in shown if "data" in content]
    assert [("image/png" in data, "image/svg+xml" in data) for data in pictures] == [
        (False, True),
        (True, False),
        (True, False),
    ]
