"""What milestones add elsewhere: home, health, clearing up, a student's data, and forgetting."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.campus.site.milestones.conftest import Pair
from tests.campus.site.milestones.desk import PAGE, file, handed_in, ready, save, send, zipped

from chainrule.campus.site import clock
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.milestones import health, housekeeping, shelf
from chainrule.campus.site.milestones.models import Answer, HandIn, Try
from chainrule.campus.site.milestones.summary import summary
from chainrule.campus.site.records_out import export, forgetting


def test_home_says_what_is_due_and_then_what_came_in(pair: Pair, at: Any) -> None:
    home = summary(pair.students[0], clock.now())
    assert [(one.title, one.address, one.action) for one in home.todo] == [("Project milestone 1", PAGE, "Hand in")]
    ready(pair.first)
    send(pair.first)
    home = summary(pair.students[1], clock.now())
    assert home.todo == []
    assert [one.title for one in home.news] == ["Project milestone 1: handed in by Sona Aliyeva. On time."]
    at("2026-03-12T23:40")
    assert "Project milestone 1" in pair.second.get("/").text


def test_home_says_that_late_is_still_taken_and_then_nothing(pair: Pair, at: Any) -> None:
    at("2026-03-12T23:40")
    (todo,) = summary(pair.students[0], clock.now()).todo
    assert todo.note == "late, still accepted"
    at("2026-03-14T12:00")
    assert summary(pair.students[0], clock.now()).todo == []


def test_home_asks_nothing_of_whom_staff_recorded_by_hand(pair: Pair, instructor: Any) -> None:
    RecordedScore.objects.create(
        student=pair.students[0], item="milestone-1", points=80, out_of=100, recorded_by=instructor
    )
    assert summary(pair.students[0], clock.now()).todo == []
    assert len(summary(pair.students[1], clock.now()).todo) == 1


def test_home_of_who_has_no_team_asks_for_nothing(student: Any, at: Any) -> None:
    at("2026-03-12T12:00")
    assert summary(student, clock.now()).todo == []


def test_the_health_page_says_what_waits_and_what_could_not_be_fetched(pair: Pair) -> None:
    assert health.lines()[0].value == "nothing waits to be fetched"
    ready(pair.first)
    send(pair.first)
    assert health.lines()[0].value == "1 wait to be fetched and checked"
    HandIn.objects.update(state=HandIn.State.FAILED)
    (line,) = health.lines()
    assert (line.ok, line.value) == (False, "nothing waits to be fetched; 1 could not be")


def test_what_was_only_tried_goes_after_some_days_and_what_was_handed_in_stays(pair: Pair) -> None:
    ready(pair.first)
    send(pair.first, archive=file())
    send(pair.first, "try", archive=file(zipped({"a.py": b"1"})))
    tried = Try.objects.get()
    kept = handed_in(pair.team)[0].archive
    now = timezone.now()
    assert housekeeping.clear(now) == 0
    long_ago = (now - 2 * housekeeping.KEPT).timestamp()
    for name in (kept, tried.archive):
        os.utime(shelf.path_of(name), (long_ago, long_ago))
    assert housekeeping.clear(now) == 0  # the try is young
    Try.objects.update(queued_at=now - 2 * housekeeping.KEPT)
    assert housekeeping.clear(now) == 1
    assert shelf.path_of(kept).is_file()
    assert not shelf.path_of(tried.archive).exists()


def test_what_is_sent_again_is_young_again(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    name = shelf.keep(b"a file")
    os.utime(shelf.path_of(name), (0, 0))
    assert shelf.older_than(timezone.now() - timedelta(days=1)) == {name}
    assert shelf.keep(b"a file") == name
    assert shelf.older_than(timezone.now() - timedelta(days=1)) == set()
    assert shelf.path_of(name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "/" * 64])
def test_no_other_name_is_a_file_of_the_shelf(name: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        shelf.path_of(name)


def test_the_same_files_are_the_same_zip() -> None:
    assert shelf.packed({"b": b"2", "a": b"1"}) == shelf.packed({"a": b"1", "b": b"2"})


def test_a_student_takes_the_team_s_hand_ins_along(pair: Pair) -> None:
    ready(pair.first)
    send(pair.first, archive=file())
    out = io.BytesIO()
    export.write(pair.students[1], out, "Deep Learning", clock.now())
    with zipfile.ZipFile(out) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".zip")]
        assert packed.read(name) == zipped()
        assert "github.com/null-space/birds" in packed.read("data.json").decode()


def test_files_go_when_the_last_of_a_team_is_forgotten(pair: Pair, django_capture_on_commit_callbacks: Any) -> None:
    save(pair.first, {"used": "No", "what": "A word of Sona.", "checked": ""})
    send(pair.first, archive=file())
    (row,) = handed_in(pair.team)
    with django_capture_on_commit_callbacks(execute=True):
        forgetting.forget([pair.students[0]], apply=True)
    assert shelf.path_of(row.archive).is_file()
    assert not Answer.objects.filter(text="A word of Sona.").exists()
    with django_capture_on_commit_callbacks(execute=True):
        forgetting.forget([pair.students[1]], apply=True)
    assert not shelf.path_of(row.archive).exists()
    row.refresh_from_db()
    assert (row.address, row.members) == ("", [])
