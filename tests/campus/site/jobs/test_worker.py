"""Grading jobs with real processes: whatever is killed half-way, each file gets one grade, in a fair order.

Minutes, since a worker counts as dead after half a minute of silence.
"""

import itertools
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.campus.site.jobs.running import Site, descendants, is_alive, kill, site, softmax_course
from tests.campus.site.postgresql import cluster

pytestmark = [pytest.mark.slow, pytest.mark.needs("PostgreSQL", "the sandbox")]
MakeSite = Callable[[], Site]
FLOOD, OTHERS = 300, 40
EACH = 5  # files of each of the others: 500 with the flood


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL whose database `postgres` is migrated, to be copied for each test."""
    with cluster() as url:
        with site(tmp_path_factory.mktemp("template"), url) as template:
            template.migrate()
        yield url


@pytest.fixture
def postgresql(prepared: str, tmp_path: Path) -> Iterator[Site]:
    server, name = prepared.rsplit("/", 1)[0], f"site{next(COUNT)}"
    with psycopg.connect(f"{server}/template1", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres".encode())
    with site(tmp_path, f"{server}/{name}") as it:
        yield it


COUNT = itertools.count()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Site]:
    """A site on SQLite; its server is not started yet."""
    with site(tmp_path) as it:
        it.environment["CHAINRULE_COURSE"] = str(softmax_course(tmp_path / "course"))
        it.migrate()
        yield it


def one_grade_each(it: Site, count: int) -> list[tuple[int, bool, bool, int]]:
    """Every file has exactly one verdict: the right one, from the sandbox."""
    verdicts = it.verdicts()
    assert it.states() == {"done": count}
    assert len({submission for submission, *_ in verdicts}) == len(verdicts) == count
    assert all(passed and isolated for _, passed, isolated, _ in verdicts)
    return verdicts


def fair(it: Site, graded_before: int, threads: int) -> None:
    """Each of the others was taken up before the flood went on, but for what was under way when they came.

    With the first file of the last of them taken, it is the flood's turn again: a file of it may be graded while those
    of up to `threads - 1` others are still under way.
    """
    owners = dict(it.ask("SELECT id, student_id FROM campus_labs_submission"))
    order = [owners[submission] for submission, *_ in it.verdicts()]
    flooder = Counter(owners.values()).most_common(1)[0][0]
    firsts = [order.index(student) for student in set(owners.values()) - {flooder}]
    assert len(firsts) == OTHERS
    all_taken = sorted(firsts)[-threads]  # until this verdict no thread was free for the flood
    assert order[graded_before:all_taken].count(flooder) <= threads
    assert order[graded_before : max(firsts)].count(flooder) <= threads + 1


def test_two_hosts_grade_five_hundred_files_once_each_and_fairly(postgresql: Site) -> None:
    postgresql.hand_in(quick={0: FLOOD})
    others = postgresql.hand_in_after(20, quick=dict.fromkeys(range(1, OTHERS + 1), EACH))
    for host in ("one", "two"):
        postgresql.worker(host)
    graded_before = others()
    assert graded_before < FLOOD, "the flood was over before the others came"
    postgresql.until_graded(FLOOD + OTHERS * EACH)
    verdicts = one_grade_each(postgresql, FLOOD + OTHERS * EACH)
    fair(postgresql, graded_before, threads=4)
    assert {tries for *_, tries in verdicts} == {1}, "a file was graded by both"
    left = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'grade_next'"
    postgresql.until(lambda: postgresql.ask(left) == [(0,)], "the end of calls that find nothing left to grade")


def test_of_five_hundred_none_is_lost_with_a_killed_worker_and_a_killed_zygote(postgresql: Site) -> None:
    dies, stays = postgresql.worker("dies"), postgresql.worker("stays")
    postgresql.hand_in(quick={0: FLOOD} | dict.fromkeys(range(1, OTHERS + 1), EACH))
    postgresql.until(lambda: len(postgresql.verdicts()) > 50, "some grades")
    for zygote in descendants(stays.pid):
        kill(zygote)
    kill(dies.pid)
    postgresql.until_graded(FLOOD + OTHERS * EACH)
    verdicts = one_grade_each(postgresql, FLOOD + OTHERS * EACH)
    assert sum(tries > 1 for *_, tries in verdicts) <= 2, "more was taken again than the dead worker had in hand"
    assert stays.poll() is None


def test_a_server_on_sqlite_grades_five_hundred_files_once_each_and_fairly(sqlite: Site) -> None:
    sqlite.hand_in(quick={0: FLOOD})
    others = sqlite.hand_in_after(20, quick=dict.fromkeys(range(1, OTHERS + 1), EACH))
    sqlite.server()
    graded_before = others()
    assert graded_before < FLOOD, "the flood was over before the others came"
    sqlite.until_graded(FLOOD + OTHERS * EACH)
    one_grade_each(sqlite, FLOOD + OTHERS * EACH)
    fair(sqlite, graded_before, threads=2)


def test_a_worker_killed_in_mid_job_leaves_the_job_to_another_and_nothing_behind(postgresql: Site) -> None:
    dies = postgresql.worker("dies")
    postgresql.hand_in_until_running(slower={1: 1})
    boxes = descendants(dies.pid)
    assert boxes
    kill(dies.pid)
    postgresql.worker("lives")
    postgresql.until_graded(1)
    ((_, _, _, tries),) = one_grade_each(postgresql, 1)
    assert tries == 2
    postgresql.until(lambda: not any(map(is_alive, boxes)), "the end of the dead worker's sandbox")
    postgresql.until(
        lambda: postgresql.ask("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'grade_next'") == [(0,)],
        "the dead worker's job to be taken up again",
    )


def test_a_job_whose_zygote_is_killed_is_run_again_by_the_same_worker(postgresql: Site) -> None:
    worker = postgresql.worker("one")
    postgresql.hand_in_until_running(slower={1: 1})
    for pid in descendants(worker.pid):
        kill(pid)
    postgresql.until_graded(1)
    ((_, _, _, tries),) = one_grade_each(postgresql, 1)
    assert tries == 1
    assert worker.poll() is None


def test_a_job_longer_than_its_lease_is_not_taken_twice(postgresql: Site) -> None:
    """The file sleeps half a minute and more, all told; a lease is half a minute."""
    for host in ("one", "two"):
        postgresql.worker(host)
    postgresql.hand_in(dragging={1: 1})
    postgresql.until_graded(1)
    ((submission, _, _, tries),) = one_grade_each(postgresql, 1)
    assert tries == 1
    ((seconds,),) = postgresql.ask(f"SELECT seconds FROM campus_labs_verdict WHERE submission_id = {submission}")
    assert seconds > 30, "this file shows nothing"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_stopped_finishes_what_it_has_and_takes_no_more(postgresql: Site, how: signal.Signals) -> None:
    worker = postgresql.worker("one", threads=1)
    postgresql.hand_in_until_running(slow={1: 4})
    done = postgresql.states()["done"]
    worker.send_signal(how)
    assert worker.wait() == 0, postgresql.said(worker)
    states = postgresql.states()
    assert set(states) == {"done", "queued"}
    # One more where a busy machine held this test up, between two lines, until a file had ended and the next had begun.
    assert states["done"] - done in (1, 2), "it finishes what it has, and leaves the others"
    assert postgresql.ask("SELECT count(*) FROM campus_jobs_grader") == [(0,)], "a worker that ended is missed"


def test_a_worker_that_may_not_wait_gives_back_what_it_has_without_using_up_a_try(postgresql: Site) -> None:
    worker = postgresql.worker("one")
    postgresql.hand_in_until_running(slower={1: 1})
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0, postgresql.said(worker)
    assert postgresql.ask("SELECT state, tries, token FROM campus_labs_submission") == [("queued", 0, "")]
    postgresql.worker("two")
    postgresql.until_graded(1)
    one_grade_each(postgresql, 1)


def test_rows_whose_jobs_were_lost_get_new_ones(postgresql: Site) -> None:
    postgresql.hand_in(quick={1: 3})
    postgresql.ask("DELETE FROM procrastinate_jobs RETURNING id")
    postgresql.worker("one")
    postgresql.until_graded(3)
    one_grade_each(postgresql, 3)


def test_a_worker_without_a_layer_of_the_sandbox_refuses_and_names_it(postgresql: Site) -> None:
    """Here one whose system call filter lets everything through."""
    worker = postgresql.start(
        "worker", "--name", "open", before="import chainrule.labs.sandbox.filter as f; f.DENIED = ()"
    )
    assert worker.wait() == 3
    said = postgresql.said(worker)
    assert "worker open refuses to grade" in said
    assert "system call filter" in said
    assert "Traceback" not in said
    assert postgresql.ask("SELECT count(*) FROM campus_jobs_grader") == [(0,)]


def test_a_worker_with_other_checks_leaves_the_file_to_one_with_the_servers(postgresql: Site, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(postgresql.environment["CHAINRULE_COURSE"], old)
    checks = old / "lectures/05-softmax/checks.py"
    checks.write_text(checks.read_text().replace("One row is right", "One row was right"))
    stale = postgresql.start("worker", "--name", "stale", "--course", str(old))
    postgresql.until(lambda: "Worker stale grades" in postgresql.said(stale), "a worker")
    postgresql.hand_in(quick={1: 4})
    ((wanted,),) = postgresql.ask("SELECT DISTINCT wanted FROM campus_labs_submission")
    postgresql.worker("fresh")
    postgresql.until_graded(4)
    one_grade_each(postgresql, 4)
    assert postgresql.ask("SELECT DISTINCT checks_version FROM campus_labs_verdict") == [(wanted,)]


def test_a_server_on_sqlite_that_is_killed_in_mid_job_grades_once_when_it_is_back(sqlite: Site) -> None:
    server = sqlite.server()
    sqlite.hand_in_until_running(slow={1: 1}, quick={2: 3})
    family = [server.pid, *descendants(server.pid)]
    kill(server.pid)
    sqlite.until(lambda: not any(map(is_alive, family[1:])), "the end of everything that it started")
    assert sum(sqlite.states().values()) == 4
    sqlite.server()
    sqlite.until_graded(4)
    verdicts = one_grade_each(sqlite, 4)
    assert {tries for *_, tries in verdicts} == {1}, "the server's end is no fault of a file's: it was given back"
    assert sqlite.ask("SELECT sum(killed) FROM campus_labs_submission") == [(0,)]


def test_a_server_on_postgresql_says_that_nobody_grades_or_grades_when_asked_to(
    postgresql: Site, tmp_path: Path
) -> None:
    postgresql.environment["CHAINRULE_COURSE"] = str(softmax_course(tmp_path / "course"))
    alone = postgresql.server()
    assert "Nothing is graded: no worker is running" in postgresql.said(alone)
    assert "chainrule worker" in postgresql.said(alone)
    postgresql.hand_in(quick={1: 2})
    alone.send_signal(signal.SIGTERM)
    alone.wait()
    assert postgresql.states() == {"queued": 2}
    grading = postgresql.server("--workers", "1")
    assert "Nothing is graded" not in postgresql.said(grading)
    postgresql.until_graded(2)
    family = descendants(grading.pid)
    kill(grading.pid)
    postgresql.until(lambda: not any(map(is_alive, family)), "the end of everything that it started")


def test_a_worker_outlives_a_restart_of_the_database(tmp_path: Path) -> None:
    with cluster() as url, site(tmp_path, url) as it:
        it.migrate()
        it.worker("one")
        it.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname <> ''")
        it.hand_in(quick={1: 3})
        it.until_graded(3)
        one_grade_each(it, 3)


def test_a_file_over_which_two_graders_die_is_put_aside_while_the_server_and_the_other_files_go_on(
    sqlite: Site,
) -> None:
    server = sqlite.server()
    (ours,) = sqlite.workers_of(server)
    sqlite.hand_in(slower={1: 1})
    for killed in (1, 2):
        sqlite.until_running()
        kill(ours)
        sqlite.until(
            lambda killed=killed: sqlite.ask("SELECT killed FROM campus_labs_submission WHERE id = 1") == [(killed,)],
            "the death to be counted",
        )
        (ours,) = sqlite.until(lambda: sqlite.workers_of(server), "another worker")
        sqlite.hand_in(quick={2: 1})
        sqlite.until(lambda killed=killed: sqlite.states()["done"] == killed, "the other's file")
    assert sqlite.ask("SELECT state, verdict_id FROM campus_labs_submission WHERE id = 1") == [("aside", None)]
    assert server.poll() is None
    server.send_signal(signal.SIGTERM)
    assert server.wait() == 0, sqlite.said(server)
    assert sqlite.ask("SELECT count(*) FROM campus_jobs_grader") == [(0,)], "the worker was stopped, not killed"
