"""Proving a course: everything that exists is tried on all cores, and everything that is wrong is told."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from chainrule import warm
from chainrule.campus.lectures.cache import Kept
from chainrule.campus.project.milestones import errors as milestone_errors
from chainrule.campus.project.proposal import FILE as PROPOSAL_FORM
from chainrule.campus.project.proposal import load_form
from chainrule.campus.proof.crew import Crew, cores
from chainrule.campus.proof.keys import LAB, LECTURE, lab_key, lecture_key, question_key, read
from chainrule.campus.proof.labs import bodies
from chainrule.campus.proof.lectures import lab_link_errors, link_errors
from chainrule.campus.proof.outcomes import Written, judged
from chainrule.campus.proof.pieces import Outcome, Piece, perform
from chainrule.campus.proof.progress import Progress, Times
from chainrule.campus.proof.questions import Asked, paper_errors, section_errors
from chainrule.campus.proof.report import LabCount, Report, Unproven
from chainrule.campus.proof.spelling import is_checked
from chainrule.campus.questions.bank import clash, private_folders
from chainrule.campus.syllabus import Course, load_course
from chainrule.course import CourseError, lecture_folders
from chainrule.labs.lab import LabOutcome

PartName = Literal["lectures", "labs", "questions"]
PARTS: tuple[PartName, ...] = get_args(PartName)
TORCH = re.compile(r"\b(torch|nn|F|optim)\b")
ORACLE = re.compile(r"\b(torch|oracle)\b")
AT_ONCE = 7  # mutants
FEW = 8  # as many as are proven sooner than all of PyTorch is loaded for them


def verify(
    folder: Path,
    *,
    bank: Path | None = None,
    parts: Collection[PartName] = PARTS,
    classes: Collection[int] = (),
    cache: Path | None = None,
    progress: Progress | None = None,
    size: int | None = None,
) -> Report:
    """Prove the course in `folder`, and go on after what is wrong.

    Args:
        bank: the folder of a private bank, whose questions are proven beside those of the course.
        parts: what to prove; course.toml and the form of the proposal are always read.
        classes: the classes to prove; none means all that have a folder.
        cache: a folder for results, so that what was proven and has not changed is not run again.
        progress: told of what is proven, and what is left.
        size: how many pieces are proven at once; as many as there are cores, unless said.

    Raises `NoSuchClass` for a class without a folder. Where a process cannot do its work nothing is known:
    `CannotProve` says why.
    """
    proof = _Proof(folder, cache, progress or Progress())
    folders = proof.folders(classes)
    things = [thing for part in parts for thing in proof.things(part, folders)]
    if bank and "questions" in parts:
        taken = {thing.name: thing.first.path for thing in things if thing.part == "questions"}
        things += proof.questions(proof.private(bank, classes), taken)
    for part in parts:
        proof.wrong.setdefault(part, [])
    proof.prove(things, size or cores())
    return proof.report(things, parts, whole=not classes)


class NoSuchClass(LookupError):
    """A class was asked for that has no folder."""


@dataclass
class Thing:
    """What is proven, or not, as a whole and kept under one key: a lecture, a lab, a question."""

    part: PartName
    name: str
    number: int
    key: str
    first: Piece
    outcomes: list[Outcome] = field(default_factory=list)
    kept: bool = False

    @property
    def counts(self) -> dict[str, Any]:
        """All that its pieces counted."""
        return {name: value for outcome in self.outcomes for name, value in outcome.counts.items() if name != "caught"}

    @property
    def caught(self) -> int:
        """How many of a lab's mutants were caught."""
        return sum(int(outcome.counts.get("caught", 0)) for outcome in self.outcomes)

    @property
    def errors(self) -> list[CourseError]:
        """All that is wrong with it. The pieces of a lab end in any order: its errors stand by file and line."""
        errors = [error for outcome in self.outcomes for error in outcome.errors]
        return sorted(errors, key=lambda error: (str(error.path), error.line or 0)) if self.part == "labs" else errors

    @property
    def unproven(self) -> list[tuple[str, str]]:
        """What could not be proven: where, and the reason that its author gives."""
        return [each for outcome in self.outcomes for each in outcome.unproven]


