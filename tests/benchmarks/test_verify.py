"""The benchmark makes a right course, proves it, and says what it promises. No time is asserted here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_small_course_is_made_and_proven_without_an_error(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/verify.py"), "--lectures", "2", "--labs", "1", "--questions", "8"]
    ended = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, timeout=patience(300), cwd=tmp_path, check=False
    )
    assert ended.returncode == 0, ended.stderr
    *said, last = ended.stdout.splitlines()
    figures = json.loads(last)
    assert list(figures) == ["lectures", "labs", "questions", "seconds", "seconds_one_edit"]
    assert (figures["lectures"], figures["labs"], figures["questions"]) == (2, 1, 8)
    assert [line.partition(":")[0].rpartition("/")[2] for line in said][:2] == ["everything", "nothing to prove"], said
