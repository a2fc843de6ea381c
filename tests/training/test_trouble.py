"""What goes wrong is told in clear words, and nothing that was saved is lost."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from tests.patience import patience
from tests.training.running import run

from chainrule import nn, optim
from chainrule.data import Points
from chainrule.training import (
    Batches,
    Checkpoint,
    CheckpointProblem,
    Epoch,
    History,
    Interrupted,
    Logger,
    NotFinite,
    Settings,
    checkpoint_file,
    fit,
)
from chainrule.training.objectives import regression

ROOT = Path(__file__).parent.parent.parent


class Notes(Logger):
    """Keeps the notes, and does something at a step."""

    def __init__(self, at: int = 0, do: Callable[[], object] = lambda: None) -> None:
        self.at, self.do = at, do
        self.notes: list[str] = []
        self.epochs = 0

    def step(self, history: History) -> None:
        if history.step == self.at:
            self.do()

    def epoch(self, epoch: Epoch, history: History) -> None:
        self.epochs += 1

    def note(self, text: str) -> None:
        self.notes.append(text)


def saved_step(path: Path) -> int:
    return int(checkpoint_file.read(path)[1]["step"])


# --- damaged and foreign files -----------------------------------------------------------------------------------


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-50] ^= 1
    path.write_bytes(content)


def change_the_data(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'\\"epoch\\": 2', b'\\"epoch\\": 1', 1))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    safetensors.torch.save_file({"weight": torch.zeros(3)}, path)


def a_pickle(path: Path) -> None:
    torch.save({"weight": torch.zeros(3)}, path)


def newer(path: Path) -> None:
    safetensors.torch.save_file({"weight": torch.zeros(3)}, path, {"format": checkpoint_file.FORMAT, "version": "99"})


def older(path: Path) -> None:
    safetensors.torch.save_file({"weight": torch.zeros(3)}, path, {"format": checkpoint_file.FORMAT, "version": "1"})


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut_short, "it is damaged or was cut short"),
        (empty, "it is damaged or was cut short"),
        (a_pickle, "it is damaged or was cut short"),
        (flip_a_bit, r"its bytes are not those that were written \(SHA-256 differs\)"),
        (change_the_data, r"its bytes are not those that were written \(SHA-256 differs\)"),
        (foreign, "it was not written by chainrule"),
        (newer, r"it was written by a newer chainrule \(format 99\)"),
        (older, r"it was written by an older chainrule \(format 1\)"),
    ],
)
def test_a_checkpoint_that_is_none_is_named_and_the_one_before_is_offered(
    damage: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    whole = run(Checkpoint(tmp_path), epochs=2)[0]
    damage(tmp_path / "latest.safetensors")
    with pytest.raises(CheckpointProblem, match=words) as caught:
        run(Checkpoint(tmp_path), epochs=2)
    assert str(tmp_path / "latest.safetensors") in str(caught.value)
    assert "the one before it, previous.safetensors (step 8, epoch 2), is whole" in str(caught.value)
    assert run(Checkpoint(tmp_path, resume="previous"), epochs=2)[0].losses == whole.losses
    assert saved_step(tmp_path / "latest.safetensors") == 16
    assert saved_step(tmp_path / "previous.safetensors") == 8
    assert (tmp_path / "refused.safetensors").exists()


def test_where_both_are_damaged_a_new_beginning_is_offered(tmp_path: Path) -> None:
    run(Checkpoint(tmp_path), epochs=1)
    for name in ("latest", "previous"):
        empty(tmp_path / f"{name}.safetensors")
    with pytest.raises(CheckpointProblem, match="fix: begin anew"):
        run(Checkpoint(tmp_path), epochs=1)


def test_another_model_is_told_by_the_first_tensor_that_differs(tmp_path: Path) -> None:
    checkpoint_file.write(tmp_path / "latest.safetensors", {"model/0.weight": torch.zeros(2, 1, 3, 3)}, {"about": {}})
    with pytest.raises(CheckpointProblem, match=r"0.weight is \(2, 1, 3, 3\) there, and \(4, 1, 3, 3\) here"):
        run(Checkpoint(tmp_path))
    checkpoint_file.write(tmp_path / "latest.safetensors", {}, {"about": {}})
    with pytest.raises(CheckpointProblem, match=r"0.weight is missing there, and \(4, 1, 3, 3\) here"):
        run(Checkpoint(tmp_path))


# --- no place to write -------------------------------------------------------------------------------------------


# What happens on a full disk and on one that is read-only, a line for each; arguments: the disk, and the repository.
ON_A_SMALL_DISK = """
import subprocess, sys, torch
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tests.training.running import run
from tests.training.test_trouble import Notes, saved_step
from chainrule.training import Checkpoint, CheckpointProblem
torch.set_num_threads(1)
disk = Path(sys.argv[1])
fill = lambda: (disk / "other").write_bytes(b"x" * (int(__import__("shutil").disk_usage(disk).free)))
notes = Notes(4, fill)
history, _ = run(Checkpoint(disk / "run"), epochs=2, loggers=[notes])
print("notes", len(notes.notes), notes.notes[0].replace("\\n", " "))
print("steps", history.step, "saved", saved_step(disk / "run/latest.safetensors"))
print("left", sorted(path.name for path in (disk / "run").iterdir()))
(disk / "other").unlink()
again, _ = run(Checkpoint(disk / "run"), epochs=2)
print("the same", again.losses == history.losses)
fill()
try:
    run(Checkpoint(disk / "new"), epochs=2)
