"""All that the site holds about one student as a file: all of it, nobody else's, and no key before its time."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import Attempt, Release, ShortAnswerMark
from chainrule.campus.site.records_out import export

from .conftest import WORD

ADDRESS = "/account/export/"


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def exported(student: User) -> dict[str, str]:
    out = io.BytesIO()
    export.write(student, out, "Deep Learning", clock.now())
    return unpacked(out.getvalue())


def test_the_file_has_json_tables_hand_ins_and_says_what_it_is(everywhere: User) -> None:
    files = exported(everywhere)
    data = json.loads(files["data.json"])
    assert data["campus_accounts.User"][0]["email"] == everywhere.email
    assert data["campus_papers.Sitting"][0]["reason"] == WORD
    rows = list(csv.DictReader(io.StringIO(files["tables/labs-Submission.csv"])))
    assert [row["lab"] for row in rows] == ["01"]
    (hand_in,) = [text for name, text in files.items() if name.startswith("hand-ins/lab-01/")]
    assert hand_in == f"# {WORD}"
    assert f"holds about {everywhere.name}" in " ".join(files["README.txt"].split())


def test_no_key_and_no_mark_of_a_paper_leaves_before_its_release(
    everywhere: User, marked: Attempt, instructor: User
) -> None:
    before = json.loads(exported(everywhere)["data.json"])
    assert before["campus_papers.AnswerEvent"], "one's own answers leave"
    for label in ("ShortAnswerMark", "RegradedAttempt", "LookAgain"):
        assert before[f"campus_papers.{label}"] == []
    said = " ".join(exported(everywhere).values())
    for item in marked.drawn["items"]:
        assert item["question"] not in said
        assert item["fingerprint"] not in said
        assert item.get("frozen", "-" * 9) not in said
    Release.objects.create(paper="quiz-1", by=instructor)
    after = json.loads(exported(everywhere)["data.json"])
    assert len(after["campus_papers.ShortAnswerMark"]) == ShortAnswerMark.objects.count() > 0
    assert after["campus_papers.ShortAnswerMark"][0]["comment"] == "Well said."


def test_nothing_of_others_is_in_it(everywhere: User, make_user: Any, instructor: User) -> None:
    other = make_user("student", "Omar Hasan")
    said = " ".join(exported(other).values())
    assert WORD not in said
    assert everywhere.email not in said
    mine = " ".join(exported(everywhere).values())
    assert instructor.name not in mine
    assert instructor.email not in mine


def test_a_cell_is_no_formula() -> None:
    assert [export.cell(value) for value in ("=1+1", "@x", "-1", "plain", -1, {"a": "=1"})] == [
        "'=1+1", "'@x", "'-1", "plain", -1, '{"a": "=1"}',
    ]  # fmt: skip


def test_a_student_downloads_it_from_the_account_page_and_that_is_logged(everywhere: User, client_of: Any) -> None:
    client = client_of(everywhere)
    assert "Download my data" in client.get("/account/").text
    answer = client.post(ADDRESS)
    assert answer.headers["Content-Type"] == "application/zip"
    assert "data.json" in unpacked(b"".join(answer.streaming_content))
    assert AuditEntry.objects.get(action="account.export").subject_of == everywhere


@pytest.mark.parametrize("role", ["instructor", "assistant", "advisor"])
def test_others_have_no_such_button(role: str, make_user: Any, client_of: Any) -> None:
    assert "Download my data" not in client_of(make_user(role)).get("/account/").text


def test_it_is_not_to_be_had_in_the_middle_of_a_paper(student: User, client_of: Any, at: Any) -> None:
    at("2026-02-03T12:00")
    sitting.begin(student, "quiz-1", clock.now())
    answer = client_of(student).post(ADDRESS, follow=True)
    assert "You are taking a paper now." in answer.content.decode()
