"""`chainrule question export` and `import`: questions to other systems and from them, and what could not go along."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainrule.cli.begin import COURSE, asked_for, folder_of, meeting_of, number_here
from chainrule.cli.learn import Refusal
from chainrule.course import CourseError, find_course

if TYPE_CHECKING:
    from chainrule.campus.questions import Bank, Question, Variant
    from chainrule.campus.questions.exchange import About, Found, Item, Note, Setting
    from chainrule.campus.syllabus import ClassMeeting

SEEDS = 32  # that are proven: see `campus/questions/question.py`
FORMS = {
    "qti": "QTI 2.1, formulas as MathML",
    "blackboard": "a pool for Blackboard, formulas as TeX",
}


# --- out --------------------------------------------------------------------------------------------------------------


@click.command("export", short_help="Write questions for another system.")
@click.option("--to", "form", type=click.Choice(list(FORMS)), required=True, help="For whom.")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("names", nargs=-1, metavar="[QUESTIONS]...")
@click.option("--class", "numbers", type=click.IntRange(1, 999), multiple=True, help="All of this class; once or more.")
@click.option("--seed", type=click.IntRange(0, SEEDS - 1), default=0, show_default=True, help="The first variant.")
@click.option("--variants", type=click.IntRange(1, SEEDS), default=1, show_default=True, help="How many of each.")
@COURSE
def export_questions(
    form: str,
    path: Path,
    names: tuple[str, ...],
    numbers: tuple[int, ...],
    seed: int,
    variants: int,
    course: str | None,
) -> None:
    """Write questions, with their keys, into the package PATH for another system.

    QUESTIONS are names such as 03/shared_subgraph; without any, and without --class, all of the course go. What that
    system cannot ask is listed with the reason, here and in the package.
    """
    from chainrule.campus.questions import load_bank

    if path.exists():
        raise Refusal(f"{path} is there already\n  fix: name another file, or move it away first")
    if seed + variants > SEEDS:
        raise Refusal(f"variants are made of the seeds 0 to {SEEDS - 1}\n  fix: begin earlier, or take fewer")
    source = find_course(course)
    chosen = choose(load_bank(source), names, numbers)
    drawn = {question.id: different(question, range(seed, seed + variants)) for question in chosen}
    content, written, left, other = package(form, chosen, drawn)
    if not written:
        click.echo(listing(left, ()), nl=False)
        raise Refusal(f"none of these questions can be expressed there; {path} is not written")
    store(path, content)
    count = f"{written} question{'' if written == 1 else 's'} of {sum(map(len, drawn.values()))}"
    click.echo(f"{path}: {count}, as {FORMS[form]}. It holds the keys: keep it from students.")
    click.echo(listing(left, other), nl=False)


def choose(bank: "Bank", names: Sequence[str], numbers: Sequence[int]) -> list["Question"]:
    """The questions of these names and of these classes; all where none is named."""
    for name in names:
        if name not in bank:
            near = get_close_matches(name, list(bank), n=1)
            fix = f"did you mean {near[0]}?" if near else "write the class and the file's name, as 03/shared_subgraph"
            raise Refusal(f"there is no question {name}\n  fix: {fix}")
    there = {question.class_number for question in bank.values()}
    if missing := [number for number in numbers if number not in there]:
        raise Refusal(f"class {missing[0]} has no questions\n  fix: name one of {', '.join(map(str, sorted(there)))}")
    if not names and not numbers:
        return list(bank.values())
    return [question for name, question in bank.items() if name in names or question.class_number in numbers]


def different(question: "Question", seeds: Iterable[int]) -> list["Variant"]:
    """The variants of these seeds, each that a student would see as another one."""
    from chainrule.campus.questions.proof import contents

    found = {tuple(sorted(contents(variant))): variant for variant in map(question.variant, reversed(list(seeds)))}
    return sorted(found.values(), key=lambda variant: variant.seed)


def package(
    form: str, chosen: Sequence["Question"], drawn: Mapping[str, list["Variant"]]
) -> tuple[bytes, int, list["Note"], list["Note"]]:
    """The package, how many items are in it, what is left out, and what differs."""
    from chainrule.campus.questions import PredictOutput, Runner, default_cache
    from chainrule.campus.questions.exchange import Note, NotExpressed, blackboard, differences, express, qti

    predicted = [one for each in drawn.values() for one in each if isinstance(one, PredictOutput)]
    with Runner(cache=default_cache()) as runner:
        runs = runner.run_cached(program for variant in predicted for program in variant.author_programs())
    items: dict[str, tuple[str, Item]] = {}
    left: list[Note] = []
    other: list[Note] = []
    for question in chosen:
        for variant in drawn[question.id]:
            try:
                item = express(question, variant, runs)
            except NotExpressed as error:
                left.append(Note(question.id, error.reason))
                continue
            items[item.name] = (question.id, item)
            told = differences(question, variant, item, blackboard=form == "blackboard")
            other += [Note(question.id, reason) for reason in told]
    write = blackboard.write if form == "blackboard" else qti.write
    _, refused = write([item for _, item in items.values()], setting())
    for note in refused:
        left.append(Note(items.pop(note.name)[0], note.reason))
    gone = {note.name for note in left} - {name for name, _ in items.values()}
    other = [note for note in other if note.name not in gone]
    content, _ = write([item for _, item in items.values()], setting(), listing(left, other))
    return content, len(items), left, other


def setting() -> "Setting":
    """How the course reads its Markdown, sets its formulas and draws its figures."""
    from chainrule.campus.lectures.markdown import new_parser
    from chainrule.campus.lectures.math import tex_to_html
    from chainrule.campus.lectures.pictures import figure_svg
    from chainrule.campus.questions.exchange import Setting

    return Setting(new_parser(), tex_to_html, figure_svg)


def listing(left: Iterable["Note"], other: Iterable["Note"]) -> str:
    """What is left out, and what differs, as text."""
    from chainrule.campus.questions.exchange import listed

    return listed(left, other)


def store(path: Path, content: bytes) -> None:
    """Write a new file, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal(
            f"{path} cannot be written: {error.strerror}\n  fix: name a file in a folder that is yours"
        ) from error


