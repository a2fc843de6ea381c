"""A question that is gone, and of which was not kept what it showed: it stands on its paper, and no rule marks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from chainrule.campus.questions.running import Runs
from chainrule.campus.questions.variant import Mark, Part, Problem, Text, Variant, is_empty

STEM = "This question was taken out of the course, and what it showed was not kept. Its answer is."
LONGEST_ANSWER = 2_000


@dataclass(frozen=True)
class Lost(Variant):
    """Stands for the variant of a question that is gone. What was answered is kept, and waits for a person."""

    kind: ClassVar[str] = "lost"
    group: ClassVar[str] = "lost"

    def shown(self) -> dict[str, Any]:
        return {"stem": STEM, "longest_answer": LONGEST_ANSWER}

    def kept(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> "Lost":
        return cls(seed, minutes)

    def parts(self) -> Mapping[str, Part]:
        return {"text": Text(LONGEST_ANSWER)}

    def read(self, answer: object) -> object:
        return answer if isinstance(answer, Mapping) and not is_empty(answer) else None

    def _mark(self, answer: object, runs: Runs) -> Mark:
        return Mark("needs_human", None, self.out_of, "The question is gone: put its file back to mark the answer.")

    def _feedback(self, answer: object, runs: Runs) -> dict[str, Any]:
        return {"stem": STEM, "answer": answer, "key": ""}

    def problems(self, runs: Runs) -> Sequence[Problem]:
        return [Problem("the question is gone", "put its file back")]
