"""How a recipe is run: the seed, quick or in full, from which data, and where its files go."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import torch
from torch import nn

from chainrule.data import Dataset, load
from chainrule.training import Checkpoint, CsvLogger, Logger, TensorBoardLogger, checkpoint_file


class Kept(TypedDict):
    """What `fit` takes of a part of a run."""

    checkpoint: Checkpoint | None
    loggers: list[Logger]


@dataclass(frozen=True)
class Options:
    """What was asked for. Without an `out` folder nothing is kept, and without a `display` nothing is shown.

    `mine` says that implementations of a student stand in for the library's: a recipe then takes the written-out way,
    where it has a fused one as well. `command` is what goes on with the run.
    """

    recipe: str
    seed: int | None = None
    quick: bool = False
    data: Path | None = None
    mine: bool = False
    out: Path | None = None
    resume: str = "latest"
    tensorboard: bool = False
    display: Callable[[str], Logger] | None = None
    command: str = ""

    def seeds(self, *usual: int) -> tuple[int, ...]:
        """The seed that was asked for, else the first of the recipe's own where it is to be quick, else all."""
        if self.seed is not None:
            return (self.seed,)
        return usual[:1] if self.quick else usual

    def generator(self, seed: int) -> torch.Generator:
        """A new generator from a seed."""
        return torch.Generator().manual_seed(seed)

    def load(self, name: str) -> Dataset:
        """A data set, from the folder that was asked for. Raises `DataProblem`."""
        return load(name, folder=self.data)

    def keep(self, part: str = "") -> Kept:
        """The checkpoint and loggers of one training, for `fit(..., **options.keep("seed 0"))`.

        Where a recipe trains more than once, each training is a `part` with a name of its own: it becomes a folder.
        """
        return {"checkpoint": self.checkpoint(part), "loggers": self.loggers(part)}

    def checkpoint(self, part: str = "") -> Checkpoint | None:
        """Where the training goes on from, if something is kept."""
        folder = self.folder(part)
        if folder is None:
            return None
        about = self.about(part)
        go_on: dict[str, Any] = {"go_on": self.command} if self.command else {}
        return Checkpoint(folder, resume=self.resume, about=about, **go_on)

    def about(self, part: str = "") -> dict[str, str]:
        """What a checkpoint says of the run that it is of."""
        return {"recipe": self.recipe, "part": part, "quick": str(self.quick), "mine": str(self.mine)}

    def save(self, model: nn.Module, part: str = "") -> None:
        """Keep a model to draw from, where it is not the one that `fit` keeps. Raises `CheckpointProblem`."""
        folder = self.folder(part)
        if folder:
            weights = {f"model/{name}": tensor for name, tensor in model.state_dict().items()}
            checkpoint_file.write(folder / "model.safetensors", weights, {"about": self.about(part)})

    def loggers(self, part: str = "") -> list[Logger]:
        """The display, and the files of metrics."""
        loggers = [self.display(f"{self.recipe} {part}".strip())] if self.display else []
        folder = self.folder(part)
        if folder:
            loggers.append(CsvLogger(folder))
            if self.tensorboard:
                loggers.append(TensorBoardLogger(folder / "tensorboard"))
        return loggers

    def folder(self, part: str = "") -> Path | None:
        """Where a training's files go."""
        return self.out / part.replace(" ", "-") if self.out else None
