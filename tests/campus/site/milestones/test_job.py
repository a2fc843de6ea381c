"""What was sent is fetched and checked once: a team's fault is a verdict, a machine's is tried again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.attacks.repositories.server import Host, serving
from tests.campus.site.milestones.conftest import Pair
from tests.campus.site.milestones.desk import PAGE, file, handed_in, ready, send, zipped
from tests.campus.site.milestones.repository import FILES, make
from tests.parts import SANDBOX

from chainrule.campus.site.jobs import performing, queue
from chainrule.campus.site.milestones import job as jobs
from chainrule.campus.site.milestones import shelf
from chainrule.campus.site.milestones.models import CheckRun, HandIn, Try
from chainrule.campus.site.milestones.standings import asked

pytestmark = [pytest.mark.needs(SANDBOX), pytest.mark.needs("git")]


@pytest.fixture
def host(tmp_path: Path, settings: Any) -> Iterator[Host]:
    """A Git host that the server's setting allows."""
    with serving(tmp_path / "host") as there:
        settings.GIT_HOSTS = [there.endpoint]
        yield there


def outcome(run: CheckRun, id: str) -> str:
    return next((one["outcome"] for one in run.verdicts if one["id"] == id), "")


def test_what_was_handed_in_is_fetched_checked_and_kept(pair: Pair, host: Host) -> None:
    commit = make(host.folder)
    ready(pair.first)
    answer = send(pair.first, address=host.url("birds.git"), archive=file(zipped(FILES)))
    waiting = pair.second.get(answer.headers["Location"]).text
    assert 'hx-get="/project/milestones/milestone-1/handed-in/1/"' in waiting
    assert "Look again" in waiting
    assert performing.do_next()
    (row,) = handed_in(pair.team)
    run = row.run
    assert run
    assert (run.commit, run.branch) == (commit, "main")
    assert row.state == HandIn.State.DONE
    assert len(run.verdicts) > 5
    with zipfile.ZipFile(shelf.path_of(run.snapshot)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == FILES
    there = pair.second.get(f"{PAGE}handed-in/1/", headers={"HX-Request": "true"}).text
    assert commit[:12] in there
    assert "<h1>" not in there
    assert "hx-get" not in there
    assert not performing.do_next()


def test_a_try_is_checked_and_leaves_no_snapshot(pair: Pair, host: Host) -> None:
    commit = make(host.folder)
    answer = send(pair.first, "try", address=host.url("birds.git"))
    assert performing.do_next()
    run = Try.objects.get().run
    assert run
    assert (run.commit, run.snapshot) == (commit, "")
    assert "Counts</dt><dd>No" in pair.second.get(answer.headers["Location"]).text


def test_a_repository_that_is_not_there_is_the_team_s_to_mend(pair: Pair, host: Host) -> None:
    host.folder.mkdir()
    ready(pair.first)
    send(pair.first, address=host.url("nothing.git"))
    assert performing.do_next()
    (row,) = handed_in(pair.team)
    assert row.run
    assert (row.run.commit, outcome(row.run, "fetched")) == ("", "problem")
    assert "The repository can be read" in pair.first.get(f"{PAGE}handed-in/1/").text
    assert "Hand-in 1</a> counts" in pair.first.get(PAGE).text


def test_a_zip_that_cannot_be_read_is_said_beside_the_other_checks(pair: Pair, host: Host) -> None:
    make(host.folder)
    ready(pair.first)
    send(pair.first, address=host.url("birds.git"), archive=file(b"PK\x03\x04 and then nothing"))
    assert performing.do_next()
    (row,) = handed_in(pair.team)
    assert row.run
    assert outcome(row.run, "opened") == "problem"
    assert row.run.commit


def test_a_host_that_does_not_answer_is_asked_again_and_the_hand_in_counts_all_the_same(
    pair: Pair, settings: Any, monkeypatch: Any
) -> None:
    settings.GIT_HOSTS = ["127.0.0.1:9"]  # nobody listens there
    ready(pair.first)
    send(pair.first, address="http://127.0.0.1:9/birds.git")
    assert performing.do_next()
    (row,) = handed_in(pair.team)
    assert row.state == HandIn.State.QUEUED
    assert row.tries == 0
    assert row.rests_until
    page = pair.first.get(f"{PAGE}handed-in/1/").text
    assert "could not fetch the repository yet" in page
    assert "It is tried again." in page
    monkeypatch.setattr(jobs, "GIVES_UP", timedelta(0))
    for _ in range(queue.MAX_TRIES):
        HandIn.objects.update(rests_until=None)
        assert performing.do_next()
    (row,) = handed_in(pair.team)
    assert row.state == HandIn.State.FAILED
    page = pair.first.get(f"{PAGE}handed-in/1/").text
    assert "counts as received" in page
    assert "This hand-in counts" in page
    assert not CheckRun.objects.exists()
    assert "Run the checks again" in page
    pair.second.post(f"{PAGE}handed-in/1/again/")
    (row,) = handed_in(pair.team)
    assert (row.state, row.number) == (HandIn.State.QUEUED, 1)
    assert "wait, or were run already" in pair.second.post(f"{PAGE}handed-in/1/again/", follow=True).text


def test_a_worker_that_lost_the_row_records_nothing(pair: Pair, host: Host) -> None:
    make(host.folder)
    send(pair.first, "try", address=host.url("birds.git"))
    kind = jobs.Trying()
    mine = queue.take()
    result = kind.perform(mine)
    Try.objects.update(token="another's")
    assert not kind.record(mine, result)
    assert not CheckRun.objects.exists()
    Try.objects.update(token=mine.token)
    assert kind.record(mine, result)
    assert not kind.record(mine, result)
    assert CheckRun.objects.count() == 1


def test_where_the_course_says_so_the_notebook_is_run_in_the_sandbox_and_shown(
    pair: Pair, host: Host, monkeypatch: Any
) -> None:
    source = ["from model import answer\n", "print(answer(), '<b>')"]
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    found = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    make(host.folder, {**FILES, "main.ipynb": json.dumps(found).encode()})
    running = {id: replace(one, notebook_seconds=30) for id, one in asked().items()}
    monkeypatch.setattr(jobs, "asked", lambda: running)
    answer = send(pair.first, "try", address=host.url("birds.git"))
    assert performing.do_next()
    run = Try.objects.get().run
    assert run
    assert run.notebook == {"cells": [{"number": 1, "output": "42 <b>\n", "error": ""}], "problem": ""}
    assert "42 &lt;b&gt;" in pair.first.get(answer.headers["Location"]).text
