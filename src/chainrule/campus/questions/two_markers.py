"""Two people mark the same answer: which answers that are, when somebody has to decide, and how far markers agree."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from chainrule.campus.questions.variant import HumanMark

FEW = 20
"""Answers below which the numbers about a marker say little."""
LEVELS = 10
"""Kappa counts shares of an answer's points in so many steps."""


def is_chosen(secret: bytes, answer: str, percent: int) -> bool:
    """Whether a second person marks this answer, where `percent` of all are to be.

    The same answers for ever, spread evenly, and nobody without the secret knows which. With a higher percentage more
    are chosen, and those from before stay.
    """
    digest = hmac.new(secret, f"second mark: {answer}".encode(), "sha256").digest()
    return int.from_bytes(digest[:8]) * 100 < percent * 2**64


def total(mark: HumanMark) -> Fraction:
    """All points of a mark."""
    return sum(mark.points, Fraction(0))


def must_be_decided(first: HumanMark, second: HumanMark, allowed: Fraction) -> bool:
    """Whether two marks of one answer are farther apart than is allowed, in points.

    >>> one, other = HumanMark((Fraction(1), Fraction(0))), HumanMark((Fraction(1, 2), Fraction(0)))
    >>> must_be_decided(one, other, Fraction(1, 2)), must_be_decided(one, other, Fraction(0))
    (False, True)
    """
    return abs(total(first) - total(second)) > allowed


@dataclass(frozen=True)
class Both:
    """One answer that two people marked, neither of whom saw the other's mark; shares are of its points, 0 to 1."""

    first: int
    second: int
    first_share: float
    second_share: float


@dataclass(frozen=True)
class Agreement:
    """How far one marker agrees with the others on the same answers, or all pairs of marks with each other.

    Args:
        marker: whose marks they are; None for all together.
        answers: on how many answers it rests.
        equal: the part of them with equal points.
        difference: the mean of this marker's share of the points less the other's; None for all together.
        kappa: Cohen's kappa with quadratic weights: 1 is the same always, 0 is what chance gives. None where it is not
            defined: fewer than two answers, or the same points for all of them.
    """

    marker: int | None
    answers: int
    equal: float
    difference: float | None
    kappa: float | None

    @property
    def few(self) -> bool:
        """Whether these are too few answers to say much."""
        return self.answers < FEW


def of_markers(pairs: Sequence[Both]) -> list[Agreement]:
    """Each marker against whoever marked the same answers, the most generous first."""
    shares: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for pair in pairs:
        shares[pair.first].append((pair.first_share, pair.second_share))
        shares[pair.second].append((pair.second_share, pair.first_share))
    found = [_agreement(marker, both) for marker, both in shares.items()]
    return sorted(found, key=lambda one: (-(one.difference or 0.0), one.marker or 0))


def of_all(pairs: Sequence[Both]) -> Agreement | None:
    """All first marks against all second marks; None where there is no pair."""
    return _agreement(None, [(pair.first_share, pair.second_share) for pair in pairs]) if pairs else None


def _agreement(marker: int | None, shares: Sequence[tuple[float, float]]) -> Agreement:
    return Agreement(
        marker,
        len(shares),
        fmean(own == other for own, other in shares),
        None if marker is None else fmean(own - other for own, other in shares),
        kappa([own for own, _ in shares], [other for _, other in shares]),
    )


def kappa(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Cohen's kappa of two markers' shares with quadratic weights: a mark beside it counts little, one far off much.

    Source: J. Cohen, "Weighted kappa", Psychological Bulletin 70 (1968).
    """
    from sklearn.metrics import cohen_kappa_score  # a second to load: only where somebody looks

    levels = [[round(share * LEVELS) for share in shares] for shares in (one, other)]
    if len(one) < 2 or len({*levels[0], *levels[1]}) < 2:
        return None
    return float(cohen_kappa_score(*levels, labels=range(LEVELS + 1), weights="quadratic"))
