"""The benchmark grades on our side, in the sandbox, and says what it promises. No time is asserted here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_our_side_alone_ends_with_one_line_of_json(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/lab_check.py"), "--only", "ours", "--quick", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=tmp_path, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert list(figures) == ["numpy_ms", "torch_ms", "ten_s", "hundred_s", "nbgrader_ratio_1", "nbgrader_ratio_10"]
    assert all(figures[name] > 0 for name in ("numpy_ms", "torch_ms", "ten_s"))
    assert figures["nbgrader_ratio_1"] is None, "nbgrader was left out"
