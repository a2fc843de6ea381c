"""What every test may use. Fixtures of one room live in that room's conftest."""

import gc
import os
import signal
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.parts import need

# Set before NumPy and PyTorch are loaded, here and in what tests start: on small arrays, threads that wait for each
# other on busy cores are up to hundreds of times slower than one.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

# A shell starts background jobs with Ctrl-C ignored, and children inherit that: tests that press it would hang.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: Playwright cannot be started twice in one process."""
    program = need("Chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()


# Files of few and long tests: begun at the end, one worker would do them alone while the others have nothing left.
LONG = (
    "campus/site/test_postgresql",  # the site's whole quick suite once more, in one process
    "load",  # a class sits for ten minutes, twice
    "packaging",
    "browser",
    "benchmarks",
    "campus/site/test_",
    "campus/site/jobs",
    "campus/proof",
    "recipes",
    "cli",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nine thousand tests and PyTorch are collected by every worker, and live to the end: no garbage to look for."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long ones. The order within a file stays."""

    def rank(item: pytest.Item) -> int:
        within = item.nodeid.removeprefix("tests/")
        return next((place for place, start in enumerate(LONG) if within.startswith(start)), len(LONG))

    items.sort(key=rank)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """`@pytest.mark.needs("the sandbox")`: the test is skipped in words where this machine lacks that part."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            need(name)
