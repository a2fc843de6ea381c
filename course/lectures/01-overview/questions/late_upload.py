from datetime import timedelta
from pathlib import Path

from chainrule.campus.questions import Choices, multiple_choice, right, wrong
from chainrule.campus.syllabus import load_course

LATE = load_course(Path(__file__).parents[3]).late_rules


@multiple_choice(class_=1, outcome="Describe the scope of DL and the course syllabus.", minutes=2, idea="late policy")
def late_upload(draw):
    """What a bonus and a late upload in the second tier come to."""
    first, second = LATE.tiers
    hours = draw.integer(2, 20)
    points, bonus = draw.choice([60, 72, 80, 84]), draw.choice([4, 5, 6])
    kept = points * (1 - second.penalty / 100)
    assert first.until < timedelta(hours=hours) < second.until
    return Choices(
        f"""
        A team uploads its milestone report **{hours} hours** after the deadline. The report earns {points} points,
        and a further {bonus} points as a bonus for an extra experiment. What is recorded under this course's
        deadline policy?
        """,
        right(
            f"{kept:g} points",
            because=f"This late, {second.penalty:g}% is taken off and no bonus can be claimed: {points} × "
            f"{1 - second.penalty / 100:g} = {kept:g}.",
        ),
        wrong(
            f"{kept + bonus:g} points",
            because=f"The {second.penalty:g}% is right, but so late the bonus is lost as well.",
        ),
        wrong(
            f"{points * (1 - first.penalty / 100) + bonus:g} points",
            because=f"{first.penalty:g}% with the bonus is for the first {first.until.seconds // 60} minutes only.",
        ),
        wrong(
            "0 points",
            because=f"Zero is for what comes later still. At {hours} hours there is a penalty, not a loss of all.",
        ),
        key=f"""
        import datetime as dt
        from chainrule.campus.syllabus import Score, course_grade, due, load_course
        from chainrule.course import find_course

        course = load_course(find_course())
        when = due(course, "milestone-1")
        score = Score({points}, 100, {bonus}, when + dt.timedelta(hours={hours}))
        grade = course_grade(course, {{"milestone-1": score}}, when + dt.timedelta(days=2))
        nodes = [node for node in grade.so_far.walk() if node.label == "Project milestone 1" and node.out_of == 100]
        print(f"{{nodes[-1].value:g}} points")
        """,
    )
