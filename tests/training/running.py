"""A small training that has everything a checkpoint must keep; as a script, in a process that can be killed.

python running.py FOLDER OPTIMIZER [STEP]      with STEP, the process kills itself with SIGKILL after that step
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from chainrule import nn, optim
from chainrule.data import load, random_crop, to_float
from chainrule.training import Batches, Checkpoint, History, Logger, fit

EPOCHS, SIZE = 3, 200  # of 8 batches each
SETTINGS: dict[str, dict[str, Any]] = {
    "SGD": {"lr": 0.1, "momentum": 0.9, "nesterov": True},
    "Adagrad": {"lr": 0.01, "lr_decay": 0.01},
    "RMSprop": {"lr": 0.001, "centered": True, "momentum": 0.5},
    "Adam": {"lr": 0.001, "amsgrad": True},
    "AdamW": {"lr": 0.001},
    "Muon": {"lr": 0.01},
}


class KillAt(Logger):
    """SIGKILL after a step: nothing of Python's runs after it."""

    def __init__(self, step: int) -> None:
        self.at = step

    def step(self, history: History) -> None:
        if history.step == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def network(generator: torch.Generator) -> nn.Module:
    """Convolution, running statistics, and two dropouts: one from a generator of its own, one from PyTorch's."""
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Dropout(0.2, generator=torch.Generator().manual_seed(7)),
        nn.Flatten(),
        nn.Linear(256, 10, bias=False),
        nn.Dropout(0.1),
    )
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.kaiming_normal_(parameter, generator=generator)
    return model


def moved(x: Tensor, generator: torch.Generator) -> Tensor:
    return random_crop(x, 1, generator)


def run(
    checkpoint: Checkpoint | None,
    name: str = "Adam",
    *,
    loggers: Sequence[Logger] = (),
    scheduled: bool = True,
    **changed: Any,
) -> tuple[History, nn.Module]:
    """The training, from its beginning or from the checkpoint."""
    torch.manual_seed(3)
    generator = torch.Generator().manual_seed(5)
    model, digits = network(generator), load("digits")
    settings = SETTINGS[name] | ({"lr": changed.pop("lr")} if "lr" in changed else {})
    parameters = [p for p in model.parameters() if p.dim() == 2] if name == "Muon" else list(model.parameters())
    optimizer = getattr(optim, name)(parameters, **settings)
    data = Batches(digits.train, SIZE, prepare=to_float, augment=moved)
    schedule: optim.Schedule | None
    if not scheduled:
        schedule = None
    elif name in ("Adagrad", "Muon"):
        first, then = optim.LinearLR(optimizer, total_iters=5), optim.CosineAnnealingLR(optimizer, T_max=20)
        schedule = optim.SequentialLR(optimizer, [first, then], milestones=[5])
    else:
        schedule = optim.OneCycleLR(optimizer, settings["lr"], total_steps=30)
    arguments = {"epochs": EPOCHS, "generator": generator, "schedule": schedule, "loggers": loggers} | changed
    validation = Batches(digits.test, 100, prepare=to_float)
    return fit(model, data, optimizer, validation=validation, checkpoint=checkpoint, **arguments), model


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder, optimizer, *steps = sys.argv[1:]
    run(Checkpoint(Path(folder), every_steps=3), optimizer, loggers=[KillAt(int(step)) for step in steps])
