"""After a check has changed: everything run again, the old verdicts kept, and what that did to each student."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.jobs import boxes, performing
from chainrule.campus.site.labs import desk, grading, overview, rerun
from chainrule.campus.site.labs.models import Rerun, Submission, Verdict
from chainrule.course import find_course
from chainrule.labs import Lab, PlainLauncher, load_lab, load_labs, solution

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def lab() -> Lab:
    return load_lab(find_course(), "03")


def hand_in(student: User, lab: Lab, source: str, passed: list[bool], version: str) -> Submission:
    """A file that was graded: the first checks of the lab with these outcomes."""
    made = Submission.objects.create(
        student=student, lab=lab.number, source=source, filename="lab03.py", wanted=version, state="done"
    )
    checks = [
        {"name": check.name, "sentence": check.sentence, "points": 1, "passed": good, "message": "" if good else "No."}
        for check, good in zip(lab.checks, passed, strict=False)
    ]
    verdict = Verdict.objects.create(
        submission=made, checks_version=version, points=sum(passed), out_of=len(passed),
        details={"checks": checks, "problem": "", "output": "", "seed": 1, "description": ""}, isolated=True,
        seconds=0.1,
    )  # fmt: skip
    Submission.objects.filter(pk=made.pk).update(verdict=verdict)
    return made


def regrade(lab: Lab, outcomes: dict[int, list[bool]]) -> None:
    """What the workers do, with the outcomes given: a verdict of the present version for each that waits."""
    for row in Submission.objects.filter(state="queued").order_by("id"):
        before = Submission.objects.get(pk=row.pk)
        passed = outcomes[row.pk]
        made = hand_in(row.student, lab, row.source, passed, "other")
        verdict = made.verdicts.get()
        Submission.objects.filter(pk=made.pk).update(verdict=None)
        new = Verdict.objects.create(
            submission=before, checks_version=before.wanted, points=verdict.points, out_of=verdict.out_of,
            details=verdict.details, isolated=True, seconds=0.1,
        )  # fmt: skip
        Submission.objects.filter(pk=before.pk).update(verdict=new, state="done")


def test_a_changed_check_is_noticed_run_again_and_told_for_each_student(
    client_of: ClientOf, instructor: User, make_user: Any, lab: Lab
) -> None:
    ada, ben, eve = make_user("student", "Ada"), make_user("student", "Ben"), make_user("student", "Eve")
    present = grading.version("03")
    first = hand_in(ada, lab, "a", [True, True], "old")
    second = hand_in(ada, lab, "b", [True, False], "old")
    third = hand_in(ben, lab, "c", [False, True], "old")
    fresh = hand_in(eve, lab, "d", [True, True], present)
    client = client_of(instructor)
    page = client.get("/labs/03/class/").text
    assert "The checks have changed" in page
    assert "Run all 3 again" in page
    assert "graded with others" in client.get("/labs/class/").text
    assert "files of lab 3 were graded with other checks than the server has now" in client.get("/").text

    address = client.post("/labs/03/rerun/").headers["Location"]
    waiting = client.get(address).text
    assert "0 of 3 graded again" in waiting
    assert desk.standing(ada, lab).passed, "the old verdict stands until there is a new one"
    assert not Submission.objects.filter(pk=fresh.pk, state="queued").exists()

    regrade(lab, {first.pk: [False, True], second.pk: [True, False], third.pk: [True, True]})
    run = Rerun.objects.get()
    listed = {change.student.name: change for change in rerun.changes(run)}
    assert list(listed) == ["Ada", "Ben"], "who loses points comes first"
    assert (listed["Ada"].difference, listed["Ben"].difference) == (-1, 1)
    assert listed["Ada"].lost == (lab.checks[0].sentence,)
    assert listed["Ada"].gained == ()
    assert listed["Ben"].gained == (lab.checks[0].sentence,)
    page = client.get(address).text
    for words in ("2 of 2 students: something changed", "2 of 2", "Fails now", "Passes now"):
        assert words in page
    assert first.verdicts.count() == 2, "the old verdict is kept"
    assert "Under the checks of before" in client.get(f"/labs/03/submissions/{first.pk}/").text
    assert not rerun.outdated("03").exclude(filename="x").filter(pk__in=[first.pk, second.pk, third.pk]).exists()
    entry = AuditEntry.objects.get(action="labs.rerun")
    assert (entry.who, entry.details["submissions"]) == (instructor, 3)


def test_two_presses_are_one_run_and_nothing_to_do_is_said(client_of: ClientOf, instructor: User, lab: Lab) -> None:
    client = client_of(instructor)
    assert "nothing to run again" in client.post("/labs/03/rerun/", follow=True).text
    hand_in(instructor, lab, "a", [True], "old")
    client.post("/labs/03/rerun/")
    client.post("/labs/03/rerun/")
    assert Rerun.objects.count() == 1
    assert AuditEntry.objects.filter(action="labs.rerun").count() == 1


def test_what_could_not_be_graded_is_run_again_too(instructor: User, student: User) -> None:
    Submission.objects.create(student=student, lab="03", source="x = 1", wanted="old", state="failed", problem="broke")
    run = rerun.start("03", instructor, clock.now())
    assert run is not None
    assert rerun.progress(run) == rerun.Progress(1, 1, 0)
    assert Submission.objects.get().problem == ""


def test_only_an_instructor_starts_one_and_staff_read_it(
    client_of: ClientOf, assistant: User, student: User, instructor: User, lab: Lab
) -> None:
    hand_in(student, lab, "a", [True], "old")
    assert client_of(student).post("/labs/03/rerun/").status_code == 403
    assert client_of(assistant).post("/labs/03/rerun/").status_code == 403
    run = rerun.start("03", instructor, clock.now())
    assert run is not None
    address = f"/labs/03/rerun/{run.pk}/"
    assert client_of(assistant).get(address).status_code == 200
    assert client_of(student).get(address).status_code == 403
    assert "Run it again" not in client_of(assistant).get("/labs/03/class/").text


def test_a_rerun_does_not_keep_a_student_from_handing_in(student: User, instructor: User, lab: Lab) -> None:
    for number in range(desk.MAX_WAITING + 3):
        hand_in(student, lab, str(number), [True], "old")
    rerun.start("03", instructor, clock.now())
    assert desk.hand_in(student, lab, "x = 1", "editor", "lab03.py", clock.now())


def test_the_workers_grade_again_under_checks_that_really_changed(
    student: User, instructor: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the button to the list, with a course whose check changes between two runs of the server."""
    labs = load_labs(find_course())
    monkeypatch.setattr(boxes, "launcher", lambda loaded: PlainLauncher())
    row = desk.hand_in(student, labs["03"], solution(labs["03"]), "editor", "lab03.py", clock.now())
    while performing.work_once():
        pass
    course = copytree(find_course(), tmp_path / "course")
    checks = next(course.glob("lectures/03-*/checks.py"))
    text = checks.read_text()
    checks.write_text(text.replace("points=3", "points=4", 1))
    changed = load_labs(course)
    monkeypatch.setattr(grading, "labs", lambda: changed)
    monkeypatch.setattr(grading, "version", lambda number: grading.checks_version(changed[number]))
    run = rerun.start("03", instructor, clock.now())
    assert run is not None
    while performing.work_once():
        pass
    [change] = rerun.changes(run)
    assert (change.difference, change.changed) == (1, True)
    [(what, sentence)] = rerun.differences([change])
    assert what == "3 → 4 points"
    assert sentence in {check.sentence for check in labs["03"].checks}
    verdicts = Submission.objects.get(pk=row.pk).verdicts.order_by("id")
    assert [verdict.points for verdict in verdicts] == [labs["03"].points, labs["03"].points + 1]


