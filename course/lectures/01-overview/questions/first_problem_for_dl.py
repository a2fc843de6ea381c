from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=1.5,
    idea="when to use DL",
    section="scope",
    level="apply",
)
def first_problem_for_dl(draw):
    """Where deep learning is worth trying first: raw input, many examples, no rule that anyone can write down."""
    photos, rows = draw.choice([60_000, 120_000, 200_000]), draw.choice([90, 150, 240])
    perception = draw.choice(
        [
            f"{photos:,} labelled photos of leaves: name the disease of the plant.",
            f"{photos:,} recordings of engines, each marked by a mechanic: name the fault.",
            f"{photos:,} scanned forms, typed out by clerks: read the handwriting.",
        ]
    )
    return Choices(
        "Four teams ask whether to try deep learning first. For which of their problems is it the best first choice?",
        right(
            perception,
            because="The input is raw and high-dimensional, nobody can write the rule down, and there are many "
            "examples to learn features from. That is where deep networks beat other methods.",
        ),
        wrong(
            f"{rows} past loans with 12 figures each; every refusal must be explained.",
            because="Few rows of ready-made features, and a need to explain: a linear model or a small tree does "
            "better.",
        ),
        wrong(
            "The income tax of each employee, from the text of the tax law.",
            because="The rule is known exactly. A program that follows it is always right; a learned one is not.",
        ),
        wrong(
            "The shortest way between two stations on a known map of the metro.",
            because="An exact and fast algorithm exists (Dijkstra's). There is nothing to learn from data.",
        ),
        no_key="a judgement about which method to try first",
    )
