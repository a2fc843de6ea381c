"""Nothing tells a classmate who wrote without a name: no page, header, address, letter or order."""

import json
import re
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import letters, names
from chainrule.campus.site.asking.models import Thread

from .conftest import QUIET, answer, ask, page

LINK = re.compile(r"""\b(?:href|src|action|hx-get|hx-post|data-[a-z-]+)=["'](/[^"']*)["']""")
AS = ({}, {"Accept": "application/json"}, {"HX-Request": "true"})


@pytest.fixture
def hidden(make_user: Any) -> User:
    return make_user("student", "Xenia Quill", "xq-4711@example.edu")


@pytest.fixture
def thread(hidden: User, classmate: User, assistant: User, at: Any) -> Thread:
    """Asked, answered and edited without a name, followed by a classmate who wrote too."""
    at(QUIET)
    made = ask(hidden, anonymous=True)
    answer(classmate, made, "A guess.", anonymous=True)
    answer(hidden, made, "Thank you.", anonymous=True)
    answer(classmate, made, "Gladly.")
    answer(assistant, made)
    return made


def traces(user: User) -> list[str]:
    return [user.name, *user.name.split(), user.email, user.email.split("@")[0]]


def said(answered: Any) -> str:
    return "\n".join(f"{name}: {value}" for name, value in answered.items()) + answered.getvalue().decode()


def test_a_classmate_who_follows_every_link_finds_no_trace_of_who_asked(
    thread: Thread, hidden: User, classmate: User, client_of: Any
) -> None:
    client, waiting, seen = client_of(classmate), ["/", "/asking/", "/lectures/03/", "/labs/03/"], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or re.match(
            r"/(static|practice|roadmap|project|(lectures|labs)/(?!03))|.*(sign-out|password)", address
        ):
            continue
        seen.add(address)
        for headers in AS if "asking" in address else AS[:1]:
            answered = client.get(address, headers=headers, follow=True)
            found = said(answered)
            assert not [trace for trace in traces(hidden) if trace in found], address
        if "html" in answered.headers.get("Content-Type", ""):
            links = (urldefrag(urljoin(address, link.replace("&amp;", "&"))).url for link in LINK.findall(found))
            waiting += sorted({link for link in links if not urlsplit(link).netloc})
    assert f"/asking/{thread.pk}/" in seen


def test_no_form_and_no_search_tells_either(thread: Thread, hidden: User, classmate: User, client_of: Any) -> None:
    client, posts = client_of(classmate), list(thread.posts.all())
    addresses = [f"/asking/{thread.pk}/{act}/" for act in ("answer", "follow")]
    addresses += [f"/asking/posts/{post.pk}/{act}/" for post in posts for act in ("edit", "accept", "hide", "endorse")]
    for address in addresses:
        answered = client.post(address, {"text": "More.", "on": "yes"}, follow=True)
        assert not [trace for trace in traces(hidden) if trace in said(answered)], address
    for words in traces(hidden):
        found = client.get("/asking/", {"q": words}).text.partition("</form>")[2]
        assert "Why add?" not in found, "names are not searched"


def test_letters_are_of_the_thread_and_stay(thread: Thread, hidden: User, classmate: User, client_of: Any) -> None:
    def heads(who: User) -> list[str]:
        found = re.findall(r'<h2 id="by-\d+">([^<]*)', page(client_of(who), thread))
        return [head.strip() for head in found]

    assert heads(classmate) == ["Student A asks", "You, as Student B", "Student A", "Casper Moreau", "Arif Nuriyev"]
    assert heads(hidden) == ["You, as Student A ask", "Student B", "You, as Student A", "Casper Moreau", "Arif Nuriyev"]
    second = ask(classmate, anonymous=True, title="Another")
    assert "Student A asks" in page(client_of(hidden), second), "a letter says nothing in another thread"


def test_staff_see_who_wrote(thread: Thread, assistant: User, client_of: Any) -> None:
    client = client_of(assistant)
    assert "Xenia Quill (Student A to classmates) asks" in page(client, thread)
    assert "Xenia Quill (Student A to classmates)" in client.get("/asking/").text


def test_staff_never_write_without_their_name(thread: Thread, assistant: User, client_of: Any) -> None:
    client = client_of(assistant)
    assert 'name="anonymous"' not in page(client, thread)
    client.post(f"/asking/{thread.pk}/answer/", {"text": "Once more.", "anonymous": "on"})
    assert not thread.posts.last().anonymous


def test_letters_that_are_sent_name_nobody_either(thread: Thread, hidden: User, classmate: User) -> None:
    letters.send(clock.now())
    to_classmate = [letter for letter in mail.outbox if letter.to == [classmate.email]]
    assert to_classmate
    for letter in to_classmate:
        whole = json.dumps([letter.subject, letter.body, letter.from_email, letter.reply_to, letter.extra_headers])
        assert not [trace for trace in traces(hidden) if trace in whole]
        assert letter.cc == letter.bcc == []
    assert any("Student A wrote" in letter.body for letter in to_classmate)


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans())))
def test_letters_come_in_order_never_change_and_are_never_shared(posts: list[tuple[int, bool]]) -> None:
    found = names.letters(posts)
    assert found.keys() == {author for author, anonymous in posts if anonymous}
    assert len(set(found.values())) == len(found)
    assert list(found.values()) == [names.letter(place) for place in range(len(found))]
    assert names.letters([*posts, (99, True)]).items() >= found.items()
