"""Forgotten after the term: no text and no name is left in any table, and every mark and the log's chain hold."""

import datetime as dt
import re
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable, take_out
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.labs import rerun
from chainrule.campus.site.labs.models import Verdict
from chainrule.campus.site.papers import attempt_marks, receipts, sitting
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.records_out import forgetting
from chainrule.campus.site.records_out.called import NAMES, called, in_words
from chainrule.campus.site.records_out.held import TABLE
from chainrule.campus.site.safekeeping.problems import Refused

from .conftest import WORD, kept


def traces(*words: str) -> set[str]:
    """The models in which one of the words is still found."""
    return {label for label, text in kept() if any(word in text for word in words)}


def points() -> Any:
    results = forgetting.marks_of(list(Attempt.objects.all()))
    return results, list(Verdict.objects.values("points", "out_of")), list(RecordedScore.objects.values("points"))


def test_no_text_and_no_name_is_left_and_marks_and_chain_hold(everywhere: User) -> None:
    name, email, before = everywhere.name, everywhere.email, points()
    assert len(traces(WORD)) > 12
    (done,) = forgetting.forget([everywhere], apply=True)
    audit.link_waiting()
    assert traces(WORD, name, email) == set()
    assert points() == before
    report = audit.check()
    assert (report.broken, len(report.forgotten)) == ([], done.rows["audit entries"])
    assert done.rows["audit entries"] >= 5
    attempt_marks._remembered.clear()
    assert attempt_marks.result(Attempt.objects.get()).final


def test_a_preview_changes_nothing(everywhere: User) -> None:
    before = sorted(kept())
    (done,) = forgetting.forget([everywhere], apply=False)
    assert done.rows["short answers"] >= 1
    assert sorted(kept()) == before


def test_twice_is_once(everywhere: User) -> None:
    email = everywhere.email
    forgetting.forget(forgetting.one(email), apply=True)
    audit.link_waiting()
    everywhere.refresh_from_db()
    assert forgetting.one(everywhere.email) == []
    assert forgetting.students_before(clock.now() + dt.timedelta(days=400)) == []
    with pytest.raises(Refused, match="no account has the address"):
        forgetting.one(email)
    assert AuditEntry.objects.filter(action="records.forget").count() == 1


def test_nobody_signs_in_to_it_and_no_session_is_left(everywhere: User, client_of: Any) -> None:
    client = client_of(everywhere)
    forgetting.forget([everywhere], apply=True)
    assert client.get("/account/").status_code == 302
    everywhere.refresh_from_db()
    assert (everywhere.is_active, everywhere.has_usable_password()) == (False, False)


def test_a_file_that_is_gone_is_not_graded_again(everywhere: User) -> None:
    assert rerun.outdated("01").count() == 1
    forgetting.forget([everywhere], apply=True)
    assert rerun.outdated("01").count() == 0


def test_the_receipts_of_words_that_are_gone_go_too(everywhere: User) -> None:
    assert receipts.held(Attempt.objects.get())
    forgetting.forget([everywhere], apply=True)
    assert receipts.held(Attempt.objects.get()) == []


def test_who_still_waits_for_a_mark_is_kept_with_the_reason(attempt: Attempt) -> None:
    before = sorted(kept())
    (done,) = forgetting.forget([attempt.student], apply=True)
    assert "of quiz-1 is not marked yet" in done.why_not
    assert sorted(kept()) == before


def test_who_sits_a_paper_now_is_kept(student: User, at: Any) -> None:
    at("2026-02-03T12:00")
    sitting.begin(student, "quiz-1", clock.now())
    (done,) = forgetting.forget([student], apply=True)
    assert done.why_not == "quiz-1 is still being taken"


def test_those_of_a_past_term_are_they_who_did_nothing_since(make_user: Any, at: Any) -> None:
    at("2025-12-01T12:00")
    gone, back = make_user("student"), make_user("student")
    make_user("instructor")
    at("2026-02-01T12:00")
    audit.record(back, "labs.give_up", "lab 1")
    make_user("student")
    assert forgetting.students_before(clock.now() - dt.timedelta(days=1)) == [gone]


def test_staff_are_not_forgotten(instructor: User) -> None:
    with pytest.raises(Refused, match="only students are forgotten"):
        forgetting.one(instructor.email)


@pytest.mark.django_db(transaction=True)
def test_the_door_is_shut_outside_of_a_transaction(make_user: Any) -> None:
    audit.record(make_user("student"), "labs.give_up", "lab 1")
    with pytest.raises(NotChangeable, match="in one transaction"):
        take_out(AuditEntry.objects.all(), subject="other")
    assert AuditEntry.objects.get().subject == "lab 1"


def test_what_was_taken_out_is_told_in_words(everywhere: User) -> None:
    (done,) = forgetting.forget([everywhere], apply=False)
    told = in_words(done.rows)
    assert "files handed in: " in told
    assert "campus_" not in told
    assert in_words({}) == "nothing"


def test_every_kind_of_row_that_is_taken_out_has_words() -> None:
    taken = [label for label, held in TABLE.items() if held.blank or held.deleted]
    assert len({called(label) for label in taken}) == len(taken)
    assert not [label for label in taken if re.search(r"[A-Z_.]", called(label))]


def test_no_name_is_for_what_is_not_taken_out() -> None:
    assert [label for label in NAMES if not (TABLE[label].blank or TABLE[label].deleted)] == []
