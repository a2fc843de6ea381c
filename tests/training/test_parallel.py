"""Two real processes over gloo make the steps that one process makes of the same batches, and save and stop as one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.patience import patience

from chainrule.training.parallel import Team, joined, team
from chainrule.training.sums import Sums

SOURCE = Path(__file__).parents[2] / "src"
PROGRAM = """
import json, sys, time
from pathlib import Path
import torch
from torch import Generator
from chainrule import nn, optim
from chainrule.data import load, to_float
from chainrule.models.mlp import MLP
from chainrule.training import Batches, Checkpoint, CsvLogger, Interrupted, Logger, Settings, fit
from chainrule.training.objectives import classification
from chainrule.training.parallel import joined
torch.set_num_threads(1)
folder, asked = Path(sys.argv[1]), json.loads(sys.argv[2])

class Note(Logger):
    def step(self, history):
        (folder / "steps").write_text(str(history.step))
        time.sleep(asked.get("sleep", 0))

def threads():
    return len(list(Path("/proc/self/task").iterdir()))

before = threads()
with joined() as team:
    digits, draw = load("digits"), Generator().manual_seed(0)
    layers = [nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)]
    if asked.get("norm"):
        layers.insert(2, nn.BatchNorm1d(32))
    model = nn.Sequential(*layers).double()
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=draw, dtype=torch.float64) * 0.1
    data = Batches(digits.train, asked["batch"], prepare=lambda x: to_float(x).double())
    def objective(model, batch, generator):
        total, count, metrics = classification(model, batch, generator)
        return total * (float("nan") if asked.get("nan") and team.rank == 1 else 1.0), count, metrics
    if "left out" in asked:  # of the first half of the digits, nine of ten labels
        digits.train.labels[:750][torch.arange(750) % 10 > 0] = -100
    optimizer = optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    try:
        history = fit(
            model, data, optimizer, epochs=asked.get("epochs", 2), generator=draw, objective=objective,
            settings=Settings(accumulate=asked.get("accumulate", 1)),
            validation=Batches(digits.test, 100, data.prepare), loggers=[CsvLogger(folder), Note()],
            checkpoint=Checkpoint(folder / "kept", every_steps=1) if asked.get("keep") else None,
        )
        say = {"losses": history.losses, "accuracy": history.metric("accuracy"),
               "trained": [epoch.trained["accuracy"] for epoch in history.epochs],
               "weights": sum(float(p.detach().double().abs().sum()) for p in model.parameters())}
    except Exception as error:
        say = {"error": type(error).__name__, "words": str(error)}
    (folder / f"said-{team.rank}.json").write_text(json.dumps(say))
(folder / f"left-{team.rank}.json").write_text(json.dumps(threads() - before))
"""


def start(folder: Path, processes: int, **asked: Any) -> "subprocess.Popen[bytes]":
    folder.mkdir(exist_ok=True)
    (folder / "program.py").write_text(PROGRAM)
    python = [sys.executable]
    if processes > 1:
        python += ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
    command = [*python, str(folder / "program.py"), str(folder), json.dumps(asked)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def said(folder: Path, processes: int, **asked: Any) -> list[dict[str, Any]]:
    """What each process said at the end of a training."""
    running = start(folder, processes, **asked)
    _, error = running.communicate(timeout=patience(300))
    assert running.returncode == 0, error.decode()[-3000:]
    return [json.loads((folder / f"said-{rank}.json").read_text()) for rank in range(processes)]


def test_alone_a_process_is_the_first_of_a_team_of_one() -> None:
    with joined() as alone:
        assert alone == team() == Team(0, 1)
        assert alone.any(True)
        assert not alone.any(False)
        alone.wait()
        counted = Sums(1.0, 2.0, {"accuracy": 1.0})
        assert alone.together(counted) is counted
        assert alone.loss(torch.tensor(6.0), 2) == 3


@pytest.mark.slow
@pytest.mark.parametrize("some", [False, True], ids=["all labels", "some left out"])
def test_two_processes_make_the_steps_of_one(some: bool, tmp_path: Path) -> None:
    # 1,500 examples in batches of 101: the last holds 86, and no batch but it can be parted evenly.
    # Where labels are left out, the two count different numbers of them. Two batches make a step there.
    left_out = {"left out": True, "accumulate": 2, "epochs": 6} if some else {}
    [one] = said(tmp_path / "one", 1, batch=101, **left_out)
    two = said(tmp_path / "two", 2, batch=101, **left_out)
    assert two[0] == two[1]
    assert len(one["losses"]) == (48 if some else 30)
    assert two[0]["losses"] == pytest.approx(one["losses"], rel=1e-9)
    assert two[0]["weights"] == pytest.approx(one["weights"], rel=1e-9)
    assert two[0]["accuracy"] == one["accuracy"]
    assert two[0]["trained"] == pytest.approx(one["trained"])
    assert one["losses"][-1] < one["losses"][0] / 3
    for table in ("steps.csv", "epochs.csv"):  # the first process alone writes them
        rows = [(tmp_path / each / table).read_text().splitlines() for each in ("one", "two")]
        assert len(rows[0]) == len(rows[1])


@pytest.mark.slow
def test_batch_normalization_takes_each_process_its_own_statistics(tmp_path: Path) -> None:
    [one] = said(tmp_path / "one", 1, batch=100, norm=True)
    two = said(tmp_path / "two", 2, batch=100, norm=True)
    assert two[0]["losses"] == two[1]["losses"]
    assert two[0]["losses"] != pytest.approx(one["losses"], rel=1e-6)
    assert two[0]["losses"] == pytest.approx(one["losses"], rel=0.3)


@pytest.mark.slow
def test_nan_in_one_process_stops_all_in_words(tmp_path: Path) -> None:
    for each in said(tmp_path / "two", 2, batch=100, nan=True):
        assert each["error"] == "NotFinite"
        assert "the loss became nan in step 1" in each["words"]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_no_thread_of_the_team_outlives_it(tmp_path: Path) -> None:
    """One that frees a tensor while Python ends would abort a process that has done all its work."""
    said(tmp_path / "two", 2, batch=100, epochs=1)
    assert [json.loads((tmp_path / f"two/left-{rank}.json").read_text()) for rank in range(2)] == [0, 0]


@pytest.mark.slow
def test_ctrl_c_stops_all_after_the_same_step_and_the_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = said(tmp_path / "whole", 2, batch=100)
    stopped = start(tmp_path / "two", 2, batch=100, keep=True, sleep=0.2)
    for _ in range(1200):
        if (tmp_path / "two/steps").exists():
            break
        time.sleep(0.05)
    stopped.send_signal(signal.SIGINT)
    stopped.communicate(timeout=patience(120))
    for rank in range(2):
        words = json.loads((tmp_path / f"two/said-{rank}.json").read_text())
        assert words["error"] == "Interrupted"
        assert "to go on:" in words["words"]
    again = said(tmp_path / "two", 2, batch=100, keep=True)
    assert again[0]["losses"] == whole[0]["losses"]
    assert again[0]["weights"] == whole[0]["weights"]


@pytest.mark.slow
@pytest.mark.needs("data sets")
def test_torchrun_trains_a_recipe_and_one_process_alone_speaks(tmp_path: Path) -> None:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [*torchrun, "-m", "chainrule", "train", "mnist-mlp", "--quick"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=patience(300))
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("reached  mnist-mlp: test accuracy") == 1
    assert done.stdout.count("epoch 2/2") + done.stderr.count("epoch 2/2") == 1
    assert json.loads((tmp_path / "runs/mnist-mlp-quick/outcome.json").read_text())["passes"]
