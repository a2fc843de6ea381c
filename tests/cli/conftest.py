"""`chainrule` as a person calls it: in a process of its own, with its own folder, environment and streams.

    def test_a_lab_is_checked(chainrule):
        done = chainrule("check", "7", cwd=folder, env={"CHAINRULE_COURSE": str(course)})

The process is forked from an interpreter that has loaded what the commands load: hundreds of starts would cost more
than all that the commands do. Where the start itself is tested, `new=True` starts an interpreter.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.patience import patience

from chainrule import warm
from chainrule.course import find_course

COMMAND = Path(sys.executable).with_name("chainrule")
LIGHT = (*warm.NUMPY, "chainrule.cli.learn", "chainrule.cli.data", "chainrule.labs.run", "chainrule.labs.folder")
PROOF = (*warm.NUMPY, "chainrule.cli.author", "chainrule.campus.proof")
TORCH = (*warm.TORCH_ALONE, "optuna", "chainrule.cli.train", "chainrule.cli.sweep", "chainrule.recipes.catalogue")
Chainrule = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def waiting() -> Iterator[warm.Servers]:
    with warm.Servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def chainrule(waiting: warm.Servers) -> Chainrule:
    """`chainrule("data", "list", cwd=folder, env={...})`; `loaded` is what its interpreter begins with."""

    def call(
        *arguments: str, cwd: Path, env: Mapping[str, str], loaded: tuple[str, ...] = LIGHT, new: bool = False
    ) -> "subprocess.CompletedProcess[str]":
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull, "rb") as nothing:  # noqa: PTH123
            limit = patience(120)
            if new or not warm.AVAILABLE:
                command = [COMMAND, *arguments]
                status = subprocess.run(
                    command, cwd=cwd, env=env, stdin=nothing, stdout=out, stderr=err, timeout=limit
                ).returncode
            else:
                streams = (nothing.fileno(), out.fileno(), err.fileno())
                address = waiting.address(loaded)
                forked = warm.start(address, COMMAND, *arguments, folder=cwd, environment=env, streams=streams)
                try:
                    status = forked.wait(limit)
                finally:
                    forked.kill()
            texts = []
            for stream in (out, err):
                stream.seek(0)
                texts.append(stream.read().decode("utf-8"))
            return subprocess.CompletedProcess([str(COMMAND), *arguments], status, *texts)

    return call


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose lectures nobody has written yet."""
    for name in ("course.toml", "revisions.md"):
        shutil.copy(find_course() / name, tmp_path / name)
    (tmp_path / "lectures").mkdir()
    return tmp_path
