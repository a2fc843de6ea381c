"""The benchmark grades on our side, in the sandbox, and says what it promises. No time is asserted here."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_our_side_alone_ends_with_one_line_of_json(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/lab_check.py"), "--only", "ours", "--quick", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=patience(240), cwd=tmp_path, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert list(figures) == ["numpy_ms", "torch_ms", "ten_s", "hundred_s", "nbgrader_ratio_1", "nbgrader_ratio_10"]
    assert all(figures[name] > 0 for name in ("numpy_ms", "torch_ms", "ten_s"))
    assert figures["nbgrader_ratio_1"] is None, "nbgrader was left out"


@pytest.mark.slow  # it makes a virtual environment
def test_a_system_that_cannot_be_installed_is_left_out_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert importlib.import_module("lab_check").theirs("nbgrader", {1: 1}, tmp_path) == {}
    said = capsys.readouterr().out
    assert said.startswith("nbgrader is left out: nbgrader==0.9.6 could not be installed")
    assert not list(tmp_path.rglob("installed")), "it is tried again the next time"
