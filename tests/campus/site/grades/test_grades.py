"""My grades, the grade book, records and excuses: the pure functions' numbers, and nothing that is not released."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.papers import runs, sitting
from chainrule.campus.site.papers.models import Release
from chainrule.campus.syllabus import Awaiting, Excused, Pending, Proposal, Score, course_grade, due, rounded

ClientOf = Callable[[User | None], Client]
NOW = "2026-03-18T10:00"
Verdict = RecordedScore.Verdict


@pytest.fixture(autouse=True)
def in_march(at: Callable[[str], None]) -> None:
    at(NOW)


@pytest.fixture
def write(instructor: User) -> Callable[..., RecordedScore]:
    def record(student: User, item: str, **what: Any) -> RecordedScore:
        return RecordedScore.objects.create(student=student, item=item, recorded_by=instructor, **what)

    return record


def shown(number: float | None) -> str:
    assert number is not None
    return str(rounded(number, course().grade_rules.decimals))


@pytest.mark.usefixtures("questions_to_class_4")
def test_the_page_says_what_the_rules_say(
    student: User, client_of: ClientOf, write: Callable[..., RecordedScore]
) -> None:
    late = due(course(), "milestone-1") + dt.timedelta(minutes=12)
    write(student, "proposal", verdict=Verdict.REVISE, received_at=due(course(), "proposal"))
    write(student, "milestone-1", points=80.0, out_of=100.0, received_at=late)
    write(student, "midterm", points=15.5, out_of=20.0)
    write(student, "quiz-1", points=7.0, out_of=10.0)
    not_held = {paper: Pending("") for paper in records.not_held(clock.now())}
    assert "quiz-2" in not_held, "it has no questions yet: nobody could sit it"
    scores = not_held | {
        "proposal": Proposal(due(course(), "proposal"), ("revise",)),
        "milestone-1": Score(80, 100, received=late),
        "midterm": Score(15.5, 20),
        "quiz-1": Score(7, 10),
    }
    grade = course_grade(course(), scores, clock.now())
    page = client_of(student).get("/grades/").text
    for number in (grade.so_far.percent, grade.if_nothing_more.value, grade.at_best.value):
        assert shown(number) in page
    for node in grade.so_far.walk():
        if node.value is not None and node.out_of:
            assert shown(node.value) in page
    assert grade.so_far.find("Project proposal").rule in page
    assert course().revision in page


def test_the_latest_score_counts_and_the_history_stays(student: User, write: Callable[..., RecordedScore]) -> None:
    first = write(student, "midterm", points=10.0, out_of=20.0)
    write(student, "midterm", points=14.0, out_of=20.0)
    assert records.scores_of(student, clock.now())["midterm"] == Score(14, 20)
    write(student, "midterm", withdrawn=True)
    assert "midterm" not in records.scores_of(student, clock.now())
    assert len(records.history(student, "midterm")) == 3
    with pytest.raises(NotChangeable):
        RecordedScore.objects.filter(pk=first.pk).update(points=20.0)
    with pytest.raises(NotChangeable):
        first.delete()


@pytest.mark.parametrize(
    ("verdicts", "record"),
    [
        (["received"], Proposal(None, (), awaiting=True)),
        (["received", "revise"], Proposal(None, ("revise",))),
        (["revise", "received"], Proposal(None, ("revise",), awaiting=True)),
        (["revise", "pass"], Proposal(None, ("revise", "pass"))),
        (["reject", "pass"], Proposal(None, ("reject", "pass"))),
    ],
)
def test_verdicts_on_a_proposal_follow_each_other(
    student: User, write: Callable[..., RecordedScore], verdicts: list[str], record: Proposal
) -> None:
    for verdict in verdicts:
        write(student, "proposal", verdict=verdict)
    assert records.scores_of(student, clock.now())["proposal"] == record


def sat(student: User, number: int = 1) -> Any:
    """An attempt at the quiz on its day, handed in, its code run."""
    when = dt.datetime(2026, 2, 3, 14, tzinfo=dt.UTC)
    attempt = sitting.begin(student, "quiz-1", when)
    sitting.submit(attempt, when + dt.timedelta(minutes=5))
    runs.run_pending()
    return attempt


def main(page: str) -> str:
    """The page's own part: the frame around it has tokens that change."""
    return page[page.index("<main") : page.index("</main>")]


