"""The lab's pages for a student: handing in, the verdict, drafts, hints, the solution; and for staff, the class."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import performing
from chainrule.campus.site.jobs.models import LATEST, SOONEST
from chainrule.campus.site.jobs.queue import MAX_TRIES
from chainrule.campus.site.labs import desk, grading
from chainrule.campus.site.labs.models import Submission, Workbench
from chainrule.course import find_course
from chainrule.labs import Draw, Lab, Student, check, load_lab, solution, starter

ClientOf = Callable[[User | None], Client]


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


@pytest.fixture
def client(client_of: ClientOf, student: User) -> Client:
    return client_of(student)


def hand_in(client: Client, source: str, **headers: str) -> Any:
    return client.post("/labs/03/submit/", {"source": source}, headers=headers)


def grade_all() -> None:
    while performing.work_once():
        pass


@pytest.mark.needs("the sandbox")
def test_a_mistake_is_named_and_the_solution_passes(client: Client, student: User, lab: Lab) -> None:
    mistake = next(mutant for mutant in lab.mutants if mutant.name == "overwrite")
    hand_in(client, mistake.function(solution(lab)))
    hand_in(client, solution(lab))
    grade_all()
    passed, failed = Submission.objects.filter(student=student)
    assert passed.verdict is not None
    assert failed.verdict is not None
    assert passed.verdict.passed
    assert passed.verdict.isolated, "graded outside the sandbox"
    assert not failed.verdict.passed
    page = client.get(f"/labs/03/submissions/{failed.pk}/").text
    assert mistake.says in page
    assert "Passed" in client.get("/labs/03/").text
    best = desk.standing(student, lab).best
    assert best is not None
    assert best.pk == passed.pk


@pytest.mark.needs("the sandbox")
def test_a_waiting_page_looks_soon_and_then_ever_less_often(client: Client) -> None:
    page = hand_in(client, "x = 1", **{"HX-Request": "true"}).text
    (delay,) = re.findall(r"load delay:(\d+)ms", page)
    assert SOONEST <= int(delay) < LATEST
    waiting = Submission.objects.get()
    delays = [waiting.look_again(waiting.queued_at + timedelta(seconds=seconds)) for seconds in (0, 0.1, 0.5, 60)]
    assert delays == [SOONEST, SOONEST, 250, LATEST]
    grade_all()
    assert "load delay" not in client.get(f"/labs/03/submissions/{waiting.pk}/", headers={"HX-Request": "true"}).text


@pytest.mark.needs("the sandbox")
def test_the_same_moment_twice_is_two_files_with_a_verdict_each(client: Client, student: User, lab: Lab) -> None:
    hand_in(client, starter(lab))
    hand_in(client, starter(lab))
    grade_all()
    rows = Submission.objects.filter(student=student)
    assert [row.verdicts.count() for row in rows] == [1, 1]


@pytest.mark.needs("the sandbox")
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("while True: pass", "2 seconds"),
        ("import os; os._exit(0)", "ended"),
        ("def broken(:", "line 1"),
        ("print('x' * 10**8)", ""),
        ('raise ValueError("<script>alert(1)</script>")', "&lt;script&gt;"),
    ],
)
def test_hostile_files_get_no_points_and_a_message(
    client: Client, student: User, source: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chainrule.labs import Limits

    run = grading.run_checks
    quick = Limits(load_seconds=2.0)
    monkeypatch.setattr(grading, "run_checks", lambda *args, **more: run(*args, limits=quick, **more))
    hand_in(client, source)
    grade_all()
    row = Submission.objects.get(student=student)
    assert row.verdict is not None
    assert row.verdict.points == 0
    page = client.get(f"/labs/03/submissions/{row.pk}/").text
    assert says in page
    assert "<script>alert" not in page
    assert "Traceback" not in page


@pytest.mark.needs("the sandbox")
def test_a_broken_check_is_no_fault_of_the_students_and_its_path_is_for_the_staff(
    client: Client,
    client_of: ClientOf,
    student: User,
    assistant: User,
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def upside_down(student: Student, draw: Draw) -> None:
        1 / 0  # noqa: B018

    broken = lab.with_checks([check("A sentence", points=1)(upside_down)])
    monkeypatch.setattr(grading, "labs", lambda: {"03": broken})
    hand_in(client, solution(lab))
    (row,) = Submission.objects.filter(student=student)
    pages = [f"/labs/03/submissions/{row.pk}/", f"/labs/03/class/{student.pk}/"]
    for _ in range(MAX_TRIES):
        assert performing.do_next()
        page = client.get(pages[0]).text
        assert "The check “upside_down” could not be run. This is not your fault" in page
        for theirs in (__file__, "test_desk.py", "ZeroDivisionError"):
            assert theirs not in page
    row.refresh_from_db()
    assert row.state == Submission.State.FAILED
    for page in pages:
        assert f"{__file__}:" in client_of(assistant).get(page).text
    assert f"{__file__}:" in caplog.text
    assert "Traceback" in caplog.text
    assert "ZeroDivisionError: division by zero" in caplog.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("lab.py", b"", "is empty"),
        ("lab.py", b"  \n\n", "is empty"),
        ("lab.py", b"x = '\xff'", "is not UTF-8 text (line 1)"),
        ("lab.py", "x = 1".encode("utf-16"), "binary"),
        ("lab.py", b"x = 1\0", "binary"),
        ("lab.txt", b"x = 1", "ends in .py"),
        ("lab.py", b"#" * 300_000, "at most 200,000"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(
    client: Client, student: User, name: str, content: bytes, says: str
) -> None:
    answer = client.post("/labs/03/submit/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    words = answer.text
    if not content:  # Django takes an empty upload for none
        words += " is empty"
    assert says in words
    assert not Submission.objects.filter(student=student).exists()


def test_an_uploaded_file_is_kept_under_its_name(client: Client, student: User, lab: Lab) -> None:
    content = starter(lab).encode()
    client.post("/labs/03/submit/", {"file": SimpleUploadedFile("my lab.py", b"\xef\xbb\xbf" + content)})
    row = Submission.objects.get(student=student)
    assert (row.filename, row.how, row.source) == ("my lab.py", "upload", content.decode())


def test_a_queue_of_ones_own_has_an_end(client: Client, student: User) -> None:
    for _ in range(desk.MAX_WAITING + 2):
        answer = hand_in(client, "x = 1", **{"HX-Request": "true"})
    assert "wait for one" in answer.text
    assert Submission.objects.filter(student=student).count() == desk.MAX_WAITING


def test_a_draft_is_there_again_and_nobody_elses(client: Client, client_of: ClientOf, make_user: Any, lab: Lab) -> None:
    client.post("/labs/03/draft/", {"source": "# half a thought"})
    assert "# half a thought" in client.get("/labs/03/").text
    assert "# half a thought" not in client_of(make_user("student")).get("/labs/03/").text
    refused = client.post("/labs/03/draft/", {"source": "#" * 300_000})
    assert refused.status_code == 413
    assert "# half a thought" in client.get("/labs/03/").text, "a refused draft took the kept one along"


def test_hints_come_one_at_a_time(client: Client, student: User, lab: Lab) -> None:
    name, levels = next(iter(lab.hints.items()))
    for seen in range(1, len(levels) + 2):
        client.post("/labs/03/hint/", {"name": name})
        assert Workbench.objects.get(student=student).hints[name] == min(seen, len(levels))
    client.post("/labs/03/hint/", {"name": "no such name"})
    assert set(Workbench.objects.get(student=student).hints) == {name}


def test_the_solution_is_shown_after_giving_up_and_not_before(client: Client, lab: Lab) -> None:
    assert client.get("/labs/03/solution/").status_code == 302
    body = next(line for line in solution(lab).splitlines() if line not in starter(lab) and len(line) > 30)
    assert body.strip() not in client.get("/labs/03/").text
    client.post("/labs/03/give-up/")
    assert client.get("/labs/03/solution/").status_code == 200


def test_another_students_file_looks_as_if_it_were_not_there(
    client: Client, client_of: ClientOf, make_user: Any
) -> None:
    other = make_user("student")
    hand_in(client_of(other), "secret = 1")
    row = Submission.objects.get(student=other)
    assert client.get(f"/labs/03/submissions/{row.pk}/").status_code == 404
    assert "secret = 1" not in client.get(f"/labs/03/?load={row.pk}").text
    assert client.get("/labs/03/class/").status_code == 403


@pytest.mark.needs("the sandbox")
def test_staff_see_who_is_stuck_and_where(
    client: Client, client_of: ClientOf, student: User, assistant: User, lab: Lab
) -> None:
    mistake = next(mutant for mutant in lab.mutants if mutant.name == "overwrite")
    hand_in(client, mistake.function(solution(lab)))
    grade_all()
    staff = client_of(assistant)
    page = staff.get("/labs/03/class/").text
    sentence = next(check.sentence for check in lab.checks if check.name == mistake.caught_by)
    assert sentence in page
    assert student.name in page
    row = Submission.objects.get(student=student)
    assert staff.get(f"/labs/03/submissions/{row.pk}/").status_code == 200
    assert staff.get(f"/labs/03/class/{student.pk}/").status_code == 200


def test_a_lab_that_is_not_there_is_404(client: Client) -> None:
    assert client.get("/labs/27/").status_code == 404


def test_the_checks_version_changes_with_what_a_verdict_rests_on(lab: Lab, tmp_path: Any) -> None:
    from dataclasses import replace
    from shutil import copytree

    folder = copytree(lab.folder, tmp_path / "lab")
    same = replace(lab, folder=folder)
    assert grading.checks_version(same) == grading.checks_version(lab)
    (folder / "checks.py").write_text((folder / "checks.py").read_text() + "\n# stricter\n")
    assert grading.checks_version(same) != grading.checks_version(lab)


def test_the_notebook_can_be_had_by_all_and_colab_where_it_is_published(
    client: Client, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from chainrule.campus.site.course import course
    from chainrule.campus.site.labs import views
    from chainrule.campus.syllabus.model import Notebooks

    answer = client_of(None).get("/labs/03/notebook.ipynb")
    assert answer.json()["metadata"]["chainrule"] == {"lab": "03"}
    assert 'filename="lab03.ipynb"' in answer.headers["Content-Disposition"]
    assert "Open in Colab" not in client.get("/labs/03/").text
    published = replace(course(), notebooks=Notebooks("https://github.com/ada/course/tree/main/labs"))
    monkeypatch.setattr(views, "course", lambda: published)
    page = client.get("/labs/03/").text
    assert "https://colab.research.google.com/github/ada/course/blob/main/labs/lab03.ipynb" in page
