"""The addresses of the course for one: every link leads somewhere, and nothing of a class is there."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import LEARNER, TABLE, action_of
from chainrule.campus.site.lectures import texts

LINK = re.compile(r"""<(?:a|form)\b[^>]*?\b(href|action)=["']([^"']+)["']""")
OF_A_CLASS = (
    "/papers/", "/papers/quiz-1/", "/marking/", "/bank/", "/project/", "/grades/", "/gradebook/", "/excuses/",
    "/audit/", "/account/", "/sign-in/", "/health/", "/calendar/", "/calendar.ics", "/syllabus/", "/reading/",
    "/absences/", "/news/", "/asking/", "/revisions/", "/labs/class/", "/labs/03/class/", "/labs/03/submit/",
    "/api/account/", "/containment/",
)  # fmt: skip


def links(page: Any, address: str) -> set[str]:
    return {
        urlsplit(urldefrag(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))[0]).path
        for what, link in LINK.findall(page.content.decode())
        if what == "href" and not urlsplit(link).netloc
    }


def test_every_link_on_every_page_answers(alone: Client) -> None:
    answered = alone.post("/practice/03/1/", {"seed": "0", "do": "show"})
    assert answered.status_code == 302
    waiting, seen = ["/", answered.headers["Location"]], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = alone.get(address, follow=True)
        assert page.status_code == 200, address
        if "html" in page.headers["Content-Type"]:
            waiting += links(page, address) - seen
    assert {"/lectures/03/", "/labs/03/", "/practice/03/", "/progress/"} <= seen
    assert not [address for address in seen if address in OF_A_CLASS]


def test_a_lecture_says_without_a_link_what_only_a_class_has(
    alone: Client, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '<a href="/calendar/">dates</a>, <a href="/labs/03/#x">a lab</a>, <a href="/nowhere/">a mistake</a>'
    page = replace(texts.page(3), html=f"<p>{text}.</p>")
    monkeypatch.setattr(texts, "page", lambda number: page)
    for address in ("/lectures/03/", "/lectures/03/present/"):
        assert text.replace('<a href="/calendar/">dates</a>', "dates") in alone.get(address).text
    assert text in texts.page_for(student, 3).html, "a class lost a link"


@pytest.mark.parametrize("address", OF_A_CLASS)
def test_the_pages_of_a_class_are_not_there(alone: Client, address: str) -> None:
    assert alone.get(address).status_code == 404
    assert alone.post(address).status_code == 404


def test_no_page_names_a_day_of_the_class(alone: Client) -> None:
    for address in ("/", "/lectures/", "/lectures/03/", "/lectures/10/", "/lectures/15/", "/labs/", "/progress/"):
        text = re.sub(r"<[^>]+>", " ", alone.get(address).content.decode())
        assert not re.search(r"\b(Mon|Tue|Wed|Thu|Fri) \d|\b(Quiz|Midterm Exam) \d?\b(?!Review)", text), address


def test_a_class_in_which_nothing_is_taught_is_not_there(alone: Client) -> None:
    assert alone.get("/lectures/16/").status_code == 404
    assert 'href="/lectures/17/"' in alone.get("/lectures/15/").content.decode()


def test_every_view_is_one_that_the_learner_may_see(alone: Client) -> None:
    def views(patterns: list[Any]) -> list[Any]:
        flat = [[p.callback] if isinstance(p, URLPattern) else views(p.url_patterns) for p in patterns]
        return [view for some in flat for view in some]

    actions = [action_of(view) or "" for view in views(get_resolver().url_patterns)]
    assert len(actions) > 15
    assert all(LEARNER in TABLE[action] for action in actions)


def test_the_bar_shows_what_is_there(alone: Client) -> None:
    page = alone.get("/").content.decode()
    bar = page[page.index('aria-label="Main"') : page.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', bar) == ["/lectures/", "/labs/", "/practice/", "/progress/"]
    assert "Sign in" not in page
    assert "Sign out" not in page


def test_another_name_for_this_machine_is_refused(alone: Client) -> None:
    """A page elsewhere that makes its own name mean 127.0.0.1 reads nothing here."""
    assert alone.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert alone.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/labs/03/check/", "/labs/03/give-up/", "/labs/03/hint/", "/labs/03/restore/", "/practice/03/1/", "/theme/"],
)
def test_a_form_of_another_site_is_refused(alone: Client, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"name": "Value.exp", "seed": "0", "do": "show"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["/labs/../../etc/passwd", "/labs/%2e%2e/%2e%2e/etc/passwd", "/labs/99/", "/labs/3/", "/practice/99/"]
)
def test_no_address_leads_out_of_the_folder(alone: Client, address: str) -> None:
    assert alone.get(address).status_code == 404
