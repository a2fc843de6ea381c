"""The gallery: shown when every member agreed by themselves; one takes it down; staff hide it, and say why."""

from typing import Any

import pytest
from django.test import Client
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import CLOSED, GALLERY, OFFER, best, mark, release

from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.rubrics import gallery
from chainrule.campus.site.rubrics.models import Offer

TEXT = "Tells seven kinds of sick vine leaves from healthy ones on photographs of a phone."


def offer(client: Client, **more: str) -> Any:
    return client.post(OFFER, {"title": "Sick vine leaves", "text": TEXT, "notebook": "main.ipynb"} | more)


def agree(client: Client, number: int = 1) -> Any:
    return client.post(OFFER, {"do": "agree", "number": number})


@pytest.fixture
def out(pair: Pair, head: Client, instructor: User, at: Any) -> Pair:
    """A team whose marks are released."""
    mark(head, pair.team, best())
    at(CLOSED)
    release(instructor)
    return pair


def is_shown(client: Client) -> bool:
    return TEXT in client.get(GALLERY).text


def test_it_is_shown_once_every_member_agreed_by_their_own_act(out: Pair, head: Client, client_of: Any) -> None:
    first, second = out.clients
    assert offer(first).status_code == 302
    assert not is_shown(second)
    assert "Not agreed: Farid Musa" in first.get(OFFER).text
    assert agree(first).status_code == 302
    assert not is_shown(head)
    assert agree(second).status_code == 302
    for client in (first, second, head):
        assert is_shown(client)
    page = head.get(GALLERY).text
    assert 'href="https://github.com/null/space"' in page
    assert "https://colab.research.google.com/github/null/space/blob/trunk/main.ipynb" in page
    assert client_of(None).get(GALLERY).status_code == 302, "not for the public"
    assert AuditEntry.objects.filter(action="gallery.agree").count() == 3


def test_any_member_takes_it_down_at_once(out: Pair, head: Client) -> None:
    first, second = out.clients
    offer(first)
    agree(second)
    assert second.post(OFFER, {"do": "take_down"}).status_code == 302
    assert not is_shown(head)
    agree(first)
    assert not is_shown(head)
    agree(second)
    assert is_shown(head)


def test_a_changed_text_is_agreed_to_anew_and_not_by_a_page_that_showed_the_old_one(out: Pair, head: Client) -> None:
    first, second = out.clients
    offer(first)
    agree(second)
    offer(second, title="Vine leaves")
    assert not is_shown(head)
    answer = agree(first, number=1)
    assert answer.status_code == 409
    assert "The text was changed while you read" in answer.text
    agree(first, number=2)
    assert is_shown(head)
    offer(first, title="Vine leaves")
    assert Offer.objects.count() == 2


def test_staff_hide_it_with_a_reason_that_the_team_reads(out: Pair, head: Client, marker: Client) -> None:
    first, second = out.clients
    offer(first)
    agree(second)
    hide = f"{GALLERY}{out.team.pk}/hide/"
    assert first.post(hide, {"reason": "x"}).status_code == 403
    assert "Say why" in marker.post(hide, {"reason": ""}, follow=True).text
    assert is_shown(first)
    marker.post(hide, {"reason": "The photographs show faces."})
    assert not is_shown(first)
    assert "The photographs show faces." in second.get(OFFER).text
    assert "The photographs show faces." in head.get(GALLERY).text
    offer(first, title="Another title")
    agree(second, number=2)
    assert not is_shown(first), "a new text does not undo it"
    head.post(hide, {"do": "show"})
    assert is_shown(first)


def test_nothing_is_offered_before_a_release(pair: Pair) -> None:
    answer = offer(pair.clients[0])
    assert answer.status_code == 409
    assert "once marks of a milestone" in answer.text
    assert not Offer.objects.exists()


def test_a_student_without_a_team_and_a_team_without_an_offer(pair: Pair, make_user: Any, client_of: Any) -> None:
    assert "You are in no team" in client_of(make_user("student")).get(OFFER).text
    assert agree(pair.clients[0]).status_code == 409
    assert pair.clients[0].post(OFFER, {"do": "take_down"}).status_code == 409
    assert "No projects yet" in pair.clients[0].get(GALLERY).text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": " "}, "Give the project a title"),
        ({"text": ""}, "Say in a paragraph"),
        ({"text": "x" * 1501}, "yours has 1,501"),
        ({"notebook": "../main.ipynb"}, "ends in .ipynb"),
        ({"notebook": "/main.ipynb"}, "ends in .ipynb"),
        ({"notebook": "main.py"}, "ends in .ipynb"),
        ({"notebook": "a.ipynb?x=1"}, "ends in .ipynb"),
        ({"title": "x" * 101}, "at most 100"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_stays_typed(out: Pair, more: dict[str, str], says: str) -> None:
    answer = offer(out.clients[0], **more)
    assert answer.status_code == 409
    assert says in answer.text
    assert not Offer.objects.exists()
    if "text" not in more:
        assert TEXT in answer.text


@pytest.mark.parametrize(
    ("repository", "notebook", "address"),
    [
        ("https://github.com/a/b", "", "https://colab.research.google.com/github/a/b"),
        (
            "https://github.com/a/b.git",
            "n b/x.ipynb",
            "https://colab.research.google.com/github/a/b/blob/main/n%20b/x.ipynb",
        ),
        ("https://git.example.edu/a/b", "x.ipynb", ""),
        ("https://github.com.evil.example/a/b", "x.ipynb", ""),
    ],
)
def test_colab_opens_what_is_on_github(repository: str, notebook: str, address: str) -> None:
    assert gallery.colab_of(Offer(repository=repository, notebook=notebook)) == address
