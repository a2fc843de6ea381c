"""What a student did with a question, in a form that its variants share; and how long it took, where that is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.questions import AnswerEvent, Item, Paper, mark_attempt, name_of
from chainrule.campus.questions.kinds.find_error import Edit, FindError
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice, Option
from chainrule.campus.questions.kinds.short_answer import Criterion, ShortAnswer
from chainrule.campus.questions.responses import chosen, responses, seconds_by_item
from chainrule.campus.questions.ruling import Ruling

BEGAN = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def shapes(size: int, order: tuple[int, ...] = (0, 1, 2)) -> MultipleChoice:
    options = (
        Option(f"{size + 1}", f"there are {size} and one more", True),
        Option(f"{size}", f"the one more than {size} is forgotten", False),
        Option(f"{2 * size}", f"{size} is doubled", False),
    )
    return MultipleChoice(0, 1.0, "How many?", tuple(options[place] for place in order))


def test_the_same_mistake_has_the_same_name_in_every_variant_and_order():
    assert chosen(shapes(28), {"option": 1})[0] == chosen(shapes(32, (1, 2, 0)), {"option": 0})[0]
    assert chosen(shapes(28), {"option": 1})[1] == "28"
    assert len({chosen(shapes(28), {"option": place})[0] for place in range(3)}) == 3


def test_options_whose_reasons_differ_in_numbers_alone_stay_apart():
    options = tuple(Option(text, f"that is {number}", number == 3) for text, number in (("a", 3), ("b", 4), ("c", 5)))
    alike = MultipleChoice(0, 1.0, "Which?", options)
    assert len({chosen(alike, {"option": place})[0] for place in range(3)}) == 3


@pytest.mark.parametrize("answer", [None, {}, {"option": 7}, {"text": "x"}, 3, {"line": 1}])
def test_what_chose_nothing_has_no_name(answer):
    edits = tuple(Edit("a = 1", f"a = {n}", f"because {n} {'x' * n}", n == 2) for n in range(4))
    for variant in (shapes(28), FindError(0, 1.0, "Find it.", "a = 1", "assert a == 2", 1, edits)):
        assert chosen(variant, answer) == ("", "")


def test_written_answers_go_by_their_words():
    asked = ShortAnswer(0, 2.0, "Why?", "Because.", (Criterion("cause", 1, "c", "d"),), ())
    assert chosen(asked, {"text": "It  is\nSo."}) == ("it is so.", "It is So.")


def test_a_response_says_share_name_and_options_and_nothing_of_what_a_regrade_took_out():
    variant = shapes(28)
    paper = Paper("quiz-1", "7", (Item(1, "03/shapes", 0, 2.0, variant.fingerprint, name_of(variant)),))

    class Kept:
        def variant_of(self, item):
            return variant

    events = [AnswerEvent(1, 1, {"option": 0})]
    for rulings, share in (({}, 1.0), ({1: Ruling("drop")}, None), ({1: Ruling("everyone")}, None)):
        result = mark_attempt(paper, Kept(), events, rulings=rulings)
        [found] = responses(5, result, lambda item: variant, {1: 30.0})
        assert (found.attempt, found.question, found.share, found.seconds) == (5, "03/shapes", share, 30.0)
        assert found.chose == found.right
        assert [words for _, words in found.offered] == ["29", "28", "56"]


def test_the_time_before_a_save_is_the_saved_questions():
    times = [(after(30), 1), (after(50), 2), (after(110), 1)]
    assert seconds_by_item(times, BEGAN) == {1: 90.0, 2: 20.0}


def test_what_came_all_at_once_tells_no_time():
    times = [(after(900), item) for item in range(1, 11)] + [(after(930), 3)]
    assert seconds_by_item(times, BEGAN) == {3: 30.0}


@given(st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 10)), max_size=40))
def test_no_more_time_is_counted_than_went_by_and_none_is_negative(stored):
    found = seconds_by_item([(after(seconds), item) for seconds, item in stored], BEGAN)
    assert all(seconds >= 0 for seconds in found.values())
    assert sum(found.values()) <= max((seconds for seconds, _ in stored), default=0) + 1e-6
