"""How a verdict looks in a terminal: a line for each check, and the first failure in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from chainrule.labs import Lab, Result, Verdict

MOST_OUTPUT_LINES = 15


def console(*, error: bool = False) -> Console:
    """A console that keeps long lines whole where the width is not known: in a pipe, a file or a notebook."""
    made = Console(stderr=error, highlight=False, markup=False, emoji=False, force_jupyter=False)
    if not made.is_terminal:
        made.width = 10_000
    return made


def mark(out: Console, result: Result) -> Text:
    """Passed, failed, or not written yet; told by its shape as well as by its colour."""
    plain = not out.encoding.lower().startswith("utf")
    if result.passed:
        return Text("ok " if plain else "✓", style="green")
    if result.waits_for:
        return Text(".. " if plain else "·", style="dim")
    return Text("NO " if plain else "✗", style="bold red")


def heading(out: Console, lab: Lab, name: str, sha256: str, now: datetime, note: str) -> None:
    """What is graded, when, and what the verdict is worth."""
    out.print(Text(f"Lab {lab.number}  {lab.title}", style="bold"))
    out.print(Text(f"{name}, sha256 {sha256[:12]}, {now:%Y-%m-%d %H:%M:%S}", style="dim"))
    out.print(Text(note, style="dim"))
    out.print()


def line(out: Console, result: Result) -> None:
    """One check in one line: passed or not, what it is worth, what it says."""
    style = "dim" if result.waits_for else ""
    out.print(Text.assemble("  ", mark(out, result), (f" {result.points:2}  ", "dim"), (result.sentence, style)))


def message(out: Console, text: str, *, folded: bool = False) -> None:
    """A failure: the first line stands out, the indented program is left as it is."""
    for number, part in enumerate((fold(text) if folded else text).split("\n")):
        code = part.startswith("    ")
        style = "bold" if number == 0 else "cyan" if code else ""
        out.print(Padding(Text(part, style=style), (0, 0, 0, 2), expand=False), soft_wrap=code)


def fold(text: str) -> str:
    """The message with all but the last of the places that an error came through left out."""
    lines = text.split("\n")
    places = [n for n, part in enumerate(lines) if re.match(r"    \S.*, line \d+.*: ", part)]
    if len(places) < 2:
        return text
    lines[places[0]] = f"    ({len(places) - 1} calls before)"
    return "\n".join(part for n, part in enumerate(lines) if n not in places[1:-1])


def summary(
    out: Console, verdict: Verdict, *, every: bool, folded: bool = False, unwritten: Sequence[str] = ()
) -> None:
    """The first failure in full (or every one), and what else is missing: `unwritten`, and what checks wait for."""
    if verdict.problem:
        message(out, verdict.problem, folded=folded)
    else:
        wrong = [result for result in verdict.results if not result.passed and not result.waits_for]
        for result in wrong if every else wrong[:1]:
            out.print(Text(f"  {result.sentence}", style="red"))
            message(out, result.message, folded=folded)
            out.print()
        missing = rest(verdict.results, len(wrong), every=every, unwritten=unwritten)
        if missing:
            out.print(Text(missing))
    printed(out, verdict.output)


def rest(results: Iterable[Result], wrong: int, *, every: bool, unwritten: Sequence[str] = ()) -> str:
    """What is not shown in full, in a sentence. A check tells only of the first name that it misses."""
    waiting = list(dict.fromkeys([*unwritten, *(result.waits_for for result in results if result.waits_for)]))
    parts = []
    if wrong > 1 and not every:
        parts.append(f"{wrong - 1} more {'fails' if wrong == 2 else 'fail'}; check --all shows every message.")
    if waiting:
        parts.append(f"Not written yet: {', '.join(waiting)}.")
    return " ".join(parts)


def total(out: Console, verdict: Verdict) -> None:
    """The points, and what to do next."""
    points = (f"{verdict.points} of {verdict.out_of} points", "bold green" if verdict.passed else "bold")
    out.print(Text.assemble(points, (f"  in {verdict.seconds:.1f} s, seed {verdict.seed}", "dim")))


def printed(out: Console, output: str) -> None:
    """What the student's code printed, shortened."""
    lines: Sequence[str] = output.rstrip().split("\n") if output.strip() else []
    if not lines:
        return
    out.print(Text("Your code printed:", style="dim"))
    for part in lines[:MOST_OUTPUT_LINES]:
        out.print(Text(f"  {part[:2000]}", style="dim"), soft_wrap=True)
    if len(lines) > MOST_OUTPUT_LINES:
        out.print(Text(f"  ... {len(lines) - MOST_OUTPUT_LINES} lines more", style="dim"))


def bar(done: int, total: int, width: int = 20) -> str:
    """How much is done, as a picture that a terminal without Unicode can show too.

    >>> bar(1, 4, width=8)
    '[##------]'
    """
    full = width * done // max(total, 1)
    return f"[{'#' * full}{'-' * (width - full)}]"
