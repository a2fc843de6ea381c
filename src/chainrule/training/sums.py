"""What an objective counted, added up: means that are the same however the examples were cut into batches."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Generator, Tensor

Model = Callable[..., Any]


@dataclass(frozen=True)
class ExpMean:
    """A metric that is e to a mean, as perplexity is: e^(total / count)."""

    total: Tensor | float


Metric = Tensor | float | ExpMean
Found = tuple[Tensor, float, Mapping[str, Metric]]
# What is trained on: objective(model, batch, generator) -> total, count, metrics. See `objectives`.
Objective = Callable[[Model, Any, Generator], Found]


@dataclass
class Sums:
    """The loss and the metrics as sums over `count` things: examples, labels, tokens, whatever the objective counts.

    >>> sums = Sums(total=6.0, count=2.0, metrics={"accuracy": 1.0})
    >>> sums.add(Sums(total=0.0, count=2.0, metrics={"accuracy": 2.0}))
    >>> sums.mean, sums.means()
    (1.5, {'accuracy': 0.75})
    """

    total: float = 0.0
    count: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    exponentials: list[str] = field(default_factory=list)  # the metrics that are e to the mean

    @classmethod
    def of(cls, total: Tensor, count: float, metrics: Mapping[str, Metric]) -> "Sums":
        """What an objective gave of one batch."""
        sums = cls(float(total.detach()), float(count))
        for name, metric in metrics.items():
            if isinstance(metric, ExpMean):
                sums.exponentials.append(name)
                metric = metric.total
            sums.metrics[name] = float(metric.detach() if isinstance(metric, Tensor) else metric)
        return sums

    def add(self, other: "Sums") -> None:
        """Add up with those of another batch."""
        self.total += other.total
        self.count += other.count
        for name, value in other.metrics.items():
            self.metrics[name] = self.metrics.get(name, 0.0) + value
        self.exponentials += [name for name in other.exponentials if name not in self.exponentials]

    @property
    def mean(self) -> float:
        """The loss: its mean over what was counted, 0 where nothing was."""
        return self.total / (self.count or 1)

    def means(self) -> dict[str, float]:
        """The metrics, as they are logged."""
        means = {name: value / (self.count or 1) for name, value in self.metrics.items()}
        return {name: exp(mean) if name in self.exponentials else mean for name, mean in means.items()}


def exp(x: float) -> float:
    """e^x; inf where it is too large for a number."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
