"""Drawing papers: fair, spread, the same for ever, and never with what was not proven."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.questions import (
    SEEDS,
    Bank,
    Choices,
    Criterion,
    Fragment,
    OpenQuestion,
    Paper,
    Program,
    Question,
    check_blueprint,
    complete_code,
    draw_paper,
    find_error,
    multiple_choice,
    predict_output,
    right,
    short_answer,
    wrong,
)
from chainrule.campus.questions.papers import beyond_even, in_places
from chainrule.campus.questions.question import once
from chainrule.course import CourseError

QUIZ = {"multiple_choice": 4, "short_answer": 3, "code": 3}
EXAM = {"multiple_choice": 8, "short_answer": 6, "code": 6}
FORMS = ("find_error", "predict_output", "complete_code")
students = st.text(min_size=1, max_size=20)
secrets = st.binary(min_size=1, max_size=32)


def contents(draw):
    """What a made-up question of any kind returns; the kinds that are not drawn here need no test of their own."""
    n = draw.integer(1, 9)
    return {
        "multiple_choice": Choices(
            f"{n}?", *[make(n + i, because="-") for i, make in enumerate((right, wrong, wrong))]
        ),
        "predict_output": Program(f"print({n})", because="-"),
        "complete_code": Fragment(
            "-",
            "x = ____",
            f"print(x + {n})",
            right("1", because="-"),
            *[wrong(str(i), because="-") for i in (2, 3, 4)],
        ),
        "short_answer": OpenQuestion(
            f"{n}?", model="-", rubric=[Criterion("a", 1, counts="a", does_not="b")], examples="1: a\n0: b"
        ),
    }


MAKERS = {
    "multiple_choice": multiple_choice,
    "short_answer": short_answer,
    "predict_output": predict_output,
    "complete_code": complete_code,
}


def made_up(number: int, kind: str, name: str, idea: str = "", outcome: str = "x", level: str = "") -> Question:
    decorate = MAKERS[kind](class_=number, outcome=outcome, minutes=2, idea=idea, level=level)
    return decorate(lambda draw: contents(draw)[kind]).named(f"{number:02}/{name}", outcome)


def made_up_bank(per_kind: int, classes: range) -> Bank:
    questions = [made_up(number, kind, f"{kind}_{i}") for number in classes for kind in MAKERS for i in range(per_kind)]
    return Bank({question.id: question for question in questions})


@settings(deadline=None, max_examples=60)
@given(secrets, students)
def test_the_same_arguments_give_the_same_paper(bank, secret, student):
    first = draw_paper(bank, QUIZ, [1, 2, 3], secret, student, "quiz-1")
    assert draw_paper(bank, QUIZ, [3, 1, 2], secret, student, "quiz-1") == first
    assert Paper.from_dict(first.as_dict()) == first
    assert first.for_student(bank) == first.for_student(bank)


def test_what_many_are_asked_is_made_once_and_a_proof_makes_it_anew() -> None:
    made = []

    def author(draw):
        made.append(draw)
        return contents(draw)["multiple_choice"]

    question = multiple_choice(class_=1, outcome="x", minutes=2)(author).named("01/asked_by_many", "x")
    bank = Bank({question.id: question})
    for student in range(200):
        paper = draw_paper(bank, {"multiple_choice": 1}, [1], b"secret", str(student), "quiz-1")
        paper.for_student(bank)
    assert len(made) <= SEEDS
    before = len(made)
    assert question.variant(0) == once(question, 0)
    assert len(made) > before, "a proof sees whether it comes out the same"


@settings(deadline=None, max_examples=60)
@given(secrets, students)
def test_a_paper_follows_its_blueprint(bank, secret, student):
    paper = draw_paper(bank, QUIZ, range(1, 4), secret, student, "quiz-1")
    asked = [bank[item.question] for item in paper.items]
    assert [q.group for q in asked] == ["multiple_choice"] * 4 + ["short_answer"] * 3 + ["code"] * 3
    assert [item.number for item in paper.items] == list(range(1, 11))
    assert len({q.id for q in asked}) == 10
    assert not any(q.optional for q in asked)
    ideas = [q.idea for q in asked if q.idea]
    assert len(set(ideas)) == len(ideas)
    share = Counter(q.class_number for q in asked)
    assert sorted(share.values()) == [3, 3, 4]
    assert {q.kind for q in asked if q.group == "code"} == {"find_error", "predict_output", "complete_code"}
    assert paper.minutes(bank) <= 30
    assert all(0 <= item.seed < SEEDS for item in paper.items)
    assert paper.out_of == 10


@pytest.fixture(scope="module")
def quizzes(bank, course):
    """The papers of a hundred students in each of the first three quizzes, by the course's own rules."""
    how = {"levels": course.quiz_rules.levels, "leave_out": course.quiz_rules.samples}
    return [
        (quiz, [draw_paper(bank, QUIZ, quiz.covers, b"s", str(n), quiz.id, **how) for n in range(100)])
        for quiz in course.quizzes[:3]
    ]