@dataclass
class _Proof:
    folder: Path
    cache: Path | None
    progress: Progress
    wrong: dict[str, list[CourseError]] = field(default_factory=lambda: {"course": []})
    course: Course | None = None

    def __post_init__(self) -> None:
        try:
            self.course = load_course(self.folder)
        except CourseError as error:
            self.wrong["course"].append(error)
        if (self.folder / PROPOSAL_FORM).parent.is_dir():
            try:
                load_form(self.folder)
            except CourseError as error:
                self.wrong["course"].append(error)
            self.wrong["course"] += milestone_errors(self.folder, self.course)

    def folders(self, classes: Collection[int]) -> dict[int, Path]:
        """The folders of the classes asked for, by number."""
        try:
            folders = lecture_folders(self.folder)
        except CourseError as error:
            self.wrong["course"].append(error)
            return {}
        for number in classes:
            if number not in folders:
                there = ", ".join(map(str, folders)) or "none"
                raise NoSuchClass(f"class {number} has no folder under lectures/; there is {there}")
        return {number: folder for number, folder in folders.items() if not classes or number in classes}

    def things(self, part: PartName, folders: dict[int, Path]) -> Iterator[Thing]:
        """Everything of one part, in order."""
        for number, folder in folders.items():
            if part == "lectures" and (path := folder / LECTURE).exists():
                key = lecture_key(folder, number, self.course)
                torch = bool(TORCH.search(read(path)))
                yield Thing(
                    part, path.name, number, key, Piece("lecture", self.folder, folder, number, path, "", torch)
                )
            if part == "labs" and (path := folder / LAB[0]).exists():
                asks_torch = any(ORACLE.search(read(file)) for file in folder.glob(LAB[1]))
                piece = Piece("lab", self.folder, folder, number, path, asks_torch=asks_torch)
                yield Thing(part, path.name, number, lab_key(folder), piece)
            if part == "questions":
                yield from self.questions({number: folder})

    def private(self, bank: Path, classes: Collection[int]) -> dict[int, Path]:
        """The folders of a private bank, by number of the class."""
        try:
            folders = private_folders(bank)
        except CourseError as error:
            self.wrong["course"].append(error)
            return {}
        return {number: folder for number, folder in folders.items() if not classes or number in classes}

    def questions(self, folders: dict[int, Path], taken: dict[str, Path] | None = None) -> Iterator[Thing]:
        """The questions in the folders of some classes, but for those whose name is `taken`: they are told."""
        for number, folder in folders.items():
            for path in sorted((folder / "questions").glob("[!_]*.py")):
                name = f"{number:02}/{path.stem}"
                if other := (taken or {}).get(name):
                    self.wrong["course"].append(clash(name, path, other))
                    continue
                key = question_key(path, number, self.folder, self.course)
                torch = bool(TORCH.search(read(path)))
                piece = Piece("question", self.folder, folder, number, path, path.stem, torch)
                yield Thing("questions", name, number, key, piece)

    def prove(self, things: list[Thing], size: int) -> None:
        """Give each thing its outcomes: those that are kept, or those that proving it gives."""
        for thing in things:
            self.recall(thing)
        left = [thing for thing in things if not thing.kept]
        owner = {thing.first: thing for thing in left}
        times = Times(self.cache, self.folder)
        waits = {thing.key: 1 for thing in left}

        def done(piece: Piece, outcome: Outcome, seconds: float) -> Iterable[Piece]:
            thing = owner[piece]
            thing.outcomes.append(outcome)
            more = following(piece, outcome)
            owner.update(dict.fromkeys(more, thing))
            waits[thing.key] += len(more) - 1
            self.progress.done(piece, times.of(piece), [times.of(each) for each in more])
            times.measured(piece, seconds)
            if not waits[thing.key]:
                self.keep(thing)
            return more

        with ExitStack() as stack:
            servers = stack.enter_context(warm.Servers()) if left and warm.AVAILABLE else None
            torch = warm.TORCH if len(left) > FEW else warm.TORCH_ALONE
            crew = Crew(lambda piece: perform(piece, servers, torch), done, times.of, min(size, 64))
            stack.enter_context(self.progress.over([times.of(t.first) for t in left], len(things) - len(left), size))
            crew.work(thing.first for thing in left)
        times.keep()

    def recall(self, thing: Thing) -> None:
        """Take over what is kept of a thing, where something is."""
        value = self.cache and Kept(self.cache / thing.part, thing.key).read()
        if isinstance(value, dict) and value.keys() == {"counts", "caught", "unproven"}:
            counts = {**value["counts"], "caught": value["caught"]}
            unproven = tuple((str(thing.first.path) + line, reason) for line, reason in value["unproven"])
            thing.outcomes, thing.kept = [Outcome(counts, (), unproven)], True

    def keep(self, thing: Thing) -> None:
        """Keep what was proven; what was not is proven again the next time."""
        if self.cache and not thing.errors:
            unproven = [[where.removeprefix(str(thing.first.path)), reason] for where, reason in thing.unproven]
            kept = {"counts": thing.counts, "caught": thing.caught, "unproven": unproven}
            Kept(self.cache / thing.part, thing.key).write(kept)

    def report(self, things: list[Thing], parts: Collection[PartName], whole: bool) -> Report:
        """What came of everything, in the order of the course's files."""
        by_part = {part: [thing for thing in things if thing.part == part] for part in PARTS}
        for thing in things:
            self.wrong[thing.part] += thing.errors
        if "lectures" in parts:
            self.wrong["lectures"] += link_errors({t.first.path: (t.number, t.counts) for t in by_part["lectures"]})
            if to_labs := {t.first.path: t.counts for t in by_part["lectures"] if t.counts.get("to_labs")}:
                self.wrong["lectures"] += lab_link_errors(to_labs, bodies(self.folder))
        bank = {t.name: Asked(**t.counts["asked"]) for t in by_part["questions"] if "asked" in t.counts}
        if "questions" in parts and whole and self.course and len(bank) == len(by_part["questions"]):
            self.wrong["questions"] += paper_errors(bank, self.course)
            texts = {t.number: t.counts["sections"] for t in by_part["lectures"] if "sections" in t.counts}
            if "lectures" in parts:
                self.wrong["questions"] += section_errors(bank, texts, self.course)
        outcomes = holes = None
        if self.course and set(parts) == set(PARTS):
            folders = {t.number: t.first.folder for t in reversed(things)}  # a private one where there is no other
            outcomes, holes, self.wrong["outcomes"] = judged(self.course, written(things), folders)
        return Report(
            wrong={part: tuple(errors) for part, errors in self.wrong.items()},
            lectures=len(by_part["lectures"]),
            blocks=sum(thing.counts["blocks"] for thing in by_part["lectures"] if "blocks" in thing.counts),
            minutes={f"{t.number:02}": t.counts["minutes"] for t in by_part["lectures"] if "minutes" in t.counts},
            drafts=tuple(f"{t.number:02}" for t in by_part["lectures"] if t.counts.get("draft")),
            labs={f"{t.number:02}": LabCount(len(t.counts.get("mutants", ())), t.caught) for t in by_part["labs"]},
            questions=len(bank),
            variants=sum(thing.counts.get("variants", 0) for thing in by_part["questions"]),
            unproven=tuple(Unproven(where, reason) for thing in things for where, reason in thing.unproven),
            spelled=is_checked() or not by_part["lectures"],
            kept=sum(thing.kept for thing in things),
            outcomes=outcomes,
            holes=holes,
        )


