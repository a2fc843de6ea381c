"""Regrading: what a log of decisions says, what one of them changes, and that taking it back restores everything."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.questions import AnswerEvent, HumanMark, Item, Paper, freeze, mark_attempt, name_of, thaw
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice, Option
from chainrule.campus.questions.kinds.short_answer import Criterion, ShortAnswer
from chainrule.campus.questions.regrade import (
    Decision,
    Rekeyed,
    can_mark,
    carried,
    change,
    last_standing,
    of_paper,
    order,
    rulings,
    standing,
)
from chainrule.campus.questions.ruling import Ruling


def choice(right: int, stem: str = "How many?") -> MultipleChoice:
    options = tuple(Option(f"option {place}", f"reason {place}.", place == right) for place in range(3))
    return MultipleChoice(0, 1.0, stem, options)


def rubric(*criteria: tuple[str, float]) -> ShortAnswer:
    return ShortAnswer(
        0, 3.0, "Why?", "Because.", tuple(Criterion(n, p, "counts", "does not") for n, p in criteria), ()
    )


class Kept:
    """Variants by the names that items carry."""

    def __init__(self, *variants: MultipleChoice | ShortAnswer) -> None:
        self.by_name = {name_of(one): one for one in variants}

    def variant_of(self, item):
        return self.by_name[item.frozen]


WRONG, MENDED, OTHER, OPEN = choice(0), choice(1), choice(2, "And of these?"), rubric(("cause", 1), ("effect", 1))


def item(number: int, question: str, variant) -> Item:
    return Item(number, question, 0, 1.0, variant.fingerprint, name_of(variant))


PAPER = Paper("quiz-1", "7", (item(1, "03/one", WRONG), item(2, "03/two", OTHER), item(3, "03/open", OPEN)))
KEYS = {name_of(MENDED): MENDED}
BY_FILE = {name_of(WRONG): name_of(MENDED)}
IN_PAPER = {name_of(WRONG): ""}


def marked(answers, log=(), human=None):
    ruled = rulings(log)
    events = [AnswerEvent(n, n, answer) for n, answer in answers.items()]
    by = Rekeyed(Kept(WRONG, OTHER, OPEN), KEYS, ruled)
    return mark_attempt(PAPER, by, events, human_marks=human or {}, rulings=of_paper(PAPER, ruled))


def entry(number: int, rule: str, undoes=None, keys=None) -> Decision:
    return Decision(number, "03/one", rule, BY_FILE if rule == "key" else IN_PAPER if keys is None else keys, undoes)


@pytest.mark.parametrize(
    ("rule", "option", "points", "out_of", "reason", "direction"),
    [
        ("key", 0, (1.0, 0.0), (3.0, 3.0), "The key gives fewer points.", "fewer"),
        ("key", 1, (0.0, 1.0), (3.0, 3.0), "The key gives more points.", "more"),
        ("everyone", 2, (0.0, 1.0), (3.0, 3.0), "Everybody gets its points.", "more"),
        ("everyone", None, (0.0, 1.0), (3.0, 3.0), "Everybody gets its points.", "more"),
        ("drop", 0, (1.0, 0.0), (3.0, 2.0), "The question does not count.", "fewer"),
        ("drop", 2, (0.0, 0.0), (3.0, 2.0), "The question does not count.", "same"),
    ],
)
def test_each_rule_changes_the_mark_of_its_question_and_says_why(rule, option, points, out_of, reason, direction):
    answers = {2: {"option": 0}, 3: {"text": "So."}} | ({} if option is None else {1: {"option": option}})
    human = {3: HumanMark((Fraction(0), Fraction(0)))}
    before, after = marked(answers, human=human), marked(answers, [entry(1, rule)], human)
    found = change(before, after, "03/one")
    assert found is not None
    assert (found.points, found.out_of, found.reason, found.direction) == (points, out_of, reason, direction)
    assert before.items[1:] == after.items[1:], "nothing else on the paper changes"


def test_dropping_a_question_raises_the_share_of_who_had_it_wrong_and_lowers_that_of_who_had_it_right():
    human = {3: HumanMark((Fraction(1), Fraction(1)))}
    wrong = [marked({1: {"option": 2}, 3: {"text": "So."}}, log, human) for log in ([], [entry(1, "drop")])]
    right = [marked({1: {"option": 0}, 3: {"text": "So."}}, log, human) for log in ([], [entry(1, "drop")])]
    assert change(*wrong, "03/one").shares == (pytest.approx(1 / 3), 1 / 2)
    assert change(*wrong, "03/one").direction == "more"
    assert change(*right, "03/one").shares == (pytest.approx(2 / 3), 1 / 2)
    assert change(*right, "03/one").direction == "fewer"


def test_who_keeps_the_mark_is_not_listed():
    before, after = marked({1: {"option": 2}}), marked({1: {"option": 2}}, [entry(1, "key")])
    assert change(before, after, "03/one") is None
    assert change(before, after, "03/of_another_paper") is None


rules = st.sampled_from(["key", "drop", "everyone"])
answers = st.fixed_dictionaries({}, optional={n: st.fixed_dictionaries({"option": st.integers(-1, 3)}) for n in (1, 2)})


@settings(deadline=None)
@given(answers, st.lists(rules, max_size=4), rules)
def test_taking_a_decision_back_gives_exactly_what_was_before_it(given_answers, earlier, rule):
    log = [entry(number, one) for number, one in enumerate(earlier, 1)]
    last = len(log) + 1
    before = marked(given_answers, log)
    after = marked(given_answers, [*log, entry(last, rule), entry(last + 1, "undo", last, {})])
    assert before == after


@settings(deadline=None)
@given(answers, st.lists(rules, min_size=1, max_size=4))
def test_decisions_about_a_question_leave_the_others_as_they_are(given_answers, decided):
    log = [entry(number, one) for number, one in enumerate(decided, 1)]
    before, after = marked(given_answers), marked(given_answers, log)
    assert before.items[1:] == after.items[1:]
    assert after.points == sum(one.points or 0 for one in after.items)
    assert after.out_of == sum(one.out_of for one in after.items)


def test_the_last_decision_stands_and_is_the_one_to_take_back():
    log = [entry(1, "drop"), entry(2, "key"), Decision(3, "03/two", "drop", {name_of(OTHER): ""})]
    assert rulings(log)["03/one", name_of(WRONG)] == Ruling("key", name_of(MENDED))
    assert last_standing(log, "03/one") == log[1]
    assert last_standing([*log, entry(4, "undo", 2)], "03/one") == log[0]
    assert standing([*log, entry(4, "undo", 2), entry(5, "undo", 1)]) == [log[2]]
    assert last_standing(log, "03/open") is None


def test_what_was_not_covered_is_marked_by_its_own_key():
    other = Paper("quiz-1", "8", (item(1, "03/one", choice(2)),))
    assert of_paper(other, rulings([entry(1, "drop")])) == {}
    same_words = Paper("quiz-1", "9", (item(1, "03/three", WRONG),))
    assert of_paper(same_words, rulings([entry(1, "drop")])) == {}, "another question is not ruled by this one's ruling"


def test_a_file_that_asks_something_else_cannot_mark_what_was_asked():
    assert can_mark(MENDED, WRONG)
    assert not can_mark(choice(1, "How many now?"), WRONG)
    assert not can_mark(replace(MENDED, options=MENDED.options[::-1]), WRONG)
    assert not can_mark(OPEN, WRONG)
    assert can_mark(rubric(("cause", 2)), OPEN), "points are the rubric's affair, not what was asked"


@pytest.mark.parametrize(
    ("now", "points"),
    [
        ((("cause", 1), ("effect", 1)), (Fraction(1), Fraction(1, 2))),
        ((("effect", 1), ("cause", 1)), (Fraction(1, 2), Fraction(1))),
        ((("cause", 2), ("effect", 3)), (Fraction(2), Fraction(3, 2))),
        ((("cause", 1),), (Fraction(1),)),
        ((("cause", 1), ("limits", 1)), None),
    ],
)
def test_points_by_criterion_go_over_to_another_rubric_by_its_names(now, points):
    found = carried(HumanMark((Fraction(1), Fraction(1, 2)), "Good."), OPEN, rubric(*now))
    assert (found and found.points) == points
    assert found is None or found.comment == "Good."


def test_points_that_never_fitted_their_rubric_are_not_carried():
    assert carried(HumanMark((Fraction(1),)), OPEN, rubric(("cause", 1))) is None


def test_an_answer_that_has_to_be_marked_again_says_so():
    human = {3: HumanMark((Fraction(1), Fraction(1)))}
    answered = {3: {"text": "So."}}
    found = change(marked(answered, human=human), marked(answered), "03/open")
    assert (found.reason, found.direction) == ("A person has to mark it again.", "waits")


def test_who_loses_points_is_listed_first():
    log = [entry(1, "key")]
    changes = [change(marked({1: {"option": o}}), marked({1: {"option": o}}, log), "03/one") for o in (1, 0)]
    assert [changes[place].direction for place in order(changes)] == ["fewer", "more"]


def test_frozen_questions_keep_their_names_when_they_are_read_back():
    for variant in (WRONG, MENDED, OPEN):
        assert name_of(thaw(freeze(variant))) == name_of(variant)
