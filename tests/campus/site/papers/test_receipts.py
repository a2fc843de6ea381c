"""Receipts of the server: given for what it holds, the same again, in one chain; a list is checked on the page."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chainrule.campus.questions.receipts import breaks
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.papers import receipt_views, receipts, saving, sitting
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

PAGE = "/papers/quiz-1/receipts/"


def whole(attempt: Attempt) -> bool:
    """Whether the server's chain has no break and no gap."""
    held = receipts.held(attempt)
    return breaks(held, receipts.start_of(attempt)) == [] and [link.link for link in held] == [*range(1, len(held) + 1)]


def listed(attempt: Attempt, given: list[Any]) -> dict[str, Any]:
    """The list as the page makes it of the receipts that it was given."""
    start = receipts.start_of(attempt)
    return {"receipts": 1, "paper": attempt.paper, "attempt": attempt.pk, "start": start, "answers": given}


def check(client: Any, body: Any, pasted: bool = False) -> Any:
    """The page's answer to a list."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    form = {"list": content.decode()} if pasted else {"file": SimpleUploadedFile("receipts.json", content)}
    return client.post(PAGE, form)


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_each_saved_answer_comes_with_its_receipt_and_they_chain(sat: Any) -> None:
    attempt = sat.begin()
    given = [sat.save(attempt, item, {"option": 1}).json()["receipts"] for item in (1, 2)]
    (one,), (two,) = given
    assert (one["link"], one["previous"]) == (1, receipts.start_of(attempt))
    assert (two["link"], two["previous"], two["sequence"], two["item"]) == (2, one["hash"], 2, 2)
    assert two["answer"] == {"option": 1}
    assert whole(attempt)


def test_what_is_sent_again_gets_the_same_receipt_also_after_others(sat: Any) -> None:
    attempt = sat.begin()
    first = sat.save(attempt, 1, {"option": 1}, sequence=1).json()["receipts"]
    sat.save(attempt, 2, {"option": 1}, sequence=2)
    assert sat.save(attempt, 1, {"option": 1}, sequence=1).json()["receipts"] == first
    events = [{"sequence": n, "item": n, "answer": {"option": 1}} for n in (1, 3, 2)]
    mixed = sat.send({"attempt": attempt.pk, "tab": "tab", "events": events}).json()
    assert [link["sequence"] for link in mixed["receipts"]] == [1, 2, 3], "in the order of the chain"
    assert mixed["receipts"][0] == first[0]
    assert whole(attempt)


def test_a_receipt_holds_the_answer_as_it_was_stored(sat: Any, short_item: Any) -> None:
    """What no database can keep goes; the receipt is for what the server has."""
    attempt = sat.begin()
    text = "a\r\nb\0 \ud83d"
    (link,) = sat.save(attempt, short_item(attempt), {"text": text}).json()["receipts"]
    assert link["answer"] == {"text": "a\nb \ufffd"}
    assert "exactly this 1 answer" in said(check(sat.client, listed(attempt, [link])))


def test_what_is_not_acknowledged_has_no_receipt(sat: Any) -> None:
    attempt = sat.begin()
    assert sat.save(attempt, 99, {"option": 1}).json()["receipts"] == []
    sat.save(attempt, 1, {"option": 1}, sequence=5)
    taken = sat.save(attempt, 1, {"option": 2}, sequence=5).json()
    assert (taken["taken"], taken["receipts"]) == ([5], [])
    aside = sat.save(attempt, 1, {"option": 0}, tab="two", sequence=6)
    assert aside.status_code == 409
    assert AnswerEvent.objects.get(aside=True).link is None
    assert whole(attempt)


def test_two_tabs_and_late_arrivals_are_in_one_chain(sat: Any, at: Any) -> None:
    attempt = sat.begin()
    given = sat.save(attempt, 1, {"option": 0}, tab="one").json()["receipts"]
    given += sat.save(attempt, 1, {"option": 1}, tab="two", take_over=True).json()["receipts"]
    given += sat.save(attempt, 2, {"option": 1}, tab="two").json()["receipts"]
    at("2026-02-03T12:40")
    late = sat.save(attempt, 3, {"option": 1}, tab="two").json()
    assert late["late"]
    given += late["receipts"]
    assert [link["link"] for link in given] == [1, 2, 3, 4]
    assert whole(attempt)
    assert "exactly these 4 answers" in said(check(sat.client, listed(attempt, given)))


def test_the_seal_is_made_of_what_the_database_has(sat: Any) -> None:
    """The receipts are read back: of what was not stored none can be made."""
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 1}, sequence=1)
    assert [link.sequence for link in receipts.given(attempt, "tab", [1, 2, 3])] == [1]
    assert receipts.given(attempt, "other", [1]) == []
    assert all(map(receipts.is_sealed, receipts.given(attempt, "tab", [1])))


def test_a_link_cannot_be_stored_twice_or_changed(sat: Any) -> None:
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 1})
    event = AnswerEvent.objects.get()
    event.receipt = "0" * 64
    with pytest.raises(NotChangeable):
        event.save()
    again = AnswerEvent(attempt=attempt, client="x", sequence=9, item=1, received_at=event.received_at, link=1)
    with pytest.raises(Exception, match=r"(?i)unique"):
        again.save()


@pytest.mark.parametrize("pasted", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_the_page_says_that_the_server_holds_exactly_that(pasted: bool, closed: bool, sat: Any) -> None:
    attempt = sat.begin()
    given = sat.save(attempt, 1, {"option": 1}).json()["receipts"]
    sat.save(attempt, 2, {"option": 1})
    if closed:
        sat.submit()
    page = check(sat.client, listed(attempt, given), pasted)
    assert page.status_code == 200
    assert "The server holds exactly this 1 answer." in said(page)
    assert "It holds 1 more, which is not in this list" in said(page)


def test_the_servers_own_list_is_one_that_it_confirms(sat: Any) -> None:
    attempt = sat.begin()
    for item in (1, 2, 3):
        sat.save(attempt, item, {"option": 1})
    file = sat.client.get(f"{PAGE}list.json")
    assert "receipts-quiz-1-" in file.headers["Content-Disposition"]
    assert "exactly these 3 answers" in said(check(sat.client, file.content))
    assert sat.client.get("/papers/quiz-1/receipts/").status_code == 200


def test_the_page_says_which_answer_is_not_as_the_list_says(sat: Any) -> None:
    attempt = sat.begin()
    given = [sat.save(attempt, item, {"option": 1}).json()["receipts"][0] for item in (1, 2)]
    given[1] |= {"answer": {"option": 2}}
    waiting = {"client": "tab", "sequence": 77, "item": 3, "answer": {"option": 0}}
    page = said(check(sat.client, listed(attempt, [*given, waiting])))
    assert "The server does not hold 2 of 3 answers as the list has them." in page
    assert "Question 2, change 2: the receipt is broken." in page
    assert "Question 3, change 77: never acknowledged." in page


def test_what_the_server_lost_is_missing(sat: Any) -> None:
    """A list that outlives the database: it was put back to an earlier moment."""
    attempt = sat.begin()
    given = [sat.save(attempt, item, {"option": 1}).json()["receipts"][0] for item in (1, 2)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM campus_papers_answerevent WHERE link = 2")
    assert "Question 2, change 2: the answer is missing." in said(check(sat.client, listed(attempt, given)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "this is not JSON"),
        (b'{"receipts": 1, "answers": [{"client": "a"', "was it cut off"),
        (b"[]", "a JSON object is expected"),
        (b"{}", "does not begin as a list of receipts"),
        (b"[" * 100_000, "this is not JSON"),
        (b'{"receipts": 1' + b" " * receipts.MOST_BYTES + b"}", "ask your instructor"),
    ],
    ids=["nothing", "blanks", "binary", "cut off", "a list", "an object", "deep", "huge"],
)
def test_a_hostile_file_is_refused_in_words(content: bytes, why: str, sat: Any) -> None:
    sat.begin()
    page = check(sat.client, content)
    assert page.status_code == 422
    assert why in said(page)


def test_nothing_chosen_is_told_so(sat: Any) -> None:
    sat.begin()
    assert "it is empty" in said(sat.client.post(PAGE, {"list": ""}))


def test_of_anothers_attempt_a_student_learns_nothing(sat: Any, make_user: Any, client_of: Any) -> None:
    """The same words for another's list, for one with a number that nobody has, and for a start that is made up."""
    attempt = sat.begin()
    theirs = listed(attempt, sat.save(attempt, 1, {"option": 1}).json()["receipts"])
    other = type(sat)(client_of(make_user("student")))
    own = other.begin()
    found = [
        said(check(other.client, body))
        for body in (theirs, theirs | {"attempt": 10**6}, theirs | {"start": "0" * 64}, theirs | {"attempt": own.pk})
    ]
    for page in found:
        assert "it belongs to no attempt of yours at this paper" in page
        assert theirs["answers"][0]["hash"] not in page
    assert len({page[page.index("<main") :].split("csrf")[0] for page in found}) == 1
    assert json.loads(other.client.get(f"{PAGE}list.json").content)["answers"] == []