def written(things: Iterable[Thing]) -> dict[int, Written]:
    """What there is of each class. One of which a file could not be read is left out: that is told by itself."""
    classes: dict[int, Written] = {}
    broken = set()
    for thing in things:
        counts, there = thing.counts, classes.setdefault(thing.number, Written())
        if "served" in counts:
            classes[thing.number] = replace(there, sections=counts["served"])
        elif "shows" in counts:
            shows = [LabOutcome(text, tuple(checks), why, line) for text, checks, why, line in counts["shows"]]
            classes[thing.number] = replace(there, lab=shows)
        elif "asked" in counts:
            asked = (thing.name, counts["asked"]["outcome"])
            classes[thing.number] = replace(there, questions=(*there.questions, asked))
        else:
            broken.add(thing.number)
    return {number: of_class for number, of_class in classes.items() if number not in broken}


def following(piece: Piece, outcome: Outcome) -> list[Piece]:
    """What is left to prove of a lab whose files are right: its checks, and its mutants.

    A process takes several mutants, since most are caught sooner than a process starts. They are dealt out like cards:
    what takes long stands together in a file.
    """
    if "mutants" not in outcome.counts:
        return []
    names = outcome.counts["mutants"]
    hands = max(1, -(-len(names) // AT_ONCE))
    path = piece.folder / LAB[2]
    mutants = (
        replace(piece, kind="mutants", path=path, name=f"{hand + 1} of {hands}", mutants=tuple(names[hand::hands]))
        for hand in range(hands)
    )
    return [replace(piece, kind="checks", path=piece.folder / LAB[1]), *mutants]
