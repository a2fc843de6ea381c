"""Asking, answering, editing, hiding, accepting: what each does, who may, and what everybody then sees."""

import re
from typing import Any

import pytest
from django.core.cache import cache

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.asking import board
from chainrule.campus.site.asking.models import Acceptance, Endorsement, Follow, Hidden, Post, Thread, Version
from chainrule.campus.site.papers.models import Attempt, Release

from .conftest import QUIET, answer, ask, page

SENT = {"title": "Why add?", "text": "Why does $x$ add up?"}


def test_a_question_is_asked_below_its_lecture_and_stands_there(
    student: User, classmate: User, client_of: Any, at: Any
) -> None:
    at(QUIET)
    client = client_of(student)
    lecture = client.get("/lectures/03/").text
    assert "Nobody has asked about lecture 3 yet." in lecture
    assert 'href="/asking/lectures/03/"' in lecture
    answered = client.post("/asking/lectures/03/", SENT)
    thread = Thread.objects.get()
    assert answered.headers["Location"] == f"/asking/{thread.pk}/"
    assert 'class="katex"' in page(client, thread)
    assert "Sona Aliyeva asks" in page(client, thread)
    seen = client_of(classmate).get("/lectures/03/").text
    assert f'href="/asking/{thread.pk}/">Why add?</a>' in seen
    assert "no answer yet" in seen
    assert AuditEntry.objects.get(action="asking.ask").subject == "lecture 03"


def test_a_question_about_a_lab_stands_on_its_bench(student: User, client_of: Any, at: Any) -> None:
    at(QUIET)
    client = client_of(student)
    assert client.post("/asking/labs/03/", SENT).status_code == 302
    assert "Why add?" in client.get("/labs/03/").text
    assert "Why add?" not in client.get("/lectures/03/").text