def test_who_has_no_attempt_has_no_receipts(sat: Any, instructor: Any, client_of: Any) -> None:
    assert sat.client.get(PAGE).headers["Location"] == "/papers/quiz-1/"
    assert sat.client.get(f"{PAGE}list.json").status_code == 404
    assert client_of(instructor).get(PAGE).status_code == 403


def test_a_list_of_an_earlier_round_is_checked_with_that_round(sat: Any) -> None:
    first = sat.begin()
    given = sat.save(first, 1, {"option": 1}).json()["receipts"]
    sat.submit()
    Attempt.objects.create(
        student=first.student, paper=first.paper, round=2, drawn=first.drawn, began_at=first.began_at,
        ends_at=first.ends_at + timedelta(days=1),
    )  # fmt: skip
    assert "exactly this 1 answer" in said(check(sat.client, listed(first, given)))


def test_who_checks_all_the_time_is_asked_to_wait(sat: Any) -> None:
    attempt = sat.begin()
    body = listed(attempt, [])
    for _ in range(receipt_views.CHECKS.most):
        assert "holds no answers" in said(check(sat.client, body))
    assert "wait 10 minutes" in said(check(sat.client, body))


def test_the_page_on_which_a_paper_is_sat_knows_where_its_chain_stands(sat: Any) -> None:
    attempt = sat.begin()
    last = sat.save(attempt, 1, {"option": 1}).json()["receipts"][-1]["hash"]
    page = sat.client.get("/papers/quiz-1/attempt/").content.decode()
    assert f'"last": "{last}"' in page
    assert receipts.start_of(attempt) in page


