"""The benchmark of hostile use counts what was lost and says what it promises. No time is asserted here."""

import importlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.patience import patience

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The benchmark's own modules."""
    for folder in ("benchmarks", "benchmarks/hostile"):
        monkeypatch.syspath_prepend(str(ROOT / folder))
    return importlib.import_module


def a_class(parts: Any) -> Any:
    """A class of one, who was promised one answer and two verdicts."""
    honest, browser = parts("honest"), parts("browser")
    student = honest.Student(browser.Browser(1), Random(1), "", threading.Event())
    student.acknowledged[7, "tab", 1] = (3, {"option": 1})
    student.hand_ins += [4, 5]
    group = honest.Class(1, [], "")
    group.students = [student]
    return group


def test_nothing_is_lost_where_the_database_has_all_that_was_promised(parts: Any) -> None:
    kept = {"events": [[7, "tab", 1, 3, {"option": 1}]], "hand_ins": {"4": ["done", 34], "5": ["done", 34]}}
    assert a_class(parts).lost(kept, 34) == []


@pytest.mark.parametrize(
    ("events", "hand_ins"),
    [
        ([], {"4": ["done", 34], "5": ["done", 34]}),
        ([[7, "tab", 1, 3, {"option": 2}]], {"4": ["done", 34], "5": ["done", 34]}),
        ([[7, "tab", 1, 3, {"option": 1}]], {"4": ["done", 34]}),
        ([[7, "tab", 1, 3, {"option": 1}]], {"4": ["done", 34], "5": ["failed", None]}),
        ([[7, "tab", 1, 3, {"option": 1}]], {"4": ["done", 34], "5": ["done", 30]}),
    ],
    ids=["no answer", "another answer", "no hand-in", "no verdict", "another verdict"],
)
def test_what_was_promised_and_is_not_there_is_lost(parts: Any, events: list[Any], hand_ins: dict[str, Any]) -> None:
    assert len(a_class(parts).lost({"events": events, "hand_ins": hand_ins}, 34)) == 1


@pytest.mark.slow
def test_a_small_attack_on_a_real_site_ends_with_one_line_of_json(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/hostile.py"), "--quick", "--one-server", "--json"]
    attacks = ["--only", "one_byte_of_a_body", "autosave_flood", "one_array_many_times"]
    ended = subprocess.run(
        [*command, *attacks], capture_output=True, text=True, timeout=patience(900), cwd=tmp_path, check=False
    )
    figures = json.loads(ended.stdout.splitlines()[-1])
    assert list(figures) == ["attacks", "held", "server_restarts", "lost", "worst_p99_ms", "peak_mb"], ended.stderr
    assert figures["attacks"] == 3
    assert figures["server_restarts"] == figures["lost"] == 0, ended.stdout
