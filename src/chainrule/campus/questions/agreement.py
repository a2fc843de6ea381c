"""Pairs of attempts that agree on wrong answers more than chance allows: for a person to look at, and nothing more.

The statistic. For two students, look at the questions that both were asked and both answered wrongly. On question q
two students who know nothing of each other give the same wrong answer with a probability p_q. It is taken from the
others who were wrong: of their n pairs m agree, and p_q is (m + 1) / (n + 2). Given which questions both got wrong,
the number of equal answers is then a sum of independent coins with these p_q (a Poisson-binomial distribution), and
the p-value is the chance of as many or more. How able the two are and how hard the questions are plays no part: who is
wrong is given.

The false-alarm rate. All pairs are tested, so a pair is listed when its p-value is at most 0.05 divided by the number
of pairs (Bonferroni): of twenty classes that all worked alone, at most about one lists anybody. A few wrong answers
cannot reach that, however odd they look: the test is made to accuse rarely, not to find everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from chainrule.campus.questions.responses import Response

FALSE_ALARMS = 0.05  # of all classes that worked alone, those that list a pair
FEWEST_EQUAL = 3  # equal wrong answers


@dataclass(frozen=True)
class Pair:
    """Two attempts with more equal wrong answers than chance explains."""

    attempts: tuple[int, int]
    questions: tuple[str, ...]  # on which the wrong answer is the same
    both_wrong: int
    expected: float
    p_value: float


@dataclass(frozen=True)
class Agreement:
    """The pairs to look at, the least likely first; how many were compared, and the p-value that lists one."""

    pairs: tuple[Pair, ...]
    compared: int
    threshold: float


def at_least(count: int, chances: Sequence[float]) -> float:
    """The chance that `count` or more of independent coins with these chances fall on heads.

    >>> at_least(2, [0.5, 0.5]), at_least(0, [0.1]), at_least(2, [0.3])
    (0.25, 1.0, 0.0)
    """
    heads = [1.0]
    for chance in chances:
        longer = [0.0] * (len(heads) + 1)
        for number, weight in enumerate(heads):
            longer[number] += weight * (1 - chance)
            longer[number + 1] += weight * chance
        heads = longer
    return min(1.0, sum(heads[count:]))


def agreement(given: Iterable[Response], false_alarms: float = FALSE_ALARMS) -> Agreement:
    """Compare all attempts with each other by their wrong answers."""
    wrong = wrong_answers(given)
    attempts = {attempt for answers in wrong.values() for attempt in answers}
    compared = comb(len(attempts), 2)
    threshold = false_alarms / max(compared, 1)
    found = [_pair(pair, wrong) for pair, equal in _equal(wrong).items() if equal >= FEWEST_EQUAL]
    listed = sorted((one for one in found if one.p_value <= threshold), key=lambda one: (one.p_value, one.attempts))
    return Agreement(tuple(listed), compared, threshold)


def wrong_answers(given: Iterable[Response]) -> dict[str, dict[int, str]]:
    """By question and attempt what was answered, where that is wrong."""
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for one in given:
        if one.chose not in ("", one.right) and one.share is not None and one.share < 1:
            found[one.question][one.attempt] = one.chose
    return dict(found)


def _equal(wrong: Mapping[str, Mapping[int, str]]) -> Counter[tuple[int, int]]:
    """How many equal wrong answers each pair has that has any."""
    found: Counter[tuple[int, int]] = Counter()
    for answers in wrong.values():
        alike: defaultdict[str, list[int]] = defaultdict(list)
        for attempt, chose in answers.items():
            alike[chose].append(attempt)
        for attempts in alike.values():
            found.update(combinations(sorted(attempts), 2))
    return found


def _pair(pair: tuple[int, int], wrong: Mapping[str, Mapping[int, str]]) -> Pair:
    one, other = pair
    both = {question: answers for question, answers in wrong.items() if one in answers and other in answers}
    equal = tuple(sorted(question for question, answers in both.items() if answers[one] == answers[other]))
    chances = [_chance(pair, answers) for answers in both.values()]
    return Pair(pair, equal, len(both), sum(chances), at_least(len(equal), chances))


def _chance(pair: tuple[int, int], answers: Mapping[int, str]) -> float:
    """How probably two give the same wrong answer, from the others who were wrong: the pair itself says nothing."""
    counts = Counter(chose for attempt, chose in answers.items() if attempt not in pair)
    pairs, agree = comb(counts.total(), 2), sum(comb(count, 2) for count in counts.values())
    return (agree + 1) / (pairs + 2)
