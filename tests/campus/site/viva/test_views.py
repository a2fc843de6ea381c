"""Questions about one's own code on the site: made as a job, practised by the student, printed for the staff."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.labs.test_bench import graded

from chainrule import warm
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.viva import COUNT
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import boxes, performing, queue
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.viva import desk, job
from chainrule.campus.site.viva.models import Made
from chainrule.labs import Lab, solution
from chainrule.labs.warmed import OPTIONS, WarmLauncher

ClientOf = Callable[[User | None], Client]
OWN = "/labs/05/viva/"


@pytest.fixture
def lab() -> Lab:
    return grading.labs()["05"]


@pytest.fixture(scope="module")
def waiting() -> Iterator[warm.Servers]:
    with warm.Servers() as servers:
        yield servers


@pytest.fixture(autouse=True)
def at_once(waiting: warm.Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are forks of an interpreter that waits: what the sandbox holds is tried elsewhere."""
    address = waiting.address(warm.NUMPY, options=OPTIONS)
    monkeypatch.setattr(boxes, "launcher", lambda loaded=(): WarmLauncher(address))


@pytest.fixture
def passed(student: User, lab: Lab) -> Submission:
    """A file by which the student has passed lab 5, with a line that would be HTML."""
    source = solution(lab) + "\n# <script>alert(1)</script>\n"
    row = Submission.objects.create(student=student, lab="05", source=source, wanted=grading.version("05"))
    return graded(row, lab)


@pytest.fixture
def made(passed: Submission, student: User, lab: Lab) -> Made:
    """Questions about it, made as a worker makes them."""
    asked = desk.ask(student, lab, clock.now(), for_staff=False)
    assert asked is not None
    assert performing.do_next()
    asked.refresh_from_db()
    assert asked.state == Made.State.DONE, asked.problem
    return asked


def right(made: Made, place: int) -> dict[str, Any]:
    """A form with the right answer."""
    question = desk.questions(made)[place]
    if isinstance(question.variant, MultipleChoice):
        return {f"q{place}-option": next(n for n, o in enumerate(question.variant.options) if o.is_right)}
    return {f"q{place}-text": question.variant.feedback(None)["key"]}


def test_a_lab_that_is_not_passed_has_no_questions(client_of: ClientOf, student: User) -> None:
    answer = client_of(student).get(OWN, follow=True)
    assert answer.redirect_chain[-1][0] == "/labs/05/"
    assert "when the lab is passed" in answer.content.decode()
    assert client_of(student).post(OWN).status_code == 302
    assert not Made.objects.exists()


def test_five_questions_are_made_as_a_job_and_the_page_waits(
    client_of: ClientOf, student: User, passed: Submission
) -> None:
    client = client_of(student)
    assert "Make five questions" in client.get(OWN).content.decode()
    for _ in range(2):  # a second click makes no second set
        client.post(OWN)
    assert "wait for their turn" in client.get(OWN).content.decode()
    assert "hx-get" in client.get(OWN, headers={"HX-Request": "true"}).content.decode()
    assert performing.do_next()
    assert not performing.do_next()
    assert client.get(OWN, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(OWN).content.decode()
    assert len(re.findall(r'id="q\d"', page)) == COUNT
    assert "Check my answer" in page


def test_before_an_answer_no_key_is_on_the_page(client_of: ClientOf, student: User, made: Made) -> None:
    page = client_of(student).get(OWN).content.decode()
    assert page.count('class="reasons"') == 0
    assert "The file was run" not in page
    assert "The program was run" not in page
    assert "The checks were run" not in page


def test_each_answer_is_told_at_once_and_stays(client_of: ClientOf, student: User, made: Made) -> None:
    client = client_of(student)
    for place in range(1, COUNT + 1):
        answer = client.post(f"{OWN}{made.pk}/{place}/", right(made, place))
        assert answer.headers["Location"].endswith(f"#q{place}")
    page = client.get(OWN).content.decode()
    assert f"{COUNT} of {COUNT} right" in page
    client.post(f"{OWN}{made.pk}/1/", {"q1-option": 0, "q1-text": "something else"})
    assert f"{COUNT} of {COUNT} right" in client.get(OWN).content.decode()


def test_no_answer_is_no_answer(client_of: ClientOf, student: User, made: Made) -> None:
    client = client_of(student)
    page = client.post(f"{OWN}{made.pk}/1/", {}, follow=True).content.decode()
    assert "Choose or write an answer first." in page
    made.refresh_from_db()
    assert made.answers == {}


def test_others_see_nothing_of_it(client_of: ClientOf, make_user: Callable[..., User], made: Made) -> None:
    other = client_of(make_user("student"))
    assert other.post(f"{OWN}{made.pk}/1/", right(made, 1)).status_code == 404
    assert other.get(OWN).status_code == 302


def test_a_sheet_for_the_staff_has_the_keys_and_the_student_does_not_see_it(
    client_of: ClientOf, student: User, assistant: User, passed: Submission
) -> None:
    address = f"/labs/05/class/{student.pk}/viva/"
    assert client_of(student).get(address).status_code == 403
    staff = client_of(assistant)
    staff.post(address)
    assert performing.do_next()
    page = staff.get(address).content.decode()
    assert len(re.findall(r'aria-labelledby="t\d', page)) == len(re.findall(r'aria-labelledby="k\d', page)) == COUNT
    assert "<script>alert" not in page
    assert "No answer" not in page
    assert "Question 1" not in client_of(student).get(OWN).content.decode()


def test_a_file_that_does_not_pass_again_gets_an_error_in_words(
    client_of: ClientOf, student: User, lab: Lab, passed: Submission
) -> None:
    Submission.objects.filter(pk=passed.pk).update(source="raise SystemExit(3)")
    client = client_of(student)
    client.post(OWN)
    assert performing.do_next()
    assert "does not run" in client.get(OWN).content.decode()


def test_files_that_wait_for_a_verdict_come_first(student: User, lab: Lab, passed: Submission) -> None:
    desk.ask(student, lab, clock.now(), for_staff=False)
    Submission.objects.create(student=student, lab="05", source="x = 1", wanted=grading.version("05"))
    assert isinstance(queue.take(), Submission)
    assert isinstance(queue.take(), Made)


def test_what_waits_when_the_checks_change_is_made_with_the_new_ones(
    student: User, lab: Lab, passed: Submission
) -> None:
    asked = desk.ask(student, lab, clock.now(), for_staff=False)
    assert asked is not None
    Made.objects.filter(pk=asked.pk).update(wanted="before")
    assert queue.take() is None
    assert job.kinds()[0].adopt() == 1
    assert isinstance(queue.take(), Made)
