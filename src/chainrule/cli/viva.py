"""Questions about one's own code in a terminal: five, one after another, each with its key and reason at once."""

from __future__ import annotations

import secrets
import sys
import textwrap
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.viva import NoQuestions, OwnQuestion, Viva, make
from chainrule.cli import show
from chainrule.cli.learn import Refusal, file_for, here, lab_source, the_lab
from chainrule.labs import NoVerdict, PlainLauncher

LETTERS = "abcdefgh"
SEEDS = 10_000


@click.command()
@click.argument("lab")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--seed", type=click.IntRange(0), help="The same questions as before, for the same file.")
@click.option("--sheet", is_flag=True, help="Print the questions, and the keys after them; ask nothing.")
def viva(lab: str, file: Path | None, seed: int | None, sheet: bool) -> None:
    """Answer five questions about your own code.

    For a lab that you have passed. Each key is what a run of your file gave.
    """
    chosen = the_lab(lab)
    path = file_for(chosen, file, here())
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    click.echo("Your file is run, and forms of it with one line changed. This takes up to a minute.", err=True)
    try:
        made = make(chosen, lab_source(path, chosen), drawn, PlainLauncher())
    except (NoQuestions, NoVerdict) as error:
        raise Refusal(f"{path}: {error}") from error
    out = show.console()
    if sheet or not sys.stdin.isatty():
        printed(out, made)
        return
    right = sum(asked(out, number, question) for number, question in enumerate(made.questions, 1))
    out.print(Text(f"{right} of {len(made.questions)} right.", style="bold"))
    out.print(f"The same questions again: chainrule viva {chosen.number} --seed {made.seed}")


def printed(out: Console, made: Viva) -> None:
    """All questions, then all keys: for somebody else to ask."""
    for number, question in enumerate(made.questions, 1):
        question_in(out, number, question)
    out.print(Text("Keys", style="bold"))
    for number, question in enumerate(made.questions, 1):
        out.print(f"{number}. {key(question)}")
        for line in reasons(question, None):
            out.print(f"   {line}")
    out.print(f"\nThe same questions again: chainrule viva {made.lab} --seed {made.seed}")


def question_in(out: Console, number: int, question: OwnQuestion) -> None:
    """One question as it stands in a terminal."""
    out.print(Text(f"Question {number}", style="bold"))
    shown = question.variant.for_student()
    text(out, shown["stem"])
    if "code" in shown:
        code(out, "\n".join([*shown["given"], shown["code"]]))
    for letter, option in zip(LETTERS, shown.get("options", ()), strict=False):
        out.print(f"  {letter}) {option}")
    out.print()


def text(out: Console, markdown: str) -> None:
    """A stem: its code indented, without the fences."""
    fence = ""
    lines: list[str] = []
    for line in markdown.split("\n"):
        if not fence and line.startswith("```"):
            fence = line[: len(line) - len(line.lstrip("`"))]
        elif fence and line == fence:
            code(out, "\n".join(lines))
            fence, lines = "", []
        elif fence:
            lines.append(line)
        else:
            out.print(line)


def code(out: Console, source: str) -> None:
    """A program, as it is."""
    out.print(Text(textwrap.indent(source, "    "), style="cyan"), soft_wrap=True)


def asked(out: Console, number: int, question: OwnQuestion) -> bool:
    """Ask one question, and say what is right; whether the answer was."""
    question_in(out, number, question)
    said = click.prompt("Your answer", default="", show_default=False)
    answer = answer_in(question, said.strip())
    mark = question.variant.mark(answer)
    style = "green" if mark.correct else "red"
    out.print(Text("Right." if mark.correct else f"Not right. The key: {key(question)}", style=style))
    for line in reasons(question, answer):
        out.print(line)
    out.print()
    return bool(mark.correct)


def answer_in(question: OwnQuestion, said: str) -> dict[str, Any]:
    """What was typed, as the question takes it: a letter is an option."""
    if not isinstance(question.variant, MultipleChoice):
        return {"text": said}
    letters = LETTERS[: len(question.variant.options)]
    return {"option": letters.index(said.lower())} if said and said.lower() in letters else {}


def key(question: OwnQuestion) -> str:
    """The right answer in a line."""
    found = question.variant.feedback(None)
    for letter, option in zip(LETTERS, found.get("options", ()), strict=False):
        if option["is_right"]:
            return f"{letter}) {option['text']}"
    return str(found["key"])


def reasons(question: OwnQuestion, answer: object) -> list[str]:
    """Why it is so, and what is wrong with what was chosen."""
    found = question.variant.feedback(answer)
    told = [option["because"] for option in found.get("options", ()) if option["chosen"] or option["is_right"]]
    return told or [found["note"] if found["answered"] else found["because"]]
