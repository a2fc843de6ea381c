"""Handing in by a program: what it gets back, and what each thing that goes wrong is called."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import performing, queue
from chainrule.campus.site.labs import desk
from chainrule.campus.site.labs.models import Submission
from chainrule.course import find_course, lecture_folders
from chainrule.labs import Lab, load_lab, solution
from chainrule.labs.notebook import LARGEST_NOTEBOOK, notebook_of

LABS = [f"{n:02d}" for n, folder in sorted(lecture_folders(find_course()).items()) if (folder / "lab.toml").is_file()]


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


class Program:
    """What sends requests with a token."""

    def __init__(self, user: User) -> None:
        cache.clear()
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {tokens.make(user, 'laptop', clock.now())[1]}"}

    def send(self, content: bytes, name: str = "lab03.py", lab: str = "03") -> Any:
        file = SimpleUploadedFile(name, content)
        return self.client.post(f"/api/labs/{lab}/submit/", {"file": file}, headers=self.headers)

    def ask(self, pk: int) -> Any:
        return self.client.get(f"/api/submissions/{pk}/", headers=self.headers)


@pytest.fixture
def program(student: User) -> Program:
    return Program(student)


def grade_all() -> None:
    while performing.work_once():
        pass


@pytest.mark.needs("the sandbox")
def test_a_file_is_graded_and_its_verdict_comes_back(program: Program, student: User, lab: Lab) -> None:
    sent = program.send(solution(lab).encode()).json()
    assert sent["address"].endswith(f"/labs/03/submissions/{sent['submission']}/")
    assert program.ask(sent["submission"]).json() == {"state": "queued", "verdict": None, "problem": ""}
    grade_all()
    verdict = program.ask(sent["submission"]).json()["verdict"]
    assert verdict["points"] == verdict["out_of"] == lab.points
    assert {"name", "passed", "message", "sentence", "points", "waits_for"} <= verdict["checks"][0].keys()
    assert (verdict["isolated"], verdict["file"]) == (True, "lab03.py")
    row = Submission.objects.get(student=student)
    assert (row.how, row.filename) == ("command line", "lab03.py")


def test_a_notebook_is_handed_in_as_what_it_amounts_to(program: Program, student: User, lab: Lab) -> None:
    assert program.send(json.dumps(notebook_of(lab)).encode(), "work.ipynb").status_code == 200
    row = Submission.objects.get(student=student)
    assert row.filename == "work.ipynb"
    assert "def __add__" in row.source
    assert "nbformat" not in row.source


@pytest.mark.parametrize(
    ("number", "name", "content", "status", "words"),
    [
        ("77", "lab.py", b"x = 1", 404, f"no lab 77; it has {', '.join(LABS)}"),
        ("..%2f..", "lab.py", b"x = 1", 404, ""),
        ("03", "lab.txt", b"x = 1", 422, "ends in .py or .ipynb"),
        ("03", "lab.py", b"x = '\xff'", 422, "is not UTF-8 text (line 1)"),
        ("03", "lab.py", b"\n", 422, "is empty"),
        ("03", "lab.py", b"\0" * 10, 422, "binary"),
        ("03", "lab.py", b"#" * 300_000, 422, "at most 200,000"),
        ("03", "lab.py", b"#" * (LARGEST_NOTEBOOK + 200_000), 413, "at most 10 MB"),
        ("03", "lab.ipynb", b"[" * 50_000, 422, "not JSON"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    program: Program, student: User, number: str, name: str, content: bytes, status: int, words: str
) -> None:
    answer = program.send(content, name, number)
    assert answer.status_code == status
    assert words in (answer.json()["error"] if words else "")
    assert not Submission.objects.filter(student=student).exists()


def test_a_request_without_a_file_or_with_half_a_one(program: Program) -> None:
    empty = program.client.post("/api/labs/03/submit/", headers=program.headers)
    assert (empty.status_code, "no file" in empty.json()["error"]) == (400, True)
    broken = program.client.post(
        "/api/labs/03/submit/",
        b"--x\r\nrubbish",
        content_type="multipart/form-data; boundary=",
        headers=program.headers,
    )
    assert (broken.status_code, "did not arrive whole" in broken.json()["error"]) == (400, True)


def test_a_queue_of_ones_own_has_an_end(program: Program) -> None:
    answers = [program.send(b"x = 1") for _ in range(desk.MAX_WAITING + 1)]
    assert answers[-1].status_code == 429
    assert "wait for one" in answers[-1].json()["error"]


def test_anothers_submission_looks_as_if_it_were_not_there(program: Program, make_user: Any) -> None:
    other = Program(make_user("student")).send(b"x = 1").json()["submission"]
    assert program.ask(other).status_code == 404
    assert program.ask(10**18).status_code == 404


def test_who_may_not_hand_in_is_told(student: User, lab: Lab) -> None:
    program = Program(student)
    User.objects.filter(pk=student.pk).update(role="advisor")
    answer = program.send(b"x = 1")
    assert (answer.status_code, "students and staff" in answer.json()["error"]) == (403, True)


def test_what_could_not_be_graded_says_why(program: Program) -> None:
    pk = program.send(b"x = 1").json()["submission"]
    Submission.objects.filter(pk=pk).update(state=Submission.State.FAILED, problem="The grader broke off.")
    assert program.ask(pk).json() == {"state": "failed", "verdict": None, "problem": "The grader broke off."}


def test_a_run_that_was_cancelled_on_the_site_is_called_so(program: Program) -> None:
    pk = program.send(b"x = 1").json()["submission"]
    assert queue.cancel(Submission.objects.all()) == 1
    answer = program.ask(pk).json()
    assert answer == {
        "state": "cancelled",
        "verdict": None,
        "problem": "this run was cancelled on the site: hand the file in again for a verdict",
    }
