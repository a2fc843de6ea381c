"""The grade book's table, one cell of it, its statistics, who is at risk, and Blackboard's file."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.class_book import items, rows_of
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.syllabus import Score, due

ClientOf = Callable[[User | None], Client]
Write = Callable[..., RecordedScore]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def in_march(at: Callable[[str], None]) -> None:
    at("2026-03-18T10:00")


@pytest.fixture
def write(instructor: User) -> Write:
    def record(student: User, item: str, **what: Any) -> RecordedScore:
        return RecordedScore.objects.create(student=student, item=item, recorded_by=instructor, **what)

    return record


@pytest.fixture
def people(make_user: Any, write: Write) -> dict[str, User]:
    """One who did well, one who was late, one whose proposal is to be revised, one of whom nothing is on record."""
    found = {name: make_user("student", name) for name in ("Ana Well", "Ben Late", "Cem Revise", "Dua None")}
    for name, one in found.items():
        if name == "Dua None":
            continue
        for a in items():
            if a.kind in ("quiz", "exam", "milestone") and due(course(), a.id) <= clock.now():
                late = dt.timedelta(minutes=12) if name == "Ben Late" else dt.timedelta(0)
                received = due(course(), a.id) + late if a.kind == "milestone" else None
                write(one, a.id, points=9.0 if name == "Ana Well" else 8.0, out_of=10.0, received_at=received)
        for verdict in ("revise", "received") if name == "Cem Revise" else ("pass",):
            write(one, "proposal", verdict=verdict)
    return found


def names(page: str) -> list[str]:
    """The students of the table, in order."""
    return re.findall(r'<tr id=s\d+><th scope=row><a href="[^"]+">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ana Well", "Ben Late", "Cem Revise", "Dua None"]),
        ("?order=up", ["Dua None", "Cem Revise", "Ben Late", "Ana Well"]),
        ("?by=midterm", ["Ana Well", "Ben Late", "Cem Revise", "Dua None"]),
        ("?by=grade&order=up", ["Dua None", "Cem Revise", "Ben Late", "Ana Well"]),
        ("?show=missing", ["Dua None"]),
        ("?show=late", ["Ben Late"]),
        ("?show=risk", ["Dua None"]),
        ("?show=provisional", ["Cem Revise"]),
        ("?show=provisional&name=CEM", ["Cem Revise"]),
        ("?show=late&name=dua", []),
    ],
)
def test_the_address_sorts_and_filters(
    asked: str, found: list[str], people: dict[str, User], instructor: User, client_of: ClientOf
) -> None:
    page = client_of(instructor).get(f"/gradebook/{asked}")
    assert page.status_code == 200
    assert names(page.text) == found


def test_a_head_says_how_it_is_sorted_and_its_link_turns_it(
    people: dict[str, User], instructor: User, client_of: ClientOf
) -> None:
    client = client_of(instructor)
    page = client.get("/gradebook/?by=midterm&show=risk").text
    head = re.search(r'data-item="midterm" aria-sort="descending"><a href="([^"]+)"', page)
    assert head
    turned = client.get("/gradebook/" + head.group(1).replace("&amp;", "&")).text
    assert 'data-item="midterm" aria-sort="ascending"' in turned
    assert names(turned) == ["Dua None"]
    assert client.get("/gradebook/?by=nothing").status_code == 400


def test_every_cell_says_in_a_letter_how_it_stands(
    people: dict[str, User], advisor: User, instructor: User, client_of: ClientOf
) -> None:
    Excuse.objects.create(student=people["Dua None"], assessment="quiz-1", document="x", verified_by=advisor)
    page = client_of(instructor).get("/gradebook/").text
    line = {name: page[page.index(f">{name}<") :].partition("\n")[0] for name in people}
    assert "<td class=x>–<i>E</i>" in line["Dua None"]
    assert "<td class=m>0.00<i>M</i>" in line["Dua None"]
    assert "<td class=l>72.00<i>L</i>" in line["Ben Late"]
    assert "<td class=p>0.00<i>P</i>" in line["Cem Revise"]
    assert "<b>at risk</b>" not in line["Ana Well"]
    assert len(re.findall("<td", line["Ana Well"])) == len(items()) + 2


def test_the_number_of_queries_does_not_grow_with_the_class(
    make_user: Any, instructor: User, client_of: ClientOf, write: Write
) -> None:
    client, counts = client_of(instructor), []
    for _ in range(2):
        for _ in range(15):
            one = make_user("student")
            write(one, "midterm", points=5.0, out_of=10.0)
            write(one, "quiz-1", points=5.0, out_of=10.0)
        client.get("/gradebook/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/gradebook/?by=midterm&show=missing").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_a_row_is_small(people: dict[str, User], instructor: User, client_of: ClientOf) -> None:
    page = client_of(instructor).get("/gradebook/").text
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    assert len(body) / len(people) < 90 + 30 * (len(items()) + 2)


def test_a_cell_shows_how_it_came_about_and_its_history_to_everybody_who_sees_the_book(
    people: dict[str, User], instructor: User, advisor: User, client_of: ClientOf
) -> None:
    address = f"/gradebook/{people['Ben Late'].pk}/milestone-1/cell/"
    for person in (instructor, advisor):
        for headers in ({}, HTMX):
            page = client_of(person).get(address, headers=headers)
            assert page.status_code == 200
            assert "Late penalty" in page.text
            assert "recorded: 8 of 10" in page.text
            assert "Ines Duarte" in page.text
            assert ("Record</button>" in page.text) is (person == instructor)
            assert ("<html" in page.text) is not bool(headers)


def test_the_table_gets_its_row_back_when_a_cell_was_recorded(
    student: User, instructor: User, client_of: ClientOf
) -> None:
    client, address = client_of(instructor), f"/gradebook/{student.pk}/midterm/"
    wrong = client.post(address, {"points": "21", "out_of": "20"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "At most 20" in wrong.text
    row = client.post(address, {"points": "15,5", "out_of": "20", "seen": "0"}, headers=HTMX)
    assert row.status_code == 200
    assert row.text.startswith(f"<tr id=s{student.pk}>")
    assert "<td>77.50" in row.text


def test_a_number_that_was_there_is_changed_with_a_reason_only(
    student: User, instructor: User, client_of: ClientOf, write: Write
) -> None:
    write(student, "midterm", points=10.0, out_of=20.0)
    client, address = client_of(instructor), f"/gradebook/{student.pk}/midterm/"
    assert 'value="10"' in client.get(address).text
    refused = client.post(address, {"points": "11", "out_of": "20"})
    assert refused.status_code == 422
    assert "Say why the number changes" in refused.text
    assert client.post(address, {"points": "11", "out_of": "20", "note": "a page was overlooked"}).status_code == 302
    page = client.get(address).text
    assert "a page was overlooked" in page
    assert page.index("recorded: 10 of 20") < page.index("recorded: 11 of 20")


def test_of_two_people_at_one_cell_the_second_is_told(
    student: User, instructor: User, client_of: ClientOf, write: Write
) -> None:
    client, address = client_of(instructor), f"/gradebook/{student.pk}/midterm/"
    seen = re.search(r'name="seen" value="(\d+)"', client.get(address).text)
    assert seen
    write(student, "midterm", points=10.0, out_of=20.0)
    answer = client.post(address, {"points": "12", "out_of": "20", "note": "mine", "seen": seen.group(1)})
    assert answer.status_code == 422
    assert "Ines Duarte recorded 10 of 20 since you opened this" in answer.text
    assert records.scores_of(student, clock.now())["midterm"] == Score(10, 20)


def test_statistics_have_every_column_in_which_there_is_a_number(
    people: dict[str, User], instructor: User, client_of: ClientOf
) -> None:
    page = client_of(instructor).get("/gradebook/statistics/").text
    assert 'id="of-midterm"' in page
    assert 'id="of-final"' not in page
    assert page.count("<svg") >= 8
    assert "half of the class lies between" in page


def test_statistics_and_risk_of_an_empty_class_say_what_will_be_there(instructor: User, client_of: ClientOf) -> None:
    client = client_of(instructor)
    assert "No numbers yet" in client.get("/gradebook/statistics/").text
    assert "Nobody is at risk by these rules" in client.get("/gradebook/risk/").text
    assert "No students yet" in client.get("/gradebook/").text


def test_who_is_at_risk_is_named_with_the_reasons_and_the_rules(
    people: dict[str, User], advisor: User, client_of: ClientOf, write: Write
) -> None:
    write(people["Ben Late"], "proposal", withdrawn=True)
    page = client_of(advisor).get("/gradebook/risk/").text
    assert page.index("Dua None") < page.index("Ben Late")
    assert "Ana Well" not in page
    assert "Missed without an excuse: " in page
    assert "The deadline is over, and nothing is on record: Project proposal." in page
    assert "2 or more quizzes and exams missed" in page


def test_the_rows_say_what_the_rules_say(people: dict[str, User]) -> None:
    for row in rows_of(list(people.values()), clock.now()):
        grade = records.grade_of(row.student, clock.now())
        assert row.so_far == grade.so_far
        assert row.at_best == grade.at_best
        assert [cell.percent for cell in row.cells] == [grade.so_far.mark_of(a.id).percent for a in items()]


def test_the_file_has_a_decimal_comma_and_no_mark_where_that_is_asked_for(
    people: dict[str, User], instructor: User, client_of: ClientOf
) -> None:
    content = client_of(instructor).get("/gradebook.csv?decimal=comma&mark=no").content
    assert content.startswith(b"name;email;")
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=";"))
    assert rows[0]["midterm %"] == "90,0000"
    assert rows[0]["midterm points"] == "9"


def test_blackboards_file_is_shown_first_and_then_comes_filled(
    people: dict[str, User], instructor: User, assistant: User, client_of: ClientOf
) -> None:
    user = people["Ana Well"].email.partition("@")[0]
    text = f'"Last Name"\t"Username"\t"Midterm exam [Total Pts: 20 Score] |7"\r\n"Well"\t"{user}"\t""\r\n'
    content = b"\xff\xfe" + text.encode("utf-16-le")
    client = client_of(instructor)
    page = client.post("/gradebook/blackboard/", {"file": SimpleUploadedFile("gc.xls", content)}).text
    assert "1 number" in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    answer = client.post("/gradebook/blackboard/", {"kept": kept.group(1), "file_name": "gc.xls", "download": "yes"})
    assert answer.content == b"\xff\xfe" + text.replace('\t""\r', '\t"18.00"\r').encode("utf-16-le")
    assert answer["Content-Disposition"] == 'attachment; filename="gc.xls"'
    assert AuditEntry.objects.filter(action="grades.blackboard").count() == 1
    assert client.post("/gradebook/blackboard/", {}).status_code == 422
    assert client.post("/gradebook/blackboard/", {"kept": "%%"}).status_code == 422
    assert client_of(assistant).get("/gradebook/blackboard/").status_code == 403
