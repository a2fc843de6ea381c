"""How long a connection may keep the door waiting, and which one gives way: pure functions of times and counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Stage(Enum):
    """What a connection is at: in words, the seconds that it has at once, the bytes per second that earn it more."""

    IDLE = ("no byte of a next request", 10.0, 0)
    HEAD = ("the first line and the headers", 10.0, 0)  # one packet, as a rule
    BODY = ("the body", 20.0, 8_000)  # the slowest network that an answer is still saved over
    ANSWER = ("what we have written and they do not take", 20.0, 8_000)
    LAST_WORDS = ("reads why it was refused before it had sent everything", 5.0, 0)
    SERVED = ("a thread works on it; how long is the page's affair", float("inf"), 0)

    @property
    def seconds(self) -> float:
        return float(self.value[1])

    @property
    def rate(self) -> int:
        return int(self.value[2])


WAITING = (Stage.IDLE, Stage.HEAD, Stage.BODY)


@dataclass(frozen=True)
class Standing:
    """Where one connection stands: its stage, since when, and how many bytes have passed in it."""

    address: str
    stage: Stage
    since: float
    passed: int = 0

    def over(self, now: float) -> bool:
        """Whether its time is up."""
        earned = self.passed / self.stage.rate if self.stage.rate else 0.0
        return now - self.since > self.stage.seconds + earned


def gives_way(standings: Iterable[Standing], count: int) -> list[int]:
    """The places of `count` connections that close so that new ones come in.

    Only those that wait for bytes, idle ones first; among these the address with the most connections, so that one
    machine with a thousand cannot push a class out; of an address, the one that has waited longest.
    """
    waiting = [(place, one) for place, one in enumerate(standings) if one.stage in WAITING]
    crowd = Counter(one.address for _, one in waiting)
    seen: Counter[str] = Counter()
    ranked = []
    for place, one in sorted(waiting, key=lambda each: (WAITING.index(each[1].stage), each[1].since)):
        ranked.append((seen[one.address] - crowd[one.address], WAITING.index(one.stage), one.since, place))
        seen[one.address] += 1
    # The n-th of an address with m connections ranks by m - n: what it has beyond the others goes first.
    return [place for *_, place in sorted(ranked)[:count]]
