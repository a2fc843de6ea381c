"""`chainrule train` as a person meets it: the real command in a folder of their own."""

import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.conftest import COMMAND, TORCH, Chainrule
from tests.patience import patience

from chainrule.cli.train import again, train
from chainrule.course import find_course
from chainrule.data.problems import DataProblem
from chainrule.labs import load_lab, solution
from chainrule.labs.folder import open_folder
from chainrule.recipes import Number, Options, Outcome
from chainrule.recipes.results import read_rows

Run = Callable[..., subprocess.CompletedProcess[str]]
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}


@pytest.fixture
def run(tmp_path: Path, chainrule: Chainrule) -> Run:
    def call(*arguments: str, cwd: Path = tmp_path, new: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
        return chainrule("train", *arguments, cwd=cwd, env=ENVIRONMENT | env, loaded=TORCH, new=new)

    return call


def test_without_a_name_the_recipes_are_listed_with_what_they_must_reach() -> None:
    done = CliRunner().invoke(train)
    assert done.exit_code == 0
    assert "moons-mlp" in done.stdout
    assert "98% of the test images right, mean of three seeds" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["minst-mlp"], "error: there is no recipe minst-mlp\n  near it: mnist-mlp"),
        (["m"], "error: m may be moons-mlp or mnist-mlp"),
        (["mnist-mlp", "--resume"], "error: there is nothing to go on from in runs/mnist-mlp: nothing was saved there"),
        (["moons", "--resume", "--fresh"], "error: --fresh and --resume say opposite things"),
        (["moons", "--all"], "error: --all runs every recipe, and moons is one\n  fix: leave one of them out"),
        (["nonsense", "--all", "--quick"], "error: --all runs every recipe, and nonsense is one"),
        (["--all", "--quick", "--write"], "error: --write keeps the course's own numbers, not those of --quick"),
        (["moons", "--mine"], "error: this is not a folder with labs\n  fix: chainrule start my-course"),
        (["moons", "--mine", "--write"], "error: --write keeps the course's own numbers, not those of --mine"),
        (["moons", "--quick", "--write"], "error: --write keeps the course's own numbers, not those of --quick"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(train, arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith(words)


def test_missing_data_is_told(run: Run, tmp_path: Path) -> None:
    done = run("mnist-mlp", "--quick", "--data", str(tmp_path), CHAINRULE_MIRROR="http://127.0.0.1:1/")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "MNIST" in done.stderr
    assert "fix: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_beginning_of_a_name_will_do_and_the_number_is_kept(run: Run, tmp_path: Path) -> None:
    done = run("moons", "--quick", "--threads", "1")
    assert done.returncode == 0, done.stderr
    assert "reached  moons-mlp: train accuracy, Tensors" in done.stdout
    outcome = json.loads((tmp_path / "runs/moons-mlp-quick/outcome.json").read_text())
    assert outcome["passes"] is True
    assert outcome["seeds"] == [1]


def folder_with_lab(path: Path, *changes: tuple[str, str], check: bool = False, number: str = "03") -> None:
    """A student's folder in which a lab has passed: by the command, or as it would be written down."""
    subprocess.run([COMMAND, "start", path], check=True, capture_output=True)
    lab = load_lab(find_course(), number)
    text = solution(lab)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = path / f"lab{number}.py"
    file.write_text(text)
    if check:
        subprocess.run([COMMAND, "check", number], cwd=path, check=True, capture_output=True)
        return
    folder = open_folder(path)
    folder.progress(number).passed = "2026-02-01T10:00:00"
    folder.progress(number).passed_sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    folder.save()


COUNTER = (
    ("import math\n", "import atexit\nimport math\n"),
    ("class Value:", "CALLS = []\natexit.register(lambda: print('calls', len(CALLS)))\n\n\nclass Value:"),
    ("        return new_node(a.data + b.data, ", "        CALLS.append(1)\n        return new_node(a.data + b.data, "),
)


def test_a_student_s_passed_lab_trains_the_network(run: Run, tmp_path: Path) -> None:
    folder_with_lab(tmp_path / "mine", *COUNTER, check=True)
    done = run("moons", "--mine", "--quick", cwd=tmp_path / "mine", new=True)  # the counter speaks as it exits
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("yours: Value.__add__, Value.__sub__, ")
    assert "Value.backward (lab 03)\nthe library's: the rest\n" in done.stdout
    assert "Decision boundary, Values" in done.stdout
    assert "score is 0" in (tmp_path / "mine/runs/moons-mlp-quick-mine/boundary-values.svg").read_text()
    [calls] = [line for line in done.stdout.splitlines() if line.startswith("calls ")]
    assert int(calls.split()[1]) > 100_000


@pytest.mark.slow
@pytest.mark.needs("data sets")
@pytest.mark.parametrize(("number", "recipe", "body"), [
    ("07", "mnist-mlp", "cross_entropy"),
    ("08", "mnist-lenet", "conv2d"),
])  # fmt: skip
def test_a_student_s_labs_7_and_8_train_on_mnist(number: str, recipe: str, body: str, run: Run, tmp_path: Path) -> None:
    folder_with_lab(tmp_path / "mine", number=number)
    done = run(recipe, "--mine", "--quick", cwd=tmp_path / "mine", new=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("yours: ")
    yours = done.stdout.splitlines()[0]
    assert body in yours
    assert f"(lab {number})" in yours
    assert f"reached  {recipe}: test accuracy" in done.stdout


def test_an_error_in_a_student_s_code_names_its_file_and_line(run: Run, tmp_path: Path) -> None:
    folder_with_lab(tmp_path / "mine", ("        y, slope = (0.0, 0.0) if", "        y, slope = (1 / 0, 0.0) if"))
    done = run("moons", "--mine", "--quick", cwd=tmp_path / "mine")
    assert done.returncode == 2
    lines = (tmp_path / "mine/lab03.py").read_text().splitlines()
    number = 1 + next(index for index, line in enumerate(lines) if "(1 / 0, 0.0)" in line)
    assert done.stderr == f"error: lab03.py, line {number}, in Value.relu: ZeroDivisionError: division by zero\n"


def test_a_file_that_was_changed_since_is_not_used(run: Run, tmp_path: Path) -> None:
    folder_with_lab(tmp_path / "mine")
    with (tmp_path / "mine/lab03.py").open("a") as file:
        file.write("# changed\n")
    done = run("moons", "--mine", "--quick", cwd=tmp_path / "mine")
    assert done.returncode == 2
    assert "lab 03 is not used: lab03.py is not the file that passed; chainrule check 03" in done.stderr


@pytest.mark.needs("data sets")
def test_ctrl_c_saves_and_the_same_command_goes_on(run: Run, tmp_path: Path) -> None:
    arguments = [COMMAND, "train", "mnist-mlp", "--seed", "4", "--threads", "1"]
    process = subprocess.Popen(
        arguments, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    latest = tmp_path / "runs/mnist-mlp-seed-4/seed-4/latest.safetensors"
    for _ in range(600):
        if latest.exists():
            break
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=patience(60))
    assert process.returncode == 130, words
    assert words.startswith("stopped after step ")
    assert words.endswith("to go on: chainrule train mnist-mlp --seed 4 --threads 1\n")
    process = subprocess.Popen(
        arguments, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "goes on with the run in runs/mnist-mlp-seed-4; --fresh begins anew\n"
    process.kill()
    process.communicate()


def test_what_goes_on_is_the_same_command_without_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["chainrule", "train", "moons", "--resume", "previous", "--seed", "3", "--fresh"])
    assert again() == "chainrule train moons --seed 3"


# --- all of them -------------------------------------------------------------------------------------------------


class Stub:
    """A recipe that counts how often it was run, and does what is asked of it; training is tested elsewhere."""

    def __init__(self, name: str, does: Callable[[Options], Outcome]) -> None:
        self.name, self.title, self.resumes, self.does, self.folders = name, name, True, does, []

    def run(self, options: Options) -> Outcome:
        self.folders.append(options.out)
        return self.does(options)


def gives(value: float) -> Callable[[Options], Outcome]:
    return lambda options: Outcome((Number("accuracy", value, 0.5),), (0,), 1.0)


def fails(options: Options) -> Outcome:
    raise DataProblem("MNIST is not there\n  fix: get it")


@pytest.fixture
def recipes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Stub]:
    made = {name: Stub(name, does) for name, does in (("a", gives(0.9)), ("b", fails), ("c", gives(0.8)))}
    monkeypatch.setattr("chainrule.recipes.RECIPES", made)
    monkeypatch.setattr("chainrule.recipes.recipe", made.__getitem__)
    monkeypatch.setattr("chainrule.recipes.results.page", lambda: tmp_path / "results.md")
    monkeypatch.chdir(tmp_path)
    return made


def test_all_goes_on_after_an_error_that_names_its_recipe(recipes: dict[str, Stub]) -> None:
    done = CliRunner().invoke(train, ["--all", "--out", "o"])
    assert done.exit_code == 1
    assert done.stderr == "error: b: MNIST is not there\n  fix: get it\n"
    assert [stub.folders for stub in recipes.values()] == [[Path("o/a")], [Path("o/b")], [Path("o/c")]]
    assert json.loads(Path("o/c/outcome.json").read_text())["numbers"] == {"accuracy": 0.8}


def test_all_does_not_train_again_what_is_over_unless_all_begins_anew(recipes: dict[str, Stub]) -> None:
    CliRunner().invoke(train, ["--all"])
    recipes["b"].does = gives(0.4)
    done = CliRunner().invoke(train, ["--all"])
    assert done.exit_code == 1
    assert "reached  a: over before, in runs/a; --fresh trains it again\n" in done.stdout
    assert [len(stub.folders) for stub in recipes.values()] == [1, 2, 1]
    done = CliRunner().invoke(train, ["--all"])
    assert done.exit_code == 1
    assert "NOT REACHED  b: over before, in runs/b; --fresh trains it again\n" in done.stdout
    assert [len(stub.folders) for stub in recipes.values()] == [1, 2, 1]
    CliRunner().invoke(train, ["--all", "--fresh"])
    assert [len(stub.folders) for stub in recipes.values()] == [2, 3, 2]


def test_a_run_with_other_options_in_the_same_folder_does_not_count_as_over(recipes: dict[str, Stub]) -> None:
    for options, times in (["--quick"], 1), ([], 2), (["--seed", "3"], 3), (["--seed", "3"], 3):
        CliRunner().invoke(train, ["--all", "--out", "o", *options])
        assert len(recipes["a"].folders) == times


def test_what_is_over_but_not_on_the_page_is_trained_to_be_written(recipes: dict[str, Stub], tmp_path: Path) -> None:
    CliRunner().invoke(train, ["--all"])
    for _ in range(2):
        CliRunner().invoke(train, ["--all", "--write"])
        assert [len(recipes[name].folders) for name in "ac"] == [2, 2]
    assert [row[0] for row in read_rows((tmp_path / "results.md").read_text())] == ["a", "c"]


def test_all_anew_that_was_stopped_goes_on_with_what_it_had_not_reached(recipes: dict[str, Stub]) -> None:
    CliRunner().invoke(train, ["--all"])

    def stopped(options: Options) -> Outcome:
        raise KeyboardInterrupt

    recipes["b"].does = stopped
    assert CliRunner().invoke(train, ["--all", "--fresh"]).exit_code == 130
    CliRunner().invoke(train, ["--all"])
    assert [len(recipes[name].folders) for name in "ac"] == [2, 1]  # stopped in b again, before c
    recipes["b"].does = gives(0.9)
    assert CliRunner().invoke(train, ["--all"]).exit_code == 0
    assert [len(recipes[name].folders) for name in "ac"] == [2, 2]


def test_beginning_anew_puts_the_latest_weights_aside_and_removes_all_others(recipes: dict[str, Stub]) -> None:
    folder = Path("runs/a/seed-0")
    folder.mkdir(parents=True)
    for name in ("latest", "previous", "model"):
        (folder / f"{name}.safetensors").write_text(name)
    CliRunner().invoke(train, ["--all", "--fresh"])
    assert {file.name: file.read_text() for file in folder.iterdir()} == {"before.safetensors": "latest"}


# --- a recipe that saves nothing to go on from -------------------------------------------------------------------


def test_a_recipe_of_seconds_never_says_that_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    foreign = tmp_path / "runs/moons-mlp-quick/Values/latest.safetensors"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("of somebody else")
    done = CliRunner().invoke(train, ["moons", "--quick", "--resume"])
    assert done.exit_code == 2
    assert done.stderr == (
        "error: there is nothing to go on from in runs/moons-mlp-quick: moons-mlp saves nothing, and takes seconds\n"
        "  fix: leave --resume out\n"
    )
    done = CliRunner().invoke(train, ["moons", "--quick"])
    assert done.exit_code == 0
    assert "goes on" not in done.stderr
    assert foreign.read_text() == "of somebody else"


def test_a_file_is_no_folder_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    for out in ("file", "file/run"):
        done = CliRunner().invoke(train, ["moons", "--quick", "--out", out])
        assert done.exit_code == 2
        assert done.stderr.startswith(f"error: {out} cannot be written to: ")
        assert done.stderr.endswith("\n  fix: name another --out\n")
