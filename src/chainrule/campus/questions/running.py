"""Running the code of questions in another process: the one edge of this room that acts."""

import contextlib
import functools
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from platformdirs import user_cache_path

from chainrule import warm
from chainrule.course import find_course
from chainrule.labs.visible import visible
from chainrule.uses import content_hash, uses

WORKER = Path(__file__).with_name("run_programs.py")
SECONDS = 10.0
HASH_SEED, HASH_SEED_ELSEWHERE = 0, 1  # two orders of the same sets
OUTPUT_LIMIT, NAME_LIMIT, MESSAGE_LIMIT, LINES = 25_000, 100, 600, 1_000_000  # somewhat more than the worker sends


@dataclass(frozen=True)
class Ran:
    """What came of one program: what it printed and, if an error ended it, the error's name, message and line.

    Beside the names of Python's exceptions, `error` may be `Timeout`, `TooMuchOutput` or `Died` (no result came back).
    """

    output: str
    error: str = ""
    message: str = ""
    line: int | None = None

    def __post_init__(self) -> None:
        """Clean what the program said, whoever ran it and wherever it was kept: a database and a page must take it."""
        for name, most in (("output", OUTPUT_LIMIT), ("error", NAME_LIMIT), ("message", MESSAGE_LIMIT)):
            object.__setattr__(self, name, visible(str(getattr(self, name)), most))
        if type(self.line) is not int or not 0 <= self.line < LINES:
            object.__setattr__(self, "line", None)

    @property
    def ok(self) -> bool:
        return not self.error

    def as_dict(self) -> dict[str, object]:
        """JSON for storing beside the answers that were marked with it; `Ran(**d)` reads it back."""
        return asdict(self)


class RunnerDied(Exception):
    """The worker process could not be kept alive, or had too little time. Nothing is known about the programs."""


Runs = Mapping[str, Ran]
"""Recorded results by `program_id`. Marking reads them and runs nothing."""


def program_id(program: str) -> str:
    """The name under which a program's result is recorded: the SHA-256 of its text."""
    return hashlib.sha256(program.encode("utf-8", "surrogatepass")).hexdigest()


class Process:
    """A worker process as two text streams. Not isolated: the programs can read what this user can read.

    `Runner(start=...)` takes any callable that gives an object with `stdin`, `stdout` and `end()`.

    Args:
        waiting: the address of an interpreter that waits, to be forked; its sets have the order of its own seed.
        hash_seed: says in which order a new interpreter has its sets.
    """

    def __init__(self, waiting: str | None = None, hash_seed: int = HASH_SEED) -> None:
        # Neither the environment nor the folder of the caller: a program finds nothing there by accident.
        self._folder = tempfile.TemporaryDirectory(prefix="chainrule-run-")
        environment = {**warm.ONE_THREAD, "PYTHONIOENCODING": "utf-8"}
        environment["PYTHONHASHSEED"] = str(hash_seed)
        environment["OBJC_DISABLE_INITIALIZE_FORK_SAFETY"] = "YES"  # macOS refuses to fork after NumPy was imported
        for name in ("PATH", "SYSTEMROOT", "HOME", "CHAINRULE_COURSE"):  # the last: some keys go by the course's rules
            if name in os.environ:
                environment[name] = os.environ[name]
        self._process: subprocess.Popen[bytes] | warm.Forked
        if waiting:
            self._process, stdin, stdout, said = warm.piped(
                waiting, WORKER, folder=self._folder.name, environment=environment
            )
            said.close()
        else:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=self._folder.name,
                bufsize=0,
            )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            stdin, stdout = self._process.stdin, self._process.stdout
        self.stdin: IO[str] = as_text(stdin)
        self.stdout: IO[str] = as_text(stdout)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):  # what was not sent yet has nowhere to go
                stream.close()
        self._folder.cleanup()


def as_text(stream: IO[bytes]) -> IO[str]:
    """A pipe as text, which may hold half of a surrogate pair."""
    buffered = io.BufferedWriter(stream) if stream.writable() else io.BufferedReader(stream)  # type: ignore[type-var]
    return io.TextIOWrapper(buffered, encoding="utf-8", errors="surrogatepass")


