"""`chainrule receipt FILE`, for staff: on the server's database, with the student's file."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

SIT = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers import receipts, saving, sitting
sona = User.objects.create(email="sona@example.edu", name="Sona Aliyeva", role="student", password="x")
now = clock.now()
attempt = sitting.begin(sona, "quiz-1", now)
for number in (1, 2, 3):
    saving.save(attempt, saving.Batch("tab", "tab", [(number, 1, {"option": number % 3})]), now)
print(json.dumps(receipts.list_of(attempt)))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, Any]]:
    """The environment of a server whose student has saved three answers, and the list of her receipts."""
    folder = tmp_path_factory.mktemp("site")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "DATABASE_URL"))}
    environment = clean | {"CHAINRULE_VAR": str(folder), "CHAINRULE_AT": "2026-02-03T12:00"}
    settings = {"DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings"}
    done = subprocess.run([sys.executable, "-c", SIT], env=environment | settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return environment, json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def check(site: Any, chainrule: Any, tmp_path: Path) -> Callable[[Any], Any]:
    """`check(list)`: what the command says of it; bytes are written as they are."""

    def call(body: Any) -> Any:
        file = tmp_path / "receipts.json"
        file.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return chainrule("receipt", str(file), cwd=tmp_path, env=site[0])

    return call


def test_exactly_that_is_held(check: Any, site: Any) -> None:
    done = check(site[1])
    assert done.returncode == 0, done.stderr
    assert "quiz-1, attempt 1 of Sona Aliyeva <sona@example.edu>, begun 03 February 2026, 12:00" in done.stdout
    assert done.stdout.endswith("The server holds exactly these 3 answers.\n")


def test_what_is_not_in_the_list_is_counted(check: Any, site: Any) -> None:
    done = check(site[1] | {"answers": site[1]["answers"][:2]})
    assert done.returncode == 0
    assert "It holds 1 more of this attempt" in done.stdout


def test_an_altered_answer_is_named_and_nothing_of_the_file_steers_the_terminal(check: Any, site: Any) -> None:
    answers = [dict(entry) for entry in site[1]["answers"]]
    answers[1]["answer"] = {"text": "\x1b[2J gone"}
    waiting = {"client": "\x1b[31m", "sequence": 9, "item": 4, "answer": {"text": "\x1b[2J"}}
    done = check(site[1] | {"answers": [*answers, waiting]})
    assert done.returncode == 1
    assert "BROKEN: question 1, change 2 (link 2): its hash does not fit what it says" in done.stdout
    assert "NEVER ACKNOWLEDGED: question 4, change 9 (no receipt)" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_row_that_was_changed_in_the_database_is_found(check: Any, site: Any) -> None:
    with closing(sqlite3.connect(Path(site[0]["CHAINRULE_VAR"], "site.sqlite3"))) as database:
        change = "UPDATE campus_papers_answerevent SET answer = ? WHERE link = 2"
        try:
            with database:
                database.execute(change, ['{"option": 0}'])
            done = check(site[1])
        finally:
            with database:
                database.execute(change, ['{"option": 2}'])
    assert done.returncode == 1
    assert "The server's own chain is broken at link 2" in done.stdout
    assert 'DIFFERS: question 1, change 2 (link 2): the server holds {"option":0} for question 1' in done.stdout


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "it is empty"),
        (b"\x00\xff\xfe", "this is not JSON"),
        (b'{"receipts": 1, "attempt": 1, "answers": [', "was it cut off"),
        ({"receipts": 1, "attempt": 99, "start": "0" * 64, "answers": []}, "not that of attempt 99 on this server"),
    ],
)
def test_what_cannot_be_checked_is_refused_in_words(check: Any, body: Any, why: str) -> None:
    done = check(body)
    assert done.returncode == 2
    assert why in done.stderr
    assert "fix:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_the_servers_is_told_in_words(chainrule: Any, site: Any, tmp_path: Path) -> None:
    file = tmp_path / "receipts.json"
    file.write_text(json.dumps(site[1]))
    (tmp_path / "var").mkdir()
    done = chainrule("receipt", str(file), cwd=tmp_path, env=site[0] | {"CHAINRULE_VAR": str(tmp_path / "var")})
    assert done.returncode == 2
    assert "the database cannot be used" in done.stderr
    assert "fix: run it where the server runs" in done.stderr
