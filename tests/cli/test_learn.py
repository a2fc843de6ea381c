"""The learning loop as a student meets it: the real command in a folder of their own."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import COMMAND, Chainrule

from chainrule.labs import load_labs
from chainrule.labs.folder import start_folder

TOML = """\
title = "Doubling"
minutes = 5
builds = ["chainrule.autograd.value:as_value", "chainrule.autograd.value:zero_grad"]
[hints]
"as_value" = ["What is it already?", "Use isinstance.", "return x if isinstance(x, Value) else Value(x)"]
"zero_grad" = ["What is zero?", "Loop.", "value.grad = 0.0"]
"""
CHECKS = """\
from chainrule.labs import check

@check("A Value stays itself", points=2)
def same(student, draw):
    a = student.Value(draw.floats(-3, 3))
    student.as_value(a).should_be(a, hint="What is a Value already needs no other.")

@check("Gradients become zero", points=1)
def zero(student, draw):
    a = student.Value(draw.floats(-3, 3))
    a.grad = 5.0
    student.zero_grad([a]).should_be(None)
    a.grad.should_be(0.0, hint={5.0: "It is as it was."})
"""
MUTANTS = """\
from chainrule.labs import mutant

@mutant("always anew", caught_by="same", says="needs no other")
def anew(source):
    return source.replace("return x if isinstance(x, Value) else Value(x)", "return Value(x.data)")
"""
AS_VALUE = ('raise NotImplementedError("write as_value")', "return x if isinstance(x, Value) else Value(x)")
WRONG_VALUE = (AS_VALUE[0], "return Value(x.data)")
ZERO_GRAD = ('raise NotImplementedError("write zero_grad")', "for value in values:\n        value.grad = 0.0")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "lectures" / "07-doubling"
    folder.mkdir(parents=True)
    (folder.parent.parent / "course.toml").write_text("")
    for name, text in (("lab.toml", TOML), ("checks.py", CHECKS), ("mutants.py", MUTANTS)):
        (folder / name).write_text(text)
    return folder.parent.parent


@pytest.fixture
def run(tmp_path: Path, course: Path, chainrule: Chainrule) -> Run:
    """Run the command in the student's folder."""

    def call(*arguments: str, cwd: Path = tmp_path, new: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "CHAINRULE_COURSE": str(course), "PYTHONUTF8": "1", **env}
        return chainrule(*arguments, cwd=cwd, env=environment, new=new)

    return call


@pytest.fixture
def folder(course: Path, tmp_path: Path) -> Path:
    """What `chainrule start .` makes; the command itself is tested once, below."""
    start_folder(tmp_path, load_labs(course).values())
    return tmp_path


def write(folder: Path, *edits: tuple[str, str]) -> None:
    """Fill in bodies of the starter."""
    path = folder / "lab07.py"
    text = path.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def test_from_an_empty_folder_to_a_passed_lab(run: Run, tmp_path: Path) -> None:
    started = run("start", "my labs", new=True)
    assert started.returncode == 0
    assert "made  my labs/lab07.py" in started.stdout
    assert "Next: cd my labs" in started.stdout
    folder = tmp_path / "my labs"

    first = run("check", "7", cwd=folder, new=True)
    assert first.returncode == 1
    assert "Not written yet: as_value, zero_grad." in first.stdout
    assert "0 of 3 points" in first.stdout
    assert "self-check, not a grade; your code is not isolated here" in first.stdout

    write(folder, WRONG_VALUE)
    second = run("check", "07", cwd=folder, new=True)
    assert second.returncode == 1
    assert "What is a Value already needs no other." in second.stdout
    assert "Not written yet: zero_grad." in second.stdout

    assert run("solution", "7", cwd=folder, new=True).returncode == 1
    write(folder, (WRONG_VALUE[1], AS_VALUE[1]), ZERO_GRAD)
    third = run("check", "007", "lab07.py", cwd=folder, new=True)
    assert third.returncode == 0, third.stdout
    assert "3 of 3 points" in third.stdout
    assert "Train a network with what you wrote: chainrule train moons --mine" in third.stdout

    solved = run("solution", "7", cwd=folder, new=True)
    assert solved.returncode == 0
    assert "class Value" in solved.stdout
    assert "passed" in run("progress", cwd=folder, new=True).stdout


