"""Readings of the deadline policy."""

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.policies import zone_words
from chainrule.campus.syllabus.reading import Reading, reading


def grace(course: Course) -> Reading:
    rules = course.late_rules
    until = wording.duration(rules.grace)
    return reading(
        course,
        "late-grace",
        f"Is something late that comes less than {until} after the deadline?",
        f"No. It is on time. A penalty starts at exactly {until}, to the second.",
        f"The late tiers start at {until}; nothing is said of less. Clocks differ by seconds, so it counts as on time.",
        "late.grace",
    )


def borders(course: Course) -> Reading:
    rules = course.late_rules
    inner = wording.listing(wording.duration(tier.until) for tier in rules.tiers[:-1])
    last = wording.duration(rules.tiers[-1].until)
    on_border = (
        f"At exactly {inner} the {rules.on_the_border} tier applies; a second later the next one. " if inner else ""
    )
    why = (
        "Where two tiers both claim a moment, the doubt should help the student."
        if rules.on_the_border == "milder"
        else "A tier is taken to start at its first moment, so that moment belongs to it."
    )
    return reading(
        course,
        "late-borders",
        "Which penalty applies exactly where one late tier ends and the next begins?",
        f"{on_border}At exactly {last} a hand-in is still accepted; only more than that is zero.",
        f"{why} For the last border the text itself says “more than”.",
        "late.on_the_border",
    )


def received(course: Course) -> Reading:
    slow, question = course.late_rules.slow, "Which moment counts: the start of the upload, or its end?"
    whole = "The moment at which the server has the whole file, by the server's clock."
    planned = "The policy tells students to allow for slow connections and large files"
    if slow is None:
        return reading(course, "late-received", question, whole, f"{planned}, so their time is the student's.")
    return reading(
        course,
        "late-received",
        question,
        f"{whole} One exception: an upload of a milestone that began before the deadline and ended after it counts "
        "from its first byte, if the network was slow, that is, it took "
        f"{slow.seconds:g} seconds or more, or came at less than {slow.rate:g} kB per second.",
        f"{planned}. Who had begun in time still handed in what was ready in time. A hand-in that only begins after "
        "the deadline is late, whatever the connection.",
        "late.slow_upload_seconds",
        "late.slow_upload_rate",
    )


def zone(course: Course) -> Reading:
    return reading(
        course,
        "deadline-zone",
        f"What does {zone_words(course)} mean for a student elsewhere, or if the clocks change?",
        f"Every deadline is at {wording.hour(course.deadline_rules.time)} by the clock in {course.timezone.key}, "
        "wherever the student is. Should the clock there ever change, the clock on the wall decides, not the offset.",
        "The text names a place and an offset. People live by the clock of the place.",
        "timezone",
        "deadlines.time",
    )


def clock_change(course: Course) -> Reading:
    last = wording.duration(course.late_rules.tiers[-1].until)
    return reading(
        course,
        "late-clock-change",
        "How late is a hand-in if the clock changes between the deadline and the hand-in?",
        f"By the time that passed, not by the difference between two readings of a clock: {last} is as long on that "
        "day as on any other. A deadline in an hour that comes twice, or not at all, is the later of the two moments.",
        "The tiers are lengths of time. A change of the clock gives nobody an hour, and takes none away.",
    )


def penalty_base(course: Course) -> Reading:
    if course.late_rules.penalty_of == "earned":
        answer = "Of the mark that was earned: the mark is multiplied by what the penalty leaves."
        why = "A penalty of the full mark would hit weak work harder than strong work for the same lateness."
    else:
        answer = "Of the full mark; no mark falls below zero."
        why = "The same lateness then costs everyone the same number of points."
    question = "Is a late penalty a share of the earned mark or of the full mark?"
    return reading(course, "penalty-base", question, answer, why, "late.penalty_of")


def bonus(course: Course) -> Reading:
    rules = course.late_rules
    lost = next((i for i, tier in enumerate(rules.tiers) if not tier.bonus), len(rules.tiers))
    until = wording.duration(rules.tiers[lost - 1].until if lost else rules.grace)
    order = "made smaller by the same penalty" if rules.penalty_on_bonus else "whole, after the penalty is taken off"
    why = (
        "The penalty is on what was handed in, bonus included."
        if rules.penalty_on_bonus
        else "The text takes bonuses away from one tier on; before that it leaves them alone."
    )
    return reading(
        course,
        "bonus-order",
        "How do a late penalty and a bonus meet?",
        f"Up to {until} late the bonus is added {order}. Later than that there is no bonus.",
        why,
        "late.penalty_on_bonus",
    )


def bonus_cap(course: Course) -> Reading:
    if course.late_rules.bonus_cap == "course":
        answer = "Yes: a mark may pass its full mark, and only the course grade ends at its own."
        why = "A bonus that did nothing for the best work would be none."
    else:
        answer = "No: the mark of an item ends at its full mark."
        why = "Nothing can then make up for another part of the course."
    return reading(course, "bonus-cap", "Can a bonus lift a mark above the full mark?", answer, why, "late.bonus_cap")


def excused_deadlines(course: Course) -> Reading:
    return reading(
        course,
        "excused-deadlines",
        "Does a verified excuse move a project deadline?",
        "No. An excuse is for a quiz or an exam that was missed. The team hands in the project.",
        "“Deadlines will never be extended” is said of hand-ins, and excuses are spoken of for absences.",
    )


READINGS = (grace, borders, received, zone, clock_change, penalty_base, bonus, bonus_cap, excused_deadlines)
