"""At the same moment: one paper, one closing, every answer. With real connections, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.campus.site.at_once import AT_ONCE, together

from chainrule.campus.questions.receipts import breaks
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.papers import receipts, saving, sitting
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]
__all__ = ["together"]


@pytest.fixture
def attempt(make_user: Callable[..., User], at: Any) -> Attempt:
    at("2026-02-03T12:00")
    return sitting.begin(make_user("student"), "quiz-1", clock.now())


def test_begun_in_many_tabs_it_is_one_attempt(make_user: Any, at: Any, together: Any) -> None:
    at("2026-02-03T12:00")
    student, now = make_user("student"), clock.now()
    begun = together(lambda number: sitting.begin(student, "quiz-1", now).pk)
    assert len(set(begun)) == 1
    assert Attempt.objects.count() == 1
    assert AuditEntry.objects.filter(action="papers.begin").count() == 1


@pytest.mark.parametrize("late", [False, True])
def test_closed_by_all_at_once_it_closes_exactly_once(late: bool, attempt: Attempt, together: Any) -> None:
    now = attempt.ends_at if late else attempt.began_at + timedelta(minutes=5)

    def close(number: int) -> bool:
        own = Attempt.objects.get(pk=attempt.pk)
        if number % 2 and late:
            return bool(sitting.close_all_over(now))
        return sitting.submit(own, now)

    assert sum(together(close)) == 1
    attempt.refresh_from_db()
    assert attempt.closed_at == now
    assert AuditEntry.objects.filter(action__in=["papers.submitted", "papers.time"]).count() == 1


def test_the_same_changes_from_everywhere_are_stored_once(attempt: Attempt, together: Any) -> None:
    batch = saving.Batch("tab", "tab", [(n, 1 + n % 4, {"option": n % 3}) for n in range(1, 21)])
    replies = together(lambda number: saving.save(Attempt.objects.get(pk=attempt.pk), batch, attempt.began_at))
    assert all(len(reply.acknowledged) == 20 for reply in replies)
    assert AnswerEvent.objects.count() == 20


def test_a_rush_of_savers_loses_nothing(attempt: Attempt, together: Any) -> None:
    def save(number: int) -> list[int]:
        found = []
        for n in range(1, 11):
            batch = saving.Batch("tab", f"client{number}", [(n, number % 4 + 1, {"option": n % 3})])
            found += saving.save(Attempt.objects.get(pk=attempt.pk), batch, attempt.began_at).acknowledged
        return found

    assert together(save) == [list(range(1, 11))] * AT_ONCE
    assert AnswerEvent.objects.count() == 10 * AT_ONCE
    held = receipts.held(attempt)
    assert [link.link for link in held] == list(range(1, 10 * AT_ONCE + 1))
    assert breaks(held, receipts.start_of(attempt)) == [], "and makes one chain"


def test_what_is_stored_while_it_closes_counts_or_is_called_late(attempt: Attempt, together: Any) -> None:
    """No answer that was acknowledged as being in time is missing from what is marked."""
    closing = attempt.began_at + timedelta(minutes=5)

    def act(number: int) -> Any:
        own = Attempt.objects.get(pk=attempt.pk)
        if number == 0:
            sitting.submit(own, closing)
            return None
        batch = saving.Batch("tab", f"client{number}", [(number, number % 4 + 1, {"option": 1})])
        return saving.save(own, batch, closing + timedelta(milliseconds=number - 4))  # clocks are read in any order

    replies = [reply for reply in together(act) if reply]
    attempt.refresh_from_db()
    in_time = {number for reply in replies for number in reply.acknowledged if number not in reply.late}
    counted = {event.sequence for event in attempt.events.all() if event.received_at < attempt.closed_at}
    assert in_time == counted
    assert attempt.events.count() == AT_ONCE - 1
