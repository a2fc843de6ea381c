"""The benchmark runs, does equal work on both sides and says what it promises. No time is asserted here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "scalar_autograd.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=patience(120))


def test_it_ends_with_one_line_of_json() -> None:
    result = run("--points", "6", "--repeats", "1", "--json")
    assert result.returncode == 0, result.stderr
    *table, last = result.stdout.splitlines()
    ratios = json.loads(last)
    assert list(ratios) == ["plain", "fused", "plain_gc_paused", "fused_gc_paused"]
    assert all(isinstance(ratio, float) and ratio > 0 for ratio in ratios.values())
    assert [line.split("|")[1].strip() for line in table[2:]] == [
        "micrograd 0.1.0",
        "chainrule, a node per operation",
        "chainrule, fused dot",
    ]


@pytest.mark.slow
def test_without_json_there_is_only_the_table() -> None:
    result = run("--points", "2", "--repeats", "1")
    assert result.returncode == 0, result.stderr
    assert all(line.startswith("|") for line in result.stdout.splitlines())


@pytest.mark.parametrize("arguments", [("--repeats", "0"), ("--points", "1")])
def test_nothing_to_measure_is_refused(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert "must be at least 1" in result.stderr
