"""`chainrule question new`, `preview` and `prove`: a question begun, seen as a student sees it, and proven."""

import keyword
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainrule.cli.begin import COURSE, asked_for, folder_of, meeting_of, number_here, write
from chainrule.cli.exchange import export_questions, import_questions
from chainrule.cli.learn import Refusal
from chainrule.course import CourseError, find_course, lecture_folders

if TYPE_CHECKING:
    from chainrule.campus.questions import Proof, Question

KINDS = ("multiple_choice", "short_answer", "find_error", "predict_output", "complete_code")
VARIANTS = 200
FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group()
def question() -> None:
    """Begin a question, see it, prove it; bring questions to other systems, and from them."""


question.add_command(export_questions)
question.add_command(import_questions)


@question.command("new", short_help="Write a small question, to be changed into yours.")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.option("--class", "number", type=click.IntRange(1, 999), help="The class.  [default: the folder you are in]")
@click.option("--name", default="", help="The name of the file, as slope_of_a_square.")
@COURSE
def new_question(kind: str, number: int | None, name: str, course: str | None) -> None:
    """Write a small question that is proven as it is, to be changed into yours.

    KIND is multiple_choice, short_answer, find_error, predict_output or complete_code.
    """
    from chainrule.campus.questions.skeletons import skeleton
    from chainrule.campus.syllabus import skeletons

    if name:
        refuse_name(name)
    source = find_course(course)
    number = number or number_here(source)
    meeting = meeting_of(source, number)
    if not meeting.outcomes:
        raise Refusal(f"class {number} has no outcomes to be asked for\n  fix: name another class, with --class")
    folder = folder_of(source, number, skeletons.folder_name(meeting))
    outcome, section = asked_for(meeting, folder)
    name, text = skeleton(kind, number, outcome, section, name)
    file = folder / "questions" / f"{name}.py"
    if file.exists():
        raise Refusal(f"{file} is there already\n  fix: take another name, with --name, or move it away first")
    write(file.parent, {file.name: text})
    click.echo(f"See it at every save:\n  chainrule question preview {file}")
    click.echo(f"Prove it:\n  chainrule question prove {file}")


def refuse_name(name: str) -> None:
    """Raise `Refusal` where a name cannot be that of a question's function."""
    from chainrule.campus import questions

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        fix = "use small letters, digits and _, as a function has it, and no word of Python"
    elif hasattr(questions, name):
        fix = "take another: a question's file calls a function of this name"
    else:
        return
    raise Refusal(f"{name!r} is no name for a question\n  fix: {fix}")


@question.command("prove", short_help="Try many variants of a question, and say what is wrong.")
@FILE
@click.option("--variants", type=click.IntRange(1, 1000), default=VARIANTS, show_default=True, help="How many seeds.")
@COURSE
def prove_question(file: Path, variants: int, course: str | None) -> None:
    """Make many variants of the question in FILE, run its code, and say what is proven and what is wrong.

    Exit status: 0 when all is proven, 1 when something is wrong, 2 when it could not be tried.
    """
    from chainrule.campus.proof.reading import rendered
    from chainrule.campus.questions import Runner, RunnerDied, default_cache, prove

    try:
        found = read_question(file, course)
    except CourseError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    try:
        with Runner(cache=default_cache()) as runner:
            proof = prove(found, runner, variants, rendered)
    except RunnerDied as died:
        raise Refusal(str(died)) from died
    say(found, proof)
    sys.exit(0 if proof.ok else 1)


def read_question(file: Path, course: str | None) -> "Question":
    """The question in a file of a course. Raises `CourseError` where it is none, `Refusal` where it lies elsewhere."""
    from chainrule.campus.questions import load_question
    from chainrule.campus.syllabus import load_course

    source = find_course(course or course_of(file))
    outcomes = {one.number: [o.written for o in one.outcomes] for one in load_course(source).classes}
    return load_question(file.resolve(), number_of(file, source), outcomes)


def course_of(file: Path) -> str | None:
    """The course in whose folder a file lies, or None."""
    above = next((folder for folder in file.resolve().parents if (folder / "course.toml").is_file()), None)
    return str(above) if above else None


def say(found: "Question", proof: "Proof") -> None:
    """What was proven, what is taken on the author's word, and what is wrong."""
    from chainrule.campus.questions.question import KINDS as BY_NAME

    click.echo(f"{found.id}: {proof.tried} variants of the kind {found.kind}, {proof.distinct} of them different")
    if proof.distinct == 1 and proof.ok:
        click.echo("  every student gets the same: nothing that is drawn is shown")
    if proof.ok:
        unproven = {"`key` gets the right option in a way of its own, also elsewhere"} if proof.unproven else set()
        for line in (*BY_NAME[found.kind].proves, *FOR_ALL):
            if line not in unproven:
                click.echo(f"  proven: {line}")
    for reason in proof.unproven:
        click.echo(f"  on your word: which option is right ({reason})")
    for error in proof.errors:
        click.echo(f"\n{error}")
    click.echo(f"\n{len(proof.errors)} error{'' if len(proof.errors) == 1 else 's'}")


FOR_ALL = (
    "each variant is the same in another process, with another order of sets and other last digits of floats",
    "no key asks the machine on which it is made",
)


@question.command("preview", short_help="See a question as a student does, new at every save.")
@FILE
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The variant to begin with.")
@click.option(
    "--port", default=8100, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one."
)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@COURSE
def preview_question(file: Path, seed: int, port: int, opens: bool, course: str | None) -> None:
    """Show the question in FILE in the browser, exactly as a student sees it; the page is new at every save.

    The key and the reasons stand below, folded away. What is wrong stands on the page, with file, line and seed. Ctrl-C
    stops it.
    """
    from chainrule.cli.preview import prepare, serve

    source = find_course(course or course_of(file))
    number = number_of(file, source)
    prepare(source)
    from chainrule.campus.site.published.question import QuestionPreview

    serve(partial(QuestionPreview, file.resolve(), number, seed), port, f"?seed={seed}", opens)


def number_of(file: Path, course: Path) -> int:
    """The class in whose folder of questions a file lies, in the course or a private bank.

    Raises `Refusal` where that is none.
    """
    here = file.resolve()
    private = here.parents[3] if len(here.parents) > 3 and here.parents[2].name == "lectures" else course
    for root in (course, private):
        for number, folder in lecture_folders(root).items():
            if here.parent == folder.resolve() / "questions":
                return number
    fix = "a question lies in lectures/NN-name/questions of a course, or of a private bank"
    raise Refusal(f"{file} is in no folder of questions\n  fix: {fix}")
