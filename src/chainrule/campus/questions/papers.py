"""Papers: which questions and variants a student gets, drawn from the bank by a blueprint."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from chainrule.campus.questions.bank import Bank
from chainrule.campus.questions.frozen import Variants, name_of
from chainrule.campus.questions.question import GROUPS, SEEDS, Question, once
from chainrule.campus.questions.variant import Variant
from chainrule.chance import Draw
from chainrule.course import CourseError

TRIES = 256
Blueprint = Mapping[str, int]


class Counted(Protocol):
    """What a blueprint counts of a question."""

    @property
    def group(self) -> str: ...

    @property
    def class_number(self) -> int: ...

    @property
    def minutes(self) -> float: ...


@dataclass(frozen=True)
class Item:
    """One question on a paper: its number from 1, which variant it is, and what it is worth here.

    `frozen` is the name of what was shown (`frozen.name_of`), "" where that was not kept. `unsure`: it was kept only
    after the question's file had been edited, so its key may not be the one of the day when the paper was drawn.
    """

    number: int
    question: str
    seed: int
    points: float
    fingerprint: str
    frozen: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Paper:
    """A student's paper. `as_dict` is what a database keeps; nothing of the questions' text is in it."""

    id: str
    student: str
    items: tuple[Item, ...]

    def as_dict(self) -> dict[str, Any]:
        """The paper as JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Paper":
        """The paper from its JSON."""
        return cls(stored["id"], stored["student"], tuple(Item(**item) for item in stored["items"]))

    def item(self, number: int) -> Item:
        """The item of this number. Raises KeyError where the paper has none."""
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(number)

    def variant(self, variants: Variants, number: int) -> Variant:
        """The variant that stands at this number: as it was shown, or as the bank has it today."""
        return variants.variant_of(self.item(number))

    def for_student(self, variants: Variants) -> list[dict[str, Any]]:
        """What the student may see of each item, in order. Names of questions stay here: they would give ideas away."""
        return [
            {**self.variant(variants, item.number).for_student(), "number": item.number, "points": item.points}
            for item in self.items
        ]

    def minutes(self, bank: Bank) -> float:
        """How long a prepared student needs for the whole paper."""
        return sum(bank[item.question].minutes for item in self.items)

    @property
    def out_of(self) -> float:
        return sum(item.points for item in self.items)


def draw_paper(
    bank: Bank,
    blueprint: Blueprint,
    covers: Sequence[int] | range,
    secret: bytes,
    student: str,
    paper: str,
    points: Mapping[str, float] | None = None,
    ask_optional: bool = False,
    levels: Mapping[str, float] | None = None,
    leave_out: Collection[str] = (),
) -> Paper:
    """Draw a student's paper: the same arguments give the same paper on every machine.

    Args:
        bank: the questions.
        blueprint: how many of each group, in the order of the paper, such as `{"multiple_choice": 4, "code": 3}`.
        covers: the numbers of the classes that it covers; the items are spread over them as evenly as the bank allows,
            over the outcomes of each class, and over the three forms of code questions too.
        secret: without it nobody can foretell a paper.
        student: whatever names the student for ever.
        paper: the assessment's id.
        points: what an item of each group is worth; 1 where it is not said.
        ask_optional: whether outcomes that the syllabus calls optional are asked.
        levels: the share of each level, such as `{"recall": 0.3, "apply": 0.7}`, as nearly as the bank allows.
        leave_out: ids of questions that no paper asks, since their keys are published.

    Two questions with the same `idea` are on one paper only where the bank leaves no other way. Raises `CourseError`
    where the bank is too small.
    """
    bank = eligible(bank, covers, ask_optional, leave_out)
    check_blueprint(bank, blueprint, covers, paper)
    key = hmac.new(secret, f"{paper}\0{student}".encode(), hashlib.sha256).digest()
    wanted = in_places(levels or {}, sum(blueprint.values()))
    classes = sorted({question.class_number for question in bank.values()})
    chosen = choose(bank, blueprint, classes, Draw(key, "questions"), wanted)
    items = []
    for number, question in enumerate(chosen, 1):
        seed = Draw(key, "variant", question.id).integer(0, SEEDS - 1)
        worth = (points or {}).get(question.group, 1.0)
        variant = once(question, seed)
        items.append(Item(number, question.id, seed, worth, variant.fingerprint, name_of(variant)))
    return Paper(paper, student, tuple(items))


def eligible(
    bank: Bank, covers: Sequence[int] | range, ask_optional: bool = False, leave_out: Collection[str] = ()
) -> Bank:
    """The questions that a paper over these classes may ask: none whose key is published."""
    of_classes = {id: question for id, question in bank.of_classes(covers).items() if id not in leave_out}
    return Bank({id: q for id, q in of_classes.items() if ask_optional or not q.optional})


def check_blueprint(
    bank: Mapping[str, Counted],
    blueprint: Blueprint,
    covers: Sequence[int] | range,
    paper: str = "",
    minutes: float | None = None,
) -> None:
    """Raise `CourseError` where no fair paper can be drawn.

    That is: an unknown group, too few questions in the covered classes or, where `minutes` is given, a paper that could
    take a prepared student longer than that.
    """
    where = f"course.toml ({paper})" if paper else "course.toml"
    longest = 0.0
    for group, count in blueprint.items():
        if group not in GROUPS:
            raise CourseError(where, f"the blueprint asks for `{group}`", f"use {', '.join(GROUPS)}")
        times = sorted(
            (q.minutes for q in bank.values() if q.group == group and q.class_number in covers), reverse=True
        )
        longest += sum(times[:count])
        if (there := len(times)) < count:
            classes = ", ".join(map(str, sorted(set(covers))))
            what = f"the blueprint asks for {count} of `{group}`, the bank has {there} in the classes {classes}"
            raise CourseError(where, what, "write more questions under lectures/NN-name/questions, or ask for fewer")
    if minutes is not None and longest > minutes:
        what = f"a paper could take {longest:g} minutes, and there are {minutes:g}"
        raise CourseError(where, what, "ask for fewer questions, give more time, or make the longest questions shorter")


