"""The chain of the audit log: whatever is done to a row, it shows, and who was forgotten does not break it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.site.accounts import chain
from chainrule.campus.site.accounts.chain import Entry

Log = list[Entry]


def log_of(count: int, *more: Entry) -> Log:
    entry = Entry(7, 8, "papers.begin", "2026-02-03T12:00:00.000000Z", "quiz-1", {"attempt": 1})
    made: Log = []
    for one in [replace(entry, subject=f"quiz-{n}") for n in range(count)] + [*more]:
        made.append(chain.linked(one, len(made) + 1, made[-1].chain if made else chain.START))
    return made


def changed(place: int, **values: Any) -> Callable[[Log], Log]:
    return lambda log: [*log[:place], replace(log[place], **values), *log[place + 1 :]]


def inserted(log: Log) -> Log:
    forged = chain.linked(replace(log[1], subject="forged"), 3, log[1].chain)
    return [*log[:2], forged, *(replace(entry, number=entry.number + 1) for entry in log[2:])]


def reordered(log: Log) -> Log:
    return [log[0], replace(log[2], number=2), replace(log[1], number=3), *log[3:]]


def rewritten(log: Log) -> Log:
    """An entry with other words and a fitting hash: the next one does not follow from it."""
    return [*log[:1], chain.linked(replace(log[1], subject="other"), 2, log[0].chain), *log[2:]]


DONE = {
    "who": (changed(2, who=9), 3, "does not follow"),
    "about": (changed(2, about=None), 3, "does not follow"),
    "action": (changed(2, action="papers.release"), 3, "does not follow"),
    "time": (changed(2, at="2026-02-03T12:00:01.000000Z"), 3, "does not follow"),
    "subject": (changed(2, subject="quiz-9"), 3, "subject or details were changed"),
    "details": (changed(2, details={"attempt": 2}), 3, "subject or details were changed"),
    "removed": (lambda log: [*log[:2], *log[3:]], 4, "before it 3 is missing: removed"),
    "two removed": (lambda log: [*log[:1], *log[3:]], 4, "before it 2 to 3 are missing: removed"),
    "the first removed": (lambda log: log[1:], 2, "before it 1 is missing: removed"),
    "inserted": (inserted, 4, "does not follow"),
    "reordered": (reordered, 2, "does not follow"),
    "rewritten": (rewritten, 3, "does not follow"),
    "blanked": (changed(2, subject=chain.FORGOTTEN, details={}, salt=""), 3, "no entry says that somebody"),
    "blanked and rewritten": (changed(2, subject="other", salt=""), 3, "after it was forgotten"),
}


def test_a_chain_that_nobody_touched_holds() -> None:
    log = log_of(5)
    report = chain.check(log)
    assert (report.holds, report.count, report.head) == (True, 5, log[-1].chain)
    assert chain.check([]).head == chain.START


@pytest.mark.parametrize(("act", "number", "why"), DONE.values(), ids=DONE)
def test_what_was_done_to_it_is_found_and_named(act: Callable[[Log], Log], number: int, why: str) -> None:
    report = chain.check(act(log_of(5)))
    first = report.broken[0]
    assert (first.number, why in first.why) == (number, True), report.broken


def test_an_end_that_was_cut_off_is_found_by_the_hash_that_was_written_down() -> None:
    log = log_of(5)
    assert chain.check(log, head=log[3].chain).known == 4
    cut = chain.check(log[:3], head=log[3].chain)
    assert (cut.holds, cut.known) == (True, None)


def test_the_words_of_one_who_was_forgotten_may_be_gone_where_the_log_says_so() -> None:
    says = Entry(None, 8, chain.FORGET, "2026-07-01T00:00:00.000000Z", "student 8", {"entries": [2, 3]})
    log = log_of(4, says)
    gone = [replace(e, subject=chain.FORGOTTEN, details={}, salt="") if e.number in (2, 3) else e for e in log]
    report = chain.check(gone)
    assert (report.broken, report.forgotten) == ([], {2, 3})
    assert report.head == log[-1].chain


def test_a_look_at_the_end_alone_begins_at_the_hash_before_it() -> None:
    log = log_of(6)
    assert chain.check(log[4:], 4, log[3].chain).holds
    assert not chain.check(log[4:], 4, log[2].chain).holds


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3), st.text(max_size=9))
def test_any_words_chain_and_any_other_words_break_it(details: dict[str, Any], subject: str) -> None:
    log = log_of(1, Entry(None, None, "a", "t", subject, details))
    assert chain.check(log).holds
    assert not chain.check(changed(1, subject=subject + "x")(log)).holds
