"""A regrade changes the marks that it should and nothing else, and taking it back restores them exactly."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.parts import SANDBOX

from chainrule.campus.questions import AttemptResult
from chainrule.campus.site import clock
from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.course import bank
from chainrule.campus.site.grades import records
from chainrule.campus.site.jobs import performing
from chainrule.campus.site.papers import attempt_marks, key_runs, regrades, shown
from chainrule.campus.site.papers.models import (
    Attempt,
    KeyRun,
    ProgramRun,
    Regrade,
    RegradedAttempt,
    Release,
    ShortAnswerMark,
)
from chainrule.campus.site.papers.recorded import Programs

from .mended import with_mended
from .sat_class import NOW
from .sat_class import class_that_sat as loaded

PAPER = "quiz-1"


@pytest.fixture(scope="module")
def class_that_sat(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The people of the demo class and the papers that they sat, loaded once. Undone after this file's tests."""
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def sat(class_that_sat: None, db: None, at: Any, settings: Any) -> demo_people.People:
    settings.DEMO = True  # else nobody of the demo class can sign in
    at("2026-02-20T10:00")
    attempt_marks._remembered.clear()
    return demo_people.people()


def everything() -> dict[int, AttemptResult]:
    """Every result of every paper, worked out anew."""
    attempt_marks._remembered.clear()
    return {attempt.pk: found for attempt, found in attempt_marks.results(Attempt.objects.all())}


def grade_book(people: demo_people.People) -> Any:
    return records.scores_of_class(people.students, NOW)


def asked(paper: str = PAPER) -> list[str]:
    attempts = Attempt.objects.filter(paper=paper)
    return sorted({item.question for attempt in attempts for item in attempt.questions.items})


def somebody_lost_points_at() -> str:
    """A question that not everybody had right, so that giving its points to all changes a mark."""
    results = [attempt_marks.result(attempt) for attempt in Attempt.objects.filter(paper=PAPER)]
    return next(item.question for result in results for item in result.items if item.points < item.out_of)


def as_bytes(result: AttemptResult) -> bytes:
    return repr(result).encode()


def without(result: AttemptResult, question: str) -> list[bytes]:
    """All items but one, and the flags and versions that no regrade touches."""
    others = [repr(item).encode() for item in result.items if item.question != question]
    return [*others, repr((result.flags, result.policy_version)).encode()]


def regrade(question: str, rule: str, by: Any, paper: str = PAPER) -> Regrade:
    proposal = regrades.propose(paper, question, rule)
    found = regrades.preview(proposal)
    key_runs.queue_up(paper, question, found.missing, by)
    while performing.do_next():
        pass
    return regrades.confirm(proposal, regrades.preview(proposal).seen, "The key was wrong.", by)


@pytest.fixture
def all_mended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every question's file has another key."""
    today = with_mended(bank(), *bank())
    for module in (regrades, shown):
        monkeypatch.setattr(module, "bank", lambda: today)
    shown._today._made.clear()
    yield
    shown._today._made.clear()


def one_of_each_kind() -> list[str]:
    """Of each kind the question at which most lost points: the draw of papers is another in each run."""
    results = [attempt_marks.result(attempt) for attempt in Attempt.objects.filter(paper=PAPER)]
    lost = Counter(item.question for result in results for item in result.items if item.points < item.out_of)
    by_loss = sorted(asked(), key=lambda question: lost[question])
    return sorted({bank()[question].kind: question for question in by_loss}.values())


@pytest.mark.parametrize("rule", ["drop", "everyone", "key"])
def test_a_regrade_of_the_demo_class_changes_its_marks_and_nothing_else_and_undo_restores_all(
    rule: str, sat: demo_people.People, all_mended: None
) -> None:
    assert regrade_and_undo(one_of_each_kind(), rule, sat) > 3


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["drop", "everyone", "key"])
def test_each_question_of_the_demo_class_can_be_regraded_so(
    rule: str, sat: demo_people.People, all_mended: None
) -> None:
    assert regrade_and_undo(asked(), rule, sat) > 20