def test_json_is_one_line_with_exactly_these_keys(run: Run, folder: Path) -> None:
    write(folder, AS_VALUE)
    done = run("check", "07", "--json", "--seed", "3")
    assert done.returncode == 1
    (line,) = done.stdout.splitlines()
    verdict = json.loads(line)
    assert list(verdict) == ["lab", "file", "sha256", "points", "out_of", "checks"]
    assert (verdict["lab"], verdict["file"], verdict["points"], verdict["out_of"]) == ("07", "lab07.py", 2, 3)
    assert len(verdict["sha256"]) == 64
    assert [list(check) for check in verdict["checks"]] == [["name", "passed", "message"]] * 2
    assert [(check["name"], check["passed"]) for check in verdict["checks"]] == [("same", True), ("zero", False)]
    assert done.stderr == ""


def test_the_seed_of_a_failure_shows_it_again(run: Run, folder: Path) -> None:
    write(folder, WRONG_VALUE)
    messages = [json.loads(run("check", "7", "--json", "--seed", "42").stdout)["checks"][0]["message"] for _ in "ab"]
    assert messages[0] == messages[1]
    assert "chainrule check 07 --seed 42" in messages[0]


# the file's bytes -> the verdict's message (status 1)
UNREADABLE = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n\n", "The file is empty."),
    "binary": (bytes(range(256)), "binary data"),
    "UTF-16": ("x = 1\n".encode("utf-16"), "UTF-16"),
    "Latin-1": (b"x = 1\ny = '\xe9'\n", "Line 2 holds a character that is not UTF-8"),
    "10 MB": (b"x = 1\n" * 1_700_000, "larger than 1 MB"),
    "a syntax error": (b"x = 1\n\ndef f(:\n    pass\n", "line 3: SyntaxError: invalid syntax"),
    "a tab too much": (b"def f():\n    x = 1\n\ty = 2\n", "line 3: TabError"),
    "an error": (b"x = 1\ny = x / 0\n", "raised ZeroDivisionError while it was loaded"),
    "an exit": (b"exit()", "raised SystemExit while it was loaded"),
    "a hard exit": (b"import os\nos._exit(0)", "ended the program (exit code 0)"),
    "a mark in front": (b"\xef\xbb\xbfx = (", "line 1: SyntaxError: '(' was never closed"),
    "deep brackets": (b"x = " + b"(" * 5000, "too many nested parentheses"),
}


