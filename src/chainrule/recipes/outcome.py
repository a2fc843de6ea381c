"""What came out of a recipe, and whether it is what had to come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chainrule.recipes.problems import NotReached
from chainrule.svg import Svg


@dataclass(frozen=True)
class Number:
    """A headline number: what was measured, and what it must at least be, or at most where `at_most` is set.

    >>> accuracy = Number("test accuracy", 0.9834, 0.98)
    >>> accuracy.passes, accuracy.written, accuracy.wanted
    (True, '98.34%', 'at least 98%')
    """

    label: str
    value: float
    target: float
    unit: str = "%"  # of a share, which is written as a percentage; any other unit is written behind the number
    at_most: bool = False

    @property
    def passes(self) -> bool:
        return self.value <= self.target if self.at_most else self.value >= self.target

    @property
    def written(self) -> str:
        return self._write(self.value, 2)

    @property
    def wanted(self) -> str:
        return f"at {'most' if self.at_most else 'least'} {self._write(self.target, 1)}"

    def _write(self, value: float, decimals: int) -> str:
        if self.unit == "%":
            return f"{100 * value:.{decimals}f}".removesuffix(".0").removesuffix(".00") + "%"
        return f"{value:.4g} {self.unit}".strip()


@dataclass(frozen=True)
class Outcome:
    """The numbers of a recipe, the seeds that they are the mean of, and the seconds of training in all.

    `details` is Markdown for below the table of results, where more was measured than the number. `pictures` go with
    it, by a short name each; `sketch` is the like in letters, for a terminal.
    """

    numbers: tuple[Number, ...]
    seeds: tuple[int, ...]
    seconds: float
    details: str = ""
    pictures: Mapping[str, Svg] = field(default_factory=dict)
    sketch: str = ""

    @property
    def passes(self) -> bool:
        return all(number.passes for number in self.numbers)

    def check(self) -> None:
        """`NotReached`, with every number that fell short, unless all are as they must be."""
        short = [f"{n.label} is {n.written}, and must be {n.wanted}" for n in self.numbers if not n.passes]
        if short:
            raise NotReached("; ".join(short))