def test_a_paper_that_is_not_released_shows_nowhere_in_the_grade(
    student: User, instructor: User, client_of: ClientOf
) -> None:
    sat(student)
    client = client_of(student)
    assert records.scores_of(student, clock.now())["quiz-1"] == Awaiting()
    before = main(client.get("/grades/").text)
    assert records.grade_of(student, clock.now()).so_far.find("Quiz 1").value is None
    Release.objects.create(paper="quiz-1", by=instructor)
    assert records.scores_of(student, clock.now())["quiz-1"] == Score(0, 10)
    Release.objects.create(paper="quiz-1", shown=False, by=instructor)
    assert records.scores_of(student, clock.now())["quiz-1"] == Awaiting()
    assert main(client.get("/grades/").text) == before


def test_an_excused_quiz_is_left_out_and_one_missed_counts_zero(student: User, advisor: User) -> None:
    assert records.grade_of(student, clock.now()).so_far.find("Quiz 1").status in ("missed", "dropped")
    Excuse.objects.create(student=student, assessment="quiz-1", document="certificate", verified_by=advisor)
    assert records.scores_of(student, clock.now())["quiz-1"] == Excused()
    Excuse.objects.create(
        student=student, assessment="quiz-1", document="certificate", withdrawn=True, verified_by=advisor
    )
    assert "quiz-1" not in records.scores_of(student, clock.now())


def test_only_ones_own(student: User, make_user: Any, client_of: ClientOf, write: Callable[..., RecordedScore]) -> None:
    other = make_user("student", "Zeynep Other")
    write(other, "midterm", points=19.75, out_of=20.0, note="a note about Zeynep")
    client = client_of(student)
    assert "19.75" not in client.get("/grades/").text
    for address in ("/gradebook/", f"/gradebook/{other.pk}/", f"/gradebook/{other.pk}/midterm/", "/gradebook.csv"):
        assert client.get(address).status_code == 403
    assert client.post(f"/gradebook/{student.pk}/midterm/", {"points": 20, "out_of": 20}).status_code == 403
    assert RecordedScore.objects.count() == 1


def test_the_instructor_records_and_it_is_in_the_audit_log(
    student: User, instructor: User, assistant: User, client_of: ClientOf
) -> None:
    client, address = client_of(instructor), f"/gradebook/{student.pk}/midterm/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"points": "25", "out_of": "20"}).status_code == 422
    assert client.post(address, {"points": "many", "out_of": "20"}).status_code == 422
    assert not RecordedScore.objects.exists()
    assert client.post(address, {"points": "15.5", "out_of": "20", "note": "on paper"}).status_code == 302
    assert records.scores_of(student, clock.now())["midterm"] == Score(15.5, 20)
    assert AuditEntry.objects.filter(action="grades.record", who=instructor).count() == 1
    assert client_of(assistant).post(address, {"points": "20", "out_of": "20"}).status_code == 403
    assert client.get(f"/gradebook/{student.pk}/no-such-item/").status_code == 404


def test_a_verdict_that_cannot_follow_is_refused_in_words(student: User, instructor: User, client_of: ClientOf) -> None:
    client, address = client_of(instructor), f"/gradebook/{student.pk}/proposal/"
    assert client.post(address, {"verdict": "pass"}).status_code == 302
    refused = client.post(address, {"verdict": "revise"})
    assert refused.status_code == 422
    assert "Withdraw" in refused.text
    client.post(address, {"withdraw": "yes"})
    assert client.post(address, {"verdict": "revise"}).status_code == 302
    assert records.scores_of(student, clock.now())["proposal"].verdicts == ("revise",)  # type: ignore[union-attr]


def test_the_book_has_everybody_and_is_sorted_and_filtered_by_its_address(
    make_user: Any, instructor: User, client_of: ClientOf, write: Callable[..., RecordedScore]
) -> None:
    low, high = make_user("student", "Aaron Low"), make_user("student", "Zoe High")
    write(low, "midterm", points=5.0, out_of=20.0)
    write(high, "midterm", points=19.0, out_of=20.0)
    client = client_of(instructor)
    page = client.get("/gradebook/").text
    assert page.index("Aaron Low") < page.index("Zoe High")
    page = client.get("/gradebook/?by=midterm").text
    assert page.index("Zoe High") < page.index("Aaron Low")
    page = client.get("/gradebook/?name=zoe").text
    assert "Zoe High" in page
    assert "Aaron Low" not in page
    assert "No student has that name" in client.get("/gradebook/?name=nobody").text


