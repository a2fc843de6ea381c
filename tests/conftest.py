"""What every test may use. Fixtures of one room live in that room's conftest."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

# Set before NumPy and PyTorch are loaded, here and in what tests start: on small arrays, threads that wait for each
# other on busy cores are up to hundreds of times slower than one.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# A shell starts background jobs with Ctrl-C ignored, and children inherit that: tests that press it would hang.
signal.signal(signal.SIGINT, signal.default_int_handler)

HOW_TO_GET_IT = "Chromium is missing: apt-get install chromium, or `playwright install chromium`"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: Playwright cannot be started twice in one process."""
    with sync_playwright() as playwright:
        program = os.environ.get("CHAINRULE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        program = program or playwright.chromium.executable_path
        if not Path(program).exists():
            if os.environ.get("CI") == "true":
                pytest.fail(HOW_TO_GET_IT)
            pytest.skip(HOW_TO_GET_IT)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()
