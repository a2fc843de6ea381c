"""The bench of a lab: which file it opens and where, hints beside the checks, what a run renews, and the way on."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import bench, desk, grading
from chainrule.campus.site.labs.models import Submission, Verdict, Workbench
from chainrule.labs import Lab, starter

ClientOf = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}
PARTS = ("standing", "to-solution", "hand-ins")


@pytest.fixture
def lab() -> Lab:
    return grading.labs()["03"]


@pytest.fixture
def client(client_of: ClientOf, student: User) -> Client:
    return client_of(student)


def graded(row: Submission, lab: Lab, failing: tuple[str, ...] = (), waits_for: str = "") -> Submission:
    """The file with a verdict in which these checks fail."""
    checks: list[dict[str, Any]] = [
        {
            "name": check.name,
            "sentence": check.sentence,
            "points": check.points,
            "passed": check.name not in failing,
            "message": "It is wrong." if check.name in failing else "",
            "waits_for": waits_for if check.name in failing else "",
        }
        for check in lab.checks
    ]
    points = sum(check["points"] for check in checks if check["passed"])
    details = {"checks": checks, "seed": 1, "description": "graded here", "problem": "", "output": ""}
    verdict = Verdict.objects.create(
        submission=row, checks_version="v1", points=points, out_of=lab.points, details=details, isolated=True, seconds=1
    )
    row.verdict, row.state = verdict, row.State.DONE
    row.save()
    return row


def without(lab: Lab, *failing: str) -> str:
    """The points of a file whose other checks pass, of all points."""
    return f"{sum(check.points for check in lab.checks if check.name not in failing)} of {lab.points}"


def handed_in(student: User, lab: Lab, source: str = "x = 1", **more: Any) -> Submission:
    return Submission.objects.create(student=student, lab=lab.number, source=source, wanted="v1", **more)


def opens_at(page: str) -> int:
    return int(re.findall(r'data-line="(\d+)"', page)[0])


def test_the_newer_of_draft_and_hand_in_is_open_and_the_older_draft_a_step_away(
    client: Client, student: User, lab: Lab, at: Callable[[str], None]
) -> None:
    assert "The starter" in client.get("/labs/03/").text
    at("2026-02-12T10:00")
    client.post("/labs/03/draft/", {"source": "# a draft"})
    assert "# a draft" in client.get("/labs/03/").text
    at("2026-02-12T10:30")
    row = handed_in(student, lab, "# sent by the terminal")
    page = client.get("/labs/03/").text
    assert "# sent by the terminal" in page
    assert "# a draft" not in page
    assert "Your file of Thu 12 Feb 2026, 10:30" in page
    assert "Open the draft of Thu 12 Feb 2026, 10:00" in page
    page = client.get("/labs/03/?draft=1").text
    assert "# a draft" in page
    assert "Draft kept Thu 12 Feb 2026, 10:00" in page
    at("2026-02-12T11:00")
    client.post("/labs/03/draft/", {"source": "# newer"})
    assert "# newer" in client.get("/labs/03/").text
    assert "# sent by the terminal" in client.get(f"/labs/03/?load={row.pk}").text


def test_it_opens_at_the_first_body_that_is_empty(client: Client, lab: Lab) -> None:
    lines = starter(lab).splitlines()
    first, second = (
        lines.index(f'        raise NotImplementedError("write {name}")') + 1
        for name in ("Value.__add__", "Value.__sub__")
    )
    assert opens_at(client.get("/labs/03/").text) == first
    client.post("/labs/03/draft/", {"source": starter(lab).replace(lines[first - 1], "        return 1")})
    page = client.get("/labs/03/").text
    assert opens_at(page) == second
    assert f'data-starter-line="{first}"' in page


def test_a_failed_check_has_the_hints_of_what_it_waits_for_or_else_of_what_it_is_about(lab: Lab) -> None:
    failed = {"name": "exp_and_log", "passed": False}
    assert bench.helped_by(lab, failed) == ("Value.exp", "Value.log")
    assert bench.helped_by(lab, {**failed, "waits_for": "Value.log"}) == ("Value.log",)
    assert bench.helped_by(lab, {**failed, "waits_for": "Value.__neg__"}) == ("Value.exp", "Value.log")
    assert bench.helped_by(lab, {**failed, "name": "of other checks"}) == ()
    assert bench.helped_by(lab, {**failed, "passed": True}) == ()


def test_a_hint_stands_beside_the_check_that_failed_and_in_the_list(client: Client, student: User, lab: Lab) -> None:
    graded(handed_in(student, lab), lab, failing=("tanh",))
    levels = lab.hints["Value.tanh"]
    assert 'id="at-tanh-Value-tanh"' in client.get("/labs/03/").text
    assert "at-relu" not in client.get("/labs/03/").text, "a hint beside a check that passed"
    asked = {"name": "Value.tanh", "check": "tanh", "bench": "1"}
    for shown in range(1, len(levels) + 1):
        part = client.post("/labs/03/hint/", asked, headers=HTMX).text
        at, listed = part.index('id="at-tanh-Value-tanh"'), part.index('id="hint-Value-tanh" hx-swap-oob="true"')
        for piece in (part[at:listed], part[listed:]):
            assert piece.count("<p>") - piece.count("<p><") + piece.count("<p><code>") >= shown
        assert ("Next hint" in part[at:listed]) == (shown < len(levels))
    page = client.get("/labs/03/").text
    assert page.count("tanh is steepest at 0") == 2
    answer = client.post("/labs/03/hint/", {"name": "Value.tanh", "check": "tanh"})
    assert answer.headers["Location"].endswith("/#at-tanh-Value-tanh")


def test_hints_are_for_the_student_whose_file_it_is(
    client_of: ClientOf, student: User, assistant: User, lab: Lab
) -> None:
    row = graded(handed_in(student, lab), lab, failing=("tanh",))
    page = client_of(assistant).get(f"/labs/03/submissions/{row.pk}/").text
    assert "It is wrong." in page
    assert "at-tanh" not in page
    assert not Workbench.objects.filter(student=assistant).exists()


def test_a_run_renews_best_solution_and_hand_ins(client: Client, student: User, lab: Lab) -> None:
    begun = client.post("/labs/03/submit/", {"source": "x = 1"}, headers=HTMX).text
    row = Submission.objects.get()
    look = f"/labs/03/submissions/{row.pk}/?bench=1"
    assert f'hx-get="{look}"' in begun
    assert all(f'id="{part}"' in begun for part in PARTS)
    waiting = client.get(look, headers=HTMX)
    assert "HX-Retarget" not in waiting.headers
    assert not any(part in waiting.text for part in (*PARTS, "Cancel")), "the button moves under the pointer"
    graded(row, lab)
    done = client.get(look, headers=HTMX)
    assert (done.headers["HX-Retarget"], done.headers["HX-Reswap"]) == ("#verdict", "innerHTML")
    all_points = f"{lab.points} of {lab.points}"
    for part, words in zip(PARTS, ("Passed", "Read the verified solution", all_points), strict=True):
        assert words in done.text[done.text.index(f'id="{part}"') :]
    assert f'id="said" hx-swap-oob="innerHTML">All checks pass: {all_points} points.' in done.text
    elsewhere = client.get(look.removesuffix("?bench=1"), headers=HTMX).text
    assert "hx-swap-oob" not in elsewhere, "a page without these parts complains about them"


def test_passing_says_what_was_built_and_where_to_go_on(
    client: Client, student: User, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = graded(handed_in(student, lab), lab, failing=("tanh",))
    assert "Lab 3 is done" not in client.get("/labs/03/").text
    row = graded(handed_in(student, lab, "# mine"), lab)
    for page in (client.get("/labs/03/").text, client.get(f"/labs/03/submissions/{row.pk}/").text):
        assert "Lab 3 is done" in page
        first, last = lab.names[0], lab.names[-1]
        assert f"{len(lab.names)} parts, from <code>{first}</code> to <code>{last}</code>" in page
        assert "chainrule train moons --mine" in page
        assert 'href="/lectures/04/"' in page
    saved = client.get(f"/labs/03/submissions/{row.pk}/lab.py")
    assert saved.text == "# mine"
    assert 'filename="lab03.py"' in saved.headers["Content-Disposition"]
    last_class = str(course().classes[-1].number)
    other = replace(lab, number=last_class, title="The last", builds=("own:f",))
    labs = {"03": lab, last_class: other}
    monkeypatch.setattr(grading, "labs", lambda: labs)
    assert f"Lab {last_class}: The last" in client.get("/labs/03/").text
    graded(handed_in(student, other), other)
    on = bench.way_on(student, other)
    assert (on.lab, on.lecture, on.trains) == (None, None, False), (
        "the end of the course, and a module of the lab's own"
    )


def test_anothers_file_is_not_downloaded(client_of: ClientOf, student: User, make_user: Any, lab: Lab) -> None:
    row = handed_in(student, lab)
    for other in (make_user("student"), make_user("assistant")):
        assert client_of(other).get(f"/labs/03/submissions/{row.pk}/lab.py").status_code == 404


def test_the_list_begins_with_what_one_works_on(
    client_of: ClientOf, student: User, assistant: User, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    labs = {n: replace(lab, number=n, title=f"Title {n}") for n in ("03", "05", "07", "08")}
    monkeypatch.setattr(grading, "labs", lambda: labs)
    graded(handed_in(student, labs["03"]), labs["03"])
    graded(handed_in(student, labs["07"]), labs["07"], failing=("tanh",))
    page = client_of(student).get("/labs/").text
    assert re.findall(r"Title (\d\d)", page) == ["07", "05", "08", "03"]
    assert re.findall(r"<h2[^>]*>([^<]+)", page) == ["You are working on", "To do", "Passed"]
    assert "You have passed 1 of 4 labs." in page
    assert f"{without(lab, 'tanh')} points" in page
    for reader, says in ((assistant, "1 of 1 students passed"), (None, f"{len(lab.names)} names to write")):
        page = client_of(reader).get("/labs/").text
        assert re.findall(r"Title (\d\d)", page) == list(labs)
        assert says in page
        assert "You have passed" not in page


def test_a_file_that_waits_is_said_in_a_sentence(student: User, lab: Lab) -> None:
    row = handed_in(student, lab)
    assert bench.in_a_sentence(row) == "Handed in. The checks run."
    said = bench.in_a_sentence(graded(row, lab, failing=("tanh", "relu")))
    assert said == f"{without(lab, 'tanh', 'relu')} points. 2 checks of {len(lab.checks)} failed."
    row.verdict, row.state = None, row.State.CANCELLED
    assert bench.in_a_sentence(row) == "Cancelled."


def test_a_draft_of_nothing_is_no_draft(student: User, lab: Lab, at: Callable[[str], None]) -> None:
    at("2026-02-12T10:00")
    desk.keep_draft(student, lab, " \n", desk_now())
    assert desk.opened(student, lab).text == starter(lab)


def desk_now() -> Any:
    from chainrule.campus.site import clock

    return clock.now()


def test_no_hint_is_left_where_a_lab_has_fewer_than_were_shown(lab: Lab) -> None:
    """After an edit of the course, a student may have seen more hints than there are now."""
    name = lab.names[0]
    [hint] = bench.hinted(lab, [name], {name: len(lab.hints[name]) + 2})
    assert (len(hint.shown), hint.left) == (len(lab.hints[name]), 0)
