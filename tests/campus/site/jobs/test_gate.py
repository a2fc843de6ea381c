"""Many beside each other, or one alone; whoever dies leaves, and whoever wants to be alone gets there."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from chainrule.campus.site.jobs import gate

LONG = 60.0  # seconds until a test gives up


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path
    return tmp_path


class Other(threading.Thread):
    """Somebody who is inside, or on the way, in a thread of their own."""

    def __init__(self, *, alone: bool = False) -> None:
        super().__init__(daemon=True)
        self.alone, self.is_in, self.may_go = alone, threading.Event(), threading.Event()
        self.place: gate.Place | None = None
        self.start()

    def run(self) -> None:
        with gate.inside(alone=self.alone) as place:
            self.is_in.set()
            self.may_go.wait(LONG)
        self.place = place

    def went(self) -> gate.Place:
        self.may_go.set()
        self.join(LONG)
        assert self.place is not None
        return self.place


def test_who_is_alone_is_told_so() -> None:
    for alone in (False, True):
        with gate.inside(alone=alone) as place:
            pass
        assert place.was_alone


@pytest.mark.parametrize("others_came", ["first", "later"])
def test_who_had_company_is_told_so_whoever_came_first(others_came: str) -> None:
    first = Other()
    assert first.is_in.wait(LONG)
    second = Other()
    assert second.is_in.wait(LONG), "two do not go in together"
    leaves_first, leaves_last = (first, second) if others_came == "later" else (second, first)
    assert not leaves_first.went().was_alone
    assert not leaves_last.went().was_alone


def test_who_wants_to_be_alone_waits_for_the_others_and_is_not_passed_by_those_who_come_later() -> None:
    inside = Other()
    assert inside.is_in.wait(LONG)
    alone = Other(alone=True)
    assert not alone.is_in.wait(0.3)
    later = Other()
    assert not later.is_in.wait(0.3), "who came later went in first"
    inside.went()
    assert alone.is_in.wait(LONG)
    assert not later.is_in.is_set()
    assert alone.went().was_alone
    assert later.is_in.wait(LONG)
    assert later.went().was_alone


def test_a_process_that_is_killed_leaves(folder: Path) -> None:
    code = (
        "import os, sys, time, fcntl\n"
        f"for name in ({gate.DOOR!r}, {gate.ROOM!r}):\n"
        "    fcntl.flock(os.open(name, os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)\n"
        "print('in', flush=True)\ntime.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"in\n"
    waits = Other(alone=True)
    assert not waits.is_in.wait(0.3)
    process.kill()
    process.wait()
    assert waits.is_in.wait(LONG)
    waits.went()
    assert len(list(folder.iterdir())) == 2
