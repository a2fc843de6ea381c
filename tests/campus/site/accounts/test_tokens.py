"""Personal tokens: made and shown once, used by programs only, revoked; and what a wrong one gets."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.models import AuditEntry, PersonalToken, User

ClientOf = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def nobody_has_tried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(text: str | None, address: str = "192.0.2.1", scheme: str = "Bearer") -> Any:
    headers = {} if text is None else {"Authorization": f"{scheme} {text}"}
    return Client(REMOTE_ADDR=address).get("/api/account/", headers=headers)


def make(user: User, name: str = "laptop") -> str:
    return tokens.make(user, name, clock.now())[1]


def test_a_token_made_on_the_page_is_shown_once_and_opens_the_api(client_of: ClientOf, student: User) -> None:
    client = client_of(student)
    made = client.post("/account/tokens/", {"name": "  my   laptop "})
    text = tokens.FORM.search(made.text)
    assert text is not None
    assert text.group() not in client.get("/account/").text
    assert "my laptop" in client.get("/account/").text
    assert ask(text.group()).json() == {"name": student.name, "email": student.email, "course": "CSCI 4701"}
    assert made.headers["Cache-Control"] == "no-store, private"


def test_the_database_holds_nothing_that_opens_anything(student: User) -> None:
    text = make(student)
    secret = text.rpartition("_")[2] if text.count("_") == 2 else text[13:]
    with connection.cursor() as cursor:
        for table in ("campus_accounts_personaltoken", "campus_accounts_auditentry", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")
            assert secret not in repr(cursor.fetchall())


def test_a_revoked_token_opens_nothing_and_says_so(client_of: ClientOf, student: User, at: Any) -> None:
    at("2026-02-12T10:00")
    text = make(student)
    client, token = client_of(student), PersonalToken.objects.get()
    client.post(f"/account/tokens/{token.pk}/revoke/")
    client.post(f"/account/tokens/{token.pk}/revoke/")
    answer = ask(text)
    assert answer.status_code == 401
    assert answer.json() == {"error": "the token “laptop” was revoked on 12 February 2026, 10:00"}
    assert "revoked Thu 12 Feb" in client.get("/account/").text
    assert [entry.action for entry in AuditEntry.objects.all()] == ["account.token_revoked", "account.token_made"]


def test_nobody_revokes_anothers(client_of: ClientOf, student: User, instructor: User) -> None:
    text = make(student)
    assert client_of(instructor).post(f"/account/tokens/{PersonalToken.objects.get().pk}/revoke/").status_code == 404
    assert ask(text).status_code == 200


def test_a_token_is_no_way_into_pages(student: User, client_of: ClientOf) -> None:
    headers = {"Authorization": f"Bearer {make(student)}"}
    for address in ("/account/", "/labs/03/submit/", "/grades/"):
        assert client_of(None).get(address, headers=headers).status_code == 302


@pytest.mark.parametrize(
    "text",
    ["", "x", "chr_", "chr_00000000_" + "A" * 43, "chr_00000000_" + "A" * 9_000, "' OR 1=1 --", "\xff\xfe", "Ünïcode"],
)
def test_what_is_no_token_is_refused_in_words(db: None, text: str) -> None:
    answer = ask(text)
    assert answer.status_code == 401
    assert "token" in answer.json()["error"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_token_it_says_where_one_is_made(db: None) -> None:
    assert "account" in ask(None).json()["error"]
    assert ask("abc", scheme="Basic").status_code == 401


def test_an_account_that_is_switched_off_is_told(student: User) -> None:
    text = make(student)
    User.objects.filter(pk=student.pk).update(is_active=False)
    answer = ask(text)
    assert (answer.status_code, "switched off" in answer.json()["error"]) == (403, True)


def test_a_demo_account_opens_nothing_where_the_site_is_no_demo(student: User, settings: Any) -> None:
    text = make(student)
    User.objects.filter(pk=student.pk).update(is_demo=True)
    assert ask(text).status_code == 403
    settings.DEMO = True
    assert ask(text).status_code == 200


def test_guessing_a_secret_is_stopped_for_that_key_and_address_only(student: User, make_user: Any) -> None:
    text, others = make(student), make(make_user("student"))
    wrong = text[:13] + "A" * 43
    assert {ask(wrong).status_code for _ in range(tokens.WRONG_TRIES)} == {401}
    stopped = ask(text)
    assert (stopped.status_code, "wait 15 minutes" in stopped.json()["error"]) == (429, True)
    assert stopped.headers["Retry-After"] == "900"
    assert ask(others).status_code == 200, "a class behind one address is not locked out by one student"
    assert ask(text, address="192.0.2.2").status_code == 200


def test_noise_is_stopped_too(db: None, student: User) -> None:
    text = make(student)
    for _ in range(tokens.WRONG_TRIES):
        ask("noise")
    assert ask("other noise").status_code == 429
    assert ask(text).status_code == 200


def test_last_used_is_noted_to_the_minute(student: User) -> None:
    text, at = make(student), clock.now()
    for seconds, noted in ((0, 0), (30, 0), (90, 90)):
        assert tokens.owner(text, "192.0.2.1", at + timedelta(seconds=seconds)) == student
        assert PersonalToken.objects.get().used_at == at + timedelta(seconds=noted)


def test_nobody_has_very_many(client_of: ClientOf, student: User) -> None:
    for _ in range(tokens.MOST):
        make(student)
    client = client_of(student)
    assert "Revoke one" in client.post("/account/tokens/", {"name": "one more"}).text
    tokens.revoke(PersonalToken.objects.all()[0], clock.now())
    assert "Your new token" in client.post("/account/tokens/", {"name": ""}).text


def test_names_are_shown_as_they_were_typed(client_of: ClientOf, student: User) -> None:
    client = client_of(student)
    client.post("/account/tokens/", {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get("/account/").text
