"""`chainrule audit check`: status 0 where the log holds, 1 where it was changed or cut off, 2 where nobody can say."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

WRITE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chainrule.campus.site.accounts import audit
for number in range(4):
    audit.record(None, "papers.close", f"attempt {number}")
    print(audit.head()[1])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[str]]:
    """The environment of a site whose log has four entries, and the hash of each."""
    folder = tmp_path_factory.mktemp("site")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "DATABASE_URL"))}
    environment = clean | {"CHAINRULE_VAR": str(folder)}
    settings = {"DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings"}
    done = subprocess.run([sys.executable, "-c", WRITE], env=environment | settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return environment, done.stdout.split()


@pytest.fixture
def check(site: Any, chainrule: Any, tmp_path: Path) -> Callable[..., Any]:
    return lambda *more: chainrule("audit", "check", *more, cwd=tmp_path, env=site[0])


@pytest.fixture
def sql(site: Any) -> Callable[[str], None]:
    def run(order: str) -> None:
        with closing(sqlite3.connect(Path(site[0]["CHAINRULE_VAR"], "site.sqlite3"))) as database, database:
            database.execute(order)

    return run


def test_a_log_that_nobody_touched_holds_and_says_its_hash(check: Any, site: Any) -> None:
    done = check("--head", site[1][1])
    assert done.returncode == 0, done.stderr
    assert "The hash that was written down is that of entry 2." in done.stdout
    assert done.stdout.endswith(f"The log holds: 4 entries, the last is\n{site[1][-1]}\n")


def test_a_changed_entry_and_a_cut_end_are_found(check: Any, site: Any, sql: Any) -> None:
    sql("UPDATE campus_accounts_auditentry SET subject = 'attempt 9' WHERE number = 2")
    done = check()
    assert done.returncode == 1
    assert "BROKEN: entry 2: its subject or details were changed" in done.stdout
    sql("UPDATE campus_accounts_auditentry SET subject = 'attempt 1' WHERE number = 2")
    sql("DELETE FROM campus_accounts_auditentry WHERE number = 4")
    assert check().returncode == 0, "by itself a log cannot know that its end is gone"
    cut = check("--head", site[1][-1])
    assert cut.returncode == 1
    assert "MISSING: no entry has the hash" in cut.stdout


def test_what_cannot_be_checked_is_refused_in_words(check: Any, site: Any, chainrule: Any, tmp_path: Path) -> None:
    assert check("--head", "abc").returncode == 2
    empty = chainrule("audit", "check", cwd=tmp_path, env=site[0] | {"CHAINRULE_VAR": str(tmp_path / "var")})
    assert empty.returncode == 2
    assert "the database cannot be used" in empty.stderr
    assert "fix:" in empty.stderr
    assert "Traceback" not in empty.stderr