def test_the_first_three_quizzes_follow_their_blueprint(bank, course, quizzes):
    assert [quiz.id for quiz, _ in quizzes] == ["quiz-1", "quiz-2", "quiz-3"]
    wanted = Counter(in_places(course.quiz_rules.levels, 10))
    for quiz, papers in quizzes:
        for paper in papers:
            asked = [bank[item.question] for item in paper.items]
            assert len({q.id for q in asked}) == 10
            assert [q.group for q in asked] == ["multiple_choice"] * 4 + ["short_answer"] * 3 + ["code"] * 3
            assert {q.kind for q in asked if q.group == "code"} == {"find_error", "predict_output", "complete_code"}
            assert Counter(q.level for q in asked) == wanted
            share = Counter(q.class_number for q in asked)
            assert set(share) == set(quiz.covers)
            assert max(share.values()) - min(share.values()) <= 1
            ideas = [q.idea for q in asked if q.idea]
            assert len(set(ideas)) == len(ideas)
            assert 20 <= paper.minutes(bank) <= course.quiz_rules.minutes


def test_no_question_is_asked_in_two_quizzes_and_no_published_sample_in_any(quizzes, course):
    asked = [{item.question for paper in papers for item in paper.items} for _, papers in quizzes]
    assert sum(map(len, asked)) == len(set().union(*asked))
    assert not set(course.quiz_rules.samples) & set().union(*asked)


def of_outcomes(asked, course, number):
    """How often each outcome of a class is asked that must be."""
    counts = Counter((q.class_number, q.outcome) for q in asked)
    return [counts[number, one.written] for one in course.meeting(number).outcomes if not one.optional]


def test_the_outcomes_of_each_class_are_asked_evenly_in_the_first_three_quizzes(bank, course, quizzes):
    for quiz, papers in quizzes:
        for paper in papers:
            asked = [bank[item.question] for item in paper.items]
            assert [n for n in quiz.covers if beyond_even(of_outcomes(asked, course, n))] == [], paper.student


def test_an_exam_by_the_rules_of_the_course_is_balanced_over_what_is_written(bank, course):
    how = {"levels": course.exam_rules.levels, "leave_out": course.quiz_rules.samples}
    written = {question.class_number for question in bank.values()}
    covers = [number for number in course.exams[0].covers if number in written]
    for student in range(10):
        paper = draw_paper(bank, EXAM, course.exams[0].covers, b"s", str(student), "midterm", **how)
        asked = [bank[item.question] for item in paper.items]
        assert [q.group for q in asked] == ["multiple_choice"] * 8 + ["short_answer"] * 6 + ["code"] * 6
        assert Counter(q.kind for q in asked if q.group == "code") == dict.fromkeys(FORMS, 2)
        assert Counter(q.level for q in asked) == Counter(in_places(course.exam_rules.levels, 20))
        share = Counter(q.class_number for q in asked)
        assert max(share.values()) - min(share[number] for number in covers) <= 1
        for number in covers:
            assert beyond_even(of_outcomes(asked, course, number)) <= 1
        assert paper.minutes(bank) <= course.exam_rules.minutes


