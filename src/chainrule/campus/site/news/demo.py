"""The demo class's announcements: one that is read by now, one with a date."""

from datetime import datetime, timedelta

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.news import board
from chainrule.campus.syllabus import Course

DAY = timedelta(days=1)


def populate(course: Course, users: People, now: datetime) -> None:
    """Two announcements of the last days."""
    write = users.instructors[0]
    board.write(write, now - 6 * DAY, "Where to find me", "My office hours are on Mondays, 14:00 to 16:00.", None, None)
    text = "We go through the derivative of $\\log \\sum_j e^{z_j}$ once more, and through your questions."
    board.write(write, now - DAY, "A review session", text, None, now + 3 * DAY)
