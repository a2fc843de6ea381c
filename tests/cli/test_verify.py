"""`chainrule verify` as an author meets it: what it prints, and its exit status."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import PROOF, Chainrule
from tests.patience import patience

from chainrule.course import find_course

Run = Callable[..., "subprocess.CompletedProcess[str]"]
LECTURE = """\
---
outcomes:
  "Implement full backpropagation.": engine
draft: true
---
# A small lecture

## The engine {#engine}

```python
1 + 1  # 2
```
"""

QUESTION = """\
from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(class_=4, outcome="Implement full", minutes=2, idea="{name}", section="engine", level="recall")
def {name}(draw):
    \"\"\"Which is nicer.\"\"\"
    options = right("red", because="a"), wrong("blue", because="b"), wrong("green", because="c")
    return Choices("Which {name}?", *options, no_key="a matter of taste")
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    (folder / "lectures/04-backpropagation/questions").mkdir(parents=True)
    (folder / "lectures/04-backpropagation/lecture.md").write_text(LECTURE)
    for name in ("colour", "light"):
        (folder / f"lectures/04-backpropagation/questions/{name}.py").write_text(QUESTION.format(name=name))
    for name in ("course.toml", "revisions.md"):
        shutil.copy(find_course() / name, folder / name)
    return folder


@pytest.fixture
def run(chainrule: Chainrule, course: Path) -> Run:
    def call(*arguments: str) -> "subprocess.CompletedProcess[str]":
        """`chainrule verify` beside the folder of the course."""
        return chainrule("verify", "--fresh", *arguments, cwd=course.parent, env=os.environ, loaded=PROOF)

    return call


def test_a_right_course_ends_with_one_line_of_json_and_zero(run, course):
    done = run("--json")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    said_meanwhile = re.sub(r"(?m)^\d of \d pieces proven on \d+ cores?(, about .+ left)?\n", "", done.stderr)
    assert said_meanwhile == ""  # but how far it is, after ten seconds
    said = json.loads(done.stdout)
    assert [one["reason"] for one in said.pop("unproven")] == 2 * ["a matter of taste"]
    assert said == {
        "ok": True,
        "lectures": 1,
        "blocks": 1,
        "minutes": {"04": 1},
        "drafts": ["04"],
        "labs": {},
        "questions": 2,
        "outcomes": 1,
        "holes": 0,
        "failures": [],
    }


def test_a_wrong_course_says_where_what_and_how_and_ends_with_one(run, course):
    path = course / "lectures/04-backpropagation/lecture.md"
    path.write_text(LECTURE.replace("# 2", "# 3"))
    plain, as_json = run(), run("--json", "--only", "lectures", "--class", "4")
    where = "course/lectures/04-backpropagation/lecture.md:11"
    fix = "correct the comment if the code is right, else the code"
    assert (plain.returncode, as_json.returncode) == (1, 1)
    assert f"\n{where}\n  expected 3, got 2\n  fix: {fix}\n" in plain.stdout
    assert "lectures: 1 lecture, 1 draft, 1 block run twice; 1 error\n" in plain.stdout
    assert "\x1b" not in plain.stdout
    assert json.loads(as_json.stdout)["failures"] == [{"where": where, "problem": "expected 3, got 2", "fix": fix}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--course", "nowhere"), "there is no course.toml in this folder"),
        (("--class", "9"), "class 9 has no folder under lectures/; there is 4"),
        (("--class", "x"), "'x' is not a valid integer"),
        (("--only", "texts"), "'texts' is not one of"),
    ],
)
def test_what_could_not_be_run_ends_with_two_and_prints_no_verdict(run, course, arguments, words):
    done = run("--json", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_part_that_breaks_down_is_not_taken_for_an_error_in_the_course(course):
    """As where no process can be started: nothing is known about the course then."""
    program = (
        "import sys, subprocess\n"
        "def broken(*a, **k): raise OSError('no more processes')\n"
        "from chainrule.cli import main\n"
        "subprocess.Popen.__init__ = broken\n"
        "sys.argv = ['chainrule', 'verify', '--fresh', '--only', 'lectures']\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=course.parent, capture_output=True, text=True, timeout=patience(60)
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no more processes" in done.stderr
