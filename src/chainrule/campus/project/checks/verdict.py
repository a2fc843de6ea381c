"""What one check says of a hand-in: an outcome, what was wrong, what to do."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ok", "problem", "notice", "not tried"]
MOST_DETAILS = 40
MOST_LETTERS = 300  # of one detail


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` says in a sentence or two what was found and what to do; `details` names the places, shortened.

    A "problem" should be mended before the deadline, a "notice" is something to look at that is no mistake by itself,
    "not tried" means that there was nothing to look at. None of them gives or takes points. `asdict` of it is JSON.
    """

    id: str
    title: str
    outcome: Outcome
    text: str
    details: tuple[str, ...] = ()
