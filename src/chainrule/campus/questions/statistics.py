"""Statistics of a paper's questions: how hard, how telling, what was chosen; and how far the points can be relied on.

Students get different questions, so every number is made of those who were asked. Where all were asked the same, the
numbers are the classical ones.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median

from chainrule.campus.questions.responses import Response

FEWEST = 10  # answers from which on a rule speaks about a question
FEWEST_PAIRS = 5  # students who had the same two questions


@dataclass(frozen=True)
class Pick:
    """One of the answers that were given to a question: how often, and by which part of those who were asked."""

    name: str
    said: str
    count: int
    share: float
    is_right: bool
    strong: float  # the mean of the rest of the paper among those who gave it; nan where nobody did


@dataclass(frozen=True)
class QuestionStatistics:
    """One question of a paper.

    Args:
        asked: how many marked answers the numbers rest on.
        facility: the mean share of the points.
        discrimination: the correlation of the share with that of the rest of the paper; None where one of them does
            not vary, or fewer than three were asked.
        unanswered: the part that left it empty.
        seconds: the median time, None where no record tells it; timed: of how many.
        picks: the answers of questions with options, all options among them; the commonest first.
    """

    question: str
    asked: int
    facility: float
    discrimination: float | None
    unanswered: float
    seconds: float | None
    timed: int
    picks: tuple[Pick, ...]


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation; None for fewer than three pairs, or where one side does not vary.

    >>> correlation([(0, 1), (1, 2), (2, 3)]), correlation([(0, 1), (1, 1), (2, 1)])
    (1.0, None)
    """
    if len(pairs) < 3:
        return None
    x, y = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    xx, yy = math.fsum((a - x) ** 2 for a, _ in pairs), math.fsum((b - y) ** 2 for _, b in pairs)
    if min(xx, yy) < 1e-12:
        return None
    return max(-1.0, min(1.0, math.fsum((a - x) * (b - y) for a, b in pairs) / math.sqrt(xx * yy)))


def rests(given: Iterable[Response]) -> dict[tuple[int, str], float]:
    """By attempt and question the mean share of the other questions of that attempt: the rest of the paper."""
    by_attempt: defaultdict[int, list[Response]] = defaultdict(list)
    for one in given:
        if one.share is not None:
            by_attempt[one.attempt].append(one)
    found = {}
    for attempt, answers in by_attempt.items():
        for one in answers:
            others = [other.share for other in answers if other is not one and other.share is not None]
            if others:
                found[attempt, one.question] = fmean(others)
    return found


def of_questions(given: Sequence[Response]) -> list[QuestionStatistics]:
    """The statistics of each question that has a marked answer, by id."""
    rest, by_question = rests(given), defaultdict[str, list[Response]](list)
    for one in given:
        if one.share is not None:
            by_question[one.question].append(one)
    return [_of_question(question, answers, rest) for question, answers in sorted(by_question.items())]


def _of_question(
    question: str, answers: Sequence[Response], rest: Mapping[tuple[int, str], float]
) -> QuestionStatistics:
    pairs = [(a.share, rest[a.attempt, question]) for a in answers if (a.attempt, question) in rest]
    times = [a.seconds for a in answers if a.seconds is not None]
    return QuestionStatistics(
        question,
        len(answers),
        fmean(a.share or 0.0 for a in answers),
        correlation([(share or 0.0, other) for share, other in pairs]),
        sum(not a.answered for a in answers) / len(answers),
        median(times) if times else None,
        len(times),
        picks(answers, rest),
    )


def picks(answers: Sequence[Response], rest: Mapping[tuple[int, str], float]) -> tuple[Pick, ...]:
    """Which options were chosen, those that nobody chose among them; nothing for a question without options."""
    rights = {a.right for a in answers if a.right}
    names = {name: words for a in answers for name, words in a.offered}
    counts = Counter(a.chose for a in answers if a.chose)
    found = []
    for name, words in names.items():
        strong = [rest[a.attempt, a.question] for a in answers if a.chose == name and (a.attempt, a.question) in rest]
        mean = fmean(strong) if strong else math.nan
        share = counts[name] / len(answers)
        found.append(Pick(name, words, counts[name], share, name in rights, mean))
    return tuple(sorted(found, key=lambda pick: (-pick.count, pick.name)))


@dataclass(frozen=True)
class Reliability:
    """How far the points of a paper can be relied on: `value` is KR-20 where every share is 0 or 1, else alpha."""

    name: str
    value: float
    pairs: int  # of questions whose covariance it rests on


