"""Backup, restore and migrate as commands, on a site whose server runs and whose class saves answers meanwhile."""

import itertools
import json
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.campus.site.jobs.running import Site, site
from tests.campus.site.postgresql import cluster

pytestmark = pytest.mark.slow
OFFICE = Path(__file__).with_name("office.py")
COUNT = itertools.count()
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("PostgreSQL"))]


@pytest.fixture(scope="module")
def server() -> Iterator[Callable[[], str]]:
    """`server()` is the URL of a new empty database; the server starts when it is first asked for."""
    with cluster() as url:

        def make() -> str:
            name = f"site{next(COUNT)}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return f"{url.rsplit('/', 1)[0]}/{name}"

        yield make


@pytest.fixture(params=KINDS)
def places(request: Any, tmp_path: Path) -> Iterator[Callable[[], Site]]:
    """`places()` is an empty place for a site; its server and its processes are gone at the end."""
    urls = request.getfixturevalue("server") if request.param == "postgresql" else lambda: ""
    made: list[Any] = []

    def make() -> Site:
        folder = tmp_path / f"place{len(made)}"
        (folder / "var").mkdir(parents=True)
        made.append(site(folder, urls()))
        it: Site = made[-1].__enter__()
        del it.environment["CHAINRULE_COURSE"]
        it.environment |= {
            "CHAINRULE_AT": "2026-02-03T12:00",
            "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings",
        }
        return it

    yield make
    for one in made:
        one.__exit__(None, None, None)


def office(it: Site, order: str) -> Any:
    done = subprocess.run([sys.executable, OFFICE, order], env=it.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) if done.stdout else None


def chainrule(it: Site, *words: str) -> "subprocess.CompletedProcess[str]":
    code = "from chainrule.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *words], env=it.environment, capture_output=True, text=True)


def sound(it: Site) -> Any:
    """What a site holds, whose receipts and whose log hold."""
    found = office(it, "check")
    assert (found["broken"], found["numbers"], found["log"]) == ([], True, True)
    return found


def saving(it: Site) -> "subprocess.Popen[str]":
    """A class that saves answers; it has saved some when this returns."""
    process = subprocess.Popen(
        [sys.executable, OFFICE, "save"], env=it.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(5):
        assert process.stdout is not None
        assert process.stdout.readline(), process.communicate()[1]
    return process


def stopped(process: "subprocess.Popen[str]") -> int:
    """End a class; the number of its last answer that was acknowledged."""
    process.send_signal(signal.SIGKILL)
    said = process.communicate()[0].split()
    return int(said[-1])


def test_a_copy_that_is_made_while_a_class_saves_answers_is_whole_and_is_put_back(
    places: Callable[[], Site], tmp_path: Path
) -> None:
    it, file = places(), tmp_path / "copy.zip"
    office(it, "begin")
    (it.folder / "var/uploads").mkdir()
    (it.folder / "var/uploads/poster.pdf").write_bytes(b"%PDF")
    server = it.server("--workers", "0")
    classroom = saving(it)
    made = chainrule(it, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = chainrule(it, "backup", str(file))
    assert (again.returncode, "never written over" in again.stderr) == (2, True)
    busy = chainrule(it, "restore", str(file), "--replace")
    assert (busy.returncode, "a server runs on" in busy.stderr) == (2, True)
    last = stopped(classroom)
    server.send_signal(signal.SIGTERM)
    server.wait()
    before = sound(it)
    assert before["answers"] >= last

    there = chainrule(it, "restore", str(file))
    assert (there.returncode, "--replace" in there.stderr) == (2, True)
    (it.folder / "var/uploads/poster.pdf").write_bytes(b"changed")
    done = chainrule(it, "restore", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    assert "What was here before is kept" in done.stdout
    after = sound(it)
    assert 5 <= after["answers"] <= before["answers"]
    assert (it.folder / "var/uploads/poster.pdf").read_bytes() == b"%PDF"

    other = places()
    assert chainrule(other, "restore", str(file)).returncode == 0
    assert sound(other) == after, "in an empty place it is the same site, with the same seals"


def test_a_database_of_the_release_before_is_brought_up_to_this_one_after_a_backup(places: Callable[[], Site]) -> None:
    it = places()
    office(it, "begin")
    assert chainrule(it, "manage", "migrate", "campus_accounts", "0004_section_and_student_id").returncode == 0
    plan = chainrule(it, "migrate", "--plan")
    assert "campus_accounts.0005_chained_audit_log" in plan.stdout
    done = chainrule(it, "migrate")
    assert done.returncode == 0, done.stderr
    (copy,) = (it.folder / "var/backups").iterdir()
    assert str(copy) in done.stdout
    sound(it)
    assert "up to date" in chainrule(it, "migrate").stdout
    back = chainrule(it, "restore", str(copy), "--replace")
    assert back.returncode == 0, back.stderr
    assert "run `chainrule migrate` before you start the server" in back.stdout
