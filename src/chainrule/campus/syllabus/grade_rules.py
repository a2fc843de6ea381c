"""How grades are shown: the typed content of `[grades]`, `[letters]` and `[risk]` in course.toml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GradeRules:
    """How grades are shown (`decimals`), and whether "so far" already sets the lowest quizzes aside."""

    decimals: int
    drop_early: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter grade: it is given from `least` up, where the next better one begins."""

    name: str
    least: float


@dataclass(frozen=True, slots=True)
class RiskRules:
    """Who is shown as at risk: at best or so far below `below` percent, or with `missed` papers missed."""

    below: float = 60.0
    missed: int = 2