def regrade_and_undo(questions: list[str], rule: str, sat: demo_people.People) -> int:
    """Regrade each of the questions and take it back; how many marks were others in between."""
    by, papers = sat.instructors[0], set(Attempt.objects.values_list("paper", flat=True))
    changed_at_all = 0
    for question in questions:
        before, book = everything(), grade_book(sat)
        written = regrade(question, rule, by)
        after = everything()
        listed = {row.attempt_id: row for row in written.changed.all()}
        having = {attempt.pk for attempt, _ in regrades.having(PAPER, question)}
        assert set(listed) <= having
        for pk, old in before.items():
            new = after[pk]
            if pk not in having:
                assert as_bytes(new) == as_bytes(old), "a paper without the question, or another paper"
                continue
            assert without(new, question) == without(old, question)
            if pk not in listed:
                assert (new.points, new.out_of, new.final) == (old.points, old.out_of, old.final)
            else:
                row = listed[pk]
                assert row.before[:2] == [old.points, old.out_of]
                assert row.after[:2] == [new.points, new.out_of]
        moved = {s for s, scores in grade_book(sat).items() if scores != book[s]}
        assert moved == {Attempt.objects.get(pk=pk).student_id for pk in listed}, "the grade book follows"
        changed_at_all += len(listed)
        regrade(question, "undo", by)
        assert {pk: as_bytes(one) for pk, one in everything().items()} == {pk: as_bytes(o) for pk, o in before.items()}
        assert grade_book(sat) == book
    assert len(papers) > 1, "there are other papers to leave alone"
    return changed_at_all


def test_every_decision_is_logged_with_who_when_and_why(sat: demo_people.People) -> None:
    question = asked()[0]
    written = regrade(question, "drop", sat.instructors[0])
    undone = regrade(question, "undo", sat.instructors[1])
    assert [(row.rule, row.by, row.reason, row.at) for row in Regrade.objects.all()] == [
        ("drop", sat.instructors[0], "The key was wrong.", clock.now()),
        ("undo", sat.instructors[1], "The key was wrong.", clock.now()),
    ]
    assert undone.undoes == written
    entries = AuditEntry.objects.filter(action="papers.regrade").order_by("pk")
    assert [entry.details["rule"] for entry in entries] == ["drop", "undo"]
    assert entries[0].details["changed"] == RegradedAttempt.objects.filter(regrade=written).count()


def test_what_is_confirmed_is_what_was_seen(sat: demo_people.People) -> None:
    question = asked()[0]
    proposal = regrades.propose(PAPER, question, "drop")
    seen = regrades.preview(proposal).seen
    regrade(question, "everyone", sat.instructors[0])
    with pytest.raises(regrades.Refused, match="Something changed since you looked"):
        regrades.confirm(proposal, seen, "Late.", sat.instructors[0])
    assert Regrade.objects.count() == 1


def test_who_sends_the_form_twice_regrades_once(sat: demo_people.People) -> None:
    question, by = asked()[0], sat.instructors[0]
    for rule in ("everyone", "undo"):
        proposal = regrades.propose(PAPER, question, rule)
        seen = regrades.preview(proposal).seen
        regrades.confirm(proposal, seen, "Once.", by)
        with pytest.raises(regrades.Refused, match="Something changed since you looked"):
            regrades.confirm(proposal, seen, "Twice.", by)
    assert Regrade.objects.count() == 2


@pytest.mark.parametrize(
    ("rule", "words"),
    [("undo", "Nothing was decided"), ("key", "marks as these papers are marked already")],
)
def test_a_regrade_that_would_do_nothing_is_refused_in_words(rule: str, words: str, sat: demo_people.People) -> None:
    with pytest.raises(regrades.Refused, match=words):
        regrades.propose(PAPER, asked()[0], rule)


