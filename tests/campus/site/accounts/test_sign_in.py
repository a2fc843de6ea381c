"""Signing in under attack: who is locked out, who is not, and how many threads hash passwords."""

import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from chainrule.campus.site import settings as site_settings
from chainrule.campus.site.accounts import passwords, sign_in
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.share import Busy, Share

PASSWORD = "correct horse battery"
CAMPUS = "192.0.2.1"


def browser(address: str = CAMPUS, **more: str) -> Client:
    return Client(REMOTE_ADDR=address, **more)


def sign(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"username": email, "password": password}, **more)


def guess(client: Client, email: str, times: int = 8) -> Any:
    return [sign(client, email, "a guess") for _ in range(times)][-1]


def test_a_guesser_locks_out_his_own_address_alone(student: User) -> None:
    assert guess(browser("203.0.113.9"), student.email).status_code == 429
    assert sign(browser("203.0.113.9"), student.email).status_code == 429
    assert sign(browser(), student.email).status_code == 302


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"])
def test_a_guesser_cannot_make_up_another_address(student: User, header: str) -> None:
    for n in range(8):
        sign(browser(**{header: f"198.51.100.{n}"}), student.email, "a guess")
    assert sign(browser(**{header: "198.51.100.99"}), student.email).status_code == 429


def test_behind_a_configured_proxy_each_visitor_has_an_address_of_their_own(student: User, settings: Any) -> None:
    settings.PROXIES = [ip_network("10.0.0.0/8")]
    proxy = {"address": "10.0.0.1"}
    assert guess(browser(**proxy, HTTP_X_FORWARDED_FOR="203.0.113.9"), student.email).status_code == 429
    assert sign(browser(**proxy, HTTP_X_FORWARDED_FOR="198.51.100.7"), student.email).status_code == 302


def test_a_browser_in_which_she_signed_in_before_is_not_locked_out_by_others_at_her_address(student: User) -> None:
    own = browser()
    assert sign(own, student.email).status_code == 302
    own.post("/sign-out/")
    assert guess(browser(), student.email).status_code == 429
    assert sign(browser(), student.email).status_code == 429
    assert sign(own, student.email).status_code == 302


def test_a_known_browser_is_not_a_way_to_guess_without_end(student: User, make_user: Any) -> None:
    other, own = make_user("student"), browser()
    sign(own, student.email)
    own.post("/sign-out/")
    assert guess(own, student.email).status_code == 429, "her own browser, in another's hands"
    assert guess(own, other.email).status_code == 429, "it is known for one account only"


@pytest.mark.parametrize("value", ["", "x", "0" * 24 + "-" + "0" * 64, "²" * 24 + "-" + "0" * 64])
def test_a_made_up_cookie_makes_no_known_browser(student: User, value: str) -> None:
    client = browser()
    client.cookies[sign_in.COOKIE] = value
    assert guess(client, student.email).status_code == 429
    assert sign(browser(), student.email).status_code == 429, "both were counted as the same place"


def test_who_is_signed_in_is_not_touched(student: User, client_of: Callable[..., Client]) -> None:
    inside = client_of(student)
    inside.defaults["REMOTE_ADDR"] = CAMPUS
    assert guess(browser(), student.email).status_code == 429
    assert inside.get("/account/").status_code == 200
    new = "a better battery horse"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert inside.post("/account/password/", form).status_code == 302
    assert inside.get("/account/").status_code == 200


def test_a_class_behind_one_address_signs_in_within_a_minute(make_user: Any) -> None:
    people = [make_user("student") for _ in range(40)]
    for person in people:
        assert sign(browser(), person.email, "a slip").status_code == 200
        assert sign(browser(), person.email).status_code == 302