def reliability(given: Sequence[Response]) -> Reliability | None:
    """Cronbach's alpha of a paper with k questions: k c / (v + (k - 1) c).

    v is the mean variance of a question, c the mean covariance of two, each over the students who were asked both. With
    the same k questions for all this is the classical alpha exactly (KR-20 where answers are right or wrong). Where
    papers are drawn it is the alpha of a paper drawn so, with k the mean number of questions. None where too few
    questions have students in common.

    Source: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951).
    """
    shares: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for one in given:
        if one.share is not None:
            shares[one.question][one.attempt] = one.share
    length = Counter(attempt for answers in shares.values() for attempt in answers)
    variances, covariances = [], []
    for answers in shares.values():
        if len(answers) >= 2:
            variances.append((len(answers), _covariance([(v, v) for v in answers.values()])))
    for first, second in combinations(shares.values(), 2):
        both = first.keys() & second.keys()
        if len(both) >= FEWEST_PAIRS:
            covariances.append((len(both), _covariance([(first[who], second[who]) for who in both])))
    if not covariances or not variances:
        return None
    v, c, k = _weighted(variances), _weighted(covariances), fmean(length.values())
    whole = v + (k - 1) * c
    if whole <= 1e-12:
        return None
    binary = all(share in (0.0, 1.0) for answers in shares.values() for share in answers.values())
    return Reliability("KR-20" if binary else "Cronbach’s alpha", k * c / whole, len(covariances))


def _covariance(pairs: Sequence[tuple[float, float]]) -> float:
    x, y = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    return math.fsum((a - x) * (b - y) for a, b in pairs) / (len(pairs) - 1)


def _weighted(found: Sequence[tuple[int, float]]) -> float:
    return sum(weight * value for weight, value in found) / sum(weight for weight, _ in found)


def by_group(given: Iterable[Response], group: Mapping[str, str]) -> list[tuple[str, float, int]]:
    """(name, mean share, number of answers) of each group of questions: classes, outcomes, levels."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for one in given:
        if one.share is not None and one.question in group:
            found[group[one.question]].append(one.share)
    return [(name, fmean(shares), len(shares)) for name, shares in sorted(found.items())]


# --- which questions a person should look at, and why -----------------------------------------------------------------


@dataclass(frozen=True)
class Concern:
    """Why a question needs a look: the name of the rule, and what was found, as a sentence."""

    rule: str
    found: str


def concerns(one: QuestionStatistics, minutes: float | None = None) -> list[Concern]:
    """What is odd about a question, the worst first. Below `FEWEST` answers no rule speaks.

    Args:
        minutes: how long its author says that a prepared student needs.
    """
    if one.asked < FEWEST:
        return []
    found = [*_about_the_key(one)]
    if one.facility < 0.2:
        found.append(Concern("hardly anybody", f"the mean is {one.facility:.0%} of the points"))
    if one.unanswered > 0.3:
        found.append(Concern("left empty", f"{one.unanswered:.0%} did not answer"))
    if minutes and one.seconds is not None and one.timed >= FEWEST and one.seconds > 120 * minutes:
        found.append(Concern("slow", f"half took {one.seconds / 60:.1f} minutes or more, and {minutes:g} are planned"))
    if one.facility > 0.95:
        found.append(Concern("nearly everybody", f"the mean is {one.facility:.0%} of the points: it tells little"))
    if one.asked >= 2 * FEWEST and (idle := [pick for pick in one.picks if not pick.count]):
        found.append(Concern("idle option", f"nobody chose {len(idle)} of its {len(one.picks)} options"))
    return found


def _about_the_key(one: QuestionStatistics) -> Iterable[Concern]:
    """What speaks for a wrong key: those who do well elsewhere do worse here, or agree on another option."""
    if one.discrimination is not None and round(one.discrimination, 2) < 0:
        found = f"discrimination −{-one.discrimination:.2f}"
        yield Concern("against the rest", f"those who do well elsewhere do worse here ({found}): is the key right?")
    right = next((pick for pick in one.picks if pick.is_right), None)
    rival = next((pick for pick in one.picks if not pick.is_right and pick.count >= FEWEST // 2), None)
    if right and rival and right.count and rival.count >= right.count and rival.strong > right.strong:
        yield Concern("rival option", f"more chose “{rival.said}” than the key, and they do better elsewhere")


def by_concern(found: Sequence[tuple[QuestionStatistics, Sequence[Concern]]]) -> list[int]:
    """The places of the questions in the order in which a person should look: the worst rule first, then many rules."""
    rank = (
        "against the rest",
        "rival option",
        "hardly anybody",
        "left empty",
        "slow",
        "nearly everybody",
        "idle option",
    )
    key = [(min((rank.index(c.rule) for c in why), default=len(rank)), -len(why), one.facility) for one, why in found]
    return sorted(range(len(found)), key=lambda place: key[place])
