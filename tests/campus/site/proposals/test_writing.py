"""Writing together: what one saves is never overwritten by another, and nobody's text is lost."""

from typing import Any

from django.contrib.messages import get_messages
from tests.campus.site.proposals.conftest import Pair
from tests.campus.site.proposals.desk import HAND_IN, LATE, WRITE, answers, bases, decide, hand_in, save

from chainrule.campus.site.project import texts
from chainrule.campus.site.proposals.models import Answer
from chainrule.campus.site.proposals.standings import draft, of_team

JSON = {"headers": {"Accept": "application/json"}}


def text_of(pair: Pair, question: str = "goal") -> str:
    found = of_team(pair.team)
    return draft(found.proposal, found.standing.edition)[question].text


def test_what_one_saves_the_other_reads_with_who_and_when(pair: Pair) -> None:
    answer = save(pair.first, {"goal": "We learn birds."})
    assert answer.status_code == 302
    page = pair.second.get(WRITE).text
    assert "We learn birds." in page
    assert "Sona Aliyeva, Tue 10 Feb 2026, 12:00" in page
    assert "3 words, not ready" in page


def test_two_who_change_different_answers_at_once_are_both_saved(pair: Pair) -> None:
    began = bases(pair.first)
    save(pair.first, {"goal": "Birds."}, began)
    assert save(pair.second, {"goal": "", "today": "Apps."}, began).status_code == 302
    assert (text_of(pair, "goal"), text_of(pair, "today")) == ("Birds.", "Apps.")


def test_two_who_change_the_same_answer_are_shown_both_and_nothing_is_overwritten(pair: Pair) -> None:
    began = bases(pair.first)
    save(pair.first, {"goal": "Sona’s birds."}, began)
    clash = save(pair.second, {"goal": "Farid’s frogs.", "today": "Apps."}, began)
    assert clash.status_code == 409
    assert "Sona Aliyeva saved another text at 12:00, while you wrote." in clash.text
    assert "Sona’s birds." in clash.text
    assert "Farid’s frogs." in clash.text
    assert (text_of(pair, "goal"), text_of(pair, "today")) == ("Sona’s birds.", "Apps.")
    assert Answer.objects.get(aside=True).text == "Farid’s frogs."


def test_a_clash_is_settled_by_saving_what_both_want(pair: Pair) -> None:
    began = bases(pair.first)
    save(pair.first, {"goal": "Birds."}, began)
    save(pair.second, {"goal": "Frogs."}, began)
    assert save(pair.second, {"goal": "Birds and frogs."}).status_code == 302
    assert text_of(pair) == "Birds and frogs."


def test_a_script_is_told_what_became_of_each_field(pair: Pair) -> None:
    began = bases(pair.first)
    save(pair.first, {"goal": "Birds."}, began)
    answer = save(pair.second, {"goal": "Frogs.", "today": "Apps.", "new": ""}, began, **JSON)
    said = answer.json()
    assert said["at"] == "12:00"
    what = {id: one["what"] for id, one in said["answers"].items()}
    assert what == {"goal": "clash", "today": "saved", "new": "same"}
    assert said["answers"]["goal"] | {"why": ""} == {
        "what": "clash", "number": 1, "text": "Birds.", "by": "Sona Aliyeva", "at": "12:00", "why": "",
    }  # fmt: skip
    newer = save(pair.second, {"goal": ""}, began, **JSON).json()["answers"]["goal"]
    assert (newer["what"], newer["text"]) == ("newer", "Birds.")


def test_the_same_text_twice_is_one_version_and_so_is_one_that_is_set_aside(pair: Pair) -> None:
    began = bases(pair.first)
    for _ in range(2):
        save(pair.first, {"goal": "Birds."}, began)
        save(pair.second, {"goal": "Frogs."}, began)
    assert list(Answer.objects.values_list("number", "text", "aside")) == [(1, "Birds.", False), (2, "Frogs.", True)]


def test_every_version_is_kept_and_can_be_made_the_text_again(pair: Pair) -> None:
    began = bases(pair.first)
    save(pair.first, {"goal": "Birds."}, began)
    save(pair.second, {"goal": "Frogs."}, began)
    page = "/project/proposal/versions/goal/"
    shown = pair.second.get(page).text
    assert "set aside" in shown
    assert "the team’s text" in shown
    frogs = Answer.objects.get(text="Frogs.", aside=True)
    assert pair.second.post(page, {"version": frogs.pk}).status_code == 302
    assert text_of(pair) == "Frogs."
    assert pair.second.post(page, {"version": frogs.pk + 99}).status_code == 404
    assert pair.first.get("/project/proposal/versions/nothing/").status_code == 404


def test_what_cannot_be_saved_any_more_is_kept_and_the_reason_is_said(pair: Pair, at: Any) -> None:
    save(pair.first, answers())
    began = bases(pair.second)
    at(LATE)
    hand_in(pair.first)
    refused = save(pair.second, {"goal": "One more thought."}, began)
    assert refused.status_code == 409
    assert "what you handed in stays as it is" in refused.text
    assert "One more thought." in refused.text
    assert Answer.objects.get(aside=True).text == "One more thought."
    assert text_of(pair) == answers()["goal"]


def test_a_verdict_that_comes_while_one_writes_loses_no_text(pair: Pair, staff: Any) -> None:
    save(pair.first, answers())
    began = bases(pair.first)
    hand_in(pair.first)
    decide(staff, pair.team, "reject")
    refused = save(pair.first, {"goal": "Still the old one."}, began)
    assert refused.status_code == 409
    assert "A verdict came while you wrote" in refused.text
    assert Answer.objects.get(aside=True).edition == 1
    assert "Still the old one." in pair.first.get("/project/proposal/versions/goal/").text


def test_a_text_of_unusual_length_or_with_odd_characters_is_not_lost(pair: Pair) -> None:
    long = save(pair.first, {"goal": "a" * (texts.LONGEST + 1)})
    assert long.status_code == 409
    assert "at most 8,000 are kept" in long.text
    save(pair.first, {"goal": "a\0b\r\nc\u202e <script>"})
    assert text_of(pair) == "ab\nc\u202e <script>"
    assert "&lt;script&gt;" in pair.first.get(WRITE).text


def test_somebody_without_a_team_and_another_team_reach_nothing(pair: Pair, make_user: Any, client_of: Any) -> None:
    save(pair.first, {"goal": "Ours."})
    alone = client_of(make_user("student"))
    assert "You are in no team" in alone.get(WRITE).text
    assert alone.post(WRITE, {"answer-goal": "x", "base-goal": "1"}).status_code == 404
    assert alone.post(HAND_IN, {}).status_code == 404
    assert "Ours." not in alone.get("/project/proposal/versions/goal/").text
    assert Answer.objects.count() == 1


def test_saving_says_so(pair: Pair) -> None:
    answer = save(pair.first, {"goal": "Birds."})
    assert [str(one) for one in get_messages(answer.wsgi_request)] == ["Saved."]
