"""Before release: whatever a student asks the server for, no key, reason, rubric, mark or comment comes back.

Every address of every room is asked for (as a page, as JSON, as a part of a page, and with a form), then every page
that is reached by links; status, headers, cookies and packed files are read too. So are all static files.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.test import Client
from django.urls import reverse
from tests.campus.site.papers.conftest import OPEN, Sat, right_events
from tests.campus.site.papers.leaking import AS, addresses, found_in, kept_back, questions_seen, secrets_of, texts_in

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import wheel
from chainrule.campus.site.course import bank
from chainrule.campus.site.marking.models import Decision, Plan, SecondMark
from chainrule.campus.site.papers import attempt_marks, runs
from chainrule.campus.site.papers.models import Attempt, Release, ShortAnswerMark

LINK = re.compile(r"""\b(?:href|src|action|hx-get|hx-post|data-[a-z-]+)=["'](/[^"']*)["']""")
COMMENTS = ("Zebra: a comment of the first marker.", "Quagga: of the second marker.", "Okapi: why it was decided so.")
DRAWN = re.compile(r"""\s(?:d|points|[xy]\d?|c[xy]|r|width|height|viewBox|transform)="[^"]*\"""")  # where in a picture
WHEEL = "the wheel"
ENDS_THE_SESSION = re.compile(r"sign-out|password")


@pytest.fixture
def marked(student: User, assistant: User, instructor: User, client_of: Any, at: Any) -> Attempt:
    """An attempt at quiz 1 that is sat, run, marked twice, decided, and not released. Its score is no round number."""
    at(OPEN)
    sat = Sat(client_of(student))
    attempt = sat.begin()
    for sequence, item, answer in right_events(attempt):
        sat.save(attempt, item, answer, sequence=sequence)
    sat.submit()
    runs.run_pending(isolated=runs.runner())
    Plan.objects.create(paper="quiz-1", second=100, allowed=0, by=instructor)
    attempt = Attempt.objects.get(pk=attempt.pk)
    waiting = attempt_marks.result(attempt).waiting_for_human
    for number in waiting:
        variant = attempt.questions.variant(bank(), number)
        assert isinstance(variant, ShortAnswer)
        points, none = [f"{criterion.points:g}" for criterion in variant.rubric], ["0"] * len(variant.rubric)
        about = {"attempt": attempt, "item": number}
        mark = ShortAnswerMark.objects.create(points=points, comment=COMMENTS[0], marker=assistant, **about)
        second = SecondMark.objects.create(points=none, comment=COMMENTS[1], marker=instructor, first=mark, **about)
        less = 0.5 if number == waiting[0] else 0.0
        last = [f"{float(points[0]) - less:g}", *points[1:]]
        mark = ShortAnswerMark.objects.create(points=last, comment=COMMENTS[0], marker=instructor, **about)
        Decision.objects.create(second=second, mark=mark, reason=COMMENTS[2], by=instructor)
    return attempt


def score_of(attempt: Attempt) -> str:
    """The score as pages write it."""
    found = attempt_marks.result(attempt)
    assert found.final
    assert found.points % 1, "a round number would stand on many pages"
    return f"{found.points:.2f}".rstrip("0")


def everything(client_of: Any, who: User, attempt: Attempt) -> Iterator[tuple[str, Any]]:
    """Each address of the site with its answers, to this person, in each way of asking."""
    client = client_of(who)
    for address in addresses(attempt, questions=1):
        for headers in AS:
            yield address, client.get(address, headers=headers)
        if not ENDS_THE_SESSION.search(address):
            yield address, client_of(who).post(address, {"attempt": attempt.pk, "item": 1, "text": "x"})
    yield WHEEL, client.get(reverse("core:wheel", args=[wheel.file_name()]))


def reached_by_links(client: Client) -> Iterator[tuple[str, Any]]:
    """Every page that links lead to from the home page, but for lectures, which know no papers."""
    waiting, seen = ["/", "/papers/", "/papers/quiz-1/", "/papers/quiz-1/receipts/", "/grades/"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/lectures/", "/static/")) or ENDS_THE_SESSION.search(address):
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        yield address, answer
        if "html" in answer.headers.get("Content-Type", ""):
            links = (urldefrag(urljoin(address, link.replace("&amp;", "&"))).url for link in LINK.findall(answer.text))
            waiting += sorted({link for link in links if not urlsplit(link).netloc})
    assert len(seen) > 30


@pytest.mark.slow
def test_no_answer_of_the_server_holds_a_key_a_mark_or_a_comment(
    marked: Attempt, instructor: User, client_of: Any
) -> None:
    seen = questions_seen(marked)
    secrets = {*secrets_of(marked), *COMMENTS}
    score = re.compile(rf"(?<![\d.]){re.escape(score_of(marked))}(?![\d])")
    assert len(secrets) > 30
    found = list[str]()
    for address, answer in (
        *everything(client_of, marked.student, marked),
        *reached_by_links(client_of(marked.student)),
    ):
        # A line of code that is a right fill may stand in the library too.
        looked_for = {text for text in secrets if len(text) > 25} if address == WHEEL else secrets
        found += found_in(answer, address, looked_for)
        if not score.search(seen) and any(score.search(DRAWN.sub("", text)) for text in texts_in(answer.getvalue())):
            found.append(f"{address}: the score")
    assert found == []


def test_the_search_finds_what_students_see_after_the_release(
    marked: Attempt, instructor: User, client_of: Any
) -> None:
    Release.objects.create(paper="quiz-1", by=instructor)
    address = "/papers/quiz-1/review/"
    answer = client_of(marked.student).get(address)
    found = "\n".join(found_in(answer, address, {*secrets_of(marked), *COMMENTS}))
    assert COMMENTS[0] in found
    assert COMMENTS[1] not in found
    assert COMMENTS[2] not in found
    assert len(found.splitlines()) > 10
    assert score_of(marked) in answer.text
    staff = client_of(instructor).get(f"/papers/quiz-1/class/{marked.pk}/")
    assert found_in(staff, "", secrets_of(marked)), "and what staff see at an address that is crawled"


def test_no_static_file_is_a_source_map_or_holds_anything_of_a_question() -> None:
    reasons = {max(kept_back(question.variant(0)), key=len) for question in bank().values()}
    long = {reason for reason in reasons if len(reason) > 40}
    assert len(long) > 100
    names = list[str]()
    for finder in get_finders():
        for name, storage in finder.list([]):
            names.append(name)
            if name.endswith((".woff2", ".woff", ".png", ".safetensors")):
                continue
            with storage.open(name) as file:
                text = "\n".join(texts_in(file.read()))
            assert not name.endswith(".map"), name
            assert "sourceMappingURL" not in text, name
            assert [reason for reason in long if reason in text] == [], name
    assert any(name.endswith("paper.js") for name in names), "the front end is built"
