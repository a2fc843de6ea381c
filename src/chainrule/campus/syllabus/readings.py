"""How this course reads its syllabus: what the text leaves open, the reading chosen, why, and the setting to change it.

Every number in a reading comes from the settings; change one in `course.toml` and the page says so.
"""

from collections.abc import Callable

from chainrule.campus.syllabus import reading_grades, reading_late, reading_papers, reading_project, reading_tools
from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.reading import Reading

TOPICS: tuple[tuple[str, tuple[Callable[[Course], Reading], ...]], ...] = (
    ("Deadlines and lateness", reading_late.READINGS),
    ("Quizzes and exams", reading_papers.READINGS),
    ("Team project", reading_project.READINGS),
    ("Grades", reading_grades.READINGS),
    ("Tools", reading_tools.READINGS),
)


def readings(course: Course) -> tuple[tuple[str, tuple[Reading, ...]], ...]:
    """The readings by topic, in the order of the page."""
    return tuple((topic, tuple(read(course) for read in reads)) for topic, reads in TOPICS)
