"""The board: who looks for a team, for classmates and staff alone; an entry is on it as long as its writer wants."""

from typing import Any

import pytest

from chainrule.campus.site.project.models import Profile

from .desk import BOARD, FIXED, Desk, desk, together_in

__all__ = ["desk"]
ENTRY = {"interests": "Medical images", "skills": "git & <b>PyTorch</b>", "hours": "evenings"}


@pytest.fixture
def sona(desk: Any) -> Desk:
    sona = desk("Sona Aliyeva")
    assert sona.client.post(f"{BOARD}mine/", {**ENTRY, "do": "save"}).status_code == 302
    return sona


def test_an_entry_is_read_by_classmates_and_staff_and_by_nobody_else(sona: Desk, desk: Any, client_of: Any) -> None:
    for role in ("student", "assistant", "instructor"):
        page = desk(role=role).page(BOARD)
        assert "Sona Aliyeva" in page
        assert "Medical images" in page
        assert "git &amp; &lt;b&gt;PyTorch&lt;/b&gt;" in page
    assert desk(role="advisor").client.get(BOARD).status_code == 403
    assert client_of(None).get(BOARD).status_code == 302


def test_an_entry_is_taken_off_and_kept_for_its_writer(sona: Desk, desk: Any) -> None:
    assert sona.client.post(f"{BOARD}mine/", {"do": "take_off"}).status_code == 302
    assert "Medical images" not in desk().page(BOARD)
    assert "Medical images" in sona.page(f"{BOARD}mine/")
    assert "Put yourself on the board" in sona.page(BOARD)


def test_who_found_a_team_is_not_on_it(sona: Desk, desk: Any) -> None:
    other = desk("Tural Quliyev")
    together_in("Null Space", other, sona)
    page = desk().page(BOARD)
    assert "Medical images" not in page
    assert "Null Space" in page
    assert "Tural Quliyev, Sona Aliyeva" in page


def test_from_the_board_a_student_is_invited_and_a_team_is_asked(sona: Desk, desk: Any) -> None:
    tural = desk("Tural Quliyev")
    assert "Invite<span" not in tural.page(BOARD), "who has no team has nobody to invite to"
    tural.do("make", name="Null Space")
    assert "Invite<span" in tural.page(BOARD)
    page, entry = tural.page(BOARD), Profile.objects.get()
    assert sona.user.email not in page, "the board gives nobody's address away"
    assert "is invited" in tural.do("invite", entry=entry.pk, back="board")
    assert "Invited, no answer yet" in tural.page(BOARD)
    third = desk("Mina Rahimi")
    assert "Ask to join<span" in third.page(BOARD)
    third.do("ask", number=tural.user.memberships.get().team_id, back="board")
    assert "waits for an answer" in third.page(BOARD)
    sona.client.post(f"{BOARD}mine/", {"do": "take_off"})
    assert "taken off the board" in tural.do("invite", entry=entry.pk, back="board")


def test_an_entry_says_what_for(sona: Desk) -> None:
    answer = sona.client.post(f"{BOARD}mine/", {"interests": " ", "do": "save"})
    assert answer.status_code == 422
    assert "Say what you would like to work on." in answer.content.decode()
    assert Profile.objects.get().interests == "Medical images"


def test_an_empty_board_says_what_will_be_there(desk: Any, at: Any) -> None:
    one = desk()
    assert "Nobody yet" in one.page(BOARD)
    assert "No team has room" in one.page(BOARD)
    at(FIXED)
    assert "The board is closed" in one.page(BOARD)
