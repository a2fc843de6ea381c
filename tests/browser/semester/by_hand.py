"""The grades by hand: plain arithmetic, each step under the sentence of the syllabus that asks for it.

Nothing of `campus.syllabus` is used here. Where a sentence can be read in two ways, the reading is the one that the
course's page "How this course reads its syllabus" names.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.browser.semester.plan import Student

QUIZZES = tuple(f"quiz-{number}" for number in range(1, 10))


def scores(student: Student, regraded: str = "") -> dict[str, Fraction]:
    """Of each quiz and exam that was sat the share of its points, from 0 to 1; one that was missed is 0.

    In the quiz `regraded` everybody got the point of a question that those without full marks had wrong.
    """
    found = {}
    for paper, result in student.papers.items():
        questions = 10 if paper in QUIZZES else 20
        points = Fraction(str(result.right)) if result.right is not None else Fraction(0)
        if paper == regraded and result.right is not None:
            points = min(points + 1, Fraction(10))
        if result.how != "e":
            found[paper] = points / questions
    return found


def quiz_part(student: Student, regraded: str = "") -> Fraction:
    """The quizzes, of 1."""
    taken = scores(student, regraded)
    marks = sorted(taken.get(id, Fraction(0)) for id in QUIZZES if student.papers.get(id, None) is None or id in taken)
    # "The quiz grade will be calculated as the arithmetic mean of the best eight quizzes, with the lowest score
    # automatically discarded (e.g. missing one quiz will not affect your grade)."
    if len(marks) == 9:
        return sum(marks[1:], Fraction(0)) / 8
    # A quiz that is left out with a verified excuse takes the place of the one that is discarded: eight are left.
    assert len(marks) == 8
    return sum(marks, Fraction(0)) / 8


REVISED = 5
"""Percent that the first penalty takes since a revision in April; until then it was 10. A revision counts for all."""


def late(minutes: float, first: int = REVISED) -> Fraction:
    """What is left of a mark that came so many minutes after the deadline."""
    # "Late submissions of one minute until thirty minutes will receive a 10% penalty, late submissions of thirty
    # minutes until one day will receive a 25% penalty with no claim for bonuses (if there are any), late submissions
    # of more than one day will receive zero."
    if minutes < 1:
        return Fraction(1)
    if minutes <= 30:
        return Fraction(100 - first, 100)
    if minutes <= 24 * 60:
        return Fraction(75, 100)
    return Fraction(0)


def keeps_bonus(minutes: float) -> bool:
    """Whether a bonus may still be claimed: only the second of the penalties takes it away, and zero is zero."""
    return minutes <= 30


def proposal_part(verdicts: str, minutes: float) -> Fraction:
    """The proposal, of the 10 points that it has in the project."""
    # "A project proposal that passes receives 10%."
    if verdicts == "pass":
        return 10 * late(minutes)
    # "A proposal marked revise receives a provisional 0% until the required changes are submitted and approved, after
    # which full credit is awarded."
    if verdicts == "revise pass":
        return 10 * late(minutes)
    # "A proposal that is rejected and resubmitted as a substantially different proposal is eligible for a maximum of
    # 5%."
    if verdicts == "reject pass":
        return 5 * late(minutes)
    assert verdicts in ("revise", "reject", "")
    return Fraction(0)


def milestone_part(points: float | None, bonus: float, minutes: float) -> Fraction:
    """A milestone, of the 45 points that it has in the project; its mark is of 100."""
    # "... two further project milestones, ... each accounting for 45% of the total project grade."
    if points is None:
        return Fraction(0)
    mark = Fraction(str(points)) * late(minutes) + (Fraction(str(bonus)) if keeps_bonus(minutes) else 0)
    return 45 * mark / 100


def course(quizzes: Fraction, project: Fraction, midterm: Fraction, final: Fraction) -> Fraction:
    """The course, of 100; the project is of 100, the others of 1."""
    # "Team Project 25, Quizzes (8x) 25, Exam [Midterm] 25, Exam [Final] 25."
    return 25 * quizzes + 25 * project / 100 + 25 * midterm + 25 * final


def shown(number: Fraction, decimals: int = 2) -> str:
    """A number as it is displayed: half goes up."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)}"
