"""Programs that a mended key needs and nobody ran yet: queued for the sandbox, like the code of a paper that closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from chainrule.campus.questions import Ran, Variant
from chainrule.campus.questions.running import program_id
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import wake
from chainrule.campus.site.papers.models import Attempt, KeyRun, ProgramRun
from chainrule.campus.site.papers.recorded import Programs, of_mended_keys
from chainrule.campus.site.papers.rulings import Rulings
from chainrule.campus.site.papers.runs import Sandbox, runner
from chainrule.campus.site.papers.shown import marked_by
from chainrule.campus.site.papers.standing import standing

AT_ONCE = 16  # programs of students in one job
UNFINISHED = KeyRun.State.QUEUED, KeyRun.State.RUNNING
BROKEN = KeyRun.State.FAILED, KeyRun.State.ASIDE


def missing(attempts: Sequence[Attempt], rulings: Rulings, more: Mapping[str, Variant] | None = None) -> Programs:
    """The programs that marking under these rulings needs and of which nobody knows yet what they do.

    Args:
        more: mended keys by name that are not kept yet.
    """
    keys, events = marked_by(attempts, rulings, more), standing(attempts)
    authors: dict[str, None] = {}
    students: dict[str, None] = {}
    for attempt in attempts:
        wanted, there = of_mended_keys(attempt, keys, events[attempt.pk]), attempt.runs or {}
        authors |= dict.fromkeys(p for p in wanted.authors if program_id(p) not in there)
        students |= dict.fromkeys(p for p in wanted.students if program_id(p) not in there)
    names = [program_id(program) for program in (*authors, *students)]
    known = set(ProgramRun.objects.filter(name__in=names).values_list("name", flat=True)) if names else set()
    return Programs(
        [program for program in authors if program_id(program) not in known],
        [program for program in students if program_id(program) not in known],
    )


def queue_up(paper: str, question: str, wanted: Programs, by: User) -> int:
    """Queue these programs, but those that wait already; how many jobs that made. Jobs that broke off are forgotten."""
    with transaction.atomic():
        KeyRun.objects.filter(paper=paper, question=question, state__in=BROKEN).delete()
        waiting = {program for row in unfinished(paper, question) for program in (*row.authors, *row.students)}
        authors = [program for program in wanted.authors if program not in waiting]
        students = [program for program in wanted.students if program not in waiting]
        jobs = [
            KeyRun(paper=paper, question=question, by=by, students=students[first : first + AT_ONCE])
            for first in range(0, len(students), AT_ONCE)
        ]
        if authors:
            jobs.append(KeyRun(paper=paper, question=question, by=by, authors=authors))
        KeyRun.objects.bulk_create(jobs)
        wake.workers(len(jobs))
    return len(jobs)


def unfinished(paper: str, question: str) -> list[KeyRun]:
    """The jobs of a question that wait or are being done."""
    return list(KeyRun.objects.filter(paper=paper, question=question, state__in=UNFINISHED))


def broken(paper: str, question: str) -> KeyRun | None:
    """A job of a question that needs a person, None where there is none."""
    return KeyRun.objects.filter(paper=paper, question=question, state__in=BROKEN).first()


def run(job: KeyRun) -> dict[str, Ran]:
    """Run one job's programs, students' in the sandbox. Raises `RunnerDied`, `NoSandbox`."""
    ran = dict(runner().run_cached(job.authors))
    return ran | dict(zip(map(program_id, job.students), Sandbox().run(job.students), strict=True))


def keep(ran: Mapping[str, Ran]) -> None:
    """Store results by the names of their programs; the first of a name stays."""
    rows = [ProgramRun(name=name, result=one.as_dict()) for name, one in ran.items()]
    ProgramRun.objects.bulk_create(rows, ignore_conflicts=True)
