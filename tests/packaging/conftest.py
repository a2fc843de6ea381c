"""The wheel as a user gets it: built from the tree, installed where no repository stands beside it."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True, text=True)
    [built] = folder.glob("chainrule-*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program of a fresh environment that has the wheel, in an empty folder.

    The dependencies are the ones of this environment, lent by a path file, so that nothing is downloaded; the
    editable install beside them is not lent, because path files of a lent folder are not read.
    """
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin/python"
    subprocess.run([sys.executable, "-m", "pip", "-q", "--python", python, "install", "--no-deps", wheel], check=True)
    [packages] = environment.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    home = tmp_path_factory.mktemp("home")

    def run(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        clean = {"PATH": f"{environment}/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
        return subprocess.run(
            [environment / "bin" / program, *arguments],
            cwd=cwd,
            env=clean,
            capture_output=True,
            text=True,
            timeout=patience(400),  # for the proof of the whole course, beside that of another worker
        )

    return run
