"""What a search looks through: ranges and choices of a training's knobs, and what one trial of them is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Report = Callable[[int, float], None]  # (epoch, value so far); it raises where the trial is not worth going on with
Objective = Callable[[Mapping[str, Any], Report], float]


@dataclass(frozen=True)
class Range:
    """Numbers, or `whole` ones, from `low` to `high`, both included; with `log`, equal factors are equally likely."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"Range: low must be below high, got {self.low} and {self.high}")
        if self.log and not self.low > 0:
            raise ValueError(f"Range: with log, low must be above 0, got {self.low}")


@dataclass(frozen=True)
class Choice:
    """One of several things without an order."""

    options: tuple[str | int | float | bool | None, ...]

    def __post_init__(self) -> None:
        if len(set(self.options)) != len(self.options) or len(self.options) < 2:
            raise ValueError(f"Choice: two different options are needed at least, got {self.options}")


@dataclass(frozen=True)
class Search:
    """A search over `space`: `objective(values, report)` trains once and gives the `measure`, larger being better.

    The objective calls `report(epoch, value)` after each epoch, so that a hopeless trial is ended early.
    """

    name: str
    measure: str
    space: Mapping[str, Range | Choice]
    objective: Objective
    maximize: bool = True
