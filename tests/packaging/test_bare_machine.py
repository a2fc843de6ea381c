"""A machine that lacks parts: the list says so; each test that needs one is skipped in words, or fails with CI=true.

The parts are really hidden, in a mount namespace of bubblewrap's.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.parts import need

from chainrule import machine

ROOT = Path(__file__).resolve().parents[2]
HIDEABLE = ("bubblewrap", "libseccomp", "Chromium", "PostgreSQL", "Fashion-MNIST", "Node.js", "data sets")
# Rooms in which every part is used, and quick where it is not there.
ROOMS = ("tests/attacks", "tests/labs/sandbox", "tests/browser", "tests/campus/site/labs", "tests/campus/site/core")
ROOMS += ("tests/recipes/test_searches.py", "tests/data/test_processes.py", "tests/figures/test_in_a_browser.py")


def places(name: str) -> list[str]:
    """The files and folders that are this part here; links are followed to what a namespace can hide."""
    found = machine.part(name).find()
    if name == "libseccomp":
        maps = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, env={"PATH": "/sbin:/usr/sbin:/bin"})
        found = " ".join(re.findall(r"libseccomp\S* .*=> (\S+)", maps.stdout))
    elif name == "PostgreSQL":
        return ["/usr/lib/postgresql"] if Path("/usr/lib/postgresql").is_dir() else [found]
    elif name == "Node.js":
        found = f"{machine.program('node')} {machine.program('npm')}"
    elif name == "Chromium":
        found = " ".join([found, *map(machine.program, machine.CHROMIUMS)])
    elif name == "data sets":
        return []  # a variable, which is left out below
    return [str(Path(place).resolve()) for place in found.split()]


def without(names: Sequence[str], *command: str, ci: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run a command on this machine without these parts."""
    box = [need("bubblewrap"), "--dev-bind", "/", "/", "--cap-add", "ALL"]
    for place in sorted({place for name in names for place in places(name)}):
        box += ["--tmpfs", place] if Path(place).is_dir() else ["--ro-bind", "/dev/null", place]
    dropped = {"CI", "CHAINRULE_CHROMIUM", *(["CHAINRULE_DATA"] if "data sets" in names else [])}
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("PYTEST_")}
    return subprocess.run(
        [*box, "--", *command],
        cwd=ROOT,
        env=kept | ({"CI": "true"} if ci else {}),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def suite(names: Sequence[str], *arguments: str, ci: bool = False) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *arguments)
    return without(names, *command, ci=ci)


@pytest.mark.parametrize("ci", [False, True], ids=["at home", "CI"])
@pytest.mark.parametrize("name", HIDEABLE)
def test_a_missing_part_is_named_with_what_to_do(name: str, ci: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYSTEM", "no")
    said = without([name], sys.executable, "scripts/needs.py", "--install", ci=ci)
    part = machine.part(name)
    assert part.word in said.stderr
    assert "Installing" not in said.stdout
    assert all(package in part.get for package in part.packages)
    demanded = any(not one.instead for one in (part, *machine.missing()))
    assert ("are skipped, and say so" in said.stderr) is (demanded and not ci)
    assert (said.returncode != 0) is (demanded and ci)


def test_with_ci_a_test_that_needs_a_missing_part_fails_and_names_it() -> None:
    run = suite(["bubblewrap"], "tests/labs/sandbox/test_torch.py", ci=True)
    assert run.returncode == 1, run.stdout
    assert "apt-get install bubblewrap" in run.stdout


@pytest.mark.slow
def test_the_suite_is_collected_without_any_of_them() -> None:
    run = suite(HIDEABLE, "--collect-only", "tests")
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.mark.slow
def test_the_suite_is_green_without_any_of_them() -> None:
    """The rooms that use them, run; each test that is skipped for a part says how to get it."""
    run = suite(HIDEABLE, *ROOMS)
    assert run.returncode == 0, run.stdout[-8000:]
    skipped = re.findall(r"^SKIPPED \[\d+\] [^ ]+ (.+)$", run.stdout, re.MULTILINE)
    for name in ("bubblewrap", "Chromium", "data sets"):
        assert any(machine.part(name).word in reason for reason in skipped), name