def test_without_javascript_a_save_says_its_receipt(sat: Any) -> None:
    attempt = sat.begin()
    form = {"plain": "yes", "do": "save", "q1-option": "2"}
    page = sat.client.post("/papers/quiz-1/attempt/submit/", form, follow=True)
    (link,) = receipts.held(attempt)
    assert f"1 change. Receipt: {link.hash[:8]}." in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_answers_of_the_release_before_get_their_links(sat: Any) -> None:
    """In the order in which they were stored; what is aside has none. A save that is sent again finds its receipt."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()  # of all apps: those that rest on papers go back with them
    attempt = sat.begin()
    executor.migrate([("campus_papers", "0005_cancelled_jobs")])
    try:
        old = executor.loader.project_state([("campus_papers", "0005_cancelled_jobs")]).apps
        rows = old.get_model("campus_papers", "AnswerEvent").objects
        for sequence, aside in ((2, False), (9, True), (1, False)):
            rows.create(
                attempt_id=attempt.pk, client="tab", sequence=sequence, item=1, answer={"option": sequence % 3},
                received_at=attempt.began_at, aside=aside,
            )  # fmt: skip
    finally:
        MigrationExecutor(connection).migrate(newest)
    events = apps.get_model("campus_papers", "AnswerEvent").objects.order_by("id")
    assert list(events.values_list("sequence", "link")) == [(2, 1), (9, None), (1, 2)]
    assert whole(attempt)
    again = saving.save(attempt, saving.Batch("tab", "tab", [(1, 1, {"option": 1})]), attempt.began_at)
    assert [link.link for link in again.receipts] == [2]
    assert "exactly this 1 answer" in said(check(sat.client, listed(attempt, [asdict(again.receipts[0])])))


def test_a_rush_of_savers_makes_one_chain(sat: Any) -> None:
    """Batches of many clients, in any order; `test_concurrency` does it at the same moment."""
    attempt = sat.begin()
    for client in ("a", "b", "c"):
        for n in (5, 1, 3):
            batch = saving.Batch("tab", client, [(n, n % 4 + 1, {"option": 1}), (n + 1, n % 4 + 1, None)])
            saving.save(attempt, batch, attempt.began_at)
    assert len(receipts.held(attempt)) == 18
    assert whole(attempt)
    assert sitting.submit(attempt, attempt.began_at + timedelta(minutes=1))
