"""How the numbers of one column are spread: mean, median, quartiles, and how many lie in each tenth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from chainrule import chart
from chainrule.svg import Svg

TENTHS = 10


@dataclass(frozen=True)
class Spread:
    """Of the percents that are known. Quartiles are interpolated between two numbers where they lie between them."""

    n: int
    mean: float | None = None
    median: float | None = None
    lower: float | None = None
    upper: float | None = None
    least: float | None = None
    most: float | None = None
    tenths: tuple[int, ...] = (0,) * TENTHS


def spread(values: Iterable[float | None]) -> Spread:
    """The spread of the values that are known.

    >>> spread([10.0, None, 30.0, 20.0]).median, spread([10.0, 20.0, 30.0]).lower, spread([]).mean
    (20.0, 15.0, None)
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return Spread(0)
    low, _, high = quantiles(known, n=4, method="inclusive") if len(known) > 1 else (known[0],) * 3
    counts = Counter(min(max(int(value // TENTHS), 0), TENTHS - 1) for value in known)
    tenths = tuple(counts[place] for place in range(TENTHS))
    return Spread(len(known), fmean(known), median(known), low, high, known[0], known[-1], tenths)


def picture(found: Spread, title: str) -> Svg:
    """How many students lie in each tenth; whoever has more than 100% is in the last."""
    rows = [(f"{TENTHS * place}–{TENTHS * (place + 1)}%", float(n)) for place, n in enumerate(found.tenths)]
    return chart.bars(rows, title=title, value="students")