# --- in ---------------------------------------------------------------------------------------------------------------


@click.command("import", short_help="Read questions of another system, or a quiz in Markdown.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--class", "number", type=click.IntRange(1, 999), help="The class.  [default: the folder you are in]")
@click.option("--outcome", default="", help="The outcome that they test.  [default: the first of the class]")
@COURSE
def import_questions(file: Path, number: int | None, outcome: str, course: str | None) -> None:
    """Read questions from FILE into question files of a class.

    FILE is a quiz in Markdown, a QTI 2.1 package or item, or a package with Blackboard pools. Each file that is written
    can be proven; what has no place in this course is listed with the reason, and nothing is overwritten.
    """
    from chainrule.campus.questions.exchange import About, Note, NotExpressed, file_name, read, source
    from chainrule.campus.questions.exchange.package import LARGEST
    from chainrule.campus.syllabus import skeletons

    where = find_course(course)
    number = number or number_here(where)
    meeting = meeting_of(where, number)
    folder = folder_of(where, number, skeletons.folder_name(meeting))
    about = About(number, *asked_about(meeting, folder, outcome))
    with file.open("rb") as opened:
        found = read(file, opened.read(LARGEST + 1))
    taken = {path.stem for path in (folder / "questions").glob("*.py")}
    left = list(found.left)
    made: dict[str, tuple[Item, str]] = {}
    for item in found.items:
        name = file_name(item, taken)
        try:
            text = source(item, name, about)
            check(name, text, about, item)
        except (NotExpressed, CourseError) as error:
            reason = error.reason if isinstance(error, NotExpressed) else said_once(error)
            left.append(Note(item.title or item.name, reason))
            taken.discard(name)
        else:
            made[name] = (item, text)
    if not made:
        click.echo(listing(left, ()), nl=False)
        raise Refusal(f"nothing of {file} can be a question here; nothing is written")
    place = folder / "questions"
    store_all(place, {f"{name}.py": text for name, (_, text) in made.items()})
    tell(found, place, {name: item for name, (item, _) in made.items()}, left, about)


