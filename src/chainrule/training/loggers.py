"""Who hears of a training while it runs: the loggers, of which a progress bar is one, and a CSV file another."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from chainrule import install
from chainrule.training.history import Epoch, History


@dataclass(frozen=True)
class Plan:
    """What is going to happen: so many epochs of so many steps."""

    epochs: int
    steps_per_epoch: int

    @property
    def steps(self) -> int:
        return self.epochs * self.steps_per_epoch


class Logger:
    """Hears of everything and does nothing; a logger of its own overrides what it wants to know.

    `start` comes first, with the history so far: not an empty one where a run goes on. An OSError that a logger raises
    ends that logger alone, and is told to the others as a note.
    """

    def start(self, plan: Plan, history: History) -> None:
        """The training begins, or goes on."""

    def step(self, history: History) -> None:
        """A step was made; it is the last of the history."""

    def epoch(self, epoch: Epoch, history: History) -> None:
        """An epoch is over, and what is to be measured after it was."""

    def note(self, text: str) -> None:
        """Something that a person should know."""

    def close(self) -> None:
        """The training is over, or was stopped."""


class Loggers:
    """Several loggers as one, without those that failed."""

    def __init__(self, loggers: Sequence[Logger]) -> None:
        self.loggers = list(loggers)

    def tell(self, what: str, *arguments: object) -> None:
        """Call the method `what` of each."""
        for logger in list(self.loggers):
            try:
                getattr(logger, what)(*arguments)
            except OSError as error:
                self.loggers.remove(logger)
                self.note(f"{type(logger).__name__} stopped: {error}")

    def note(self, text: str) -> None:
        self.tell("note", text)


class CsvLogger(Logger):
    """`steps.csv` and `epochs.csv` in a folder, as `History` writes them, a line at a time.

    Where a run goes on, lines of steps that will be made again are dropped: in the end the file of steps is that of a
    run that never stopped.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._steps: TextIO | None = None

    def start(self, plan: Plan, history: History) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        history.to_csv(self.folder)
        self._steps = (self.folder / "steps.csv").open("a", encoding="utf-8", newline="")

    def step(self, history: History) -> None:
        if self._steps:
            csv.writer(self._steps, lineterminator="\n").writerow((history.step, history.losses[-1], history.rates[-1]))

    def epoch(self, epoch: Epoch, history: History) -> None:
        (self.folder / "epochs.csv").write_text(history.epochs_csv(), encoding="utf-8")
        if self._steps:
            self._steps.flush()

    def close(self) -> None:
        if self._steps:
            self._steps.close()


class TensorBoardLogger(Logger):
    """The same numbers for TensorBoard: `tensorboard --logdir FOLDER`.

    Raises ModuleNotFoundError, with what to install, where TensorBoard is not there.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(f"TensorBoard is not installed: {install.command('training')}") from error
        self.folder, self._make = folder, SummaryWriter
        self._writer: SummaryWriter | None = None

    def start(self, plan: Plan, history: History) -> None:
        # What was logged of steps that will be made again is not shown.
        self._writer = self._make(str(self.folder), purge_step=history.step + 1)

    def step(self, history: History) -> None:
        if self._writer:
            self._writer.add_scalar("train/loss", history.losses[-1], history.step)
            self._writer.add_scalar("train/rate", history.rates[-1], history.step)

    def epoch(self, epoch: Epoch, history: History) -> None:
        if self._writer:
            for part, metrics in (("train", epoch.trained), ("validation", epoch.metrics)):
                for name, value in metrics.items():
                    self._writer.add_scalar(f"{part}/{name}", value, epoch.step)

    def close(self) -> None:
        if self._writer:
            self._writer.close()
