"""How much a student's process has answered: what bounds the checker's memory, and its time, over a whole run."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.labs import wire

MAX_CASE = 128 * 2**20  # bytes of arrays in one case of a check, whose author may keep them side by side
MAX_RUN = 2**30


@dataclass
class Received:
    """The bytes of arrays that came, in this case and in the whole run. One serves all the processes of a run."""

    case: int = 0
    run: int = 0

    def begin(self) -> None:
        """A new case: what came in the one before is not needed any more."""
        self.case = 0

    def add(self, size: int) -> None:
        """Take `size` bytes more. Raises `TooBig` where that is too much."""
        self.case, self.run = self.case + size, self.run + size
        for came, most, when in ((self.case, MAX_CASE, "one case of a check"), (self.run, MAX_RUN, "all checks")):
            if came > most:
                raise wire.TooBig(f"arrays larger than {most // 2**20:,} MB together, in {when}")
