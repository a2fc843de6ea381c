from pathlib import Path

from chainrule.campus.questions import Criterion, OpenQuestion, short_answer
from chainrule.campus.syllabus import load_course

COURSE = load_course(Path(__file__).parents[3])


@short_answer(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=4,
    idea="late policy",
    section="course",
    level="apply",
)
def slow_connection(draw):
    """A connection that failed is no ground for more time, and what it costs is a matter of minutes."""
    late, size = draw.integer(8, 24), draw.choice([600, 800, 900])
    due = COURSE.deadline_rules.time
    tier = COURSE.late_rules.tiers[0]
    assert late * 60 < tier.until.total_seconds()
    arrived = f"{due:%H}:{late:02}"
    penalty = f"{tier.penalty:g}%"
    return OpenQuestion(
        f"""
        A milestone is due at {due:%H:%M}. Emil wants to upload {size} MB at {due.hour - 1}:50, but his connection
        fails. It comes back after the deadline; he starts at once, and the server has the whole file at {arrived}. He
        asks for the deadline to be moved by half an hour, because the delay was not his fault.

        Under this course's deadline policy: is his request granted, and why or why not? What happens to the mark of
        his work?
        """,
        model=f"""
        No. Deadlines are never extended; a bad connection and a large file are things a student has to plan for.
        The work is {late} minutes late, which is within the first {tier.until.seconds // 60} minutes, so it loses
        {penalty}.
        """,
        rubric=[
            Criterion(
                "no extension, and why",
                1,
                counts="The deadline stays, and connection or file size are the student's to plan for. Half for a "
                "bare no.",
                does_not="It depends on the instructor, or on a proof from the provider.",
            ),
            Criterion(
                "the penalty",
                1,
                counts=f"{penalty} is taken off, because it is under {tier.until.seconds // 60} minutes late.",
                does_not="Another tier, zero, or a penalty without its size.",
            ),
        ],
        examples=f"""
        1, 1: no, deadlines are never extended and bad internet is on him. {late} minutes late = -{penalty}
        1, 1: The request is refused: students must take the conection and upload size into account. Since it is
        less than {tier.until.seconds // 60} min late he gets a {penalty} penalty.
        1, 1: Not granted. He should have started earlier with such a big file. The mark is reduced by {penalty}.
        0.5, 1: No. Penalty of {penalty}.
        1, 0: No extension, the rules say you have to consider internet problems yourself. He will lose some points.
        1, 0: Deadline is not moved because it is his responsability. Late work gets zero.
        0, 1: Since it is not his fault he can get the extra time, otherwise it would be {penalty} off.
        0, 0: If he brings a document from his internet provider to the academic advisor it is excused and there is
        no penalty.
        0, 0: He tried before the deadline so it counts as on time.
        0, 0: In such cases the policy is flexible and considers the situation of every student individually.
        """,
    )
