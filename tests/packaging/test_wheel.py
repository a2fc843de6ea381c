"""A wheel carries the course and the bundled front end, and works in an empty folder."""

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_wheel_holds_the_course_and_the_front_end(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel)
    names = packed.namelist()
    course = [file for file in (ROOT / "course").rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert len(course) > 100
    for wanted in (
        *(f"chainrule/_course/{file.relative_to(ROOT / 'course')}" for file in course),
        "chainrule/campus/site/static/built/css/site.css",
        "chainrule/campus/site/static/built/site.js",
        "chainrule/campus/site/static/built/editor.js",
        "chainrule/campus/site/static/built/katex.min.js",
        "chainrule/campus/site/static/built/explorables/graph-stepper.js",
    ):
        assert wanted in names
    for file in course:  # what proves the course proves this one
        assert packed.read(f"chainrule/_course/{file.relative_to(ROOT / 'course')}") == file.read_bytes(), file
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


@pytest.mark.slow
def test_a_class_of_the_course_in_the_wheel_is_proven(installed: Run, tmp_path: Path) -> None:
    """One will do: its files are those that `campus/proof/test_course.py` proves, to the byte."""
    proven = installed("chainrule", "verify", "--json", "--class", "3", cwd=tmp_path)
    report = json.loads(proven.stdout.splitlines()[-1])
    assert report["ok"], report["failures"]
    assert report["labs"]["03"]["mutants"] == report["labs"]["03"]["caught"] >= 8
    assert report["questions"] >= 14


@pytest.mark.slow
def test_pip_installs_the_wheel_that_a_running_site_serves(tmp_path: Path) -> None:
    """From the address in a notebook's first cell, with what it needs, into a fresh environment."""
    with serving(tmp_path / "var") as address:
        with urllib.request.urlopen(f"{address}/labs/03/notebook.ipynb") as answer:
            wheel = re.findall(r"%pip install --quiet (http[^\\\s]+)", answer.read().decode())[0]
        assert wheel.startswith(f"{address}/wheel/chainrule-")
        subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
        install = [tmp_path / "venv/bin/python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel]
        installed = subprocess.run(install, capture_output=True, text=True, env=clean())
        assert installed.returncode == 0, installed.stderr
    program = tmp_path / "venv/bin/chainrule"

    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, env=clean())

    started = run("start", "mine", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    checked = run("check", "03", "--json", cwd=tmp_path / "mine")
    assert checked.returncode == 1, checked.stderr
    assert json.loads(checked.stdout)["points"] == 0
    # What it lacks it names with the address that it came from.
    refused = run("serve", cwd=tmp_path)
    assert refused.returncode == 2
    assert f'install "chainrule[campus] @ {wheel}"' in refused.stderr


def clean() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "PYTHONPATH"))}


@contextlib.contextmanager
def serving(var: Path) -> Iterator[str]:
    """The address of a site of this tree."""
    command = [sys.executable, "-m", "chainrule", "serve", "--port", "0"]
    process = subprocess.Popen(
        command,
        env=clean() | {"CHAINRULE_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"The course is at (http://\S+)/", line):
                yield found[1]
                break
        else:
            pytest.fail(said)
    finally:
        process.terminate()
        process.communicate(timeout=60)
