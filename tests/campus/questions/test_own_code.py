"""Questions about own code on a paper: whose places they take, and what stands there where there are none."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.campus.questions.test_papers import QUIZ, made_up, made_up_bank

from chainrule.campus.questions import (
    Bank,
    Choices,
    MultipleChoice,
    Paper,
    PredictOutput,
    Program,
    draw_paper,
    freeze,
    right,
    thaw,
    wrong,
)
from chainrule.campus.questions.own_code import LONGEST_FILE, check_class, is_own, of_class, places, with_file, with_own
from chainrule.campus.questions.variant import Variant
from chainrule.chance import Draw
from chainrule.course import CourseError

BANK = made_up_bank(6, range(7, 9))
STUDENTS = [f"student-{number}" for number in range(25)]


def drawn(student: str, bank: Bank = BANK) -> Paper:
    return draw_paper(bank, QUIZ, [7, 8], b"secret", student, "quiz-3")


def own(count: int) -> list[Variant]:
    """Questions about somebody's file."""
    texts = [
        Choices(
            f"What holds `{n}`?", right("1", because="-"), wrong("2", because="-"), wrong("3", because="-"), no_key="-"
        )
        for n in range(count)
    ]
    return [MultipleChoice.make(text, 0, 2.0, Draw("order", 1)) for text in texts]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_own_questions_take_places_of_code_questions_those_of_the_lab_s_class_first(count: int) -> None:
    for student in STUDENTS:
        paper = drawn(student)
        numbers = places(paper, BANK, 7, count)
        assert len(numbers) == count
        asked = [BANK[paper.item(number).question] for number in numbers]
        assert {question.group for question in asked} == {"code"}
        of_the_class = sum(
            BANK[item.question].group == "code" and item.question.startswith("07") for item in paper.items
        )
        assert sum(question.class_number == 7 for question in asked) == min(count, of_the_class)


def test_with_a_file_that_passed_the_paper_asks_about_it_and_nothing_else_changes() -> None:
    paper, made = drawn("ann"), own(2)
    numbers = places(paper, BANK, 7, 2)
    whole = with_own(paper, numbers, 7, made)
    assert [item.number for item in whole.items if is_own(item.question)] == numbers
    assert [item.fingerprint for item in whole.items if is_own(item.question)] == [one.fingerprint for one in made]
    for before, after in zip(paper.items, whole.items, strict=True):
        assert (before.number, before.points) == (after.number, after.points)
        assert is_own(after.question) or before == after
    assert not any(is_own(question) for question in BANK)


def test_what_is_not_made_leaves_its_place_to_the_bank() -> None:
    paper = drawn("ann")
    numbers = places(paper, BANK, 7, 2)
    assert with_own(paper, numbers, 7, []) == paper
    assert [item.number for item in with_own(paper, numbers, 7, own(1)).items if is_own(item.question)] == numbers[:1]
    assert with_own(paper, numbers[:1], 7, own(5)).items[1:] == with_own(paper, numbers[:1], 7, own(1)).items[1:]


def test_who_has_not_passed_gets_as_many_questions_of_the_lab_s_class() -> None:
    changed = 0
    for student in STUDENTS:
        paper = drawn(student)
        fair = of_class(paper, BANK, 7, 3, b"secret")
        code = [BANK[item.question] for item in fair.items if BANK[item.question].group == "code"]
        assert [question.class_number for question in code] == [7, 7, 7]
        assert len({item.question for item in fair.items}) == len(fair.items)
        assert [item.points for item in fair.items] == [item.points for item in paper.items]
        assert fair == of_class(paper, BANK, 7, 3, b"secret"), "another paper for the same student"
        for item in fair.items:
            variant = BANK.variant_of(item)
            assert (item.fingerprint, item.seed < 32) == (variant.fingerprint, True)
        changed += fair != paper
    assert changed == len(STUDENTS)  # the blueprint spreads three questions over two classes


def test_a_paper_that_has_them_already_stays_as_it_was() -> None:
    only = BANK.of_classes([7])
    paper = draw_paper(only, QUIZ, [7], b"secret", "ann", "quiz-3")
    assert of_class(paper, only, 7, 3, b"secret") == paper


def test_a_new_idea_is_preferred_to_one_that_the_paper_has() -> None:
    asked = [made_up(8, "predict_output", f"p{n}", idea="same" if n else "other") for n in range(2)]
    left = [made_up(7, "predict_output", "again", idea="same"), made_up(7, "predict_output", "fresh", idea="new")]
    paper = draw_paper(Bank({q.id: q for q in asked}), {"code": 2}, [8], b"s", "ann", "quiz-3")
    bank = Bank({q.id: q for q in (*asked, *left)})
    number = next(item.number for item in paper.items if item.question == "08/p0")
    one = replace(paper, items=tuple(sorted(paper.items, key=lambda item: item.number != number)))
    fair = of_class(one, bank, 7, 1, b"s")
    assert "07/fresh" in {item.question for item in fair.items}


def test_a_bank_that_is_too_small_to_be_fair_is_refused_in_words() -> None:
    check_class(BANK, 7, 3, "quiz-3")
    with pytest.raises(CourseError, match="4 bank questions of class 9 stand in where the lab is not passed") as error:
        check_class(BANK, 9, 4, "quiz-3")
    assert "any-class" in error.value.fix


def test_a_file_of_the_bank_cannot_have_the_name_of_a_question_about_own_code(asked: Callable[..., object]) -> None:
    with pytest.raises(CourseError, match="is called `own_code_1`") as error:
        asked("predict_output", 'return Program("print(1)", because="-")', "own_code_1")
    assert "another name" in error.value.fix


def test_the_file_is_shown_with_the_question_unless_it_is_very_long() -> None:
    [variant] = own(1)
    shown = with_file(variant, "```python\nx = 1\n```", "lab07.py")
    assert shown.for_student()["stem"].endswith("Your file `lab07.py`, as you handed it in:\n\n```python\nx = 1\n```")
    assert shown.mark({"option": 0}).points == variant.mark({"option": 0}).points
    assert with_file(variant, "x" * (LONGEST_FILE + 1), "lab07.py") == variant


def test_a_prediction_whose_key_a_file_gave_is_marked_without_a_run_and_comes_back_from_json() -> None:
    content = Program("print(loss(3))", because="The file was run.")
    variant = replace(PredictOutput.make(content, 0, 2.0, Draw("order", 1)), key_given="[2, 5]")
    back = thaw(freeze(variant))
    assert back == variant
    assert back.author_programs() == ()
    assert back.mark({"text": "[2,5]"}).correct
    assert back.mark({"text": "[2, 6]"}).correct is False
    assert back.feedback(None)["key"] == "[2, 5]"
    assert "[2, 5]" not in str(back.for_student())
