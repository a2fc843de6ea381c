"""What a student is sent before release: nothing from which the key could be read."""

import dataclasses
import json

import pytest

from chainrule.campus.questions import (
    SEEDS,
    CompleteCode,
    FindError,
    MultipleChoice,
    PredictOutput,
    ShortAnswer,
    Variant,
    draw_paper,
)

FIELDS = {
    MultipleChoice: {"stem", "options"},
    ShortAnswer: {"stem", "longest_answer"},
    PredictOutput: {"stem", "given", "code", "longest_answer"},
    FindError: {"stem", "given", "code", "lines", "options"},
    CompleteCode: {"stem", "given", "code", "blank", "longest_answer"},
}
ALWAYS = {"kind", "minutes", "points"}


def strings(value: object) -> list[str]:
    """Every text that can be reached in JSON."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in [*strings(key), *strings(inner)]]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


def kept_back(variant: Variant) -> list[str]:
    """The texts of a variant that only staff may see."""
    if isinstance(variant, MultipleChoice):
        return [option.because for option in variant.options]
    if isinstance(variant, ShortAnswer):
        rubric = [text for c in variant.rubric for text in (c.counts, c.does_not)]
        return [variant.model, *rubric, *(e.text for e in variant.examples)]
    if isinstance(variant, PredictOutput):
        return [variant.because, *(option.because for option in variant.wrong)]
    if isinstance(variant, FindError):
        return [variant.test, *(edit.because for edit in variant.edits)]
    assert isinstance(variant, CompleteCode)
    return [variant.test, *(fill.because for fill in variant.fills)]


def with_another_key(variant: Variant) -> Variant:
    """The same question to a student, with everything that only staff may see put upside down."""
    swap = dataclasses.replace
    if isinstance(variant, MultipleChoice):
        return swap(variant, options=tuple(swap(o, is_right=not o.is_right, because="?") for o in variant.options))
    if isinstance(variant, ShortAnswer):
        return swap(
            variant, model="?", examples=(), rubric=tuple(swap(c, name="?", counts="?") for c in variant.rubric)
        )
    if isinstance(variant, PredictOutput):
        return swap(variant, because="?", wrong=(), raises="?", exact=not variant.exact)
    if isinstance(variant, FindError):
        edits = tuple(swap(e, is_right=not e.is_right, because="?", line="?") for e in variant.edits)
        return swap(variant, test="?", at_fault=1, edits=edits)
    assert isinstance(variant, CompleteCode)
    return swap(variant, test="?", fills=tuple(swap(f, text="?", because="?") for f in variant.fills))


@pytest.fixture(scope="module")
def variants(bank) -> list[Variant]:
    return [question.variant(seed) for question in bank.values() for seed in range(0, SEEDS, 4)]


def test_a_student_is_sent_the_fields_of_the_kind_and_no_other(variants):
    for variant in variants:
        assert set(variant.for_student()) == FIELDS[type(variant)] | ALWAYS


def test_what_a_student_is_sent_does_not_depend_on_the_key(variants):
    for variant in variants:
        assert with_another_key(variant).for_student() == variant.for_student()


def test_no_reason_rubric_test_or_example_can_be_found_in_what_a_student_is_sent(variants):
    for variant in variants:
        dump = json.dumps(variant.for_student(), ensure_ascii=False)
        for text in kept_back(variant):
            assert len(text) < 4 or json.dumps(text, ensure_ascii=False)[1:-1] not in dump, (variant.kind, text)


def test_no_right_fill_of_a_fragment_stands_in_its_code(variants):
    for variant in variants:
        if isinstance(variant, CompleteCode):
            for fill in (fill for fill in variant.fills if fill.is_right):
                assert fill.text not in variant.code
                assert fill.text not in variant.stem


def test_what_is_shown_is_plain_json(variants):
    for variant in variants:
        for shown in (variant.for_student(), variant.feedback(None), variant.feedback({"text": "x", "option": 0})):
            assert json.loads(json.dumps(shown)) == shown


def test_a_papers_view_names_no_question_and_no_seed(bank):
    paper = draw_paper(bank, {"multiple_choice": 4, "short_answer": 3, "code": 3}, [1, 2, 3], b"s", "ann", "quiz-1")
    shown = paper.for_student(bank)
    found = {text for view in shown for text in strings(view)}
    for item in paper.items:
        assert not any(item.question in text or item.question[3:] in text for text in found)
    assert all(set(view) <= {*ALWAYS, "number", "stem", *set().union(*FIELDS.values())} for view in shown)
