"""The page "Outcomes": what serves each outcome, what is missing in words, and no question's name for students."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.roadmap import outcomes, views


def shown(client: Client) -> str:
    return client.get("/outcomes/").text


def test_each_outcome_leads_to_its_sections(client: Client, db: None) -> None:
    page = shown(client)
    for meeting in course().classes:
        for outcome in meeting.outcomes:
            assert outcome.text.split("(")[0].strip()[-20:] in re.sub(r"<[^>]+>", "", page)
    assert 'href="/lectures/03/#chain-rule"' in page
    assert ("nothing is written yet" in page) is any(not each.is_begun for each in outcomes.of_course())


def test_staff_see_the_names_of_questions_and_others_see_how_many(
    client: Client, client_of: Callable[[User], Client], make_user: Callable[..., User]
) -> None:
    names = [id.partition("/")[2] for id in bank() if id.startswith("03/")]
    of_staff = shown(client_of(make_user("assistant")))
    assert all(f">{name}<" in of_staff for name in names)
    for page in (shown(client), shown(client_of(make_user("student"))), shown(client_of(make_user("advisor")))):
        assert not [name for name in names if name in page or name.replace("_", "-") in page]
        assert re.search(r"\d questions", page)


def test_a_hole_is_told_in_words_and_counted(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outcomes.of_class(course().meeting(3))
    monkeypatch.setattr(views, "of_course", lambda: (whole,))
    assert "No holes" in shown(client)
    first, *others = whole.rows
    holed = replace(whole, rows=(replace(first, sections=(), questions=first.questions[:1], checks=()), *others))
    monkeypatch.setattr(views, "of_course", lambda: (holed,))
    page = shown(client)
    assert "3 holes" in page
    assert all(words in page for words in ("no section", "no check", "one question only"))


def test_who_learns_alone_sees_them_too(alone: Client) -> None:
    page = shown(alone)
    assert 'href="/practice/03/"' in page
    assert "/bank/" not in page
