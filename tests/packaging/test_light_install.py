"""`pip install .` alone gives the library and the learning loop; the platform's packages are not needed for them."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience

from chainrule import install

CAMPUS_ONLY = (
    "django", "markdown_it", "py_mini_racer", "nh3", "waitress", "pygments", "icalendar", "yaml", "csp", "axes",
    "tomlkit",
)  # fmt: skip

# Hides the campus extra's packages from the import system, then runs the command given.
WITHOUT_CAMPUS = f"""
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {CAMPUS_ONLY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hide())
sys.argv = ["chainrule", *sys.argv[1:]]
from chainrule.cli import main
main()
"""


def chainrule(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_CAMPUS, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=patience(120))


def test_the_learning_loop_needs_only_the_light_install(tmp_path: Path) -> None:
    assert chainrule("start", "mine", cwd=tmp_path).returncode == 0
    assert chainrule("check", "03", cwd=tmp_path / "mine").returncode == 1
    assert chainrule("progress", cwd=tmp_path / "mine").returncode == 0
    assert chainrule("notebook", "03", cwd=tmp_path / "mine").returncode == 0


def test_a_command_of_the_platform_says_what_to_install(tmp_path: Path) -> None:
    refused = chainrule("serve", cwd=tmp_path)
    assert refused.returncode == 2
    assert f"fix: {install.command('campus')}\n" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_a_fresh_environment_learns_with_what_pip_brings(wheel: Path, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    install = [python, "-m", "pip", "install", "-q", "-c", root / "constraints.txt", wheel]
    installed = subprocess.run(install, capture_output=True, text=True)
    assert installed.returncode == 0, installed.stderr
    present = subprocess.run([python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True).stdout
    assert "torch==2.13.0" in present
    assert not [name for name in ("django", "nvidia", "playwright") if name in present.lower()]
    program = tmp_path / "venv/bin/chainrule"
    subprocess.run([program, "start", "mine"], cwd=tmp_path, check=True, capture_output=True)
    checked = subprocess.run([program, "check", "03"], cwd=tmp_path / "mine", capture_output=True, text=True)
    assert checked.returncode == 1, checked.stderr
