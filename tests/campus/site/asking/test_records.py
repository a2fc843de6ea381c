"""What the export holds of questions and answers, and what is left when a student is forgotten; the demo's threads."""

import io
import json
import zipfile
from typing import Any

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import board, demo, places, shown
from chainrule.campus.site.asking.models import Thread
from chainrule.campus.site.course import course
from chainrule.campus.site.records_out import export, forgetting

from .conftest import QUIET, answer, ask, page


def test_the_export_has_ones_own_words_and_nobody_elses(asked: Thread, student: User, classmate: User) -> None:
    answer(classmate, asked, "A secret of Casper.", anonymous=True)
    out = io.BytesIO()
    export.write(student, out, "Deep Learning", clock.now())
    with zipfile.ZipFile(out) as packed:
        whole = packed.read("data.json").decode()
    data = json.loads(whole)
    assert data["campus_asking.Thread"][0]["title"] == "Why add?"
    assert data["campus_asking.Version"][0]["text"] == "Why does $x$ add up?"
    assert "Casper" not in whole


def test_who_is_forgotten_is_a_former_student_without_words(
    student: User, classmate: User, assistant: User, client_of: Any, at: Any
) -> None:
    at(QUIET)
    thread = ask(student, anonymous=True, title="Zanzibar asks", text="Zanzibar.")
    board.edit(student, thread.posts.get(), "Zanzibar again.", clock.now())
    answer(classmate, thread)
    answer(student, thread, "Thanks from Zanzibar.")
    board.hide(assistant, thread.posts.get(place=2), "Zanzibar is named.", clock.now())
    forgetting.forget([student], apply=True)
    for who in (classmate, assistant):
        for address in (f"/asking/{thread.pk}/", "/asking/", "/lectures/03/"):
            seen = client_of(who).get(address).text
            assert "anzibar" not in seen
            assert "Sona" not in seen
        assert "Former student asks" in page(client_of(who), thread)
    assert "Each path adds its part." in page(client_of(classmate), thread)


def test_the_demo_class_has_a_thread_of_each_kind(instructor: User, db: None, at: Any) -> None:
    at("2026-02-12T10:00")
    demo_people.make_people()
    people = demo_people.people()
    demo.populate(course(), people, clock.now())
    reader = places.Reader(people.assistants[0], clock.now())
    rows = shown.rows(reader, shown.threads(reader))
    assert {row.thread.kind for row in rows} == {"lecture", "lab"}
    assert {row.is_answered for row in rows} == {True, False}
    assert all(row.thread.at < clock.now() for row in rows)