def asked_about(meeting: "ClassMeeting", folder: Path, outcome: str) -> tuple[str, str]:
    """The outcome and the section that imported questions name."""
    if not meeting.outcomes:
        raise Refusal(
            f"class {meeting.number} has no outcomes to be asked for\n  fix: name another class, with --class"
        )
    if not outcome:
        return asked_for(meeting, folder)
    known = [one.written for one in meeting.outcomes]
    if outcome not in known:
        listed = "; ".join(f'"{one}"' for one in known)
        raise Refusal(f'"{outcome}" is no outcome of class {meeting.number}\n  fix: use one of course.toml: {listed}')
    return outcome, ""


def check(name: str, text: str, about: "About", item: "Item") -> None:
    """Raise `CourseError` where a question's file would be refused; no program of it is run."""
    from chainrule.campus.lectures import render_markdown
    from chainrule.campus.proof.reading import rendered
    from chainrule.campus.questions import PredictOutput, load_question
    from chainrule.campus.questions.proof import shown_wrong

    with tempfile.TemporaryDirectory(prefix="chainrule-import-") as folder:
        path = Path(folder, f"{name}.py")
        path.write_text(text, encoding="utf-8")
        question = load_question(path, about.class_number, {about.class_number: [about.outcome]})
        variant = question.variant(0)
        problems = list(shown_wrong(variant, {}, rendered))
        if not isinstance(variant, PredictOutput):  # what it proves is what its program prints
            problems += variant.problems({})
        if problems:
            raise question.error(0, problems[0].what, problems[0].fix)
    render_markdown(item.stem)
    for option in item.options:
        render_markdown(option.text, inline=True)
        render_markdown(option.because, inline=True)
    render_markdown(item.feedback)


def said_once(error: CourseError) -> str:
    """The problem alone: the file that it names is not there."""
    return error.problem.removeprefix("variant 0: ")


def store_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write new files, all of them or none."""
    done: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with (folder / name).open("x", encoding="utf-8") as file:
                done.append(folder / name)
                file.write(text)
    except OSError as error:
        for path in done:
            path.unlink(missing_ok=True)
        problem = f"{folder} cannot be written: {error.strerror}"
        raise Refusal(f"{problem}\n  fix: make room, or name another course with --course") from error


def tell(found: "Found", folder: Path, made: Mapping[str, "Item"], left: Iterable["Note"], about: "About") -> None:
    """What was written, what an author must still do, and what is left out."""
    for name in made:
        click.echo(str(folder / f"{name}.py"))
    click.echo(f"{len(made)} question{'' if len(made) == 1 else 's'} from {found.kind}; all name the outcome")
    click.echo(f"  {about.outcome}\nChange it in a file where another fits.")
    reasons = [name for name, item in made.items() if not all(o.because for o in item.options) or silent(item)]
    if reasons:
        click.echo(f"Write why an answer is right or wrong, which did not come along:\n  {', '.join(reasons)}")
    if programs := [name for name, item in made.items() if item.form in ("text", "number")]:
        click.echo("Read these before you prove them: the program in each is run then, and what it prints is the key.")
        click.echo("".join(f"  {name}: the package says {made[name].accepted[0]}\n" for name in programs), nl=False)
    click.echo(listing(left, ()), nl=False)
    click.echo(f"Prove them:\n  chainrule question prove {folder / next(iter(made))}.py")
    if len(made) > 1:
        click.echo(f"  chainrule verify --class {about.class_number} --only questions")


def silent(item: "Item") -> bool:
    """Whether an item that has no options came without a reason."""
    return not item.options and not item.feedback
