"""The journal of a sweep: a file of Optuna's lines, which processes of one machine share and may die in the midst of.

It is loaded only where a sweep is kept in a file, since it needs Optuna.
"""

import json
from contextlib import ExitStack
from pathlib import Path

from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

from chainrule.data.lock import alone
from chainrule.training.problems import SweepProblem

OTHER_FILE = "\n  fix: choose another --storage, or put that file aside"


def opened(file: Path) -> JournalStorage:
    """The storage in this file, which is made where it is not there. `SweepProblem` where it is no journal."""
    if file.exists():
        _require(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return JournalStorage(JournalFileBackend(str(file), _Lock(_lock_of(file))))
    except (LookupError, TypeError, ValueError) as error:  # what stands in the lines is none of Optuna's
        raise SweepProblem(f"{file} is no journal of a sweep{OTHER_FILE}") from error


def _require(file: Path) -> None:
    """`SweepProblem` where a line is none of Optuna's; a last one that was not written to its end is dropped."""
    start, whole = b'{"op_code":', True
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            whole = line.endswith(b"\n")
            if not (_is_entry(line) if whole else start.startswith(line[: len(start)])):
                raise SweepProblem(f"{file} is no journal of a sweep: line {number} is none of a journal's{OTHER_FILE}")
    if not whole:
        _drop_last(file)


def _is_entry(line: bytes) -> bool:
    """Whether it says what was done, and by whom."""
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    return isinstance(entry, dict) and {"op_code", "worker_id"} <= entry.keys()


def _drop_last(file: Path) -> None:
    """Cut off a line whose writer was stopped, or the next one would be written behind it."""
    with alone(_lock_of(file)), file.open("r+b") as journal:  # perhaps the line was only just being written
        journal.truncate(journal.read().rfind(b"\n") + 1)


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.write")


class _Lock(JournalFileOpenLock):
    """The lock of who writes. The system takes it back from a process that dies.

    Optuna's own are files, which stay when their maker is killed; a link to a relative path stays for ever.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path, self._held = path, ExitStack()

    def acquire(self) -> bool:
        self._held = ExitStack()  # what an exception left held is given back
        self._held.enter_context(alone(self._path))
        return True

    def release(self) -> None:
        self._held.close()
