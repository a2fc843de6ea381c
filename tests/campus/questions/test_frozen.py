"""What was asked is kept as it was: it comes back as it went, and holds what marking needs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chainrule.campus.questions import (
    Bank,
    Item,
    NotReadable,
    Paper,
    Question,
    Variant,
    freeze,
    mark_attempt,
    name_of,
    thaw,
)
from chainrule.campus.questions.lost import Lost
from chainrule.campus.questions.marking import AnswerEvent

KEPT = {
    "multiple_choice": {"stem", "options"},
    "short_answer": {"stem", "model", "rubric", "examples"},
    "find_error": {"stem", "code", "test", "at_fault", "edits"},
    "predict_output": {"stem", "code", "wrong", "because", "raises", "exact"},
    "complete_code": {"stem", "code", "test", "fills"},
}
ANSWERS: list[Any] = [
    None,
    {},
    {"option": 0},
    {"option": 1},
    {"option": 9},
    {"line": 1, "option": 2},
    {"text": "1.0"},
    7,
]


def test_every_question_comes_back_as_it_was(bank: Bank) -> None:
    for question in bank.values():
        for seed in (0, 17):
            variant = question.variant(seed)
            back = thaw(json.loads(json.dumps(freeze(variant))))
            assert back.for_student() == variant.for_student()
            assert back.fingerprint == variant.fingerprint
            assert name_of(back) == name_of(variant)
            assert back.author_programs() == variant.author_programs()
            assert back.out_of == variant.out_of
            for answer in ANSWERS:
                assert back.student_programs(answer) == variant.student_programs(answer)
                assert back.feedback(answer) == variant.feedback(answer)


def test_each_kind_keeps_what_its_list_names(bank: Bank) -> None:
    found = {question.kind: freeze(question.variant(3)) for question in bank.values()}
    assert {kind: set(kept) - {"form", "kind", "seed", "minutes"} for kind, kept in found.items()} == KEPT


def test_two_variants_share_a_name_exactly_when_they_are_the_same(bank: Bank) -> None:
    variants = [question.variant(seed) for question in bank.values() for seed in (0, 1)]
    assert len({name_of(variant) for variant in variants}) == len(variants)
    assert name_of(variants[0]) == name_of(next(iter(bank.values())).variant(0))


BROKEN: list[Any] = [
    {},
    {"form": 1},
    {"form": 2, "kind": "multiple_choice"},
    {"form": 1, "kind": "x"},
    None,
    [],
    "text",
]


@pytest.mark.parametrize("kept", BROKEN)
def test_what_is_no_frozen_question_says_so(kept: Any) -> None:
    with pytest.raises(NotReadable):
        thaw(kept)


@pytest.mark.parametrize("kind", KEPT)
def test_a_frozen_question_without_one_of_its_parts_says_so(kind: str, bank: Bank) -> None:
    kept = freeze(next(question for question in bank.values() if question.kind == kind).variant(0))
    for name in KEPT[kind]:
        with pytest.raises(NotReadable):
            thaw({key: value for key, value in kept.items() if key != name})


class OnlyFrozen:
    """Where variants come from once the bank is gone."""

    def __init__(self, variant: Variant) -> None:
        self.kept = {name_of(variant): freeze(variant)}

    def variant_of(self, item: Any) -> Variant:
        return thaw(self.kept[item.frozen])


def test_a_distractor_that_is_added_later_takes_no_point(asked: Callable[[str, str], Question]) -> None:
    """The fault that freezing mends: options are shuffled by the seed, and one more moves the others."""
    body = 'return Choices("How many?", {}right("4", because="a"), wrong("3", because="b"), wrong("2", because="c"))'
    before = asked("multiple_choice", body.format(""))
    variants = [before.variant(seed) for seed in range(8)]
    after = asked("multiple_choice", body.format('wrong("9", because="new"), '))
    moved = 0
    for seed, variant in enumerate(variants):
        right = next(place for place, option in enumerate(variant.options) if option.is_right)  # type: ignore[attr-defined]
        item = Item(1, before.id, seed, 1.0, variant.fingerprint, name_of(variant))
        events = [AnswerEvent(1, 1, {"option": right})]
        assert mark_attempt(Paper("q", "s", (item,)), OnlyFrozen(variant), events).points == 1.0
        today = mark_attempt(Paper("q", "s", (item,)), Bank({after.id: after}), events)
        moved += today.points == 0.0
        assert today.items[0].changed
    assert moved, "today's file would take the point"


def test_a_question_that_was_not_kept_and_is_gone_waits_for_a_person() -> None:
    lost = Lost(0, 0)
    assert lost.mark({"option": 1}).state == "needs_human"
    assert lost.mark(None).state == lost.mark({"text": " "}).state == "unanswered"
    assert lost.feedback({"text": "a"})["key"] == ""
    assert thaw.__module__ != Lost.__module__, "it is never frozen"


@pytest.mark.parametrize("kind", KEPT)
def test_a_question_refuses_answers_that_it_cannot_have(kind: str, bank: Bank) -> None:
    variant = next(question for question in bank.values() if question.kind == kind).variant(0)
    whole: dict[str, Any] = {}
    for name, part in variant.parts().items():
        last: Any = getattr(part, "last", None) or "x" * part.longest  # type: ignore[union-attr]
        whole[name] = last
        for wrong in (None, True, 1.5, [last], {}, -1, 10**9, "x" * 2001):
            assert variant.refusal({name: wrong}), (name, wrong)
    assert variant.refusal(whole) == variant.refusal(None) == variant.refusal({}) == ""
    for wrong in ([], "text", 7, {**whole, "made_up": "x"}, {7: 1}):
        assert variant.refusal(wrong), wrong
