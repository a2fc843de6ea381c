"""What came of the programs that marking needs: beside each attempt, and for a mended key in a table of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.campus.questions import AnswerEvent as PureEvent
from chainrule.campus.questions import Ran, replay
from chainrule.campus.questions.running import program_id
from chainrule.campus.site.papers.models import Attempt, ProgramRun
from chainrule.campus.site.papers.shown import Keys

Events = Mapping[int, Sequence[PureEvent]]


def recorded_runs(attempt: Attempt) -> dict[str, Ran]:
    """What came of the programs that were run when the attempt closed."""
    return {name: Ran(**ran) for name, ran in (attempt.runs or {}).items()}


def runs_of(attempts: Sequence[Attempt], keys: Keys, events: Events) -> dict[int, dict[str, Ran]]:
    """By attempt the results that marking it needs: its own, and those of a mended key's programs, in one query."""
    wanted = {attempt.pk: of_mended_keys(attempt, keys, events[attempt.pk]) for attempt in attempts}
    names = {program_id(program) for one in wanted.values() for program in (*one.authors, *one.students)}
    rows = ProgramRun.objects.filter(name__in=names) if names else ()
    more = {row.name: Ran(**row.result) for row in rows}
    found = {}
    for attempt in attempts:
        one = wanted[attempt.pk]
        needed = {program_id(program) for program in (*one.authors, *one.students)}
        found[attempt.pk] = {name: ran for name, ran in more.items() if name in needed} | recorded_runs(attempt)
    return found


@dataclass(frozen=True)
class Programs:
    """Programs that marking needs the results of: the authors' own, and those that hold a student's code."""

    authors: Sequence[str] = ()
    students: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.authors) + len(self.students)


def of_mended_keys(attempt: Attempt, keys: Keys, events: Sequence[PureEvent]) -> Programs:
    """The programs of an attempt's mended keys; none where its code waits to be run: then all runs together."""
    mended = [number for number, ruling in keys.rulings.on(attempt).items() if ruling.key]
    if not mended or attempt.runs is None:
        return Programs()
    answers = replay(events, closes_at=attempt.closed_at).answers
    asked = {number: attempt.questions.variant(keys.of(attempt), number) for number in mended}
    authors = [program for variant in asked.values() for program in variant.author_programs()]
    students = [program for number, one in asked.items() for program in one.student_programs(answers.get(number))]
    return Programs(authors, students)
