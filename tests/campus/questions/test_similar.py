"""Answers in nearly the same words are put together, and nothing that turns an answer around is overlooked."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_distances

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.questions.similar import FARTHEST, groups, ngrams, said

ADDED = "The gradients of both paths are added, because a nudge reaches the loss over each of them."


def together(*texts: str) -> bool:
    """Whether all of these stand in one group."""
    return groups(texts) == [list(range(len(texts)))]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ADDED, ADDED, True),
        (ADDED, ADDED.upper(), True),
        (ADDED, f"  {ADDED.replace(' ', '  ')}", True),
        (ADDED, "The gradeints of both paths are aded, becuase a nudge reaches the loss over each of them", True),
        (ADDED, "the gradient of both paths is added because a nudge reaches the loss over each of them", True),
        (ADDED, ADDED.replace("are added", "are not added"), False),
        ("It isn't added there.", "It is added there.", False),
        ("It can't be negative there.", "It can be negative there.", False),
        ("The loss falls to 0.5 after the step.", "The loss falls to 0.6 after the step.", False),
        ("The loss falls to 0.5 after the step.", "The loss falls to 0.50 after the step.", True),
        ("After 3 steps it is 2.", "After 2 steps it is 3.", True),  # the same numbers: whoever reads it sees it
        (ADDED, "Softmax turns logits into probabilities that add up to one.", False),
        (ADDED, "No idea.", False),
        ("?", "?", True),
        ("?", "!", False),
        ("", "", True),
    ],
)
def test_two_answers_are_alike_by_their_letters_their_numbers_and_how_often_they_say_no(
    one: str, other: str, same: bool
) -> None:
    assert together(one, other) is same


def test_one_answer_is_a_group_and_none_are_none() -> None:
    assert groups([]) == []
    assert groups([ADDED]) == [[0]]


def test_the_largest_group_comes_first() -> None:
    found = groups(["Softmax turns logits into probabilities.", ADDED, "No idea.", ADDED[:-1], ADDED + "."])
    assert found == [[1, 3, 4], [0], [2]]


@settings(deadline=None, max_examples=15)
@given(st.lists(st.text(max_size=30), max_size=12), st.randoms(use_true_random=False))
def test_each_answer_stands_in_one_group_whatever_is_typed_and_in_whatever_order(
    texts: list[str], chance: random.Random
) -> None:
    found = groups(texts)
    assert sorted(place for group in found for place in group) == list(range(len(texts)))
    order = list(range(len(texts)))
    chance.shuffle(order)
    again = groups([texts[place] for place in order])
    assert {frozenset(order[place] for place in group) for group in again} == {frozenset(group) for group in found}


def test_no_two_of_a_group_are_farther_apart_than_is_said(bank) -> None:
    examples = [text for question in bank.values() for text in texts_of(question.variant(0))][:120]
    plain = [" ".join(said(text)).casefold() for text in examples]
    apart = cosine_distances(ngrams(sorted(set(plain))))
    place = {text: at for at, text in enumerate(sorted(set(plain)))}
    for group in groups(examples):
        for one, other in combinations(group, 2):
            assert apart[place[plain[one]], place[plain[other]]] <= FARTHEST + 1e-9


def texts_of(variant: object) -> list[str]:
    """The answers that a question's author marked."""
    return [example.text for example in variant.examples] if isinstance(variant, ShortAnswer) else []


def test_a_misspelt_answer_of_the_course_stays_with_the_one_that_it_was(bank) -> None:
    chance, tried, found = random.Random(13), 0, 0
    for question in list(bank.values())[::5]:
        texts = texts_of(question.variant(0))
        for place, text in enumerate(texts):
            if len(text) > 40:
                tried += 1
                grouped = groups([*texts, misspelt(text, chance)])
                found += any({place, len(texts)} <= set(group) for group in grouped)
    assert tried > 40
    assert found / tried > 0.94


def misspelt(text: str, chance: random.Random) -> str:
    """Two letters that stand beside each other changed places."""
    places = [at for at in range(len(text) - 1) if text[at : at + 2].isalpha()]
    at = chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def test_hardly_any_two_answers_that_their_author_gave_other_points_stand_in_one_group(bank) -> None:
    variants = [variant for question in bank.values() if isinstance(variant := question.variant(0), ShortAnswer)]
    pairs = wrong = 0
    for variant in variants:
        given = [example.points for example in variant.examples]
        pairs += sum(one != other for one, other in combinations(given, 2))
        for group in groups([example.text for example in variant.examples]):
            wrong += sum(given[one] != given[other] for one, other in combinations(group, 2))
    assert pairs > 500
    assert wrong / pairs < 0.005, "which is why a person reads each answer"
