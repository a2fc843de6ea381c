"""The late policy: the typed content of `[late]` in course.toml."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

Border = Literal["milder", "harsher"]
PenaltyBase = Literal["earned", "full"]
BonusCap = Literal["item", "course"]

BORDERS: tuple[Border, ...] = get_args(Border)
PENALTY_BASES: tuple[PenaltyBase, ...] = get_args(PenaltyBase)
BONUS_CAPS: tuple[BonusCap, ...] = get_args(BonusCap)


@dataclass(frozen=True, slots=True)
class LateTier:
    """Late by no more than `until`: `penalty` percent less; a bonus counts only where `bonus` is true."""

    until: dt.timedelta
    penalty: float
    bonus: bool


@dataclass(frozen=True, slots=True)
class SlowUploads:
    """When the network was slow: an upload took so many seconds or more, or came at fewer kB per second than `rate`."""

    seconds: float
    rate: float


@dataclass(frozen=True, slots=True)
class LateRules:
    """The late policy. Less than `grace` late is on time; later than the last tier is zero.

    Where `slow` is None, an upload counts from its end however slow it was.
    """

    grace: dt.timedelta
    tiers: tuple[LateTier, ...]
    on_the_border: Border
    penalty_of: PenaltyBase
    penalty_on_bonus: bool
    bonus_cap: BonusCap
    slow: SlowUploads | None = None
