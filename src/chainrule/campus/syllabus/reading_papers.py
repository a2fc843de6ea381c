"""Readings about quizzes and exams: their hours, what they cover, what is missed."""

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.deadlines import conflict_notice_due, last_full_start
from chainrule.campus.syllabus.model import Course, ExamRules, QuizRules
from chainrule.campus.syllabus.reading import Reading, reading


def quiz_hours(course: Course) -> Reading:
    return _hours(course, "quiz-hours", "a quiz", "quizzes", course.quiz_rules)


def exam_hours(course: Course) -> Reading:
    return _hours(course, "exam-hours", "an exam", "exams", course.exam_rules)


def _hours(course: Course, id: str, what: str, table: str, rules: QuizRules | ExamRules) -> Reading:
    closes = f"{table}.closes" if f"{table}.closes" in course.settings else "deadlines.time"
    return reading(
        course,
        id,
        f"At which hours can {what} be sat on its date?",
        f"It can be started from {rules.opens:%H:%M} and closes at {rules.closes:%H:%M}, {course.timezone.key}. "
        f"The {rules.minutes} minutes run from the student's own start.",
        "The outline gives a day and no hour. A long window suits work and other courses; variants keep it fair.",
        f"{table}.opens",
        closes,
        f"{table}.minutes",
    )


def cut_off(course: Course) -> Reading:
    rules, paper = course.quiz_rules, course.quizzes[0].id
    if rules.full_time_after_closing:
        answer = f"The full {rules.minutes} minutes, even past closing, for whoever starts before it."
        why = "The time limit is a promise; closing is the last moment to start."
    else:
        last = last_full_start(course, paper)
        answer = f"What is left until closing. A start by {last:%H:%M} leaves the full {rules.minutes} minutes."
        why = "Deadlines are never extended. The page tells the time left before the start, so nobody is surprised."
    if rules.full_time_after_closing != course.exam_rules.full_time_after_closing:
        answer += " For exams it is the other way round."
    question = "How much time has a student who starts a quiz or an exam shortly before it closes?"
    keys = ("quizzes.full_time_after_closing", "exams.full_time_after_closing", "quizzes.minutes")
    return reading(course, "cut-off", question, answer, why, *keys)


def late_sitting(course: Course) -> Reading:
    return reading(
        course,
        "late-sitting",
        "Do the late tiers apply to quizzes and exams?",
        "No. A paper closes by itself with the answers that the server has; what comes later is kept but not counted.",
        "The late policy speaks of submissions with a deadline. A time limit that could be overdrawn would be none.",
    )


def eight_or_nine(course: Course) -> Reading:
    best, count = course.quiz_rules.best, len(course.quizzes)
    weight = next(weight.weight for weight in course.weights if weight.id == "quizzes")
    which = "the best ones" if best < count else "all"
    return reading(
        course,
        "quiz-count",
        f"The table says “Quizzes ({best}x)”, the text speaks of {wording.number(count)}. How many are there?",
        f"{count} are sat and {best} count: {which}, each worth {weight / best:g} points of the course.",
        "The table counts what enters the grade, the text what takes place.",
        "quizzes.best",
    )


def missing(course: Course) -> Reading:
    dropped = len(course.quizzes) - course.quiz_rules.best
    lowest = f"the lowest {wording.number(dropped)} are" if dropped > 1 else "the lowest is"
    spare = f"At the end {lowest} discarded, a missed quiz before one that was sat for zero."
    return reading(
        course,
        "missed-quiz",
        "When does a missed quiz count as zero, and is it what gets discarded?",
        f"Once the quiz has closed; before that it is “not yet”. {spare if dropped else 'None is discarded.'}",
        "The text says that missing one quiz will not affect the grade. Until it closes, nothing has been missed.",
        "quizzes.best",
    )


