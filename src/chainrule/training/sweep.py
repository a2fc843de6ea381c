"""A sweep: trials of a search, made by any number of processes that share a storage, and may die at any moment.

Every trial that was asked for is a slot, 0 to N - 1, which waits in the storage until a worker takes it. A trial that
fails says why, and is done with. A trial whose worker was killed ends without a reason: its slot waits again, with the
same values. On one host the storage is a journal file, and a worker is known to live by the lock that it holds; on many
hosts it is PostgreSQL, and a worker is known to live by its heartbeat.
"""

from __future__ import annotations

import math
import socket
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from chainrule import install
from chainrule.data.lock import alone, is_free
from chainrule.training.problems import SweepProblem, TrainingProblem
from chainrule.training.search import Choice, Range, Search

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.storages import BaseStorage
    from optuna.trial import FrozenTrial

HEARTBEAT = 5  # seconds
DEATHS = 3  # a trial whose worker died so often is given up
POLL_SECONDS = 0.2
ORPHAN_SECONDS = 30  # a running trial whose worker is not even written down


class Storage:
    """Where the trials of a sweep are kept: a journal file (a path), or a PostgreSQL database (a URL)."""

    def __init__(self, place: str, *, heartbeat: int = HEARTBEAT) -> None:
        self.place = place
        self.database = "://" in place
        self._engine: Any = None
        _need_optuna()
        if self.database:
            self.optuna = self._connected(heartbeat)
        else:
            self.optuna = self._journal(Path(place))

    def _journal(self, file: Path) -> BaseStorage:
        from chainrule.training import journal

        try:
            storage = journal.opened(file)
            (file.parent / "workers").mkdir(exist_ok=True)
            return storage
        except OSError as error:
            raise SweepProblem(
                f"{file} cannot be written: {error.strerror}\n  fix: choose another --storage"
            ) from error

    def _connected(self, heartbeat: int) -> BaseStorage:
        from optuna.storages import RDBStorage

        scheme = self.place.partition("://")[0]
        if scheme not in ("postgresql", "postgres"):
            raise SweepProblem(
                f"{scheme}:// is no storage of a sweep\n  fix: a path (one host), or postgresql://... (many hosts)"
            )
        pool = {"pool_pre_ping": True}
        try:
            from sqlalchemy import create_engine

            self._engine = create_engine(_url(self.place), **pool)
            with warnings.catch_warnings(), self.alone():  # two that make Optuna's tables at the same moment collide
                warnings.simplefilter("ignore")  # heartbeats count as experimental
                return RDBStorage(_url(self.place), pool, heartbeat_interval=heartbeat, grace_period=3 * heartbeat)
        except ModuleNotFoundError as error:
            raise SweepProblem(f'PostgreSQL needs psycopg: pip install "psycopg[binary]" ({error.name})') from error
        except Exception as error:  # SQLAlchemy has many, and Optuna wraps some
            reason = str(error.__cause__ or error).strip().splitlines()[0]
            raise SweepProblem(f"the database of the sweep cannot be used: {reason}") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time, of all that share the storage."""
        if not self.database:
            with alone(Path(f"{self.place}.turn")):  # .write is for those who write a line
                yield
            return
        from sqlalchemy import text

        with self._engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(4701)"))
            yield

    def lives(self, worker: str) -> bool:
        """Whether the worker of a journal file still holds its lock."""
        return not is_free(self._lock_of(worker))

    @contextmanager
    def worker(self) -> Iterator[str]:
        """The name of this process as a worker, for as long as it lives."""
        name = f"{quote(socket.gethostname(), safe='')}-{uuid.uuid4().hex[:12]}"
        if self.database:
            yield name
            return
        with alone(self._lock_of(name)):
            yield name
        self._lock_of(name).unlink(missing_ok=True)

    def _lock_of(self, worker: str) -> Path:
        return Path(self.place).parent / "workers" / f"{unquote(worker)}.lock"


class Stop:
    """The wish that a worker stops: it may come at any moment, and is followed where it does no harm.

    A trial is left at once. Who writes to the storage ends that first: left in the midst of it, Optuna leaves a lock
    taken, or a trial of which it does not know how it ended.
    """

    def __init__(self) -> None:
        self.asked = False
        self._at_once = False

    def ask(self, *_: object) -> None:
        """Ask, also as the handler of a signal. Only the first time counts: what follows it is to come to its end."""
        first, self.asked = not self.asked, True
        if first and self._at_once:
            raise KeyboardInterrupt

    @contextmanager
    def at_once(self, at_once: bool = True) -> Iterator[None]:
        """In here, `ask` raises `KeyboardInterrupt`; where it was asked before, entering does."""
        before, self._at_once = self._at_once, at_once
        try:
            if self.asked and at_once:
                raise KeyboardInterrupt
            yield
        finally:
            self._at_once = before
        if self.asked and before:
            raise KeyboardInterrupt

    def later(self) -> AbstractContextManager[None]:
        """In here, `ask` only notes the wish; leaving then raises `KeyboardInterrupt`."""
        return self.at_once(False)


class Sweep:
    """One search in one storage: what was tried, and what is still to be tried."""

    def __init__(self, search: Search, storage: Storage, *, sampler: str = "tpe", seed: int = 0) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.search, self.storage, self.stop = search, storage, Stop()
        with storage.alone():
            self.study: Study = optuna.create_study(
                storage=storage.optuna,
                study_name=search.name,
                sampler=_sampler(sampler, seed),
                pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=1),
                direction="maximize" if search.maximize else "minimize",
                load_if_exists=True,
            )

    def slots(self) -> dict[int, list[FrozenTrial]]:
        """The trials of each slot, in the order in which they were made."""
        slots: dict[int, list[FrozenTrial]] = {}
        for trial in self.study.get_trials(deepcopy=False):
            if "slot" in trial.user_attrs:
                slots.setdefault(trial.user_attrs["slot"], []).append(trial)
        return slots

    def trials(self) -> list[FrozenTrial]:
        """The trial that counts of each slot: the last."""
        return [made[-1] for _, made in sorted(self.slots().items())]

    def fill(self, count: int) -> int:
        """Let each of `count` slots wait that is neither done nor running; how many now wait or run."""
        with self.storage.alone():
            self._bury()
            slots, open_slots = self.slots(), 0
            for slot in range(max([count, *(slot + 1 for slot in slots)])):
                made = slots.get(slot, [])
                if made and not made[-1].state.is_finished():
                    open_slots += 1
                elif (not made and slot < count) or (made and _died(made[-1]) and _deaths(made) < DEATHS):
                    values = made[-1].params if made else {}
                    self.study.enqueue_trial(values, user_attrs={"slot": slot})
                    open_slots += 1
        return open_slots

    def _bury(self) -> None:
        """End the running trials whose workers died."""
        import optuna

        if self.storage.database:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
                optuna.storages.fail_stale_trials(self.study)
            return
        for trial in self.study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.RUNNING,)):
            worker, begun = trial.user_attrs.get("worker"), trial.datetime_start
            age = time.time() - begun.timestamp() if begun else 0.0
            if (worker is None and age > ORPHAN_SECONDS) or (worker is not None and not self.storage.lives(worker)):
                self.study.tell(trial.number, state=optuna.trial.TrialState.FAIL)

    def waits_again(self, trial: FrozenTrial) -> bool:
        """Whether a trial that ended is made once more, because its worker died."""
        return _died(trial) and _deaths(self.slots()[trial.user_attrs["slot"]]) < DEATHS

    def work(self, count: int, go_on: Callable[[], bool] = lambda: True) -> None:
        """Take slots and try them until none of the `count` waits or runs, here or elsewhere, or `go_on()` is false.

        `self.stop.ask()` ends it with `KeyboardInterrupt` in the midst of a trial, or lets the trial end.
        """
        import optuna

        with self.storage.worker() as name:
            while go_on() and not self.stop.asked and self.fill(count):
                if not self.study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.WAITING,)):
                    time.sleep(POLL_SECONDS)  # others are at work, and may die
                    continue
                self._one(name)

    def _one(self, worker: str) -> None:
        """One trial."""

        def objective(trial: Trial) -> float:
            if "slot" not in trial.user_attrs:
                raise _Taken  # another worker took the last slot that waited
            trial.set_user_attr("worker", worker)
            return self._try(trial)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.study.optimize(objective, n_trials=1, catch=(Exception,))

    def _try(self, trial: Trial) -> float:
        """Train with the values of a trial. What goes wrong is written down with it."""
        import optuna

        def report(epoch: int, value: float) -> None:
            if not math.isfinite(value):
                raise TrainingProblem(f"the {self.search.measure} became {value} in epoch {epoch}")
            with self.stop.later():
                trial.report(value, epoch)
                pruned = trial.should_prune()
            if pruned:
                raise optuna.TrialPruned

        values = _values(trial, self.search.space)
        try:
            with self.stop.at_once():
                value = float(self.search.objective(values, report))
            if not math.isfinite(value):
                raise TrainingProblem(f"the {self.search.measure} is {value}")
        except optuna.TrialPruned:
            raise
        except KeyboardInterrupt:
            trial.set_user_attr("interrupted", True)
            raise
        except Exception as error:
            words = str(error).strip().splitlines()
            trial.set_user_attr("reason", f"{type(error).__name__}: {words[0] if words else ''}"[:500])
            raise
        return value


class _Taken(Exception):
    """There was no slot left."""


def _values(trial: Trial, space: Mapping[str, Range | Choice]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, of in space.items():
        if isinstance(of, Choice):
            values[name] = trial.suggest_categorical(name, of.options)
        elif of.whole:
            values[name] = trial.suggest_int(name, int(of.low), int(of.high), log=of.log)
        else:
            values[name] = trial.suggest_float(name, of.low, of.high, log=of.log)
    return values


def _died(trial: FrozenTrial) -> bool:
    """Whether a trial ended without saying why: its worker was killed, or stopped by Ctrl-C."""
    return trial.state.name == "FAIL" and "reason" not in trial.user_attrs


def _deaths(trials: list[FrozenTrial]) -> int:
    return sum(_died(trial) and "interrupted" not in trial.user_attrs for trial in trials)


def _url(place: str) -> str:
    """libpq's form of a database's address, in which a socket's folder may be the host, as SQLAlchemy takes it."""
    from psycopg.conninfo import conninfo_to_dict
    from sqlalchemy import URL

    parts = {key: str(value) for key, value in conninfo_to_dict(place).items()}
    user, password, database = (parts.pop(key, None) for key in ("user", "password", "dbname"))
    return URL.create("postgresql+psycopg", user, password, database=database, query=parts).render_as_string(False)


def _sampler(name: str, seed: int) -> Any:
    import optuna

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        if name == "random":
            return optuna.samplers.RandomSampler(seed=seed)
        if name == "tpe":
            # What others try at this moment counts as bad, so that not all try the same.
            return optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    raise SweepProblem(f"no sampler is called {name!r}; there are tpe and random")


def _need_optuna() -> None:
    try:
        import optuna  # noqa: F401
    except ModuleNotFoundError as error:
        raise SweepProblem(f"a sweep needs Optuna\n  fix: {install.command('training')}") from error
