"""Each role sees only its part of a report of absence, and another student's looks as if it were not there."""

from collections.abc import Callable

import pytest
from django.test import Client

from chainrule.campus.site.absences import desk
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.site.accounts.models import User
from chainrule.campus.syllabus.absences import Act, Person

BrowserOf = Callable[[User | None], Client]
WORDS, PROOF, DECISION = "I broke my arm", "certificate number 114", "the mean is made of the others"


@pytest.fixture
def waiting(student: User, at: Callable[[str], None]) -> AbsenceReport:
    at("2026-02-04T10:00")
    return AbsenceReport.objects.create(
        student=student, assessment="quiz-1", first_day="2026-02-03", last_day="2026-02-04", text=WORDS
    )


@pytest.fixture
def decided(waiting: AbsenceReport, advisor: User, instructor: User) -> AbsenceReport:
    desk.verify(waiting, Act.SEE, advisor, PROOF)
    desk.act(waiting.pk, Act.NOTHING, Person.INSTRUCTOR, instructor, DECISION)
    return waiting


@pytest.mark.parametrize(
    ("role", "reads"),
    [("advisor", {WORDS, PROOF}), ("instructor", {WORDS, PROOF, DECISION}), ("assistant", {PROOF})],
)
def test_what_staff_read_of_a_decided_report(
    role: str, reads: set[str], decided: AbsenceReport, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    page = client_of(make_user(role)).get(f"/excuses/reports/{decided.pk}/").content.decode()
    assert {words for words in (WORDS, PROOF, DECISION) if words in page} == reads
    assert "nothing follows" in page


@pytest.mark.parametrize(("role", "reads"), [("advisor", True), ("instructor", False), ("assistant", False)])
def test_before_the_advisor_acted_only_the_advisor_reads_the_students_words(
    role: str, reads: bool, waiting: AbsenceReport, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    reader = client_of(make_user(role))
    page = reader.get(f"/excuses/reports/{waiting.pk}/").content.decode()
    assert (WORDS in page) == reads
    assert ("What you found" in page) == reads
    listed = reader.get("/excuses/reports/").content.decode()
    assert "Sona Aliyeva" in listed
    assert WORDS not in listed
    assert ("Waiting for you" in listed) == reads


def test_nobody_is_offered_what_is_another_roles(
    decided: AbsenceReport, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    for role in ("advisor", "assistant"):
        page = client_of(make_user(role)).get(f"/excuses/reports/{decided.pk}/").content.decode()
        assert "Grant another time" not in page
    assert (
        "Grant another time"
        in client_of(make_user("instructor")).get(f"/excuses/reports/{decided.pk}/").content.decode()
    )


def test_no_page_of_the_advisor_shows_points(
    decided: AbsenceReport, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    page = client_of(make_user("advisor")).get(f"/excuses/reports/{decided.pk}/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "points" not in main
    assert "/gradebook/" not in main


def test_a_student_reads_all_of_their_own_and_nothing_of_anothers(
    decided: AbsenceReport, student: User, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    page = client_of(student).get(f"/absences/{decided.pk}/").content.decode()
    assert all(words in page for words in (WORDS, PROOF, DECISION))
    other = client_of(make_user("student"))
    assert WORDS not in other.get("/absences/").content.decode()
    assert other.get(f"/absences/{decided.pk}/").status_code == 404
    assert other.post(f"/absences/{decided.pk}/add/", {"text": "me too"}).status_code == 404
    assert other.post(f"/absences/{decided.pk}/withdraw/").status_code == 404
    assert other.get(f"/excuses/reports/{decided.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("role", "act"),
    [
        (role, act)
        for role in ("student", "assistant", "advisor", "instructor", None)
        for act in ("verify", "window", "exempt", "nothing")
        if (role, act) != ("advisor", "verify") and (role != "instructor" or act == "verify")
    ],
)
def test_nobody_does_what_is_another_roles(
    role: str | None, act: str, waiting: AbsenceReport, make_user: Callable[..., User], client_of: BrowserOf
) -> None:
    answer = client_of(make_user(role) if role else None).post(f"/excuses/reports/{waiting.pk}/{act}/", {"reason": "x"})
    assert answer.status_code == (403 if role else 302)
    assert not waiting.steps.exists()


def test_lists_say_what_will_be_here(student: User, advisor: User, client_of: BrowserOf) -> None:
    assert "No reports yet" in client_of(advisor).get("/excuses/reports/").content.decode()
    assert "Report an absence" in client_of(student).get("/absences/?paper=quiz-2").content.decode()
