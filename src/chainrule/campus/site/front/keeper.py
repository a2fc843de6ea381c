"""The parent of the serving process: starts it, starts it again when it was killed, and ends it in order.

It holds the listening socket, so that who comes while the server starts again waits for some seconds and is not
refused. It imports nothing of the site: it is there when the memory is gone.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

PREPARED, OPEN = b"p", b"o"  # what the server tells its parent: the database is ready; the door is open
LONG_LIFE = 60.0  # seconds; who lived so long did not die of its start
LONGEST_PAUSE = 30.0
TRIES = 5  # at the first start


def pause_before(deaths: int) -> float:
    """Seconds until the next start, after so many short lives in a row: 0, 1, 2, 4, 8, 16, 30, 30, ..."""
    return 0.0 if deaths == 0 else min(2.0 ** min(deaths - 1, 10), LONGEST_PAUSE)


def how_it_ended(code: int) -> str:
    """The end of a process, in words."""
    if code >= 0:
        return f"ended with status {code}; its messages stand above"
    name = signal.Signals(-code).name
    return f"was killed ({name}{', as the system does when memory runs out' if -code == signal.SIGKILL else ''})"


class CannotStart(Exception):
    """The server never answered; `code` is the exit status to end with, and what was wrong was said by the server."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code


class Keeper:
    """Keeps a server that `command` starts. It is given the listening socket and a pipe by their numbers.

    with Keeper(command, listening, say) as keeper:      # prepared, or CannotStart
        keeper.keep()                                    # until SIGINT or SIGTERM
    """

    def __init__(self, command: Sequence[str], listening: socket.socket, say: Callable[[str], None]) -> None:
        self.command, self.listening, self.say = [*command], listening, say
        self.over = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.news = -1
        self.answered = False
        self.deaths = 0  # short lives in a row
        self.before: dict[int, object] = {}

    def __enter__(self) -> "Keeper":
        for number in (signal.SIGINT, signal.SIGTERM):
            self.before[number] = signal.signal(number, self.stop)
        try:
            self.spawn(first=True)
            while self.hear() != PREPARED and not self.over.is_set():
                self.bury()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()
        for number, handler in self.before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Let it finish what it serves; asked a second time, end it at once."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL if self.over.is_set() else signal.SIGTERM)
        self.over.set()

    def spawn(self, first: bool) -> None:
        """Start the server; a session of its own, so that Ctrl-C is for us and it is told once, by us."""
        if self.news >= 0:
            os.close(self.news)
        self.news, theirs = os.pipe()
        numbers = [str(self.listening.fileno()), str(theirs)]
        self.began = time.monotonic()
        self.child = subprocess.Popen(
            [*self.command, *numbers, *(["--first"] if first else [])],
            stdin=subprocess.DEVNULL,
            pass_fds=(self.listening.fileno(), theirs),
            start_new_session=True,
        )
        os.close(theirs)
        if self.over.is_set():  # the signal came between
            self.child.terminate()

    def hear(self) -> bytes:
        """The server's next word; nothing where it ended."""
        return os.read(self.news, 1)

    def keep(self) -> None:
        """Keep it running until we are told to stop."""
        while not self.over.is_set():
            while word := self.hear():
                if word == OPEN:
                    if self.deaths:
                        self.say("The server answers again.")
                    self.answered = True
            self.bury()

    def bury(self) -> None:
        """It ended: start the next, after a pause, unless that is in vain."""
        assert self.child is not None
        code = self.child.wait()
        if self.over.is_set():
            return
        lived = time.monotonic() - self.began
        self.deaths = 1 if lived > LONG_LIFE else self.deaths + 1
        if not self.answered and (code > 0 or self.deaths >= TRIES):
            raise CannotStart(code if code > 0 else 1, "" if code > 0 else f"the server {how_it_ended(code)}")
        pause = pause_before(self.deaths - 1)
        when = f"in {pause:.0f} second{'' if pause == 1 else 's'}" if pause else "now"
        self.say(f"The server {how_it_ended(code)}. It starts again {when}.")
        if not self.over.wait(pause):
            self.spawn(first=not self.answered)


def tell(pipe: int, word: bytes) -> None:
    """Tell the parent, in the server; nobody may listen any more."""
    try:
        os.write(pipe, word)
    except OSError:
        print("the parent of this server is gone", file=sys.stderr)
