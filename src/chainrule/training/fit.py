"""`fit`: the loop that every training of the course is, with checkpoints that go on bit for bit.

What a step is stands in `loop`, on one screen; here is what a long run needs around it.
"""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice

from torch import Generator, nn

from chainrule.nn.clip import clip_grad_norm_
from chainrule.training.batches import Batch, Epochs
from chainrule.training.begun import begun
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import apart, evaluate
from chainrule.training.history import Epoch, History
from chainrule.training.hooks import Hook
from chainrule.training.loggers import Logger, Loggers, Plan
from chainrule.training.objectives import classification
from chainrule.training.parallel import Team, team
from chainrule.training.problems import CheckpointProblem, Interrupted, NotFinite
from chainrule.training.settings import Settings
from chainrule.training.state import OptimizerLike, ScheduleLike, State
from chainrule.training.stopping import CtrlC
from chainrule.training.sums import Objective, Sums
from chainrule.training.wrapped import inner


def fit(
    model: nn.Module,
    data: Epochs,
    optimizer: OptimizerLike,
    *,
    epochs: int,
    generator: Generator,
    objective: Objective = classification,
    schedule: ScheduleLike | None = None,
    validation: Iterable[Batch] | None = None,
    settings: Settings | None = None,
    checkpoint: Checkpoint | None = None,
    loggers: Sequence[Logger] = (),
    hooks: Sequence[Hook] = (),
    until: Callable[[History], bool] | None = None,
) -> History:
    """Train for so many epochs: for each batch of `data`, a step down the mean of what `objective` counts in it.

    `generator` decides the order and the augmentation of each epoch, and what the objective draws; dropout draws from
    the generators of its layers, or from PyTorch's own. `validation` is evaluated after each epoch, and `until` then
    asked whether it is enough; `hooks` see the model after each step and epoch. None of them changes a number of the
    training. An objective that is a `Hook` itself, as `Carried`, is one of them. The model is trained in place and left
    in evaluation mode. In a team of processes (see `parallel`), all of which call fit with the same arguments, each
    takes its part of every batch, and the first alone tells and saves.

    With a `checkpoint`, a run that was stopped, killed even, goes on when fit is called again with the same arguments,
    and ends in the very same numbers, to the last bit, on the same machine with as many threads. Ctrl-C saves, then
    raises `Interrupted`; pressed twice, it ends at once.

    Raises `NotFinite` where the loss becomes inf or NaN, or a weight, which is looked at when an epoch ends and before
    it is saved: the last checkpoint is from before that; and `CheckpointProblem` where the run's folder cannot be
    written to at the beginning, or the checkpoint to go on from is damaged or of a run that began with something else.
    A checkpoint that cannot be written later on is told to the loggers: the run goes on.

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
    began_with = begun(data, generator, optimizer, schedule, settings, epochs) if checkpoint else {}
    hooks = [*hooks, objective] if isinstance(objective, Hook) else hooks
    state = State(ours.model(model), optimizer, schedule, generator, Generator(), began_with, hooks)
    data, told = ours.data(data), Loggers(ours.loggers(loggers))
    return Run(state, data, epochs, objective, validation, settings, ours.checkpoint(checkpoint), told, ours).run(until)


@dataclass
class Run:
    """One call of `fit`."""

    state: State
    data: Epochs
    epochs: int
    objective: Objective
    validation: Iterable[Batch] | None
    settings: Settings
    checkpoint: Checkpoint | None
    loggers: Loggers
    team: Team
    saved_step: int = -1
    saved_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise ValueError(f"fit: epochs must be at least 1, got {self.epochs}")
        if not len(self.data):
            raise ValueError("fit: data holds no batches")

    @property
    def history(self) -> History:
        return self.state.history

    def run(self, until: Callable[[History], bool] | None) -> History:
        """The whole of it."""
        self.begin()
        with CtrlC() if self.checkpoint else nullcontext(None) as ctrl_c:
            try:
                self.loggers.tell("start", Plan(self.epochs, self.settings.steps(len(self.data))), self.history)
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
            try:
                self.state.restore(*loaded)
            except CheckpointProblem as error:
                fix = 'give what it began with, or begin anew with resume="never" (chainrule train: --fresh)'
                raise CheckpointProblem(f"{error}\n  fix: {fix}") from error
            self.saved_step = self.history.step
        else:
            self.checkpoint.save(*self.state.capture())

    def one_epoch(self, ctrl_c: CtrlC | None) -> None:
        """The rest of the epoch that the state is in, and what is measured after it."""
        state = self.state
        epoch = self.data.epoch(state.begin_epoch())
        state.model.train()
        began = time.perf_counter()
        batches = islice(epoch, state.batch, None)  # those before were trained on before the run was stopped
        while parts := list(islice(batches, self.settings.accumulate)):
            self.step(parts)
            state.batch += len(parts)
            self.history.seconds += time.perf_counter() - began
            self.after_step(ctrl_c)
            began = time.perf_counter()
        self.require_finite()
        if self.settings.schedule_each == "epoch" and state.schedule:
            state.schedule.step()
        self.end_epoch()

    def step(self, parts: Sequence[Batch]) -> None:
        """Forward and backward for each part of the step, and a step of the optimizer."""
        state, made = self.state, Sums()
        rate = state.optimizer.param_groups[0]["lr"]
        state.optimizer.zero_grad()
        for part in parts:
            self.add_gradient(part, made, rate)
        if self.settings.clip_norm is not None:
            clip_grad_norm_(state.model.parameters(), self.settings.clip_norm)
        state.optimizer.step()
        if self.settings.schedule_each == "step" and state.schedule:
            state.schedule.step()
        state.sums.add(made)
        self.history.losses.append(made.mean)
        self.history.rates.append(rate)

    def add_gradient(self, part: Batch, made: Sums, rate: float) -> None:
        """Let the gradients be those of the mean over all that was `made` in this step, with this part."""
        before = made.count
        model, batch = self.settings.computing(self.state.model), self.settings.moved(part)
        total, count, metrics = self.objective(model, batch, self.state.noise)
        made.add(self.team.together(Sums.of(total, count, metrics)))
        if not math.isfinite(made.total):
            raise NotFinite(self.not_finite(f"the loss became {made.mean}", self.history.step + 1, rate))
        for parameter in self.state.model.parameters() if before else ():
            if parameter.grad is not None:
                parameter.grad *= before / made.count
        self.team.loss(total, made.count).backward()

    def after_step(self, ctrl_c: CtrlC | None) -> None:
        """Let others see it; stop or save where it is time to."""
        if self.state.hooks:
            with apart(self.state.model):
                for hook in self.state.hooks:
                    hook.step(inner(self.state.model), self.history)
        self.loggers.tell("step", self.history)
        self.stop_if(ctrl_c)
        self.save_if_due()

    def end_epoch(self) -> None:
        """Measure, and write it down."""
        state, history, metrics = self.state, self.history, {}
        if self.validation is not None:
            found = evaluate(state.model, self.validation, self.objective, settings=self.settings)
            metrics = {"loss": found.loss, **found.metrics}
        for hook in state.hooks:
            with apart(state.model):
                metrics |= {name: float(value) for name, value in hook.epoch(inner(state.model), history).items()}
        state.epoch, state.batch, state.epoch_seed = state.epoch + 1, 0, None
        epoch = Epoch(state.epoch, history.step, history.seconds, state.sums.mean, metrics, state.sums.means())
        history.epochs.append(epoch)
        state.sums = Sums()
        self.loggers.tell("epoch", epoch, history)

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
