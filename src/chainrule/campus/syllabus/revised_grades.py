"""What a revision does to grades: one student's before and after, and the class in numbers. Pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chainrule.campus.syllabus.derivation import Derivation, marks_of
from chainrule.campus.syllabus.grades import CourseGrade
from chainrule.campus.syllabus.letters import letter_grade, shown
from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.wording import rounded

NONE = "–"
STATUS = {
    "missed": "missed",
    "dropped": "discarded",
    "excused": "excused",
    "not-yet": "not yet",
    "awaiting": "waits to be marked",
    "provisional": "provisional",
}


@dataclass(frozen=True, slots=True)
class Number:
    """One of the three numbers of a grade, as it is shown before and after, with its letter where there are any."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Moved:
    """A mark, or a part of the grade none of whose marks moved, before and after."""

    title: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.title}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a revision does to one student's grade. `difference` is that of the grades so far as they are shown."""

    numbers: tuple[Number, ...]
    moved: tuple[Moved, ...]
    difference: Decimal | None

    @property
    def changed(self) -> bool:
        """Whether one of the three numbers, or its letter, is another one."""
        return any(number.changed for number in self.numbers)

    @property
    def so_far(self) -> Number:
        return self.numbers[0]

    @property
    def others(self) -> tuple[Number, ...]:
        """Of what the grade is at least and at best, that which changes."""
        return tuple(number for number in self.numbers[1:] if number.changed)


@dataclass(frozen=True, slots=True)
class Totals:
    """The class: how many grades change, how many grades so far rise and fall, and by how much on the whole."""

    students: int
    changed: int
    up: int
    down: int
    mean_before: float | None
    mean_after: float | None


def effect(old: Course, new: Course, before: CourseGrade, after: CourseGrade) -> Effect:
    """One student's grade under the rules of `old`, and under those of `new`."""
    views = (
        ("so far", before.so_far, after.so_far),
        ("at least", before.if_nothing_more, after.if_nothing_more),
        ("at best", before.at_best, after.at_best),
    )
    numbers = tuple(Number(name, _shown(old, was.percent), _shown(new, now.percent)) for name, was, now in views)
    moved = tuple(_moved(before.so_far, after.so_far, old, new))
    moved += tuple(_moved_only_at_best(before, after, old, new, {one.title for one in moved}))
    return Effect(numbers, moved, _difference(old, new, before.so_far.percent, after.so_far.percent))


def _difference(old: Course, new: Course, before: float | None, after: float | None) -> Decimal | None:
    return None if before is None or after is None else shown(new, after) - shown(old, before)


def _shown(course: Course, percent: float | None) -> str:
    if percent is None:
        return NONE
    letter = letter_grade(course, percent)
    return rounded(percent, course.grade_rules.decimals) + (f" {letter.name}" if letter else "")


def _moved(before: Derivation, after: Derivation, old: Course, new: Course) -> Iterator[Moved]:
    """The marks that differ, and the parts of the grade that differ without one."""
    was, now = marks_of(before), marks_of(after)
    told = set()
    for id in dict.fromkeys([*was, *now]):
        words = [_mark(marks.get(id), course) for marks, course in ((was, old), (now, new))]
        if words[0] != words[1]:
            told.add(id)
            yield Moved(_title(id, new, old), *words)
    parts = [{part.label: part for part in whole.parts} for whole in (before, after)]
    for label in dict.fromkeys([*parts[0], *parts[1]]):
        pair = [found.get(label) for found in parts]
        inside = {node.of for part in pair if part for node in part.walk()}
        points = [_points(part, course) for part, course in zip(pair, (old, new), strict=True)]
        if points[0] != points[1] and not inside & told:
            yield Moved(label, *points)


def _moved_only_at_best(
    before: CourseGrade, after: CourseGrade, old: Course, new: Course, told: set[str]
) -> Iterator[Moved]:
    """Marks that are not decided, of which another most is in reach."""
    was, now = marks_of(before.at_best), marks_of(after.at_best)
    for id in dict.fromkeys([*was, *now]):
        words = [_mark(marks.get(id), course) for marks, course in ((was, old), (now, new))]
        title = _title(id, new, old)
        if words[0] != words[1] and title not in told:
            yield Moved(f"{title}, at best", *words)


def _title(id: str, *courses: Course) -> str:
    return next(course.assessment(id).title for course in courses if course.has_assessment(id))


def _mark(mark: Derivation | None, course: Course) -> str:
    """A mark as a table shows it: its percent and how it stands."""
    if mark is None:
        return NONE
    percent = "" if mark.percent is None else f"{rounded(mark.percent, course.grade_rules.decimals)}%"
    return ", ".join(filter(None, (percent, STATUS.get(mark.status, "")))) or NONE


def _points(part: Derivation | None, course: Course) -> str:
    if part is None:
        return NONE
    decimals = course.grade_rules.decimals
    value = NONE if part.value is None else rounded(part.value, decimals)
    return f"{value} of {rounded(part.out_of, decimals)} points"


def totals(effects: Sequence[Effect], before: Sequence[float | None], after: Sequence[float | None]) -> Totals:
    """The class, from each student's effect and the percents of the grades so far."""
    differences = [one.difference for one in effects if one.so_far.changed and one.difference is not None]
    return Totals(
        students=len(effects),
        changed=sum(one.changed for one in effects),
        up=sum(one > 0 for one in differences),
        down=sum(one < 0 for one in differences),
        mean_before=_mean(before),
        mean_after=_mean(after),
    )


def _mean(percents: Sequence[float | None]) -> float | None:
    known = [one for one in percents if one is not None]
    return sum(known) / len(known) if known else None
