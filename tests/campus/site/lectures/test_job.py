"""Blocks that readers run wait in the same queue as labs, by turn: who runs many holds nobody up."""

from collections.abc import Callable
from itertools import repeat
from typing import Any

import pytest

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import boxes, performing, queue
from chainrule.campus.site.jobs.kinds import kind_of
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.lectures import running, texts
from chainrule.campus.site.lectures.models import LiveRun
from chainrule.labs import PlainLauncher

MANY = 20
Begin = Callable[..., LiveRun]


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Ask for the first block of lecture 3 in the name of a student, as often as one likes."""
    monkeypatch.setattr(running, "MAX_WAITING", MANY)
    program = running.program(texts.text(3), {"version": running.version(3), "block": 0})
    return lambda reader: running.begin(reader, 3, program)


def test_many_blocks_of_one_student_do_not_delay_anothers_first(
    begin: Begin, make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "launcher", lambda loaded: PlainLauncher())
    busy, quiet = make_user("student"), make_user("student")
    for reader in repeat(busy, MANY):
        begin(reader)
    assert performing.do_next()
    mine = begin(quiet)
    assert performing.do_next()
    mine.refresh_from_db()
    assert mine.state == LiveRun.State.DONE
    assert running.unfinished(busy).count() == MANY - 1


def test_a_student_of_whom_a_block_runs_waits_behind_the_others(begin: Begin, make_user: Callable[..., User]) -> None:
    busy, others = make_user("student"), [make_user("student") for _ in range(2)]
    runs = [begin(reader) for reader in (busy, busy, busy, *others)]
    assert [queue.take().pk for _ in runs] == [runs[place].pk for place in (0, 3, 4, 1, 2)]


def test_many_blocks_of_one_student_do_not_delay_anothers_lab_nor_do_many_files_anothers_block(
    begin: Begin, make_user: Callable[..., User]
) -> None:
    def hand_in(student: User) -> Submission:
        return Submission.objects.create(student=student, lab="03", source="x", wanted="any")

    reads, files = make_user("student"), make_user("student")
    blocks, labs = [begin(reads) for _ in range(3)], [hand_in(files) for _ in range(3)]
    lectures = kind_of(blocks[0])

    class Whatever(type(kind_of(labs[0]))):  # type: ignore[misc]
        """Submissions, whatever checks they are to be graded with."""

        def mine(self) -> Any:
            return lectures.mine()

    taken = [queue.take(among=[Whatever(), lectures]) for _ in range(6)]
    assert [type(one) for one in taken] == [LiveRun, Submission] * 3
