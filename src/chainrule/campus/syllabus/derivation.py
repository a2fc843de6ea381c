"""A number together with how it came about: a tree that a page can unfold down to the marks that were given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

How = Literal["given", "sum", "mean", "scaled"]
Status = Literal["counted", "dropped", "missed", "excused", "not-yet", "awaiting", "provisional"]


@dataclass(frozen=True, slots=True)
class Derivation:
    """`value` out of `out_of`, computed from `parts` in the way that `how` names and `rule` says in words.

    `value` is None where nothing is known yet. Only parts that `count` and have a value enter the arithmetic:

    - `given`: recorded, or set by the rule; no parts are needed.
    - `sum`: value and `out_of` are those of the parts, added. A penalty is a part with a negative value out of 0.
    - `mean`: the mean of value / out_of over the parts, times `out_of`.
    - `scaled`: the one part's value / out_of, times `out_of`.

    `of` is the id of the assessment whose mark this is; empty for sums, means and shares.
    """

    label: str
    value: float | None
    out_of: float
    rule: str
    parts: tuple[Derivation, ...] = ()
    how: How = "given"
    status: Status = "counted"
    counts: bool = True
    of: str = ""

    @property
    def percent(self) -> float | None:
        """100 * value / out_of; None where there is nothing to divide."""
        return None if self.value is None or self.out_of == 0 else 100 * self.value / self.out_of

    def walk(self) -> Iterator[Derivation]:
        """This node and all below it, from the top."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def mark_of(self, id: str) -> Derivation:
        """The mark of an assessment, among all that is below this node; raises `LookupError`."""
        for node in self.walk():
            if node.of == id:
                return node
        raise LookupError(f"{self.label!r} has no mark of {id!r}")

    def find(self, label: str) -> Derivation:
        """The first node with this label; raises `LookupError`."""
        for node in self.walk():
            if node.label == label:
                return node
        raise LookupError(f"no part of {self.label!r} is called {label!r}")


def marks_of(whole: Derivation) -> dict[str, Derivation]:
    """The mark of each assessment below a grade, by its id: what `mark_of` finds, in one walk."""
    found: dict[str, Derivation] = {}
    for node in whole.walk():
        if node.of:
            found.setdefault(node.of, node)
    return found


def counting(parts: tuple[Derivation, ...]) -> list[tuple[float, float]]:
    """(value, out_of) of the parts that enter the arithmetic."""
    return [(part.value, part.out_of) for part in parts if part.counts and part.value is not None]


def recombine(node: Derivation) -> tuple[float | None, float]:
    """(value, out_of) of a node computed again from its parts, as `how` says; the node's own where it is given."""
    if node.how == "given":
        return node.value, node.out_of
    known = counting(node.parts)
    if node.how == "sum" and known:
        return sum(value for value, _ in known), sum(out_of for _, out_of in known)
    known = [(value, out_of) for value, out_of in known if out_of > 0]
    if not known:
        return None, node.out_of
    return node.out_of * sum(value / out_of for value, out_of in known) / len(known), node.out_of


def total(label: str, rule: str, *parts: Derivation, status: Status = "counted") -> Derivation:
    """The sum of the parts that are known."""
    return _combined(Derivation(label, None, sum(p.out_of for p in parts if p.counts), rule, parts, "sum", status))


def mean(label: str, out_of: float, rule: str, *parts: Derivation, status: Status = "counted") -> Derivation:
    """The mean of the parts that are known, each by its share of the full mark."""
    return _combined(Derivation(label, None, out_of, rule, parts, "mean", status))


def scaled(label: str, out_of: float, rule: str, part: Derivation, status: Status = "counted") -> Derivation:
    """The part, as a mark out of `out_of`."""
    return _combined(Derivation(label, None, out_of, rule, (part,), "scaled", status))


def _combined(node: Derivation) -> Derivation:
    value, out_of = recombine(node)
    return Derivation(node.label, value, out_of, node.rule, node.parts, node.how, node.status)
