"""Checkpoints of a run: where they lie, how often one is written, and which one a run goes on from."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from chainrule.training import checkpoint_file
from chainrule.training.checkpoint_file import Contents
from chainrule.training.problems import CheckpointProblem

RESUME = ("latest", "previous", "never")


@dataclass(frozen=True)
class Checkpoint:
    """A run's checkpoints: `latest.safetensors` in its folder, and `previous.safetensors`, the one before it.

    One is written after every epoch, and within it after `every_seconds`, or after `every_steps`. `resume` says what
    `fit` begins with: "latest" goes on where the run stopped, if it began before; "previous" goes on from the one
    before that; "never" begins anew. `about` is what a run must have in common with the one that it goes on from, as a
    seed. `go_on` says in a sentence how to go on. With `read_only` nothing is written: for all but one of several
    processes.

    Raises ValueError for another word for `resume`.
    """

    folder: Path
    every_seconds: float = 60.0
    every_steps: int | None = None
    resume: str = "latest"
    about: Mapping[str, str] = field(default_factory=dict)
    go_on: str = "call fit again with the same arguments"
    read_only: bool = False

    def __post_init__(self) -> None:
        if self.resume not in RESUME:
            raise ValueError(f"Checkpoint: resume must be one of {', '.join(RESUME)}, got {self.resume!r}")

    @property
    def latest(self) -> Path:
        return self.folder / "latest.safetensors"

    @property
    def previous(self) -> Path:
        return self.folder / "previous.safetensors"

    def exists(self) -> bool:
        """Whether there is one to go on from."""
        return self.latest.exists() or self.previous.exists()

    def save(self, tensors: Mapping[str, Tensor], data: Mapping[str, Any]) -> None:
        """Write the latest one; what was the latest is the previous one. Raises `CheckpointProblem`."""
        if not self.read_only:
            checkpoint_file.write(self.latest, tensors, {**data, "about": dict(self.about)}, keep=self.previous)

    def load(self) -> tuple[Contents, Path] | None:
        """What to go on from, and its file; None where the run begins.

        Raises `CheckpointProblem` where that is damaged or of another run, and names the one before where it is whole.
        """
        if self.resume == "never" or not self.exists():
            return None
        if self.resume == "previous":
            return self._load_previous(), self.previous
        path = self.latest if self.latest.exists() else self.previous  # a power cut between two renamings
        try:
            return self._read(path), path
        except CheckpointProblem as error:
            raise CheckpointProblem(f"{error}{self.offer(path)}") from error

    def _load_previous(self) -> Contents:
        try:
            contents = self._read(self.previous)
        except FileNotFoundError as error:
            raise CheckpointProblem(f"there is no {self.previous}\n  fix: go on from the latest one") from error
        if self.latest.exists() and not self.read_only:  # or it would soon take the place of the good one
            with contextlib.suppress(OSError):
                self.latest.replace(self.folder / "refused.safetensors")
        return contents

    def _read(self, path: Path) -> Contents:
        tensors, data = checkpoint_file.read(path)
        theirs = data.get("about", {})
        for name in {**self.about, **theirs}:
            there, here = theirs.get(name, "missing"), self.about.get(name, "missing")
            if there != here:
                raise checkpoint_file.refused(path, f"it is of another run: {name} is {there} there, and {here} here")
        return tensors, data

    def offer(self, refused: Path) -> str:
        """What to do where a checkpoint is refused: go on from the one before, if it is whole, or begin anew."""
        if refused != self.previous:
            with contextlib.suppress(FileNotFoundError, CheckpointProblem):
                _, data = self._read(self.previous)
                place = f"step {data['step']}, epoch {data['epoch'] + 1}"
                return (
                    f"\n  the one before it, {self.previous.name} ({place}), is whole"
                    '\n  fix: go on from that one with resume="previous" (chainrule train: --resume previous)'
                )
        return '\n  fix: begin anew with resume="never" (chainrule train: --fresh), or name another folder'
