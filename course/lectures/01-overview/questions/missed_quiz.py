from pathlib import Path

from chainrule.campus.questions import Choices, multiple_choice, right, wrong
from chainrule.campus.syllabus import load_course

COURSE = load_course(Path(__file__).parents[3])


@multiple_choice(class_=1, outcome="Describe the scope of DL and the course syllabus.", minutes=2, idea="best quizzes")
def missed_quiz(draw):
    """A missed quiz takes the place of the lowest one; it is not dropped beside it."""
    sat = len(COURSE.quizzes) - 1
    assert sat == COURSE.quiz_rules.best, "this question is about a course that drops one quiz"
    usual, low = draw.choice([(8, 4), (9, 5), (7, 3), (10, 6), (9, 1)])
    total = usual * (sat - 1) + low
    return Choices(
        f"""
        Over the term Lala missed one of the {sat + 1} quizzes without an excuse. In {sat - 1} of the others she
        scored {usual} of 10, and in one she scored {low}. What is her quiz grade, out of 10?
        """,
        right(
            f"{total / sat:g}",
            because=f"The missed quiz counts zero, so it is the lowest and is the one set aside. The other {sat} "
            f"count, the {low} among them: ({sat - 1} × {usual} + {low}) / {sat} = {total / sat:g}.",
        ),
        wrong(
            f"{usual:g}",
            because=f"This sets two quizzes aside, the missed one and the {low}. Only one is discarded.",
        ),
        wrong(
            f"{usual * (sat - 1) / sat:g}",
            because=f"This discards the {low} and keeps the zero of the missed quiz; the lowest is the zero.",
        ),
        wrong(
            f"{total / (sat + 1):.2f}",
            because=f"This is the mean over all {sat + 1}. The lowest, here the missed one, is discarded first.",
        ),
        key=f"""
        scores = [0, {low}] + [{usual}] * {sat - 1}
        best = sorted(scores)[-{COURSE.quiz_rules.best}:]
        print(f"{{sum(best) / len(best):g}}")
        """,
    )