def test_the_book_of_a_large_class_asks_the_database_little_for_each_student(
    make_user: Any, instructor: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        make_user("student")
    client = client_of(instructor)
    client.get("/gradebook/")
    with django_assert_max_num_queries(25):
        assert client.get("/gradebook/").status_code == 200


def test_the_file_reads_back_and_no_cell_is_a_formula(
    make_user: Any, instructor: User, client_of: ClientOf, write: Callable[..., RecordedScore]
) -> None:
    evil = make_user("student", '=HYPERLINK("http://x","y")', "evil@example.edu")
    comma = make_user("student", 'Last, "First"\nName', "comma@example.edu")
    write(comma, "midterm", points=2.0, out_of=3.0)
    answer = client_of(instructor).get("/gradebook.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbfname,")  # spreadsheets read other letters without the mark
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["email"] for row in rows] == sorted([evil.email, comma.email], reverse=True)
    by_email = {row["email"]: row for row in rows}
    assert by_email["evil@example.edu"]["name"] == '\'=HYPERLINK("http://x","y")'
    assert by_email["comma@example.edu"]["name"] == comma.name
    assert by_email["comma@example.edu"]["midterm %"] == "66.6667"
    assert by_email["comma@example.edu"]["midterm points"] == "2"
    grade = records.grade_of(comma, clock.now())
    assert by_email["comma@example.edu"]["so far (shown)"] == shown(grade.so_far.percent)
    assert all(not cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row.values())


def test_an_advisor_records_an_excuse_and_changes_nothing_else(
    student: User, advisor: User, instructor: User, client_of: ClientOf
) -> None:
    client = client_of(advisor)
    form = {"student": student.pk, "assessment": "quiz-1", "document": "certificate no. 114"}
    assert client.post("/excuses/record/", form | {"document": ""}).status_code == 422
    assert client.post("/excuses/record/", form).status_code == 302
    excuse = Excuse.objects.get()
    assert (excuse.student, excuse.verified_by) == (student, advisor)
    assert client.get(f"/gradebook/{student.pk}/").status_code == 200
    assert client.post(f"/gradebook/{student.pk}/midterm/", {"points": 20, "out_of": 20}).status_code == 403
    staff = client_of(instructor)
    assert f"/papers/quiz-1/class/grant/?student={student.pk}" in staff.get("/excuses/").text
    assert staff.post("/excuses/record/", form).status_code == 403
    client.post(f"/excuses/{excuse.pk}/withdraw/")
    assert records.excuses_of(student) == {"quiz-1": False}
    assert Excuse.objects.count() == 2


@pytest.mark.parametrize("how", ["sat", "recorded", "withdrawn", "missed"])
def test_an_excuse_that_changes_no_mark_says_so(
    how: str, student: User, advisor: User, client_of: ClientOf, write: Callable[..., RecordedScore]
) -> None:
    if how == "sat":
        sat(student)
    elif how != "missed":
        write(student, "quiz-1", points=5.0, out_of=10.0)
    if how == "withdrawn":
        write(student, "quiz-1", withdrawn=True)
    form = {"student": student.pk, "assessment": "quiz-1", "document": "certificate no. 114"}
    page = client_of(advisor).post("/excuses/record/", form, follow=True).text
    without_effect = how in ("sat", "recorded")
    assert ("This changes no mark." in page) is without_effect
    assert ("no effect" in page) is without_effect
    assert isinstance(records.scores_of(student, clock.now())["quiz-1"], Excused) is not without_effect
    reason = {
        "sat": "The student took it on 3 February, and that result counts.",
        "recorded": "A score is recorded for it",
    }
    assert reason.get(how, "is excused from Quiz 1") in page


def test_the_form_of_a_verdict_shows_the_time_that_is_stored(
    student: User, instructor: User, client_of: ClientOf, write: Callable[..., RecordedScore]
) -> None:
    client, stored = client_of(instructor), dt.datetime(2026, 2, 11, 9, 7, tzinfo=dt.UTC)
    for item, written in (("proposal", {"verdict": "revise"}), ("milestone-1", {"points": 5.0, "out_of": 10.0})):
        closing = timezone.localtime(due(course(), item))
        assert f'value="{closing:%Y-%m-%dT%H:%M:%S}"' in client.get(f"/gradebook/{student.pk}/{item}/").text
        write(student, item, received_at=stored, **written)
        assert 'value="2026-02-11T13:07:00"' in client.get(f"/gradebook/{student.pk}/{item}/").text
