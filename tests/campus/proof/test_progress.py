"""Progress: what a piece took the last time is remembered, what is left is told, in lines now and then."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from chainrule.campus.proof.pieces import Piece
from chainrule.campus.proof.progress import InLines, InTerminal, Times, shown_on


def piece(kind="question", name="one") -> Piece:
    return Piece(kind, Path("course"), Path("course/lectures/03-x"), 3, Path("x.py"), name)


def test_what_was_never_measured_is_thought_of_by_its_kind_and_then_by_its_time(tmp_path):
    times = Times(tmp_path, Path("course"))
    assert times.of(piece("lab", "")) > times.of(piece("lecture", "")) > times.of(piece())
    times.measured(piece(), 12.3456)
    times.keep()
    again = Times(tmp_path, Path("course"))
    assert again.of(piece()) == pytest.approx(12.346)
    assert again.of(piece(name="two")) < 1
    assert Times(tmp_path, Path("other")).of(piece()) < 1
    Times(None, Path("course")).keep()


def test_lines_come_now_and_then_and_say_what_is_left():
    now = [0.0]
    out = io.StringIO()
    lines = InLines(Console(file=out, width=30), clock=lambda: now[0])
    with lines.over([5.0, 5.0, 5.0, 5.0], kept=7, size=2):
        for moment in (4.0, 12.0, 13.0, 30.0):
            now[0] = moment
            lines.done(piece(), 5.0, [])
    assert out.getvalue() == (
        "2 of 4 pieces proven on 2 cores, 7 proven before, about 12 s left\n"
        "4 of 4 pieces proven on 2 cores, 7 proven before\n"
    )


def test_what_follows_from_a_piece_counts_too():
    now = [0.0]
    lines = InLines(Console(file=io.StringIO()), clock=lambda: now[0])
    with lines.over([20.0], kept=0, size=1):
        now[0] = 10.0
        lines.done(piece("lab"), 20.0, [5.0, 5.0])
        assert (lines.finished, lines.pieces, lines.seconds_left) == (1, 3, 5.0)


def test_a_terminal_gets_a_bar_that_goes_away():
    console = Console(file=io.StringIO(), force_terminal=True)
    bar = shown_on(console)
    assert isinstance(bar, InTerminal)
    with bar.over([1.0], kept=0, size=1):
        bar.done(piece(), 1.0, [])
        assert "1 of 1 pieces" in bar.words
    assert isinstance(shown_on(Console(file=io.StringIO())), InLines)
