"""The site's only clock, and what the settings take from the environment."""

import datetime as dt
import stat
import threading
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from chainrule.campus.site import clock, environment
from chainrule.course import CourseError

BAKU = ZoneInfo("Asia/Baku")


@pytest.fixture
def started(settings: Any) -> Any:
    """A clock that can be started elsewhere and is put back."""
    yield lambda text: (
        setattr(settings, "STARTS_AT", environment.starting_time({"CHAINRULE_AT": text}, BAKU)),
        clock.start(),
    )
    settings.STARTS_AT = None
    clock.start()


def test_the_clock_is_the_machines_unless_it_is_set() -> None:
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
    assert not clock.is_shifted()


def test_a_started_clock_begins_in_the_courses_zone_and_runs_on(started: Any) -> None:
    started("2026-02-12T10:00")
    first = clock.now()
    assert dt.timedelta(0) <= first - dt.datetime(2026, 2, 12, 6, tzinfo=dt.UTC) < dt.timedelta(seconds=10)
    time.sleep(0.02)
    assert clock.now() - first >= dt.timedelta(seconds=0.02)
    assert clock.is_shifted()


def test_a_stopped_clock_stands_still_and_goes_on_afterwards() -> None:
    with clock.set_to("2026-02-12T10:00"):
        assert clock.now() == clock.now() == dt.datetime(2026, 2, 12, 6, tzinfo=dt.UTC)
        with clock.set_to(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
            assert clock.now().month == 3
        assert clock.now().month == 2
    assert not clock.is_shifted()


def test_the_banner_shows_while_the_clock_is_shifted_and_only_then(client: Client, db: None) -> None:
    assert "Demo clock" not in client.get("/").text
    with clock.set_to("2026-02-12T10:00"):
        assert "Demo clock: Thu 12 Feb 2026, 10:00 (Baku)" in client.get("/").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("2026-02-12T10:00", dt.datetime(2026, 2, 12, 6, tzinfo=dt.UTC)),
        ("2026-02-12T10:00+00:00", dt.datetime(2026, 2, 12, 10, tzinfo=dt.UTC)),
        ("2026-02-12", dt.datetime(2026, 2, 11, 20, tzinfo=dt.UTC)),
    ],
)
def test_a_starting_time_is_read(text: str, expected: dt.datetime | None) -> None:
    assert environment.starting_time({"CHAINRULE_AT": text}, BAKU) == expected


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T10:00", "10:00"])
def test_a_starting_time_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(CourseError, match="write it as 2026-02-12T10:00"):
        environment.starting_time({"CHAINRULE_AT": text}, BAKU)


def test_the_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(environment.secret_key({}, tmp_path))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1
    assert len(keys[0]) > 60
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert environment.secret_key({"CHAINRULE_SECRET_KEY": "given"}, tmp_path) == "given"


def test_the_var_folder_is_the_one_named_and_private(tmp_path: Path) -> None:
    folder = environment.var_folder({"CHAINRULE_VAR": str(tmp_path / "a" / "b")})
    assert folder == tmp_path / "a" / "b"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_var_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="set CHAINRULE_VAR to a folder you own"):
        environment.var_folder({"CHAINRULE_VAR": str(tmp_path / "file" / "var")})


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("Yes", True), ("", False), ("0", False), ("off", False)])
def test_a_flag_is_set_by_a_word_that_says_so(text: str, expected: bool) -> None:
    assert environment.flag({"X": text}, "X") is expected
