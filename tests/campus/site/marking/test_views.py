"""Marking: by a rubric, without names, kept for good; two who mark the same answer at once lose nothing."""

from typing import Any

import pytest
from django.test import Client
from tests.campus.site.papers.conftest import OPEN, right_events

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.core.templatetags.site import markdown_line
from chainrule.campus.site.course import bank
from chainrule.campus.site.marking import answers
from chainrule.campus.site.papers import attempt_marks, saving, sitting
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark

from .conftest import TEXTS, field


@pytest.fixture
def attempt(student: Any, at: Any) -> Attempt:
    """A perfect attempt, handed in; nothing was run or marked yet."""
    at(OPEN)
    return hand_in(student)


def hand_in(student: Any) -> Attempt:
    now = clock.now()
    begun = sitting.begin(student, "quiz-1", now)
    saving.save(begun, saving.Batch("t", "t", right_events(begun)), now)
    sitting.submit(begun, now)
    return Attempt.objects.get(pk=begun.pk)


def first_short(attempt: Attempt) -> tuple[int, ShortAnswer, str]:
    number = attempt_marks.result(attempt).waiting_for_human[0]
    variant = attempt.questions.variant(bank(), number)
    assert isinstance(variant, ShortAnswer)
    class_, name = attempt.questions.item(number).question.split("/")
    return number, variant, f"/marking/quiz-1/{class_}/{name}/"


def test_a_marker_sees_the_answer_and_no_name(attempt: Attempt, assistant: Any, client_of: Any) -> None:
    _, variant, address = first_short(attempt)
    page = client_of(assistant).get(address).content.decode()
    assert "Each path adds its part." in page
    assert attempt.student.name not in page
    assert attempt.student.email not in page
    assert page.count("<fieldset") == len(variant.rubric)


def test_marks_are_added_never_changed_and_the_latest_counts(attempt: Attempt, assistant: Any, client_of: Any) -> None:
    number, variant, address = first_short(attempt)
    client = client_of(assistant)
    form = {"attempt": attempt.pk, "item": number, "comment": "First."}
    for points, comment in (("0", "First."), (None, "Second.")):
        given = {f"criterion-{i}": points or f"{c.points:g}" for i, c in enumerate(variant.rubric)}
        answer = client.post(address, form | given | {"comment": comment})
        assert answer.headers["Location"] == "/marking/", "this was the only answer"
    assert ShortAnswerMark.objects.count() == 2
    item = attempt_marks.result(attempt).items[number - 1]
    assert (item.points, item.mark.note) == (1.0, "Second.")
    assert AuditEntry.objects.filter(action="marking.mark", who=assistant).count() == 2
    with pytest.raises(NotChangeable):
        ShortAnswerMark.objects.all().delete()


def test_save_and_go_on_goes_on_to_what_waits_and_at_last_back_to_the_list(
    at: Any, make_user: Any, assistant: Any, client_of: Any
) -> None:
    at(OPEN)
    number, _, address = first_short(hand_in(make_user("student")))
    question = Attempt.objects.get().questions.item(number).question
    while len(answers.answers_to("quiz-1", question)) < 3:  # papers differ: until three were asked this one
        hand_in(make_user("student"))
    client = client_of(assistant)

    def go_on(place: int) -> str:
        answer = answers.answers_to("quiz-1", question)[place]
        variant = answers.variant_of(answer)
        given = {f"criterion-{i}": "0" for i, _ in enumerate(variant.rubric)}
        sent = client.post(address, {"attempt": answer.attempt.pk, "item": answer.number, **given})
        return str(sent.headers["Location"].removeprefix(address))

    went = [go_on(place) for place in (1, 2, 0)]
    assert went == ["?answer=2", "?answer=0", "/marking/"]
    assert "all answers to this question are marked" in client.get("/marking/").text
    assert [go_on(place) for place in (0, 1, 2)] == ["?answer=1", "?answer=2", "/marking/"], "read once more"


def test_lists_show_what_is_asked_before_the_name_of_its_file(attempt: Attempt, assistant: Any, client_of: Any) -> None:
    number, variant, _ = first_short(attempt)
    name = attempt.questions.item(number).question
    page = client_of(assistant).get("/marking/").text
    asked = str(markdown_line(variant.opening))
    assert 0 < page.index(asked) < page.index(f"<code>{name}</code>")
    page = client_of(assistant).get("/bank/").text
    for id, question in bank().items():
        assert 0 < page.index(str(markdown_line(question.variant(0).opening))) < page.index(f"<code>{id[3:]}</code>")
    assert "$" not in page.split("<main")[1]


