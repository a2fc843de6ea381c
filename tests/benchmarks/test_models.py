"""The benchmark of the models runs, its ways agree, and it says what it promises. No time is asserted here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 0.25  # of the written-out way's


@pytest.fixture(scope="module")
def ended() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks/models.py"), "--quick", "--json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=patience(600), check=False)


def test_it_ends_with_one_line_of_json(ended: subprocess.CompletedProcess[str]) -> None:
    numbers = json.loads(ended.stdout.splitlines()[-1])
    assert list(numbers) == ["gpt", "kv_cache", "attention_memory", "lstm", "sampling"]
    assert all(number > 0 for number in numbers.values())


def test_a_number_that_misses_its_target_is_marked_and_the_benchmark_fails(
    ended: subprocess.CompletedProcess[str],
) -> None:
    missed = ended.stdout.count(" MISSED")
    assert ended.returncode == (1 if missed else 0), ended.stderr
    assert ended.stderr.count(", and must be ") == missed


def test_the_memory_of_the_fused_way_does_not_grow_with_the_square(ended: subprocess.CompletedProcess[str]) -> None:
    """No time is in it, so that it holds on any machine."""
    assert json.loads(ended.stdout.splitlines()[-1])["attention_memory"] <= MOST_MEMORY
