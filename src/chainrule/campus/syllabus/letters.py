"""Letter grades: which letter a course grade gets, and by which bound of the table `[letters]`."""

from dataclasses import dataclass
from decimal import Decimal

from chainrule.campus.syllabus.grade_rules import Letter
from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.wording import rounded


@dataclass(frozen=True, slots=True)
class LetterGrade:
    """A letter, and the rule by which the grade got it."""

    letter: Letter
    rule: str

    @property
    def name(self) -> str:
        return self.letter.name


def letter_grade(course: Course, percent: float | None) -> LetterGrade | None:
    """The letter of a course grade of `percent`, as it is shown: rounded first, then compared with the bounds.

    None where the course has no letters, or nothing is decided yet.
    """
    if percent is None or not course.letters:
        return None
    grade = shown(course, percent)
    place = next(place for place, letter in enumerate(course.letters) if grade >= bound(letter))
    letter = course.letters[place]
    rule = f"{letter.name} begins at {letter.least:g}"
    if place:
        better = course.letters[place - 1]
        rule += f", {better.name} at {better.least:g}"
    return LetterGrade(letter, f"{rule}.")


def shown(course: Course, percent: float) -> Decimal:
    """The grade as a page shows it: half goes up at the last of the course's decimals."""
    return Decimal(rounded(percent, course.grade_rules.decimals))


def bound(letter: Letter) -> Decimal:
    """The letter's lower bound, as it is written in the file."""
    return Decimal(repr(letter.least))


def just_shown(course: Course, letter: Letter) -> Decimal:
    """The least number that is shown as the letter's bound; the bound itself where it has more decimals than grades."""
    step = Decimal(1).scaleb(-course.grade_rules.decimals)
    return bound(letter) - step / 2 if bound(letter) % step == 0 else bound(letter)