@pytest.mark.parametrize(("content", "says"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_does_not_load_is_a_verdict(run: Run, folder: Path, content: bytes, says: str) -> None:
    (folder / "mine.py").write_bytes(content)
    done = run("check", "7", "mine.py", "--json")
    assert done.returncode == 1, done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["points"] == 0
    assert all(says in check["message"] and not check["passed"] for check in verdict["checks"])
    assert set(verdict) == {"lab", "file", "sha256", "points", "out_of", "checks"}


def test_a_file_that_does_not_load_is_told_once(run: Run, folder: Path) -> None:
    (folder / "lab07.py").write_text("def f(:\n")
    done = run("check", "7")
    assert done.returncode == 1
    assert done.stdout.count("SyntaxError") == 1
    assert "def f(:" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_what_cannot_be_run_has_status_2_and_says_why(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "folder.py").mkdir()
    os.mkfifo(folder / "pipe.py")
    (folder / "locked.py").write_text("x = 1")
    cases = {
        ("check", "7", "none.py"): "there is no file none.py",
        ("check", "8"): "there is no lab 8; this course has: 07",
        ("check", "seven"): "there is no lab seven",
        ("check", "7", "folder.py"): "folder.py is a folder",
        ("check", "7", "loop.py"): "symbolic links",
        ("check", "7", "pipe.py"): "not a regular file",
        ("hint", "8"): "there is no lab 8",
        ("hint", "7", "nothing"): "builds nothing called nothing",
        ("reset", "8"): "there is no lab 8",
        ("solution", "8"): "there is no lab 8",
        ("watch", "8"): "there is no lab 8",
        ("start", "lab07.py"): "lab07.py is a file",
    }
    for arguments, says in cases.items():
        done = run(*arguments)
        assert done.returncode == 2, (arguments, done)
        assert says in done.stderr, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_the_file_of_a_lab_that_is_gone_is_made_again_by_the_command_that_is_told(run: Run, folder: Path) -> None:
    (folder / "lab07.py").unlink()
    for command in (["check", "7"], ["hint", "7"]):
        done = run(*command)
        assert "there is no file " in done.stderr
        assert "fix: chainrule reset 07 makes it again" in done.stderr
    assert run("reset", "07").returncode == 0
    assert run("check", "7").returncode == 1


def test_what_cannot_be_run_is_json_too_where_that_was_asked_for(run: Run, folder: Path) -> None:
    done = run("check", "7", "none.py", "--json")
    assert done.returncode == 2
    verdict = json.loads(done.stdout)
    assert "there is no file" in verdict["problem"]
    assert (verdict["points"], verdict["checks"]) == (0, [])


@pytest.mark.parametrize("command", [["hint", "7"], ["progress"], ["reset", "7"], ["watch"]], ids=" ".join)
def test_outside_of_a_folder_the_way_in_is_told(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert done.returncode == 2
    assert "chainrule start" in done.stderr


def test_a_broken_check_is_the_authors(run: Run, folder: Path, course: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    (broken / "lectures" / "07-x").mkdir(parents=True)
    (broken / "course.toml").write_text("")
    for name, text in (
        ("lab.toml", TOML),
        ("checks.py", CHECKS.replace("a.grad = 5.0", "1 / 0")),
        ("mutants.py", MUTANTS),
    ):
        (broken / "lectures" / "07-x" / name).write_text(text)
    write(folder, AS_VALUE)
    done = run("check", "7", CHAINRULE_COURSE=str(broken))
    assert done.returncode == 2
    assert "the check `zero` raised ZeroDivisionError" in done.stderr
    assert "checks.py:11" in done.stderr


def test_hints_go_further_and_are_remembered(run: Run, folder: Path) -> None:
    assert "as_value, hint 1 of 3\n  What is it already?" in run("hint", "7").stdout
    second = run("hint", "7").stdout
    assert "hint 1 of 3" in second
    assert "hint 2 of 3\n  Use isinstance." in second
    assert "zero_grad, hint 1 of 3" in run("hint", "7", "ZERO_GRAD").stdout
    write(folder, AS_VALUE)
    assert "zero_grad, hint 2 of 3" in run("hint", "7").stdout
    last = run("hint", "7", "as_value").stdout
    assert "hint 3 of 3" in last
    assert "That was the last one" in last
    write(folder, ZERO_GRAD)
    assert "every name is written" in run("hint", "7").stderr
    assert "5" in run("progress").stdout


def test_giving_up_shows_the_solution_or_a_part_of_it(run: Run, folder: Path) -> None:
    refused = run("solution", "7")
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "--give-up" in refused.stderr
    part = run("solution", "7", "as_value", "--give-up").stdout
    assert part.startswith("def as_value(")
    assert "class Value" not in part
    assert "gave up" in run("progress").stdout
    whole = run("solution", "7")
    assert whole.returncode == 0
    (folder / "lab07.py").write_text(whole.stdout)
    assert run("check", "7").returncode == 0
    assert "passed" in run("progress").stdout


def test_reset_keeps_the_work_beside_it(run: Run, folder: Path) -> None:
    starter = (folder / "lab07.py").read_text()
    write(folder, AS_VALUE)
    mine = (folder / "lab07.py").read_text()
    done = run("reset", "7")
    assert done.returncode == 0
    assert "what you had is in lab07-before-reset.py" in done.stdout
    assert (folder / "lab07.py").read_text() == starter
    assert (folder / "lab07-before-reset.py").read_text() == mine
    assert "the starter already" in run("reset", "7").stdout
    (folder / "lab07.py").unlink()
    assert "there again" in run("reset", "7").stdout


def test_from_below_the_folder_its_files_are_found(run: Run, folder: Path) -> None:
    below = folder / "notes"
    below.mkdir()
    assert run("check", "7", cwd=below).returncode == 1
    assert run("progress", cwd=below).returncode == 0


def test_a_file_elsewhere_leaves_no_trace(run: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(folder, AS_VALUE, ZERO_GRAD)
    (elsewhere / "copy.py").write_text((folder / "lab07.py").read_text())
    assert run("check", "7", "copy.py", cwd=elsewhere).returncode == 0
    assert [path.name for path in elsewhere.iterdir()] == ["copy.py"]


def test_damaged_progress_is_told_and_does_not_stop_anything(run: Run, folder: Path) -> None:
    (folder / ".chainrule.json").write_text("{")
    done = run("check", "7")
    assert done.returncode == 1
    assert "was damaged and is now" in done.stderr
    assert "note" not in run("progress").stderr


def test_two_checks_at_the_same_moment_leave_whole_progress(run: Run, folder: Path, course: Path) -> None:
    write(folder, AS_VALUE)
    environment = {**os.environ, "CHAINRULE_COURSE": str(course)}
    checks = [
        subprocess.Popen([COMMAND, "check", "7", "--json"], cwd=folder, env=environment, stdout=-1) for _ in "abcd"
    ]
    assert [check.wait(120) for check in checks] == [1, 1, 1, 1]
    for check in checks:
        assert check.stdout is not None
        check.stdout.close()
    assert "2/3" in run("progress").stdout
    assert sorted(path.name for path in folder.iterdir()) == [".chainrule.json", "README.md", "lab07.py"]


def test_in_a_pipe_there_is_no_colour_and_no_line_is_cut(run: Run, folder: Path) -> None:
    write(folder, (AS_VALUE[0], f"raise ValueError('{'long ' * 60}')"))
    done = run("check", "7", FORCE_COLOR="")
    assert "\x1b" not in done.stdout
    assert any("long " * 40 in line for line in done.stdout.splitlines())


def test_where_the_output_has_no_unicode_the_marks_are_letters(run: Run, folder: Path) -> None:
    write(folder, AS_VALUE)
    done = run("check", "7", new=True, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 1
    assert "ok  " in done.stdout
    assert "Traceback" not in done.stderr


def test_what_the_code_printed_is_shown_without_its_escape_codes(run: Run, folder: Path) -> None:
    with (folder / "lab07.py").open("a") as file:
        file.write("print('\\x1b[2J\\x1b[32m3 of 3 points')\n" + "print('line')\n" * 50)
    done = run("check", "7")
    assert "\x1b" not in done.stdout
    assert "Your code printed:" in done.stdout
    assert "lines more" in done.stdout
    assert "0 of 3 points" in done.stdout


def test_the_real_lab_passes_with_its_solution(run: Run, tmp_path: Path) -> None:
    environment = {"CHAINRULE_COURSE": ""}
    (tmp_path / "mine.py").write_text(run("solution", "3", "--give-up", **environment).stdout)
    done = run("check", "03", "mine.py", "--json", **environment)
    assert done.returncode == 0, done.stdout
    verdict = json.loads(done.stdout)
    assert verdict["points"] == verdict["out_of"]


@pytest.mark.parametrize("command", ["start", "check", "watch", "hint", "solution", "progress", "reset"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) >= 5
