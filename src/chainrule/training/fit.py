"""`fit`: the loop that every training of the course is, with checkpoints that go on bit for bit."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import islice

import torch
from torch import Generator, Tensor, nn

from chainrule.nn.clip import clip_grad_norm_
from chainrule.nn.functional import cross_entropy
from chainrule.training.batches import Batch, Epochs
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Loss, evaluate
from chainrule.training.history import Epoch, History
from chainrule.training.loggers import Logger, Loggers, Plan
from chainrule.training.parallel import Team, team
from chainrule.training.problems import CheckpointProblem, Interrupted, NotFinite
from chainrule.training.settings import Settings
from chainrule.training.state import OptimizerLike, ScheduleLike, State
from chainrule.training.stopping import CtrlC


def fit(
    model: nn.Module,
    data: Epochs,
    optimizer: OptimizerLike,
    *,
    epochs: int,
    generator: Generator,
    loss: Loss = cross_entropy,
    schedule: ScheduleLike | None = None,
    validation: Iterable[Batch] | None = None,
    settings: Settings | None = None,
    checkpoint: Checkpoint | None = None,
    loggers: Sequence[Logger] = (),
    until: Callable[[History], bool] | None = None,
) -> History:
    """Train for so many epochs: for each batch (x, y) of `data`, a step of `optimizer` down loss(model(x), y).

    `generator` decides the order and the augmentation of each epoch; dropout draws from the generators of its layers,
    or from PyTorch's own. `validation` is evaluated after each epoch, and `until` then asked whether it is enough. The
    model is trained in place and left in evaluation mode. In a team of processes (see `parallel`), all of which call
    fit with the same arguments, each takes its part of every batch, and the first alone tells and saves.

    With a `checkpoint`, a run that was stopped, killed even, goes on when fit is called again with the same arguments,
    and ends in the very same numbers, to the last bit, on the same machine with as many threads. Ctrl-C saves, then
    raises `Interrupted`; pressed twice, it ends at once.

    Raises `NotFinite` where the loss becomes inf or NaN, or a weight, which is looked at when an epoch ends and before
    it is saved: the last checkpoint is from before that; and `CheckpointProblem` where the run's folder cannot be
    written to at the beginning, or the checkpoint to go on from is damaged or of another run. A checkpoint that cannot
    be written later on is told to the loggers: the run goes on.

    >>> import torch
    >>> from chainrule import optim
    >>> from chainrule.data import load, to_float
    >>> from chainrule.models.mlp import MLP
    >>> from chainrule.training import Batches, fit
    >>> digits, draw = load("digits"), torch.Generator().manual_seed(0)
    >>> model = MLP([64, 32, 10], generator=draw)
    >>> train = Batches(digits.train, 100, prepare=to_float)
    >>> history = fit(model, train, optim.SGD(model.parameters(), lr=0.5), epochs=2, generator=draw)
    >>> len(history.losses), history.losses[-1] < history.losses[0]
    (30, True)
    """
    ours, settings = team(), settings or Settings()
    settings.prepare(model)  # before it is wrapped, because that looks at how the weights lie
    state = State(ours.model(model), optimizer, schedule, generator)
    data, loss, checkpoint = ours.data(data), ours.loss(loss), ours.checkpoint(checkpoint)
    run = Run(state, data, epochs, loss, validation, settings, checkpoint, Loggers(ours.loggers(loggers)), ours)
    return run.run(until)


class Run:
    """One call of `fit`."""

    def __init__(
        self,
        state: State,
        data: Epochs,
        epochs: int,
        loss: Loss,
        validation: Iterable[Batch] | None,
        settings: Settings,
        checkpoint: Checkpoint | None,
        loggers: Loggers,
        team: Team,
    ) -> None:
        if epochs < 1:
            raise ValueError(f"fit: epochs must be at least 1, got {epochs}")
        if not len(data):
            raise ValueError("fit: data holds no batches")
        self.state, self.data, self.epochs, self.loss, self.validation = state, data, epochs, loss, validation
        self.settings, self.checkpoint, self.loggers, self.team = settings, checkpoint, loggers, team
        self.history = state.history
        self.saved_step = -1
        self.saved_at = time.monotonic()

    def run(self, until: Callable[[History], bool] | None) -> History:
        """The whole of it."""
        self.begin()
        with CtrlC() if self.checkpoint else nullcontext(None) as ctrl_c:
            try:
                self.loggers.tell("start", Plan(self.epochs, len(self.data)), self.history)
                while self.state.epoch < self.epochs and not (until and self.history.epochs and until(self.history)):
                    self.one_epoch(ctrl_c)
                    self.save()
                    self.stop_if(ctrl_c)
            finally:
                self.loggers.tell("close")
        self.state.model.eval()
        return self.history

    def begin(self) -> None:
        """Go on from the checkpoint; where there is none, write the first, so that a bad folder is known now."""
        if not self.checkpoint:
            return
        loaded = self.checkpoint.load()
        self.team.wait()  # nobody writes before all have read
        if loaded:
            self.state.restore(*loaded)
            self.saved_step = self.history.step
        else:
            self.checkpoint.save(*self.state.capture())

    def one_epoch(self, ctrl_c: CtrlC | None) -> None:
        """The rest of the epoch that the state is in, and what is measured after it."""
        state = self.state
        if state.epoch_seed is None:
            state.epoch_seed = int(torch.randint(2**62, (), generator=state.generator))
        batches = self.data.epoch(Generator().manual_seed(state.epoch_seed))
        state.model.train()
        began = time.perf_counter()
        for x, y in islice(batches, state.batch, None):  # those before were trained on before the run was stopped
            self.step(x, y)
            state.batch += 1
            self.history.seconds += time.perf_counter() - began
            self.loggers.tell("step", self.history)
            self.stop_if(ctrl_c)
            self.save_if_due()
            began = time.perf_counter()
        self.require_finite()
        if self.settings.schedule_each == "epoch" and state.schedule:
            state.schedule.step()
        self.end_epoch()

    def step(self, x: Tensor, y: Tensor) -> None:
        """Forward, backward, and a step of the optimizer."""
        state = self.state
        state.optimizer.zero_grad()
        loss = self.loss(self.settings.outputs(state.model, x), y)
        number, rate = loss.item(), state.optimizer.param_groups[0]["lr"]
        if not math.isfinite(number):
            raise NotFinite(self.not_finite(f"the loss became {number}", self.history.step + 1, rate))
        loss.backward()
        if self.settings.clip_norm is not None:
            clip_grad_norm_(state.model.parameters(), self.settings.clip_norm)
        state.optimizer.step()
        if self.settings.schedule_each == "step" and state.schedule:
            state.schedule.step()
        self.history.losses.append(number)
        self.history.rates.append(rate)

    def end_epoch(self) -> None:
        """Measure, and write it down."""
        state, history = self.state, self.history
        metrics: dict[str, float] = {}
        if self.validation is not None:
            found = evaluate(state.model, self.validation, loss=self.loss, settings=self.settings)
            metrics["loss"] = found.loss
            if found.accuracy is not None:
                metrics["accuracy"] = found.accuracy
        made = history.losses[-state.batch :] if state.batch else []
        mean = math.fsum(made) / len(made) if made else math.nan
        state.epoch, state.batch, state.epoch_seed = state.epoch + 1, 0, None
        history.epochs.append(Epoch(state.epoch, history.step, history.seconds, mean, metrics))
        self.loggers.tell("epoch", history.epochs[-1], history)

    def save_if_due(self) -> None:
        """Write a checkpoint in mid-epoch where the time or the steps for it are over."""
        if not self.checkpoint:
            return
        steps, seconds = self.checkpoint.every_steps, self.checkpoint.every_seconds
        if (steps and self.history.step % steps == 0) or time.monotonic() - self.saved_at > seconds:
            self.require_finite()
            self.save()

    def save(self) -> str | None:
        """Write a checkpoint of weights that were looked at; what went wrong is told and returned."""
        if not self.checkpoint:
            return None
        self.saved_at = time.monotonic()
        try:
            self.checkpoint.save(*self.state.capture())
        except CheckpointProblem as error:
            self.loggers.note(f"{error}")
            return str(error)
        self.saved_step = self.history.step
        return None

    def require_finite(self) -> None:
        """`NotFinite` where the last step made a weight inf or NaN: at the end of an epoch, and before one is saved."""
        if self.history.step and (name := self.state.not_finite()):
            words = self.not_finite(f"{name} became inf or NaN", self.history.step, self.history.rates[-1])
            raise NotFinite(words)

    def stop_if(self, ctrl_c: CtrlC | None) -> None:
        """Save and raise `Interrupted` where Ctrl-C was pressed."""
        if not ctrl_c or not self.team.any(ctrl_c.pressed) or not self.checkpoint:
            return
        problem = None
        if self.saved_step != self.history.step:
            self.require_finite()
            problem = self.save()
        kept = f"all of it is in {self.checkpoint.latest}"
        if problem:
            kept = f"{problem}\n  what was saved last is in {self.checkpoint.latest}"
        raise Interrupted(f"stopped {self.place()}; {kept}\n  to go on: {self.checkpoint.go_on}")

    def place(self) -> str:
        """Where the run is, in words."""
        return f"after step {self.history.step} (epoch {min(self.state.epoch + 1, self.epochs)} of {self.epochs})"

    def not_finite(self, what: str, step: int, rate: float) -> str:
        """What to say, and what to do, where numbers are none any more since a step of the epoch that runs."""
        kept = ""
        if self.checkpoint and self.checkpoint.latest.exists():
            kept = f"\n  the model of step {max(self.saved_step, 0)} is in {self.checkpoint.latest}"
        return (
            f"{what} in step {step} (epoch {self.state.epoch + 1}), with learning rate {rate:g}{kept}"
            "\n  fix: a lower rate or a warm-up, Settings(clip_norm=1.0), or look for inf and NaN in the data"
        )