except CheckpointProblem as error:
    print("new", error)
(disk / "other").unlink()
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
for folder in ("run", "new"):
    try:
        history, _ = run(Checkpoint(disk / folder), epochs=3, loggers=[notes])
        print("went on to", history.step, notes.notes[-1].replace("\\n", " "))
    except CheckpointProblem as error:
        print("read-only", error)
"""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="mounting needs root")
def test_a_disk_that_fills_up_or_is_read_only_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    """A real file system of 100 kB, in a mount namespace of its own."""
    mounted = 'mount -t tmpfs -o size=200k chainrule-test "$0" && exec "$1" -c "$2" "$0" "$3"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", mounted, tmp_path, sys.executable, ON_A_SMALL_DISK, ROOT],
        capture_output=True,
        text=True,
        timeout=patience(120),
    )
    if "mount:" in done.stderr:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    lines = done.stdout.splitlines()
    assert len(lines) >= 5, done.stderr
    assert lines[0].startswith("notes 2 the disk is full: ")
    assert "free some space" in lines[0]
    assert lines[1] == "steps 16 saved 0"
    assert lines[2] == "left ['latest.safetensors']"
    assert lines[3] == "the same True"
    assert lines[4].startswith("new the disk is full: ")
    assert lines[6].startswith("went on to 24 ")  # what is in memory is not lost
    assert "cannot be written to (Read-only file system)   fix: name another folder" in lines[6]
    assert lines[7].startswith("read-only ")
    assert "cannot be written to (Read-only file system)" in lines[7]


def test_a_file_that_may_not_grow_so_large_is_told_the_same_way(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # noqa: E731
    notes = Notes(4, limit)
    try:
        history, _ = run(Checkpoint(tmp_path), epochs=1, loggers=[notes])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert history.step == 8
    assert "the disk is full" in notes.notes[0]
    assert saved_step(tmp_path / "latest.safetensors") == 0


def test_a_folder_that_cannot_be_made_is_told_before_the_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointProblem, match="fix: name another folder"):
        run(Checkpoint(tmp_path / "file" / "run"))


def test_a_metrics_file_that_cannot_be_written_ends_that_file_alone(tmp_path: Path) -> None:
    class Broken(Logger):
        def step(self, history: History) -> None:
            raise OSError(28, "No space left on device")

    notes = Notes()
    history, _ = run(None, epochs=1, loggers=[Broken(), notes])
    assert history.step == 8
    assert notes.notes == ["Broken stopped: [Errno 28] No space left on device"]


# --- numbers that are none ---------------------------------------------------------------------------------------


def test_a_loss_of_nan_stops_with_the_step_the_rate_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFinite) as caught:
        run(Checkpoint(tmp_path, every_steps=1), "SGD", lr=1e38, scheduled=False)
    words = str(caught.value)
    assert "the loss became" in words or "became inf or NaN" in words
    assert "with learning rate 1e+38" in words
    assert "fix: a lower rate or a warm-up" in words
    assert f"is in {tmp_path / 'latest.safetensors'}" in words
    kept, _ = checkpoint_file.read(tmp_path / "latest.safetensors")
    assert all(tensor.isfinite().all() for name, tensor in kept.items() if name.startswith("model/"))


def blow_up(steps: int, checkpoint: Checkpoint | None, validation: Any = None) -> tuple[list[str], Notes]:
    """One epoch of a line whose first step makes its slope infinite: the message's lines, and who listened."""
    model, heard = nn.Linear(1, 1), Notes()
    with pytest.raises(NotFinite) as caught:
        fit(
            model,
            Batches(Points(torch.full((steps, 1), 3.0), torch.full((steps, 1), 9.0)), 1),
            optim.SGD(model.parameters(), lr=3e38),
            epochs=1,
            generator=torch.Generator(),
            objective=regression,
            validation=validation,
            checkpoint=checkpoint,
            loggers=[heard],
        )
    return str(caught.value).splitlines(), heard


