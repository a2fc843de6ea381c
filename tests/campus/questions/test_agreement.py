"""Equal wrong answers: independent students are listed as rarely as is promised, and a planted copier is found."""

import itertools
import random

import pytest
from scipy import stats

from chainrule.campus.questions.agreement import FALSE_ALARMS, agreement, at_least
from chainrule.campus.questions.responses import Response

CLASSES = 400


def a_class(seed: int, students: int = 24, questions: int = 20, options: int = 4) -> list[Response]:
    """Students of different ability who work alone; some wrong options draw more of them than others."""
    chance = random.Random(seed)
    hard = [chance.uniform(0.2, 0.8) for _ in range(questions)]
    pull = [[chance.uniform(0.5, 3) for _ in range(options - 1)] for _ in range(questions)]
    found = []
    for student in range(students):
        able = chance.gauss(0, 0.2)
        for number in range(questions):
            right = chance.random() < min(max(1 - hard[number] + able, 0.05), 0.95)
            chose = "right" if right else str(chance.choices(range(options - 1), pull[number])[0])
            found.append(Response(student, f"q{number}", float(right), True, chose))
    return found


@pytest.mark.parametrize(
    ("count", "chances"), [(0, [0.3]), (2, [0.2] * 9), (5, [0.5] * 5), (7, [0.6] * 12), (4, [0.1] * 3)]
)
def test_the_chance_of_so_many_is_the_binomial_where_all_coins_are_alike(count, chances):
    assert at_least(count, chances) == pytest.approx(stats.binom.sf(count - 1, len(chances), chances[0]), abs=1e-12)


def test_the_chance_of_so_many_is_what_counting_all_cases_gives():
    chances = [0.1, 0.35, 0.5, 0.8]
    for count in range(6):
        cases = itertools.product((0, 1), repeat=4)
        whole = 0.0
        for case in cases:
            weight = 1.0
            for fell, p in zip(case, chances, strict=True):
                weight *= p if fell else 1 - p
            whole += weight * (sum(case) >= count)
        assert at_least(count, chances) == pytest.approx(whole, abs=1e-12)


def test_of_classes_that_worked_alone_at_most_so_many_list_a_pair_as_is_promised():
    alarms = sum(bool(agreement(a_class(seed)).pairs) for seed in range(CLASSES))
    most = stats.binom.ppf(0.999, CLASSES, FALSE_ALARMS)
    assert alarms <= most, f"{alarms} of {CLASSES} classes; {most:g} would be bad luck at the promised rate"


def copied(given: list[Response], of: int, by: int, chance: random.Random, share: float) -> list[Response]:
    theirs = {one.question: one for one in given if one.attempt == of}
    return [
        Response(by, one.question, theirs[one.question].share, True, theirs[one.question].chose)
        if one.attempt == by and chance.random() < share
        else one
        for one in given
    ]


def test_who_copies_an_exam_is_found_and_nobody_else():
    found, others = 0, 0
    for seed in range(40):
        chance = random.Random(f"copier {seed}")
        given = a_class(seed)
        wrong = {student: sum(one.share == 0 for one in given if one.attempt == student) for student in range(24)}
        source = min(student for student in wrong if wrong[student] >= 10)
        copier = next(student for student in wrong if student != source)
        pairs = [one.attempts for one in agreement(copied(given, source, copier, chance, 1.0)).pairs]
        found += tuple(sorted((source, copier))) in pairs
        others += len([pair for pair in pairs if pair != tuple(sorted((source, copier)))])
    assert found >= 32, f"found {found} of 40 copiers of at least ten wrong answers"
    assert others <= 4


def test_nothing_is_said_about_right_answers_and_about_what_is_not_marked():
    same = [Response(s, f"q{n}", share, True, "same") for s in (1, 2) for n in range(20) for share in (1.0,)]
    assert agreement(same).pairs == ()
    assert agreement([Response(s, f"q{n}", None, True, "same") for s in (1, 2) for n in range(20)]).pairs == ()


def test_the_threshold_falls_with_the_number_of_pairs():
    few, many = agreement(a_class(1, students=5)), agreement(a_class(1, students=30))
    assert (few.compared, many.compared) == (10, 435)
    assert few.threshold == pytest.approx(FALSE_ALARMS / 10)
    assert many.threshold == pytest.approx(FALSE_ALARMS / 435)
