"""The whole suite of the site once more, and the attacks on it, on a real PostgreSQL that lives for this test only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.campus.site.postgresql import cluster

ROOT = Path(__file__).parents[3]
SUITES = ["tests/campus/site", "tests/attacks/site"]


@pytest.mark.slow
def test_the_site_works_on_postgresql() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "CHAINRULE_"))}
    command = [sys.executable, "-m", "pytest", *SUITES, "-q", "-x", "-m", "not slow"]
    with cluster() as url:
        run = subprocess.run(
            [*command, "-p", "no:cacheprovider", "-p", "no:xdist"],
            env=environment | {"DATABASE_URL": url},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