@pytest.mark.parametrize("points", ["", "-1", "99", "nan", "1e9", "1/3", "0.25", "x", "²"])
def test_points_that_the_rubric_does_not_have_are_refused(
    points: str, attempt: Attempt, assistant: Any, client_of: Any
) -> None:
    number, variant, address = first_short(attempt)
    given = {f"criterion-{i}": points for i in range(len(variant.rubric))}
    page = client_of(assistant).post(address, {"attempt": attempt.pk, "item": number, **given}, follow=True)
    assert b"Nothing was saved" in page.content
    assert not ShortAnswerMark.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"attempt": "x"}, 400),
        ({"attempt": "999"}, 404),
        ({"attempt": ""}, 404),
        ({"item": "1"}, 404),
        ({"item": "²"}, 400),
    ],
)
def test_a_mark_belongs_to_an_answer_to_the_question(
    change: dict[str, str], status: int, attempt: Attempt, assistant: Any, client_of: Any
) -> None:
    number, _, address = first_short(attempt)
    form = {"attempt": str(attempt.pk), "item": str(number), "criterion-0": "1"}
    assert client_of(assistant).post(address, form | change).status_code == status


@pytest.mark.parametrize(
    ("place", "status"), [("99999", 200), ("", 200), ("-1", 400), ("²", 400), ("9" * 5000, 400), ("x", 400)]
)
def test_a_place_that_is_no_number_is_refused_in_words(
    place: str, status: int, attempt: Attempt, assistant: Any, client_of: Any
) -> None:
    for address, name in ((first_short(attempt)[2], "answer"), ("/bank/03/used_twice_so_added/", "seed")):
        page = client_of(assistant).get(address, {name: place})
        assert page.status_code == status
        assert (f"`{name}`: a whole number" in page.text) == (status == 400)


def test_a_comment_that_cannot_be_kept_stays_in_the_form(attempt: Attempt, assistant: Any, client_of: Any) -> None:
    number, variant, address = first_short(attempt)
    points = {f"criterion-{i}": f"{criterion.points:g}" for i, criterion in enumerate(variant.rubric)}
    form = {"attempt": attempt.pk, "item": number, "comment": "Half of it \u202eis right", **points}
    page = client_of(assistant).post(address, form)
    assert page.status_code == 422
    assert "character 12 cannot be seen (U+202E)" in page.text
    assert "Half of it" in page.text.split("<textarea")[-1]
    assert not ShortAnswerMark.objects.exists()


@pytest.mark.parametrize("address", ["/marking/quiz-9/03/x/", "/marking/quiz-1/03/nothing/", "/bank/03/nothing/"])
def test_what_is_not_there_is_not_found(address: str, instructor: Any, client_of: Any) -> None:
    assert client_of(instructor).get(address).status_code == 404


# --- two at once ---


def test_who_marks_second_sees_whose_mark_counts_and_keeps_what_was_typed(asked: Any, markers: list[Client]) -> None:
    one = asked(*TEXTS[:2])
    first, second, _ = markers
    seen = [field(client.get(one.address).text, "seen") for client in (first, second)]
    pk = int(field(first.get(one.address).text, "attempt"))
    place = next(i for i, attempt in enumerate(one.attempts) if attempt.pk == pk)
    first.post(one.address, one.form(place, 1.0, "Exactly.", seen=seen[0]))
    page = second.post(one.address, one.form(place, 0.0, "Nothing of it.", seen=seen[1]))
    assert page.status_code == 409
    assert "Arif Nuriyev marked this answer at 12:00, while you had it open." in page.text
    assert "“Exactly.”" in page.text
    assert "Nothing of it." in page.text.split("<textarea")[1]
    assert (ShortAnswerMark.objects.count(), one.points(place)) == (1, 1.0)
    second.post(one.address, one.form(place, 0.0, "Nothing of it.", seen=field(page.text, "seen")))
    assert (ShortAnswerMark.objects.count(), one.points(place)) == (2, 0.0), "now it was meant"


def test_a_form_that_is_sent_twice_makes_one_mark(asked: Any, markers: list[Client]) -> None:
    one = asked(*TEXTS)
    went = [markers[0].post(one.address, one.form(0, seen="0")).status_code for _ in range(2)]
    assert went == [302, 302]
    assert ShortAnswerMark.objects.count() == 1


def test_each_key_stands_beside_the_points_that_it_gives(asked: Any, markers: list[Client]) -> None:
    page = markers[0].get(asked(TEXTS[0]).address).text
    assert 'value="0" required data-key="a" aria-keyshortcuts="a"' in page
    assert page.count('aria-hidden="true">a</kbd>') == page.count("<fieldset")
