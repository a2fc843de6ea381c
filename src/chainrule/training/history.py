"""What happened in a training: the loss and the rate of every step, and what was measured after every epoch."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from chainrule.chart import Series, lines
from chainrule.svg import Svg


@dataclass(frozen=True)
class Epoch:
    """The end of an epoch, numbered from 1.

    `step`: steps made so far. `seconds`: of training so far, without evaluations and breaks. `loss`: the mean over all
    that the epoch counted, while it was trained on, and `trained` the metrics then. `metrics`: what was measured at its
    end, as "loss" and "accuracy" of the validation data.
    """

    number: int
    step: int
    seconds: float
    loss: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    trained: Mapping[str, float] = field(default_factory=dict)


@dataclass
class History:
    """The steps and epochs so far. `losses[i]` and `rates[i]` are those of step i + 1; `seconds` of training in all."""

    losses: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    epochs: list[Epoch] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def step(self) -> int:
        """How many steps were made."""
        return len(self.losses)

    def metric(self, name: str) -> list[float]:
        """A metric after each epoch. LookupError where it was not measured."""
        for epoch in self.epochs:
            if name not in epoch.metrics:
                there = ", ".join(epoch.metrics) or "nothing"
                raise LookupError(f"{name} was not measured after epoch {epoch.number}: {there} was")
        return [epoch.metrics[name] for epoch in self.epochs]

    def steps_csv(self) -> str:
        """step, loss, rate: a line for each step. Numbers are written so that reading them gives the same ones."""
        rows = enumerate(zip(self.losses, self.rates, strict=True), 1)
        return _csv(("step", "loss", "rate"), [(step, loss, rate) for step, (loss, rate) in rows])

    def epochs_csv(self) -> str:
        """epoch, step, seconds, loss, and the metrics of training and validation data: a line for each epoch."""
        trained = list(dict.fromkeys(name for epoch in self.epochs for name in epoch.trained))
        names = list(dict.fromkeys(name for epoch in self.epochs for name in epoch.metrics))
        rows = [
            (
                *(epoch.number, epoch.step, round(epoch.seconds, 3), epoch.loss),
                *(epoch.trained.get(name, "") for name in trained),
                *(epoch.metrics.get(name, "") for name in names),
            )
            for epoch in self.epochs
        ]
        return _csv(("epoch", "step", "seconds", "loss", *trained, *(f"validation_{name}" for name in names)), rows)

    def to_csv(self, folder: Path) -> None:
        """Write both into a folder, as steps.csv and epochs.csv."""
        for name, text in (("steps.csv", self.steps_csv()), ("epochs.csv", self.epochs_csv())):
            (folder / name).write_text(text, encoding="utf-8")

    def picture(self, title: str = "Training") -> Svg:
        """The loss by steps: of each step, and of the validation data where it was measured.

        >>> History([2.0, 1.0], [0.1, 0.1]).picture().startswith("<svg")
        True
        """
        series = [Series("loss", list(enumerate(self.losses, 1)))]
        measured = [(e.step, e.metrics["loss"]) for e in self.epochs if "loss" in e.metrics]
        if measured:
            series.append(Series("validation", [(float(step), loss) for step, loss in measured], dots=True))
        return lines(series, title=title, x="step", y="loss")

    def _repr_svg_(self) -> str:
        return self.picture()

    def as_dict(self) -> dict[str, object]:
        """All but the steps, for JSON."""
        return {"seconds": self.seconds, "epochs": [asdict(epoch) for epoch in self.epochs]}


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
