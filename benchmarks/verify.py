"""How long a whole course takes to be proven: `python benchmarks/verify.py`; `--json` ends with one line for programs,
`--write` puts the figures into docs/benchmarks.md.

The course is made of the one that is there: its lectures, labs and questions many times over, in a folder of its own,
each with other names and numbers, so that nothing is proven by what was proven before. `seconds` is for all of it, with
nothing kept; `seconds_one_edit` is the longest that one edit takes afterwards, of a lecture, a lab or a question.
"""

import argparse
import itertools
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from report import machine, table, write_section

from chainrule.course import find_course, lecture_folders

LECTURES, LABS, QUESTIONS = 29, 27, 400
FEWEST = 2  # questions that an outcome needs
TO_LAB = re.compile(r"\[([^\]]*)\]\(/labs/\d\d/[^)]*\)")
CLASSES = re.compile(r"^\[\[classes\]\]$.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
OUTCOMES = re.compile(r"^outcomes = \[.*?\]$(?=\n\n|\n[a-z\[]|\n*\Z)", re.MULTILINE | re.DOTALL)
SAMPLES = re.compile(r"^samples = \[.*?\]\n", re.MULTILINE | re.DOTALL)
LAB = ("lab.toml", "checks.py", "mutants.py")
TITLE = "The proof of a whole course"
VERIFY = "from chainrule.cli import main; main()"


def make(folder: Path, lectures: int, labs: int, questions: int) -> None:
    """A course of this size, out of the one that is there."""
    source = find_course()
    shutil.copy(source / "revisions.md", folder / "revisions.md")
    folders = lecture_folders(source)
    texts = [one for one in folders.values() if (one / "lecture.md").exists()]
    models = [int(texts[number % len(texts)].name[:2]) for number in range(1, lectures + 1)]
    bank = sorted(path for one in folders.values() for path in (one / "questions").glob("[!_]*.py"))
    placed = places(bank, questions, max(lectures, labs))
    text = with_outcomes_of(models, (source / "course.toml").read_text(encoding="utf-8"))
    text = SAMPLES.sub("", text)  # they are named by the ids of questions that have other names here
    text = needing_no_more(text, {number: len(there) // FEWEST for number, there in placed.items()})
    (folder / "course.toml").write_text(text, encoding="utf-8")
    outcomes = outcomes_of(folder)
    with_labs = [one for one in folders.values() if (one / "lab.toml").exists()]
    for number in range(1, max(lectures, labs) + 1):
        here = folder / "lectures" / f"{number:02}-class-{number}"
        (here / "questions").mkdir(parents=True)
        if number <= lectures:
            lecture(texts[number % len(texts)], here, number)
        if number > max(lectures, labs) - labs:
            lab(with_labs[number % len(with_labs)], here, number, outcomes[number])
    sections = first_sections(folder)
    for number, there in placed.items():
        asked = outcomes[number][: len(there) // FEWEST] or outcomes[number] or [""]
        for place, (index, path) in enumerate(there):
            outcome = asked[place % len(asked)]
            question(path, folder, f"{path.stem}_{index}", number, outcome, sections.get(number, ""))


def places(bank: list[Path], questions: int, classes: int) -> dict[int, list[tuple[int, Path]]]:
    """The questions of each class: it gets as much of every kind as the others."""
    seen: Counter[str] = Counter()
    placed: dict[int, list[tuple[int, Path]]] = {number: [] for number in range(1, classes + 1)}
    for index, path in zip(range(questions), itertools.cycle(bank), strict=False):
        [kind] = re.findall(r"^@(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        placed[1 + seen[kind] % classes].append((index, path))
        seen[kind] += 1
    return placed


def lecture(source: Path, here: Path, number: int) -> None:
    """A lecture with a line of code more. Of links to labs the words stay: a made course has other labs, or fewer."""
    for path in source.iterdir():
        if path.is_file() and path.name not in LAB:
            shutil.copy(path, here / path.name)
    text = TO_LAB.sub(r"\1", (here / "lecture.md").read_text(encoding="utf-8"))
    first = text.index("```python\n") + len("```python\n")
    (here / "lecture.md").write_text(f"{text[:first]}made_for_class = {number}\n{text[first:]}", encoding="utf-8")


def with_outcomes_of(models: list[int], text: str) -> str:
    """course.toml in which the first classes have the outcomes of those whose lectures they get."""
    classes = CLASSES.findall(text)
    for block, model in zip(classes, models, strict=False):
        [wanted] = OUTCOMES.findall(classes[model - 1])
        text = text.replace(block, OUTCOMES.sub(lambda _, new=wanted: new, block))  # type: ignore[misc]
    return text


def needing_no_more(text: str, served: dict[int, int]) -> str:
    """course.toml in which a class needs as many outcomes as questions serve, and the others are optional."""
    for number, block in enumerate(CLASSES.findall(text), start=1):
        for wanted in OUTCOMES.findall(block):
            sentences = re.findall(r'"(?:Optional: )?((?:[^"\\]|\\.)+)"', wanted)
            marked = [one if n < served.get(number, 0) else f"Optional: {one}" for n, one in enumerate(sentences)]
            lines = "\n".join(f'    "{one}",' for one in marked)
            text = text.replace(block, block.replace(wanted, f"outcomes = [\n{lines}\n]"))
    return text


def lab(source: Path, here: Path, number: int, outcomes: list[str]) -> None:
    """A lab whose mutants and checks say other words, of the class that it is placed in."""
    for own in source.glob("*.py"):  # modules that the lab builds, beside lab.toml
        if own.name not in LAB:
            shutil.copy(own, here / own.name)
    for name in LAB:
        text = (source / name).read_text(encoding="utf-8")
        if name.endswith(".py"):
            text += f"\n# Made for class {number}.\n"
        else:
            shown = "\n".join(f'{json.dumps(outcome)} = "made to be proven"' for outcome in outcomes)
            text = re.sub(r"^\[outcomes\]\n.*?(?=^\[|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
            text += f"\n[outcomes]\n{shown}\n"
        (here / name).write_text(text, encoding="utf-8")


def question(source: Path, folder: Path, name: str, number: int, outcome: str, section: str) -> None:
    """A question under another name, whose programs are its own, of the class and the section that it is placed in."""
    [here] = (folder / "lectures").glob(f"{number:02}-*")
    text = source.read_text(encoding="utf-8")
    text = text.replace(f"def {source.stem}(", f"def {name}(")
    text = re.sub(r"\bsection=([\"\']).*?\1,?\s*", "", text)
    text = re.sub(r"class_=\d+", f"class_={number}, section={section!r}", text)
    text = re.sub(r'\boutcome=(["\']).*?\1', lambda _: f"outcome={outcome!r}", text)
    if not re.search(r"\blevel=", text):
        text = text.replace("class_=", 'level="apply", class_=', 1)
    (here / "questions" / f"{name}.py").write_text(text, encoding="utf-8")


def outcomes_of(course: Path) -> dict[int, list[str]]:
    """The outcomes of each class."""
    from chainrule.campus.syllabus import load_course

    return {one.number: [outcome.written for outcome in one.outcomes] for one in load_course(course).classes}


def first_sections(course: Path) -> dict[int, str]:
    """The id of the first section of each lecture that has a text."""
    from chainrule.campus.lectures import load_lecture

    texts = {n: one for n, one in lecture_folders(course).items() if (one / "lecture.md").exists()}
    return {number: load_lecture(one).sections[0].id for number, one in texts.items()}


def processor_seconds() -> float:
    """What the processes that ended have used of the processor: on a busy machine the better figure."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def verify(course: Path, cache: Path, *options: str) -> tuple[float, dict[str, object]]:
    """The seconds of one `chainrule verify`, from its start to its end, and its report."""
    began = time.perf_counter()
    command = [sys.executable, "-c", VERIFY, "verify", "--json", "--course", str(course), *options]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, text=True, check=False)
    if done.returncode == 2:
        raise SystemExit("chainrule verify could not be run")
    return time.perf_counter() - began, json.loads(done.stdout)


def edits(course: Path) -> Iterator[str]:
    """One edit after another, each of one file: what was edited."""
    for pattern, more in (
        ("*/lecture.md", "\n```python\nedited = 1\n```\n"),
        ("*/checks.py", "\n# Edited.\n"),
        ("*/questions/*.py", "\n# Edited.\n"),
    ):
        path = sorted((course / "lectures").glob(pattern))[-1]
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        yield path.relative_to(course).as_posix()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lectures", type=int, default=LECTURES)
    parser.add_argument("--labs", type=int, default=LABS)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        course, cache = Path(folder, "course"), Path(folder, "cache")
        course.mkdir()
        make(course, asked.lectures, asked.labs, asked.questions)
        seconds, report = verify(course, cache)
        processor = processor_seconds()
        print(f"everything: {seconds:.1f} s, {processor:.1f} s of processor", flush=True)
        for failure in report["failures"]:  # type: ignore[attr-defined]
            print(f"{failure['where']}: {failure['problem']}")
        after = {"nothing": verify(course, cache)[0]}
        print(f"nothing to prove: {after['nothing']:.1f} s", flush=True)
        for edited in edits(course):
            after[edited] = verify(course, cache)[0]
            print(f"{edited}: {after[edited]:.1f} s", flush=True)
    found = {
        "lectures": report["lectures"],
        "labs": len(report["labs"]),  # type: ignore[arg-type]
        "questions": report["questions"],
        "seconds": round(seconds, 1),
        "seconds_one_edit": round(max(after.values()), 1),
    }
    if asked.write:
        write_section(TITLE, body(found, processor, after, load))
    print(json.dumps(found) if asked.json else found)


def body(found: dict[str, object], processor: float, after: dict[str, float], load: float) -> str:
    """What stands on the page of benchmarks."""
    kinds = {"lecture.md": "a lecture edited", "checks.py": "a lab's checks edited"}
    rows = [["everything, nothing kept", f"{found['seconds']} s"], ["nothing edited", f"{after.pop('nothing'):.1f} s"]]
    rows += [[kinds.get(Path(what).name, "a question edited"), f"{s:.1f} s"] for what, s in after.items()]
    size = f"{found['lectures']} lectures, {found['labs']} labs and {found['questions']} questions"
    return "\n\n".join(
        (
            f"`chainrule verify` on a course of {size}, made of those that are there. Everything takes {processor:.0f} "
            "s of processor. A planted mistake that its check stops by a time limit takes that time: each lab has one "
            f"that takes 5 s and one that takes 2 s. The load average was {load:.1f} at the start. {machine()}.",
            table(["", "wall seconds"], rows),
            "Measured by `python benchmarks/verify.py --write`.",
        )
    )


if __name__ == "__main__":
    main()
