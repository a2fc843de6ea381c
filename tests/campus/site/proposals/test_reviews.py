"""Reviews: verdicts by question, on what was read and no other, each step logged and the impossible refused."""

from typing import Any

import pytest
from tests.campus.site.proposals.conftest import Pair
from tests.campus.site.proposals.desk import MINE, NOTE, answers, decide, hand_in, make_team, save, standing

from chainrule.campus.project.verdicts import State
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.proposals.models import Review

LIST = "/project/proposals/"


@pytest.fixture
def handed_in(pair: Pair) -> Pair:
    save(pair.first, answers())
    hand_in(pair.first)
    return pair


def address(pair: Pair) -> str:
    return f"{LIST}{pair.team.pk}/"


@pytest.mark.parametrize(
    ("verdict", "state", "words"),
    [("pass", State.PASSED, "passed"), ("revise", State.REVISE, "revise"), ("reject", State.REJECTED, "rejected")],
)
def test_a_verdict_reaches_the_team_with_its_comments(
    handed_in: Pair, staff: Any, verdict: str, state: State, words: str
) -> None:
    answer = decide(staff, handed_in.team, verdict, "Good in parts.", goal="Which birds?")
    assert answer.status_code == 302
    assert standing(handed_in.team).state is state
    page = handed_in.second.get(MINE).text
    for part in (words, "Good in parts.", "Which birds?", "What are you trying to do?", "Ines Duarte"):
        assert part in page
    [entry] = AuditEntry.objects.filter(action="proposals.review")
    assert entry.details == {"team": handed_in.team.pk, "number": 1, "verdict": verdict}


@pytest.mark.parametrize("verdict", ["revise", "reject"])
def test_who_asks_for_changes_says_which(handed_in: Pair, staff: Any, verdict: str) -> None:
    refused = decide(staff, handed_in.team, verdict, "")
    assert refused.status_code == 409
    assert "Say what has to change" in refused.text
    assert decide(staff, handed_in.team, verdict, "", goal="Which?").status_code == 302


def test_a_verdict_is_chosen_and_comments_have_a_length(handed_in: Pair, staff: Any) -> None:
    assert "Choose a verdict." in decide(staff, handed_in.team, "maybe").text
    long = decide(staff, handed_in.team, "pass", "a" * 4001, goal="Kept.")
    assert "at most 4,000 characters" in long.text
    assert "Kept." in long.text
    assert not Review.objects.exists()


def test_a_decision_is_about_what_was_read(handed_in: Pair, staff: Any) -> None:
    save(handed_in.second, {"title": "A better title for birds"})
    hand_in(handed_in.second)
    refused = staff.post(address(handed_in), {"verdict": "pass", "comment": "Read it all.", "number": 1})
    assert refused.status_code == 409
    assert "handed in again while you read" in refused.text
    assert "Read it all." in refused.text
    assert "A better title for birds" in refused.text
    assert standing(handed_in.team).state is State.WAITING


def test_of_two_verdicts_the_first_counts_and_the_other_person_is_told(
    handed_in: Pair, staff: Any, assistant: Any, client_of: Any
) -> None:
    decide(client_of(assistant), handed_in.team, "revise", "More numbers.")
    refused = decide(staff, handed_in.team, "pass", "I like it.", goal="Fine.")
    assert refused.status_code == 409
    assert "Arif Nuriyev decided “revise” while you read." in refused.text
    assert "I like it." in refused.text
    assert "Fine." in refused.text
    assert standing(handed_in.team).verdicts == ("revise",)


def test_nothing_handed_in_has_nothing_to_decide(pair: Pair, staff: Any) -> None:
    refused = decide(staff, pair.team, "pass")
    assert refused.status_code == 409
    assert "Nothing has been handed in yet" in refused.text
    assert "Nothing handed in" in staff.get(address(pair)).text


def test_a_verdict_can_be_taken_back_with_a_reason_by_an_instructor(
    handed_in: Pair, staff: Any, assistant: Any, client_of: Any
) -> None:
    back = f"{address(handed_in)}take-back/"
    assert "no verdict to take back" in staff.post(back, {"reason": "Slip"}, follow=True).text
    decide(staff, handed_in.team, "reject")
    assert client_of(assistant).post(back, {"reason": "Slip"}).status_code == 403
    assert "Say why" in staff.post(back, {"reason": " "}, follow=True).text
    assert "waits again" in staff.post(back, {"reason": "A slip of the finger."}, follow=True).text
    assert (standing(handed_in.team).state, standing(handed_in.team).verdicts) == (State.WAITING, ())
    assert "A slip of the finger." in handed_in.first.get(MINE).text
    assert AuditEntry.objects.filter(action="proposals.take_back").count() == 1


def test_staff_see_what_changed_beside_the_earlier_round(handed_in: Pair, staff: Any) -> None:
    decide(staff, handed_in.team, "revise", "", title="Which birds?")
    save(handed_in.first, {"title": "About every owl there is"})
    hand_in(handed_in.first, NOTE)
    page = staff.get(address(handed_in)).text
    assert "About every <del>bird </del>there is" in page
    assert "About every <ins>owl </ins>there is" in page
    assert "Which birds?" in page
    assert NOTE in page
    assert page.count(">as before<") == 9
    decide(staff, handed_in.team, "revise", "", title="Which owls?")
    save(handed_in.first, {"title": "About every barn owl"})
    hand_in(handed_in.first, NOTE)
    assert "Beside each answer: hand-in 2." in staff.get(address(handed_in)).text
    assert "Beside each answer: hand-in 1." in staff.get(f"{address(handed_in)}?with=1").text


def test_the_list_begins_with_what_waits_and_a_verdict_leads_on(
    handed_in: Pair, staff: Any, make_user: Any, client_of: Any, at: Any
) -> None:
    make_team("Aardvarks", make_user("student"))
    second = make_user("student")
    other = make_team("Overfit Club", second)
    at("2026-02-10T13:00")
    save(client_of(second), answers("frog"))
    hand_in(client_of(second))
    page = staff.get(LIST).text
    assert page.index("Null Space") < page.index("Overfit Club") < page.index("Aardvarks")
    assert "2 proposals wait for a verdict." in page
    assert decide(staff, handed_in.team, "pass").headers["Location"] == f"{LIST}{other.pk}/"
    assert decide(staff, other, "pass").headers["Location"] == LIST
    assert "No proposal waits for a verdict." in staff.get(LIST).text


def test_after_the_last_day_staff_are_told_that_a_zero_is_final(handed_in: Pair, staff: Any, at: Any) -> None:
    at("2026-03-13T10:00")
    assert "the zero is final" in staff.get(address(handed_in)).text


def test_a_student_reaches_no_page_of_staff(handed_in: Pair) -> None:
    for page in (LIST, address(handed_in)):
        assert handed_in.first.get(page).status_code == 403
        assert handed_in.first.post(page, {"verdict": "pass"}).status_code == 403
