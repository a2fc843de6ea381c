"""What proving a course found."""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.course import CourseError


@dataclass(frozen=True, slots=True)
class LabCount:
    """A lab's planted mistakes, and how many of them its checks caught and named."""

    mutants: int
    caught: int


@dataclass(frozen=True, slots=True)
class Unproven:
    """Something that is taken on its author's word: where, and the reason that the author gives."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was proven, and everything that was wrong.

    `wrong` holds the errors of each part that was looked at: `course`, then `lectures`, `labs`, `questions`. `blocks`
    counts the blocks that were run, `minutes` are those of each lecture's core path, `drafts` are the lectures of which
    no length and no exercises are asked yet, `variants` counts the variants of questions that were tried, `kept` what
    was not run again because it was proven before. `unproven` are questions whose key no program got a second time.
    `spelled` says whether there was a tool for the lectures' spelling. `outcomes` counts the outcomes that need to be
    served, and `holes` what is missing to them; None where not all of it was looked at.
    """

    wrong: Mapping[str, tuple[CourseError, ...]]
    lectures: int
    blocks: int
    minutes: Mapping[str, int]
    labs: Mapping[str, LabCount]
    questions: int
    variants: int
    drafts: tuple[str, ...] = ()
    unproven: tuple[Unproven, ...] = ()
    kept: int = 0
    spelled: bool = True
    outcomes: int | None = None
    holes: int | None = None

    @property
    def failures(self) -> tuple[CourseError, ...]:
        """All errors, in the order of the parts."""
        return tuple(error for errors in self.wrong.values() for error in errors)

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong."""
        return not self.failures

    def as_dict(self) -> dict[str, object]:
        """The report as JSON: `ok`, counts, `unproven` (`where`, `reason`), `failures` (`where`, `problem`, `fix`)."""
        return {
            "ok": self.ok,
            "lectures": self.lectures,
            "blocks": self.blocks,
            "minutes": dict(self.minutes),
            "drafts": list(self.drafts),
            "labs": {number: {"mutants": count.mutants, "caught": count.caught} for number, count in self.labs.items()},
            "questions": self.questions,
            "outcomes": self.outcomes,
            "holes": self.holes,
            "unproven": [{"where": each.where, "reason": each.reason} for each in self.unproven],
            "failures": [{"where": e.where, "problem": e.problem, "fix": e.fix} for e in self.failures],
        }
