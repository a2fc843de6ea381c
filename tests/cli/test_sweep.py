"""`chainrule sweep` as a user runs it: a table, a picture, a worker killed, and Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.cli.conftest import TORCH, Chainrule
from tests.patience import patience
from tests.sample import sampled

SOURCE = Path(__file__).parents[2] / "src"
Sweep = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sweep(tmp_path: Path, chainrule: Chainrule) -> Sweep:
    """`chainrule sweep` with these arguments, to its end."""

    def call(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"PYTHONPATH": str(SOURCE), "COLUMNS": "140"}
        return chainrule("sweep", *arguments, cwd=tmp_path, env=environment, loaded=TORCH)

    return call


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "COLUMNS": "140", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "chainrule", "sweep", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, error = process.communicate(timeout=patience(300))
    return process.returncode, out, error


def children(process: "subprocess.Popen[str]", count: int) -> list[int]:
    """The workers of a sweep, once there are so many."""
    for _ in range(600):
        found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if len(found) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    pytest.fail("no workers were started")


def trials_begun(folder: Path) -> bool:
    journal = folder / "sweeps/digits-mlp/journal.log"
    for _ in range(1200):
        if journal.exists() and '"worker"' in journal.read_text():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_sweep_ends_with_a_table_and_a_picture_and_goes_on_from_there(tmp_path: Path, browser: Browser) -> None:
    status, out, error = finished(start(tmp_path, "digits", "--quick", "--trials", "6", "--sampler", "random"))
    assert (status, error) == (0, "")
    lines = [line for line in out.splitlines() if re.match(r"trial \d: ", line)]
    assert sorted(int(line.split()[1].rstrip(":")) for line in lines) == [0, 1, 2, 3, 4, 5]
    assert "what mattered: " in out
    picture = tmp_path / "sweeps/digits-mlp/what-mattered.svg"
    assert f"the picture is {picture.relative_to(tmp_path)}" in out
    values = [float(found) for found in re.findall(r"^trial \d: (0\.\d+) ", out, re.MULTILINE)]
    table = out.split("weight decay\n", 1)[1]
    assert float(table.split()[1]) == max(values)
    page = browser.new_page(viewport={"width": 1300, "height": 1300})
    page.goto(picture.as_uri())
    words = page.locator("svg").first.text_content() or ""
    for knob in ("rate", "width", "dropout", "momentum", "weight decay"):
        assert knob in words
    assert page.locator("circle").count() >= len(values)
    page.close()
    status, out, _ = finished(start(tmp_path, "digits", "--quick", "--trials", "7", "--sampler", "random"))
    assert status == 0
    assert "6 trials were run before" in out
    assert len(re.findall(r"^trial \d: ", out, re.MULTILINE)) == 1


ORDERS = [
    ["--quick", "digits", "--trials", "1", "--folder", "sw", "--seed", "3"],
    ["digits", "--seed=3", "--trials=1", "--folder=sw", "--quick"],
    ["--trials", "1", "--sampler", "random", "--folder", "sw", "--quick", "--", "digits"],
]


@pytest.mark.parametrize("arguments", sampled(ORDERS, ORDERS[0]))
def test_options_stand_before_the_recipe_or_behind_it(arguments: list[str], sweep: Sweep, tmp_path: Path) -> None:
    done = sweep(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"^trial 0: 0\.\d+ ", done.stdout, re.MULTILINE)) == 1
    assert (tmp_path / "sw/journal.log").exists()


def test_a_sweep_of_which_no_trial_came_to_its_end_has_failed(tmp_path: Path) -> None:
    running = start(tmp_path, "digits", "--trials", "1", "--folder", "sw")
    pid = 0
    while running.poll() is None:  # every worker that is started is killed, until none is started any more
        found = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        if found and int(found[0]) != pid:
            pid = int(found[0])
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    status, out, error = finished(running)
    assert status == 1
    assert out == ""
    assert error.count("died (SIGKILL)") == 4
    assert error.endswith("error: no trial finished\n")


@pytest.mark.slow
@pytest.mark.parametrize(("how", "words"), [(signal.SIGKILL, "SIGKILL"), (signal.SIGINT, "130|143")])
def test_a_worker_that_is_killed_is_replaced_and_its_trial_made(
    how: signal.Signals, words: str, tmp_path: Path
) -> None:
    running = start(tmp_path, "digits", "--trials", "8", "--workers", "2")
    workers = children(running, 2)
    assert trials_begun(tmp_path)
    os.kill(workers[0], how)
    status, out, error = finished(running)
    assert status == 0
    assert re.fullmatch(rf"worker [01] died \(({words})\); its trial will be run again\n", error.lstrip("\n"))
    assert len(set(re.findall(r"^trial (\d): ", out, re.MULTILINE))) == 8


@pytest.mark.slow
def test_ctrl_c_ends_all_and_says_how_to_go_on(tmp_path: Path) -> None:
    running = start(tmp_path, "digits", "--trials", "30", "--workers", "2")
    workers = children(running, 2)
    assert trials_begun(tmp_path)
    running.send_signal(signal.SIGINT)
    status, _, error = finished(running)
    assert status == 130
    assert error == "stopped; the same command goes on from here\n"
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(("arguments", "words"), [
    (["mnist-cnn"], "error: no search is called mnist-cnn; there are mnist-mlp, cifar-cnn, digits-mlp"),
    (["digits", "--seed", "-1"], "Usage: "),  # Optuna takes none below 0
    (["digits", "--storage", "mysql://x/y"], "error: mysql:// is no storage of a sweep"),
])  # fmt: skip
def test_what_cannot_be_swept_is_told_in_words(arguments: list[str], words: str, sweep: Sweep) -> None:
    done = sweep(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(words)
    assert "Traceback" not in done.stderr
