"""How far a proof is: what each piece took the last time, and what is left."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bar

from chainrule.campus.lectures.cache import Kept
from chainrule.campus.proof.pieces import Piece

THOUGHT = {
    "lab": 20.0,
    "lecture": 6.0,
    "checks": 4.0,
    "mutants": 3.0,
    "question": 0.5,
}  # seconds of what was never measured
BETWEEN = 10.0  # seconds between two lines where there is no terminal


class Times:
    """The seconds that each piece of a course took the last time; what was never proven is thought of by its kind."""

    def __init__(self, cache: Path | None, course: Path) -> None:
        self._kept = Kept(cache / "times", sha256(str(course.resolve()).encode()).hexdigest()) if cache else None
        known = self._kept.read() if self._kept else None
        self._seconds: dict[str, float] = known if isinstance(known, dict) else {}

    def of(self, piece: Piece) -> float:
        """How long a piece is thought to take."""
        return float(self._seconds.get(piece.id, THOUGHT[piece.kind]))

    def measured(self, piece: Piece, seconds: float) -> None:
        """How long a piece took."""
        self._seconds[piece.id] = round(seconds, 3)

    def keep(self) -> None:
        """Write the times down for the next proof."""
        if self._kept:
            self._kept.write(self._seconds)


class Progress:
    """Counts pieces, and says what is left of their seconds. This one shows nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.began = clock()
        self.pieces = self.finished = self.kept = 0
        self.size = 1
        self.all_seconds = self.done_seconds = 0.0

    @contextmanager
    def over(self, thought: Sequence[float], kept: int, size: int) -> Iterator[None]:
        """For the time of a proof: what its first pieces are thought to take, what needs none, how many at once."""
        self.began, self.pieces, self.kept, self.size = self.clock(), len(thought), kept, size
        self.all_seconds = sum(thought)
        self.begin()
        try:
            yield
        finally:
            self.end()

    def done(self, piece: Piece, thought: float, more: Sequence[float]) -> None:
        """A piece that was thought to take `thought` seconds is proven; others, that follow from it, come up."""
        self.finished += 1
        self.done_seconds += thought
        self.pieces += len(more)
        self.all_seconds += sum(more)
        self.show(piece)

    @property
    def seconds_left(self) -> float | None:
        """What is left, at the speed so far; None while too little is known."""
        if self.done_seconds < 0.02 * self.all_seconds or not self.finished:
            return None
        return (self.clock() - self.began) * (self.all_seconds - self.done_seconds) / self.done_seconds

    @property
    def words(self) -> str:
        """How far it is, in words."""
        left = self.seconds_left
        said = f"{self.finished} of {self.pieces} pieces proven on {self.size} cores"
        if self.kept:
            said += f", {self.kept} proven before"
        return said + (f", about {in_words(left)} left" if left and self.finished < self.pieces else "")

    def begin(self) -> None:
        """Show that it begins."""

    def show(self, piece: Piece) -> None:
        """Show what was proven now."""

    def end(self) -> None:
        """Show no more."""


class InTerminal(Progress):
    """A bar."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        columns = (TextColumn("Proving"), BarColumn(), TextColumn("{task.description}"))
        self.bar = Bar(*columns, console=console, transient=True)
        self.task: TaskID | None = None

    def begin(self) -> None:
        self.task = self.bar.add_task(f"{self.pieces} pieces", total=self.all_seconds)
        if self.pieces:
            self.bar.start()

    def show(self, piece: Piece) -> None:
        assert self.task is not None
        words = f"{self.words}; {piece.id}"
        self.bar.update(self.task, total=self.all_seconds, completed=self.done_seconds, description=words)

    def end(self) -> None:
        self.bar.stop()


class InLines(Progress):
    """A line now and then, for logs."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self.console, self.said = console, clock()

    def show(self, piece: Piece) -> None:
        if self.clock() - self.said >= BETWEEN:
            self.said = self.clock()
            self.console.print(self.words, soft_wrap=True, highlight=False, markup=False)


def in_words(seconds: float) -> str:
    """`40 s`, `3 min`."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def shown_on(console: Console) -> Progress:
    """A bar on a terminal, else lines."""
    return InTerminal(console) if console.is_terminal else InLines(console)