@pytest.mark.parametrize("address", ["/asking/lectures/99/", "/asking/labs/99/", "/asking/papers/quiz-1/1/"])
def test_nothing_is_asked_about_what_is_not_there(address: str, student: User, client_of: Any, at: Any) -> None:
    at(QUIET)
    assert client_of(student).get(address).status_code == 404
    assert client_of(student).post(address, SENT).status_code == 404
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "", "text": "x"}, "Give it a title."),
        ({"title": "x", "text": " "}, "Write something first."),
        ({"title": "x" * 121, "text": "x"}, "at most 120 characters"),
        ({"title": "x", "text": "y" * 5001}, "most 5,000 characters"),
        ({"title": "x", "text": "a\u202eb"}, "cannot be seen (U+202E)"),
        ({"title": "x", "text": "a\0b"}, "cannot be seen (U+0000)"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_stays_there(
    given: dict[str, str], said: str, student: User, client_of: Any, at: Any
) -> None:
    at(QUIET)
    answered = client_of(student).post("/asking/lectures/03/", given)
    assert answered.status_code == 422
    assert said.lower() in answered.text.lower()
    assert not Thread.objects.exists()


def test_a_preview_keeps_nothing(asked: Thread, student: User, client_of: Any) -> None:
    client, sent = client_of(student), {"title": "T", "text": "**bold**", "preview": "yes"}
    post = asked.posts.get()
    for address in ("/asking/lectures/03/", f"/asking/{asked.pk}/answer/", f"/asking/posts/{post.pk}/edit/"):
        seen = client.post(address, sent)
        assert seen.status_code == 200
        assert "<strong>bold</strong>" in seen.text
        assert "Nobody has seen it yet." in seen.text
    assert Version.objects.count() == 1


def test_an_answer_of_staff_is_marked_and_ends_the_waiting(
    asked: Thread, student: User, assistant: User, instructor: User, client_of: Any
) -> None:
    assert "1 question of students waits for an answer" in " ".join(
        re.sub(r"<[^>]+>", " ", client_of(assistant).get("/").text).split()
    )
    answer(student, asked, "Nobody?")
    answer(assistant, asked)
    answer(instructor, asked, "And $x$ too.")
    seen = page(client_of(student), asked)
    assert 'Arif Nuriyev <span class="badge info">Assistant</span>' in seen
    assert 'Ines Duarte <span class="badge info">Instructor</span>' in seen
    assert "waits for an answer" not in client_of(assistant).get("/").text
    assert "Why add?" not in client_of(assistant).get("/asking/?show=unanswered").text.partition("</form>")[2]


def test_a_good_answer_and_an_accepted_one_end_the_waiting_too(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    post = answer(classmate, asked)
    staff, other, mine = client_of(assistant), client_of(classmate), client_of(student)
    waiting = "/asking/?show=unanswered"
    assert "Why add?" in staff.get(waiting).text
    assert staff.post(f"/asking/posts/{post.pk}/endorse/", {"on": "yes"}).status_code == 302
    assert staff.post(f"/asking/posts/{post.pk}/endorse/", {"on": "yes"}).status_code == 302
    assert Endorsement.objects.count() == AuditEntry.objects.filter(action="asking.endorse").count() == 1
    assert "a good answer" in page(other, asked)
    assert "Why add?" not in staff.get(waiting).text
    staff.post(f"/asking/posts/{post.pk}/endorse/", {"on": "no"})
    assert "Why add?" in staff.get(waiting).text
    assert other.post(f"/asking/posts/{post.pk}/accept/").status_code == 404, "only the asker says so"
    assert mine.post(f"/asking/posts/{post.pk}/accept/").status_code == 302
    assert "answered it" in page(other, asked)
    assert "Why add?" not in staff.get(waiting).text
    mine.post(f"/asking/posts/{answer(assistant, asked, 'Or so.').pk}/accept/")
    assert Acceptance.objects.get().post.role == "assistant"
    question = asked.posts.get(place=0)
    assert mine.post(f"/asking/posts/{question.pk}/accept/").status_code == 404
    assert "only an answer" in staff.post(f"/asking/posts/{question.pk}/endorse/", {"on": "yes"}, follow=True).text


def test_an_edit_keeps_what_stood_there_for_staff_and_the_author(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    post = asked.posts.get()
    address = f"/asking/posts/{post.pk}/edit/"
    assert client_of(student).post(address, {"text": "In other words"}).status_code == 302
    assert [one.number for one in Version.objects.all()] == [1, 2]
    for who in (student, assistant):
        assert "What stood here before" in page(client_of(who), asked)
    seen = page(client_of(classmate), asked)
    assert "In other words" in seen
    assert ", edited " in seen
    assert "Why does" not in seen
    client_of(student).post(address, {"text": "In other words"})
    assert Version.objects.count() == 2, "the same words are no edit"


@pytest.mark.parametrize("role", ["student", "assistant", "instructor"])
def test_nobody_edits_what_another_wrote(role: str, asked: Thread, make_user: Any, client_of: Any) -> None:
    other, post = make_user(role), asked.posts.get()
    client = client_of(other)
    assert client.get(f"/asking/posts/{post.pk}/edit/").status_code == 404
    assert client.post(f"/asking/posts/{post.pk}/edit/", {"text": "x"}).status_code == 404
    with pytest.raises(board.Refused, match="Only who wrote"):
        board.edit(other, post, "x", clock.now())
    assert Version.objects.count() == 1
    assert f"/asking/posts/{post.pk}/edit/" not in page(client, asked)


def test_a_hidden_answer_is_gone_for_the_class_with_a_reason(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    post, staff = answer(classmate, asked, "Something rude."), client_of(assistant)
    refused = staff.post(f"/asking/posts/{post.pk}/hide/", {"reason": " "}, follow=True)
    assert "Give a reason" in refused.text
    assert not Hidden.objects.exists()
    for _ in range(2):
        staff.post(f"/asking/posts/{post.pk}/hide/", {"reason": "Be kind."})
    assert AuditEntry.objects.get(action="asking.hide").details["reason"] == "Be kind."
    seen = page(client_of(student), asked)
    assert "Something rude." not in seen
    assert "Staff have hidden this post: Be kind." in seen
    assert "Why add?" not in client_of(student).get("/asking/?q=rude").text
    for who in (classmate, assistant):
        assert "Something rude." in page(client_of(who), asked)
    with pytest.raises(board.Refused, match="hidden"):
        board.edit(classmate, post, "Kind words.", clock.now())
    staff.post(f"/asking/posts/{post.pk}/show/")
    assert "Something rude." in page(client_of(student), asked)
    assert AuditEntry.objects.filter(action="asking.show").count() == 1


def test_of_a_hidden_question_the_class_finds_nothing_and_its_asker_the_reason(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    board.hide(assistant, asked.posts.get(), "Names a person.", clock.now())
    other = client_of(classmate)
    assert other.get(f"/asking/{asked.pk}/").status_code == 404
    assert other.post(f"/asking/{asked.pk}/answer/", {"text": "x"}).status_code == 404
    for address in ("/asking/", "/asking/?q=add", "/lectures/03/"):
        assert f"/asking/{asked.pk}/" not in other.get(address).text
    assert "Names a person." in page(client_of(student), asked)
    assert "waits for an answer" not in client_of(assistant).get("/").text


@pytest.mark.parametrize("act", ["hide", "show", "endorse"])
def test_students_do_not_moderate(act: str, asked: Thread, classmate: User, client_of: Any) -> None:
    post = asked.posts.get()
    assert client_of(classmate).post(f"/asking/posts/{post.pk}/{act}/", {"reason": "x"}).status_code == 403
    assert "Hide it" not in page(client_of(classmate), asked)


@pytest.mark.parametrize("role", [None, "advisor"])
def test_who_is_not_of_the_class_sees_nothing_below_a_lecture(
    role: str | None, asked: Thread, make_user: Any, client_of: Any
) -> None:
    seen = client_of(make_user(role) if role else None).get("/lectures/03/").text
    assert "Why add?" not in seen
    assert "Questions and answers" not in seen


def test_a_question_of_a_released_paper_is_for_who_had_it(
    released: list[Attempt], student: User, classmate: User, make_user: Any, assistant: User, client_of: Any
) -> None:
    mine, theirs = (attempt.questions.items for attempt in released)
    shared = next(item for item in mine if any(item.question == other.question for other in theirs))
    alone = next(item for item in mine if all(item.question != other.question for other in theirs))
    client = client_of(student)
    for item in (shared, alone):
        review = client.get("/papers/quiz-1/review/").text
        assert f'href="/asking/papers/quiz-1/{item.number}/"' in review
        sent = {"title": f"About {item.number}", "text": "Why so?"}
        assert client.post(f"/asking/papers/quiz-1/{item.number}/", sent).status_code == 302
    first, second = Thread.objects.order_by("pk")
    seen = client.get("/papers/quiz-1/review/").text
    assert f'href="/asking/{first.pk}/"' in seen
    assert f'href="/asking/{second.pk}/"' in seen
    other, never = client_of(classmate), client_of(make_user("student"))
    number = next(one.number for one in theirs if one.question == shared.question)
    assert f"Quiz 1, question {number}" in page(other, first)
    assert other.get(f"/asking/{second.pk}/").status_code == 404
    assert "Questions and answers (1)" in other.get("/papers/quiz-1/review/").text
    listed = never.get("/asking/").text + never.get("/asking/?q=Why+so").text.partition("</form>")[2]
    assert f"/asking/{first.pk}/" not in listed
    assert never.get(f"/asking/{first.pk}/").status_code == 404
    assert shared.question in page(client_of(assistant), first)
    assert other.get("/asking/papers/quiz-1/99/").status_code == 404


def test_of_a_paper_that_is_not_released_there_is_nothing(
    released: list[Attempt], student: User, instructor: User, client_of: Any
) -> None:
    client, address = client_of(student), "/asking/papers/quiz-1/1/"
    client.post(address, {"title": "Of the quiz", "text": "Why so?"})
    thread = Thread.objects.get()
    answer(instructor, thread, "Because.")
    assert "Of the quiz" in client.get("/").text
    Release.objects.create(paper="quiz-1", by=instructor, shown=False)
    assert client.get(address).status_code == client.post(address, SENT).status_code == 404
    assert client.get(f"/asking/{thread.pk}/").status_code == 404
    for listing in ("/", "/asking/", "/asking/?q=quiz"):
        assert "Of the quiz" not in client.get(listing).text


def test_the_questions_of_a_review_share_their_queries(
    released: list[Attempt], student: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(student)
    client.get("/papers/quiz-1/review/")
    with django_assert_max_num_queries(45):
        client.get("/papers/quiz-1/review/")


@pytest.mark.parametrize("address", ["/lectures/03/", "/labs/03/"])
def test_the_section_takes_two_queries_however_much_was_asked(
    address: str, asked: Thread, student: User, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from chainrule.campus.site.core import parts

    for number in range(5):
        answer(student, ask(student, title=f"Question {number}"))
    client = client_of(student)

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    whole, functions = queries(), parts.functions
    monkeypatch.setattr(parts, "functions", lambda module, name: () if module == "below" else functions(module, name))
    assert whole - queries() == 2


def test_the_list_filters_and_turns_pages(
    asked: Thread, student: User, classmate: User, client_of: Any, at: Any
) -> None:
    at(QUIET)
    other = client_of(classmate)
    other.post("/asking/labs/03/", {"title": "A lab", "text": "x"})
    for number in range(25):
        cache.clear()
        ask(student, title=f"Number {number}")
    mine = other.get("/asking/?show=mine").text
    assert "A lab" in mine
    assert "Why add?" not in mine
    assert "A lab" in other.get("/asking/?show=followed").text
    assert "Why add?" not in other.get("/asking/?kind=lab").text
    assert "A lab" not in other.get("/asking/?kind=lecture&page=2").text
    assert "Nothing found" in other.get("/asking/?number=4").text
    assert "page 1 of 2" in other.get("/asking/").text
    assert "Why add?" in other.get("/asking/?page=2").text
    assert "kind=lecture&amp;number=3&amp;page=2" in other.get("/asking/?kind=lecture&number=3").text
    assert other.get("/asking/?kind=other").status_code == 400


def test_staff_find_first_what_waits(asked: Thread, student: User, assistant: User, client_of: Any) -> None:
    answer(assistant, ask(student, title="Later and answered"))
    listed = client_of(assistant).get("/asking/").text
    assert listed.index("Why add?") < listed.index("Later and answered")


def test_what_is_sent_twice_at_once_is_kept_once(asked: Thread, student: User) -> None:
    assert ask(student) == asked
    assert answer(student, asked, "Once.") == answer(student, asked, "Once.")
    assert Post.objects.count() == 2
    ask(student, text="Other words.")
    assert Thread.objects.count() == 2


def test_who_writes_too_much_is_told_how_long_to_wait(asked: Thread, student: User, client_of: Any) -> None:
    for number in range(board.STUDENTS.most - 1):
        answer(student, asked, f"Words {number}.")
    refused = client_of(student).post(f"/asking/{asked.pk}/answer/", {"text": "One more."})
    assert refused.status_code == 409
    assert "Wait 10 minutes" in refused.text
    assert "One more." in refused.text


def test_a_thread_and_a_post_have_an_end(asked: Thread, assistant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MOST_POSTS", 2)
    monkeypatch.setattr(board, "MOST_VERSIONS", 2)
    post = answer(assistant, asked)
    with pytest.raises(board.Refused, match="Ask a new question"):
        answer(assistant, asked, "More.")
    board.edit(assistant, post, "Other.", clock.now())
    with pytest.raises(board.Refused, match="Write a new one"):
        board.edit(assistant, post, "Another.", clock.now())


def test_following_is_begun_by_writing_and_ended_by_a_button(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    assert Follow.objects.get().user == student
    client, address = client_of(student), f"/asking/{asked.pk}/follow/"
    assert "Stop following" in page(client, asked)
    client.post(address, {"on": "no"})
    answer(student, asked, "And still off.")
    assert "Tell me of answers" in page(client, asked)
    client.post(address, {"on": "yes"})
    assert "Stop following" in page(client, asked)
    answer(assistant, asked)
    assert not Follow.objects.filter(user=assistant).exists()


def test_whoever_learns_alone_has_no_questions(alone: Any) -> None:
    assert "Questions and answers" not in alone.get("/lectures/03/").text
    assert alone.get("/asking/").status_code == 404
