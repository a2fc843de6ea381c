"""Handing in: at the server's instant, what was previewed, for the price that the late policy says."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from tests.campus.site.proposals.conftest import Pair
from tests.campus.site.proposals.desk import (
    HAND_IN,
    LATE,
    MINE,
    NOTE,
    PREVIEW,
    TOO_LATE,
    WRITE,
    answers,
    decide,
    hand_in,
    save,
    standing,
)

from chainrule.campus.project.verdicts import State
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.proposals.models import Submission


def said(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [
        ("2026-02-10T22:59:59", "Handed in now: On time.", "Handed in. On time."),
        ("2026-02-10T23:00:00", "Handed in now: On time.", "Handed in. On time."),
        ("2026-02-10T23:00:59.999999", "Handed in now: On time.", "Handed in. On time."),
        ("2026-02-10T23:01:00", "Handed in now: 1 minute late: −10%.", "Handed in. 1 minute late: −10%."),
        ("2026-02-10T23:10:00", "Handed in now: 10 minutes late: −10%.", "Handed in. 10 minutes late: −10%."),
        ("2026-02-10T23:30:00", "Handed in now: 30 minutes late: −10%.", "Handed in. 30 minutes late: −10%."),
        ("2026-02-10T23:30:01", "Handed in now: 30 minutes late: −25%.", "Handed in. 30 minutes late: −25%."),
        ("2026-02-11T23:00:00", "Handed in now: 1 day late: −25%.", "Handed in. 1 day late: −25%."),
    ],
)
def test_what_lateness_costs_is_said_twice(pair: Pair, at: Any, moment: str, before: str, after: str) -> None:
    save(pair.first, answers())
    at(moment)
    assert before in pair.first.get(PREVIEW).text
    answer = hand_in(pair.first)
    assert (answer.status_code, said(answer)) == (302, [after])
    assert standing(pair.team).state is State.WAITING


def test_more_than_a_day_late_nothing_is_taken_and_the_text_stays(pair: Pair, at: Any) -> None:
    save(pair.first, answers())
    at(TOO_LATE)
    assert "More than one day late: zero." in pair.first.get(PREVIEW).text
    refused = pair.first.post(HAND_IN, {"seen": 1})
    assert refused.status_code == 409
    assert "Your text is kept; talk to your instructor." in refused.text
    assert standing(pair.team).state is State.MISSING
    assert answers()["goal"] in pair.first.get(WRITE).text
    assert "Missing: nothing was handed in while it was accepted. This zero is final." in pair.first.get(MINE).text


def test_what_is_not_ready_is_refused_and_named(pair: Pair) -> None:
    save(pair.first, {**answers(), "goal": "Too short.", "data_link": "ftp://here"})
    page = pair.first.get(PREVIEW).text
    assert "2 words: at least 98 more needed." in page
    assert "Begin with https:// or http://." in page
    refused = hand_in(pair.first)
    assert refused.status_code == 409
    assert "Not handed in." in refused.text
    assert not Submission.objects.exists()


def test_what_is_handed_in_is_what_the_preview_showed(pair: Pair) -> None:
    save(pair.first, answers())
    page = pair.first.get(PREVIEW)
    save(pair.second, {"title": "Something else entirely here"})
    refused = pair.first.post(HAND_IN, {"seen": page.context["seen"]})
    assert refused.status_code == 409
    assert "Farid Musa changed “Title” after this preview was made." in refused.text
    assert "Something else entirely here" in refused.text
    assert hand_in(pair.first).status_code == 302


def test_until_the_deadline_it_may_be_replaced_and_after_it_not(pair: Pair, at: Any) -> None:
    save(pair.first, answers())
    hand_in(pair.first)
    again = hand_in(pair.second)
    assert (again.status_code, "Nothing has changed since you handed in last." in again.text) == (409, True)
    save(pair.second, {"title": "A better title for birds"})
    assert "Your draft differs from what you handed in last" in pair.first.get(MINE).text
    assert hand_in(pair.second).status_code == 302
    assert [row.answers["title"] for row in Submission.objects.all()] == [
        "About every bird there is",
        "A better title for birds",
    ]
    at(LATE)
    assert "The deadline is over, so what you handed in stays as it is." in pair.first.get(MINE).text
    assert "On time." in pair.first.get(MINE).text


def test_a_hand_in_is_frozen_with_its_questions_and_members_and_logged(pair: Pair) -> None:
    save(pair.first, answers())
    hand_in(pair.first)
    row = Submission.objects.get()
    save(pair.first, {"goal": "Gone."})
    row.refresh_from_db()
    assert row.answers == answers()
    assert row.members == ["Sona Aliyeva", "Farid Musa"]
    assert row.form[1]["title"] == "What are you trying to do?"
    with pytest.raises(NotChangeable):
        row.save()
    [entry] = AuditEntry.objects.filter(action="proposals.hand_in")
    assert entry.details == {"team": pair.team.pk, "number": 1, "penalty": 0}
    assert answers()["goal"] in pair.second.get("/project/proposal/handed-in/1/").text
    assert pair.second.get("/project/proposal/handed-in/2/").status_code == 404


def test_changes_need_words_about_them_and_keep_the_first_lateness(pair: Pair, staff: Any, at: Any) -> None:
    save(pair.first, answers())
    at(LATE)
    hand_in(pair.first)
    decide(staff, pair.team, "revise", goal="Which birds?")
    assert "Which birds?" in pair.first.get(WRITE).text
    assert "Which birds?" in pair.first.get(MINE).text
    at("2026-03-12T23:00:00")
    same = hand_in(pair.first, NOTE)
    assert "Nothing has changed since you handed in last." in same.text
    save(pair.first, {"goal": answers("owl")["goal"]})
    without = hand_in(pair.first)
    assert without.status_code == 409
    assert "What did you change? Missing." in without.text
    short = hand_in(pair.first, "All of it.")
    assert "3 words: at least 17 more needed." in short.text
    assert "All of it." in short.text
    done = hand_in(pair.first, NOTE)
    assert (done.status_code, said(done)) == (302, ["Handed in."])
    assert "10 minutes late: −10%." in pair.first.get(MINE).text
    assert Submission.objects.get(number=2).note == NOTE


def test_changes_after_the_last_day_are_refused(pair: Pair, staff: Any, at: Any) -> None:
    save(pair.first, answers())
    hand_in(pair.first)
    decide(staff, pair.team, "revise")
    save(pair.first, {"goal": answers("owl")["goal"]})
    seen = pair.first.get(PREVIEW).context["seen"]
    at("2026-03-12T23:00:01")
    refused = pair.first.post(HAND_IN, {"seen": seen, "note": NOTE})
    assert refused.status_code == 409
    assert "The last day to hand in once more was 12 March, 23:00." in refused.text
    assert "This zero is final." in pair.first.get(MINE).text


def test_a_different_proposal_begins_empty_and_says_how_alike_it_is(pair: Pair, staff: Any) -> None:
    save(pair.first, answers())
    hand_in(pair.first)
    decide(staff, pair.team, "reject", "A table would do.")
    page = pair.first.get(WRITE).text
    assert answers()["goal"] not in page
    assert 'name="edition" value="2"' in page
    save(pair.first, {**answers("frog"), "goal": answers()["goal"]})
    preview = pair.first.get(PREVIEW).text
    assert "How is this a different proposal?" in preview
    assert "of the runs of three words stand in the rejected proposal too" in preview
    assert hand_in(pair.first, NOTE).status_code == 302
    assert Submission.objects.get(number=2).edition == 2


def test_after_a_pass_nothing_more_can_be_handed_in(pair: Pair, staff: Any, at: Any) -> None:
    save(pair.first, answers())
    hand_in(pair.first)
    decide(staff, pair.team, "pass")
    assert "Nothing more can be handed in, and nothing needs to be." in hand_in(pair.first).text
    assert save(pair.first, {"goal": "More."}).status_code == 409
    assert Submission.objects.count() == 1
