"""Papers on paper: variants that stay as they were made, and sheets that become marks, or errors by row."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.questions import Variant
from chainrule.campus.questions.sheets import key_of
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.grades import records
from chainrule.campus.site.papers import attempt_marks, runs, sitting
from chainrule.campus.site.papers.models import Attempt, Release
from chainrule.campus.site.papers.shown import Shown, named, names
from chainrule.campus.site.printed import desk, variants
from chainrule.campus.site.printed.models import PrintedPaper, Sheet
from chainrule.campus.syllabus import Score

OPEN = "2026-02-03T12:00"


@pytest.fixture
def made(at: Callable[[str], None], instructor: User) -> list[PrintedPaper]:
    """Three variants of quiz 1."""
    at(OPEN)
    return variants.make("quiz-1", 3, instructor)


def asked(printed: PrintedPaper) -> list[Variant]:
    shown = Shown(named(names([printed.questions])))
    return [shown.variant_of(item) for item in printed.questions.items]


def right_row(printed: PrintedPaper, student: str = "Sona Aliyeva") -> desk.Row:
    """A sheet that gets all points."""
    variants_ = asked(printed)
    ran = runs.runner().run_cached(program for one in variants_ for program in one.author_programs())
    return desk.Row(student, str(printed.number), [key_of(one, ran) for one in variants_])


def typed(rows: list[desk.Row], by: User, *, instead: bool = False) -> list[Attempt]:
    return desk.type_in("quiz-1", rows, by, clock.now(), instead=instead)


def test_a_variant_stays_as_it_was_made_and_no_two_are_alike(made: list[PrintedPaper], instructor: User) -> None:
    again = variants.make("quiz-1", 5, None)
    assert [one.number for one in again] == [1, 2, 3, 4, 5]
    assert [one.drawn for one in again[:3]] == [one.drawn for one in made]
    assert len({tuple((item.question, item.seed) for item in one.questions.items) for one in again}) == 5
    assert [one.number for one in variants.make("quiz-1", 2, None)] == [1, 2]
    log = AuditEntry.objects.filter(action="papers.print")
    assert sorted(entry.details["variants"] for entry in log) == [[1, 2, 3], [4, 5]]


def test_typed_sheets_are_marked_and_counted_like_attempts_on_the_site(
    made: list[PrintedPaper], student: User, make_user: Callable[..., User], assistant: User, instructor: User
) -> None:
    ben = make_user("student", "Ben Okri")
    half = right_row(made[1], "BEN OKRI")
    half.cells[:7] = ["-"] * 7
    assert len(typed([right_row(made[0], student.email), desk.Row(), half], assistant)) == 2
    runs.run_pending(isolated=runs.runner())
    Release.objects.create(paper="quiz-1", by=instructor)
    assert records.scores_of(student, clock.now())["quiz-1"] == Score(10, 10)
    assert records.scores_of(ben, clock.now())["quiz-1"] == Score(3, 10)
    found = attempt_marks.review(Attempt.objects.get(student=ben))
    assert (found["final"], found["flags"]) == (True, [])
    assert sitting.current(student, "quiz-1").ended == Attempt.Ended.SUBMITTED  # nobody sits it once more on the site
    sheet = Sheet.objects.get(attempt__student=student)
    assert (sheet.printed, sheet.typed_by, sheet.cells) == (made[0], assistant, right_row(made[0]).cells)


WRONG = [
    ("student", "", "No student is named."),
    ("student", "nobody@example.edu", "no student with the address or the name “nobody@example.edu”"),
    ("student", "Arif Nuriyev", "no student with the address or the name “Arif Nuriyev”"),
    ("student", "So\x1bna", "Student: character 3 cannot be seen (U+001B)"),
    ("variant", "", "No variant is named."),
    ("variant", "9", "The variant “9” was not printed. Printed are the variants 1 to 3."),
    ("variant", "one", "The variant “one” was not printed."),
    (0, "Z", "Question 1: its options are A to "),
    (0, "", "Question 1: the cell cannot be empty. Type - where nothing was answered."),
]


def test_wrong_rows_get_their_errors_and_the_right_ones_are_recorded(
    made: list[PrintedPaper], student: User, make_user: Callable[..., User], assistant: User
) -> None:
    rows = []
    for place, value, _ in WRONG:
        row = right_row(made[0], make_user("student").email)
        if isinstance(place, int):
            row.cells[place] = value
        else:
            setattr(row, place, value)
        rows.append(row)
    good = right_row(made[2])
    assert [attempt.student for attempt in typed([*rows, good], assistant)] == [student]
    assert good.errors == []
    for row, (_, _, words) in zip(rows, WRONG, strict=True):
        assert len(row.errors) == 1
        assert words in row.errors[0]
    assert Attempt.objects.count() == Sheet.objects.count() == 1


def test_a_student_who_stands_in_two_rows_is_in_none(
    made: list[PrintedPaper], student: User, make_user: Callable[..., User], assistant: User
) -> None:
    rows = [right_row(made[0], student.email), right_row(made[1], "sona aliyeva")]
    assert typed(rows, assistant) == []
    assert [row.errors for row in rows] == [["Sona Aliyeva stands in 2 rows: keep one of them."]] * 2
    make_user("student", "Sona Aliyeva")
    twice = right_row(made[0])
    assert typed([twice], assistant) == []
    assert twice.errors == ["2 students are called “Sona Aliyeva”. Type the address instead."]


def test_a_sheet_replaces_what_is_recorded_only_where_that_is_said(
    made: list[PrintedPaper], student: User, assistant: User, instructor: User
) -> None:
    begun = sitting.begin(student, "quiz-1", clock.now())
    row = right_row(made[0])
    assert typed([row], assistant, instead=True) == []
    assert row.errors == ["Sona Aliyeva is taking it on the site now. Send the row again when that is over."]
    sitting.submit(begun, clock.now())
    assert typed([row], assistant) == []
    assert row.errors[0].startswith("An attempt on the site of Sona Aliyeva is recorded already.")
    slip = right_row(made[0])
    slip.cells[0] = "-"
    assert len(typed([slip], assistant, instead=True)) == 1
    assert typed([row], assistant) == []
    assert row.errors[0].startswith("A sheet of Sona Aliyeva is recorded already.")
    assert len(typed([row], assistant, instead=True)) == 1
    assert list(student.attempts.order_by("round").values_list("round", flat=True)) == [1, 2, 3]
    runs.run_pending(isolated=runs.runner())
    Release.objects.create(paper="quiz-1", by=instructor)
    assert records.scores_of(student, clock.now())["quiz-1"] == Score(10, 10)


def test_the_page_keeps_what_is_wrong_and_takes_what_is_right(
    made: list[PrintedPaper], student: User, assistant: User, client_of: Callable[[User], Client]
) -> None:
    browser, page = client_of(assistant), "/papers/quiz-1/class/sheets/"
    assert b"Sheet 6" in browser.get(page).content
    assert b"Sheet 12" in browser.get(f"{page}?rows=12").content
    row = right_row(made[0])
    form: dict[str, Any] = {"r2-student": row.student, "r2-variant": "7"}
    form |= {f"r2-{number}": cell for number, cell in enumerate(row.cells, 1)}
    refused = browser.post(page, form)
    assert refused.status_code == 422
    assert "The variant “7” was not printed." in refused.text
    assert 'value="Sona Aliyeva"' in refused.text
    assert Attempt.objects.count() == 0
    done = browser.post(page, form | {"r2-variant": "1"}, follow=True)
    assert "1 sheet recorded." in done.text
    assert "Sona Aliyeva" in done.text
    assert Attempt.objects.get().student == student


def test_papers_have_answer_sheets_and_no_key_and_keys_stand_apart(
    made: list[PrintedPaper], assistant: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(assistant)
    papers, keys = (browser.get(f"/papers/quiz-1/class/print/{what}/").text for what in ("papers", "keys"))
    assert papers.count("Answer sheet: Quiz 1, variant") == 3
    assert 'class="printed-key"' not in papers
    assert keys.count('class="printed-key"') == 30
    options = [option for one in made for variant in asked(one) for option in variant.feedback(None).get("options", [])]
    plain = [option["because"] for option in options if re.fullmatch(r"[\w ,.:;()-]+", option["because"])]
    assert len(plain) > 5
    assert [reason for reason in plain if reason in papers or reason not in keys] == []
    assert browser.get("/papers/quiz-1/class/print/else/").status_code == 404


def test_before_variants_are_made_every_way_leads_to_making_them(
    assistant: User, client_of: Callable[[User], Client], at: Callable[[str], None]
) -> None:
    at(OPEN)
    browser, page = client_of(assistant), "/papers/quiz-1/class/print/"
    assert browser.get("/papers/quiz-1/class/sheets/").headers["Location"] == page
    assert browser.get(f"{page}papers/").status_code == 404
    for count, words in (
        ("0", "from 1 to 60"),
        ("61", "from 1 to 60"),
        ("many", "from 1 to 60"),
        ("", "Say how many."),
    ):
        refused = browser.post(page, {"count": count})
        assert refused.status_code == 422
        assert words in refused.text
    assert "2 variants made." in browser.post(page, {"count": "2"}, follow=True).text
    assert "There are 2 variants already" in browser.post(page, {"count": "1"}, follow=True).text
    assert "cannot be drawn" in browser.post("/papers/quiz-9/class/print/", {"count": "2"}).text
    assert PrintedPaper.objects.count() == 2
