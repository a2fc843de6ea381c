"""Which question comes next, and when a lecture is practised."""

from chainrule.campus.questions import SEEDS, Question
from chainrule.campus.site.practice import choosing
from chainrule.campus.site.practice.choosing import Known, next_question, standing, variant_of


def question(name: str, outcome: str = "Compute", kind: str = "multiple_choice") -> Question:
    return Question(kind, 3, outcome, 2, "", lambda draw: None, f"03/{name}")  # type: ignore[arg-type]


A, B, C = question("a"), question("b"), question("c", outcome="Perform")


def test_questions_stand_by_outcome_and_then_from_choosing_to_writing() -> None:
    write, choose = question("a_first_by_name", kind="short_answer"), question("z_last_by_name")
    found = choosing.in_order([write, C, choose], ["Perform **passes**.", "Optional: other", "Compute gradients."])
    assert [q.id for q in found] == ["03/c", "03/z_last_by_name", "03/a_first_by_name"]


def test_an_outcome_that_is_not_listed_comes_last() -> None:
    assert choosing.in_order([A, C], ["Perform"]) == [C, A]


def test_the_first_question_comes_first() -> None:
    assert next_question([A, B, C], {}) == A


def test_after_a_right_answer_comes_an_outcome_without_one() -> None:
    assert next_question([A, B, C], {A.id: Known(1, True, 0)}) == C


def test_after_a_wrong_answer_comes_another_and_then_the_same_again() -> None:
    known = {A.id: Known(1, False, 0)}
    assert next_question([A, B, C], known) == B
    known |= {B.id: Known(1, False, 1), C.id: Known(1, False, 2)}
    assert next_question([A, B, C], known) == A


def test_when_all_were_right_the_one_asked_longest_ago_comes() -> None:
    known = {A.id: Known(2, True, 7), B.id: Known(1, True, 3), C.id: Known(1, True, 5)}
    assert next_question([A, B, C], known) == B


def test_no_questions_no_next_one() -> None:
    assert next_question([], {}) is None


def test_each_variant_comes_before_one_comes_again() -> None:
    seeds = [variant_of("03/a", tries) for tries in range(SEEDS)]
    assert sorted(seeds) == list(range(SEEDS))
    assert variant_of("03/a", SEEDS) == seeds[0]
    assert seeds != [variant_of("03/b", tries) for tries in range(SEEDS)]


def test_a_lecture_is_practised_when_each_outcome_has_a_right_answer() -> None:
    one = standing([A, B, C], {A.id: Known(3, True, 2), C.id: Known(1, False, 3)})
    assert (one.questions, one.answered, one.right, one.outcomes, one.outcomes_right) == (3, 2, 1, 2, 1)
    assert not one.is_done
    assert standing([A, B, C], {A.id: Known(1, True, 0), C.id: Known(1, True, 1)}).is_done


PAPER = {"multiple_choice": 2, "short_answer": 1, "code": 1}


def test_a_practice_paper_has_as_many_of_each_group_as_a_quiz_where_there_are_so_many() -> None:
    write, predict = question("w", kind="short_answer"), question("p", kind="predict_output")
    asked = choosing.for_paper([write, A, predict, B, C], {}, PAPER)
    assert [q.id for q in asked] == ["03/a", "03/c", "03/w", "03/p"]  # of the choices one on each outcome
    assert choosing.for_paper([A], {}, PAPER) == [A]
    assert choosing.for_paper([], {}, PAPER) == []


def test_a_practice_paper_asks_first_what_was_never_right() -> None:
    known = {A.id: Known(1, True, 0), C.id: Known(1, True, 1)}
    assert choosing.for_paper([A, B, C], known, {"multiple_choice": 1}) == [B]


def test_what_is_due_is_asked_by_the_question_that_was_asked_longest_ago() -> None:
    known = {A.id: Known(3, False, 9), B.id: Known(1, False, 4)}
    due = [(3, "Compute"), (3, "Perform"), (3, "gone"), (7, "Compute")]
    assert choosing.to_repeat(due, {3: [A, B, C]}, known, 8) == [B, C]
    assert choosing.to_repeat(due, {3: [A, B, C]}, known, 1) == [B]


def test_questions_that_name_more_or_less_of_an_outcome_are_about_one() -> None:
    listed = ["Compute **gradients** efficiently.", "Perform passes."]
    assert choosing.whole("Compute", listed) == choosing.whole("Compute gradients", listed) == listed[0]
    assert choosing.whole("Something else", listed) == "Something else"
