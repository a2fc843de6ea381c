"""The statistics of a paper are the classical ones, held to NumPy, SciPy and numbers worked out by hand."""

import math
import random

import numpy as np
import pytest

from chainrule.campus.questions.responses import Response
from chainrule.campus.questions.statistics import (
    FEWEST,
    Concern,
    Pick,
    QuestionStatistics,
    by_concern,
    by_group,
    concerns,
    correlation,
    of_questions,
    reliability,
)


def matrix(shares: np.ndarray) -> list[Response]:
    """A class of which everybody was asked the same: a row a student, a column a question."""
    return [
        Response(who, f"q{number:02d}", float(share), True)
        for who, row in enumerate(shares)
        for number, share in enumerate(row)
    ]


def drawn(students: int, questions: int, seed: int = 1, *, binary: bool = True) -> np.ndarray:
    generator = np.random.default_rng(seed)
    able, hard = generator.normal(size=(students, 1)), generator.normal(size=(1, questions))
    chance = 1 / (1 + np.exp(hard - 1.5 * able))
    return (generator.random((students, questions)) < chance).astype(float) if binary else np.round(chance * 4) / 4


@pytest.mark.parametrize("binary", [True, False])
def test_facility_and_discrimination_are_the_mean_and_the_corrected_item_total_correlation(binary):
    shares = drawn(30, 8, binary=binary)
    for number, one in enumerate(of_questions(matrix(shares))):
        rest = np.delete(shares, number, axis=1).sum(axis=1)
        assert one.facility == pytest.approx(shares[:, number].mean())
        assert one.discrimination == pytest.approx(np.corrcoef(shares[:, number], rest)[0, 1])
        assert one.asked == 30


def kr20(shares: np.ndarray) -> float:
    k, p = shares.shape[1], shares.mean(axis=0)
    return k / (k - 1) * (1 - (p * (1 - p)).sum() / shares.sum(axis=1).var())


def alpha(shares: np.ndarray) -> float:
    k = shares.shape[1]
    return k / (k - 1) * (1 - shares.var(axis=0, ddof=1).sum() / shares.sum(axis=1).var(ddof=1))


def test_where_all_were_asked_the_same_reliability_is_kr20_and_alpha_exactly():
    right, partial = drawn(40, 10), drawn(40, 10, binary=False)
    found = reliability(matrix(right))
    assert (found.name, found.value) == ("KR-20", pytest.approx(kr20(right)))
    found = reliability(matrix(partial))
    assert (found.name, found.value) == ("Cronbach’s alpha", pytest.approx(alpha(partial)))


def test_kr20_of_a_small_class_is_what_it_is_by_hand():
    shares = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1]], dtype=float)
    # p = 0.8, 0.6, 0.4: the sum of p(1 - p) is 0.64; totals 3, 2, 1, 0, 3 have the variance 1.36.
    assert reliability(matrix(shares)).value == pytest.approx(1.5 * (1 - 0.64 / 1.36))


def test_drawn_papers_have_about_the_reliability_of_whole_ones_of_their_length():
    shares = drawn(2000, 12, seed=3)
    chance = random.Random(3)
    keep = {who: set(chance.sample(range(12), 6)) for who in range(2000)}
    some = [one for one in matrix(shares) if int(one.question[1:]) in keep[one.attempt]]
    whole = alpha(shares)
    halved = whole / (2 - whole)  # Spearman-Brown: half as long
    assert reliability(some).value == pytest.approx(halved, abs=0.02)


def test_nothing_is_said_of_too_few():
    assert reliability(matrix(drawn(3, 4))) is None
    assert reliability([]) is None
    assert correlation([(0, 1), (1, 0)]) is None
    alone = of_questions([Response(1, "q", 1.0, True)])[0]
    assert alone.discrimination is None
    assert of_questions([Response(1, "q", None, True)]) == []


def option(who: int, chose: str, share: float, right: str = "key") -> Response:
    offered = tuple((name, f"says {name}") for name in ("key", "rival", "idle"))
    return Response(who, "q", share, bool(chose), chose, f"says {chose}", offered, right)


def elsewhere(who: int, share: float) -> Response:
    return Response(who, "other", share, True)


def test_picks_count_every_option_those_that_nobody_chose_too():
    given = [option(1, "key", 1.0), option(2, "rival", 0.0), option(3, "rival", 0.0), option(4, "", 0.0)]
    given += [elsewhere(1, 0.0), elsewhere(2, 1.0), elsewhere(3, 0.5)]
    found = next(one for one in of_questions(given) if one.question == "q")
    assert [(p.said, p.count, p.share, p.is_right) for p in found.picks] == [
        ("says rival", 2, 0.5, False),
        ("says key", 1, 0.25, True),
        ("says idle", 0, 0.0, False),
    ]
    assert [p.strong for p in found.picks[:2]] == [0.75, 0.0]
    assert math.isnan(found.picks[2].strong)
    assert found.unanswered == 0.25


def numbers(**other) -> QuestionStatistics:
    usual = {"question": "q", "asked": 40, "facility": 0.6, "discrimination": 0.3, "unanswered": 0.0, "seconds": 60.0,
             "timed": 40, "picks": ()}  # fmt: skip
    return QuestionStatistics(**{**usual, **other})


RIVAL = (Pick("b", "b", 20, 0.5, False, 0.8), Pick("a", "a", 15, 0.4, True, 0.5), Pick("c", "c", 5, 0.1, False, 0.4))
IDLE = (Pick("a", "a", 35, 0.9, True, 0.5), Pick("b", "b", 5, 0.1, False, 0.4), Pick("c", "c", 0, 0.0, False, math.nan))


@pytest.mark.parametrize(
    ("one", "rules"),
    [
        (numbers(), []),
        (numbers(discrimination=-0.1), ["against the rest"]),
        (numbers(discrimination=None), []),
        (numbers(facility=0.1), ["hardly anybody"]),
        (numbers(facility=0.99), ["nearly everybody"]),
        (numbers(unanswered=0.4), ["left empty"]),
        (numbers(seconds=500.0), ["slow"]),
        (numbers(seconds=500.0, timed=3), []),
        (numbers(picks=RIVAL), ["rival option"]),
        (numbers(picks=IDLE), ["idle option"]),
        (numbers(asked=FEWEST - 1, discrimination=-0.9, facility=0.0), []),
    ],
)
def test_each_rule_names_what_is_odd_and_is_silent_where_nothing_is(one, rules):
    assert [concern.rule for concern in concerns(one, minutes=2)] == rules


def test_questions_that_need_a_look_come_first_the_worst_before_the_others():
    listed = [(numbers(question="fine"), []), (numbers(question="easy"), [Concern("nearly everybody", "")]),
              (numbers(question="key"), [Concern("against the rest", "")])]  # fmt: skip
    assert [listed[place][0].question for place in by_concern(listed)] == ["key", "easy", "fine"]


def test_groups_have_the_mean_of_their_answers():
    given = [Response(1, "a", 1.0, True), Response(2, "a", 0.0, True), Response(1, "b", 0.25, True)]
    given += [Response(1, "gone", 1.0, True), Response(3, "a", None, True)]
    assert by_group(given, {"a": "recall", "b": "apply"}) == [("apply", 0.25, 1), ("recall", 0.5, 2)]
