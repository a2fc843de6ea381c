"""The course is loaded once, and in debug again when a file of it changes."""

import threading
from pathlib import Path
from typing import Any

import pytest

from chainrule.campus.site import course as room


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "course.toml").write_text("one")
    monkeypatch.setattr(room, "folder", lambda: tmp_path)
    return tmp_path


def test_a_thing_is_made_once_for_each_key(folder: Path) -> None:
    made: list[int] = []
    shelf = room.Shelf(lambda number: made.append(number) or [number])
    assert shelf(1) is shelf(1)
    assert shelf(2) == [2]
    assert made == [1, 2]


@pytest.mark.parametrize(("debug", "expected"), [(False, ["one", "one"]), (True, ["one", "second"])])
def test_a_change_is_seen_in_debug_only(folder: Path, settings: Any, debug: bool, expected: list[str]) -> None:
    settings.DEBUG = debug
    shelf = room.Shelf((folder / "course.toml").read_text)
    seen = [shelf()]
    (folder / "course.toml").write_text("second")
    assert [*seen, shelf()] == expected


def test_threads_that_want_the_same_thing_wait_and_others_do_not(folder: Path) -> None:
    begun, go, made = threading.Event(), threading.Event(), []

    def make(name: str) -> str:
        made.append(name)
        if name == "slow":
            begun.set()
            assert go.wait(10)
        return name

    shelf = room.Shelf(make)
    threads = [threading.Thread(target=shelf, args=("slow",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    assert shelf("quick") == "quick"
    go.set()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["quick", "slow"]


def test_what_could_not_be_made_is_tried_again(folder: Path) -> None:
    attempts = []

    def make() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise ValueError("not yet")
        return "made"

    shelf = room.Shelf(make)
    with pytest.raises(ValueError, match="not yet"):
        shelf()
    assert shelf() == "made"
