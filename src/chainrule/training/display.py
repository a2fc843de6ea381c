"""What a person sees of a training: a bar with loss, rate and time left, and a curve, in a terminal or a notebook."""

import sys
import time
from collections.abc import Callable
from html import escape
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from chainrule.training.braille import curve
from chainrule.training.history import Epoch, History
from chainrule.training.loggers import Logger, Plan

REDRAW_SECONDS = 1.0  # of a notebook's picture
RECENT = 20  # steps whose mean loss is shown


def display(title: str = "", *, plot: bool = True, console: Console | None = None) -> Logger:
    """The display for where this runs: a notebook, a terminal, or a file, which gets a line for each epoch.

    `plot` adds the live curve of the loss.
    """
    if in_notebook():
        return NotebookDisplay(title)
    console = console or Console(highlight=False)
    return TerminalDisplay(title, console, plot=plot) if console.is_terminal else LineDisplay(title, console)


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return type(shell).__name__ in ("ZMQInteractiveShell", "Shell")  # Colab calls its shell Shell


def recent_loss(history: History) -> float:
    """The mean of the last losses: that of one batch jumps."""
    last = history.losses[-RECENT:]
    return sum(last) / len(last)


def epoch_words(epoch: Epoch, plan: Plan) -> str:
    """An epoch in one line."""
    parts = [f"epoch {epoch.number}/{plan.epochs}", f"loss {epoch.loss:.4f}"]
    if "loss" in epoch.metrics:
        parts.append(f"validation {epoch.metrics['loss']:.4f}")
    for name, value in epoch.metrics.items():
        if name != "loss":
            parts.append(f"{name} {100 * value:.2f}%" if name == "accuracy" else f"{name} {value:.4g}")
    return "  ".join([*parts, f"{epoch.seconds:.1f} s"])


class LineDisplay(Logger):
    """A line for each epoch: for files and pipes."""

    def __init__(self, title: str, console: Console) -> None:
        self.title, self.console = title, console
        self.plan = Plan(0, 0)

    def start(self, plan: Plan, history: History) -> None:
        self.plan = plan
        begins = f"goes on after step {history.step}" if history.step else "begins"
        self.say(f"{self.title} {begins}: {plan.epochs} epochs of {plan.steps_per_epoch} steps".strip())

    def epoch(self, epoch: Epoch, history: History) -> None:
        self.say(epoch_words(epoch, self.plan))

    def note(self, text: str) -> None:
        self.say(f"note: {text}")

    def say(self, text: str) -> None:
        self.console.print(Text(text), soft_wrap=True)


class TerminalDisplay(LineDisplay):
    """A bar that moves at the bottom, the curve above it, and a line for each epoch that stays."""

    def __init__(self, title: str, console: Console, *, plot: bool) -> None:
        super().__init__(title, console)
        self.plot = plot
        self.history = History()
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[numbers]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
        )
        self.task = self.bar.add_task(title, numbers="")
        self.live = Live(self, console=console, refresh_per_second=4, transient=True)

    def start(self, plan: Plan, history: History) -> None:
        super().start(plan, history)
        self.history = history
        self.bar.update(self.task, total=plan.steps, completed=history.step)
        self.live.start()

    def step(self, history: History) -> None:
        epoch = min(len(history.epochs) + 1, self.plan.epochs)
        self.bar.update(
            self.task,
            completed=history.step,
            description=f"{self.title} {epoch}/{self.plan.epochs}".strip(),
            numbers=f"loss {recent_loss(history):.4f}  rate {history.rates[-1]:.3g}",
        )

    def close(self) -> None:
        self.live.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        losses = self.history.losses
        if self.plot and len(losses) > 1 and options.encoding.startswith("utf") and console.height > 16:
            yield Text("\n".join(curve(losses, min(60, max(10, options.max_width - 10)))), style="blue")
        yield self.bar


class NotebookDisplay(Logger):
    """The history's picture in the output of a cell, drawn again as it grows, with a line of words below it."""

    def __init__(self, title: str) -> None:
        self.title, self.plan, self.drawn = title or "Training", Plan(0, 0), 0.0
        self.notes: list[str] = []
        self._show: Callable[[Any], None] | None = None

    def start(self, plan: Plan, history: History) -> None:
        from IPython.display import display as show  # only a notebook comes here, and it has it

        self.plan = plan
        handle = show(Text(""), display_id=True)
        self._show = handle.update
        self.began, self.first = time.monotonic(), history.step
        self.draw(history)

    def step(self, history: History) -> None:
        if time.monotonic() - self.drawn > REDRAW_SECONDS:
            self.draw(history)

    def epoch(self, epoch: Epoch, history: History) -> None:
        self.draw(history)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def draw(self, history: History) -> None:
        from IPython.display import HTML

        self.drawn = time.monotonic()
        if self._show and history.step:
            words = [self.words(history), *self.notes]
            self._show(HTML(history.picture(self.title) + "".join(f"<p>{escape(each)}</p>" for each in words)))

    def words(self, history: History) -> str:
        """Where the training is, and how long it will take."""
        if history.epochs and history.step == history.epochs[-1].step:
            done = epoch_words(history.epochs[-1], self.plan)
        else:
            done = f"step {history.step} of {self.plan.steps}  loss {recent_loss(history):.4f}"
        made = history.step - self.first
        left = (self.plan.steps - history.step) * (time.monotonic() - self.began) / made if made else 0.0
        return f"{done}  rate {history.rates[-1]:.3g}  {left:.0f} s left"