@settings(deadline=None, max_examples=30)
@given(secrets, st.sets(st.integers(1, 9), min_size=1, max_size=5))
def test_an_exam_is_spread_over_its_classes(secret, covers):
    paper = draw_paper(made_up_bank(9, range(1, 10)), EXAM, sorted(covers), secret, "ann", "midterm")
    share = Counter(int(item.question[:2]) for item in paper.items)
    assert set(share) <= covers
    assert max(share.values()) - min(share[number] for number in covers) <= 1
    kinds = Counter(item.question[3:].rsplit("_", 1)[0] for item in paper.items)
    assert kinds["predict_output"] == kinds["complete_code"] == 3


def test_students_get_different_papers(bank):
    papers = [draw_paper(bank, QUIZ, [1, 2, 3], b"secret", f"student-{n}", "quiz-1") for n in range(60)]
    assert len({paper.items for paper in papers}) == 60
    orders = {tuple(item.question for item in paper.items) for paper in papers}
    assert len(orders) == 60


@pytest.mark.parametrize(
    "other", [(b"other", "ann", "quiz-1"), (b"secret", "ben", "quiz-1"), (b"secret", "ann", "quiz-2")]
)
def test_secret_student_and_paper_all_matter(bank, other):
    assert (
        draw_paper(bank, QUIZ, [1, 2, 3], *other).items
        != draw_paper(bank, QUIZ, [1, 2, 3], b"secret", "ann", "quiz-1").items
    )


def test_questions_of_a_kind_are_drawn_about_equally_often():
    bank = made_up_bank(6, range(1, 4))
    drawn = Counter(
        item.question for n in range(450) for item in draw_paper(bank, QUIZ, [1, 2, 3], b"s", str(n), "q").items
    )
    assert set(drawn) == set(bank)
    for kind, expected in {
        "multiple_choice": 100,
        "short_answer": 75,
        "predict_output": 37.5,
        "complete_code": 37.5,
    }.items():
        counts = [drawn[id] for id in bank if bank[id].kind == kind]
        assert all(0.5 * expected < count < 1.5 * expected for count in counts), (kind, counts)


def test_variants_are_drawn_about_equally_often():
    bank = made_up_bank(2, range(1, 4))
    seeds = Counter(
        item.seed for n in range(320) for item in draw_paper(bank, QUIZ, [1, 2, 3], b"s", str(n), "q").items
    )
    assert set(seeds) == set(range(SEEDS))
    assert all(60 < count < 140 for count in seeds.values())


def test_questions_with_one_idea_are_on_one_paper_only_where_there_is_no_other_way():
    alike = [made_up(1, "multiple_choice", f"alike_{i}", idea="same") for i in range(6)]
    other = [made_up(1, "multiple_choice", f"other_{i}") for i in range(3)]
    bank = Bank({q.id: q for q in alike + other})
    for n in range(40):
        asked = [bank[i.question] for i in draw_paper(bank, {"multiple_choice": 4}, [1], b"s", str(n), "q").items]
        assert sum(q.idea == "same" for q in asked) == 1
    few = Bank({q.id: q for q in alike + other[:2]})
    asked = [few[i.question] for i in draw_paper(few, {"multiple_choice": 4}, [1], b"s", "ann", "q").items]
    assert sum(q.idea == "same" for q in asked) == 2


def test_a_class_that_has_too_little_is_made_up_for_by_others():
    questions = [made_up(1, "short_answer", "only")] + [made_up(2, "short_answer", f"more_{i}") for i in range(3)]
    paper = draw_paper(Bank({q.id: q for q in questions}), {"short_answer": 4}, [1, 2], b"s", "ann", "q")
    assert len(paper.items) == 4


