"""How far the demo class has read."""

from datetime import datetime, timedelta

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.core.demo import generator
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.lectures.models import ReadingPosition
from chainrule.campus.syllabus import Course


def populate(course: Course, users: People, now: datetime) -> None:
    """Most students have read most lectures so far; the first one is in the middle of the last."""
    chance = generator()
    held = [n for n in texts.with_text() if course.meeting(n).date < now.date()]
    for student in users.students:
        for number in held:
            in_the_middle = student == users.students[0] and number == held[-1]
            if not in_the_middle and chance.random() < 0.15:
                continue
            furthest = 0.45 if in_the_middle else min(1.0, chance.betavariate(4, 1) + 0.1)
            sections = texts.text(number).sections
            ReadingPosition.objects.create(
                user=student,
                lecture=number,
                section=sections[min(int(furthest * len(sections)), len(sections) - 1)].id if sections else "",
                fraction=furthest,
                furthest=furthest,
                at=now - timedelta(hours=chance.randint(2, 90)),
            )
