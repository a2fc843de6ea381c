"""The statement is written together: no answer is overwritten, none is lost, and late ones are set aside."""

from typing import Any

from tests.campus.site.milestones.conftest import Pair
from tests.campus.site.milestones.desk import ID, SEND, TOO_LATE, WRITE, bases, save

from chainrule.campus.site.milestones.models import Answer
from chainrule.campus.site.milestones.standings import asked, draft, missing

JSON = {"headers": {"Accept": "application/json"}}


def test_the_form_has_a_field_for_each_question_of_the_course(pair: Pair) -> None:
    page = pair.first.get(WRITE).text
    for question in asked()[ID].statement:
        assert f'id="answer-{question.id}"' in page
        assert all(option in page for option in question.options)


def test_what_one_member_saves_the_other_reads_and_may_hand_in(pair: Pair) -> None:
    save(pair.first)
    assert "None." in pair.second.get(WRITE).text
    assert missing(asked()[ID], draft(pair.team, ID)) == {}


def test_a_script_saves_one_field_and_hears_what_became_of_it(pair: Pair) -> None:
    said = save(pair.first, {"what": "A chat assistant."}, **JSON).json()
    assert said["answers"]["what"]["what"] == "saved"
    assert said["answers"]["what"]["number"] == 1


def test_two_at_once_are_shown_both_texts_and_neither_is_lost(pair: Pair) -> None:
    began = bases(pair.second)
    save(pair.first, {"what": "Theirs."})
    clash = save(pair.second, {"what": "Mine."}, began)
    assert clash.status_code == 409
    assert "Theirs." in clash.text
    assert "Mine." in clash.text
    versions = pair.second.get(f"{WRITE}what/").text
    assert "Mine." in versions
    assert "set aside" in versions


def test_an_earlier_answer_can_be_taken_up_again(pair: Pair) -> None:
    save(pair.first, {"what": "First."})
    save(pair.first, {"what": "Second."})
    first = Answer.objects.get(text="First.")
    pair.second.post(f"{WRITE}what/", {"version": first.pk})
    assert draft(pair.team, ID)["what"].text == "First."


def test_after_the_last_hour_nothing_is_saved_and_nothing_is_lost(pair: Pair, at: Any) -> None:
    began = bases(pair.first)
    at(TOO_LATE)
    refused = save(pair.first, {"what": "Too late."}, began)
    assert refused.status_code == 409
    assert "More than one day late: zero." in refused.text
    assert Answer.objects.get(text="Too late.").aside


def test_save_then_hand_in_leads_on(pair: Pair) -> None:
    answer = pair.first.post(WRITE, {"answer-what": "None.", "base-what": "0", "then": "hand-in"})
    assert answer.headers["Location"] == SEND


def test_a_student_without_a_team_is_told_where_to_go(student: Any, client_of: Any, at: Any) -> None:
    at("2026-03-12T12:00")
    page = client_of(student).get(WRITE)
    assert page.status_code == 200
    assert "You are in no team" in page.text
    assert client_of(student).post(WRITE, {"answer-what": "x", "base-what": "0"}).status_code == 404
    assert not Answer.objects.exists()
