from pathlib import Path

from chainrule.campus.questions import Program, predict_output, wrong
from chainrule.campus.syllabus import load_course

LATE = load_course(Path(__file__).parents[3]).late_rules


@predict_output(class_=1, outcome="Describe the scope of DL and the course syllabus.", minutes=2, idea="late policy")
def penalty_by_minutes(draw):
    """The late policy as code, tried on both sides of a border."""
    first, second = LATE.tiers
    border = int(first.until.total_seconds() // 60)
    points = draw.choice([40, 60, 80])
    minutes = draw.choice([[0, border, border + 1], [border, border + 1, 1], [border + 1, 0, border]])
    slight, heavy = 1 - first.penalty / 100, 1 - second.penalty / 100

    def recorded(late, first_until):
        return points if late < 1 else points * (slight if late <= first_until else heavy)

    return Program(
        f"""
        def recorded(points, minutes_late):
            if minutes_late < 1:
                return points
            if minutes_late <= {border}:
                return points * {slight:g}
            if minutes_late <= 24 * 60:
                return points * {heavy:g}
            return 0

        for minutes_late in {minutes}:
            print(recorded({points}, minutes_late))
        """,
        wrong(
            " ".join(f"{recorded(late, border - 1):g}" for late in minutes),
            because=f"`<=` takes the border in: {border} minutes still belong to the first tier.",
        ),
        wrong(
            " ".join(f"{points - recorded(late, border):g}" for late in minutes),
            because="That is what is taken off. The function returns what is left.",
        ),
        because=f"The first condition that holds decides. Exactly {border} minutes satisfy `<= {border}`; one minute "
        "more does not.",
    )
