"""An exam loses nothing while the server is killed, networks are cut and pages are loaded again; the benchmark sees it.

`benchmarks/exam_load.py` runs here small; at 200 students, with ten kills, it is slow. No time is asserted.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.parts import need
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["sent", "acknowledged", "lost", "p50_ms", "p99_ms", "kills"]


def sit(*words: str) -> dict[str, Any]:
    """The figures of a run; what was lost or shown wrongly fails it."""
    if "--postgres" in words:
        need("PostgreSQL")
    command = [sys.executable, str(ROOT / "benchmarks/exam_load.py"), "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=patience(1500), check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert list(figures) == NAMES
    return figures


@pytest.mark.parametrize("database", [[], ["--postgres"]], ids=["SQLite", "PostgreSQL"])
def test_a_small_class_loses_nothing(database: list[str]) -> None:
    figures = sit(*database, "--students", "6", "--seconds", "15", "--kills", "2", "--every", "0.7")
    assert figures["lost"] == 0
    assert figures["kills"] == 2
    assert figures["acknowledged"] == figures["sent"] > 40


@pytest.mark.slow
@pytest.mark.parametrize("database", [[], ["--postgres"]], ids=["SQLite", "PostgreSQL"])
def test_a_class_of_200_loses_nothing_while_the_server_is_killed_ten_times(database: list[str]) -> None:
    figures = sit(*database, "--students", "200", "--seconds", "600", "--kills", "10")
    assert figures["lost"] == 0
    assert figures["kills"] == 10
    assert figures["acknowledged"] == figures["sent"] > 5000


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Any:
    for folder in ("benchmarks", "benchmarks/hostile", "benchmarks/exam_load"):
        monkeypatch.syspath_prepend(str(ROOT / folder))
    return importlib.import_module("outcome")


def test_what_was_acknowledged_and_is_not_there_is_counted(outcome: Any) -> None:
    one, two = (outcome.Change("tab", 0, n, n, {"option": n}) for n in (1, 2))
    there = {(7, "tab", 1): (1, {"option": 1}), (7, "tab", 2): (2, {"option": 2})}
    assert outcome.lost_of(7, [one, two], there) == []
    assert len(outcome.lost_of(7, [one, two], there | {(7, "tab", 2): (2, {"option": 9})})) == 1
    assert len(outcome.lost_of(8, [one, two], there)) == 2


def test_what_is_not_in_its_place_in_the_chain_is_counted(outcome: Any) -> None:
    changes = [outcome.Change(client, 0, n, 1, {"option": 1}) for client, n in (("a", 1), ("a", 2), ("b", 3))]
    assert outcome.disorder_of(7, changes, [("a", 1), ("a", 2), ("b", 3)]) == []
    assert outcome.disorder_of(7, changes, [("b", 3), ("a", 1), ("a", 2)]) == [], "each page has an order of its own"
    assert len(outcome.disorder_of(7, changes, [("a", 2), ("a", 1), ("b", 3)])) == 1
    assert len(outcome.disorder_of(7, changes, [("a", 1), ("a", 2)])) == 1


def test_a_receipt_that_does_not_verify_and_one_that_is_not_there_are_counted(outcome: Any) -> None:
    one = outcome.Change("tab", 0, 1, 1, {"option": 1})
    assert outcome.unproven_of(7, [one], [["tab", 1, "equal", ""]]) == []
    assert len(outcome.unproven_of(7, [one], [["tab", 1, "missing", "gone"]])) == 1
    assert len(outcome.unproven_of(7, [one], [])) == 1


def test_percentiles_are_of_the_times(outcome: Any) -> None:
    assert outcome.percentile_ms([n / 1000 for n in range(1, 101)], 0.99) == 100
    assert outcome.percentile_ms([], 0.99) == 0
