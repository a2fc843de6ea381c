"""The page "Roadmap": what each class needs, and what of it this reader has done."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.lectures.models import Answered, ReadingPosition
from chainrule.campus.syllabus import load_course
from chainrule.course import CourseError, find_course


def rows(client: Client) -> dict[str, str]:
    page = client.get("/roadmap/").text
    return {
        n: " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for n, row in re.findall(r'<li id="class-(\d+)"(.*?)</li>\s*(?=<li id=|</ol>)', page, re.S)
    }


def test_each_class_is_in_the_map_and_in_the_list_with_what_it_needs(client: Client, db: None) -> None:
    page, listed = client.get("/roadmap/").text, rows(client)
    for meeting in course().classes:
        if meeting.outcomes:
            assert page.count(f'href="#class-{meeting.number}"') >= 1
            for needed in meeting.needs:
                assert f"class {needed}" in listed[str(meeting.number)]
    assert "not begun" not in page
    assert "Needs no other class" in listed["1"]


def test_a_student_sees_what_was_read_answered_and_handed_in(
    client_of: Callable[[User], Client], student: User
) -> None:
    assert "not begun" in rows(client_of(student))["4"]
    ReadingPosition.objects.create(user=student, lecture=3, fraction=1.0, furthest=1.0)
    ReadingPosition.objects.create(user=student, lecture=4, fraction=0.4, furthest=0.45)
    asked, exercise = texts.text(3).asks, next(one for one in texts.text(3).exercises if one.has_answer)
    Answered.objects.create(user=student, lecture=3, ask=asked[0].id, answer="1")
    Answered.objects.create(user=student, lecture=3, ask=exercise.id, answer="this is no question in the text")
    found = rows(client_of(student))
    assert "read" in found["3"]
    assert f"1 of {len(asked)}" in found["3"]
    assert "45% read" in found["4"]
    assert "class 3 (not done)" in found["4"]
    assert "Quiz 1" in found["3"]
    assert re.search(r"(Go on with|Begin) class \d+: ", client_of(student).get("/roadmap/").text)


def test_who_learns_alone_sees_practice_and_the_folder(alone: Client) -> None:
    assert "Practice" in rows(alone)["3"]
    assert "Quiz" not in alone.get("/roadmap/").text


@pytest.mark.parametrize("needs", ["[4]", "[3]", "[0]", '["2"]'])
def test_a_class_needs_only_classes_before_it(needs: str, tmp_path: object, small: Callable[[str], None]) -> None:
    with pytest.raises(CourseError) as caught:
        small(needs)
    assert "needs" in caught.value.problem
    assert caught.value.line


@pytest.fixture
def small(tmp_path):
    def load(needs: str) -> None:
        for name in ("course.toml", "revisions.md"):
            text = (find_course() / name).read_text(encoding="utf-8")
            (tmp_path / name).write_text(text.replace("needs = [2]", f"needs = {needs}", 1), encoding="utf-8")
        load_course(tmp_path)

    return load