def test_optional_outcomes_are_asked_only_where_the_course_says_so():
    optional = [made_up(1, "short_answer", f"o{i}", outcome="Optional: Think.") for i in range(3)]
    bank = Bank({q.id: q for q in optional})
    with pytest.raises(CourseError, match="the bank has 0"):
        draw_paper(bank, {"short_answer": 3}, [1], b"s", "ann", "q")
    assert len(draw_paper(bank, {"short_answer": 3}, [1], b"s", "ann", "q", ask_optional=True).items) == 3


@pytest.mark.parametrize(
    ("blueprint", "covers", "minutes", "problem"),
    [
        (
            {"multiple_choice": 9},
            [1, 2, 3],
            None,
            "asks for 9 of `multiple_choice`, the bank has 6 in the classes 1, 2, 3",
        ),
        ({"code": 1}, [7], None, "the bank has 0 in the classes 7"),
        ({"essay": 1}, [1], None, "asks for `essay`"),
        (QUIZ, [1, 2, 3], 19, "could take 20 minutes, and there are 19"),
    ],
)
def test_a_bank_that_is_too_small_is_told(blueprint, covers, minutes, problem):
    with pytest.raises(CourseError) as caught:
        check_blueprint(made_up_bank(2, range(1, 4)), blueprint, covers, "quiz-1", minutes)
    assert problem in caught.value.problem
    assert caught.value.fix


def test_the_other_code_form_is_known_too():
    assert find_error(class_=1, outcome="x", minutes=1)(lambda draw: None).group == "code"


SHARES = {"recall": 0.3, "apply": 0.4, "diagnose": 0.2, "transfer": 0.1}


def test_a_paper_holds_its_share_of_each_level() -> None:
    made = [made_up(n, kind, f"{kind}_{level}", level=level) for n in (1, 2, 3) for kind in MAKERS for level in SHARES]
    bank = Bank({question.id: question for question in made})
    for student in range(20):
        paper = draw_paper(bank, QUIZ, [1, 2, 3], b"secret", str(student), "quiz-1", levels=SHARES)
        found = Counter(bank[item.question].level for item in paper.items)
        assert found == {"recall": 3, "apply": 4, "diagnose": 2, "transfer": 1}


def test_a_paper_spreads_over_the_outcomes_of_a_class() -> None:
    made = [made_up(1, kind, f"{kind}_{i}", outcome=f"outcome {i % 3}") for kind in MAKERS for i in range(9)]
    bank = Bank({question.id: question for question in made})
    for student in range(20):
        paper = draw_paper(bank, QUIZ, [1], b"secret", str(student), "quiz-1")
        assert sorted(Counter(bank[item.question].outcome for item in paper.items).values()) == [3, 3, 4]


def test_without_shares_a_paper_is_the_one_that_was_drawn_before_there_were_levels() -> None:
    bank = made_up_bank(4, range(1, 4))
    paper = draw_paper(bank, QUIZ, [1, 2, 3], b"secret", "ann", "quiz-1", levels={})
    assert [item.question for item in paper.items] == [
        "03/multiple_choice_0",
        "01/multiple_choice_0",
        "02/multiple_choice_0",
        "03/multiple_choice_1",
        "03/short_answer_0",
        "02/short_answer_2",
        "01/short_answer_2",
        "01/predict_output_3",
        "02/complete_code_3",
        "03/predict_output_1",
    ]


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), st.integers(1, 40))
def test_every_place_has_a_level_and_no_level_is_off_by_one(shares: list[float], places: int) -> None:
    dealt = in_places(dict(zip(SHARES, shares, strict=True)), places)
    assert len(dealt) == places
    for level, share in zip(SHARES, shares, strict=True):
        assert abs(dealt.count(level) - share / sum(shares) * places) < 1
