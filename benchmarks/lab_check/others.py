"""nbgrader and otter-grader on the same softmax exercise, each in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NBGRADER, OTTER = "nbgrader==0.9.6", "otter-grader==7.0.0"
SOLUTION = (Path(__file__).parent / "numpy/lectures/05-softmax/softmax.py").read_text(encoding="utf-8")
SETUP = """\
rng = np.random.default_rng(7)
def expected(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
"""
CHECKS = {
    "one_row": "z = rng.uniform(-3, 3, (1, 3))\nassert np.allclose(softmax(z), expected(z))",
    "rows": "z = rng.uniform(-3, 3, (3, 4))\nassert np.allclose(softmax(z), expected(z))",
    "sums": "z = rng.uniform(-3, 3, (4, 3))\nassert np.allclose(softmax(z).sum(1), 1)",
    "large_logits": "z = rng.uniform(-3, 3, (2, 3)) + 1000\nassert np.allclose(softmax(z), expected(z))",
    "argument": "z = rng.uniform(-3, 3, (2, 2))\nkept = z.copy()\n_ = softmax(z)\nassert (kept == z).all()",
}


class Missing(Exception):
    """A system that could not be installed or run here; the message says why."""


def environment(requirement: str, folder: Path) -> Path:
    """The folder of programs of an environment with this package, made once. Raises `Missing`."""
    home = folder / requirement.replace("==", "-")
    done = home / "installed"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        try:
            run([sys.executable, "-m", "venv", str(home)])
            run([str(home / "bin/pip"), "install", "--quiet", requirement, "numpy", "ipykernel"])
        except Missing as error:
            raise Missing(f"{requirement} could not be installed: {error}") from error
        done.touch()
    return home / "bin"


def run(command: Sequence[str], cwd: Path | None = None, programs: Path | None = None) -> None:
    """Run a command to its end, with `programs` first on the path. Raises `Missing` with its last line."""
    variables = dict(os.environ)
    if programs is not None:
        variables["PATH"] = f"{programs}{os.pathsep}{variables['PATH']}"
        variables["JUPYTER_PREFER_ENV_PATH"] = "1"
    try:
        ended = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Missing(str(error)) from error
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip().splitlines() or ["it said nothing"]
        raise Missing(f"{Path(command[0]).name} ended with {ended.returncode}: {said[-1]}")


def notebook(cells: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """A notebook of code cells: the text and the metadata of each."""
    made = [
        {"cell_type": "code", "id": f"cell-{n}", "execution_count": None, "outputs": [], "source": s, "metadata": m}
        for n, (s, m) in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def nbgrader(programs: Path, folder: Path, count: int) -> float:
    """Seconds in which `nbgrader autograde` grades `count` submissions. Raises `Missing`."""

    def mark(name: str, *, grade: bool) -> dict[str, Any]:
        about: dict[str, Any] = {"grade_id": name, "schema_version": 3, "task": False}
        about |= {"grade": grade, "locked": grade, "solution": not grade}
        return {"nbgrader": about | ({"points": 1} if grade else {})}

    cells = [(SOLUTION, mark("softmax", grade=False))]
    cells += [(f"{SETUP}{body}", mark(name, grade=True)) for name, body in CHECKS.items()]
    write(folder / "source/softmax/softmax.ipynb", notebook(cells))
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'benchmark'\n")
    run([str(programs / "nbgrader"), "generate_assignment", "softmax", "--create"], folder, programs)
    for number in range(count):
        write(folder / f"submitted/student{number}/softmax/softmax.ipynb", notebook(cells))
    began = time.perf_counter()
    run([str(programs / "nbgrader"), "autograde", "softmax"], folder, programs)
    seconds = time.perf_counter() - began
    graded = len(list((folder / "autograded").glob("*/softmax/softmax.ipynb")))
    if graded != count:
        raise Missing(f"nbgrader graded {graded} of {count} submissions")
    return seconds


def otter(programs: Path, folder: Path, count: int) -> float:
    """Seconds in which `otter run` grades `count` submissions one after the other (its way without Docker)."""
    for name, body in CHECKS.items():
        lines = "".join(f">>> {line}\n" for line in f"z = None\n{body}".splitlines())
        test = {"name": name, "points": 1, "suites": [{"cases": [{"code": lines, "hidden": False, "locked": False}]}]}
        test["suites"][0] |= {"scored": True, "setup": "", "teardown": "", "type": "doctest"}  # type: ignore[index]
        write(folder / f"tests/{name}.py", f"OK_FORMAT = True\n\ntest = {test!r}\n")
    write(folder / "lab.ipynb", notebook([(SOLUTION, {}), (SETUP, {})]))
    generate = ["generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"]
    run([str(programs / "otter"), *generate], folder, programs)
    began = time.perf_counter()
    for number in range(count):
        out = f"graded/{number}"
        (folder / out).mkdir(parents=True)
        run([str(programs / "otter"), "run", "lab.ipynb", "-a", "autograder.zip", "-o", out], folder, programs)
    seconds = time.perf_counter() - began
    for path in (folder / "graded").glob("*/results.json"):
        scores = json.loads(path.read_text(encoding="utf-8"))["tests"]
        if sum(test.get("score", 0) for test in scores) != len(CHECKS):
            raise Missing("otter-grader did not give the exercise its points")
    return seconds


def write(path: Path, text: str) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