def quiz_excuse(course: Course) -> Reading:
    rules = course.quiz_rules
    if rules.excused == "make-up":
        answer = "It is sat again as a make-up; until then it is “not yet”."
        why = "Everyone is then graded on the same number of quizzes."
    elif rules.excused_uses_drop:
        answer = (
            f"It is left out. The mean is of the best {rules.best} of those that remain, and of all of them when fewer "
            "remain. So an excused quiz first takes the place of one that would have been discarded; further ones cost "
            "nothing."
        )
        why = "The discarded quiz is there for a missed one. Beyond it, proof of an absence must not lower a grade."
    else:
        answer = "It is left out, and the lowest of those that remain is discarded as well."
        why = "Whoever has proof of an absence keeps the same room for a bad day as everyone else."
    question = "What becomes of a quiz that was missed with a verified excuse?"
    keys = ("quizzes.excused", "quizzes.excused_uses_drop")
    return reading(course, "excused-quiz", question, answer, why, *keys)


def exam_excuse(course: Course) -> Reading:
    if course.exam_rules.excused == "make-up":
        answer = "It is sat again as a make-up. Until its mark is there the exam is “not yet”."
        why = "An exam weighs too much to be left out, and nothing else asks the same questions."
    else:
        answer = "The other exam counts for both."
        why = "No second paper has to be as hard as the first."
    question = "What becomes of an exam that was missed with a verified excuse?"
    return reading(course, "excused-exam", question, answer, why, "exams.excused")


def not_in_quizzes(course: Course) -> Reading:
    asked = {number for quiz in course.quizzes for number in quiz.covers}
    rest = [meeting.number for meeting in course.classes if meeting.number not in asked and meeting.outcomes]
    listed = (
        f"Not in quizzes: classes {wording.class_range(rest)} are in none." if rest else "Every class is in a quiz."
    )
    return reading(
        course,
        "not-in-quizzes",
        "Are classes asked about that no quiz covers?",
        f"{listed} Exams ask about every class in their range.",
        "Each quiz states its classes, and the ranges are taken as they are written.",
    )


def same_day(course: Course) -> Reading:
    return reading(
        course,
        "same-day-class",
        "Does a quiz cover the class that it stands beside?",
        "No. It covers the classes named in brackets, all before its date. The course file is refused otherwise.",
        "The text says “the preceding lectures”.",
    )


def optional(course: Course) -> Reading:
    if course.ask_optional_outcomes:
        answer, why = "Yes, like all others.", "They are listed among the outcomes of their class."
    else:
        answer, why = "No.", "What need not be learned should not cost points."
    question = "Are outcomes marked “Optional” asked in quizzes and exams?"
    return reading(course, "optional-outcomes", question, answer, why, "papers.ask_optional_outcomes")


def numbering(course: Course) -> Reading:
    beside = next((exam for exam in course.exams if exam.beside is not None), None)
    alone = next((exam for exam in course.exams if exam.beside is None), None)
    first = f"The {beside.title} takes the place of class {beside.beside} and has its number. " if beside else ""
    second = f"The {alone.title} has a day of its own and no number. " if alone else ""
    return reading(
        course,
        "exam-numbers",
        "Are the exams classes, and what do ranges that include them mean?",
        f"{first}{second}A range that includes an exam's number covers the lectures in it; the exam adds nothing.",
        "The outline numbers one exam and not the other.",
    )


def conflicts(course: Course) -> Reading:
    notice = wording.duration(course.exam_rules.conflict_notice)
    days = wording.listing(f"{wording.moment(conflict_notice_due(course, e.id))} ({e.id})" for e in course.exams)
    return reading(
        course,
        "conflict-notice",
        f"Until when exactly is “{notice} before the examination date”?",
        f"Until the deadline hour of the day {notice} before: {days}.",
        "All deadlines share one hour. The days are in the calendar.",
        "exams.conflict_notice",
    )


READINGS = (
    quiz_hours,
    exam_hours,
    cut_off,
    late_sitting,
    eight_or_nine,
    missing,
    quiz_excuse,
    exam_excuse,
    same_day,
    not_in_quizzes,
    optional,
    numbering,
    conflicts,
)
