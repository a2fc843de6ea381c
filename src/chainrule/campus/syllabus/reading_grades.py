"""Readings about the course grade."""

from chainrule.campus.syllabus import letters as of_letters
from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.reading import Reading, reading


def rounding(course: Course) -> Reading:
    decimals = course.grade_rules.decimals
    digits = f"{wording.number(decimals)} decimal{'' if decimals == 1 else 's'}" if decimals else "whole numbers"
    return reading(
        course,
        "rounding",
        "When are grades rounded?",
        f"Only when they are shown, to {digits}, half up. Everything is computed with the unrounded numbers.",
        "Rounding on the way could move a grade by more than the last digit shown.",
        "grades.decimals",
    )


def so_far(course: Course) -> Reading:
    if course.grade_rules.drop_early:
        answer = (
            "The lowest so far is set aside from the start, as it will be in the end, unless that would leave none."
        )
        why = "A grade so far that counts a quiz which will be discarded would frighten for nothing."
    else:
        answer = "Every quiz so far counts; the lowest is discarded once there are more than count in the end."
        why = "The text speaks of the finished mean only."
    return reading(course, "drop-early", "Which quizzes count in the grade so far?", answer, why, "grades.drop_early")


def views(course: Course) -> Reading:
    return reading(
        course,
        "so-far",
        "What is the grade in the middle of the semester?",
        "Three numbers. So far: what was earned out of what is decided, each part with the weight that it will have in "
        "the end. If nothing more is done: everything open counts zero. At best: everything open gets the full mark.",
        "The text defines the finished grade only. These three never contradict it: the last two meet in it.",
    )


def quiz_mean(course: Course) -> Reading:
    return reading(
        course,
        "quiz-mean",
        "Does a quiz with more points weigh more in the mean?",
        "No. The mean is of each quiz's share of its own full mark, so every quiz weighs the same.",
        "The text asks for the arithmetic mean of quizzes, not of points.",
    )


def no_weight(course: Course) -> Reading:
    parts = wording.listing(weight.title for weight in course.weights)
    return reading(
        course,
        "labs",
        "Do labs, attendance or taking part count?",
        f"No. The grade is made of {parts}. Labs are there to learn from and can be done again as often as wanted.",
        "The table of assessments adds up to the whole without them.",
    )


def cap(course: Course) -> Reading:
    return reading(
        course,
        "course-cap",
        "Can the course grade pass 100?",
        "No. Bonuses count up to the full mark of the course.",
        "The table of assessments is headed “100%”.",
    )


def revision(course: Course) -> Reading:
    return reading(
        course,
        "revision",
        "Which rules hold when the syllabus is revised?",
        f"Those of the newest revision, now {course.revision}. Every grade names the revision it was computed under.",
        "The text keeps a list of revisions, and says that the content may change.",
    )


def letters(course: Course) -> Reading:
    if course.letters:
        best = course.letters[0]
        bounds = wording.listing(f"{letter.name} from {letter.least:g}" for letter in course.letters)
        below, at_it = of_letters.just_shown(course, best), of_letters.shown(course, best.least)
        so = f", so {below} is shown as {at_it} and is {best.name}" if best.least else ""
        return reading(
            course,
            "letters",
            "How does a grade become a letter?",
            f"By the number that is shown: {bounds}. It is rounded first and compared then{so}.",
            "Otherwise a page could show a grade that is at a bound, and beside it the letter below that bound.",
            *(f"letters.{letter.name}" for letter in course.letters),
        )
    return reading(
        course,
        "letters",
        "Which letter does a grade get?",
        "It gets no letter here: the syllabus has no table of them. Where course.toml has one, under [letters], a "
        "grade is first rounded as it is shown, and then compared with the bounds.",
        "Otherwise a page could show a grade that is at a bound, and beside it the letter below that bound.",
    )


READINGS = (views, so_far, quiz_mean, rounding, letters, no_weight, cap, revision)
