"""The parent of the server: what was killed starts again, what cannot start is given up in words."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.campus.site.front.doors import until

from chainrule.campus.site.front.keeper import TRIES, CannotStart, Keeper, how_it_ended, pause_before

# Stands for the server: tells its parent `words`, notes that it lives, and does what it is asked in `then`.
CHILD = """
import os, signal, sys, time
folder, words, then, news = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[5])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with open(folder, "a") as lives:
    lives.write(f"{os.getpid()} {'first' if '--first' in sys.argv else 'again'}\\n")
os.write(news, words.encode())
if then.isdigit():
    sys.exit(int(then))
if then == "die":
    os.kill(os.getpid(), signal.SIGKILL)
while True:
    time.sleep(0.05)
"""


class House:
    """A keeper with a made-up server."""

    def __init__(self, folder: Path) -> None:
        self.lives = folder / "lives"
        self.said: list[str] = []
        self.listening = socket.create_server(("127.0.0.1", 0))

    def keeper(self, words: str, then: str) -> Keeper:
        command = [sys.executable, "-c", CHILD, str(self.lives), words, then]
        return Keeper(command, self.listening, self.said.append)

    def lived(self) -> list[tuple[int, str]]:
        rows = self.lives.read_text().splitlines() if self.lives.exists() else []
        return [(int(pid), how) for pid, how in map(str.split, rows)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    it = House(tmp_path)
    yield it
    it.listening.close()


@pytest.mark.parametrize(("deaths", "seconds"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (10**6, 30)])
def test_the_pause_grows_to_half_a_minute(deaths: int, seconds: float) -> None:
    assert pause_before(deaths) == seconds


def test_the_end_is_told_in_words() -> None:
    assert "memory" in how_it_ended(-signal.SIGKILL)
    assert "SIGSEGV" in how_it_ended(-signal.SIGSEGV)
    assert "status 3" in how_it_ended(3)


def kill_twice_then_stop(house: House, keeper: Keeper) -> None:
    """From another thread, as the system does it."""
    try:
        for count in (1, 2):
            until(lambda count=count: len(house.lived()) == count and keeper.answered, "a life")  # type: ignore[misc]
            os.kill(house.lived()[-1][0], signal.SIGKILL)
        until(lambda: len(house.lived()) == 3, "a third life")
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def test_what_was_killed_starts_again_and_the_end_is_quiet(house: House) -> None:
    with house.keeper("po", "stay") as keeper:
        threading.Thread(target=kill_twice_then_stop, args=(house, keeper), daemon=True).start()
        keeper.keep()
    assert [how for _, how in house.lived()] == ["first", "again", "again"]
    assert (
        house.said[0]
        == "The server was killed (SIGKILL, as the system does when memory runs out). It starts again now."
    )
    assert "in 1 seconds" not in " ".join(house.said)
    assert any("It starts again in 1 second." in text for text in house.said)
    assert keeper.child is not None
    assert keeper.child.returncode == 0


def test_who_cannot_start_is_given_up_with_its_own_status(house: House) -> None:
    with pytest.raises(CannotStart) as caught, house.keeper("", "2"):
        pytest.fail("it never was prepared")
    assert caught.value.code == 2
    assert len(house.lived()) == 1
    assert house.said == []  # it said what was wrong itself


def test_who_dies_of_its_start_again_and_again_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.campus.site.front.keeper.pause_before", lambda deaths: 0.0)
    with pytest.raises(CannotStart, match="was killed"), house.keeper("p", "die") as keeper:
        keeper.keep()
    assert len(house.lived()) == TRIES


def test_who_answered_once_is_never_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.campus.site.front.keeper.pause_before", lambda deaths: 0.0)
    keeper = house.keeper("po", "1")
    with keeper:
        stop = threading.Thread(
            target=lambda: (
                until(lambda: len(house.lived()) > TRIES + 2, "lives"),
                os.kill(os.getpid(), signal.SIGINT),
            ),
            daemon=True,
        )
        stop.start()
        keeper.keep()
    assert len(house.lived()) > TRIES + 2


def test_the_signals_mean_what_they_meant_before(house: House) -> None:
    before = signal.getsignal(signal.SIGINT)
    with house.keeper("po", "stay") as keeper:
        assert signal.getsignal(signal.SIGINT) == keeper.stop
    assert signal.getsignal(signal.SIGINT) == before
