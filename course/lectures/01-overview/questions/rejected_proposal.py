from pathlib import Path

from chainrule.campus.questions import Choices, multiple_choice, right, wrong
from chainrule.campus.syllabus import load_course

PROJECT = load_course(Path(__file__).parents[3]).project_rules


@multiple_choice(class_=1, outcome="Describe the scope of DL and the course syllabus.", minutes=2, idea="proposal")
def rejected_proposal(draw):
    """The difference between a proposal that is rejected and one to be revised, in points of the project."""
    full, most = PROJECT.share("proposal"), PROJECT.proposal.rejected_at_most
    each = PROJECT.share("milestone-1")
    first, second = draw.sample([40, 60, 80], 2)
    milestones = each * (first + second) / 100
    return Choices(
        f"""
        A team's project proposal is **rejected**. The team hands in a substantially different one, which is
        approved. Its two milestones then earn {first}% and {second}% of their marks. What is the highest project
        grade, out of 100, that this team can get?
        """,
        right(
            f"{milestones + most:g}",
            because=f"After a rejection a different proposal earns at most {most:g}. The milestones weigh {each:g} "
            f"each: {most:g} + {each / 100:g} × ({first} + {second}) = {milestones + most:g}.",
        ),
        wrong(
            f"{milestones + full:g}",
            because=f"The full {full:g} come back after *revise*, once the changes are approved, not after a "
            "rejection.",
        ),
        wrong(
            f"{milestones:g}",
            because=f"The second proposal is not worthless: up to {most:g} points can still be earned.",
        ),
        wrong(
            f"{(full + milestones) * (1 - most / 100):g}",
            because=f"The {most:g} is what the proposal can still earn, not a penalty on the whole project.",
        ),
        key=f"""
        import datetime as dt
        from chainrule.campus.syllabus import Proposal, Score, course_grade, due, load_course
        from chainrule.course import find_course

        course = load_course(find_course())
        scores = {{
            "proposal": Proposal(due(course, "proposal"), ("reject", "pass")),
            "milestone-1": Score({first}, 100, 0, due(course, "milestone-1")),
            "milestone-2": Score({second}, 100, 0, due(course, "milestone-2")),
        }}
        grade = course_grade(course, scores, due(course, "milestone-2") + dt.timedelta(days=9))
        [project] = [node for node in grade.if_nothing_more.parts if "roject" in node.label]
        print(f"{{project.value / project.out_of * 100:g}}")
        """,
    )
