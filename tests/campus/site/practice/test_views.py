"""Practice as the learner does it: a form, a mark at once, and reasons."""

import re
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of

from chainrule.campus.questions import Question
from chainrule.campus.site.alone.learner import learner
from chainrule.campus.site.course import course
from chainrule.campus.site.practice import answering, records
from chainrule.campus.site.practice.models import Answer


def find(kind: str) -> tuple[int, Question]:
    """The first question of lecture 3 of a kind, with its place."""
    return next((place, q) for place, q in enumerate(records.questions(3), 1) if q.kind == kind)


def ask(alone: Client, place: int) -> tuple[Any, int]:
    """The page of a question, and the variant that it shows."""
    page = alone.get(f"/practice/03/{place}/")
    assert page.status_code == 200
    found = re.search(r'name="seed" value="(\d+)"', page.content.decode())
    assert found
    return page, int(found.group(1))


def send(alone: Client, place: int, **answer: Any) -> Any:
    _, seed = ask(alone, place)
    form = {"seed": seed} | {f"q{place}-{part}": value for part, value in answer.items()}
    return alone.post(f"/practice/03/{place}/", form, follow=True)


def options(question: Question, seed: int) -> tuple[int, int, list[dict[str, Any]]]:
    """The places of a right and a wrong option, and all of them with their reasons."""
    listed = question.variant(seed).feedback(None)["options"]
    right = next(n for n, option in enumerate(listed) if option["is_right"])
    return right, (right + 1) % len(listed), listed


def test_a_wrong_answer_is_explained_and_a_right_one_is_kept(alone: Client) -> None:
    place, question = find("multiple_choice")
    _, seed = ask(alone, place)
    _, wrong, listed = options(question, seed)
    page = send(alone, place, option=wrong)
    assert "Not right" in text_of(page)
    assert "Where the lecture explains it" in text_of(page)
    assert page.content.decode().count('class="is-wrong"') == page.content.decode().count('class="is-right"') == 1
    assert all(option["because"].split("$")[0].split("`")[0].strip() for option in listed)

    _, again = ask(alone, place)
    assert again != seed  # another variant
    right, *_ = options(question, again)
    page = send(alone, place, option=right)
    assert "Right" in text_of(page)
    assert "Next question" in text_of(page)
    known = records.known(learner())[question.id]
    assert (known.tries, known.right) == (2, True)


def test_a_reload_asks_the_same_variant(alone: Client) -> None:
    place, _ = find("multiple_choice")
    assert ask(alone, place)[1] == ask(alone, place)[1]


def test_no_answer_is_asked_for_again_and_not_counted(alone: Client) -> None:
    place, _ = find("multiple_choice")
    page = send(alone, place)
    assert page.status_code == 400
    assert "Choose or write an answer first." in text_of(page)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("sent", [{"option": "17"}, {"option": "-1"}, {"text": "x"}, {"line": "3"}, {"option": "one"}])
def test_what_is_no_answer_to_the_question_is_refused_in_words(alone: Client, sent: dict[str, str]) -> None:
    place, _ = find("multiple_choice")
    page = send(alone, place, **sent)
    assert page.status_code == 400
    assert not Answer.objects.exists()


def test_a_fill_of_ones_own_is_run(alone: Client) -> None:
    place, question = find("complete_code")
    _, seed = ask(alone, place)
    key = question.variant(seed).feedback(None)["key"]
    page = send(alone, place, text=f"({key})")
    assert "Right" in text_of(page), text_of(page)
    page = send(alone, place, text="undefined_name_of_mine")
    assert "Not right" in text_of(page)
    assert "NameError" in text_of(page)


def test_what_is_typed_stays_where_it_cannot_be_taken(alone: Client) -> None:
    place, _ = find("complete_code")
    page = send(alone, place, text="y" * 400)
    assert page.status_code == 400
    assert "y" * 400 in page.content.decode()
    assert "longer than 300 characters" in text_of(page)


def test_predicted_output_and_errors_that_are_found(alone: Client) -> None:
    place, question = find("predict_output")
    assert "Not right" in text_of(send(alone, place, text="never printed"))
    place, question = find("find_error")
    _, seed = ask(alone, place)
    right, *_ = options(question, seed)
    line = question.variant(seed).feedback(None)["key_line"]
    assert "Right" in text_of(send(alone, place, option=right, line=line))


def test_a_short_answer_is_marked_by_its_writer(alone: Client) -> None:
    place, question = find("short_answer")
    page = send(alone, place, text="It is added up over all paths.")
    assert "What does your answer get?" in text_of(page)
    assert "A full answer" in text_of(page)
    assert not records.known(learner())[question.id].right
    kept = Answer.objects.get()
    criteria = len(page.context["rubric"])
    address = f"/practice/answers/{kept.pk}/mark/"
    half_done = {"c0": "2"} if criteria > 1 else {}
    assert "Give points for each criterion" in text_of(alone.post(address, half_done, follow=True))
    most = {f"c{one['place']}": str(one["choices"][-1][0]) for one in page.context["rubric"]}
    assert "Right" in text_of(alone.post(address, most, follow=True))
    assert records.known(learner())[question.id].right
    assert alone.post(address, {**most, "c0": "999"}).status_code == 400


def test_the_key_can_be_asked_for_and_counts_as_no_right_answer(alone: Client) -> None:
    for kind in ("multiple_choice", "short_answer", "predict_output"):
        place, question = find(kind)
        _, seed = ask(alone, place)
        page = alone.post(f"/practice/03/{place}/", {"seed": seed, "do": "show"}, follow=True)
        assert page.status_code == 200
        assert "What does your answer get?" not in text_of(page)
        known = records.known(learner())[question.id]
        assert (known.tries, known.right) == (1, False)


def test_another_persons_answer_is_not_there(alone: Client, make_user: Any) -> None:
    question = records.questions(3)[0]
    theirs = answering.answer(make_user("student"), question, 0, None)
    assert alone.get(f"/practice/answers/{theirs.pk}/").status_code == 404


def test_an_answer_to_a_question_that_is_gone_is_not_there(alone: Client) -> None:
    kept = Answer.objects.create(learner=learner(), question="03/gone", seed=0, points=0.0, out_of=1.0)
    assert alone.get(f"/practice/answers/{kept.pk}/").status_code == 404
    assert alone.get("/practice/").status_code == 200


def test_questions_about_the_rules_of_a_class_are_not_asked(alone: Client) -> None:
    there = {question.id for question in records.questions(1)}
    assert "01/pick_device" in there
    assert "01/slow_connection" not in there


def test_the_next_question_is_another_one(alone: Client) -> None:
    first = alone.get("/practice/03/").headers["Location"]
    place = int(first.rstrip("/").rsplit("/")[-1])
    answering.answer(learner(), records.questions(3)[place - 1], 0, None)
    assert alone.get("/practice/03/").headers["Location"] != first


def test_a_class_without_questions_has_no_practice(alone: Client) -> None:
    number = next(meeting.number for meeting in course().classes if not records.questions(meeting.number))
    assert alone.get(f"/practice/{number:02}/").status_code == 404


@pytest.mark.parametrize("address", ["/practice/03/0/", "/practice/03/999/", "/practice/99/", "/practice/answers/99/"])
def test_what_is_not_there_answers_404(alone: Client, address: str) -> None:
    assert alone.get(address).status_code == 404
