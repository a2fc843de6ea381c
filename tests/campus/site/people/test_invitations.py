"""One-time links: sent, printed, used once, ended; whoever has another link learns nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.people import invitation_views, invitations, letters
from chainrule.campus.site.people.models import Invitation

CHOSEN = {"new_password1": "a long new password", "new_password2": "a long new password"}
DEAD = "This link does not work"


def test_a_link_works_once_and_signs_in(invited: str, sona: User) -> None:
    client = Client()
    page = client.get(invited)
    assert (page.status_code, "Sona Aliyeva" in page.text) == (200, True)
    assert "no-store" in page.headers["Cache-Control"]
    assert client.post(invited, CHOSEN).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    sona.refresh_from_db()
    assert sona.check_password(CHOSEN["new_password1"])
    for again in (Client().get(invited), Client().post(invited, CHOSEN)):
        assert (again.status_code, DEAD in again.text) == (404, True)
    assert AuditEntry.objects.get(action="people.accept").who == sona


def test_looking_at_a_link_does_not_use_it(invited: str) -> None:
    assert {Client().get(invited).status_code for _ in range(3)} == {200}
    assert Client().head(invited).status_code in (200, 405)
    assert Client().post(invited, CHOSEN).status_code == 302


def test_only_a_hash_of_the_link_is_kept(invited: str) -> None:
    secret = invited.strip("/").split("/")[-1]
    row = Invitation.objects.get()
    assert row.secret_hash == invitations.hashed(secret) != secret
    assert secret not in str(AuditEntry.objects.values_list("details", flat=True))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"new_password1": "short", "new_password2": "short"}, "too short"),
        ({"new_password1": "password123", "new_password2": "password123"}, "too common"),
        ({"new_password1": "sona@example.edu", "new_password2": "sona@example.edu"}, "too similar"),
        ({"new_password1": "one long password", "new_password2": "another password"}, "match"),
        ({}, "required"),
    ],
)
def test_a_password_that_is_not_taken_leaves_the_link_open(invited: str, given: dict[str, str], words: str) -> None:
    answer = Client().post(invited, given)
    assert answer.status_code == 422
    assert words in answer.text
    assert Client().post(invited, CHOSEN).status_code == 302


def revoke(staff: Client, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/do/", {"do": "revoke"})


def drop(staff: Client, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/do/", {"do": "drop", "reason": "x"})


def make_anew(staff: Client, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/do/", {"do": "print"})


def readdress(staff: Client, sona: User) -> None:
    staff.post(f"/people/{sona.pk}/change/", {"name": sona.name, "email": "other@example.edu", "role": "student"})


@pytest.mark.parametrize("end", [revoke, drop, make_anew, readdress])
def test_a_link_ends_with_what_makes_it_wrong(staff: Client, invited: str, sona: User, end: Any) -> None:
    end(staff, sona)
    assert Client().get(invited).status_code == 404
    assert Client().post(invited, CHOSEN).status_code == 404
    sona.refresh_from_db()
    assert not sona.has_usable_password()


def test_a_link_expires_after_14_days(invited: str, at: Any) -> None:
    at("2026-02-17T11:59")
    assert Client().get(invited).status_code == 200
    at("2026-02-17T12:00")
    assert Client().get(invited).status_code == 404


def told(page: Any) -> str:
    """What a page says, without its frame."""
    return str(page.text.partition("<main")[2].partition("</main>")[0])


@pytest.mark.parametrize("secret", ["x", "A" * 43, "é" * 43, "A" * 5000, "%00", "chr_00000000_" + "A" * 43])
def test_a_link_that_was_never_made_reads_like_one_that_ended(invited: str, secret: str) -> None:
    Client().post(invited, CHOSEN)
    used, never = Client().get(invited), Client().get(f"/invitation/{secret}/")
    assert (used.status_code, never.status_code) == (404, 404)
    assert DEAD in never.text
    assert told(never) == told(used)


def test_who_tries_links_has_to_wait_and_a_link_that_works_still_does(invited: str) -> None:
    codes = [Client().get(f"/invitation/{'A' * 42}{n % 10}/").status_code for n in range(31)]
    assert (codes[:30], codes[30]) == ([404] * 30, 429)
    assert Client().get(invited).status_code == 200


def test_of_two_who_use_a_link_at_once_one_does(invited: str, sona: User) -> None:
    there = Invitation.objects.get()
    first = invitations.use(there, make_password("first of the two"), clock.now())
    second = invitations.use(there, make_password("second of the two"), clock.now())
    assert (first, second) == (sona, None)
    sona.refresh_from_db()
    assert sona.check_password("first of the two")


def test_who_is_signed_in_as_another_is_told(invited: str, client_of: Any, emre: User, sona: User) -> None:
    client = client_of(emre)
    assert "You are signed in as Emre" in client.get(invited).text
    client.post(invited, CHOSEN)
    assert client.get("/account/").context["user"] == sona


def test_a_forgotten_password_is_replaced_and_other_browsers_are_signed_out(
    staff: Client, sona: User, client_of: Any
) -> None:
    elsewhere = client_of(sona)
    staff.post(f"/people/{sona.pk}/do/", {"do": "email"})
    assert elsewhere.get("/account/").status_code == 200
    assert Client().post(address_in(mail.outbox[0].body), CHOSEN).status_code == 302
    assert elsewhere.get("/account/").status_code == 302


def address_in(text: str) -> str:
    found = re.search(r"http://testserver(/invitation/[\w-]{43}/)", text)
    assert found
    return found[1]


@pytest.fixture
def three(make_user: Any) -> list[User]:
    """Three who have no password."""
    people = [make_user("student", name) for name in ("Ana", "Bo", "Cy")]
    User.objects.filter(role="student").update(password="!none")
    return people


def test_all_who_have_no_password_are_invited_once(staff: Client, three: list[User], emre: User) -> None:
    assert "3 people have no password and no invitation" in staff.get("/people/").text
    answer = staff.post("/people/invite/", {"how": "email"}, follow=True)
    assert "3 invitations sent" in answer.text
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in three)
    assert mail.outbox[0].subject.endswith("choose your password")
    for message in mail.outbox:
        assert Client().get(address_in(message.body)).status_code == 200
    staff.post("/people/invite/", {"how": "email"})
    assert len(mail.outbox) == 3
    assert AuditEntry.objects.filter(action="people.invite").count() == 3


def test_a_sheet_has_a_strip_for_each_and_is_shown_once(staff: Client, three: list[User]) -> None:
    page = staff.post("/people/invite/", {"how": "print"})
    assert page.headers["Cache-Control"] == "no-store, private"
    assert [user.name for user, _ in page.context["strips"]] == ["Ana", "Bo", "Cy"]
    assert all(link in page.text for _, link in page.context["strips"])
    assert not mail.outbox
    assert staff.post("/people/invite/", {"how": "print"}).status_code == 302


def test_so_many_go_out_at_once(staff: Client, three: list[User], monkeypatch: Any) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    assert "1 still wait: send again" in staff.post("/people/invite/", {"how": "email"}, follow=True).text
    staff.post("/people/invite/", {"how": "email"})
    assert len(mail.outbox) == 3


class Refuses(EmailBackend):
    """A mail server that refuses one address."""

    def send_messages(self, messages: Any) -> int:
        if "student3@" in messages[0].to[0]:
            raise ConnectionRefusedError
        return int(super().send_messages(messages))


def test_whom_the_mail_does_not_reach_is_named_and_waits_on(staff: Client, three: list[User], settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refuses"
    answer = staff.post("/people/invite/", {"how": "email"}, follow=True)
    assert "2 invitations sent" in answer.text
    assert "Not sent to Bo" in answer.text
    assert [user.name for user in invitations.waiting(clock.now())] == ["Bo"]


class Down(EmailBackend):
    """A mail server that does not answer."""

    tried = 0

    def send_messages(self, messages: Any) -> int:
        Down.tried += 1
        raise TimeoutError


def test_after_three_failures_the_others_are_not_tried(settings: Any, make_user: Any) -> None:
    users = [make_user("student") for _ in range(6)]
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    assert letters.send([(user, "s" * 43) for user in users], str) == users
    assert Down.tried == 3


def test_without_a_mail_server_the_page_says_where_the_messages_go(
    staff: Client, three: list[User], settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    assert "sends no e-mail yet" in staff.get("/people/").text
    answer = staff.post("/people/invite/", {"how": "email"}, follow=True)
    assert "3 invitations written to files" in answer.text
    assert sum(file.read_text().count("/invitation/") for file in (tmp_path / "mail").iterdir()) == 3


def test_the_link_of_an_instructor_with_a_password_is_never_shown(staff: Client, make_user: Any) -> None:
    other = make_user("instructor")
    assert "Show a link to print" not in staff.get(f"/people/{other.pk}/").text
    answer = staff.post(f"/people/{other.pk}/do/", {"do": "print"}, follow=True)
    assert "only sent by e-mail" in answer.text
    assert not Invitation.objects.exists()
    staff.post(f"/people/{other.pk}/do/", {"do": "email"})
    assert mail.outbox[0].to == [other.email]


def test_who_is_dropped_gets_no_link(staff: Client, sona: User) -> None:
    User.objects.filter(pk=sona.pk).update(is_active=False)
    answer = staff.post(f"/people/{sona.pk}/do/", {"do": "email"}, follow=True)
    assert "Bring Sona Aliyeva back first" in answer.text
    assert not mail.outbox


def test_the_state_of_each_is_on_the_list(staff: Client, three: list[User], at: Any) -> None:
    assert staff.get("/people/").text.count("Not invited") == 3
    staff.post(f"/people/{three[0].pk}/do/", {"do": "print"})
    assert ">Invited<" in staff.get("/people/").text
    assert {one.name for one in staff.get("/people/?state=waiting").context["page"]} == {"Bo", "Cy"}
    at("2026-03-03T12:00")
    assert "Link expired" in staff.get("/people/").text
    assert len(staff.get("/people/?state=waiting").context["page"].object_list) == 3


def test_a_made_up_account_is_not_opened_by_a_link_on_a_real_site(invited: str, sona: User) -> None:
    User.objects.filter(pk=sona.pk).update(is_demo=True)
    assert Client().post(invited, CHOSEN).status_code == 404


def test_links_last_as_long_as_the_letter_says(sona: User) -> None:
    assert timedelta(days=14) == invitations.LASTS
    assert "once, for 14 days" in letters.message(sona, "https://x").body
    assert invitation_views.WRONG.most == 30
