"""Many sign-ins at once: so many threads hash, the rest is told to come again, and pages go on."""

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.test import Client

from chainrule.campus.site.accounts import passwords

FLOOD = 24


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_sign_ins_takes_its_share_of_threads_and_no_more(
    database_in_a_file: None, settings: Any, monkeypatch: Any
) -> None:
    settings.PASSWORD_HASHERS = ["chainrule.campus.site.accounts.passwords.SharedHasher"]
    go, hashing, most, lock = threading.Event(), [0], [0], threading.Lock()

    def encode(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        with lock:
            hashing[0] += 1
            most[0] = max(most[0], hashing[0])
        go.wait(60)
        with lock:
            hashing[0] -= 1
        return f"pbkdf2_sha256$1${salt}$x"

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    monkeypatch.setattr(passwords, "share", passwords.Share(at_once=2, waiting=4, patience=60.0))
    answers: list[int] = []
    sent_away = threading.Semaphore(0)

    def knock(number: int) -> None:
        client = Client(raise_request_exception=False)
        answer = client.post("/sign-in/", {"username": f"nobody{number}@example.edu", "password": "x"})
        answers.append(answer.status_code)
        if answer.status_code == 503:
            sent_away.release()
        connections.close_all()

    threads = [threading.Thread(target=knock, args=(number,)) for number in range(FLOOD)]
    for thread in threads:
        thread.start()
    for _ in range(FLOOD - 6):
        assert sent_away.acquire(timeout=120), "the surplus is sent away while the others still hash"
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/sign-in/").status_code == 200
    go.set()
    for thread in threads:
        thread.join(120)
    assert sorted(answers) == [200] * 6 + [503] * (FLOOD - 6)
    assert most == [2]