def test_the_matrix_counts_the_best_of_each(client_of: ClientOf, assistant: User, make_user: Any, lab: Lab) -> None:
    ada, ben, eve = make_user("student", "Ada"), make_user("student", "Ben"), make_user("student", "Eve")
    present = grading.version("03")
    hand_in(ada, lab, "a", [True, True], present)
    hand_in(ada, lab, "b", [False, False], present)
    hand_in(ben, lab, "c", [True, False], present)
    Submission.objects.create(student=ben, lab="03", source="x", wanted=present)
    one, two, three = overview.matrix([ada, ben, eve], [lab])
    assert (one.passed, one.cells[0].tries, one.cells[0].points) == (1, 2, 2)
    assert (two.passed, two.cells[0].tries, two.cells[0].points) == (0, 2, 1)
    assert (three.passed, three.cells[0]) == (0, overview.Cell(lab))
    found = overview.stumbling(lab, [ada, ben, eve])
    assert found.tried == 2
    assert found.failed[0] == (lab.checks[1].sentence, 2)
    assert found.said == [("No.", 2)], "a message is counted once for each student"
    page = client_of(assistant).get("/labs/class/").text
    assert "Ada" in page
    assert lab.checks[1].sentence.split("`")[0].strip() in page


def test_empty_pages_say_what_will_be_there(client_of: ClientOf, assistant: User) -> None:
    client = client_of(assistant)
    assert "No students yet" in client.get("/labs/class/").text
    assert "Nothing handed in" in client.get(f"/labs/03/class/{assistant.pk}/").text


def test_a_history_shows_each_change_on_one_page(client_of: ClientOf, assistant: User, student: User, lab: Lab) -> None:
    hand_in(student, lab, "x = 1\n", [False], "old")
    hand_in(student, lab, "x = 2\n<script>alert(1)</script>\n", [True], "old")
    hand_in(student, lab, "y\n" * 6000, [True], "old")
    page = client_of(assistant).get(f"/labs/03/class/{student.pk}/").text
    assert "-x = 1" in page
    assert "+x = 2" in page
    assert "<script>alert" not in page
    assert "more lines that changed are not shown" in page
    assert "3 hand-ins" in page


def test_other_labs_are_left_alone(student: User, instructor: User, lab: Lab) -> None:
    other = replace(lab, number="04")
    row = hand_in(student, other, "a", [True], "old")
    hand_in(student, lab, "a", [True], "old")
    rerun.start("03", instructor, clock.now())
    assert Submission.objects.get(pk=row.pk).state == "done"