class Runner:
    """Runs programs in a worker process that stays warm, and keeps the results of an author's programs by content.

    Args:
        cache: the folder that keeps results (such as `default_cache()`), or None to keep them in memory.
        seconds: the time limit of one program.
        at_once: how many programs run side by side.
        start: what starts the worker process.
        elsewhere: what starts a second one, whose sets have another order; see the property.

    Safe to share between threads. Close it, or use it as a context manager.

    >>> with Runner() as runner:
    ...     runner.run(["print(6 * 7)", "1 / 0"])
    [Ran(output='42\\n', error='', message='', line=None), Ran(output='', error='ZeroDivisionError', ...)]
    """

    def __init__(
        self,
        cache: Path | None = None,
        *,
        seconds: float = SECONDS,
        at_once: int = 2,
        start: Callable[[], Process] = Process,
        elsewhere: Callable[[], Process] | None = None,
    ) -> None:
        self._cache, self._seconds, self._at_once, self._start = cache, seconds, at_once, start
        self._remembered: dict[str, Ran] = {}
        self._worker: Process | None = None
        self._elsewhere = elsewhere or functools.partial(Process, hash_seed=HASH_SEED_ELSEWHERE)
        self._twin: Runner | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Runner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker process. The runner can be used again; it starts another."""
        if self._twin:
            self._twin.close()
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None

    def run(self, programs: Sequence[str]) -> list[Ran]:
        """Run each program by itself, in its own fork; nothing is remembered (for what students wrote).

        Raises `RunnerDied` where the worker cannot be kept alive; an error of a program is part of its result.
        """
        if not programs:
            return []
        with self._lock:
            try:
                return self._ask(programs)
            except (OSError, ValueError):
                self._end()  # the worker died or talked nonsense: one more try with a new one
            try:
                return self._ask(programs)
            except (OSError, ValueError) as error:
                self._end()
                raise RunnerDied(
                    "the process that runs questions' code died twice: nothing was marked, try again"
                ) from error

    def _ask(self, programs: Sequence[str]) -> list[Ran]:
        if self._worker is None:
            self._worker = self._start()
        worker = self._worker
        request = {
            "programs": list(programs),
            "preload": preload(programs),
            "seconds": self._seconds,
            "at_once": self._at_once,
        }
        # The worker ends every program by itself; this ends the worker where it cannot (no fork, or it hangs).
        patience = 60 + self._seconds * len(programs)
        alarm = threading.Timer(patience, worker.end)
        alarm.daemon = True
        alarm.start()
        try:
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            replies = [Ran(**reply) for reply in json.loads(worker.stdout.readline())]
        except TypeError as error:
            raise ValueError("the worker's reply is malformed") from error
        finally:
            alarm.cancel()
        if len(replies) != len(programs):
            raise ValueError("the worker's reply is malformed")
        return replies

    def run_cached(self, programs: Iterable[str]) -> dict[str, Ran]:
        """Run the programs whose results are not known yet; the results by `program_id`. Timeouts are never kept."""
        wanted = {program_id(program): program for program in programs}
        known = {name: ran for name in wanted if (ran := self._recall(wanted[name]))}
        missing = [name for name in wanted if name not in known]
        # Small processes fork faster: what needs few modules is run before the larger ones are imported.
        for modules in sorted({preload([wanted[name]]) for name in missing}, key=lambda m: ("torch" in m, len(m))):
            batch = [name for name in missing if preload([wanted[name]]) == modules]
            for name, ran in zip(batch, self.run([wanted[name] for name in batch]), strict=True):
                known[name] = ran
                if ran.error not in ("Timeout", "Died"):
                    self._remember(wanted[name], ran)
        return known

    def known(self, programs: Iterable[str]) -> dict[str, Ran]:
        """The results that are at hand of these programs, by `program_id`: nothing is run."""
        return {program_id(program): ran for program in programs if (ran := self._recall(program))}

    @property
    def elsewhere(self) -> "Runner":
        """A second runner: in its process sets have another order, and things lie at other addresses."""
        with self._lock:
            if self._twin is None:
                cache = self._cache and self._cache / "elsewhere"
                self._twin = Runner(cache, seconds=self._seconds, at_once=self._at_once, start=self._elsewhere)
            return self._twin

    def _recall(self, program: str) -> Ran | None:
        name = program_id(program)
        if name in self._remembered:
            return self._remembered[name]
        if self._cache is None:
            return None
        try:
            ran = Ran(**json.loads((self._cache / f"{name}-{toolchain(program)}.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # not there, or broken: it is run again
        self._remembered[name] = ran
        return ran

    def _remember(self, program: str, ran: Ran) -> None:
        name = program_id(program)
        self._remembered[name] = ran
        if self._cache is None:
            return
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._cache, delete=False, encoding="utf-8") as file:
                json.dump(ran.as_dict(), file)
            Path(file.name).replace(self._cache / f"{name}-{toolchain(program)}.json")
        except OSError:
            pass  # a cache that cannot be written is only slower


@functools.lru_cache(maxsize=16_384)
def imports_of(program: str) -> tuple[str, bool]:
    """A hash of what a program uses of the library, and whether it reads the course's rules."""
    return uses(program).digest, "find_course" in program


def toolchain(program: str) -> str:
    """A short name for what a result depends on beside the program: Python, its packages, our library, the course."""
    digest, by_the_rules = imports_of(program)
    if by_the_rules:
        digest += content_hash(find_course() / "course.toml")
    return hashlib.sha256(digest.encode()).hexdigest()[:12]


def default_cache() -> Path:
    """The user's cache folder for results of programs."""
    return user_cache_path("chainrule") / "runs"


def preload(programs: Sequence[str]) -> tuple[str, ...]:
    """The modules to import before the forks: importing PyTorch takes a second, forking a few milliseconds."""
    wanted = {
        "numpy.random": r"\bnumpy\b",
        "torch": r"\btorch\b",
        "torch._dynamo": r"\boptim\b",  # the first optimizer of a process imports it, which takes a third of a second
        "chainrule.campus.questions.elsewhere": r"\bchainrule\.campus\.questions\b",
        "chainrule.autograd": r"\bchainrule\b",
        "chainrule.campus.syllabus": r"\bchainrule\.campus\.syllabus\b",
    }
    return tuple(name for name, pattern in wanted.items() if any(re.search(pattern, program) for program in programs))
