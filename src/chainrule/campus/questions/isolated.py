"""Running what students wrote in the labs' workers, so that the labs' sandbox contains the answers of a paper too."""

from collections.abc import Sequence

from chainrule.campus.questions.running import SECONDS, WORKER, Ran, RunnerDied
from chainrule.labs import CannotStart, Launcher, Limits
from chainrule.labs.needed import needed
from chainrule.labs.student import Session, Student, StudentError
from chainrule.labs.student_process import Worker, WorkerLost


def library_for(program: str) -> dict[str, str]:
    """What a program finds of the library: what it imports."""
    try:
        return needed(program)
    except (SyntaxError, ValueError):  # it is told so when it runs
        return {}


class IsolatedRunner:
    """Runs each program in a worker of its own, started by a launcher of the labs: as isolated as that is.

    Slower than `Runner` where the launcher starts a new interpreter, and remembers nothing. Hand it to `collect_runs`
    as `isolated`.
    """

    def __init__(self, launcher: Launcher, *, seconds: float = SECONDS, limits: Limits | None = None) -> None:
        self.launcher, self.seconds, self.limits = launcher, seconds, limits or Limits()

    def run(self, programs: Sequence[str]) -> list[Ran]:
        """Run the programs one after another. Raises `RunnerDied` where no worker can be started."""
        return [self._run(program) for program in programs]

    def _run(self, program: str) -> Ran:
        try:
            with Worker(self.launcher, self.limits) as worker:
                return self._ask(Session(worker), program)
        except CannotStart as error:
            raise RunnerDied(f"no worker could be started for a student's code: {error}") from error
        except StudentError as error:
            return Ran("", error.type, error.message)
        except WorkerLost as lost:
            return Ran("", "Timeout" if lost.reason == WorkerLost.TIMEOUT else "Died", lost.detail or lost.reason)

    def _ask(self, session: Session, program: str) -> Ran:
        session.load("answer.py", WORKER.read_bytes(), library_for(program))
        session.allow(self.seconds)
        session.begin()
        found = Student(session).run(program).read()
        try:
            output, error, message, line = (found[name] for name in ("output", "error", "message", "line"))
        except (TypeError, KeyError):
            return Ran("", "Died", "the worker sent no result")
        # The process holds the student's code: nothing that it says is taken for what it should be.
        if any(type(said) is not str for said in (output, error, message)):
            return Ran("", "Died", "the worker sent no result")
        return Ran(output, error, message, line)