def in_places(shares: Mapping[str, float], places: int) -> list[str]:
    """The level of each place of a paper, by the largest remainders; nothing where no shares are given.

    >>> in_places({"recall": 0.5, "apply": 0.25, "diagnose": 0.25}, 10)
    ['recall', 'recall', 'recall', 'recall', 'recall', 'apply', 'apply', 'apply', 'diagnose', 'diagnose']
    """
    whole = sum(shares.values())
    exact = {level: share / whole * places for level, share in shares.items()}
    counts = {level: int(count) for level, count in exact.items()}
    for level in sorted(exact, key=lambda one: counts[one] - exact[one])[: places - sum(counts.values())]:
        counts[level] += 1
    return [level for level, count in counts.items() for _ in range(count)]


def choose(
    bank: Bank, blueprint: Blueprint, classes: Sequence[int], draw: Draw, levels: Sequence[str] = ()
) -> list[Question]:
    """The questions of a paper, in its order: of some tries the first without a fault, else the one with the least."""
    groups = {group: [q for q in bank.values() if q.group == group] for group in blueprint}
    shares = [parts_of(bank, place) for place in PLACES]
    best: tuple[tuple[int, ...], list[Question]] | None = None
    for _ in range(TRIES):
        questions = attempt(groups, blueprint, classes, draw, levels)
        fault = faults(questions, shares, levels)
        if best is None or fault < best[0]:
            best = fault, questions
        if not any(fault):
            break
    assert best is not None
    return best[1]


def attempt(
    groups: Mapping[str, Sequence[Question]],
    blueprint: Blueprint,
    classes: Sequence[int],
    draw: Draw,
    levels: Sequence[str] = (),
) -> list[Question]:
    """Deal the places of the paper to classes (and forms, and levels) in turn; fill each with a question that fits."""
    turn = draw.shuffled(classes)
    dealt = draw.shuffled(levels) if levels else ()
    chosen: list[Question] = []
    for group, count in blueprint.items():
        forms = draw.shuffled(sorted({q.kind for q in groups[group]}))
        start, left = len(chosen), list(groups[group])
        for place in range(count):
            number, form = turn[(start + place) % len(turn)], forms[place % len(forms)]
            level = dealt[start + place] if dealt else ""
            chosen.append(best_fit(left, number, form, level, chosen, draw))
            left = [q for q in left if q is not chosen[-1]]
        chosen[start:] = draw.shuffled(chosen[start:])
    return chosen


def best_fit(
    left: Sequence[Question], number: int, form: str, level: str, chosen: Sequence[Question], draw: Draw
) -> Question:
    """One of the questions that fit a place best: above all a new idea, then the class, the form and the level.

    Of these it is one whose outcome was asked least.
    """
    ideas, asked = {q.idea for q in chosen if q.idea}, Counter((q.class_number, q.outcome) for q in chosen)
    fit = [q for q in left if q.idea not in ideas] or left
    fit = [q for q in fit if q.class_number == number] or fit
    fit = [q for q in fit if q.kind == form] or fit
    fit = [q for q in fit if level in ("", q.level)] or fit
    least = min(asked[q.class_number, q.outcome] for q in fit)
    return draw.choice([q for q in fit if asked[q.class_number, q.outcome] == least])


Place = Callable[[Question], tuple[object, object]]
PLACES: tuple[Place, ...] = (
    lambda q: ("", q.class_number),
    lambda q: (q.group, q.kind),
    lambda q: (q.class_number, q.outcome),
)
"""What is shared out evenly: the paper over its classes, each group over its forms, each class over its outcomes."""


def parts_of(bank: Bank, place: Place) -> dict[object, list[object]]:
    """By whole the parts of it that the bank has."""
    parts: dict[object, list[object]] = {}
    for whole, part in dict.fromkeys(map(place, bank.values())):
        parts.setdefault(whole, []).append(part)
    return parts


def faults(
    questions: Sequence[Question], shares: Sequence[Mapping[object, Sequence[object]]], levels: Sequence[str] = ()
) -> tuple[int, ...]:
    """What is not as it should be on a paper, the worst first: 0 where all is well.

    How often an idea comes again; how far the classes are from an even share; how many levels are not met; how far the
    forms of each group and the outcomes of each class are from one. `shares` are the parts of each of `PLACES`.
    """
    ideas = Counter(q.idea for q in questions if q.idea)
    unmet = (Counter(levels) - Counter(q.level for q in questions)).total()
    classes, forms, outcomes = (uneven(questions, share, place) for share, place in zip(shares, PLACES, strict=True))
    return sum(n - 1 for n in ideas.values()), classes, unmet, forms, outcomes


def uneven(questions: Sequence[Question], parts: Mapping[object, Sequence[object]], place: Place) -> int:
    """How far the questions are from an even share of each whole that they come from."""
    counts = Counter(map(place, questions))
    return sum(beyond_even([counts[whole, part] for part in parts[whole]]) for whole in {whole for whole, _ in counts})


def beyond_even(counts: Sequence[int]) -> int:
    """How far counts are from an even share.

    >>> beyond_even([2, 1, 2]), beyond_even([3, 0, 1])
    (0, 2)
    """
    return max(0, max(counts) - min(counts) - 1)
