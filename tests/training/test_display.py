"""What a person sees of a training: in a terminal, in a file, in a notebook, in TensorBoard."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience
from tests.training.running import run

from chainrule import install
from chainrule.training import CsvLogger, Epoch, History, Plan, TensorBoardLogger
from chainrule.training.braille import curve
from chainrule.training.display import NotebookDisplay, epoch_words

ROOT = Path(__file__).parent.parent.parent
SCRIPT = f"""
import sys, torch
sys.path.insert(0, {str(ROOT)!r})
from tests.training.running import run
from chainrule.training import display
torch.set_num_threads(1)
run(None, epochs=2, loggers=[display("digits")])
"""
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}


def test_a_terminal_shows_a_bar_with_loss_rate_and_time_left_and_a_curve() -> None:
    master, terminal = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=terminal, stderr=terminal, env=ENVIRONMENT)
    os.close(terminal)
    seen = b""
    try:
        while piece := os.read(master, 65536):
            seen += piece
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(master)
    assert process.wait(60) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.decode())
    assert re.search(r"digits 2/2 .*loss \d\.\d{4}  rate 0\.\d+ .*\d:\d\d:\d\d left ", text)
    assert any(0x2801 <= ord(letter) <= 0x28FF for letter in text)
    assert "epoch 2/2  loss" in text


def test_a_file_gets_a_line_for_each_epoch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=ENVIRONMENT, timeout=patience(60)
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "digits begins: 2 epochs of 8 steps"
    assert [line.partition("  ")[0] for line in lines[1:]] == ["epoch 1/2", "epoch 2/2"]
    assert "\x1b" not in done.stdout


def test_an_epoch_in_words() -> None:
    epoch = Epoch(1, 8, 2.0, 0.5, {"loss": 0.25, "accuracy": 0.9, "perplexity": 1.28403})
    words = "epoch 1/3  loss 0.5000  validation 0.2500  accuracy 90.00%  perplexity 1.284  2.0 s"
    assert epoch_words(epoch, Plan(3, 8)) == words


@pytest.mark.parametrize(
    ("values", "width", "height"),
    [([], 4, 2), ([1.0], 4, 2), ([1.0, 1.0], 1, 1), ([float("nan")] * 5, 3, 2), ([3.0, float("inf"), 1.0], 2, 1)],
)
def test_a_curve_keeps_its_size_whatever_comes(values: list[float], width: int, height: int) -> None:
    lines = curve(values, width, height)
    assert len(lines) == height
    assert all(len(line.split(" ")[0]) == width for line in lines)


def test_a_curve_falls_from_left_to_right() -> None:
    lines = curve([10 - x / 100 for x in range(1000)], width=10, height=5)
    columns = [min(row for row in range(5) if lines[row][x] != chr(0x2800)) for x in range(10)]
    assert columns == sorted(columns)
    assert columns[0] == 0
    assert columns[-1] == 4


def test_metrics_go_to_csv_and_are_read_back_as_the_same_numbers(tmp_path: Path) -> None:
    history, _ = run(None, epochs=2, loggers=[CsvLogger(tmp_path)])
    rows = [line.split(",") for line in (tmp_path / "steps.csv").read_text().splitlines()]
    assert rows[0] == ["step", "loss", "rate"]
    assert [float(row[1]) for row in rows[1:]] == history.losses
    head, *epochs = (tmp_path / "epochs.csv").read_text().splitlines()
    assert head == "epoch,step,seconds,loss,accuracy,validation_loss,validation_accuracy"
    assert [float(row.split(",")[4]) for row in epochs] == [epoch.trained["accuracy"] for epoch in history.epochs]


def test_metrics_go_to_tensorboard(tmp_path: Path) -> None:
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    history, _ = run(None, epochs=1, loggers=[TensorBoardLogger(tmp_path)])
    events = accumulator.EventAccumulator(str(tmp_path))
    events.Reload()
    losses = [event.value for event in events.Scalars("train/loss")]
    assert losses == pytest.approx(history.losses, rel=1e-6)
    assert [event.step for event in events.Scalars("validation/accuracy")] == [8]
    assert [event.step for event in events.Scalars("train/accuracy")] == [8]


def test_without_tensorboard_it_is_said_what_to_install(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['tensorboard'] = None; from pathlib import Path; import chainrule.training as t; "
    done = subprocess.run(
        [sys.executable, "-c", f"{hidden}t.TensorBoardLogger(Path('.'))"], capture_output=True, text=True, cwd=tmp_path
    )
    assert f"TensorBoard is not installed: {install.command('training')}" in done.stderr


def test_a_notebook_draws_the_history_again_and_again() -> None:
    """The real display of IPython; what it publishes is kept by the shell's own capturing publisher."""
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    capture = pytest.importorskip("IPython.utils.capture")
    shell_module.InteractiveShell.instance()
    with capture.capture_output() as captured:
        run(None, epochs=2, loggers=[NotebookDisplay("digits")])
    pictures = [output.data.get("text/html", "") for output in captured.outputs]
    assert "<svg" in pictures[-1]
    assert "epoch 2/2" in pictures[-1]
    shell_module.InteractiveShell.clear_instance()


def test_the_picture_of_a_history_has_both_losses() -> None:
    history = run(None, epochs=2)[0]
    assert "validation" in history.picture("Digits")
    assert history._repr_svg_() == history.picture()


def test_a_metric_that_was_not_measured_is_named() -> None:
    history = History([1.0], [0.1], [Epoch(1, 1, 0.0, 1.0, {"loss": 2.0})])
    assert history.metric("loss") == [2.0]
    with pytest.raises(LookupError, match="accuracy was not measured after epoch 1: loss was"):
        history.metric("accuracy")
