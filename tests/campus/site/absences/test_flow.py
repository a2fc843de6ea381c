"""An absence from the report to the decision: what each step writes, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.absences import desk, summary
from chainrule.campus.site.absences.models import AbsenceReport, AbsenceStep
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.grades import excusing, records
from chainrule.campus.site.grades import summary as grades_summary
from chainrule.campus.site.grades.models import Excuse
from chainrule.campus.site.papers.models import Exemption, Sitting
from chainrule.campus.syllabus import Excused
from chainrule.campus.syllabus.absences import Act, Impossible, Person, State

BrowserOf = Callable[[User | None], Client]
GIVEN = {"assessment": "quiz-1", "first_day": "2026-02-03", "last_day": "2026-02-04", "text": "I have a fever."}
WINDOW = {
    "opens_at": "2026-02-06T08:00", "closes_at": "2026-02-06T23:00", "minutes": "30", "reason": "A fever."
}  # fmt: skip


@pytest.fixture
def browsers(
    client_of: BrowserOf, student: User, advisor: User, instructor: User, at: Callable[[str], None]
) -> dict[str, Client]:
    """A browser for each, on the day after the first quiz."""
    at("2026-02-04T10:00")
    return {"student": client_of(student), "advisor": client_of(advisor), "instructor": client_of(instructor)}


def reported(browsers: dict[str, Client], **changed: str) -> AbsenceReport:
    """A report by the student."""
    assert browsers["student"].post("/absences/", GIVEN | changed).status_code == 302
    return AbsenceReport.objects.latest("id")


def verify(browsers: dict[str, Client], report: AbsenceReport, verdict: str, text: str = "certificate 114") -> Any:
    return browsers["advisor"].post(f"/excuses/reports/{report.pk}/verify/", {"verdict": verdict, "text": text})


def decide(browsers: dict[str, Client], report: AbsenceReport, what: str, **given: str) -> Any:
    return browsers["instructor"].post(f"/excuses/reports/{report.pk}/{what}/", given)


def state(report: AbsenceReport) -> State:
    return desk.case_of(report).state


def told(answer: Any) -> str:
    """The page after a form, with what was said on it."""
    return str(answer.client.get(answer.headers["Location"]).content.decode())


def test_a_seen_proof_is_an_excuse_and_another_time_is_a_sitting(browsers: dict[str, Client], student: User) -> None:
    report = reported(browsers)
    assert state(report) is State.WAITING
    verify(browsers, report, "see")
    assert state(report) is State.SEEN
    excuse = Excuse.objects.get(student=student)
    assert (excuse.assessment, excuse.document) == ("quiz-1", "certificate 114")
    assert isinstance(records.scores_of(student, clock.now())["quiz-1"], Excused)
    assert decide(browsers, report, "window", **WINDOW).status_code == 302
    assert state(report) is State.OTHER_WINDOW
    granted = Sitting.objects.get(student=student)
    assert (granted.paper, granted.minutes, granted.reason) == ("quiz-1", 30, "A fever.")
    kept = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert kept == [
        "absences.report", "excuses.record", "absences.see", "papers.grant_sitting", "absences.window"
    ]  # fmt: skip


def test_an_exemption_is_one_of_the_papers_room(browsers: dict[str, Client], student: User) -> None:
    report = reported(browsers)
    verify(browsers, report, "see")
    decide(browsers, report, "exempt", reason="In hospital.")
    assert state(report) is State.EXEMPT
    assert Exemption.objects.get(student=student).reason == "In hospital."


def test_nothing_can_follow_and_be_changed_later(browsers: dict[str, Client]) -> None:
    report = reported(browsers)
    verify(browsers, report, "see")
    decide(browsers, report, "nothing", reason="It is left out.")
    assert state(report) is State.NOTHING
    decide(browsers, report, "exempt", reason="On second thoughts.")
    assert state(report) is State.EXEMPT


def test_the_advisor_asks_for_more_and_the_student_answers(browsers: dict[str, Client]) -> None:
    report = reported(browsers)
    verify(browsers, report, "ask", "It has no date.")
    assert "It has no date." in browsers["student"].get(f"/absences/{report.pk}/").content.decode()
    browsers["student"].post(f"/absences/{report.pk}/add/", {"text": "Here it is."})
    assert state(report) is State.WAITING
    assert "Here it is." in browsers["advisor"].get(f"/excuses/reports/{report.pk}/").content.decode()


def test_a_proof_that_turns_out_wrong_takes_the_excuse_back(browsers: dict[str, Client], student: User) -> None:
    report = reported(browsers)
    verify(browsers, report, "see")
    verify(browsers, report, "refuse", "It is of another year.")
    assert state(report) is State.REFUSED
    assert excusing.standing(student, "quiz-1") is None
    assert "quiz-1" not in {key for key, record in records.scores_of(student, clock.now()).items() if record}


def test_an_excuse_that_is_withdrawn_on_its_own_page_leaves_no_report_to_decide(
    browsers: dict[str, Client], advisor: User, student: User
) -> None:
    report = reported(browsers)
    verify(browsers, report, "see")
    browsers["advisor"].post(f"/excuses/{Excuse.objects.get().pk}/withdraw/")
    assert state(report) is State.REFUSED
    assert "has not accepted" in told(decide(browsers, report, "nothing", reason="none"))
    assert AbsenceStep.objects.count() == 1


def test_an_excuse_without_a_report_works_as_before(browsers: dict[str, Client], student: User) -> None:
    given = {"student": student.pk, "assessment": "quiz-1", "document": "certificate 3"}
    assert browsers["advisor"].post("/excuses/record/", given).status_code == 302
    assert isinstance(records.scores_of(student, clock.now())["quiz-1"], Excused)
    assert state(reported(browsers)) is State.SEEN  # and one that comes after it needs no second verdict


@pytest.mark.parametrize(
    ("before", "who", "what", "words"),
    [
        ([], "instructor", "nothing", "has not said yet"),
        (["ask"], "instructor", "nothing", "has asked for more"),
        (["refuse"], "instructor", "exempt", "has not accepted the proof"),
        (["see"], "advisor", "see", "seen the proof already"),
        (["see"], "student", "withdraw", "has acted on this report"),
        (["ask"], "student", "withdraw", "has acted on this report"),
        (["see", "exempt"], "advisor", "refuse", "an exemption already"),
        (["see", "nothing"], "advisor", "refuse", "decided that nothing follows"),
        (["see", "exempt"], "instructor", "nothing", "an exemption already"),
    ],
)
def test_what_is_impossible_is_refused_with_the_reason_and_nothing_is_written(
    browsers: dict[str, Client], before: list[str], who: str, what: str, words: str
) -> None:
    report = reported(browsers)

    def do(person: str, act: str) -> Any:
        if act in ("see", "refuse", "ask"):
            return verify(browsers, report, act)
        if person == "student":
            return browsers["student"].post(f"/absences/{report.pk}/{act}/", {"text": "more"})
        return decide(browsers, report, act, reason="because", **{k: v for k, v in WINDOW.items() if k != "reason"})

    for act in before:
        do("instructor", act)
    rows = AbsenceStep.objects.count(), Excuse.objects.count(), Exemption.objects.count(), AuditEntry.objects.count()
    assert words in told(do(who, what))
    after = AbsenceStep.objects.count(), Excuse.objects.count(), Exemption.objects.count(), AuditEntry.objects.count()
    assert rows == after


def test_a_report_is_withdrawn_and_made_again(browsers: dict[str, Client]) -> None:
    first = reported(browsers)
    again = browsers["student"].post("/absences/", GIVEN)
    assert again.status_code == 422
    assert "reported this absence already" in again.content.decode()
    browsers["student"].post(f"/absences/{first.pk}/withdraw/")
    assert state(first) is State.WITHDRAWN
    assert reported(browsers).number == 2


def test_a_report_that_comes_too_late_is_sent_to_the_advisor(
    browsers: dict[str, Client], student: User, at: Callable[[str], None]
) -> None:
    at("2026-02-10T23:30")
    answer = browsers["student"].post("/absences/", GIVEN)
    assert answer.status_code == 422
    assert "I have a fever." in answer.content.decode()  # nothing typed is lost
    with pytest.raises(Impossible, match="can still record an excuse"):
        desk.report(student, clock.now(), GIVEN)


def test_of_two_reports_in_one_moment_one_is_made(browsers: dict[str, Client], student: User) -> None:
    first = reported(browsers)
    browsers["student"].post(f"/absences/{first.pk}/withdraw/")
    AbsenceReport.objects.create(
        student=student, assessment="quiz-2", number=2, first_day="2026-02-12", last_day="2026-02-12", text="x"
    )
    AbsenceStep.objects.create(
        report=AbsenceReport.objects.get(assessment="quiz-2"), place=1, act="withdraw", by=student
    )
    with pytest.raises(Impossible, match="reported this absence already"):  # the number that it takes is taken
        desk.report(student, clock.now(), GIVEN | {"assessment": "quiz-2"})


def test_of_two_acts_in_one_moment_one_counts(
    browsers: dict[str, Client], advisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, before = reported(browsers), desk.Case()
    desk.act(report.pk, Act.ASK, Person.ADVISOR, advisor, "the date")
    monkeypatch.setattr(desk, "case_of", lambda found: before)  # read before the other act was there
    with pytest.raises(Impossible, match="at the same moment"):
        desk.act(report.pk, Act.REFUSE, Person.ADVISOR, advisor, "no")
    assert AbsenceStep.objects.count() == 1


def test_of_a_deadline_no_excuse_is_written_and_nothing_else_can_follow(browsers: dict[str, Client]) -> None:
    report = reported(browsers, assessment="proposal")
    verify(browsers, report, "see")
    assert not Excuse.objects.exists()
    assert "no deadline is moved" in told(decide(browsers, report, "window", **WINDOW))
    assert "no deadline is moved" in told(decide(browsers, report, "exempt", reason="x"))
    decide(browsers, report, "nothing", reason="The team hands in.")
    assert state(report) is State.NOTHING


def test_a_form_with_errors_keeps_what_was_typed(browsers: dict[str, Client]) -> None:
    report = reported(browsers)
    answer = verify(browsers, report, "see", "")
    assert answer.status_code == 422
    assert "what you saw, or what is missing" in answer.content.decode()
    verify(browsers, report, "see")
    answer = decide(browsers, report, "window", **WINDOW | {"closes_at": "2026-02-05T08:00"})
    assert answer.status_code == 422
    assert "close after it opens" in answer.content.decode()
    answer = browsers["student"].post("/absences/", GIVEN | {"assessment": "quiz-2", "last_day": "2026-02-01"})
    assert "comes before the first" in answer.content.decode()


def test_rows_are_kept_as_they_were_written(browsers: dict[str, Client]) -> None:
    report = reported(browsers)
    with pytest.raises(NotChangeable):
        report.delete()
    with pytest.raises(NotChangeable):
        AbsenceStep.objects.all().update(text="")


def test_what_waits_stands_on_each_ones_home(
    browsers: dict[str, Client], student: User, advisor: User, instructor: User
) -> None:
    def home(user: User) -> Any:
        return summary.summary(user, clock.now())

    report = reported(browsers)
    assert [one.note for one in home(student).todo] == ["bring the proof to your academic advisor"]
    assert [one.count for one in home(advisor).waiting] == [1]
    assert [one.count for one in home(instructor).waiting] == [0]
    verify(browsers, report, "ask", "the date")
    assert home(student).todo[0].action == "Answer"
    assert [one.count for one in home(advisor).waiting] == [0]
    verify(browsers, report, "see")
    assert [one.count for one in home(instructor).waiting] == [1]
    assert not home(student).todo
    decide(browsers, report, "nothing", reason="none")
    assert [one.count for one in home(instructor).waiting] == [0]
    assert "nothing follows" in home(student).news[0].title
    for who in browsers.values():
        assert who.get("/").status_code == 200


def test_an_instructor_is_asked_once_about_one_absence(
    browsers: dict[str, Client], instructor: User, at: Callable[[str], None]
) -> None:
    at("2026-03-18T10:00")
    days = {"first_day": "2026-03-17", "last_day": "2026-03-17"}
    report = reported(browsers, assessment="midterm", **days)
    verify(browsers, report, "see")
    assert not grades_summary.summary(instructor, clock.now()).waiting
    assert [one.count for one in summary.summary(instructor, clock.now()).waiting] == [1]