def test_a_file_that_asks_something_else_now_marks_nobody(
    sat: demo_people.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = next(id for id in asked() if bank()[id].group == "multiple_choice")
    monkeypatch.setattr(regrades, "bank", lambda: with_mended(bank(), question, stem="Something else?"))
    with pytest.raises(regrades.Refused, match="asks something else than these students were asked"):
        regrades.propose(PAPER, question, "key")


def test_decisions_are_taken_back_one_by_one(sat: demo_people.People) -> None:
    question, by = asked()[0], sat.instructors[0]
    start = everything()
    regrade(question, "everyone", by)
    middle = everything()
    regrade(question, "drop", by)
    regrade(question, "undo", by)
    assert everything() == middle
    regrade(question, "undo", by)
    assert everything() == start
    with pytest.raises(regrades.Refused, match="Nothing was decided"):
        regrades.propose(PAPER, question, "undo")


def short_answer() -> str:
    return next(id for id in asked() if bank()[id].group == "short_answer")


def test_a_criterion_that_is_new_waits_for_a_marker_and_undo_brings_the_old_marks_back(
    sat: demo_people.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, before = short_answer(), everything()
    rubric = [{"name": "a new one", "points": 1.0, "counts": "this", "does_not": "that"}]
    monkeypatch.setattr(regrades, "bank", lambda: with_mended(bank(), question, rubric=rubric))
    written = regrade(question, "key", sat.instructors[0])
    having = regrades.having(PAPER, question)
    answered = [(attempt, item) for attempt, item in having if before[attempt.pk].items[item.number - 1].answer]
    assert {row.direction for row in written.changed.all()} == {"waits"}
    assert all(everything()[attempt.pk].waiting_for_human == (item.number,) for attempt, item in answered)
    for attempt, item in answered:
        under = written.keys[item.frozen]
        marker = sat.assistants[0]
        ShortAnswerMark.objects.create(attempt=attempt, item=item.number, points=["1"], marker=marker, under=under)
    now = everything()
    assert all(now[attempt.pk].items[item.number - 1].points == 1.0 for attempt, item in answered)
    regrade(question, "undo", sat.instructors[0])
    assert everything() == before


def test_marks_under_a_changed_rubric_are_given_and_kept_by_it(
    sat: demo_people.People, monkeypatch: pytest.MonkeyPatch, client_of: Any
) -> None:
    question = short_answer()
    rubric = [{"name": "a new one", "points": 2.0, "counts": "this", "does_not": "that"}]
    monkeypatch.setattr(regrades, "bank", lambda: with_mended(bank(), question, rubric=rubric))
    written = regrade(question, "key", sat.instructors[0])
    address = f"/marking/{PAPER}/{question[:2]}/{question[3:]}/"
    page = client_of(sat.assistants[0]).get(address).text
    assert "a new one" in page
    attempt, item = next(
        (a, i) for a, i in regrades.having(PAPER, question) if attempt_marks.result(a).waiting_for_human == (i.number,)
    )
    form = {"attempt": attempt.pk, "item": item.number, "criterion-0": "1.5", "comment": ""}
    client_of(sat.assistants[0]).post(address, form)
    mark = ShortAnswerMark.objects.filter(attempt=attempt, item=item.number).last()
    assert (mark.points, mark.under) == (["1.5"], written.keys[item.frozen])
    assert attempt_marks.result(attempt).items[item.number - 1].points == 0.75


@pytest.fixture
def without_a_wrong_fill(sat: demo_people.People, monkeypatch: pytest.MonkeyPatch) -> str:
    """A question of code whose author's list knows one fill alone: all others that were typed have to be run."""
    for question in (id for id in asked() if bank()[id].kind == "complete_code"):
        fills = next(iter(shown.named(names_of(question)).values())).kept()["fills"][:1]
        mended = with_mended(bank(), question, fills=fills)
        monkeypatch.setattr(regrades, "bank", lambda mended=mended: mended)
        if regrades.preview(regrades.propose(PAPER, question, "key")).missing.students:
            return question
    pytest.fail("nobody typed a fill that has to be run")


@pytest.mark.needs(SANDBOX)
def test_code_that_a_mended_key_needs_is_run_by_a_worker_before_anything_changes(
    sat: demo_people.People, without_a_wrong_fill: str, client_of: Any
) -> None:
    question, client = without_a_wrong_fill, client_of(sat.instructors[0])
    proposal = regrades.propose(PAPER, question, "key")
    found = regrades.preview(proposal)
    assert found.missing.students
    with pytest.raises(regrades.Refused, match="Run the code first"):
        regrades.confirm(proposal, found.seen, "Why.", sat.instructors[0])
    before = everything()
    assert "Run the code" in client.get(address(question), {"rule": "key"}).text
    for _ in range(2):
        page = client.post(address(question), {"rule": "key", "do": "run"}, follow=True).text
        assert f"{len(found.missing)} program" in page
        assert sum(len(job.students) for job in KeyRun.objects.all()) == len(found.missing.students), "queued once"
    assert not ProgramRun.objects.exists(), "nothing is run within a request"
    assert [performing.do_next(), everything()] == [True, before]
    while performing.do_next():
        pass
    found = regrades.preview(proposal)
    assert not found.missing
    assert "Code is being run" not in client.get(address(question), {"rule": "key"}).text
    regrades.confirm(proposal, found.seen, "Why.", sat.instructors[0])
    assert all(result.final for result in everything().values())


def test_code_that_broke_off_says_so_and_is_queued_anew(
    sat: demo_people.People, without_a_wrong_fill: str, client_of: Any
) -> None:
    question, client = without_a_wrong_fill, client_of(sat.instructors[0])
    client.post(address(question), {"rule": "key", "do": "run"})
    KeyRun.objects.update(state=KeyRun.State.ASIDE, problem="It broke off again and again.")
    assert "It broke off again and again." in client.get(address(question), {"rule": "key"}).text
    client.post(address(question), {"rule": "key", "do": "run"})
    assert {job.state for job in KeyRun.objects.all()} == {KeyRun.State.QUEUED}


@pytest.mark.needs(SANDBOX)
def test_code_of_a_paper_that_closed_while_a_key_was_decided_can_be_run_afterwards(
    sat: demo_people.People, without_a_wrong_fill: str, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, client, by = without_a_wrong_fill, client_of(sat.instructors[0]), sat.instructors[0]
    with monkeypatch.context() as nobody_looks:
        nobody_looks.setattr(key_runs, "missing", lambda *_: Programs())
        proposal = regrades.propose(PAPER, question, "key")
        regrades.confirm(proposal, regrades.preview(proposal).seen, "Why.", by)
    assert not all(result.final for result in everything().values())
    assert "Code that still has to be run" in client.get(address(question)).text
    client.post(address(question), {"do": "run"})
    while performing.do_next():
        pass
    assert all(result.final for _, result in attempt_marks.results(Attempt.objects.all())), "nothing old is remembered"
    assert "Code that still has to be run" not in client.get(address(question)).text


def names_of(question: str) -> set[str]:
    return {item.frozen for _, item in regrades.having(PAPER, question)}


def test_who_draws_the_same_question_later_is_marked_alike_and_who_draws_a_mended_one_is_not(
    sat: demo_people.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked()[0]
    drawn = regrades.having(PAPER, question)
    every = regrades.still_to_be_drawn(question, drawn)
    assert len(every) > 1
    assert {item.frozen for _, item in drawn} <= every
    monkeypatch.setattr(regrades, "bank", lambda: with_mended(bank(), question))
    assert regrades.still_to_be_drawn(question, drawn) == set()


# --- the pages ---


def address(question: str) -> str:
    return f"/papers/{PAPER}/class/regrade/{question[:2]}/{question[3:]}/"


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_the_page_shows_who_would_change_then_confirms_then_takes_it_back(
    sat: demo_people.People, client_of: Any
) -> None:
    client, question = client_of(sat.instructors[0]), somebody_lost_points_at()
    before = everything()
    assert question in client.get(f"/papers/{PAPER}/class/regrade/").text
    page = client.get(address(question), {"rule": "everyone"}).text
    lines = regrades.preview(regrades.propose(PAPER, question, "everyone")).lines
    assert lines
    assert all(line.attempt.student.name.split()[0] in page for line in lines)
    form = {"rule": "everyone", "do": "confirm", "seen": seen_in(page)}
    refused = client.post(address(question), form)
    assert refused.status_code == 422
    assert "Give a reason" in refused.text
    assert everything() == before
    done = client.post(address(question), form | {"reason": "Two options were right."}, follow=True).text
    assert "Two options were right." in done
    assert everything() != before
    undo = client.get(address(question), {"rule": "undo"}).text
    client.post(address(question), {"rule": "undo", "do": "confirm", "seen": seen_in(undo), "reason": "It was not."})
    assert everything() == before


def test_students_whose_mark_changed_are_told_with_the_reason_and_the_others_are_not(
    sat: demo_people.People, client_of: Any
) -> None:
    question = somebody_lost_points_at()
    page = client_of(sat.instructors[0]).get(address(question), {"rule": "everyone"}).text
    form = {"rule": "everyone", "do": "confirm", "seen": seen_in(page), "reason": "Two options were right."}
    client_of(sat.instructors[0]).post(address(question), form)
    told = {row.attempt.student for row in RegradedAttempt.objects.exclude(direction="same")}
    sitting_again = {sat.students[0]}
    other = next(student for student in sat.students if student not in told | sitting_again)
    for student in sorted(told - sitting_again, key=lambda one: one.pk)[:3]:
        row = RegradedAttempt.objects.get(attempt__student=student)
        for place in (f"/papers/{PAPER}/", f"/papers/{PAPER}/review/"):
            text = client_of(student).get(place).text
            assert f"Question {row.item} was regraded" in text
            assert "Two options were right." in text
        assert f"question {row.item} was regraded, and your mark changed" in client_of(student).get("/").text
    for place in ("/", f"/papers/{PAPER}/", f"/papers/{PAPER}/review/"):
        assert "regraded" not in client_of(other).get(place).text


def test_before_the_first_release_nobody_is_told(sat: demo_people.People, client_of: Any, at: Any) -> None:
    question, by = somebody_lost_points_at(), sat.instructors[0]
    at("2026-02-04T10:00")  # the quiz is over, its scores come on the 6th
    regrade(question, "everyone", by)
    at("2026-02-20T10:00")
    student = RegradedAttempt.objects.first().attempt.student
    assert "regraded" not in client_of(student).get(f"/papers/{PAPER}/review/").text
    assert Release.objects.filter(paper=PAPER, shown=True).exists()


def test_a_dropped_question_says_so_on_the_students_page(sat: demo_people.People, client_of: Any) -> None:
    question = asked()[0]
    regrade(question, "drop", sat.instructors[0])
    attempt, item = next((a, i) for a, i in regrades.having(PAPER, question) if a.student != sat.students[0])
    page = client_of(attempt.student).get(f"/papers/{PAPER}/review/").text
    assert "does not count" in page
    assert f"{attempt_marks.result(attempt).out_of:g} points" in page
    assert attempt_marks.result(attempt).out_of == sum(i.points for i in attempt.questions.items) - item.points


def test_the_notice_of_an_edited_file_goes_when_papers_are_marked_by_it(
    sat: demo_people.People, all_mended: None
) -> None:
    question = next(id for id in asked() if bank()[id].group == "multiple_choice")
    attempts = Attempt.objects.filter(paper=PAPER)
    assert question in {one.question for one in shown.changes(attempts)}
    regrade(question, "key", sat.instructors[0])
    assert question not in {one.question for one in shown.changes(attempts)}


def test_a_result_is_worked_out_anew_only_when_its_own_question_is_ruled(sat: demo_people.People) -> None:
    question = asked()[0]
    before = dict(everything())
    regrade(question, "drop", sat.instructors[0])
    having = {attempt.pk for attempt, _ in regrades.having(PAPER, question)}
    for attempt, found in attempt_marks.results(Attempt.objects.all()):
        assert (found is before[attempt.pk]) == (attempt.pk not in having)
        assert (found.key_version == before[attempt.pk].key_version) == (attempt.pk not in having)
