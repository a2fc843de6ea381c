"""A class list on the page: what is shown is what is done, all of it, logged, and nobody is deleted."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from chainrule.campus.site.accounts import roster
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.people import records

from .conftest import HEAD, LIST

NEW = HEAD + "new@example.edu,New Person,A,0047\n"
SAME = "sona@example.edu,Sona Aliyeva,,\nemre@example.edu,Emre Yıldırım,,\n"


def test_a_preview_shows_each_group_and_does_nothing(show: Any, sona: User, emre: User) -> None:
    before = User.objects.count()
    page = show(NEW + "sona@example.edu,Sona Karimli,B,\n")
    plan = page.context["plan"]
    assert [len(group) for group in (plan.new, plan.changed, plan.gone)] == [1, 1, 1]
    for words in ("New: 1", "Changed: 1", "In the course and not in the list: 1", "New Person", "Sona Karimli", "Emre"):
        assert words in page.text
    assert User.objects.count() == before
    assert not AuditEntry.objects.exists()


def test_what_was_confirmed_is_done_and_logged_for_each(confirm: Any, sona: User, emre: User, instructor: User) -> None:
    answer = confirm(NEW + "sona@example.edu,Sona Karimli,B,\n", gone=[emre.pk])
    assert answer.headers["Location"] == "/people/"
    new = User.objects.get(email="new@example.edu")
    assert (new.role, new.section, new.student_id, new.has_usable_password()) == ("student", "A", "0047", False)
    sona.refresh_from_db()
    emre.refresh_from_db()
    assert (sona.name, sona.section, sona.folded_name, emre.is_active) == ("Sona Karimli", "B", "sona karimli", False)
    entries = {entry.subject: entry for entry in AuditEntry.objects.all()}
    assert {subject: entry.action for subject, entry in entries.items()} == {
        "new@example.edu": "people.add",
        "sona@example.edu": "people.change",
        "emre@example.edu": "people.drop",
    }
    assert {entry.who for entry in entries.values()} == {instructor}
    assert entries["sona@example.edu"].details["name"] == "Sona Aliyeva → Sona Karimli"
    assert entries["emre@example.edu"].details["reason"] == "not in the class list (class.csv)"


def test_who_is_gone_stays_unless_ticked(confirm: Any, sona: User, emre: User) -> None:
    confirm(NEW)
    assert User.objects.filter(role="student", is_active=True).count() == 3
    confirm(NEW, gone=[sona.pk])
    assert set(User.objects.filter(is_active=False)) == {sona}
    confirm(NEW, all_gone="yes")
    assert set(User.objects.filter(is_active=False)) == {sona, emre}
    assert User.objects.count() == 4


def test_a_tick_for_somebody_who_is_not_gone_does_nothing(confirm: Any, sona: User, instructor: User) -> None:
    confirm(HEAD + SAME, gone=[instructor.pk, sona.pk, 4711])
    assert not User.objects.filter(is_active=False).exists()


def test_who_comes_back_keeps_the_account_and_the_password(confirm: Any, show: Any, sona: User) -> None:
    User.objects.filter(pk=sona.pk).update(is_active=False)
    assert "Came back: 1" in show(HEAD + SAME).text
    confirm(HEAD + SAME)
    sona.refresh_from_db()
    assert sona.is_active
    assert sona.has_usable_password()
    assert AuditEntry.objects.get(action="people.bring_back").details["person"] == sona.pk


def test_a_list_that_was_done_has_nothing_more_to_do(confirm: Any, show: Any, sona: User, emre: User) -> None:
    confirm(NEW + SAME)
    assert "Nothing to change" in show(NEW + SAME).text


def test_nothing_is_done_where_accounts_changed_since_the_preview(staff: Any, show: Any, sona: User) -> None:
    seen = show(NEW).context["plan"].fingerprint
    User.objects.filter(pk=sona.pk).update(section="C", name="Sona K.")
    answer = staff.post(LIST, {"text": NEW, "seen": seen, "do": "apply"})
    assert answer.status_code == 409
    assert "Accounts changed since you looked" in answer.text
    assert not User.objects.filter(email="new@example.edu").exists()
    again = staff.post(LIST, {"text": NEW, "seen": answer.context["plan"].fingerprint, "do": "apply"})
    assert again.status_code == 302


@pytest.mark.parametrize("seen", ["", "0" * 64, "nonsense"])
def test_nothing_is_done_that_was_not_looked_at(staff: Any, seen: str) -> None:
    assert staff.post(LIST, {"text": NEW, "seen": seen, "do": "apply"}).status_code == 409
    assert not AuditEntry.objects.exists()


def test_a_list_with_conflicts_cannot_be_confirmed(confirm: Any, show: Any, instructor: User) -> None:
    text = f"email,name,role\n{instructor.email},{instructor.name},student\nnew@example.edu,New,\n"
    page = show(text)
    assert "no instructor would be left" in page.text
    assert 'value="apply"' not in page.text
    answer = confirm(text)
    assert (answer.status_code, "nothing was done" in answer.text) == (422, True)
    assert not User.objects.filter(email="new@example.edu").exists()


def test_all_of_a_list_is_done_or_nothing(confirm: Any, monkeypatch: Any, sona: User) -> None:
    """Somebody makes an account with an address of the list at this very moment."""
    added = records._add

    def meanwhile(entry: Any, *rest: Any, **more: Any) -> User:
        if entry.email == "b@example.edu":
            raise IntegrityError("UNIQUE constraint failed")
        return added(entry, *rest, **more)

    monkeypatch.setattr(records, "_add", meanwhile)
    answer = confirm(HEAD + "a@example.edu,A,,\nb@example.edu,B,,\n")
    assert answer.status_code == 409
    assert not User.objects.filter(email="a@example.edu").exists()
    assert not AuditEntry.objects.exists()


def test_accounts_made_by_the_demo_instructor_are_made_up_too(confirm: Any, instructor: User, settings: Any) -> None:
    settings.DEMO = True
    User.objects.filter(pk=instructor.pk).update(is_demo=True)
    confirm(NEW)
    assert User.objects.get(email="new@example.edu").is_demo


HOSTILE: dict[str, tuple[bytes, str]] = {
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "it is not UTF-8"),
    "a huge file": (b"a" * (roster.LARGEST + 1), "more than 1,000,000 bytes"),
    "too many people": (HEAD.encode() + b"a@b.de,A,,\n" * 5001, "5,001 people"),
    "an open quote": (HEAD.encode() + b'a@b.de,"A,,\n', "cannot be read as CSV"),
    "no address": (HEAD.encode() + b"nobody,A,,\n", "line 2, email: Enter a valid email address"),
    "nothing": (b"", "The submitted file is empty"),
    "a name that runs backwards": (HEAD.encode() + "a@b.de,A\u202eb,,\n".encode(), "cannot be seen (U+202E)"),
    "a row over lines": (HEAD.encode() + b'a@b.de,"A\nB",,\n', "it goes over several lines"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_in_words(staff: Any, what: str) -> None:
    content, words = HOSTILE[what]
    answer = staff.post(LIST, {"file": SimpleUploadedFile("class.csv", content), "do": "show"})
    assert answer.status_code == 422
    assert words in answer.text
    assert User.objects.count() == 1


def test_a_file_in_utf_16_is_read_and_confirmed(staff: Any) -> None:
    content = "Email\tName\nali@example.edu\tƏli Şükürov\n".encode("utf-16")
    page = staff.post(LIST, {"file": SimpleUploadedFile("unicode.txt", content), "do": "show"})
    assert "Əli Şükürov" in page.text
    given = {name: page.context[name] for name in ("text", "source")}
    staff.post(LIST, given | {"seen": page.context["plan"].fingerprint, "do": "apply"})
    assert User.objects.get(email="ali@example.edu").name == "Əli Şükürov"


def test_the_most_people_at_once_are_taken(staff: Any, show: Any) -> None:
    text = "email,name\n" + "".join(f"p{n}@example.edu,Person {n}\n" for n in range(5000))
    page = show(text)
    assert len(page.context["plan"].new) == 5000


def test_names_that_look_alike_or_hold_markup_are_only_shown(show: Any, confirm: Any) -> None:
    text = 'email,name\na@example.edu,"<script>alert(1)</script>"\nb@example.edu,Sоna Aliyeva\n'
    page = show(text)
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    confirm(text)
    assert User.objects.get(email="b@example.edu").name == "Sоna Aliyeva"


@pytest.mark.parametrize("form", [{}, {"text": "  "}, {"do": "apply"}, {"do": "show", "text": "\0"}])
def test_without_a_list_the_page_asks_for_one(staff: Any, form: dict[str, str]) -> None:
    answer = staff.post(LIST, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text or 'class="error"' in answer.text


def test_a_file_and_a_pasted_list_are_not_both_taken(staff: Any) -> None:
    file = SimpleUploadedFile("class.csv", NEW.encode())
    assert "Send one of them" in staff.post(LIST, {"file": file, "text": NEW}).text


@pytest.mark.parametrize("gone", [["x"], ["9" * 30], ["-1"]])
def test_a_tick_that_is_no_number_is_refused(confirm: Any, gone: list[str]) -> None:
    assert confirm(NEW, gone=gone).status_code == 400
    assert not User.objects.filter(email="new@example.edu").exists()


def test_the_class_goes_out_as_a_file_without_formulas_and_comes_back_unchanged(
    staff: Any, show: Any, make_user: Any
) -> None:
    for name in ("=HYPERLINK(1)", "@SUM", "-Ana", "+1 Bo", "Əli, O’Rourke", '"Quoted"', "'Abd"):
        make_user("student", name)
    User.objects.filter(name="-Ana").update(student_id="007", section="=A")
    content = staff.get("/people.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert show(content).context["plan"].does_nothing
