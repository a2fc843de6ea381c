"""The front end builds from a clean checkout, with the system's Node.js and without one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.parts import need

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "env", "uname", "dirname")  # what npm itself calls


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the bundle is made from."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("frontend", "src/chainrule/models/files"):  # a trained network is part of an explorable
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    for name in ("package.json", "package-lock.json", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("with_node", [True, False], ids=["system Node.js", "Node.js from PyPI"])
def test_the_bundle_is_made(checkout: Path, with_node: bool) -> None:
    if with_node:
        need("Node.js")
    bare = checkout / "bin"
    bare.mkdir()
    for tool in TOOLS:
        (bare / tool).symlink_to(str(shutil.which(tool)))
    environment = os.environ if with_node else {**os.environ, "PATH": str(bare)}
    python = sys.executable
    if not with_node:  # an environment of its own: the fallback installs into it
        subprocess.run([sys.executable, "-m", "venv", checkout / "venv"], check=True)
        python = str(checkout / "venv/bin/python")
    command = [python, "frontend/build.py"]
    made = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    built = checkout / "src/chainrule/campus/site/static/built"
    for name in ("site.js", "editor.js", "paper.js", "explorables/graph-stepper.js", "css/site.css", "katex.min.js"):
        assert (built / name).stat().st_size > 500
    again = (built / "stamp").stat().st_mtime_ns
    subprocess.run(command, cwd=checkout, env=environment, check=True)
    assert (built / "stamp").stat().st_mtime_ns == again, "a bundle that is current was made again"
    (checkout / "frontend/site.js").write_text("syntax error here(")
    broken = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)
    assert broken.returncode != 0
    assert "could not be built" in broken.stderr
