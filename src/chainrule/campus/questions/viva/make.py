"""Five questions about one file: its runs first, then what can be asked of them; for one seed always the same."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chainrule import syntax
from chainrule.campus.questions.viva.asking import TYPE, OwnQuestion, Shown, of_a_change, of_a_line, of_a_program
from chainrule.campus.questions.viva.changes import Change, changes
from chainrule.campus.questions.viva.examples import Example
from chainrule.campus.questions.viva.workshop import OutOfTime, Seen, Told, Workshop, in_one_round
from chainrule.chance import Draw
from chainrule.labs import Check, Lab, Launcher, starter
from chainrule.labs.run import unreadable
from chainrule.labs.source import definitions

COUNT = 5
SECONDS = 120.0
MOST_PROGRAMS = 12
MOST_GRADIENTS = 4
MOST_CHANGES = 8
ENOUGH_CHANGES = 2
ORDER = ("line", "gradient", "change", "prints", "line", "change", "prints", "gradient", "line", "line", "prints")


class NoQuestions(Exception):
    """Nothing can be asked about this file; the message says why, and what to do."""


@dataclass(frozen=True)
class Viva:
    """The questions about one file. There are fewer than five where the file, or its time, gave no more."""

    lab: str
    sha256: str
    seed: int
    questions: tuple[OwnQuestion, ...]


def make(lab: Lab, source: bytes, seed: int, launcher: Launcher, *, seconds: float = SECONDS) -> Viva:
    """Five questions about a file that passes the lab's checks; each key is what a run of it gave, twice.

    `launcher` starts the workers that run it. `seconds` are for all the runs together: they are ample, and a file that
    uses them up gets the questions that are made by then. Raises `NoQuestions`, and `CannotStart` as a check does.
    """
    text = readable(source, lab)
    draw = Draw("viva", lab.number, hashlib.sha256(source).hexdigest(), seed)
    maker = Maker(lab, text, draw, Workshop(lab, launcher, seconds, names_set(text, own_lines(lab, text))))
    questions = maker.questions()
    if not questions:
        raise NoQuestions("nothing can be asked about this file: its runs gave nothing that is short enough to predict")
    return Viva(lab.number, hashlib.sha256(source).hexdigest(), seed, tuple(questions))


def readable(source: bytes, lab: Lab) -> str:
    """The file as text with plain ends of lines. Raises `NoQuestions`."""
    if problem := unreadable(source):
        raise NoQuestions(problem)
    text = source.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    try:
        syntax.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NoQuestions(
            f"the file cannot be read as Python: {error}; chainrule check {lab.number} says more"
        ) from None
    return text


def own_lines(lab: Lab, text: str) -> set[int]:
    """The lines of a file (from 1) that the student wrote: they do not stand in the starter."""
    given = {line.strip() for line in starter(lab).split("\n")}
    return {number for number, line in enumerate(text.split("\n"), 1) if line.strip() and line.strip() not in given}


def names_set(text: str, lines: set[int]) -> dict[int, list[str]]:
    """The names that each of these lines sets, where a statement has the line for itself and is in a function."""
    found: dict[int, list[str]] = {}
    for _, function in definitions(text):
        for node in ast.walk(function) if not isinstance(function, ast.ClassDef) else ():
            head = node.lineno if isinstance(node, ast.stmt) else 0
            if head not in lines or not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For):
                continue
            alone = isinstance(node, ast.For) or node.end_lineno == head
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            targeted = (name for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
            names = [name.id for name in targeted if isinstance(name.ctx, ast.Store)]
            if alone and names:
                found[head] = names
    return found


@dataclass
class Maker:
    """One making. What chance decides is drawn in the same order each time."""

    lab: Lab
    text: str
    draw: Draw
    workshop: Workshop
    shown: list[Shown] = field(default_factory=list)
    asked: dict[str, list[OwnQuestion]] = field(default_factory=dict)

    def questions(self) -> list[OwnQuestion]:
        """Run the file and its changed forms, then ask."""
        inputs = self.draw.integer(0, 999_999)
        try:
            examples, failing, problem = self.workshop.examples(self.text, inputs)
        except OutOfTime:
            raise NoQuestions(
                f"the runs of this file took more than {self.workshop.seconds:g} seconds: "
                "ask again when the machine has less to do, or look for what takes long in the file"
            ) from None
        if problem:
            raise NoQuestions(f"the file does not run: {problem}")
        if failing:
            raise NoQuestions(f"the lab has not passed with this file (`{failing}`): chainrule check {self.lab.number}")
        changed: list[tuple[Change, dict[Example, Told]]] = []
        try:
            self.shown = self.proven(self.chosen(examples), inputs)
            for change, told in self.of_changes(inputs):
                changed.append((change, told))
        except OutOfTime:
            pass  # fewer questions
        self.shown = [
            replace(one, changed=tuple((change, told[one.example]) for change, told in changed if one.example in told))
            for one in self.shown
        ]
        self.ask()
        return list(self.picked())

    def chosen(self, examples: Sequence[Example]) -> list[Example]:
        """The programs that are run: gradients among them, and not many of one check."""
        drawn = self.draw.shuffled(examples)
        gradients = [one for one in drawn if one.is_gradient][:MOST_GRADIENTS]
        by_check: dict[str, int] = {}
        others = []
        for one in drawn:
            by_check[one.check] = by_check.get(one.check, 0) + 1
            if not one.is_gradient and by_check[one.check] <= 2:
                others.append(one)
        return [*gradients, *others][:MOST_PROGRAMS]

    def proven(self, examples: Sequence[Example], inputs: int) -> list[Shown]:
        """Each program that does the same in two processes, whatever ran there before."""
        first, again = self.workshop.worker(self.text, inputs), self.workshop.worker(self.text, inputs)
        try:
            told = self.workshop.told(first, examples)
            back = self.workshop.told(again, examples[::-1])[::-1]
        finally:
            first.close()
            again.close()
        triples = zip(examples, told, back, strict=True)
        return [Shown(one, this) for one, this, that in triples if this is not None and this == that and not this.error]

    def of_changes(self, inputs: int) -> Iterator[tuple[Change, dict[Example, Told]]]:
        """What the programs do in changed forms of the file. Questions about changes are made on the way."""
        by_line: dict[int, Change] = {}
        for change in self.draw.shuffled(changes(self.text, own_lines(self.lab, self.text))):
            by_line.setdefault(change.line, change)
        checks = [check for check in self.lab.checks if "timeout" not in check.when and check.seconds <= 5]
        for change in list(by_line.values())[:MOST_CHANGES]:
            run = self.workshop.worker(change.source, inputs)
            try:
                outcomes = self.workshop.outcomes(run, [in_one_round(check) for check in checks])
                if not outcomes:
                    continue
                told = self.workshop.told(run, [one.example for one in self.shown])
            finally:
                run.close()
            came = zip(self.shown, told, strict=True)
            yield change, {one.example: this for one, this in came if this is not None}
            made = self.of_one_change(change, [check for check in checks if check.name in outcomes], outcomes, inputs)
            if made is not None:
                self.asked.setdefault("change", []).append(made)
            if len(self.asked.get("change", [])) >= ENOUGH_CHANGES:
                return

    def of_one_change(
        self, change: Change, checks: Sequence[Check], outcomes: Mapping[str, bool], inputs: int
    ) -> OwnQuestion | None:
        """Which check fails, once a second run with other inputs, and all rounds of these checks, says the same."""
        drawn = self.draw.shuffled(checks)
        function = self.function(change.line)
        passing = [check for check in drawn if outcomes[check.name]][:3]
        failed = [check for check in drawn if not outcomes[check.name]]
        if not failed or len(passing) < 3:
            return None
        failing = min(failed, key=lambda one: aside(one, function))
        run = self.workshop.worker(change.source, inputs + 1)
        try:
            again = self.workshop.outcomes(run, [failing, *passing])
        finally:
            run.close()
        if again != {failing.name: False, **{check.name: True for check in passing}}:
            return None
        return of_a_change(change, failing, passing, function, self.lab.file_name, self.order())

    def function(self, line: int) -> str:
        """The name of the function that holds a line; nothing where none does."""
        holding = [name for name, node in definitions(self.text) if node.lineno <= line <= (node.end_lineno or line)]
        return holding[-1] if holding else ""

    def order(self) -> Draw:
        """The chance that shuffles the options of one question."""
        return Draw("order", self.draw.integer(0, 2**32))

    def ask(self) -> None:
        """All questions that the programs give, beside those about changes."""
        for shown in self.shown:
            about = "gradient" if shown.example.is_gradient else "prints"
            if made := of_a_program(shown, about, self.shown, self.order()):
                self.asked.setdefault(about, []).append(made)
        self.asked["line"] = sorted(self.of_lines(), key=lambda one: one.variant.opening.startswith(f"What is {TYPE}"))

    def of_lines(self) -> Iterator[OwnQuestion]:
        """Two questions about lines for each program; the second ones after the first of all programs."""
        told = [self.seen_in(shown) for shown in self.shown]
        for place in range(2):
            for shown, seen in zip(self.shown, told, strict=True):
                for one in seen[place : place + 1]:
                    if line := of_a_line(shown, one, self.lab.file_name, self.text, self.order()):
                        yield line

    def seen_in(self, shown: Shown) -> list[Seen]:
        """What was seen while a program ran, in an order of chance: what has a shape or a value first."""
        telling = [one for one in shown.told.seen if one.shape or one.value is not None]
        return [*self.draw.shuffled(telling), *(one for one in shown.told.seen if one not in telling)]

    def picked(self) -> Iterator[OwnQuestion]:
        """Five of them, of as many kinds as there are; no two that begin the same."""
        left = {about: list(found) for about, found in self.asked.items()}
        begun: set[str] = set()
        count = 0
        for about in (*ORDER, *ORDER):
            while left.get(about):
                one = left[about].pop(0)
                key = one.variant.fingerprint if about in ("prints", "gradient") else one.variant.opening
                if key not in begun:
                    begun.add(key)
                    count += 1
                    yield one
                    break
            if count == COUNT:
                return


def aside(check: Check, function: str) -> tuple[bool, int]:
    """How far a check is from one function: those that are about little else come first."""
    return not any(function == name or function.startswith(f"{name}.") for name in check.about), len(check.about)
