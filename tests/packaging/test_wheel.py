"""A wheel carries the course and the bundled front end, and works in an empty folder."""

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_wheel_holds_the_course_and_the_front_end(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "chainrule/_course/course.toml",
        "chainrule/_course/lectures/03-backpropagation-1/lecture.md",
        "chainrule/_course/lectures/03-backpropagation-1/lab.toml",
        "chainrule/campus/site/static/built/css/site.css",
        "chainrule/campus/site/static/built/site.js",
        "chainrule/campus/site/static/built/editor.js",
        "chainrule/campus/site/static/built/katex.min.js",
        "chainrule/campus/site/static/built/explorables/graph-stepper.js",
    ):
        assert wanted in names
    strays = [name for name in names if "__pycache__" in name or "/tests/" in name or "node_modules" in name]
    assert strays == []


def test_it_runs_from_its_own_files(installed: Run, tmp_path: Path) -> None:
    shown = installed("python", "-c", "import chainrule; print(chainrule.__file__)", cwd=tmp_path)
    assert "environment" in shown.stdout, shown.stderr


def test_a_learner_starts_checks_and_passes_a_lab(installed: Run, tmp_path: Path) -> None:
    assert installed("chainrule", "start", "mine", cwd=tmp_path).returncode == 0
    folder = tmp_path / "mine"
    failed = installed("chainrule", "check", "03", "--json", cwd=folder)
    assert failed.returncode == 1, failed.stderr
    assert json.loads(failed.stdout)["points"] < json.loads(failed.stdout)["out_of"]
    solution = installed("chainrule", "solution", "03", "--give-up", cwd=folder)
    assert "def backward" in solution.stdout


def test_the_course_in_the_wheel_is_proven(installed: Run, tmp_path: Path) -> None:
    proven = installed("chainrule", "verify", "--json", cwd=tmp_path)
    report = json.loads(proven.stdout.splitlines()[-1])
    assert report["ok"], report["failures"]
    assert report["labs"]["03"]["mutants"] == report["labs"]["03"]["caught"] >= 8
    assert report["questions"] >= 24
