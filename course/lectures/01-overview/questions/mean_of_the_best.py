from pathlib import Path

from chainrule.campus.questions import Fragment, complete_code, right, wrong
from chainrule.campus.syllabus import load_course

COURSE = load_course(Path(__file__).parents[3])


@complete_code(class_=1, outcome="Describe the scope of DL and the course syllabus.", minutes=3, idea="best quizzes")
def mean_of_the_best(draw):
    """The quiz grade as code: sort, keep the best, take the mean."""
    count, best = len(COURSE.quizzes), COURSE.quiz_rules.best
    marks = [draw.integer(3, 9) for _ in range(count - 1)]
    missed = draw.integer(1, count - 2)
    marks = [*marks[:missed], 0, *marks[missed:]]
    return Fragment(
        f"""
        The quiz grade is the mean of the best {best} of {count} quizzes; a missed one stands in the list as 0.
        """,
        f"""
        def quiz_grade(marks, best={best}):
            kept = ____
            return sum(kept) / best

        print(quiz_grade({marks}))
        """,
        f"""
        marks = {marks}
        before = list(marks)
        print(quiz_grade(marks), quiz_grade(marks[::-1]))
        print(quiz_grade([5, 1, 4, 2], best=2), quiz_grade([1, 5, 2], best=1))
        assert marks == before, "the caller's list was changed"
        """,
        right(
            "sorted(marks)[-best:]",
            because="`sorted` puts the lowest first, so the last `best` marks are the best ones.",
        ),
        wrong(
            "sorted(marks)[:best]",
            because="The lowest come first in `sorted`: this keeps the worst and drops the best.",
        ),
        wrong("marks[-best:]", because="These are the last quizzes of the term, not the best ones."),
        wrong(
            "sorted(marks)[best:]",
            because=f"This skips the first {best} and keeps only what comes after them.",
        ),
        wrong("max(marks)", because="This is one mark, not a list of the best; `sum` needs a list."),
    )