@pytest.mark.parametrize("validation", [None, [(torch.ones(1, 1), torch.ones(1, 1))]])
@pytest.mark.parametrize("kept", [False, True])
def test_weights_that_the_last_step_made_infinite_are_told(kept: bool, validation: Any, tmp_path: Path) -> None:
    lines, heard = blow_up(1, Checkpoint(tmp_path) if kept else None, validation)
    assert lines[0] == "weight became inf or NaN in step 1 (epoch 1), with learning rate 3e+38"
    assert kept == (lines[1] == f"  the model of step 0 is in {tmp_path / 'latest.safetensors'}")
    assert heard.epochs == 0  # nothing was measured of it


def test_weights_that_became_infinite_are_not_saved_in_mid_epoch(tmp_path: Path) -> None:
    lines, _ = blow_up(3, Checkpoint(tmp_path, every_steps=1))
    assert lines[0] == "weight became inf or NaN in step 1 (epoch 1), with learning rate 3e+38"
    assert saved_step(tmp_path / "latest.safetensors") == 0


def test_gradients_are_clipped_where_that_is_asked_for() -> None:
    def way(settings: Settings) -> float:
        """How far the weights of the last layer went."""
        start, end = (
            run(None, "SGD", lr=rate, scheduled=False, epochs=1, settings=settings)[1].state_dict()["5.weight"]
            for rate in (0.0, 0.1)
        )
        return float((end - start).norm())

    assert way(Settings()) > 0.1
    assert way(Settings(clip_norm=1e-6)) < 1e-5


# --- Ctrl-C ------------------------------------------------------------------------------------------------------


def press(folder: Path, times: int) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own that gets Ctrl-C in its fifth step, `times` times."""
    script = f"""
import os, signal, sys, torch
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.training.running import run
from tests.training.test_trouble import Notes
from chainrule.training import Checkpoint, Interrupted
torch.set_num_threads(1)
def press():
    for _ in range({times}):
        os.kill(os.getpid(), signal.SIGINT)
try:
    run(Checkpoint(Path({str(folder)!r}), go_on="chainrule train digits"), loggers=[Notes(5, press)])
except Interrupted as error:
    print("interrupted:", error)
except KeyboardInterrupt:
    print("at once")
"""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=patience(120))


def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path: Path) -> None:
    done = press(tmp_path, 1)
    assert done.stdout == (
        f"interrupted: stopped after step 5 (epoch 1 of 3); all of it is in {tmp_path / 'latest.safetensors'}\n"
        "  to go on: chainrule train digits\n"
    ), done.stderr
    assert saved_step(tmp_path / "latest.safetensors") == 5
    assert run(Checkpoint(tmp_path))[0].losses == run(None)[0].losses


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    assert press(tmp_path, 2).stdout == "at once\n"
    assert saved_step(tmp_path / "latest.safetensors") == 0


def test_ctrl_c_is_as_it_was_after_a_training(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Interrupted):
        run(Checkpoint(tmp_path), loggers=[Notes(2, lambda: os.kill(os.getpid(), signal.SIGINT))])
    assert signal.getsignal(signal.SIGINT) is before
