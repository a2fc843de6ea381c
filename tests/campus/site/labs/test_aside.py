"""A hand-in over which graders died: words for the student, a list and a button for the staff."""

from collections.abc import Callable

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.job import Grading
from chainrule.campus.site.labs.models import Submission

ClientOf = Callable[[User | None], Client]
State = Submission.State


@pytest.fixture
def aside(student: User) -> Submission:
    return Submission.objects.create(
        student=student, lab="03", source="x = [0] * 10**12", wanted="old", state=State.ASIDE, killed=2, tries=2,
        problem=Grading.put_aside,
    )  # fmt: skip


def test_the_student_reads_what_happened_and_what_to_do(aside: Submission, client_of: ClientOf) -> None:
    client = client_of(aside.student)
    page = client.get(f"/labs/03/submissions/{aside.pk}/").text
    for words in ("put aside", "kept as you handed it in", "hand in again at any time"):
        assert words in page
    assert "Run this file again" not in page
    assert client.post(f"/labs/03/submissions/{aside.pk}/run-again/").status_code == 403
    assert "put aside" in client.get("/labs/03/").text, "the bench waits for a verdict that never comes"


def test_staff_see_it_on_the_labs_page_and_run_it_again(
    aside: Submission, assistant: User, client_of: ClientOf
) -> None:
    staff = client_of(assistant)
    assert "Put aside" in staff.get("/labs/03/class/").text
    page = f"/labs/03/submissions/{aside.pk}/"
    assert "Run this file again" in staff.get(page).text
    staff.post(f"{page}run-again/")
    aside.refresh_from_db()
    assert (aside.state, aside.killed, aside.tries, aside.problem) == (State.QUEUED, 0, 0, "")
    assert aside.wanted == grading.version("03"), "to be graded with checks that nobody has any more"
    assert AuditEntry.objects.get(action="labs.run_again").who == assistant
    staff.post(f"{page}run-again/")
    assert AuditEntry.objects.filter(action="labs.run_again").count() == 1, "the same button pressed twice"
    assert "Put aside" not in staff.get("/labs/03/class/").text


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.DONE])
def test_what_is_not_put_aside_is_left_alone(
    state: str, aside: Submission, assistant: User, client_of: ClientOf
) -> None:
    Submission.objects.update(state=state, problem="")
    staff = client_of(assistant)
    answer = staff.post(f"/labs/03/submissions/{aside.pk}/run-again/", follow=True)
    assert "not put aside" in answer.text
    assert Submission.objects.get().state == state


def test_a_rerun_of_the_lab_leaves_it_where_it_is(aside: Submission, instructor: User, client_of: ClientOf) -> None:
    """Nobody looked at it: it would kill again."""
    client_of(instructor).post("/labs/03/rerun/")
    assert Submission.objects.get().state == State.ASIDE
