"""The course's own bank: proven, large enough, readable, and no key that can be guessed by its looks."""

import subprocess
import sys
from collections import Counter

import pytest
from tests.sample import sample
from tests.written import WRITTEN

from chainrule.campus.lectures import render_markdown
from chainrule.campus.questions import SEEDS, Bank, MultipleChoice, check_blueprint, prove_bank
from chainrule.campus.questions.question import LEVELS

FEWEST = 14  # questions of such a class
QUESTIONS = 60  # of the bank's, in `make test`; `tests/campus/proof` proves every variant of all in `make test-slow`


@pytest.fixture(scope="module")
def quizzes(bank, course):
    """Those all of whose classes have questions."""
    written = {question.class_number for question in bank.values()}
    found = [quiz for quiz in course.quizzes if set(quiz.covers) <= written]
    assert [quiz.id for quiz in found[:3]] == ["quiz-1", "quiz-2", "quiz-3"]
    return found


@pytest.fixture(scope="module")
def proofs(bank, runner):
    return prove_bank(Bank({name: bank[name] for name in sample(list(bank), QUESTIONS)}), runner, variants=4)


def test_the_questions_are_proven(proofs):
    assert [str(error) for proof in proofs for error in proof.errors] == []


def test_there_are_enough_of_every_kind_in_every_class(bank):
    assert WRITTEN[:9] == list(range(1, 10))
    there = Counter((question.class_number, question.group) for question in bank.values() if not question.optional)
    for number in WRITTEN:
        assert there[number, "multiple_choice"] >= 6
        assert there[number, "short_answer"] >= 3
        assert there[number, "code"] >= 5
        assert sum(there[number, group] for group in ("multiple_choice", "short_answer", "code")) >= FEWEST
    kinds = Counter((question.class_number, question.kind) for question in bank.values())
    forms = ("find_error", "predict_output", "complete_code")
    assert [(number, kind) for number in WRITTEN for kind in forms if kinds[number, kind] < 2] == []


def test_every_class_asks_on_every_level(bank):
    levels = {number: {q.level for q in bank.values() if q.class_number == number} for number in WRITTEN}
    assert [number for number, found in levels.items() if found != set(LEVELS)] == []


def test_most_questions_have_variants(proofs):
    assert sum(proof.distinct > 1 for proof in proofs) >= len(proofs) / 2


def test_few_of_a_class_ask_for_rules_alone(bank):
    """Class 1 teaches tools and what deep learning is, too: arithmetic of the syllabus is a small part of its bank."""
    first = [question for question in bank.values() if question.class_number == 1]
    assert sum(question.asks_rules for question in first) <= len(first) / 5


def test_every_outcome_is_asked_at_least_twice(bank, course):
    for number in WRITTEN:
        asked = Counter(question.outcome for question in bank.values() if question.class_number == number)
        outcomes = course.meeting(number).outcomes
        assert set(asked) <= {outcome.written for outcome in outcomes}
        assert [outcome.written for outcome in outcomes if not outcome.optional and asked[outcome.written] < 2] == []


def test_every_quiz_over_classes_with_questions_can_be_drawn_in_its_time(bank, course, quizzes):
    rules = course.quiz_rules
    blueprint = {
        "multiple_choice": rules.blueprint.multiple_choice,
        "short_answer": rules.blueprint.short_answer,
        "code": rules.blueprint.code,
    }
    for quiz in quizzes:
        check_blueprint(bank, blueprint, quiz.covers, quiz.id, rules.minutes)


def texts(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "code":
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def test_every_text_renders(bank):
    for question in bank.values():
        for seed in range(3):
            variant = question.variant(seed)
            for text in {*texts(variant.for_student()), *texts(variant.feedback(None))}:
                render_markdown(text)  # raises CourseError for mathematics that KaTeX does not know


def test_the_right_option_is_not_known_by_its_length_or_its_place(bank):
    choices = [v for q in bank.values() if isinstance(v := q.variant(0), MultipleChoice)]
    wordy = [v.options for v in choices if max(len(option.text) for option in v.options) >= 25]
    longest = sum(max(options, key=lambda option: len(option.text)).is_right for options in wordy)
    assert longest <= len(wordy) / 2
    places = Counter(
        next(i for i, option in enumerate(q.variant(seed).options) if option.is_right)
        for q in bank.values()
        if q.kind == "multiple_choice"
        for seed in range(SEEDS)
    )
    total = sum(places.values())
    assert all(0.2 < places[place] / total < 0.3 for place in range(4))


def test_variants_are_the_same_in_another_process(bank):
    program = (
        "from chainrule.campus.questions import load_bank\n"
        "from chainrule.course import find_course\n"
        "bank = load_bank(find_course())\n"
        "print(*(question.variant(5).fingerprint for question in bank.values()))\n"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.split() == [question.variant(5).fingerprint for question in bank.values()]


def test_questions_about_the_rules_of_the_course_say_so(bank):
    """Who learns alone has no deadlines and no quizzes, and is not asked about them."""
    about_rules = {name for name, question in bank.items() if question.asks_rules}
    assert about_rules == {"01/slow_connection"}
