"""Signing in and out, one's own account, the audit log, and accounts made on the command line."""

from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable

PASSWORD = "correct horse battery"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": email, "password": password, **more})


def test_email_is_matched_without_regard_to_case_and_spaces(client: Client, student: User) -> None:
    answer = sign_in(client, f"  {student.email.upper()} ")
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200


def test_an_address_has_one_account_whatever_its_case(student: User) -> None:
    with pytest.raises(ValidationError, match="an account with this address"):
        User.objects.create_user(student.email.title(), "Again", "student", PASSWORD)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_never_leads_off_the_site(client: Client, student: User, back: str) -> None:
    assert sign_in(client, student.email, next=back).headers["Location"] == "/"


def test_every_failure_reads_the_same(client: Client, student: User, make_user: Any) -> None:
    off = make_user("student")
    off.is_active = False
    off.save()
    texts = set()
    for email, password in [(student.email, "wrong"), ("nobody@example.edu", PASSWORD), (off.email, PASSWORD)]:
        answer = sign_in(client, email, password)
        assert answer.status_code == 200
        texts.add(str(answer.context["form"].non_field_errors()))
    assert len(texts) == 1
    assert "do not match" in texts.pop()


def test_guessing_is_stopped_for_that_account_only(client: Client, student: User, instructor: User) -> None:
    for _ in range(7):
        assert sign_in(client, student.email, "guess").status_code == 200
    assert sign_in(client, student.email, "guess").status_code == 429
    locked = sign_in(client, student.email)
    assert locked.status_code == 429
    assert "15 minutes" in locked.text
    assert sign_in(client, instructor.email).status_code == 302
    client.logout()
    call_command("axes_reset_username", student.email, stdout=StringIO())
    assert sign_in(client, student.email).status_code == 302


@pytest.mark.parametrize("hostile", ["a" * 10_000 + "@example.edu", "\x00@example.edu", "' OR 1=1 --", ""])
def test_hostile_addresses_are_refused_in_words(client: Client, db: None, hostile: str) -> None:
    answer = sign_in(client, hostile)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_signing_out_needs_a_post_and_ends_the_session(client_of: Any, student: User) -> None:
    client = client_of(student)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_pages_of_a_signed_in_person_are_not_kept_by_caches(client_of: Any, student: User) -> None:
    assert client_of(student).get("/account/").headers["Cache-Control"] == "no-store, private"


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(student: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, student.email)
    assert answer.status_code == 403
    assert "reload the page" in answer.text


def test_changing_the_password_signs_other_browsers_out(client_of: Any, student: User) -> None:
    here, there = client_of(student), client_of(student)
    new = "a better battery horse"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert AuditEntry.objects.get().action == "account.password"


def test_a_password_that_everybody_knows_is_refused(client_of: Any, student: User) -> None:
    form = {"old_password": PASSWORD, "new_password1": "1234567890", "new_password2": "1234567890"}
    answer = client_of(student).post("/account/password/", form)
    assert answer.status_code == 400
    assert "too common" in answer.text


@pytest.mark.parametrize(
    ("theme", "next_page", "cookie", "location"),
    [("dark", "/sign-in/", "dark", "/sign-in/"), ("light", "//evil.example/", "light", "/")],
)
def test_the_theme_is_kept_and_leads_back(
    client: Client, db: None, theme: str, next_page: str, cookie: str, location: str
) -> None:
    answer = client.post("/theme/", {"theme": theme, "next": next_page})
    assert answer.headers["Location"] == location
    assert answer.cookies["theme"].value == cookie
    assert f'data-theme="{cookie}"' in client.get("/sign-in/").text


def test_an_unknown_theme_is_refused_in_words(client: Client, db: None) -> None:
    answer = client.post("/theme/", {"theme": "pink", "next": "/"})
    assert (answer.status_code, "one of light, dark, auto is expected, not “pink”" in answer.text) == (400, True)
    assert "theme" not in answer.cookies


def test_an_unknown_theme_in_the_cookie_is_ignored(client: Client, db: None) -> None:
    client.cookies["theme"] = '"><script>'
    assert '<html lang="en" data-theme="auto">' in client.get("/sign-in/").text


def test_the_audit_log_can_only_grow(student: User) -> None:
    entry = audit.record(student, "labs.submit", "lab 3", points=4)
    assert AuditEntry.objects.get().details == {"points": 4}
    entry.action = "something else"
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="x"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "x"}),
    ):
        with pytest.raises(NotChangeable):
            change()
    assert AuditEntry.objects.get().action == "labs.submit"


def test_the_audit_log_is_read_a_page_at_a_time(client_of: Any, instructor: User) -> None:
    for number in range(101):
        audit.record(None if number else instructor, "papers.close", f"attempt {number}", note="<b>")
    client = client_of(instructor)
    newest, oldest = client.get("/audit/").text, client.get("/audit/?page=2").text
    assert "attempt 100" in newest
    assert "the site" in newest
    assert "&lt;b&gt;" in newest
    assert "attempt 0" in oldest
    assert instructor.name in oldest
    odd = client.get("/audit/?page=nonsense")
    assert (odd.status_code, "`page`: a whole number" in odd.text) == (400, True)


def test_an_account_made_on_the_command_line_can_sign_in(client: Client, db: None) -> None:
    out = StringIO()
    call_command("adduser", "New.Person@Example.edu", name="New Person", role="assistant", stdout=out)
    email, password = out.getvalue().strip().split(",")
    assert sign_in(client, email, password).status_code == 302
    assert User.objects.get().role == "assistant"
