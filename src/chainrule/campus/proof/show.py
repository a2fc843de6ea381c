"""A report for people: a table in a terminal, plain lines in a pipe."""

import os
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from chainrule.campus.proof.report import Report


def rows(report: Report) -> Iterator[tuple[str, str, int]]:
    """Each part that was looked at: its name, what was proven, how many errors it has."""
    drafts = f", {counted(len(report.drafts), 'draft')}" if report.drafts else ""
    proven = {
        "course": "course.toml and revisions.md",
        "lectures": f"{counted(report.lectures, 'lecture')}{drafts}, {counted(report.blocks, 'block')} run twice",
        "labs": "; ".join(f"{n}: {c.caught} of {c.mutants} mutants caught" for n, c in report.labs.items()) or "none",
        "questions": f"{counted(report.questions, 'question')}, {counted(report.variants, 'variant')}",
        "outcomes": f"{counted(report.outcomes or 0, 'outcome')}, {counted(report.holes or 0, 'hole')}",
    }
    for part, errors in report.wrong.items():
        yield part, proven[part], len(errors)


def counted(number: int, noun: str) -> str:
    """`1 lecture`, `2 lectures`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def taken_on_trust(report: Report) -> Iterator[str]:
    """What nobody proved: how many there are, and each with its author's reason."""
    if not report.unproven:
        return
    yield f"\nNot proven, {counted(len(report.unproven), 'key')} of multiple-choice questions; their authors say why:"
    for each in report.unproven:
        yield f"  {shortened(each.where)}: {each.reason}"


def shortened(where: str) -> str:
    """An address relative to the working directory where that is shorter."""
    return where.removeprefix(f"{Path.cwd()}{os.sep}")


def show(report: Report, console: Console, seconds: float) -> None:
    """Print the table, every error, and the verdict."""
    if console.is_terminal:
        table = Table("part", "proven", "errors", box=None, pad_edge=False, header_style="dim")
        for part, proven, errors in rows(report):
            table.add_row(part, proven, Text(str(errors), style="bold red") if errors else Text("none", style="green"))
        console.print(table)
    else:
        for part, proven, errors in rows(report):
            print(f"{part}: {proven}; {counted(errors, 'error')}", file=console.file)
    if not report.spelled:
        console.print(Text("Spelling was not checked: codespell is not installed."), soft_wrap=True)
    for error in report.failures:
        # No wrapping: an address that is cut in two can be neither clicked nor searched for.
        console.print(Text(f"\n{error.where}", style="bold"), soft_wrap=True)
        console.print(Text(f"  {error.problem}\n  fix: {error.fix}"), soft_wrap=True)
    for line in taken_on_trust(report):
        console.print(Text(line), soft_wrap=True)
    if report.ok:
        verdict = "Everything is proven" + (f" but {counted(len(report.unproven), 'key')}" if report.unproven else "")
    else:
        verdict = counted(len(report.failures), "error")
    style = "bold green" if report.ok else "bold red"
    console.print(Text(f"\n{verdict} ({seconds:.1f} s)", style=style), soft_wrap=True)