def test_a_flood_from_one_address_is_told_to_wait_and_the_next_address_is_not(student: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(sign_in, "TRIES", sign_in.Rate("few", 5, 60))
    for n in range(5):
        assert sign(browser(), f"nobody{n}@example.edu").status_code == 200
    refused = sign(browser(), student.email)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "from your network" in refused.text
    assert sign(browser("198.51.100.7"), student.email).status_code == 302


def test_guessing_the_password_of_a_session_that_was_left_open_is_stopped(student: User, client_of: Any) -> None:
    inside, new = client_of(student), "a better battery horse"
    form = {"old_password": "a guess", "new_password1": new, "new_password2": new}
    assert {inside.post("/account/password/", form).status_code for _ in range(8)} == {400}
    refused = inside.post("/account/password/", form | {"old_password": PASSWORD})
    assert (refused.status_code, "Wait " in refused.text) == (429, True)
    assert inside.get("/account/").status_code == 200


class Counted(PBKDF2PasswordHasher):
    """The real hasher with one round, which counts."""

    iterations = 1
    made: list[str] = []  # noqa: RUF012

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self.made.append(password)
        return str(super().encode(password, salt, 1))


def test_an_account_that_is_not_there_costs_the_same_and_reads_the_same(make_user: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    there, off, demo = (make_user("student") for _ in range(3))
    User.objects.filter(pk=off.pk).update(is_active=False)
    User.objects.filter(pk=demo.pk).update(is_demo=True)
    seen = set()
    for email in (there.email, off.email, demo.email, "nobody@example.edu"):
        Counted.made.clear()
        answer = sign(browser(), email, "wrong")
        seen.add((len(Counted.made), answer.status_code, str(answer.context["form"].non_field_errors())))
    assert len(seen) == 1
    assert seen.pop()[0] == 1
    locked = {guess(browser("203.0.113.9"), email).content for email in (there.email, "nobody@example.edu")}
    assert len({len(page) for page in locked}) == 1


@pytest.fixture
def slow_hasher(settings: Any, monkeypatch: Any) -> Iterator[threading.Event]:
    """The site's own hasher, whose work ends when the event says so; with room for one thread and a bench for one."""
    go = threading.Event()
    settings.PASSWORD_HASHERS = ["chainrule.campus.site.accounts.passwords.SharedHasher"]
    monkeypatch.setattr(passwords, "share", Share(at_once=1, waiting=1, patience=60.0))

    def encode(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        go.wait(60)
        return f"pbkdf2_sha256$1${salt}$x"

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    yield go
    go.set()


def test_hashing_takes_so_many_threads_and_the_rest_is_sent_away_at_once(slow_hasher: threading.Event) -> None:
    hasher = passwords.SharedHasher()
    held = [threading.Thread(target=hasher.encode, args=("a", "salt")) for _ in range(2)]
    for thread in held:
        thread.start()
    while not no_room(passwords.share):  # until both have their places
        time.sleep(0.001)
    with pytest.raises(Busy):
        hasher.encode("b", "salt")
    slow_hasher.set()
    for thread in held:
        thread.join(60)
    assert hasher.encode("c", "salt").startswith("pbkdf2_sha256$")


def no_room(share: Share) -> bool:
    return share._bench._value == 0


@pytest.mark.parametrize("known", [True, False])
def test_a_busy_server_says_so_and_keeps_what_was_typed(
    student: User, settings: Any, monkeypatch: Any, known: bool
) -> None:
    email = student.email if known else "nobody@example.edu"
    settings.PASSWORD_HASHERS = ["chainrule.campus.site.accounts.passwords.SharedHasher"]
    User.objects.filter(pk=student.pk).update(password="pbkdf2_sha256$1$salt$x")
    full = Share(at_once=1, waiting=0, patience=0.01)
    monkeypatch.setattr(passwords, "share", full)
    with full.taken():
        answer = browser().post("/sign-in/", {"username": email, "password": PASSWORD, "next": "/labs/"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert f'value="{email}"' in answer.text
    assert 'value="/labs/"' in answer.text
    assert PASSWORD not in answer.text


def test_hashes_that_were_made_before_stay_good() -> None:
    text = PBKDF2PasswordHasher().encode(PASSWORD, "some salt", 10)
    assert passwords.SharedHasher().verify(PASSWORD, text)
    assert not passwords.SharedHasher().verify("another", text)


def test_no_other_hasher_makes_passwords() -> None:
    first, *others = site_settings.PASSWORD_HASHERS
    assert first == "chainrule.campus.site.accounts.passwords.SharedHasher"
    assert not [name for name in others if name.endswith(".PBKDF2PasswordHasher")]


def test_signing_in_leads_nowhere_round_in_circles(student: User, client_of: Any) -> None:
    for back in ("/sign-in/", "/sign-in/?next=/sign-in/", "//evil.example/"):
        assert client_of(student).get("/sign-in/", {"next": back}).headers["Location"] == "/"
        assert sign(browser(), student.email, next=back).status_code == 302
